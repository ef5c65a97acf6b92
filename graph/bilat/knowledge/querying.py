"""Questions in SPARQL: asked here, answered in a worker that is given the files and nothing else.

The caller neither parses the data nor the query, so a question costs one start of the worker, and
nothing that an engine does can end or outlast the caller.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bilat import sandbox, shipped
from bilat.errors import BadInputError, LimitError, UsageError
from bilat.knowledge import answering
from bilat.solutions import MAX_ROWS, Parameter, SavedQuery, Solutions, Term

if TYPE_CHECKING:
    from bilat.store.quads import Source

Value = str | int | float | bool | Decimal | date

SYNTAXES = ("ttl", "nt")


def rules() -> dict[str, str]:
    """The derivations that ship, by name, in the order in which they run."""
    return {name: data.decode("utf-8") for name, data in shipped.listing("rules", suffix=".rq")}


def saved() -> dict[str, SavedQuery]:
    """The queries that ship, by name."""
    found = {}
    for file, data in shipped.listing("queries", suffix=".rq"):
        name = file.removesuffix(".rq")
        found[name] = _saved(name, data.decode("utf-8"))
    return found


_PARAMETER = re.compile(r"# parameter: (\w+) \((\w+)(?:, (optional)|, default ([^)]*))?\): (.+)")


def _saved(name: str, text: str) -> SavedQuery:
    head = [line for line in text.splitlines() if line.startswith("#")]
    parameters = tuple(
        Parameter(match[1], match[2], match[4] or "", match[5], optional=bool(match[3]))
        for match in map(_PARAMETER.fullmatch, head)
        if match
    )
    return SavedQuery(name, head[0].removeprefix("# "), text, parameters)


def saved_query(name: str) -> SavedQuery:
    """The shipped query of a name; ``UsageError`` if there is none."""
    found = saved()
    if name not in found:
        raise UsageError(f'no saved query "{name}" (choose from: {", ".join(found)})')
    return found[name]


def ask(  # noqa: PLR0913  each bound by its name
    sources: Sequence[Source],
    text: str = "",
    parameters: Mapping[str, Value] | None = None,
    *,
    named: str = "",
    name: str = "the query",
    timeout: float = sandbox.TIMEOUT_SECONDS,
    loading: float = sandbox.TIMEOUT_SECONDS,
    memory: int = sandbox.MEMORY_BYTES,
    limit: int | None = None,
    syntax: str = "ttl",
    allow_empty: bool = False,
) -> Solutions:
    """What some files answer to a query, or to a shipped one (``named``).

    ``parameters`` bind variables to terms: see ``value_of``. ``loading`` seconds are for reading
    the files and for what is derived from them, ``timeout`` seconds for the query alone; ``memory``
    in bytes is for both. ``limit`` is the most rows or statements (0: all; default 100,000).
    Raises ``BadInputError`` with line and column for a query that is wrong or not allowed,
    ``LimitError`` when time or memory is up.
    """
    if bool(text) == bool(named):
        raise UsageError("give a query or the name of a saved one, not both and not neither")
    values: dict[str, Value] = dict(parameters or {})
    types: dict[str, str] = {}
    if named:
        query = saved_query(named)
        text, name = query.text, f"saved query {named}"
        values, types = _completed(query, values)
    vocabulary = [shipped.read(name) for name in ("vocabulary.ttl", "plover.ttl")]
    question = {
        "text": text,
        "name": name,
        "values": {key: _typed(key, value, types.get(key, "")) for key, value in values.items()},
        "limit": MAX_ROWS if limit is None else limit,
        "syntax": syntax,
        "allow_empty": allow_empty,
        "files": [(item.name, item.suffix, item.graph, len(item.data)) for item in sources],
        "vocabulary": [len(data) for data in vocabulary],
        "rules": rules(),
    }
    bodies = (*vocabulary, *(item.data for item in sources))
    data = b"".join([json.dumps(question).encode(), b"\n", *bodies])
    try:
        found = sandbox.run(
            answering.answer, data, timeout=timeout, starting=loading, memory=memory, subject=name
        )
    except BadInputError as error:
        _explain(error, sources, loading)
        raise
    except LimitError as error:
        if "memory" not in str(error):
            raise
        said = str(error).rpartition(" (")[0]
        raise LimitError(f"{said} (raise it with --max-memory, or ask for less)") from None
    return _solutions(json.loads(found), capped=limit is None)


def ask_endpoint(  # noqa: PLR0913  each bound by its name
    url: str,
    text: str,
    parameters: Mapping[str, Value] | None = None,
    *,
    name: str = "the query",
    timeout: float | None = None,
    max_bytes: int | None = None,
    limit: int | None = None,
    syntax: str = "ttl",
) -> Solutions:
    """What a SPARQL 1.1 store answers to a query.

    The store sees the text as it is, with the prefixes it uses and the values of parameters put in;
    these are ids, not names. What bilat derives (dates as four bounds, the rules) is not there.
    Raises ``RemoteError`` if no whole answer comes, and otherwise as ``ask``.
    """
    from bilat.rdf import answers
    from bilat.rdf.remote import GRAPHS, MAX_BYTES, TOTAL_SECONDS, Endpoint
    from bilat.store import guard, sparql

    values = {key: _typed(key, value, "") for key, value in (parameters or {}).items()}
    query = guard.examine(text, name, sparql.PREFIXES)
    terms = {key: str(sparql.term(*_without_names(*value))) for key, value in values.items()}
    body = guard.head(query, sparql.PREFIXES) + guard.bind(query, terms)
    most = MAX_ROWS if limit is None else limit
    with Endpoint(
        url,
        timeout=TOTAL_SECONDS if timeout is None else timeout,
        max_bytes=MAX_BYTES if max_bytes is None else max_bytes,
    ) as endpoint:
        reply = endpoint.ask(body, answers.wanted(body))
        if reply.media in GRAPHS:
            suffix = ".nt" if reply.media.endswith("n-triples") else ".ttl"
            arguments = (suffix, syntax, str(most))
            found = sandbox.run(answering.rewrite, reply.data, arguments, subject=endpoint.host)
            return _solutions(json.loads(found), capped=limit is None)
        table = answers.table(reply)
    if table.truth is not None:
        return Solutions("ask", truth=table.truth, parameters=terms)
    rows = [_row(table.columns, row) for row in table.rows]
    kept = rows[:most] if most else rows
    return Solutions(
        "select",
        table.columns,
        kept,
        number=len(kept),
        complete=table.complete and len(kept) == len(rows),
        capped=not table.complete or (limit is None and len(kept) < len(rows)),
        parameters=terms,
    )


def _without_names(kind: str, text: str) -> tuple[str, str]:
    """The term of a value where names cannot be looked up."""
    from bilat.store import sparql

    prefix, colon, local = text.partition(":")
    if kind != "thing":
        return kind, text
    if colon and prefix in sparql.PREFIXES:
        return "iri", sparql.PREFIXES[prefix] + local
    raise UsageError(f'"{text}" is no id (at an endpoint a value is an id: see bilat find)')


def _row(columns: Sequence[str], row: Sequence[Any]) -> dict[str, Term]:
    """One row of a store's table, without what is not bound."""
    from bilat.store import sparql

    found = {}
    for name, cell in zip(columns, row, strict=True):
        if cell is not None and cell.kind == "iri":
            found[name] = Term(**sparql.iri_term(cell.value))
        elif cell is not None:
            kind = "bnode" if cell.kind == "blank" else "literal"
            found[name] = Term(kind, cell.value, cell.language, cell.datatype)
    return found


def _explain(error: BadInputError, sources: Sequence[Source], loading: float) -> None:
    """Raise what every other question says of a file that cannot be read."""
    if error.path in {item.name for item in sources}:
        from bilat.store import quads

        quads.parse(sources, timeout=loading)


def _completed(
    query: SavedQuery, given: Mapping[str, Value]
) -> tuple[dict[str, Value], dict[str, str]]:
    """Values of a saved query's parameters, defaults included, and their types."""
    known = {item.name: item for item in query.parameters}
    for name in given:
        if name not in known:
            takes = ", ".join(known) or "none"
            raise UsageError(f'{query.name} has no parameter "{name}" (it takes: {takes})')
    values: dict[str, Value] = {}
    for item in query.parameters:
        if item.name in given:
            values[item.name] = given[item.name]
        elif item.default:
            values[item.name] = item.default
        elif not item.optional:
            raise UsageError(
                f"{query.name} needs -p {item.name}={item.type.upper()}: {item.meaning}"
            )
    return values, {name: item.type for name, item in known.items()}


_NUMBER = re.compile(r"[+-]?(?:\d+|\d*\.\d+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUOTED = re.compile(r'"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?', re.DOTALL)
_IRI = re.compile(r"<([^<>\s]+)>|((?:https?://|urn:)\S+)")
_TYPES = {"date": _DAY, "number": _NUMBER}


def _typed(name: str, value: Value, type_: str) -> tuple[str, str]:
    """The kind of term a value stands for, and its text."""
    if isinstance(value, bool):
        return "boolean", str(value).lower()
    if isinstance(value, date):
        return "date", value.isoformat()
    if isinstance(value, (int, float, Decimal)):
        return "number", str(value)
    if type_ == "text":
        return "text", value
    if type_ in _TYPES:
        if not _TYPES[type_].fullmatch(value.strip()):
            example = "2017-12-11" if type_ == "date" else "3"
            raise UsageError(f'{name} is a {type_}, such as {example}, not "{value}"')
        return type_, value.strip()
    return value_of(value) if not type_ else _thing(value)


def value_of(text: str) -> tuple[str, str]:
    """The term a parameter of a person's own query stands for: its kind and its text.

    ``2017-12-11`` is a date, ``3`` and ``2.5`` numbers, ``true`` and ``false`` booleans,
    ``"Abe"@en`` in quotes a text, ``<http://…>`` or ``http://…`` an IRI. Anything else is an id of
    ours or a name, as every verb takes it.
    """
    for kind, pattern in (
        ("date", _DAY),
        ("number", _NUMBER),
        ("boolean", re.compile("true|false")),
    ):
        if pattern.fullmatch(text):
            return kind, text
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return f"text@{quoted[2]}" if quoted[2] else "text", quoted[1]
    return _thing(text)


def _thing(text: str) -> tuple[str, str]:
    iri = _IRI.fullmatch(text.strip())
    return ("iri", iri[1] or iri[2]) if iri else ("thing", text)


def _solutions(found: dict[str, Any], *, capped: bool) -> Solutions:
    terms = [Term(**term) for term in found.pop("terms", ())]
    variables = found.get("variables", ())
    rows = [
        {
            name: terms[number]
            for name, number in zip(variables, row, strict=True)
            if number is not None
        }
        for row in found.pop("rows", ())
    ]
    found.setdefault("number", len(rows))
    return Solutions(**found, rows=rows, capped=capped and not found["complete"])
