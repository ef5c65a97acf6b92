"""find, show, timeline: what is known of something or somebody."""

from __future__ import annotations

from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import NotFoundError
from bilat.model import Document, Entity
from bilat.report import cards
from bilat.report import records as answers


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
    graph = options.session(context).graph
    hits = graph.find(text)
    if not hits:
        graph.thing(text)
        raise NotFoundError(f'nothing is called "{text}"')
    answer = answers.find(graph.data, hits, language, limit)
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
    thing = graph.thing(name)
    chosen = options.filters(as_of, None, None, None, certain)
    selection = graph.select(**chosen)
    words = " · ".join(selection.words)
    common = {
        "as_of": as_of,
        "filters": options.said(chosen),
        "heading": words[:1].upper() + words[1:],
    }
    if isinstance(thing, Entity):
        card = graph.card(thing.id, as_of=as_of, certain=certain)
        answer = cards.entity(graph.data, card, language, **common)
    elif isinstance(thing, Document):
        answer = cards.document(graph.data, thing, language, **common)
    elif selection.in_period(thing):
        answer = cards.record(graph.data, thing, selection, language, **common)
    else:
        surely = " certainly" if certain else ""
        raise NotFoundError(f"{thing.id} had not{surely} happened, or did not hold, as of {as_of}")
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
    graph = options.session(context).graph
    chosen = options.filters(as_of, start, end, kinds, certain)
    selection = graph.select(**chosen)
    records = graph.timeline(*(names or ()), chosen=selection)
    who = [graph.thing(name).label(language) for name in names or ()]
    asked = sorted(selection.kinds) or sorted({record.kind for record in records})
    complete = graph.completeness(asked, names, since=start, until=end) if names and asked else ""
    if not records:
        about = f" of {' and '.join(who)}" if who else ""
        why = complete if complete.startswith("complete") else "widen the dates or kinds"
        raise NotFoundError(f"no records{about} pass these filters ({why})")
    answer = answers.timeline(
        graph.data,
        records,
        selection,
        language,
        limit,
        completeness=f"{len(records)} records, {complete}" if kinds and complete else "",
        claims_about={record.id: graph.claims_about(record.id) for record in records},
        as_of=as_of,
        filters=options.said(chosen),
        heading=" · ".join(("Timeline", *([" + ".join(who)] if who else []), *selection.words)),
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)
