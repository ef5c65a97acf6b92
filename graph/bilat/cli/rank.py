"""centrality, communities: who matters in the network, and which groups it has."""

from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import UsageError

MEASURES = "degree|betweenness|closeness|harmonic|eigenvector|pagerank|katz"
NETWORKS = "actors|states|bipartite"
WEIGHTS = "none|number|plover|cooperation|conflict"

Projection = Annotated[str, typer.Option("--network", metavar=NETWORKS, help="Which projection.")]


def register(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(centrality)
    app.command()(communities)


def centrality(
    context: typer.Context,
    measure: Annotated[
        str, typer.Option("--measure", metavar=MEASURES, help="What counts as central.")
    ] = "betweenness",
    network: Projection = "actors",
    weight: Annotated[
        str | None,
        typer.Option(
            "--weight",
            metavar=WEIGHTS,
            help="Strength of a tie: number of records, PLOVER scores of one sign, or none.",
        ),
    ] = None,
    weighted: Annotated[
        bool, typer.Option("--weighted", help="The same as --weight number.")
    ] = False,
    exact: Annotated[
        bool | None,
        typer.Option(
            "--exact/--approximate",
            show_default=False,
            help="Exact however long it takes, or random paths with a stated error "
            "(default: by size).",
        ),
    ] = None,
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
      bilat centrality --measure pagerank --weight cooperation --limit 10
      bilat centrality --as-of 2019-12-31 --compare 2014-12-31 --limit 10

    The actors network holds persons, bodies, groups and companies; a state only where nobody of
    its side is named. Ties between two of one side, announced events and contested records are
    left out. Positive and negative scores are never summed: --weight cooperation takes the one,
    conflict the other, and plover whichever there is if all have one sign.
    """  # noqa: D301
    if weighted and weight not in (None, "number"):
        raise UsageError(f"--weighted means --weight number, not {weight} (leave one out)")
    chosen = options.filters(as_of, from_, to, kinds, certain) | {"contested": with_contested}
    answer = options.session(context).graph.ask(
        "centrality",
        measure,
        network,
        weight=weight or ("number" if weighted else "none"),
        exact=exact,
        compare=compare,
        language=language,
        limit=limit,
        **chosen,
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)


def communities(
    context: typer.Context,
    network: Projection = "actors",
    weight: Annotated[
        str,
        typer.Option(
            "--weight",
            metavar="none|number|plover|cooperation",
            help="Strength of a tie: number of records, sum of positive PLOVER scores, or none.",
        ),
    ] = "number",
    resolution: Annotated[
        float,
        typer.Option("--resolution", metavar="X", help="Below 1 larger groups, above 1 smaller."),
    ] = 1.0,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Order in which actors are looked at.")
    ] = 0,
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
    """Groups: actors with more ties among them than chance would put there.

    \b
    Examples:
      bilat communities --limit 5
      bilat communities --from 2014 --to 2016 --resolution 1.5
      bilat communities --weight cooperation --format json

    Found by Louvain's method, with the modularity, resolution and seed stated: another seed may
    move an actor at the edge of two groups. Ties between two of one side are left out, so groups
    are of those who met the other side together. Announced and contested records are left out.
    """  # noqa: D301
    chosen = options.filters(as_of, from_, to, kinds, certain) | {"contested": with_contested}
    answer = options.session(context).graph.ask(
        "communities",
        network,
        weight=weight,
        resolution=resolution,
        seed=seed,
        language=language,
        limit=limit,
        **chosen,
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)
