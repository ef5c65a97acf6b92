"""path, centrality, communities: questions to the network."""

from __future__ import annotations

from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import NotFoundError, UsageError
from bilat.report import ranking
from bilat.report import records as answers

MEASURES = "degree|betweenness|closeness|harmonic|eigenvector|pagerank|katz"
NETWORKS = "actors|states|bipartite"
WEIGHTS = "none|number|plover|cooperation|conflict"

Projection = Annotated[str, typer.Option("--network", metavar=NETWORKS, help="Which projection.")]


def register(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(path)
    app.command()(centrality)
    app.command()(communities)


def path(
    context: typer.Context,
    start: Annotated[
        str, typer.Argument(metavar="A", help="From.", autocompletion=options.complete_name)
    ],
    goal: Annotated[
        str, typer.Argument(metavar="B", help="To.", autocompletion=options.complete_name)
    ],
    most: Annotated[int, typer.Option("-k", metavar="N", help="How many chains.")] = 1,
    max_hops: Annotated[int, typer.Option("--max-hops", metavar="N", help="Longest chain.")] = 4,
    through: Annotated[
        str | None,
        typer.Option("--through", metavar="states", help="Let chains run through whole states."),
    ] = None,
    min_sources: Annotated[
        int, typer.Option("--min-sources", metavar="N", help="Only records with so many sources.")
    ] = 0,
    time_respecting: Annotated[
        bool, typer.Option("--time-respecting", help="Dates never run backwards along a chain.")
    ] = False,
    as_of: options.AsOf = None,
    from_: options.From = None,
    to: options.To = None,
    kinds: options.Kinds = None,
    certain: options.Certain = False,
    with_contested: options.WithContested = False,
    language: options.Language = "en",
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """The shortest cited chains between two actors: who met whom, when, and who says so.

    \b
    Examples:
      bilat path "Valery Gerasimov" "Shinzo Abe"
      bilat path Matvienko Shoigu -k 3 --format md
      bilat path Gerasimov Putin --min-sources 2

    Chains run over what happened and was not hostile; never through claims, sanctions or, unless
    --through states is given, whole states. Contested records are left out.
    """  # noqa: D301
    if through not in (None, "states"):
        raise UsageError(f'--through takes "states", not "{through}"')
    graph = options.session(context).graph
    chosen = options.filters(as_of, from_, to, kinds, certain)
    chosen |= {"contested": with_contested, "min_sources": min_sources}
    found = graph.paths(
        start,
        goal,
        most=most,
        max_hops=max_hops,
        through_states=through == "states",
        time_respecting=time_respecting,
        **chosen,
    )
    one, other = graph.actor(start), graph.actor(goal)
    if not found.found:
        raise NotFoundError(
            f"no path within {max_hops} hops from {one.label()} to {other.label()} "
            "(try --max-hops, --through states or fewer filters)"
        )
    words = (f"{one.label(language)} to {other.label(language)}", *graph.select(**chosen).words)
    answer = answers.path(
        graph.data,
        found,
        language,
        as_of=as_of,
        filters=options.said(chosen),
        heading=" · ".join(("Path", *words)),
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)


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
    graph = options.session(context).graph
    chosen = options.filters(as_of, from_, to, kinds, certain) | {"contested": with_contested}
    strength = weight or ("number" if weighted else "none")
    found = graph.centrality(
        measure, network, weight=strength, exact=exact, compare=compare, **chosen
    )
    if not found.ranks:
        raise NotFoundError("no ties pass these filters (widen the dates or kinds)")
    compared = (f"compared with {compare}",) if compare else ()
    words = (measure, f"{network} network", *graph.select(**chosen).words, *compared)
    answer = ranking.centrality(
        graph.data,
        found,
        language,
        limit,
        compare=compare,
        as_of=as_of,
        filters=options.said(chosen),
        heading=" · ".join(("Centrality", *words)),
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
    graph = options.session(context).graph
    chosen = options.filters(as_of, from_, to, kinds, certain) | {"contested": with_contested}
    found = graph.communities(network, weight=weight, resolution=resolution, seed=seed, **chosen)
    if not found.groups:
        raise NotFoundError("no ties pass these filters (widen the dates or kinds)")
    answer = ranking.communities(
        graph.data,
        found,
        language,
        limit,
        as_of=as_of,
        filters=options.said(chosen),
        heading=" · ".join(("Communities", f"{network} network", *graph.select(**chosen).words)),
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)
