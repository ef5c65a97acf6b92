"""find, show, timeline: what is known of something or somebody."""

from typing import Annotated

import typer

from bilat.cli import options


def register(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command()(find)
    app.command()(show)
    app.command()(timeline)


def find(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A name, or part of one, in any script.")],
    language: options.Language = "en",
    limit: options.Limit = options.LIMIT,
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """Who or what goes by this name, in any script.

    \b
    Examples:
      bilat find プーチン
      bilat find kono
      bilat find "2+2" --format json
    """  # noqa: D301
    answer = options.session(context).graph.ask("find", text, language=language, limit=limit)
    options.emit(answer, format_, output, excel_safe=excel_safe)


def show(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="An actor, place, record or document: name or id.",
            autocompletion=options.complete_name,
        ),
    ],
    as_of: options.AsOf = None,
    certain: options.Certain = False,
    language: options.Language = "en",
    format_: options.Format = "table",
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """A card: names, offices, ties, listings, claims and sources of one thing.

    \b
    Examples:
      bilat show "Valery Gerasimov"
      bilat show Naryshkin --as-of 2016-06-16
      bilat show event:2017-12-11-gerasimov-visits-japan
    """  # noqa: D301
    graph = options.session(context).graph
    answer = graph.ask("show", name, as_of=as_of, certain=certain, language=language)
    options.emit(answer, format_, output, excel_safe=excel_safe)


def timeline(
    context: typer.Context,
    names: options.Names = None,
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
    """Records in date order; with several names, those that involve all of them.

    \b
    Examples:
      bilat timeline "Shinzo Abe" "Vladimir Putin" --kind meeting
      bilat timeline "Valery Gerasimov"
      bilat timeline --from 2014-03 --to 2014-12 --kind listing --format csv

    Claims are listed only with --kind claim; what they dispute is noted under the records.
    """  # noqa: D301
    chosen = options.filters(as_of, start, end, kinds, certain)
    graph = options.session(context).graph
    answer = graph.ask("timeline", *(names or ()), language=language, limit=limit, **chosen)
    options.emit(answer, format_, output, excel_safe=excel_safe)
