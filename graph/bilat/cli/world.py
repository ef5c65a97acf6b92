"""compare, balance: what changed in the world, and how its states stand to each other."""

from typing import Annotated

import typer

from bilat.cli import options


def register(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(compare)
    app.command()(balance)


def compare(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="DATE1", help="The world at the end of this.")],
    after: Annotated[str, typer.Argument(metavar="DATE2", help="The world at the end of that.")],
    about: Annotated[
        list[str] | None,
        typer.Option(
            "--about",
            metavar="NAME",
            help="Only what bears on this (repeatable: on all).",
            autocompletion=options.complete_name,
        ),
    ] = None,
    unrecorded: Annotated[
        bool,
        typer.Option("--unrecorded", help="Also what may have changed, no source saying when."),
    ] = False,
    kinds: options.Kinds = None,
    certain: options.Certain = False,
    language: options.Language = "en",
    limit: options.Limit = options.LIMIT,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """What changed in the world between two dates.

    \b
    Examples:
      bilat compare 2014-02 2014-09 --kind listing
      bilat compare 2012-12-01 2012-12-31 --about Japan
      bilat compare 2016 2018 --about Gerasimov --certain

    began, ended: situations (listings, offices, memberships, alliances, disputes, control). A
    holder of an office and the next stand with an arrow between. happened: events. contested:
    records that came into dispute, with the first source that doubts, denies or contradicts them,
    but not before their own first source; claims appear only here.

    A change counts from the day after the last day of DATE1 to the last day of DATE2: 2014 is the
    end of 2014. ~ marks what fits on some reading of the dates only, or was only announced, is
    itself contested, or bears on --about through an office held possibly.
    """  # noqa: D301
    answer = options.session(context).graph.ask(
        "compare",
        before,
        after,
        about=tuple(about or ()),
        unrecorded=unrecorded,
        language=language,
        limit=limit,
        **options.filters(None, None, None, kinds, certain),
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)


def balance(
    context: typer.Context,
    layer: Annotated[
        list[str] | None,
        typer.Option(
            "--layer", metavar="event|situation", help="Only this layer; default: both, apart."
        ),
    ] = None,
    rule: Annotated[
        str,
        typer.Option(
            "--balance", metavar="strict|generalised", help="What three negative ties are."
        ),
    ] = "strict",
    mixed: Annotated[
        str | None,
        typer.Option("--mixed", metavar="net|undecided", help="The sign of a mixed tie."),
    ] = None,
    unit: Annotated[
        str, typer.Option("--unit", metavar="year|all", help="A triad a year, or one in all.")
    ] = "all",
    as_of: options.AsOf = None,
    start: options.From = None,
    end: options.To = None,
    kinds: options.Kinds = None,
    certain: options.Certain = False,
    with_contested: options.WithContested = False,
    language: options.Language = "en",
    limit: options.Limit = options.LIMIT,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """Signed triads of states: which tie unbalances which triangle, with its records.

    \b
    Examples:
      bilat balance
      bilat balance --layer situation --unit year --from 2012 --to 2020
      bilat balance --layer event --balance generalised --to 2019 -f json

    Two layers, never added together. event: PLOVER scores, positive and negative sums apart.
    situation: an alliance is positive, a territorial dispute or a sanctions listing negative.
    Persons and bodies count for the state they stood for then; organisations of states, such as
    the EU, are no states and take no part.

    strict: balanced if the product of the signs is positive. generalised: unbalanced only with
    exactly one negative tie, so that three foes are balanced. A mixed tie, with positive and
    negative records, takes the sign of the larger sum (net: the default for events) or none
    (undecided: the default for situations, whose number is no strength). ~ marks a triad that
    would differ on another reading of the dates or offices; --certain leaves it out. Announced
    events and contested records are left out.
    """  # noqa: D301
    chosen = options.filters(as_of, start, end, kinds, certain) | {"contested": with_contested}
    answer = options.session(context).graph.ask(
        "balance",
        layers=tuple(layer or ()),
        rule=rule,
        mixed=mixed,
        unit=unit,
        language=language,
        limit=limit,
        **chosen,
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)
