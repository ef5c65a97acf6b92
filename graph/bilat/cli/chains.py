"""path: who is how many handshakes from whom."""

from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import LimitError, UsageError


def register(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(path)


def path(
    context: typer.Context,
    start: Annotated[
        str, typer.Argument(metavar="A", help="From.", autocompletion=options.complete_name)
    ],
    goal: Annotated[
        str, typer.Argument(metavar="B", help="To.", autocompletion=options.complete_name)
    ],
    most: Annotated[int, typer.Option("-k", metavar="N", help="How many chains, up to 100.")] = 1,
    max_hops: Annotated[int, typer.Option("--max-hops", metavar="N", help="Longest chain.")] = 4,
    through: Annotated[
        str | None,
        typer.Option("--through", metavar="states", help="Let chains run through whole states."),
    ] = None,
    avoid: Annotated[
        list[str] | None,
        typer.Option(
            "--avoid",
            metavar="NAME",
            help="No chain through this actor (repeatable).",
            autocompletion=options.complete_name,
        ),
    ] = None,
    min_sources: Annotated[
        int,
        typer.Option(
            "--min-sources", metavar="N", min=0, help="Only records with so many sources."
        ),
    ] = 0,
    time_respecting: Annotated[
        bool, typer.Option("--time-respecting", help="Dates never run backwards along a chain.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict/--non-strict",
            help="In time: each hop on a later day than the last, or on the same day too.",
        ),
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
      bilat path Matvienko Shoigu -k 3 --avoid Abe --format md
      bilat path Abe Gerasimov --time-respecting --min-sources 2

    Chains run over what happened and was not hostile; never through claims, sanctions or, unless
    --through states is given, whole states. Contested records are left out. Nobody comes twice
    in a chain. Every filter holds for the search itself. Of several records of two actors the
    one with most sources is told, and the others are counted.

    With --time-respecting each hop begins on the day the one before ended, or later; with
    --strict on a later day. Sources date by the day, and who meets two people on one day can
    carry word from the first to the second, so the same day counts unless --strict is given. Where
    dates are inexact a chain is certain or, marked with the record whose date decides, possible;
    --certain leaves out the latter.

    Short chains come first; of one length the certain ones, then those with the best sourced
    weakest hop. To find as many as -k asks for ends well (exit 0), also where more exist. A search
    that has to stop before (1,000,000 ties looked at; 100 chains shown of more) prints what it
    has, says so and ends with exit 4.
    """  # noqa: D301
    if through not in (None, "states"):
        raise UsageError(f'--through takes "states", not "{through}"')
    chosen = options.filters(as_of, from_, to, kinds, certain)
    chosen |= {"contested": with_contested, "min_sources": min_sources}
    answer = options.session(context).graph.ask(
        "path",
        start,
        goal,
        most=most,
        max_hops=max_hops,
        through_states=through == "states",
        avoid=tuple(avoid or ()),
        time_respecting=time_respecting,
        strict=strict,
        language=language,
        **chosen,
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)
    cut = answer.extra["cut"]
    if cut:
        raise LimitError(f"the search was cut: {cut} (narrow it: fewer hops, more filters)")
