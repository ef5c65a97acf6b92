"""query: SPARQL on the data, in a worker with limits."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bilat import files, sandbox
from bilat.cli import options
from bilat.errors import BadInputError, LimitError, NotFoundError, UsageError
from bilat.knowledge import loading, querying
from bilat.report import solutions as answers
from bilat.solutions import MAX_ROWS, Solutions

_MEGABYTE = 1024**2
# Less does not start an interpreter; more than this no computer has.
_LEAST_MEMORY, _MOST_MEMORY = 128, 2**24


def register(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(query)


def query(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="A file with the query; - is stdin."),
    ] = None,
    text: Annotated[
        str | None, typer.Option("-q", "--query", metavar="TEXT", help="The query itself.")
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "-p", "--param", metavar="NAME=VALUE", help="Bind a variable (repeatable); see below."
        ),
    ] = None,
    named: Annotated[
        bool, typer.Option("--named", help="FILE is the name of a saved query; alone, list them.")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", help="Longest time for the query.")
    ] = sandbox.TIMEOUT_SECONDS,
    memory: Annotated[
        int, typer.Option("--max-memory", metavar="MB", help="Most memory for data and query.")
    ] = sandbox.MEMORY_BYTES // _MEGABYTE,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=0, help=f"Rows at the most; 0 is all.  [default: {MAX_ROWS}]"),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "-f",
            "--format",
            metavar="|".join(answers.FORMATS),
            help="How to print the answer.  [default: table; ttl for CONSTRUCT and DESCRIBE]",
        ),
    ] = None,
    output: options.Output = None,
    excel_safe: options.ExcelSafe = None,
) -> None:
    """SPARQL 1.1 on the data: SELECT, ASK, CONSTRUCT, DESCRIBE.

    \b
    Examples:
      bilat query --named
      bilat query --named meetings-per-year -p one=Abe -p other=Putin
      bilat query -q "SELECT ?day { ?m bil:attendee ?who ; bil:when ?day }" -p who=Gerasimov

    Prefixes of ours and of the W3C need no PREFIX line (bil: person: event: rdfs: skos: org: …).
    Every file is a graph (graph:japan-russia/people.ttl, say); without FROM all are seen as one,
    with the vocabulary and graph:derived, which holds dates as four bounds (sem:…), dispute status,
    who stood for which state, and who was engaged while listed.

    A VALUE is a term, never a piece of the query: an id (person:shinzo-abe), a name (Abe), a date
    (2017-12-11), a number, true or false, "words"@en in quotes, or <an IRI>.

    The query runs in a process of its own that reads nothing but the data: SERVICE, FROM what is
    not loaded, and updates are refused (exit code 3). Exit code 1: no row; 4: time, memory or the
    largest number of rows was reached, and what there is by then is printed. Reading the data has
    its own limit: bilat --timeout SECONDS query …

    With bilat --endpoint URL query … the store itself answers, without what is derived here, and a
    VALUE is an id; a saved query is answered here, from what is pulled.
    """  # noqa: D301
    session = options.session(context)
    options.bounded("--timeout", timeout, options.LONGEST)
    options.bounded("--max-memory", memory, _MOST_MEMORY, least=_LEAST_MEMORY)
    _refuse_format(format_)
    if named and file is None:
        listed = answers.saved(list(querying.saved().values()))
        options.emit(listed, format_ or "table", output, excel_safe=excel_safe)
        return
    if named and text is not None:
        raise UsageError("give -q TEXT or --named NAME, not both")
    asked: dict[str, Any] = {"named": file} if named else _text(file, text)
    common: dict[str, Any] = {"limit": limit, "syntax": "nt" if format_ == "nt" else "ttl"}
    bound = _bound(parameters or ())
    local: dict[str, Any] = {"timeout": timeout, "memory": memory * _MEGABYTE}
    if session.endpoint is None:
        bounds = dict(session.bounds)
        loaded = {"loading": bounds.pop("timeout"), **bounds}
        words = asked.pop("text", "")
        found = loading.query(
            words, *session.data, parameters=bound, **asked, **common, **local, **loaded
        )
    elif named:
        found = session.graph.query(options={**asked, **common, **local}, **bound)
    else:
        bounds = {key: session.bounds[key] for key in ("timeout", "max_bytes")}
        found = querying.ask_endpoint(
            session.endpoint, parameters=bound, **asked, **common, **bounds
        )
    heading = querying.saved_query(file).title if named and file else ""
    _print(found, heading, format_, output, excel_safe=excel_safe)
    if found.capped:
        raise LimitError(f"stopped after {MAX_ROWS:,} rows (there are more; see --limit)")
    if found.form != "ask" and not found:
        raise NotFoundError("the query has no answer in this data")


def _refuse_format(format_: str | None) -> None:
    if format_ is not None and format_ not in answers.FORMATS:
        raise UsageError(f'no format "{format_}" (choose from: {", ".join(answers.FORMATS)})')


def _text(file: str | None, text: str | None) -> dict[str, str]:
    """The query and what it is called in messages."""
    if (file is None) == (text is None):
        raise UsageError("give a FILE or -q TEXT (or --named to list what ships)")
    if text is not None:
        return {"text": text, "name": "the query"}
    if file == "-":
        data, name = sys.stdin.buffer.read(files.MAX_BYTES), "stdin"
    else:
        data, name = files.read(Path(str(file))), str(file)
    try:
        return {"text": data.decode("utf-8-sig"), "name": name}
    except UnicodeDecodeError:
        raise BadInputError("not UTF-8 (save it as UTF-8)", path=name) from None


def _bound(parameters: list[str] | tuple[()]) -> dict[str, str]:
    """The parameters by name; none twice, since only one value could be meant."""
    pairs = [_pair(text) for text in parameters]
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"-p {name} is given twice (give one value; VALUES holds several)")
    return dict(pairs)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise UsageError(f'-p takes NAME=VALUE, not "{text}"')
    return name.lstrip("?$"), value


def _print(
    found: Solutions,
    heading: str,
    format_: str | None,
    output: str | None,
    *,
    excel_safe: bool | None,
) -> None:
    if found.form == "graph":
        if format_ not in (None, *answers.GRAPHS):
            raise UsageError(f"CONSTRUCT and DESCRIBE give statements: -f ttl or nt, not {format_}")
        options.send_text(answers.statements(found), output, "nt")
    elif format_ in answers.GRAPHS:
        raise UsageError(f"SELECT and ASK give rows: -f table, json, csv, srj, not {format_}")
    elif format_ == "srj":
        options.send_text(answers.standard(found), output, "srj")
    else:
        answer = answers.rows(found, heading)
        options.emit(answer, format_ or "table", output, excel_safe=excel_safe)
