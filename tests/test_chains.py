"""The verb path: chains told in words, with footnotes, filters that hold, and how it ends."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import pairwise

import pytest

import bilat
from bilat.analysis import paths
from bilat.analysis.paths import Hop
from bilat.errors import UsageError
from bilat.model import Participation
from bilat.report.layout import Answer, Noted, render
from bilat.report.paths import sentence
from bilat.selection import make
from samples import (
    ABE,
    PUTIN,
    dataset,
    event,
    meeting,
    parts,
    person,
    sourced,
    visit,
)
from test_cli import Ask

MET = ("path", "Valery Gerasimov", "Shinzo Abe")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


# In words


def test_each_hop_is_a_sentence_and_says_what_stands_behind_it(ask: Ask) -> None:
    said = ask(*MET).out
    told = "On 11 December 2017 Valery Gerasimov met Itsunori Onodera in Tokyo (meeting, 4 sources)"
    assert told in said
    assert "Chain 1, 3 hops:" in said
    assert "3 more records of the two" in said
    assert "more chains exist" in said


def test_every_footnote_is_referred_to_and_every_reference_has_one(ask: Ask) -> None:
    question = ("path", "Matvienko", "Shoigu", "-k", "3")
    for format_, mark, note in (
        ("md", r"\[\^(\d+)\](?!:)", r"^\[\^(\d+)\]:"),
        ("table", r" .*?\[(\d+)\]", r"^\[(\d+)\] "),
    ):
        said = ask(*question, "-f", format_).out
        prose = "\n".join(line for line in said.splitlines() if not re.match(note, line))
        notes = re.findall(note, said, re.MULTILINE)
        assert notes == [str(number + 1) for number in range(len(notes))]
        found = re.findall(mark if format_ == "md" else r"\[(\d+)\]", prose)
        assert {*found} == {*notes}
        assert len(found) > len(notes), "a passage two chains rest on is given once"


def test_what_looks_like_a_footnote_in_the_data_is_none() -> None:
    text = [Noted("- [^1] [1] met", (1, 2)), Noted("none", ())]
    answer = Answer("path", [], [], 0, text=text, footnotes=["[^2]: one", "two"])
    markdown = render(answer, "md").splitlines()
    assert markdown[0] == "\\[^1\\] \\[1\\] met[^1][^2]"
    assert markdown[-2:] == ["[^1]: \\[^2\\]: one", "[^2]: two"]
    table = render(answer, "table").splitlines()
    assert table == ["- [^1] [1] met [1][2]", "none", "[1] [^2]: one", "[2] two"]


DATA = dataset(person("shinzo-abe", "Abe"), person("vladimir-putin", "Putin"))


@pytest.mark.parametrize(
    ("hop", "told"),
    [
        (
            Hop(ABE, PUTIN, meeting("m", "2016-12-15/2016-12-16", ABE, PUTIN)),
            "From 15 to 16 December 2016 Abe met Putin (meeting, no source).",
        ),
        (
            Hop(ABE, PUTIN, sourced(visit("v", "2016-05", ABE, PUTIN), "one"), ("x",)),
            "In May 2016 Abe was received by Putin (visit, 1 source; 1 more record of the two).",
        ),
        (
            Hop(ABE, PUTIN, visit("v", "2016?", PUTIN, ABE)),
            "In 2016 (date uncertain) Abe received Putin (visit, no source).",
        ),
        (
            Hop(PUTIN, ABE, replace(meeting("m", "[..2016]", ABE, PUTIN), contested=True)),
            "At a date given as 2016 or earlier Putin met Abe (meeting, no source, contested).",
        ),
        (
            Hop(
                PUTIN,
                ABE,
                event(
                    "t",
                    "2016-01-02",
                    Participation(PUTIN, "borrower"),
                    Participation(ABE, "lender"),
                    kind="transaction",
                ),
            ),
            "On 2 January 2016 Putin was financed by Abe (transaction, no source).",
        ),
        (
            Hop(
                ABE,
                PUTIN,
                replace(
                    event("s", "2016", *parts("speaker", ABE), *parts("addressee", PUTIN)),
                    kind="statement",
                    realis="announced",
                ),
            ),
            "In 2016 Abe made a statement to Putin (statement, no source, announced).",
        ),
    ],
)
def test_a_sentence_says_when_who_did_what_and_to_whom(hop: Hop, told: str) -> None:
    everything = dataset(*DATA.entities.values(), hop.record)
    assert sentence(everything, hop) == told


def test_a_sentence_says_where_a_date_may_not_fit_what_was_asked_for() -> None:
    hop = Hop(ABE, PUTIN, meeting("m", "2016", ABE, PUTIN))
    everything = dataset(*DATA.entities.values(), hop.record)
    inside, across = (make(since=day) for day in ("2016-01-01", "2016-05-01"))
    assert "possibly" not in sentence(everything, hop, "en", inside)
    assert "possibly not within the dates asked for" in sentence(everything, hop, "en", across)


# As data


def test_json_carries_the_sentence_the_other_records_and_how_the_search_ended(ask: Ask) -> None:
    found = ask(*MET, "--avoid", "Shoigu", "-k", "2", "-f", "json").json
    assert {"more", "cut"} <= found.keys()
    assert found["cut"] is None
    assert found["filters"]["avoid"] == ["person:sergei-shoigu"]
    for row in found["rows"]:
        assert {"length", "certain", "decides", "hops"} <= row.keys()
        for hop in row["hops"]:
            assert hop["sentence"].startswith(("On ", "In ", "From ", "At "))
            assert hop["record"]["id"] not in hop["others"]
            assert "person:sergei-shoigu" not in {hop["from"]["id"], hop["to"]["id"]}


def test_a_separated_file_has_a_line_a_hop(ask: Ask) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(*MET, "-k", "2", "-f", "csv").out)))
    assert [row["path"] for row in rows] == ["1"] * 3 + ["2"] * (len(rows) - 3)
    assert rows[0]["from"] == "Valery Gerasimov"
    assert rows[0]["when"] == "2017-12-11"
    assert rows[0]["to"] == rows[1]["from"]


# Options


def test_a_filter_holds_for_every_hop(ask: Ask) -> None:
    rows = ask(*MET, "--min-sources", "3", "--kind", "meeting", "-k", "9", "-f", "json").json[
        "rows"
    ]
    records = [hop["record"] for row in rows for hop in row["hops"]]
    assert records
    assert min(record["sources"] for record in records) >= 3
    assert {record["kind"] for record in records} <= {"meeting", "dialogue"}
    dated = ask("path", "Abe", "Putin", "--to", "2007", "-f", "json").json["rows"]
    assert dated[0]["hops"][0]["record"]["end"] <= "2007-12-31"


def test_time_runs_from_the_first_to_the_second(ask: Ask) -> None:
    forth = ask("path", "Abe", "Gerasimov", "--time-respecting", "-f", "json").json["rows"]
    ends = [(hop["record"]["begin"], hop["record"]["end"]) for hop in forth[0]["hops"]]
    assert all(one[1] <= other[0] for one, other in pairwise(ends))
    back = ask(*MET, "--time-respecting", "--max-hops", "3")
    assert (back.code, back.out) == (1, "")
    assert "“Abe receives Lavrov and Shoigu” (2013-11-02) comes before" in back.err
    assert back.err.count("\n") == 1


def test_strict_wants_a_later_day_than_the_default(ask: Ask) -> None:
    question = ("path", "Abe", "Onodera", "--time-respecting", "-k", "99", "-f", "json")
    strict, lax = (
        ask(*question, "--strict").json["rows"],
        ask(*question, "--non-strict").json["rows"],
    )
    assert lax == ask(*question).json["rows"]
    for row in strict:
        ends = [(hop["record"]["begin"], hop["record"]["end"]) for hop in row["hops"]]
        assert all(one[1] < other[0] for one, other in pairwise(ends))

    def chains(rows: list[dict[str, list[dict[str, dict[str, str]]]]]) -> set[tuple[str, ...]]:
        return {tuple(hop["to"]["id"] for hop in row["hops"]) for row in rows}

    assert chains(strict) < chains(lax)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--strict",), "--time-respecting"),
        (("--avoid", "Abe"), "--avoid"),
        (("-k", "0"), "at least 1"),
        (("--max-hops", "0"), "at least 1"),
        (("--through", "bodies"), "states"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    ask: Ask, arguments: tuple[str, ...], word: str
) -> None:
    said = ask(*MET, *arguments)
    assert (said.code, said.out) == (2, "")
    assert word in said.err


def test_the_library_takes_the_same_options() -> None:
    kg = bilat.load()
    options = {"most": 3, "avoid": "Shoigu", "time_respecting": True, "min_sources": 2}
    found = kg.path("Abe", "Gerasimov", **options)
    assert found
    assert all("person:sergei-shoigu" not in path.nodes for path in found)
    assert all(kg.data.sources(hop.record) >= 2 for path in found for hop in path.hops)
    with pytest.raises(UsageError):
        kg.paths("Abe", "Gerasimov", strict=True)


# How it ends


def test_a_cut_answer_prints_what_it_has_says_so_and_ends_with_4(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ("path", "Shinzo Abe", "Vladimir Putin", "-k", "50")
    assert ask(*question).code == 0
    monkeypatch.setattr(paths, "MAX_VISITS", 100)
    said = ask(*question)
    assert said.code == 4
    assert "Chain 1, 1 hop:" in said.out
    assert "cut: 100 ties looked at" in said.out
    assert "the search was cut" in said.err
    found = ask(*question, "-f", "json")
    assert found.code == 4
    assert found.json["complete"] is False
    assert "100 ties" in found.json["cut"]


def test_that_more_chains_exist_than_were_asked_for_is_no_limit_reached(ask: Ask) -> None:
    said = ask(*MET, "-f", "json")
    assert (said.code, said.json["more"], said.json["complete"]) == (0, "yes", False)
    everything = ask(*MET, "-k", "99", "--max-hops", "3", "-f", "json")
    assert (everything.code, everything.json["more"], everything.json["complete"]) == (
        0,
        "no",
        True,
    )


def test_the_shortest_chain_needs_networkx_alone() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from bilat.cli.app import run; run(sys.argv[1:]);"
        "print([m for m in ('networkx', 'numpy', 'scipy', 'rdflib', 'pyvis') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, *MET]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "['networkx']"
