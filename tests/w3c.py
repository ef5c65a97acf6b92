"""The W3C's test suites, read from a folder the environment names; nothing of them is kept here."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

VARIABLE = "BILAT_W3C"
HERE = Path(__file__).parent / "w3c"

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"

Row = Mapping[str, Any]


def checkout(name: str) -> Path:
    """Where the checkout of a repository of the W3C lies; nowhere if the environment names none.

    The environment names the checkout itself, or the folder that it is in under its own name.
    """
    named = Path(os.environ.get(VARIABLE) or os.devnull)
    return named / name if (named / name).is_dir() else named


def absent(manifest: Path, name: str) -> pytest.MarkDecorator:
    """Skips a module whose suite is not there, and says how to name it."""
    return pytest.mark.skipif(
        not manifest.is_file(), reason=f"needs a checkout of w3c/{name} (see {VARIABLE})"
    )


def exclusions(name: str) -> dict[str, str]:
    """Test IRIs that are known to fail, each with the reason."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    pairs = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    found = {iri: reason.strip() for iri, reason in pairs}
    assert len(found) == len(pairs), "each test is listed once"
    return found


def same(failing: set[str], every: set[str], name: str) -> None:
    """What fails is listed with a reason, what is listed fails, and nothing else is listed."""
    listed = set(exclusions(name))
    assert failing - listed == set(), "these fail and are not listed"
    assert listed - every == set(), "these are listed, and the suite has no such tests"
    assert listed - failing == set(), "these are listed, and pass"


class Graph:
    """The statements of one manifest."""

    def __init__(self, path: Path) -> None:
        self.store = ox.Store()
        self.store.load(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.as_uri())

    @classmethod
    def of(cls, triples: bytes) -> Graph:
        """That of some N-Triples."""
        found = cls.__new__(cls)
        found.store = ox.Store()
        found.store.load(triples, ox.RdfFormat.N_TRIPLES)
        return found

    def subjects(self, property_: str) -> list[Any]:
        found = self.store.quads_for_pattern(None, ox.NamedNode(property_), None)
        return [quad.subject for quad in found]

    def all(self, subject: Any, property_: str) -> list[Any]:  # noqa: ANN401
        found = self.store.quads_for_pattern(subject, ox.NamedNode(property_), None)
        return [quad.object for quad in found]

    def one(self, subject: Any, property_: str) -> Any:  # noqa: ANN401
        return next(iter(self.all(subject, property_)), None)

    def items(self, head: Any) -> Iterator[Any]:  # noqa: ANN401
        while head is not None and getattr(head, "value", "") != RDF + "nil":
            yield self.one(head, RDF + "first")
            head = self.one(head, RDF + "rest")


@dataclass
class Case:
    """One test: its IRI in the suite, kind, query, data and expected result, as files.

    Where a suite has no queries, ``query`` is the file to be read.
    """

    iri: str
    kind: str
    query: Path
    data: list[Path] = field(default_factory=list)
    graphs: dict[str, Path] = field(default_factory=dict)
    result: Path | None = None


def cases(manifest: Path, root: Path) -> Iterator[Case]:
    """The tests of a manifest and of those it includes, in order."""
    graph = Graph(manifest)
    about = ox.NamedNode(manifest.as_uri())
    for head in graph.all(None, MF + "include"):
        for item in graph.items(head):
            yield from cases(_path(item), root)
    for head in graph.all(None, MF + "entries"):
        for item in graph.items(head):
            yield _case(graph, item, root)
    assert about is not None


def _path(node: Any) -> Path:  # noqa: ANN401
    return Path(node.value.removeprefix("file://"))


def _case(graph: Graph, node: Any, root: Path) -> Case:  # noqa: ANN401
    kind = graph.one(node, RDF + "type").value.rpartition("#")[2]
    action, result = graph.one(node, MF + "action"), graph.one(node, MF + "result")
    iri = node.value.replace(root.as_uri(), f"https://w3c.github.io/{root.name}")
    query = graph.one(action, QT + "query") if action else None
    if query is None:
        return Case(iri, kind, _path(action), result=_path(result) if result else None)
    return Case(
        iri,
        kind,
        _path(query),
        data=[_path(item) for item in graph.all(action, QT + "data")],
        graphs={item.value: _path(item) for item in graph.all(action, QT + "graphData")},
        result=_path(result) if result else None,
    )


# Results: each as a set of statements, so that blank nodes can be compared


def expected(path: Path) -> ox.Dataset | bool:
    """A result file: rows or a graph as statements, or the answer to ASK."""
    formats = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON}
    if path.suffix in formats:
        found = ox.parse_query_results(path.read_bytes(), formats[path.suffix])
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        names = [variable.value for variable in found.variables]
        return as_statements(
            {name: row[name] for name in names if row[name] is not None} for row in found
        )
    graph = Graph(path)
    for result in graph.all(None, RS + "resultVariable"):
        assert result is not None
        return as_statements(_solutions(graph))
    return ox.Dataset(graph.store)


def _solutions(graph: Graph) -> Iterator[Row]:
    """Rows in the vocabulary that older tests write them in."""
    for solution in graph.all(None, RS + "solution"):
        bindings = graph.all(solution, RS + "binding")
        yield {
            graph.one(item, RS + "variable").value: graph.one(item, RS + "value")
            for item in bindings
        }


def as_statements(rows: Any) -> ox.Dataset:  # noqa: ANN401  an iterable of rows
    """Each row as a blank node with its values; equal rows are counted."""
    counted: dict[tuple[tuple[str, Any], ...], int] = {}
    for row in rows:
        key = tuple(sorted(row.items()))
        counted[key] = counted.get(key, 0) + 1
    quads = []
    for key, times in counted.items():
        node = ox.BlankNode()
        quads.append(ox.Quad(node, ox.NamedNode("urn:times"), ox.Literal(times)))
        quads += [ox.Quad(node, ox.NamedNode(f"urn:var:{name}"), term) for name, term in key]
    return ox.Dataset(quads)


def equal(one: ox.Dataset | bool, other: ox.Dataset | bool) -> bool:
    """Whether two results say the same, whatever their blank nodes are called."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return _canonical(one) == _canonical(other)


def _canonical(found: ox.Dataset) -> set[Any]:
    copy = ox.Dataset(found)
    copy.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(copy)


def by_value(found: ox.Dataset | bool) -> ox.Dataset | bool:
    """The same with numbers, booleans and times in one spelling each."""
    if isinstance(found, bool):
        return found
    return ox.Dataset(ox.Quad(item.subject, item.predicate, _plain(item.object)) for item in found)


def _plain(term: Any) -> Any:  # noqa: ANN401
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(XSD):
        return term
    name = term.datatype.value.removeprefix(XSD)
    value = term.value
    if name in ("integer", "decimal", "double", "float") or name.lower().endswith("integer"):
        try:
            number = Decimal(value).normalize() + 0
        except InvalidOperation:
            return term
        value = f"{number:f}" if name in ("integer", "decimal") else f"{float(number):.12g}"
    elif name == "boolean":
        value = {"1": "true", "0": "false"}.get(value, value)
    elif name in ("dateTime", "time", "date"):
        value = value.replace("+00:00", "Z")
    return ox.Literal(value, datatype=term.datatype)
