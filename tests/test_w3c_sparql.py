"""The W3C's SPARQL 1.1 query suite: our path answers every test that the bare engine answers."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
import pytest

import w3c
from bilat.errors import BadInputError
from bilat.store import guard, sparql

ROOT = w3c.checkout("rdf-tests")
MANIFEST = ROOT / "sparql" / "sparql11" / "manifest-sparql11-query.ttl"
pytestmark = w3c.absent(MANIFEST, "rdf-tests")
LEAST_EXACT, LEAST_BY_VALUE, ALL = 300, 318, 328

Answer = Callable[[ox.Store, str], Any]


def text_of(case: w3c.Case) -> str:
    # Relative IRIs are relative to the query's file, which the engine is not told otherwise.
    return f"BASE <{case.query.as_uri()}>\n" + case.query.read_text("utf-8")


def store_of(case: w3c.Case) -> ox.Store:
    store = ox.Store()
    for path in case.data:
        store.load(path=path, base_iri=path.as_uri())
    for iri, path in case.graphs.items():
        graph = ox.NamedNode(iri)
        store.add_graph(graph)
        store.load(path=path, base_iri=path.as_uri(), to_graph=graph)
    return store


def bare(store: ox.Store, text: str) -> Any:  # noqa: ANN401
    """The engine alone."""
    found = store.query(text)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return ox.Dataset(ox.Quad(*triple) for triple in found)
    names = [variable.value for variable in found.variables]
    return w3c.as_statements(
        {name: row[name] for name in names if row[name] is not None} for row in found
    )


def ours(store: ox.Store, text: str) -> Any:  # noqa: ANN401
    """The guard, the worker's way of asking, and the answer as it is sent to the caller."""
    return back(sparql.answer(store, guard.examine(text, "test.rq", {}), union=False, syntax="nt"))


def back(found: dict[str, Any]) -> Any:  # noqa: ANN401
    if found["form"] == "ask":
        return found["truth"]
    if found["form"] == "graph":
        parsed = ox.parse(found["statements"].encode(), ox.RdfFormat.N_TRIPLES)
        return ox.Dataset(parsed)
    terms = [term_of(item) for item in found["terms"]]
    return w3c.as_statements(
        {
            name: terms[place]
            for name, place in zip(found["variables"], row, strict=True)
            if place is not None
        }
        for row in found["rows"]
    )


def term_of(item: dict[str, str]) -> Any:  # noqa: ANN401
    if item["type"] == "uri":
        return ox.NamedNode(item["value"])
    if item["type"] == "bnode":
        return ox.BlankNode(item["value"])
    if "language" in item:
        return ox.Literal(item["value"], language=item["language"])
    datatype = item.get("datatype")
    return ox.Literal(item["value"], datatype=ox.NamedNode(datatype) if datatype else None)


def verdict(case: w3c.Case, ask: Answer) -> str:
    """``passes``, ``by value`` or ``fails``."""
    if "Syntax" in case.kind:
        return "passes" if parses(case, ask) is case.kind.startswith("Positive") else "fails"
    try:
        found = ask(store_of(case), text_of(case))
    except (BadInputError, SyntaxError, OSError, RuntimeError, ValueError):
        return "fails"
    assert case.result
    wanted = w3c.expected(case.result)
    if w3c.equal(found, wanted):
        return "passes"
    return "by value" if w3c.equal(w3c.by_value(found), w3c.by_value(wanted)) else "fails"


def parses(case: w3c.Case, ask: Answer) -> bool:
    try:
        if ask is ours:
            sparql.parse(guard.examine(text_of(case), "test.rq", {}))
        else:
            ask(ox.Store(), text_of(case))
    except (BadInputError, SyntaxError):
        return False
    except RuntimeError:
        return True  # it is SPARQL, and asks for what the engine does not have
    return True


@pytest.fixture(scope="module")
def verdicts() -> dict[str, tuple[str, str]]:
    """Of the engine alone and of ours, by test."""
    return {
        case.iri: (verdict(case, bare), verdict(case, ours)) for case in w3c.cases(MANIFEST, ROOT)
    }


def test_our_path_answers_every_test_that_the_engine_answers(
    verdicts: dict[str, tuple[str, str]],
) -> None:
    assert {iri: both for iri, both in verdicts.items() if both[0] != both[1]} == {}


def test_the_scores_are_those_of_the_engine(
    verdicts: dict[str, tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    scores = Counter(mine for _, mine in verdicts.values())
    with capsys.disabled():
        sys.stdout.write(f"\nSPARQL 1.1 query, of {len(verdicts)}: {dict(scores)}\n")
    assert len(verdicts) == ALL
    assert scores["passes"] >= LEAST_EXACT
    assert scores["passes"] + scores["by value"] >= LEAST_BY_VALUE


def test_what_fails_is_listed_with_a_reason_and_what_is_listed_fails(
    verdicts: dict[str, tuple[str, str]],
) -> None:
    failing = {iri for iri, (_, mine) in verdicts.items() if mine == "fails"}
    w3c.same(failing, set(verdicts), "sparql11-exclusions.txt")
