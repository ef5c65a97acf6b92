"""claims, coverage, stats: who says what, and what was looked for."""

from __future__ import annotations

from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import NotFoundError
from bilat.report import datasheet
from bilat.report import evidence as answers


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
    graph = options.session(context).graph
    chosen = options.filters(as_of, start, end, None, certain)
    found = graph.claims(about=about, by=by, disputed=contested, **chosen)
    if not found:
        raise NotFoundError("no claims pass these filters (widen them)")
    asked = options.given(about=about, by=by)
    selection = graph.select(**chosen)
    common = {
        "as_of": as_of,
        "filters": options.said(chosen) | asked | ({"contested": True} if contested else {}),
        "heading": " · ".join(
            (
                "Disputes" if contested else "Claims",
                *(f"{key} {value}" for key, value in asked.items()),
                *selection.words,
            )
        ),
    }
    if contested:
        found_ = graph.disputes(found)
        answer = answers.disputes(graph.data, found_, selection, language, limit, **common)
    else:
        answer = answers.claims(graph.data, found, selection, language, limit, **common)
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
    graph = options.session(context).graph
    cells = graph.coverage()
    if not cells:
        raise NotFoundError("no coverage statement (add a bil:Coverage to the data)")
    options.emit(answers.coverage(cells, limit), format_, output, excel_safe=excel_safe)


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
    graph = options.session(context).graph
    answer = datasheet.stats(graph.data, graph.coverage(), language)
    options.emit(answer, format_, output, excel_safe=excel_safe)
