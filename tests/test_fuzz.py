"""Files gone wrong through every verb that reads: twenty seconds of it, and what once failed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import exchanges
import fuzzing
from bilat.knowledge import exchange
from fuzzing import Case, Outcome, Seed

SECONDS = float(os.environ.get("BILAT_FUZZ_SECONDS", "20"))
FILE = Seed("x.ttl", b"<urn:a> <urn:b> <urn:c> .\n")
SAID = Outcome(3, b"", b"bilat: x.ttl:1: wrong (right it)\n")


def test_whatever_goes_wrong_in_a_file_the_answer_is_one_of_those_promised() -> None:
    number, failures = fuzzing.fuzz(SECONDS, seed=1)
    assert [(failure.number, failure.complaints) for failure in failures] == []
    assert number > SECONDS / 4, "that many were tried at least"


# What a kept file is asked, besides what it once failed at: reading, every rule, a picture.
ASKED = (("stats", "-f", "json"), ("check", "-f", "csv"), ("graph", "-o", exchanges.OUT))


FILES = [fuzzing.FICTIONAL / "actors.ttl", *fuzzing.kept()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_is_well_or_once_went_wrong_goes_well(path: Path) -> None:
    seed = Seed(path.name, path.read_bytes())
    calls = ASKED if fuzzing.calls(seed) is fuzzing.READING else fuzzing.calls(seed)
    assert {call: fuzzing.apart(Case(seed, call)) for call in calls} == {call: [] for call in calls}


def test_kept_files_are_small() -> None:
    assert all(path.stat().st_size < 20_000 for path in fuzzing.kept())


def test_there_are_more_than_sixty_files_of_every_kind_that_is_read() -> None:
    assert len(fuzzing.seeds()) >= 60
    endings = {seed.ending for seed in fuzzing.seeds()}
    assert {".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld", ".nq.gz", ".rq"} <= endings
    tables = {f".{kind}" for kind in exchange.KINDS}
    assert tables | {f"{ending}.gz" for ending in tables} <= endings


def test_a_case_is_the_same_whenever_it_is_made() -> None:
    first = [fuzzing.case(7, number) for number in range(50)]
    assert [fuzzing.case(7, number) for number in range(50)] == first
    assert len({one.seed.data for one in first}) > 40


# The checks can fail

CASE = Case(FILE, ("stats",))


def complaints(outcome: Outcome, one: Case = CASE) -> str:
    return "; ".join(fuzzing.about(outcome, one))


@pytest.mark.parametrize(
    ("outcome", "complaint"),
    [
        (Outcome(70, b"", b"bilat: internal error: x\n"), "exit code 70"),
        (Outcome(130, b"", b"bilat: interrupted\n"), "exit code 130"),
        (Outcome(-11, b"", b""), "exit code -11"),
        (Outcome(3, b"rows", SAID.err), "something on stdout"),
        (Outcome(3, b"", b""), "not one line"),
        (Outcome(3, b"", SAID.err * 2), "not one line"),
        (Outcome(3, b"", b"oh no\n"), "not one line"),
        (Outcome(3, b"", b"bilat: " + b"x" * 300 + b"\n"), "long line"),
        (Outcome(0, b"\x1b[2J", b""), "stdout has"),
        (Outcome(0, "\u202e".encode(), b""), "stdout has"),
        (Outcome(0, b"\xff", b""), "not UTF-8"),
        (Outcome(0, b"", b"Traceback (most recent call last)"), "traceback"),
    ],
)
def test_what_breaks_a_promise_is_found(outcome: Outcome, complaint: str) -> None:
    assert complaint in complaints(outcome)


@pytest.mark.parametrize(
    "outcome", [SAID, Outcome(0, b"rows\n", b""), Outcome(4, b"rows\n", b"bilat: cut (more)\n")]
)
def test_what_keeps_the_promises_is_not_complained_of(outcome: Outcome) -> None:
    assert complaints(outcome) == ""


def test_a_file_that_is_changed_and_a_process_that_stays_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def careless(arguments: list[str]) -> Outcome:
        Path(arguments[3]).write_bytes(b"")
        return SAID

    monkeypatch.setattr(fuzzing, "in_this_process", careless)
    monkeypatch.setattr(fuzzing, "leftovers", lambda: ["processes left: 1"])
    assert fuzzing.complaints(CASE) == ["processes left: 1", "files changed"]


def test_a_failure_is_made_smaller_and_stays_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def apart(one: Case) -> list[str]:
        return ["it fails"] if b"bad" in one.seed.data else []

    monkeypatch.setattr(fuzzing, "apart", apart)
    lines = b"".join(b"line %d\n" % number for number in range(100))
    found = fuzzing.smaller(Case(Seed("x.ttl", lines + b"bad\n" + lines), ("stats",)))
    assert found.seed.data == b"bad\n"


# The checks of imports, exports and additions can fail

TABLE = b"a\nb\nc\n"
IMPORT = ("import", "ftm", "FILE", "--keep-going")
LISTED = b"/FILE:2: wrong\n/FILE:3: wrong\n"


@pytest.mark.parametrize(
    ("call", "outcome", "complaint"),
    [
        (IMPORT, Outcome(0, b"", b"read 3, kept 1, rejected 2\n" + LISTED), ""),
        (IMPORT, Outcome(0, b"", b"read 3, kept 2, rejected 2\n" + LISTED), "read is not kept"),
        (IMPORT, Outcome(0, b"", b"read 2, kept 1, rejected 1\n"), "read 2 of 3 lines"),
        (IMPORT, Outcome(0, b"", b"read 3, kept 1, rejected 2\n"), "0 of 2 rejects listed"),
        (IMPORT, Outcome(0, b"", b"read 3, kept 0, rejected 3\n"), "of nothing"),
        (IMPORT, Outcome(0, b"", b""), "without its numbers"),
        (IMPORT, Outcome(0, b"nonsense", b"read 3, kept 3, rejected 0\n"), "nt that cannot"),
        (IMPORT[:3], Outcome(0, b"", b"read 3, kept 1, rejected 2\n" + LISTED), "2 rejects"),
        (
            IMPORT[:3],
            Outcome(3, b"", b"bilat: x:2: y (read 2, kept 1, rejected 0; z)\n"),
            "read is",
        ),
        (("export", "ttl"), Outcome(0, b"<urn:a> <urn:b> '\x1b' .\n", b""), ""),
        (("export", "ttl"), Outcome(0, b"<urn:a> <urn:b>", b""), "ttl that cannot"),
        (("export", "jsonld"), Outcome(0, b"[", b""), "jsonld that cannot"),
        (("export", "graphml"), Outcome(0, b"<a>", b""), "graphml that cannot"),
        (("export", "csv"), Outcome(0, b"a,b\nc\n", b""), "csv that cannot"),
        (("export", "csv"), Outcome(0, b"a,b\nc,d\n", b""), ""),
    ],
)
def test_what_is_not_accounted_for_or_cannot_be_read_is_found(
    call: tuple[str, ...], outcome: Outcome, complaint: str
) -> None:
    found = complaints(outcome, Case(Seed("x.ftm", TABLE), call))
    assert complaint in found if complaint else found == ""


OLD = b"<urn:a> <urn:b> 1 .\n# end\n"


@pytest.mark.parametrize(
    ("new", "complaint"),
    [
        ({"x": b"<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> 2 .\n# end\n"}, ""),
        ({"x": b"<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> 2 .\n"}, "a line is not there"),
        ({"x": OLD + b"<urn:a> <urn:b>"}, "statements are not there"),
        ({"x": b'"""\n' + OLD + b'"""'}, "statements are not there"),
        ({"x": OLD}, "files changed: 0"),
        ({"x": OLD + b"<urn:a> <urn:b> 2 .", "y": b""}, "files changed: 2"),
        ({}, "files changed: 1"),
    ],
)
def test_what_an_addition_takes_away_is_found(new: dict[str, bytes], complaint: str) -> None:
    found = "; ".join(exchanges.changes({"x": OLD}, new, 0))
    assert complaint in found if complaint else found == ""
    assert bool(list(exchanges.changes({"x": OLD}, new, 3))) == (new != {"x": OLD})
