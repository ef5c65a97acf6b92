"""The answer to a query as columns and rows: SPARQL results in JSON or XML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, NoReturn
from xml.parsers import expat

from bilat.errors import RemoteError, UsageError
from bilat.rdf.remote import GRAPHS, TABLES, Reply

_RESULTS = "http://www.w3.org/2005/sparql-results#"
_XML_LANGUAGE = "http://www.w3.org/XML/1998/namespace lang"
_KINDS = {"uri": "iri", "literal": "literal", "typed-literal": "literal", "bnode": "blank"}
_DEEPEST = 32
_FORM = re.compile(
    r"\s*(?:(?:BASE\s*<[^>]*>|PREFIX\s+[^\s:]*:\s*<[^>]*>|#[^\n]*(?:\n|$))\s*)*"
    r"(SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)
# Virtuoso 7 answers ASK with a table of this one column.
_VIRTUOSO_ASK = "__ASK_RETVAL"


class Term(NamedTuple):
    """One RDF term: ``kind`` is ``iri``, ``literal`` or ``blank``."""

    kind: str
    value: str
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What SELECT found, None where nothing is bound; for ASK, ``truth`` and no columns.

    ``complete`` is false when there are as many rows as the server says it ever sends.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    truth: bool | None = None
    complete: bool = True


def wanted(query: str) -> tuple[str, ...]:
    """The media types that answer a query, by its form; ``UsageError`` for anything else.

    A server that is offered both may answer a CONSTRUCT with a table of triples.
    """
    form = _FORM.match(query)
    if not form:
        raise UsageError("not a query (write SELECT, ASK, CONSTRUCT or DESCRIBE)")
    return TABLES if form[1].upper() in ("SELECT", "ASK") else GRAPHS


def table(reply: Reply) -> Table:
    """The columns and rows of an answer; ``RemoteError`` if it is not what it says it is."""
    if reply.media not in TABLES:
        _refuse(reply, "answered with a graph where a table was asked for")
    try:
        found = _from_json(reply) if reply.media.endswith("json") else _from_xml(reply)
    except RemoteError:
        raise
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, expat.ExpatError):
        _refuse(reply, "answered with broken SPARQL results")
    if found.columns == (_VIRTUOSO_ASK,):
        cells = (cell for row in found.rows for cell in row)  # no row at all says no
        truth = any(cell is not None and cell.value in ("1", "true") for cell in cells)
        return Table((), (), truth)
    return replace(found, complete=reply.row_limit is None or len(found.rows) < reply.row_limit)


def _refuse(reply: Reply, message: str) -> NoReturn:
    raise RemoteError(reply.host, message, status=200, media=reply.media, size=len(reply.data))


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _from_json(reply: Reply) -> Table:
    found = json.loads(reply.data.decode("utf-8"), parse_constant=_no_constant)
    if isinstance(found.get("boolean"), bool):
        return Table((), (), found["boolean"])
    columns = tuple(str(name) for name in found["head"]["vars"])
    bindings: Sequence[Mapping[str, Any]] = found["results"]["bindings"]
    return Table(columns, tuple(_row(columns, binding) for binding in bindings))


def _row(columns: Sequence[str], binding: Mapping[str, Any]) -> tuple[Term | None, ...]:
    if not {*binding} <= {*columns}:
        raise ValueError("a column that the head does not name")
    return tuple(_term(binding[name]) if name in binding else None for name in columns)


def _term(cell: Mapping[str, str]) -> Term:
    value = cell["value"]
    if not isinstance(value, str):
        raise TypeError(value)
    return Term(_KINDS[cell["type"]], value, cell.get("datatype", ""), cell.get("xml:lang", ""))


def _from_xml(reply: Reply) -> Table:
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    # Entities are declared in a DTD: without one there is nothing to expand or to fetch.
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.Parse(reply.data, True)  # noqa: FBT003  the parser takes no keywords
    return reader.table()


class _Reader:
    """Gathers rows while an XML document is read."""

    def __init__(self) -> None:
        self.columns: list[str] = []
        self.rows: list[dict[str, Term]] = []
        self.truth: bool | None = None
        self._depth = 0
        self._name = ""
        self._attributes: Mapping[str, str] = {}
        self._text: list[str] = []

    def doctype(self, *_: object) -> NoReturn:
        raise ValueError("a DTD")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("too deep")
        self._text, self._attributes = [], attributes
        match self._local(tag):
            case "variable":
                self.columns.append(attributes["name"])
            case "result":
                self.rows.append({})
            case "binding":
                self._name = attributes["name"]

    def end(self, tag: str) -> None:
        local, text = self._local(tag), "".join(self._text)
        self._depth -= 1
        if local in _KINDS:
            datatype = self._attributes.get("datatype", "")
            language = self._attributes.get(_XML_LANGUAGE, "")
            self.rows[-1][self._name] = Term(_KINDS[local], text, datatype, language)
        elif local == "binding" and self._name not in self.rows[-1]:
            raise ValueError("a binding to nothing")
        elif local == "boolean":
            self.truth = {"true": True, "false": False}[text.strip()]
        elif local == "sparql" and self._depth:
            raise ValueError("nested results")

    def text(self, text: str) -> None:
        self._text.append(text)

    def _local(self, tag: str) -> str:
        namespace, _, local = tag.rpartition(" ")
        if namespace != _RESULTS or (self._depth <= 1 and local != "sparql"):
            raise ValueError(tag)
        return local

    def table(self) -> Table:
        if self.truth is not None:
            return Table((), (), self.truth)
        names = {name for row in self.rows for name in row}
        if not names <= {*self.columns}:
            raise ValueError("a column that the head does not name")
        return Table(tuple(self.columns), tuple(self._rows()))

    def _rows(self) -> Iterator[tuple[Term | None, ...]]:
        for row in self.rows:
            yield tuple(row.get(name) for name in self.columns)
