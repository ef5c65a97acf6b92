"""centrality: who matters in the network."""

from __future__ import annotations

from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import NotFoundError
from bilat.report import records as answers

MEASURES = "degree|betweenness|closeness|harmonic|eigenvector|pagerank|katz"


def register(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(centrality)


def centrality(
    context: typer.Context,
    measure: Annotated[
        str, typer.Option("--measure", metavar=MEASURES, help="What counts as central.")
    ] = "betweenness",
    network: Annotated[
        str, typer.Option("--network", metavar="actors|states|bipartite", help="Which projection.")
    ] = "actors",
    weighted: Annotated[
        bool, typer.Option("--weighted", help="Strength of a tie: its number of records.")
    ] = False,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="DATE", help="Change of rank since that date."),
    ] = None,
    as_of: options.AsOf = None,
    from_: options.From = None,
    to: options.To = None,
    kinds: options.Kinds = None,
    certain: options.Certain = False,
    with_contested: options.WithContested = False,
    language: options.Language = "en",
    limit: options.Limit = options.LIMIT,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """Who matters: actors ranked by their place in the network of what happened.

    \b
    Examples:
      bilat centrality --limit 10
      bilat centrality --measure degree --weighted --limit 10
      bilat centrality --as-of 2019-12-31 --compare 2014-12-31 --limit 10

    The actors network holds persons, bodies, groups and companies; a state only where nobody of
    its side is named. Ties between two of one side, announced events and contested records are
    left out.
    """  # noqa: D301
    graph = options.session(context).graph
    chosen = options.filters(as_of, from_, to, kinds, certain) | {"contested": with_contested}
    ranking = graph.centrality(measure, network, weighted=weighted, compare=compare, **chosen)
    if not ranking.ranks:
        raise NotFoundError("no ties pass these filters (widen the dates or kinds)")
    compared = (f"compared with {compare}",) if compare else ()
    words = (measure, f"{network} network", *graph.select(**chosen).words, *compared)
    answer = answers.centrality(
        graph.data,
        ranking,
        language,
        limit,
        as_of=as_of,
        filters=options.said(chosen),
        heading=" · ".join(("Centrality", *words)),
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)
