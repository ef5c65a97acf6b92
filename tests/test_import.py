"""Tables of others become records: every line is kept or rejected, and nothing is half done."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bilat
import tables
from bilat.errors import BadInputError, LimitError, UsageError
from bilat.knowledge import exchange
from bilat.knowledge import tables as worker
from bilat.model import Listing
from tables import BAD_FTM, BAD_GDELT, BAD_ICEWS, GOOD, entity, gdelt, icews, sanction
from test_cli import Ask, Said

COUNTS = re.compile(r"read (\d+), kept (\d+), rejected (\d+)")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


def put(folder: Path, text: str | bytes, name: str = "table") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return path


def counts(said: Said) -> tuple[int, int, int]:
    found = COUNTS.search(said.err)
    assert found, said.err
    read, kept, rejected = map(int, found.groups())
    assert read == kept + rejected
    return read, kept, rejected


def one_line(said: Said, code: int) -> str:
    assert said.code == code, said.err
    assert said.out == ""
    assert said.err.startswith("bilat: ")
    assert said.err.count("\n") == 1
    assert len(said.err) <= 301
    return said.err


# What a table says.


def test_a_quotation_mark_is_a_character_like_any_other(ask: Ask, tmp_path: Path) -> None:
    rows = [icews(str(number)) for number in range(1000)]
    rows[100] = icews("100", Source_Name='Speaker 5" rain gauge', Source_Country="")
    rows[101] = icews("101", Source_Name='"unclosed', Source_Country="")
    said = ask("import", "icews", put(tmp_path, tables.icews_table(*rows)))
    assert said.code == 0
    assert counts(said) == (1000, 1000, 0)
    assert said.out == ""


def imported(folder: Path, kind: str, text: str) -> bilat.KnowledgeGraph:
    bilat.import_table(kind, put(folder, text), output=folder / "out.ttl")
    return bilat.load(folder / "out.ttl")


def test_an_event_has_actors_date_place_category_and_the_row_as_evidence(tmp_path: Path) -> None:
    kg = imported(tmp_path, "icews", tables.icews_table(icews("7")))
    [record] = kg.timeline()
    assert (record.id, record.kind, record.when) == (
        "event:2018-12-11-icews-7", "interaction", "2018-12-11",
    )  # fmt: skip
    assert [(part.actor, part.role) for part in record.participants] == [
        ("state:jpn", "actor"),
        ("state:rus", "recipient"),
    ]
    assert (record.plover, record.score) == ("CONSULT", 2.5)
    assert kg.data.label(record.places[0]) == "Tokyo, Japan"
    [passage] = record.evidence
    assert passage.passage.locator == "event 7"
    assert "040" in passage.gist()
    assert passage.stance == "affirms"
    assert kg.data.label(passage.asserted_by) == "Integrated Crisis Early Warning System"
    document = kg.data.documents[passage.document]
    assert document.title.endswith("table")
    assert document.issued == "[2018-12-11..]"


def test_the_intensity_and_the_code_are_kept_as_written_and_count_nowhere(tmp_path: Path) -> None:
    kg = imported(tmp_path, "icews", tables.icews_table(icews(CAMEO_Code="010", Intensity="-0.40")))
    found = kg.query("SELECT ?code ?number { ?e bil:cameo ?code ; bil:intensity ?number }").rows[0]
    assert found["code"].value == "010"
    assert '"-0.40"^^' in (tmp_path / "out.ttl").read_text()
    [record] = kg.timeline()
    assert (record.plover, record.score) == ("", 0.0)


@pytest.mark.parametrize(
    ("code", "kind", "roles", "plover"),
    [
        ("010", "statement", ("speaker", "addressee"), ""),
        ("036", "statement", ("speaker", "addressee"), "AGREE"),
        ("040", "interaction", ("actor", "recipient"), "CONSULT"),
        ("041", "call", ("attendee", "attendee"), "CONSULT-phone"),
        ("042", "visit", ("visitor", "host"), "CONSULT-visit"),
        ("043", "visit", ("host", "visitor"), "CONSULT-visit"),
        ("044", "meeting", ("attendee", "attendee"), "CONSULT-third-party"),
        ("0841", "interaction", ("actor", "recipient"), "RETREAT"),
        ("081", "interaction", ("actor", "recipient"), "CONCEDE"),
        ("163", "measure", ("authority", "target"), "SANCTION-discontinue"),
        ("1712", "interaction", ("actor", "recipient"), "ASSAULT"),
        ("190", "military-action", ("actor", "recipient"), "ASSAULT"),
        ("192", "military-action", ("actor", "recipient"), "COERCE"),
    ],
)
def test_a_code_becomes_what_the_codebook_says(
    tmp_path: Path, code: str, kind: str, roles: tuple[str, str], plover: str
) -> None:
    kg = imported(tmp_path, "icews", tables.icews_table(icews(CAMEO_Code=code)))
    [record] = kg.timeline()
    role = {part.actor: part.role for part in record.participants}
    assert (record.kind, record.plover) == (kind, plover)
    assert (role["state:jpn"], role["state:rus"]) == roles


def test_with_one_actor_it_is_an_interaction_that_passes_the_checks(tmp_path: Path) -> None:
    nobody, itself = ("", ""), ("Japan", "Japan")
    rows = [
        icews(f"{code}{name}", CAMEO_Code=code, Target_Name=name, Target_Country=country)
        for name, country in (nobody, itself)
        for code in ("010", "041", "042", "060", "163")
    ]
    kg = imported(tmp_path, "icews", tables.icews_table(*rows))
    assert len(kg.timeline()) == len(rows)
    for record in kg.timeline():
        assert record.kind == "interaction"
        assert [part.role for part in record.participants] == ["actor"]
    assert bilat.check(tmp_path / "out.ttl").counts["violation"] == 0


@pytest.mark.parametrize(
    ("name", "country", "kind", "label"),
    [
        ("Russia", "Russian Federation", "state", "Russia"),
        ("Military (Russia)", "Russian Federation", "group", "Military (Russia)"),
        ("Jo Example", "Russian Federation", "actor", "Jo Example"),
        ("Georgia", "United States", "actor", "Georgia"),
        ("Someone", "Atlantis", "actor", "Someone"),
    ],
)
def test_an_actor_is_what_its_name_and_country_tell(
    tmp_path: Path, name: str, country: str, kind: str, label: str
) -> None:
    row = icews(Source_Name=name, Source_Country=country)
    kg = imported(tmp_path, "icews", tables.icews_table(row))
    [record] = kg.timeline()
    actor = kg.data.entities[record.participants[0].actor]
    if actor.id == "state:rus":
        actor = kg.data.entities[record.participants[-1].actor]
    assert (actor.kind, actor.label()) == (kind, label)


def test_a_country_that_is_no_state_here_is_counted_and_shown(ask: Ask, tmp_path: Path) -> None:
    rows = [icews(str(n), Source_Name="X", Source_Country="Atlantis") for n in range(3)]
    said = ask("import", "icews", put(tmp_path, tables.icews_table(*rows)))
    assert "dropped: 3 values of 1 unknown countries: Atlantis (3)" in said.err


def test_both_versions_of_gdelt_are_read(tmp_path: Path) -> None:
    kg = imported(tmp_path, "gdelt", gdelt("1") + "\n" + gdelt("2", 58) + "\n")
    one, other = kg.timeline()
    assert one.participants == other.participants
    assert one.places == other.places
    assert kg.data.label(one.places[0]) == "Tokyo, Tokyo, Japan"
    assert [part.actor for part in one.participants] == ["state:jpn", "state:rus"]


def test_an_actor_of_gdelt_with_a_role_in_its_code_is_not_the_state(tmp_path: Path) -> None:
    kg = imported(tmp_path, "gdelt", gdelt(c5="JPNGOV") + "\n")
    [record] = kg.timeline()
    [actor] = [kg.data.entities[one] for one in record.actors if one != "state:rus"]
    assert (actor.kind, actor.label(), actor.country) == ("actor", "JAPAN", "state:jpn")


def test_entities_become_actors_and_sanctions_become_listings(tmp_path: Path) -> None:
    lines = tables.ftm_lines(
        sanction(endDate=["2016"], provisions=["Asset freeze"], program=["Regulation 1"]),
        entity("a", name=["Jo Example", "Джо"], alias=["J. E."], nationality=["ru"]),
        entity("b", "Company", name=["Acme"], jurisdiction=["jp"]),
        entity("c", "PublicBody", name=["Ministry"], country=["jp"]),
        entity("d", "LegalEntity", name=["Unsorted"]),
    )
    kg = imported(tmp_path, "ftm", lines)
    kinds = {actor.label(): actor.kind for actor in kg.data.actors.values()}
    assert kinds["Jo Example"] == "person"
    assert (kinds["Acme"], kinds["Ministry"], kinds["Unsorted"]) == ("company", "body", "actor")
    jo = kg.actor("Jo Example")
    assert {text.value for text in jo.names} == {"Jo Example", "Джо", "J. E."}
    assert jo.country == "state:rus"
    assert kg.data.entities[kg.actor("Ministry").id].parent == "state:jpn"
    [listing] = [item for item in kg.data.records.values() if isinstance(item, Listing)]
    assert (listing.target, listing.when) == (jo.id, "2014-04-29/2016")
    assert kg.data.label(listing.authorities[0]) == "An Authority"
    assert listing.measures == ("AssetFreeze",)
    assert kg.data.label(listing.legal_basis[0]) == "Regulation 1"
    assert listing.evidence[0].passage.locator == "entity s"
    assert bilat.check(tmp_path / "out.ttl").counts["violation"] == 0


def test_a_listing_without_a_start_is_attested_on_the_day_it_was_last_seen(tmp_path: Path) -> None:
    seen = {**sanction(startDate=[]), "last_seen": "2024-05-01T10:00:00"}
    kg = imported(tmp_path, "ftm", tables.ftm_lines(entity(), seen))
    [listing] = kg.data.records.values()
    assert (listing.when, listing.holds_at) == ("", ("2024-05-01",))


@pytest.mark.parametrize(
    ("said", "kind", "label"),
    [
        ({"authority": ["Some Office"]}, "organisation", "Some Office"),
        ({"authority": ["Japan"]}, "state", "Japan"),
        ({"authority": [], "publisher": ["A Paper"]}, "organisation", "A Paper"),
        ({"authority": [], "country": ["jp"]}, "state", "Japan"),
    ],
)
def test_a_list_is_kept_by_whom_the_entity_names(
    tmp_path: Path, said: dict[str, Any], kind: str, label: str
) -> None:
    kg = imported(tmp_path, "ftm", tables.ftm_lines(entity(), sanction(**said)))
    [listing] = [item for item in kg.data.records.values() if isinstance(item, Listing)]
    authority = kg.data.entities[listing.authorities[0]]
    assert (authority.kind, authority.label()) == (kind, label)


def test_what_has_no_place_here_is_dropped_counted_and_shown(ask: Ask, tmp_path: Path) -> None:
    line = entity("a", name=["A"], nope=["x", "y"], passportNumber=["1"])
    said = ask("import", "ftm", put(tmp_path, tables.ftm_lines(line)))
    assert counts(said) == (1, 1, 0)
    assert "dropped: 3 values of 2 unknown properties: nope (2), passportNumber (1)" in said.err


def test_a_sanction_may_come_before_its_actor_and_in_another_file(tmp_path: Path) -> None:
    one = put(tmp_path, tables.ftm_lines(sanction()), "one")
    other = put(tmp_path, tables.ftm_lines(entity()), "other")
    assert bilat.import_table("ftm", one, other).kept == 2


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
        (b"<!DOCTYPE html><html><p>gone", "x.tab", "is HTML"),
        (b"<html>", "x.tab.gz", "is HTML"),
        (gzip.compress(b"x" * 5000)[:-9], "x.tab.gz", "gzip ends early"),
        (gzip.compress(b"x"), "x.tab", "is gzip"),
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


# Bounds.


def peak(*arguments: str | Path, limit: int = 2**34) -> tuple[int, int, str]:
    """Exit code, largest resident size of the program or its worker in bytes, stderr."""
    script = (
        "import resource, subprocess, sys\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))\n"
        "done = subprocess.run([sys.executable, '-m', 'bilat', *sys.argv[1:]])\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)\n"
        "sys.exit(done.returncode)\n"
    )
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, int(done.stdout.split()[-1]), done.stderr


def test_a_line_of_150_megabytes_in_a_small_gzip_ends_early(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(b'{"id":"a","schema":"Person","properties":{"name":["')
        for _ in range(150):
            stream.write(b"A" * 2**20)
    begin = time.monotonic()
    code, size, said = peak("import", "ftm", path, "--keep-going")
    assert code == 4
    assert "over 8 MB" in said
    assert size < 200e6
    assert time.monotonic() - begin < 10


def test_lines_that_unpack_to_200_times_their_size_end_early(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tab.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        for _ in range(150):
            stream.write((b"A" * 1023 + b"\n") * 1024)
    code, size, said = peak("import", "icews", path, "--keep-going")
    assert code == 4
    assert "200 times" in said
    assert size < 200e6


def test_a_file_larger_than_allowed_ends_with_4(ask: Ask, tmp_path: Path) -> None:
    path = put(tmp_path, tables.icews_table(*(icews(str(number)) for number in range(100))))
    assert "--max-bytes" in one_line(ask("import", "icews", path, "--max-bytes", "5000"), 4)
    assert "--max-bytes" in one_line(ask("--max-bytes", "5000", "import", "icews", path), 4)


def test_counting_takes_memory_for_the_ids_alone(tmp_path: Path) -> None:
    """Ten times the lines cost far less than their text."""
    sizes = []
    for number in (5_000, 50_000):
        wide = "w" * 250
        rows = (icews(str(key), City=wide, Publisher="p" * 2000) for key in range(number))
        path = put(tmp_path, tables.icews_table(*rows))
        code, size, _ = peak("import", "icews", path, "--timeout", "60")
        assert code == 0
        sizes.append(size)
    grown = path.stat().st_size * 0.9
    assert sizes[1] - sizes[0] < grown / 4


def test_records_beyond_the_bound_end_with_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from bilat import statements

    monkeypatch.setattr(statements, "MAX_BYTES", 2000)
    made = statements.Statements()

    def describe_many() -> None:
        for number in range(100):
            made.describe(f"state:s{number}", ("a", "bil:State"))

    with pytest.raises(LimitError, match="in parts"):
        describe_many()


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
