"""The W3C's SHACL core suite, in the worker, with the settings that `check` has."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import shacl_task
import w3c
from bilat import sandbox
from installed import environment

ROOT = w3c.checkout("data-shapes")
MANIFEST = ROOT / "data-shapes-test-suite" / "tests" / "core" / "manifest.ttl"
pytestmark = w3c.absent(MANIFEST, "data-shapes")

EXCLUSIONS = "shacl-core-exclusions.txt"
LEAST, ALL = 97, 98

SH = "http://www.w3.org/ns/shacl#"
SHT = "http://www.w3.org/ns/shacl-test#"
# What of a result has to be as the suite says; its message is the engine's.
PARTS = ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape", "value")


@dataclass(frozen=True)
class Validation:
    """One test: data and shapes as N-Triples, and the report it asks for, None for a failure."""

    iri: str
    data: str
    shapes: str
    wanted: ox.Dataset | None


def validations(manifest: Path) -> Iterator[Validation]:
    graph = w3c.Graph(manifest)
    about = ox.NamedNode(manifest.as_uri())
    for item in graph.all(about, w3c.MF + "include"):
        yield from validations(path_of(item))
    for head in graph.all(about, w3c.MF + "entries"):
        for node in graph.items(head):
            yield validation(graph, node)


def path_of(node: Any) -> Path:  # noqa: ANN401
    return Path(node.value.removeprefix("file://"))


def validation(graph: w3c.Graph, node: Any) -> Validation:  # noqa: ANN401
    action, wanted = graph.one(node, w3c.MF + "action"), graph.one(node, w3c.MF + "result")
    data, shapes = (
        triples(path_of(graph.one(action, SHT + part))) for part in ("dataGraph", "shapesGraph")
    )
    fails = isinstance(wanted, ox.NamedNode)
    iri = node.value.replace(ROOT.as_uri(), "https://w3c.github.io/data-shapes")
    return Validation(iri, data, shapes, None if fails else essence(graph, wanted))


@cache
def triples(path: Path) -> str:
    """A file's statements; the same blank nodes have the same names whenever it is read."""
    found = ox.parse(path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=path.as_uri())
    return (ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def essence(graph: w3c.Graph, report: Any) -> ox.Dataset:  # noqa: ANN401
    """What a report says, without what only the engine has to say."""
    (conforms,) = graph.all(report, SH + "conforms")
    quads = [ox.Quad(ox.BlankNode(), ox.NamedNode(SH + "conforms"), conforms)]
    for result in graph.all(report, SH + "result"):
        for part in PARTS:
            name = ox.NamedNode(SH + part)
            quads += [ox.Quad(result, name, term) for term in graph.all(result, SH + part)]
        for path in graph.all(result, SH + "resultPath"):
            spelled = ox.Literal(spelling(graph, path))
            quads.append(ox.Quad(result, ox.NamedNode(SH + "resultPath"), spelled))
    return ox.Dataset(quads)


def spelling(graph: w3c.Graph, path: Any) -> str:  # noqa: ANN401
    """A path as text: of two reports one may spell it out once, the other with each result."""
    if isinstance(path, ox.NamedNode):
        return str(path)
    if graph.one(path, w3c.RDF + "first") is not None:
        return " ".join(spelling(graph, item) for item in graph.items(path))
    (step,) = graph.store.quads_for_pattern(path, None, None)
    return f"{step.predicate.value.removeprefix(SH)}({spelling(graph, step.object)})"


def as_wanted(test: Validation, answer: dict[str, str]) -> bool:
    if test.wanted is None:
        return "failure" in answer
    if "failure" in answer:
        return False
    graph = w3c.Graph.of(answer["report"].encode())
    (report,) = graph.subjects(SH + "conforms")
    return w3c.equal(essence(graph, report), test.wanted)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, str]]]:
    with environment(tmp_path_factory.mktemp("shacl") / "environment", "shacl_task"):
        pairs = [(test.data, test.shapes) for test in validations(MANIFEST)]
        yield json.loads(sandbox.run(shacl_task.reports, json.dumps(pairs).encode(), timeout=120))


@pytest.fixture(scope="module")
def verdicts(answers: list[dict[str, str]]) -> dict[str, bool]:
    tests = list(validations(MANIFEST))
    pairs = zip(tests, answers, strict=True)
    return {test.iri: as_wanted(test, answer) for test, answer in pairs}


def test_reports_are_as_the_suite_says(
    verdicts: dict[str, bool], capsys: pytest.CaptureFixture[str]
) -> None:
    passed = sum(verdicts.values())
    with capsys.disabled():
        sys.stdout.write(f"\nSHACL core: {passed} of {len(verdicts)}\n")
    assert len(verdicts) == ALL
    assert passed >= LEAST


def test_what_fails_is_listed_with_a_reason_and_what_is_listed_fails(
    verdicts: dict[str, bool],
) -> None:
    failing = {iri for iri, passed in verdicts.items() if not passed}
    w3c.same(failing, set(verdicts), EXCLUSIONS)


def test_another_report_than_the_suite_s_is_told_from_it(answers: list[dict[str, str]]) -> None:
    tests = [test for test in validations(MANIFEST) if test.wanted is not None]
    unlike = [answer for answer in answers if answer.get("report", "").count("#result>") == 4]
    assert unlike
    for test in tests:
        mistaken = [answer for answer in unlike if as_wanted(test, answer)]
        assert len(mistaken) <= 1
