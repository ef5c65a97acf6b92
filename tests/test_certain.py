"""Every question marks what is possible apart from what is certain, and --certain leaves it out.

One small world is asked, in which three records have a date that is not exact: a visit on the last
day of 2020 or the first of 2021, a claim of either day, and a ban from some day of December on.
"""

from __future__ import annotations

import ast
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import bilat
from bilat.analysis import balance, claims, compare, coverage, sanctions
from bilat.analysis.cards import card
from bilat.cli.app import run
from bilat.dates import Bounds, parse
from bilat.knowledge.graph import KnowledgeGraph
from bilat.model import Claim, Coverage, Dataset, Record
from bilat.selection import Selection
from samples import dataset, entity, listing, meeting
from strategies import PERSONS, moved, selections, shifts, worlds

PREFIXES = """
@prefix bil: <https://w3id.org/bilat/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix pl: <https://w3id.org/bilat/plover#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/bilat/id/> .
"""

WORLD = """
<state/east> a bil:State ; rdfs:label "East"@en ; bil:isoAlpha3 "XEA" .
<state/west> a bil:State ; rdfs:label "West"@en ; bil:isoAlpha3 "XWE" .
<state/north> a bil:State ; rdfs:label "North"@en ; bil:isoAlpha3 "XNO" .
<office/envoy> a bil:Office ; rdfs:label "Envoy"@en ; org:postIn <state/west> .
<person/guest> a bil:Person ; rdfs:label "Guest"@en .
<person/host> a bil:Person ; rdfs:label "Host"@en .
<doc/paper> a bil:Document ; dcterms:title "Paper"@en ; dcterms:creator <person/host> ;
    dcterms:issued "2026-01-01"^^xsd:date ; dcterms:source <https://paper.example.org/> .
<ev/says> a bil:Evidence ; oa:hasSource <doc/paper> ; bil:page "1" ; bil:gist "All of it."@en ;
    prov:wasAttributedTo <person/host> ; bil:stance bil:Affirms .

<sit/term> a bil:OfficeHolding ; rdfs:label "Guest is Envoy"@en ; org:member <person/guest> ;
    bil:office <office/envoy> ; bil:when "2010/2030"^^edtf:EDTF ; bil:evidence <ev/says> .
<sit/listed> a bil:SanctionsListing ; rdfs:label "North lists Guest"@en ;
    bil:target <person/guest> ;
    bil:authority <state/north> ; bil:when "2018/2030"^^edtf:EDTF ; bil:evidence <ev/says> .
<event/north-east> a bil:Meeting ; rdfs:label "North meets East"@en ; bil:realis bil:Occurred ;
    bil:attendee <state/north> , <state/east> ; bil:when "2020-05-01"^^edtf:EDTF ;
    bil:plover pl:CONSULT ; bil:evidence <ev/says> .
<event/north-west> a bil:Meeting ; rdfs:label "North meets West"@en ; bil:realis bil:Occurred ;
    bil:attendee <state/north> , <state/west> ; bil:when "2020-05-02"^^edtf:EDTF ;
    bil:plover pl:CONSULT ; bil:evidence <ev/says> .
<cov/visits> a bil:Coverage ; rdfs:label "Visits to East"@en ; bil:about <state/east> ;
    bil:coverageOf bil:Visit ; bil:when "2020/2021"^^edtf:EDTF ; bil:coverageStatus bil:Complete ;
    rdfs:comment "All."@en ;
    bil:evidence <ev/says> .

<event/visit> a bil:Visit ; rdfs:label "Guest visits East"@en ; bil:realis bil:Occurred ;
    bil:visitor <person/guest> ; bil:host <state/east> ; bil:plover pl:CONSULT-visit ;
    bil:when "[2020-12-31,2021-01-01]"^^edtf:EDTF ; bil:evidence <ev/says> .
<claim/said> a bil:Claim ; bil:claimKind bil:OpinionClaim ; bil:text "Guests are welcome."@en ;
    bil:about <person/guest> ; prov:wasAttributedTo <person/host> ;
    bil:when "[2020-12-31,2021-01-01]"^^edtf:EDTF ; bil:evidence <ev/says> .
<sit/ban> a bil:SanctionsListing ; rdfs:label "East lists Host"@en ; bil:target <person/host> ;
    bil:authority <state/east> ; bil:when "2020-12/2030"^^edtf:EDTF ; bil:evidence <ev/says> .
"""

VISIT, CLAIM, BAN = "event:visit", "claim:said", "sit:ban"


@dataclass(frozen=True)
class Question:
    """Words of the command line, the record that is possible only, and its mark in a table."""

    words: tuple[str, ...]
    record: str
    mark: str


QUESTIONS = {
    "timeline": Question(("timeline", "--to", "2020"), VISIT, "Guest visits East ~"),
    "timeline as of": Question(("timeline", "--as-of", "2020-12-31"), VISIT, "visits East ~"),
    "timeline of listings": Question(("timeline", "--as-of", "2020-12-15"), BAN, "lists Host ~"),
    "show an actor": Question(("show", "Guest", "--as-of", "2020-12-31"), VISIT, "(possibly)"),
    "show a record": Question(("show", VISIT, "--as-of", "2020-12-31"), VISIT, "(possibly)"),
    "show who is listed": Question(("show", "Host", "--as-of", "2020-12-15"), BAN, "possibly"),
    "listed": Question(("listed", "Host", "--on", "2020-12-15"), BAN, "possibly (the exact"),
    "engaged": Question(("engaged", "--to", "2020"), VISIT, "no"),
    "claims": Question(("claims", "--to", "2020"), CLAIM, "welcome. ~"),
    "compare": Question(("compare", "2019", "2020"), VISIT, "Guest visits East ~"),
    "compare listings": Question(("compare", "2019", "2020-12-15"), BAN, "lists Host ~"),
    "balance": Question(("balance", "--to", "2020"), VISIT, "balanced ~"),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("certain") / "world.ttl"
    path.write_text(PREFIXES + WORLD, "utf-8")
    return path


@pytest.fixture(scope="module")
def graph(data: Path) -> KnowledgeGraph:
    return bilat.load(data)


def answer(
    capsys: pytest.CaptureFixture[str], data: Path, *words: str, format_: str = "json"
) -> str:
    run(["--data", str(data), *words, "-f", format_])
    return capsys.readouterr().out


def rows_about(value: Any, id_: str) -> Iterator[dict[str, Any]]:  # noqa: ANN401  any JSON
    """Every object in some JSON that is a record of this id."""
    if isinstance(value, dict):
        if value.get("id") == id_ and "when" in value:
            yield value
        for item in value.values():
            yield from rows_about(item, id_)
    elif isinstance(value, list):
        for item in value:
            yield from rows_about(item, id_)


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_possible_is_marked_in_json(
    name: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = QUESTIONS[name]
    found = list(rows_about(json.loads(answer(capsys, data, *question.words)), question.record))
    assert found
    assert {row["certain"] for row in found} == {False}


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_possible_is_marked_in_a_table(
    name: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = QUESTIONS[name]
    assert question.mark in answer(capsys, data, *question.words, format_="table")


@pytest.mark.parametrize("name", [name for name in QUESTIONS if not name.startswith("show")])
def test_what_is_possible_is_marked_in_a_file(
    name: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = QUESTIONS[name]
    rows = csv.DictReader(io.StringIO(answer(capsys, data, *question.words, format_="csv")))
    mine = [row["certain"] for row in rows if question.record in "; ".join(row.values())]
    assert set(mine) == {"no"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_what_is_possible_is_absent_among_what_is_certain(
    name: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = QUESTIONS[name]
    assert question.record not in answer(capsys, data, *question.words, "--certain")


@pytest.mark.parametrize(
    ("words", "record"),
    [
        (("timeline", "--to", "2021"), VISIT),
        (("show", "Guest", "--as-of", "2021-01-01"), VISIT),
        (("show", VISIT, "--as-of", "2021-01-01"), VISIT),
        (("listed", "Host", "--on", "2021-01-01"), BAN),
        (("engaged", "--to", "2021"), VISIT),
        (("claims", "--to", "2021"), CLAIM),
        (("compare", "2019", "2021"), VISIT),
        (("compare", "2019", "2020"), BAN),
        (("balance", "--to", "2021"), VISIT),
        (("path", "Guest", "East", "--to", "2021"), VISIT),
    ],
)
def test_where_every_reading_answers_the_record_is_certain(
    words: tuple[str, ...], record: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = list(rows_about(json.loads(answer(capsys, data, *words, "--certain")), record))
    assert found
    assert {row["certain"] for row in found} == {True}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("path", "Guest", "East", "--to", "2020"), VISIT),
        (("centrality", "--to", "2020"), "person:guest"),
    ],
)
def test_networks_of_what_is_certain_lack_what_is_possible(
    words: tuple[str, ...], said: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in answer(capsys, data, *words)
    assert said not in answer(capsys, data, *words, "--certain")


def test_a_page_of_what_is_certain_lacks_what_is_possible(graph: KnowledgeGraph) -> None:
    assert VISIT in {record.id for record in graph.view(until="2020")}
    assert VISIT not in {record.id for record in graph.view(until="2020", certain=True)}
    assert VISIT in {record.id for record in graph.view(until="2021", certain=True)}


def test_coverage_counts_what_possibly_belongs_to_a_year_apart(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = json.loads(answer(capsys, data, "coverage"))["rows"]
    told = [(row["year"], row["records"], row["possible"], row["reading"]) for row in rows]
    assert told == [(2020, 0, 1, "0 to 1"), (2021, 0, 1, "0 to 1")]
    assert "2020 0~1  2021 0~1" in answer(capsys, data, "coverage", format_="table")


def test_a_date_no_source_confirms_is_possibly_of_its_year() -> None:
    talks = meeting("talks", "2016-05-01", "person:a", "person:b")
    for record, expected in ((talks, (1, 0)), (replace(talks, unconfirmed=("when",)), (0, 1))):
        (cell, _) = coverage.matrix(replace(dataset(record), coverage=(COVERED,)))
        assert (cell.year, cell.records, cell.possible) == (2016, *expected)


@pytest.mark.parametrize(
    ("when", "latest"), [("2017", "late"), ("2016", None), ("2016/2017", None)]
)
def test_a_side_of_a_dispute_came_last_only_if_every_reading_says_so(
    when: str, latest: str | None
) -> None:
    sides = [
        Claim(name, "claim", bounds=parse(day), contested=True, contradicts=(rival,))
        for name, day, rival in (("early", "2016", "late"), ("late", when, "early"))
    ]
    (dispute,) = claims.disputes(dataset(*sides), sides)
    assert dispute.latest == latest


def test_a_record_from_after_the_date_asked_for_has_no_card_as_of_it(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--data", str(data), "show", VISIT, "--as-of", "2019"]) == 1
    assert "had not happened" in capsys.readouterr().err


# Laws of all questions, on worlds and dates of every kind

COVERED = Coverage("c", "c", (), ("meeting", "visit"), "2016/2017", parse("2016/2017"), "complete")


def answers(data: Dataset, chosen: Selection) -> dict[str, dict[Any, bool]]:
    """What each question finds, with whether it is certain."""
    found: dict[str, dict[Any, bool]] = {}
    found["timeline"] = {r.id: chosen.surely_in_period(r) for r in chosen.of(data)}
    found["engaged"] = {
        (e.state, e.engaged, e.authority, e.event.id): e.certain
        for e in sanctions.engagements(data, chosen)
    }
    for who in PERSONS:
        items = card(data, data.entities[who], chosen)
        found[f"show {who}"] = {
            r.id: chosen.surely_in_period(r) for r in (*items.offices, *items.records)
        }
    if chosen.as_of:
        found["listed"] = {
            (s.listing.id, s.stage): s.status != "possibly"
            for s in sanctions.standings(data, chosen.as_of)
            if s.status != "possibly" or not chosen.certain
        }
    found["compare"] = {
        (c.change, c.record.id): c.certain
        for c in compare.changes(data, chosen.period, Selection(certain=chosen.certain)).found
    }
    found["balance"] = {
        (t.layer, t.states, t.status): t.certain for t in balance.triads(data, chosen).triads
    }
    return found


def with_listings(data: Dataset) -> Dataset:
    """The same, every first of two persons listed by a third state for the time they met."""
    made: list[Record] = []
    for record in data.records.values():
        if record.layer == "event" and record.actors[0].startswith("person:"):
            listed = sanctions_listing(f"ban-{record.id}", record.actors[0], record.bounds)
            made.append(listed)
    coded = [
        replace(item, plover="CONSULT") if item.layer == "event" else item
        for item in data.records.values()
    ]
    return dataset(*data.entities.values(), entity("state:third"), *coded, *made)


def sanctions_listing(id_: str, target: str, bounds: Bounds) -> Record:
    return replace(listing(id_, target, "state:third", "2016"), bounds=bounds)


@given(worlds().map(with_listings), selections())
def test_every_certain_answer_is_the_certain_part_of_the_whole(
    data: Dataset, chosen: Selection
) -> None:
    whole = answers(data, chosen)
    sure = answers(data, chosen._replace(certain=True))
    for question, found in whole.items():
        expected = {key: True for key, certain in found.items() if certain}
        assert sure[question] == expected, question


@given(worlds().map(with_listings), selections(), shifts)
def test_no_answer_changes_when_all_dates_move(data: Dataset, chosen: Selection, by: int) -> None:
    later = chosen._replace(
        period=moved(chosen.period, by),
        as_of=moved(chosen.as_of, by) if chosen.as_of else None,
    )
    shifted = replace(
        data,
        records={
            id_: replace(item, bounds=moved(item.bounds, by)) for id_, item in data.records.items()
        },
    )
    assert answers(shifted, later) == answers(data, chosen)


@given(worlds())
def test_a_year_later_every_count_of_a_year_is_of_the_year_after(data: Dataset) -> None:
    def counts(by: int, first: int) -> list[tuple[int, int, int]]:
        records = {
            id_: replace(item, bounds=moved(item.bounds, by)) for id_, item in data.records.items()
        }
        covered = COVERED._replace(bounds=parse(f"{first}/{first + 1}"))
        cells = coverage.matrix(replace(data, records=records, coverage=(covered,)))
        return [(cell.year - first, cell.records, cell.possible) for cell in cells]

    assert counts(365, 2017) == counts(0, 2016)


# One mechanism

# Along a chain days are carried from hop to hop, which no question about one record needs.
COMPARES_DAYS = {"dates.py", "selection.py", "paths.py"}
DAYS_OF_RECORDS = {"earliest_begin", "latest_begin", "earliest_end", "latest_end", "begin", "end"}


def compares_days(module: Path) -> list[int]:
    """The lines on which a module compares days of records by itself."""
    orders = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
    return [
        node.lineno
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Compare) and any(isinstance(op, orders) for op in node.ops)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Attribute) and side.attr in DAYS_OF_RECORDS
    ]


def test_dates_and_selections_alone_decide_what_is_possible_and_certain() -> None:
    package = Path(bilat.__file__).parent
    assert compares_days(package / "dates.py")
    others = [path for path in package.rglob("*.py") if path.name not in COMPARES_DAYS]
    assert {str(path): lines for path in others if (lines := compares_days(path))} == {}
