"""Tables of others become records: every line is kept or rejected, and nothing is half done."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bilat
import tables
from bilat.errors import BadInputError, UsageError
from bilat.knowledge import exchange
from bilat.knowledge import tables as worker
from tables import BAD_FTM, BAD_GDELT, BAD_ICEWS, GOOD, counts, icews, one_line, put
from test_cli import Ask


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


# What cannot be used.


def tally(kind: str, path: Path, most: int | None) -> tuple[dict[str, Any], bytes]:
    """What the worker answers, asked here: its tally, and the records."""
    asked = {"kind": kind, "paths": [str(path)], "most": most, "max_bytes": 2**25, "form": ".ttl"}
    head, _, body = worker.read(json.dumps(asked).encode(), ()).partition(b"\n")
    found = json.loads(head)
    assert found["read"] == found["kept"] + found["rejected"]
    return found, body


BAD = {
    f"{kind}, {case}": (kind, row, reason)
    for kind, cases in (("icews", BAD_ICEWS), ("gdelt", BAD_GDELT), ("ftm", BAD_FTM))
    for case, (row, reason) in cases.items()
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_ends_the_import_or_is_passed_over_with_its_reason(
    tmp_path: Path, case: str
) -> None:
    kind, row, reason = BAD[case]
    good = GOOD[kind]
    bad = row if isinstance(row, str) else json.dumps(row)
    path = put(tmp_path, "\n".join((good("a"), bad, good("z"), "")))
    found, body = tally(kind, path, 0)
    assert (found["stopped"], found["kept"], found["rejected"]) == (True, found["read"] - 1, 1)
    assert body == b""
    [[_, line, said]] = found["rejects"]
    assert line == 2
    assert reason in said
    found, body = tally(kind, path, None)
    assert (found["stopped"], found["read"], found["kept"]) == (False, 3, 2)
    assert found["rejects"] == [[str(path), 2, said]]
    assert body


@pytest.mark.parametrize("kind", GOOD)
def test_a_reject_is_one_line_with_place_reason_and_what_to_do(
    ask: Ask, tmp_path: Path, kind: str
) -> None:
    path = put(tmp_path, f"{GOOD[kind]('8')}\nbad\n{GOOD[kind]('9')}\n")
    said = ask("import", kind, path, "-o", tmp_path / "out.nt")
    assert f"{path}:2: " in one_line(said, 3)
    assert "--keep-going" in said.err
    assert counts(said) == (2, 1, 1)
    assert not (tmp_path / "out.nt").exists()
    said = ask("import", kind, path, "--keep-going", "-o", tmp_path / "out.nt")
    assert said.code == 0
    assert counts(said) == (3, 2, 1)
    assert f"\n{path}:2: " in said.err
    assert bilat.check(tmp_path / "out.nt").counts["violation"] == 0


def test_an_event_told_twice_is_a_reject(ask: Ask, tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table(icews(), icews(), icews(Event_Date="2018-12-12")))
    said = ask("import", "icews", path)
    assert ":3: event 1 of 2018-12-11 is there already" in one_line(said, 3)


def test_latin_1_is_a_reject_with_its_byte(ask: Ask, tmp_path: Path) -> None:
    table = tables.icews_table(icews(City="Malmö")).encode("latin-1")
    said = ask("import", "icews", put(tmp_path, table))
    assert ":2: not UTF-8: byte 0xF6" in one_line(said, 3)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "x.tab", "holds no lines"),
        (tables.COLUMNS.encode(), "x.tab", "holds no lines"),
        (
            tables.icews_table(icews()).replace("Event Text", "CAMEO Text").encode(),
            "x.tab",
            'x.tab:1: column 6 is "CAMEO Text", expected "Event Text"',
        ),
        (b"Event ID\tEvent Date\n", "x.tab", "x.tab:1: expected 20 columns, found 2"),
        (b"<!DOCTYPE html><html><p>gone", "x.tab", "is HTML"),
        (b"<html>", "x.tab.gz", "is HTML"),
        (gzip.compress(b"x" * 5000, mtime=0)[:-9], "x.tab.gz", "gzip ends early"),
        (gzip.compress(b"x", mtime=0), "x.tab", "is gzip"),
        ("\ufeffEvent ID".encode("utf-16"), "x.tab", "looks like UTF-16"),
    ],
)
def test_a_file_that_is_something_else_is_told(
    ask: Ask, tmp_path: Path, content: bytes, name: str, said: str
) -> None:
    assert said in one_line(ask("import", "icews", put(tmp_path, content, name)), 3)


def test_what_is_no_file_is_told_at_once(ask: Ask, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path, tmp_path / "none"):
        one_line(ask("import", "ftm", path), 3)


def test_a_packed_table_is_read_like_a_plain_one(tmp_path: Path) -> None:
    text = "\ufeff" + tables.icews_table(icews("1"), icews("2")).replace("\n", "\r\n")
    plain = put(tmp_path, text, "x.tab")
    packed = put(tmp_path, gzip.compress(text.encode()), "x.tab.gz")
    for path in (plain, packed):
        assert bilat.import_table("icews", path).kept == 2


# How many may be bad.


def test_as_many_rejects_as_allowed_are_passed_over_and_no_more(ask: Ask, tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table("", icews("1"), "", icews("2"), ""))
    said = ask("import", "icews", path, "--max-reject", "3")
    assert said.code == 0
    assert counts(said) == (5, 2, 3)
    said = ask("import", "icews", path, "--max-reject", "2", "-o", tmp_path / "out.ttl")
    assert f"{path}:6: " in one_line(said, 3)
    assert counts(said) == (5, 2, 3)
    assert not (tmp_path / "out.ttl").exists()


def test_a_table_without_one_good_row_is_an_error_all_the_same(ask: Ask, tmp_path: Path) -> None:
    said = ask("import", "icews", put(tmp_path, tables.icews_table("a", "b")), "--keep-going")
    assert counts(said) == (2, 0, 2)
    one_line(said, 3)


def test_the_rejects_go_to_a_file_if_one_is_named(ask: Ask, tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table(icews(), *["=bad\x1b[2J"] * 150))
    listed = tmp_path / "rejects.csv"
    said = ask("import", "icews", path, "--keep-going", "--rejects", listed)
    assert counts(said) == (151, 1, 150)
    assert len(listed.read_text().splitlines()) == 151
    said = ask("import", "icews", path, "--keep-going")
    assert "and 50 more" in said.err
    assert "\x1b" not in said.err


def test_what_a_reject_holds_is_cut_and_made_safe(ask: Ask, tmp_path: Path) -> None:
    bad = icews(Event_Date="\u202e" + "x" * 5000)
    said = ask("import", "icews", put(tmp_path, tables.icews_table(bad)))
    assert "\\u{202E}" in one_line(said, 3)


@pytest.mark.parametrize("kind", GOOD)
@settings(max_examples=25)
@given(data=st.data())
def test_every_line_is_kept_or_rejected_whatever_is_done_to_it(
    kind: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = [GOOD[kind](str(number)).encode() for number in range(6)]
    text = bytearray(b"\n".join(lines) + b"\n")
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        piece = data.draw(st.binary(max_size=3) | st.sampled_from([b"\n", b"\t", b'"', b"\xff"]))
        text[place : place + data.draw(st.integers(0, 4))] = piece
    path = put(tmp_path_factory.mktemp("damaged"), bytes(text))
    physical = text.count(b"\n") + (not text.endswith(b"\n") and text != b"")
    found, body = tally(kind, path, None)
    assert found["read"] == physical == found["kept"] + found["rejected"]
    assert len(found["rejects"]) == found["rejected"]
    if found["kept"]:
        put(path.parent, body, "out.ttl")
        kg = bilat.load(path.parent / "out.ttl")
        assert len(kg.data.records or kg.data.actors) == found["kept"]


# Nothing half done, and the same again.


def test_when_the_run_fails_the_old_file_is_untouched(ask: Ask, tmp_path: Path) -> None:
    out = put(tmp_path, "old", "out.ttl")
    before = {path.name for path in tmp_path.iterdir()} | {"table"}
    for text in (tables.icews_table(icews(), "bad"), "", tables.icews_table("bad")):
        one_line(ask("import", "icews", put(tmp_path, text), "-o", out), 3)
    assert out.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == before


def test_a_table_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table(icews()), "events.ttl")
    with pytest.raises(UsageError, match="a file that is read"):
        bilat.import_table("icews", path, output=path)
    with pytest.raises(UsageError, match=r"no \.nt"):
        bilat.import_table("icews", path, output=tmp_path / "x.csv")


def test_the_three_formats_say_the_same_and_the_same_again(tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table(*(icews(str(number)) for number in range(5))))
    said = set()
    for form in exchange.IMPORTED:
        one = bilat.import_table("icews", path, form=form).data
        assert one == bilat.import_table("icews", path, form=form).data
        put(tmp_path, one, f"out{form}")
        lines = bilat.load(tmp_path / f"out{form}").export("nt").splitlines()
        said.add(tuple(sorted(lines)))
    assert len(said) == 1


def test_where_a_table_lies_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    text = tables.icews_table(icews())
    here, there = put(tmp_path, text), put(tmp_path / "there", text)
    one, other = (bilat.import_table("icews", path, form=".ttl").data for path in (here, there))
    assert one == other


def test_stdout_takes_the_records_and_stderr_the_counts(tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table(icews()))
    script = [sys.executable, "-m", "bilat", "import", "icews", str(path), "-o", "-"]
    done = subprocess.run(script, capture_output=True, check=True)
    assert done.stdout == bilat.import_table("icews", path, form=".nt").data
    assert done.stderr == b"read 1, kept 1, rejected 0\n"


@pytest.mark.parametrize("kind", exchange.KINDS)
def test_the_sample_of_every_layout_can_be_imported_and_passes_the_checks(
    ask: Ask, tmp_path: Path, kind: str
) -> None:
    path = put(tmp_path, ask("import", kind, "--sample").out)
    said = ask("import", kind, path, "-o", tmp_path / "out.ttl")
    read, kept, _ = counts(said)
    assert read == kept > 2
    assert ask("--data", tmp_path / "out.ttl", "check").code == 0


def test_imported_records_join_the_curated_ones(tmp_path: Path) -> None:
    rows = (icews(), icews("2", Source_Name="Finland", Source_Country="Finland"))
    bilat.import_table(
        "icews", put(tmp_path, tables.icews_table(*rows)), output=tmp_path / "out.nt"
    )
    shipped = Path(__file__).parents[1] / "ontology" / "dataset" / "japan-russia"
    report = bilat.check(shipped, tmp_path / "out.nt")
    assert report.counts["violation"] == 0
    kg = bilat.load(shipped, tmp_path / "out.nt")
    assert any(record.kind == "interaction" for record in kg.timeline("Japan", "Russia"))


# Use.


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("icews",), "name the files"),
        (("nosuch", "x"), "choose from: icews, gdelt, ftm"),
        (("icews", "x", "-o", "x.csv"), "no .nt, .nq, .ttl"),
        (("icews", "x", "--keep-going", "--max-reject", "3"), "--max-reject"),
        (("icews", "x", "--max-bytes", "0"), "--max-bytes"),
        (("nosuch", "--sample"), "choose from"),
        (("icews", "x", "--rejects", "x"), "--rejects"),
        (("icews", "x", "-o", "y.nt", "--rejects", "y.nt"), "--rejects"),
    ],
)
def test_a_call_that_makes_no_sense_says_what_would(
    ask: Ask, arguments: tuple[str, ...], said: str
) -> None:
    assert said in one_line(ask("import", *arguments), 2)


def test_an_endpoint_has_no_tables(ask: Ask) -> None:
    said = ask("--endpoint", "http://127.0.0.1:1/x", "import", "icews", "x")
    assert "about files" in one_line(said, 2)


def test_the_library_says_what_became_of_every_line(tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table(icews(), "bad"))
    found = bilat.import_table("icews", path, keep_going=True)
    assert repr(found) == "<Imported: read 2, kept 1, rejected 1>"
    assert found.rejects == (exchange.Reject(str(path), 3, "expected 20 columns, found 1"),)
    assert found.data == b""
    with pytest.raises(BadInputError) as refused:
        bilat.import_table("icews", path)
    assert (refused.value.path, refused.value.line) == (str(path), 3)
