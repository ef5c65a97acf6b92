"""import and export: tables of others in, files for others out."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bilat import files
from bilat.cli import options
from bilat.errors import UsageError
from bilat.knowledge import exchange
from bilat.report import terminal

_MOST_SHOWN = 100
_LONGEST = 300
_MOST_NAMED = 10


def register(app: typer.Typer) -> None:
    """Add the verbs of this file."""
    app.command("import")(import_)
    app.command()(export)


def import_(
    context: typer.Context,
    kind: Annotated[
        str,
        typer.Argument(metavar="|".join(exchange.KINDS), help="What the files are."),
    ],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE...", help="The files; .gz is unpacked.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write the records to a .ttl, .nt or .nq file; - is stdout, in .nt.",
        ),
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Pass over lines that cannot be used.")
    ] = False,
    max_reject: Annotated[
        int, typer.Option("--max-reject", min=0, metavar="N", help="Pass over so many of them.")
    ] = 0,
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects", metavar="FILE.csv", help="Write file, line and reason of each there."
        ),
    ] = None,
    max_bytes: Annotated[
        int | None,
        typer.Option("--max-bytes", metavar="N", help="Largest file, unpacked.  [default: 256 MB]"),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", metavar="SECONDS", help="Longest time.  [default: 10, and 1 a MB]"
        ),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Print a few made-up lines in that layout instead.")
    ] = False,
) -> None:
    """Coded events and FollowTheMoney entities as records, each with the line as its evidence.

    \b
    Examples:
      bilat import icews --sample
      bilat import gdelt --sample
      bilat import ftm --sample

    bilat import icews events.tab -o events.ttl writes records that check, timeline, path and graph
    take: bilat --data events.ttl check. Without -o the files are only read and counted.

    stderr says: read N, kept M, rejected K; N is always M + K. A line that cannot be used ends the
    import with its place and reason (exit code 3), and nothing is written; --keep-going and
    --max-reject pass over such lines and list them. Values that have no place in the vocabulary are
    counted as dropped.

    icews: 20 columns with headings. gdelt: 61 columns, or 58. Both are parted by tabs and never
    quoted. Used are id, day, the two actors with their country, CAMEO code, intensity and place
    (gdelt: that of the action). What a code becomes is in ontology/cameo.ttl; the intensity is kept
    as bil:intensity and counts nowhere. ftm: one JSON object a line; persons, companies and
    organisations become actors, sanctions become listings of actors in the same files, before or
    after; who keeps such a list is read from authority, else publisher, else country.

    The files are read line by line in a process of its own. A line may have 8 MB, a file 256 MB,
    the records 512 MB (600,000 events or so as .ttl); beyond that, or the time, the exit code is 4.
    Only counted, a table takes 100 MB of memory and some for each id; the records as .ttl take up
    to three times their size.
    """  # noqa: D301
    session = options.session(context)
    options.bounded("--max-bytes", max_bytes, sys.maxsize)
    options.bounded("--timeout", timeout, options.LONGEST)
    if rejects is not None and Path(rejects) in (
        *(paths or ()),
        *([Path(output)] if output else ()),
    ):
        raise UsageError("--rejects wants a file of its own")
    if sample:
        options.send_text(exchange.sample(kind), output, "csv")
        return
    to_stdout = output == "-"
    found = exchange.import_table(
        kind,
        *(paths or ()),
        output=None if to_stdout else output,
        form=".nt" if to_stdout else "",
        keep_going=keep_going,
        max_reject=max_reject,
        max_bytes=session.bounds["max_bytes"] if max_bytes is None else max_bytes,
        timeout=session.bounds["timeout"] if timeout is None else timeout,
    )
    if rejects is not None:
        from bilat.report import exports  # noqa: PLC0415  mostly there are none

        listed = exports.rejects(found.rejects).encode("utf-8", "backslashreplace")
        files.write(Path(rejects), listed)
    if to_stdout:
        _send(found.data.decode("utf-8"), "nt")
    _say(session, found, rejects, written=output is not None)


def _say(
    session: options.Session, found: exchange.Imported, rejects: str | None, *, written: bool
) -> None:
    session.say(found.counts + ("" if written else " (checked only; -o FILE keeps the records)"))
    for reject in found.rejects[: 0 if rejects else _MOST_SHOWN]:
        _say_one(session, f"{reject.path}:{reject.line}: {' '.join(reject.reason.split())}")
    more = found.rejected - _MOST_SHOWN
    if more > 0 and not rejects:
        session.say(f"and {more} more (--rejects FILE.csv lists them)")
    if rejects and found.rejected > len(found.rejects):
        _say_one(session, f"{rejects} lists the first {len(found.rejects)} of them")
    for sort, counts in found.dropped.items():
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        named = ", ".join(f"{name} ({number})" for name, number in ranked[:_MOST_NAMED])
        dots = ", …" if len(ranked) > _MOST_NAMED else ""
        of = f"{_number(sum(counts.values()), 'value')} of {len(counts)} {sort}"
        _say_one(session, f"dropped: {of}: {named}{dots}")


def _say_one(session: options.Session, text: str) -> None:
    """Say one line, however long what it names is."""
    line = terminal.visible(text)
    session.say(line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def export(
    context: typer.Context,
    format_: Annotated[
        str,
        typer.Argument(metavar="|".join(exchange.FORMATS), help="The format."),
    ],
    output: options.Output = None,
    network: Annotated[
        str,
        typer.Option(
            "--network", metavar="actors|states|bipartite", help="graphml: which network."
        ),
    ] = "actors",
    as_of: options.AsOf = None,
    start: options.From = None,
    end: options.To = None,
    kinds: options.Kinds = None,
    certain: options.Certain = False,
    with_contested: options.WithContested = False,
    language: options.Language = "en",
    excel_safe: options.ExcelSafe = None,
) -> None:
    """The data in a format of others, to stdout or to a file that is written whole.

    \b
    Examples:
      bilat export csv --kind meeting --from 2017
      bilat export ttl --kind listing --as-of 2015
      bilat export graphml --network states --to 2018

    ttl, nt, nq, trig, jsonld: every literal as it is written in the data (007 stays 007), in the
    order of the files, blank nodes numbered; nq, trig and jsonld keep the graphs. With filters: the
    records that pass and everything they refer to, however far.

    csv: one row a record; one row a literal if the data holds no record of the vocabulary. In a
    file, what a spreadsheet would run as a formula gets a ' in front (--no-excel-safe: raw).

    graphml: one edge for each tie of the network, events and situations told apart by layer, as
    bilat path and centrality take them: without contested records unless --with-contested.
    """  # noqa: D301
    session = options.session(context)
    asked = options.filters(as_of, start, end, kinds, certain)
    to_file = output is not None and output != "-"
    safe = to_file and format_ == "csv" if excel_safe is None else excel_safe
    if format_ == "graphml":
        asked["contested"] = with_contested
    elif network != "actors":
        raise UsageError("--network says which network graphml is of (leave it out)")
    text = session.graph.export(
        format_, network=network, language=language, excel_safe=safe, **asked
    )
    if to_file:
        files.write(Path(str(output)), text.encode("utf-8"))
    else:
        _send(text, format_)


def _send(text: str, format_: str) -> None:
    """Print a file's text: as UTF-8 whatever the locale, or so that a terminal does not act."""
    if sys.stdout.isatty():
        terminal.send(terminal.calm(text, format_))
    else:
        terminal.send(text.encode("utf-8"))
