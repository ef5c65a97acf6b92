"""claims, coverage, stats: who says what, and what was looked for."""

from typing import Annotated

import typer

from bilat.cli import options


def register(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(claims)
    app.command()(coverage)
    app.command()(stats)


def claims(
    context: typer.Context,
    contested: Annotated[
        bool, typer.Option("--contested", help="Only disputes, their sides side by side.")
    ] = False,
    about: Annotated[
        str | None,
        typer.Option(
            "--about",
            metavar="NAME",
            help="Only claims about this.",
            autocompletion=options.complete_name,
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="NAME",
            help="Only claims this one makes.",
            autocompletion=options.complete_name,
        ),
    ] = None,
    as_of: options.AsOf = None,
    start: options.From = None,
    end: options.To = None,
    certain: options.Certain = False,
    language: options.Language = "en",
    limit: options.Limit = options.LIMIT,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """What sources claim. The graph reports a claim; it never counts as a fact or a tie.

    \b
    Examples:
      bilat claims --contested
      bilat claims --about "Valery Gerasimov"
      bilat claims --by "James D. J. Brown" --limit 5 --format md

    With --contested the sides of each dispute stand together with their evidence, earliest first,
    and the one that came last is marked: it could know what the others could not.
    """  # noqa: D301
    chosen = options.filters(as_of, start, end, None, certain)
    asked = {"about": about, "by": by, "disputed": contested}
    graph = options.session(context).graph
    answer = graph.ask("claims", language=language, limit=limit, **asked, **chosen)
    options.emit(answer, format_, output, excel_safe=excel_safe)


def coverage(
    context: typer.Context,
    limit: options.Limit = 0,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """What was looked for, year by year: where 0 means none, and where it means nobody looked.

    \b
    Examples:
      bilat coverage
      bilat coverage --format csv
    """  # noqa: D301
    answer = options.session(context).graph.ask("coverage", limit=limit)
    options.emit(answer, format_, output, excel_safe=excel_safe)


def stats(
    context: typer.Context,
    language: options.Language = "en",
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """The dataset described by its own metadata: counts, coverage, sources, licence.

    \b
    Examples:
      bilat stats
      bilat stats --format md
    """  # noqa: D301
    answer = options.session(context).graph.ask("stats", language=language)
    options.emit(answer, format_, output, excel_safe=excel_safe)
