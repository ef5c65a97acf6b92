"""What is added says what was meant, stands where its like stand, and breaks no rule."""

from __future__ import annotations

import fcntl
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import bilat
from bilat import locks
from bilat.curate import turtle
from bilat.errors import BadInputError, UsageError
from bilat.knowledge import adding, fields
from bilat.knowledge.adding import Addition, Curation
from bilat.model import Claim, Listing
from test_add_words import changed, data, describing
from test_cli import FICTIONAL, Ask, ask

__all__ = ["ask", "data"]

HERE = Path(__file__).parent
PASSAGE = ["--evidence", "ev:yearbook-meetings"]
MEETING = [
    "meeting", "--label", "Talen and Vask meet again", "--when", "2021-10-03",
    "--actor", "Mira Talen", "--actor", "attendee=Oren Vask", "--realis", "occurred",
    "--plover", "consult", *PASSAGE,
]  # fmt: skip


# What can be added


ADDED = {
    "meeting": (MEETING, "event:2021-10-03-talen-and-vask-meet-again"),
    "visit": (
        [
            "visit", "--label", "ja=訪問", "--label", "Vask visits Aldmark", "--when", "2021-09",
            "--actor", "visitor=Oren Vask", "--actor", "host=Aldmark", "--place", "Harrow Bay",
            "--realis", "announced", "--comment", "Not seen yet.", *PASSAGE,
        ],
        "event:2021-09-vask-visits-aldmark",
    ),
    "transaction": (
        [
            "transaction", "--label", "A loan", "--when", "2022", "--amount", "1500000.50",
            "--currency", "EUR", "--actor", "lender=Export Bank", "--actor", "borrower=Corrin Bank",
            "--realis", "occurred", "--evidence", "ev:yearbook-loan",
        ],
        "event:2022-a-loan",
    ),
    "listing": (
        [
            "listing", "--label", "Ruvane lists Orlec", "--actor", "target=Tam Orlec", "--actor",
            "authority=Ruvane", "--when", "2022-01-05/..", "--measure", "travel-ban",
            "--document", "doc:ruvane-2022-11-05", "--gist", "He may not come.", "--page", "2",
        ],
        "sit:ruvane-lists-orlec",
    ),
    "claim": (
        [
            "claim", "--text", "The loan was a mistake.", "--claim-kind", "opinion", "--held-by",
            "Pia Lund", "--about", "event:2022-loan", "--when", "2022-06-20",
            "--document", "doc:lund-2022", "--gist", "She calls it one.", "--locator", "end",
        ],
        "claim:the-loan-was-a-mistake",
    ),
    "document": (
        [
            "document", "--title", "de=Ein Bericht", "--creator", "The Courier", "--issued",
            "2022-06-21", "--language", "de", "--url", "https://courier.example.org/21?a=b#c",
        ],
        "doc:courier-2022-06-21",
    ),
    "evidence": (
        [
            "evidence", "--document", "doc:lund-2022", "--gist", "Says it is so.", "--paragraph",
            "3", "--stance", "doubts", "--on-property", "when", "--asserted-by", "Mira Talen",
        ],
        "ev:lund-2022-says-it-is-so",
    ),
    "person": (
        ["person", "--label", "Zoë Brandt", "--alias", "Brandt", "--country", "Aldmark"],
        "person:zoe-brandt",
    ),
    "body": (["body", "--label", "Coast Guard", "--parent", "Aldmark"], "body:coast-guard"),
    "place": (["place", "--label", "Elm Head"], "place:elm-head"),
    "state": (["state", "--label", "Norrland", "--iso", "XNO"], "state:xno"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ADDED)
def test_a_thing_of_a_kind_is_added_and_is_there(ask: Ask, data: Path, kind: str) -> None:
    words, id_ = ADDED[kind]
    said = ask("--data", data, "add", *words)
    assert said.code == 0, said.err + said.out
    file, line, rest = said.out.split(":", 2)
    assert rest.startswith(f" added {id_} ({kind})")
    assert Path(file).read_text("utf-8").split("\n")[int(line) - 1].startswith(f"{id_} a bil:")
    assert changed(data) == [Path(file).name]
    if kind != "evidence":
        found = ask("--data", data, "find", id_, "-f", "json").json["rows"]
        assert found[0]["id"] == id_


def test_what_was_said_is_what_is_read(ask: Ask, data: Path) -> None:
    for kind in ("visit", "listing", "claim", "document"):
        assert ask("--data", data, "add", *ADDED[kind][0]).code == 0
    assert ask("--data", data, "check").code == 0
    found = bilat.load(data).data
    visit = found.records["event:2021-09-vask-visits-aldmark"]
    assert {text.language: text.value for text in visit.labels} == {
        "ja": "訪問",
        "en": "Vask visits Aldmark",
    }
    assert [(one.role, one.actor) for one in visit.participants] == [
        ("visitor", "person:oren-vask"),
        ("host", "state:xal"),
    ]
    assert (visit.when, visit.realis, visit.places) == (
        "2021-09",
        "announced",
        ("place:harrow-bay",),
    )
    listing = found.records["sit:ruvane-lists-orlec"]
    assert isinstance(listing, Listing)
    assert listing.measures == ("TravelBan",)
    (passage,) = listing.evidence
    assert (passage.stance, passage.passage.page) == ("affirms", "2")
    assert passage.asserted_by == "body:foreign-ministry-xru"
    claim = found.records["claim:the-loan-was-a-mistake"]
    assert isinstance(claim, Claim)
    assert (claim.held_by, claim.about) == (("person:pia-lund",), ("event:2022-loan",))
    assert found.documents["doc:courier-2022-06-21"].url == "https://courier.example.org/21?a=b#c"


@pytest.mark.parametrize("kind", fields.KINDS)
def test_every_kind_can_be_named_and_says_what_it_needs(kind: str) -> None:
    with pytest.raises(UsageError, match=f"an? {kind} needs --"):
        describing().statements(kind, {}, ())


def test_a_rehearsal_prints_the_block_and_writes_nothing(ask: Ask, data: Path) -> None:
    said = ask("--data", data, "add", *MEETING, "--dry-run")
    assert said.code == 0
    assert said.out.startswith("event:2021-10-03-talen-and-vask-meet-again a bil:Meeting ;\n")
    assert "events.ttl:" in said.err
    assert changed(data) == []


def test_what_ships_is_only_rehearsed(ask: Ask) -> None:
    said = ask("add", "person", "--label", "A name")
    assert (said.code, said.out) == (2, "")
    assert "--data" in said.err
    assert ask("add", "person", "--label", "A name", "--dry-run").code == 0


def test_the_packages_own_folder_is_not_edited(
    ask: Ask, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "__file__", str(data.parent / "knowledge" / "adding.py"))
    said = ask("--data", data, "add", "person", "--label", "A name")
    assert (said.code, said.out) == (2, "")
    assert "belongs to the package" in said.err
    assert changed(data) == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_example_of_a_guide_can_be_tried(ask: Ask, name: str) -> None:
    guide = (HERE.parent / name).read_text("utf-8").replace("\\\n", " ")
    (example,) = re.findall(r"^scripts/bilat (.+ add .+)$", guide, re.MULTILINE)
    words = shlex.split(example)
    words[1] = str(HERE.parent / words[1])
    assert "--dry-run" in words
    said = ask(*words)
    assert said.code == 0, said.err + said.out
    assert " a bil:" in said.out


# Where it goes


def test_it_goes_where_the_order_of_a_file_wants_it(ask: Ask, data: Path) -> None:
    file = data / "calls.ttl"
    heads = "".join(
        f"@prefix {prefix}: <{iri}> .\n" for iri, prefix in fields.usual_prefixes().items()
    )
    call = (
        'event:{0}-call a bil:Call ; rdfs:label "Call of {0}"@en ; bil:when "{0}"^^edtf:EDTF ;\n'
        "    bil:attendee person:mira-talen , person:tam-orlec ; bil:realis bil:Occurred ;\n"
        "    bil:plover pl:CONSULT-phone ; bil:evidence ev:presidency-call . # of {0}\n\n"
    )
    file.write_text(heads + "\n" + "".join(map(call.format, ("2020", "2021-05", "2022"))), "utf-8")
    words = ["call", "--label", "Call", "--actor", "Tam Orlec", "--actor", "Edda Rook"]
    words += ["--realis", "occurred", "--evidence", "ev:presidency-call", "--to", "calls.ttl"]
    for when in ("2021-06", "2019", "2023"):
        assert ask("--data", data, "add", *words, "--when", when).code == 0
    found = [block.subject for block in turtle.outline(file.read_bytes()).blocks if block.subject]
    assert [iri.rpartition("/")[2] for iri in found] == [
        "2019-call", "2020-call", "2021-05-call", "2021-06-call", "2022-call", "2023-call",
    ]  # fmt: skip


@pytest.mark.parametrize("to", ["events.ttl", "new.ttl", "deeper/new.ttl"])
def test_a_file_of_the_data_can_be_named_or_begun(ask: Ask, data: Path, to: str) -> None:
    (data / "deeper").mkdir()
    said = ask("--data", data, "add", "place", "--label", "Elm Head", "--to", to)
    assert said.code == 0, said.err
    assert "place:elm-head a bil:Place" in (data / to).read_text("utf-8")
    assert ask("--data", data, "check").code == 0


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("../outside.ttl", "no part of the data"),
        ("/etc/passwd", "no part of the data"),
        ("README.md", "no part of the data"),
        ("new.trig", "only Turtle"),
        ("no/such/new.ttl", "cannot be written"),
    ],
)
def test_nothing_else_is_written_to(ask: Ask, data: Path, to: str, reason: str) -> None:
    said = ask("--data", data, "add", "place", "--label", "Elm Head", "--to", to)
    assert said.code in (2, 7)
    assert said.out == ""
    assert reason in said.err
    assert changed(data) == []


def test_a_linked_file_stays_a_link(ask: Ask, data: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.ttl"
    (data / "events.ttl").rename(target)
    (data / "events.ttl").symlink_to(target)
    assert ask("--data", data, "add", *MEETING).code == 0
    assert (data / "events.ttl").is_symlink()
    assert b"talen-and-vask-meet-again" in target.read_bytes()


# What is refused


REFUSED = {
    "no date": (["--when", "2021-13"], "2021-13"),
    "no role": (["--actor", "guest=Mira Talen"], "ROLE=NAME"),
    "a choice there is not": (["--realis", "perhaps"], "occurred, announced, cancelled"),
    "no code": (["--plover", "SHOUT"], "SHOUT"),
    "no passage": (["--evidence", "ev:nothing"], "ev:nothing"),
    "not of this kind": (["--title", "A title"], "--title is not said of a meeting"),
    "no number": (["--amount", "1,000"], "write digits alone"),
    "an id of another kind": (["--id", "visit:x"], "event:some-words"),
    "an id that is none": (["--id", "event:Ä b"], "event:some-words"),
    "an id there is": (["--id", "event:2022-loan"], "there already"),
    "bytes that are no text": (["--comment", "\udcff"], "UTF-8"),
    "NUL": (["--comment", "a\0b"], "UTF-8"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_sense_is_refused_in_one_line(ask: Ask, data: Path, case: str) -> None:
    words, reason = REFUSED[case]
    said = ask("--data", data, "add", *MEETING, *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert reason in said.err
    assert changed(data) == []


def test_a_name_that_is_not_known_or_fits_two_is_refused_as_everywhere(
    ask: Ask, data: Path
) -> None:
    for name, code, near in (("Vasq", 1, "Oren Vask"), ("Talen", 2, "Jon Talen")):
        said = ask("--data", data, "add", *MEETING, "--actor", name)
        assert (said.code, said.out) == (code, "")
        assert near in said.err
    assert changed(data) == []


BROKEN = {
    "E10": ["--actor", "recipient=Mira Talen"],
    "Z3": ["--currency", "EUR"],
    "F2": ["--label", "ja=\u202ecba"],
    "N8": ["--label", "Another label"],
    "E5": ["--plover", "AGREE"],
    "R4": ["--document", "doc:lund-2022", "--gist", "No.", "--stance", "denies"],
}


@pytest.mark.parametrize("code", BROKEN)
def test_what_would_break_a_rule_is_not_written(ask: Ask, data: Path, code: str) -> None:
    words = [part for part in MEETING if code != "R4" or part not in PASSAGE]
    said = ask("--data", data, "add", *words, *BROKEN[code])
    assert said.code == 1, said.err
    assert f" {code} " in said.out
    assert "nothing was written" in said.err
    assert changed(data) == []


def test_what_is_amiss_elsewhere_does_not_stand_in_the_way(ask: Ask, data: Path) -> None:
    (data / "odd.ttl").write_bytes((HERE / "bad" / "announced-only.ttl").read_bytes())
    place = (data / "places-and-topics.ttl").read_text("utf-8")
    (data / "places-and-topics.ttl").write_text(place.replace('"@en', '\\u202E"@en', 1), "utf-8")
    assert ask("--data", data, "check").code == 1
    assert ask("--data", data, "add", *MEETING).code == 0


def test_warnings_are_said_and_it_is_written(ask: Ask, data: Path) -> None:
    words = [part for part in MEETING if part not in ("--plover", "consult")]
    said = ask("--data", data, "add", *words)
    assert said.code == 0
    assert "warning: event:2021-10-03" in said.err
    assert "E4" in said.err
    assert ask("--data", data, "--quiet", "add", *words, "--id", "again").err == ""


def test_data_that_cannot_be_used_is_refused(ask: Ask, data: Path) -> None:
    (data / "broken.ttl").write_text("event:x a bil:Visit .\n", "utf-8")
    said = ask("--data", data, "add", *MEETING)
    assert (said.code, said.out) == (3, "")
    assert "broken.ttl:1" in said.err


def test_an_endpoint_is_not_added_to(ask: Ask) -> None:
    said = ask("--endpoint", "http://127.0.0.1:9/sparql", "add", *MEETING)
    assert said.code == 2
    assert "not an endpoint" in said.err


def test_an_edit_that_would_mean_something_else_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = turtle.block_text

    def careless(*arguments: object) -> str:
        return real(*arguments).replace("Elm Head", "Elm Hill")  # type: ignore[arg-type]

    monkeypatch.setattr(turtle, "block_text", careless)
    with pytest.raises(BadInputError, match="something else than what is to be added"):
        Curation([data]).add("place", {"label": ["Elm Head"]})
    monkeypatch.setattr(turtle, "block_text", lambda *_: "place:x a bil:Place")
    with pytest.raises(BadInputError, match="would be no Turtle"):
        Curation([data]).add("place", {"label": ["Elm Head"]})
    assert changed(data) == []


# Ids, and others who add at the same time


def test_the_same_words_twice_get_two_ids(ask: Ask, data: Path) -> None:
    for suffix in ("", "-2", "-3"):
        said = ask("--data", data, "add", "place", "--label", "Elm Head")
        assert f"added place:elm-head{suffix} " in said.out


def test_a_name_in_another_script_gets_an_id_of_its_kind(ask: Ask, data: Path) -> None:
    assert "added person:person " in ask("--data", data, "add", "person", "--label", "ru=Она").out


def interrupted_by(
    data: Path, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> Addition:
    """An addition during whose check somebody else does something."""
    curation = Curation([data])
    real = curation._report  # noqa: SLF001  the moment between reading and writing

    def slowly(*arguments: object) -> object:
        act()
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(curation, "_report", slowly)
    return curation.add("place", {"label": ["Elm Head"]})


@pytest.mark.parametrize("to", [None, "events.ttl"])
def test_what_another_adds_meanwhile_stays_and_keeps_its_id(
    data: Path, monkeypatch: pytest.MonkeyPatch, to: str | None
) -> None:
    def other() -> None:
        Curation([data]).add("place", {"label": ["Elm Head"], "comment": ["First."]}, to=to)

    mine = interrupted_by(data, other, monkeypatch)
    assert mine.ids == ("place:elm-head-2",)
    found = bilat.load(data).data.entities
    assert found["place:elm-head"].comment == "First."
    assert found["place:elm-head-2"].comment == ""
    lines = Path(mine.file).read_text("utf-8").split("\n")
    assert lines[mine.line - 1].startswith("place:elm-head-2 ")


def test_a_file_that_another_breaks_meanwhile_is_left_alone(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = data / "places-and-topics.ttl"
    with pytest.raises(BadInputError, match="places-and-topics"):
        interrupted_by(data, lambda: file.write_bytes(b"<<<<<<< mine\n"), monkeypatch)
    assert file.read_bytes() == b"<<<<<<< mine\n"


def test_two_who_add_the_same_at_once_add_two_each_time(data: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from bilat.knowledge.adding import Curation\n"
        "folder, to = pathlib.Path(sys.argv[1]), sys.argv[2]\n"
        "for _ in range(4):\n"
        "    Curation([folder]).add('place', {'label': ['Elm Head']}, to=to)\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program, data, to])
        for to in ("places-and-topics.ttl", "events.ttl")
    ]
    while any(one.poll() is None for one in both):
        bilat.load(data)  # never half a file, never one id twice
    assert [one.returncode for one in both] == [0, 0]
    places = [id_ for id_ in bilat.load(data).data.entities if id_.startswith("place:elm-head")]
    assert len(places) == 8
    assert sorted(changed(data)) == ["events.ttl", "places-and-topics.ttl"]
    assert [item.name for item in data.iterdir() if item.name.startswith(".bilat")] == []


def test_who_adds_waits_for_who_holds_the_data_and_says_so(
    ask: Ask, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WAIT", 0.1)
    holder = os.open(data, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    try:
        said = ask("--data", data, "add", *MEETING)
    finally:
        os.close(holder)
    assert (said.code, said.out) == (6, "")
    assert f"{data}: locked by another process (waited 0.1 s; try again later)" in said.err
    assert changed(data) == []


def test_data_in_one_file_is_added_to(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "all.ttl"
    file.write_bytes(b"".join(item.read_bytes() for item in sorted(FICTIONAL.glob("*.ttl"))))
    assert ask("--data", file, "add", *MEETING).code == 0
    assert b"talen-and-vask-meet-again" in file.read_bytes()
