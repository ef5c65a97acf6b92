"""listed, engaged: who was under sanctions, and who dealt with them all the same."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from bilat.cli import options
from bilat.errors import NotFoundError, UsageError
from bilat.report import sanctions as answers


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
    if not (name or by):
        raise UsageError("say whom, or by whom: bilat listed NAME, or bilat listed --by AUTHORITY")
    graph = options.session(context).graph
    day = on or date.today().isoformat()  # noqa: DTZ011  the person's own day
    found = graph.listed(name, on=day, by=by, certain=certain)
    whom = graph.actor(name).label(language) if name else "anybody"
    authority = f" by {graph.actor(by).label(language)}" if by else ""
    in_force = [item for item in found if item.status != "not"]
    sure = " · certain dates only" if certain else ""
    heading = f"Listed on {day}{'' if on else ' (today)'}: {whom}{authority}{sure}"
    surely = " certainly" if certain else ""
    none = () if in_force else (f"On {day}, {whom} was{surely} on no recorded list{authority}.",)
    answer = answers.listed(
        graph.data,
        found,
        language,
        limit,
        as_of=day,
        filters=options.given(name=name, by=by) | ({"certain": True} if certain else {}),
        heading=heading,
        notes=none,
        coverage=graph.searched(
            ["listing"], [item for item in (name, by) if item], since=day, until=day
        ),
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)
    if not in_force:
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
    graph = options.session(context).graph
    chosen = options.filters(as_of, start, end, kinds, certain)
    selection = graph.select(**chosen)
    found = graph.engaged(state=state, by=by, chosen=selection)
    if not found:
        raise NotFoundError("nobody who was listed then (in this data, with these filters)")
    sides = [f"{name} {value}" for name, value in (("by", state), ("listed by", by)) if value]
    answer = answers.engaged(
        graph.data,
        found,
        language,
        limit,
        as_of=as_of,
        filters=options.said(chosen) | options.given(state=state, by=by),
        heading=" · ".join(("Engaged while listed", *sides, *selection.words)),
        coverage=graph.searched(["visit"], [state] if state else [], since=start, until=end)
        if state
        else [],
    )
    options.emit(answer, format_, output, excel_safe=excel_safe)
