"""check: every rule on the data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bilat import knowledge
from bilat.cli import options
from bilat.cli.options import ExcelSafe, Format, Limit, Output
from bilat.errors import NotFoundError
from bilat.report import answers


def register(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(check)


def check(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders; default: --data."),
    ] = None,
    limit: Limit = options.LIMIT,
    format_: Format = "table",
    output: Output = None,
    excel_safe: ExcelSafe = None,
) -> None:
    """Every rule of the vocabulary on your data: shapes, whole-graph checks, characters.

    \b
    Examples:
      bilat check
      bilat check --limit 0 --format json

    Ends with exit code 1 if there are violations; warnings and infos alone end with 0. 3 means that
    a file could not be read, so not every rule ran.
    """  # noqa: D301
    session = options.session(context)
    report = knowledge.check(*(paths or session.data), **session.bounds)
    options.emit(answers.check(report, limit), format_, output, excel_safe=excel_safe)
    if report.counts["violation"]:
        raise typer.Exit(code=NotFoundError.exit_code)
