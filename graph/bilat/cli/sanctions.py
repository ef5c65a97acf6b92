"""listed, engaged: who was under sanctions, and who dealt with them all the same."""

from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import NotFoundError


def register(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(listed)
    app.command()(engaged)


def listed(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Who.", autocompletion=options.complete_name)
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", "--as-of", metavar="DATE", help="On this date; default: today."),
    ] = None,
    by: options.Authority = None,
    certain: options.Certain = False,
    language: options.Language = "en",
    limit: options.Limit = options.LIMIT,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """Which sanctions lists somebody is on at a date, or whom an authority lists.

    \b
    Examples:
      bilat listed "Valery Gerasimov" --on 2017-12-11
      bilat listed --by EU --on 2015-01-01
      bilat listed Sberbank --on 2016-10-22 --format json

    listed: in force on that day on every reading of the dates. possibly: on some reading only, or
    beyond the last day a source attests. not: announced but not in force, not even announced, or
    lifted; the last two are shown only with NAME. --certain leaves out what is possible. Ends
    with exit code 1 if nobody was, or may have been, listed.
    """  # noqa: D301
    asked = {"on": on, "by": by, "certain": certain}
    graph = options.session(context).graph
    answer = graph.ask("listed", *([name] if name else []), language=language, limit=limit, **asked)
    options.emit(answer, format_, output, excel_safe=excel_safe)
    if all(row["status"] == "not" for row in answer.rows):
        raise typer.Exit(code=NotFoundError.exit_code)


def engaged(
    context: typer.Context,
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help="Only what this state did.",
            autocompletion=options.complete_name,
        ),
    ] = None,
    by: options.Authority = None,
    as_of: options.AsOf = None,
    start: options.From = None,
    end: options.To = None,
    kinds: options.Kinds = None,
    certain: options.Certain = False,
    language: options.Language = "en",
    limit: options.Limit = options.LIMIT,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """Who was hosted, met or financed while under another authority's sanctions.

    \b
    Examples:
      bilat engaged --state Japan --by EU
      bilat engaged --state Japan --from 2016 --to 2017 --certain
      bilat engaged --kind transaction

    A host counts through the state he or she stood for that day. Not certain: the visit was only
    announced, or a date or the listing's duration leaves a doubt.
    """  # noqa: D301
    chosen = options.filters(as_of, start, end, kinds, certain)
    graph = options.session(context).graph
    answer = graph.ask("engaged", state=state, by=by, language=language, limit=limit, **chosen)
    options.emit(answer, format_, output, excel_safe=excel_safe)
