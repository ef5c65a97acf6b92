"""The W3C's RDF 1.1 syntax suites, through the reader that every verb has for foreign files."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

import w3c
from bilat import files
from bilat.errors import BadInputError
from bilat.store import quads
from bilat.store.quads import Source

ROOT = w3c.checkout("rdf-tests")
SUITES = ROOT / "rdf" / "rdf11"
pytestmark = w3c.absent(SUITES / "manifest.ttl", "rdf-tests")

EXCLUSIONS = "rdf11-exclusions.txt"
# Of each suite: its folder, the ending of its files, how many tests there are.
ALL = {
    "Turtle": ("rdf-turtle", ".ttl", 313),
    "TriG": ("rdf-trig", ".trig", 356),
    "N-Triples": ("rdf-n-triples", ".nt", 70),
    "N-Quads": ("rdf-n-quads", ".nq", 87),
    "RDF/XML": ("rdf-xml", ".rdf", 166),
}
# Up to the name of the root of an XML document.
ROOT_ELEMENT = re.compile(rb"(?s)\A(?:\s|<\?.*?\?>|<!--.*?-->)*<[^\s/>]+")
RESULTS = {".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS}


@dataclass(frozen=True)
class Reading:
    """One test, with its file as a stranger's."""

    case: w3c.Case
    source: Source

    @property
    def is_negative(self) -> bool:
        return "Negative" in self.case.kind


def readings(suite: str) -> list[Reading]:
    folder = ALL[suite][0]
    manifest = SUITES / folder / "manifest.ttl"
    about = w3c.Graph(manifest)
    bases = about.all(None, w3c.MF + "assumedTestBase")
    base = bases[0].value if bases else ""
    return [
        Reading(case, as_source(case.query, case.query.relative_to(SUITES / folder), base))
        for case in w3c.cases(manifest, ROOT)
    ]


def as_source(path: Path, name: Path, base: str) -> Source:
    """A file that says where it was, since nothing is read relative to where it lies."""
    data = path.read_bytes()
    if base and path.suffix == ".rdf":
        root = ROOT_ELEMENT.match(data)
        if root and b"xml:base" not in data[: data.find(b">", root.end())]:
            data = b'%s xml:base="%s%s"%s' % (
                root[0],
                base.encode(),
                name.as_posix().encode(),
                data[root.end() :],
            )
    elif base:
        data = f"@base <{base}{name.as_posix()}> .\n".encode() + data
    return Source(str(path), data)


def read(sources: list[Source]) -> list[ox.Dataset]:
    return [ox.Dataset(found) for _, found in quads.parse(sources, timeout=60)]


def accepted(tests: list[Reading]) -> Iterator[tuple[Reading, ox.Dataset]]:
    """Those whose files are read, with their statements: all at once if none is refused."""
    try:
        found = read([test.source for test in tests])
    except BadInputError:
        half = len(tests) // 2
        if half:
            yield from accepted(tests[:half])
            yield from accepted(tests[half:])
        return
    yield from zip(tests, found, strict=True)


@cache
def failing(suite: str) -> frozenset[str]:
    """The tests that do not go as the suite says."""
    tests = readings(suite)
    assert {Path(test.source.name).suffix for test in tests} == {ALL[suite][1]}
    found = {test.case.iri for test in tests}
    assert len(found) == ALL[suite][2]
    for test in tests:
        if test.is_negative and not list(accepted([test])):
            found.discard(test.case.iri)
    for test, statements in accepted([test for test in tests if not test.is_negative]):
        if test.case.result is None or w3c.equal(statements, result(test.case.result)):
            found.discard(test.case.iri)
    return frozenset(found)


def result(path: Path) -> ox.Dataset:
    return ox.Dataset(ox.parse(path.read_bytes(), RESULTS[path.suffix]))


@pytest.mark.parametrize("suite", ALL)
def test_files_are_accepted_refused_and_understood_as_the_suite_says(
    suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    number = ALL[suite][2]
    failed = failing(suite)
    with capsys.disabled():
        sys.stdout.write(f"\nRDF 1.1 {suite}: {number - len(failed)} of {number}\n")
    assert failed <= set(w3c.exclusions(EXCLUSIONS))


def test_what_fails_is_listed_with_a_reason_and_what_is_listed_fails() -> None:
    every = {test.case.iri for suite in ALL for test in readings(suite)}
    w3c.same(set().union(*map(failing, ALL)), every, EXCLUSIONS)


def test_every_ending_that_is_read_has_its_suite() -> None:
    assert {ending for _, ending, _ in ALL.values()} <= set(files.READABLE)


@pytest.mark.parametrize("suite", ["Turtle", "TriG"])
def test_another_answer_than_the_suite_s_is_told_from_it(suite: str) -> None:
    evaluated = [test for test in readings(suite) if test.case.result]
    pairs = [(test, found) for test, found in accepted(evaluated) if len(found) > 1][:20]
    assert len(pairs) == 20
    for test, statements in pairs:
        assert test.case.result
        less = ox.Dataset(list(statements)[1:])
        assert not w3c.equal(less, result(test.case.result))
