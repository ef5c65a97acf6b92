"""SPARQL on the loaded statements, with what the loader derives from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from bilat import shipped
from bilat.errors import BilatError
from bilat.findings import Finding, PassageCheck
from bilat.model import Dataset
from bilat.store import sparql
from bilat.store.quads import Source
from bilat.store.sweeps import SWEEPS, Row
from bilat.store.terms import BIL, long, short

DERIVED, VOCABULARY = sparql.DERIVED, sparql.VOCABULARY

_HEAD = re.compile(
    r"^# (\S+) severity: (Violation|Warning|Info)\s*\n# message: (.+)$", re.MULTILINE
)


def open_store(
    parsed: Sequence[tuple[Source, Sequence[ox.Quad]]],
    dataset: Dataset,
    checked: Iterable[PassageCheck] = (),
) -> ox.Store:
    """The statements of each file in a graph of their own, the vocabulary and derived dates beside.

    The engine rewrites numbers (``4.0`` to ``4``): never write curated files back from it.
    """
    store = ox.Store()
    for source, quads in parsed:
        graph = ox.NamedNode(source.graph)
        store.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            if isinstance(quad.graph_name, ox.DefaultGraph)
            else quad
            for quad in quads
        )
    for name in ("vocabulary.ttl", "plover.ttl"):
        store.bulk_load(shipped.read(name), ox.RdfFormat.TURTLE, to_graph=VOCABULARY)
    store.extend(_derived(dataset))
    store.extend(_matched(checked))
    return store


def _matched(checked: Iterable[PassageCheck]) -> Iterator[ox.Quad]:
    """Whether each passage held against a text has the fingerprint recorded for it."""
    property_ = ox.NamedNode(BIL + "digestMatched")
    for item in checked:
        matched = ox.Literal(item.status != "differs")
        yield ox.Quad(ox.NamedNode(long(item.evidence)), property_, matched, DERIVED)


def _derived(dataset: Dataset) -> Iterator[ox.Quad]:
    dated = [(record.id, record.bounds) for record in dataset.records.values()]
    dated += [(document.id, document.issued_bounds) for document in dataset.documents.values()]
    for id_, bounds in dated:
        for property_, day in sparql.stamps(bounds):
            yield ox.Quad(ox.NamedNode(long(id_)), property_, day, DERIVED)


def run_checks(store: ox.Store) -> Iterator[Finding]:
    """The findings of every whole-graph check that ships."""
    for name, data in shipped.listing("checks", suffix=".rq"):
        yield from _run_check(store, name, data.decode("utf-8"))


def _run_check(store: ox.Store, name: str, text: str) -> Iterator[Finding]:
    head = _HEAD.search(text)
    if not head:
        raise BilatError(f"ontology/checks/{name}: no head with code, severity and message")
    code, severity, message = head.groups()
    solutions = store.query(text, use_default_graph_as_union=True)
    if not isinstance(solutions, ox.QuerySolutions):
        raise BilatError(f"ontology/checks/{name}: is not a SELECT query")
    variables = [variable.value for variable in solutions.variables]
    rows: Iterable[Row] = (
        {variable: _shown(row[variable]) for variable in variables} for row in solutions
    )
    if code in SWEEPS:
        rows = sorted(SWEEPS[code](rows), key=lambda row: row["this"])
    for values in rows:
        filled = re.sub(r"\{\?(\w+)\}", lambda match: values.get(match[1], ""), message)  # noqa: B023
        yield Finding(code, severity.lower(), values.get("this", ""), filled)


def _shown(term: object) -> str:
    value = getattr(term, "value", None)
    if value is None:
        return "" if term is None else str(term)
    return short(str(value)) if isinstance(term, ox.NamedNode) else str(value)
