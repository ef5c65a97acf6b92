"""check: every rule on the data."""

from pathlib import Path
from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import NotFoundError, UsageError
from bilat.knowledge import loading
from bilat.report import checks as answers


def register(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(check)


def check(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders; default: --data."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="DOC=FILE",
            help="Hold the passages of a document against its text (repeatable).",
        ),
    ] = None,
    infos: Annotated[
        bool, typer.Option("--infos", help="List the infos too: work for curators.")
    ] = False,
    limit: options.Limit = options.LIMIT,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """Every rule of the vocabulary on your data: shapes, whole-graph checks, characters.

    \b
    Examples:
      bilat check
      bilat check --infos --limit 0 --format csv

    With --source doc:brown-2018-repost=FILE the fingerprints of its passages are computed anew from
    a text you hold; the graph itself holds no text of any source.

    Ends with exit code 1 if there are violations; warnings and infos alone end with 0. 3 means that
    a file could not be read, so not every rule ran.
    """  # noqa: D301
    session = options.session(context)
    texts = dict(_named(text) for text in source or ())
    report = loading.check(*(paths or session.data), texts=texts, **session.bounds)
    options.emit(answers.check(report, limit, infos=infos), format_, output, excel_safe=excel_safe)
    if report.counts["violation"]:
        raise typer.Exit(code=NotFoundError.exit_code)


def _named(text: str) -> tuple[str, str]:
    document, equals, path = text.partition("=")
    if not (document and equals and path):
        raise UsageError(f'--source takes DOC=FILE, not "{text}"')
    return document, path
