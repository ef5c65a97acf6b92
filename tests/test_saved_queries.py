"""Each saved query answers on the shipped data, and a number in it is right by another way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

import bilat
from bilat.errors import UsageError
from bilat.knowledge import querying
from bilat.knowledge.graph import KnowledgeGraph
from bilat.model import Claim, Listing
from bilat.solutions import Solutions
from test_cli import Ask

Run = Callable[..., Solutions]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return bilat.load()


@pytest.fixture(scope="module")
def run(graph: KnowledgeGraph) -> Run:
    def named(name: str, **parameters: str) -> Solutions:
        return graph.query(options={"named": name}, **parameters)

    return named


@pytest.mark.parametrize("name", querying.saved())
def test_a_saved_query_answers_and_says_what_it_answers(name: str, run: Run) -> None:
    saved = querying.saved_query(name)
    assert len(run(name).rows) > 0
    assert 20 < len(saved.title) < 110
    written = saved.text.count("# parameter:")
    assert len(saved.parameters) == written
    for parameter in saved.parameters:
        assert parameter.type in ("thing", "date", "number", "text")
        assert f"?{parameter.name}" in saved.text.partition("SELECT")[2]


def test_the_list_has_a_line_for_each(ask: Ask) -> None:
    said = ask("query", "--named")
    assert said.code == 0
    for name in querying.saved():
        assert len([line for line in said.out.splitlines() if line.startswith(f"{name} ")]) == 1
    assert len(ask("query", "--named", "-f", "json").json["rows"]) == len(querying.saved()) >= 10


def test_a_saved_query_refuses_what_it_does_not_take(run: Run) -> None:
    with pytest.raises(UsageError, match="no saved query"):
        run("nothing-of-the-kind")
    with pytest.raises(UsageError, match='has no parameter "x" \\(it takes: one, other'):
        run("meetings-per-year", x="1")
    with pytest.raises(UsageError, match="day is a date, such as 2017-12-11"):
        run("listed-on", day="yesterday")


def test_meetings_per_year_add_up_to_the_timeline(graph: KnowledgeGraph, run: Run) -> None:
    found = run("meetings-per-year")
    years = dict(zip(found.values("year"), map(int, found.values("meetings")), strict=True))
    met = graph.timeline("Abe", "Putin", kind="meeting")
    assert years == Counter(str(record.begin.year) for record in met if record.begin)
    assert sum(years.values()) == 27
    other = run("meetings-per-year", one="岸田文雄", other="Lavrov")
    assert sum(map(int, other.values("meetings"))) == len(
        [item for item in graph.timeline("person:fumio-kishida", "Lavrov")
         if item.kind in ("meeting", "dialogue", "call") and item.realis == "occurred"
         and item.kind != "call" and {"person:fumio-kishida", "person:sergey-lavrov"}
         <= {*item.in_role("attendee")}]
    )  # fmt: skip


@pytest.mark.parametrize("day", ["2014-03-19", "2015-11-06", "2017-12-11"])
def test_listed_on_is_what_listed_says(graph: KnowledgeGraph, run: Run, day: str) -> None:
    found = run("listed-on", day=day)
    rows = set(zip(found.values("listing"), found.values("authority"),
                   found.values("certain"), strict=True))  # fmt: skip
    assert rows == {
        (item.listing.id, item.authority, "true" if item.status == "listed" else "false")
        for item in graph.listed(on=day)
    }
    of_gerasimov = run("listed-on", day=day, target="Gerasimov", authority="EU").values("listing")
    assert of_gerasimov == (["sit:eu-lists-gerasimov"] if day > "2014-04-29" else [])


def test_engaged_while_listed_is_what_engaged_says(graph: KnowledgeGraph, run: Run) -> None:
    found = run("engaged-while-listed", state="Japan", authority="EU")
    assert sorted(zip(found.values("event"), found.values("certain"), strict=True)) == sorted(
        (item.event.id, str(item.certain).lower()) for item in graph.engaged(state="Japan", by="EU")
    )
    assert found.number > 5


def test_represented_is_what_the_model_says(graph: KnowledgeGraph, run: Run) -> None:
    found = run("represented", state="Japan")
    assert set(zip(found.values("event"), found.values("person"), strict=True)) == {
        (record.id, actor)
        for record in graph.data.records.values()
        if record.layer == "event"
        for actor in record.actors
        if actor.startswith("person:") and "state:jpn" in graph.data.states_of(actor, record.bounds)
    }
    one = run("represented", state="Japan", person="Onodera")
    assert {*one.values("person")} == {"person:itsunori-onodera"}


def test_contested_lists_the_records_that_are(graph: KnowledgeGraph, run: Run) -> None:
    contested = {item.id: item for item in graph.data.records.values() if item.contested}
    found = run("contested")
    assert set(found.values("record")) == set(contested)
    against = set(zip(found.values("record"), found.values("against"), strict=True))
    assert against == {
        (id_, other)
        for id_, item in contested.items()
        for other in (
            *item.contradicts,
            *(e.id for e in item.evidence if not e.supports and not e.on_property),
        )
    }


def test_claims_are_those_of_the_graph(graph: KnowledgeGraph, run: Run) -> None:
    found = run("claims")
    assert set(zip(found.values("claim"), found.values("holder"), strict=True)) == {
        (item.id, holder) for item in graph.claims() for holder in item.held_by
    }
    about = set(run("claims", about="Gerasimov").values("claim"))
    assert about == {item.id for item in graph.claims(about="Gerasimov")}
    by = set(run("claims", holder="James Brown").values("claim"))
    assert by == {item.id for item in graph.claims(by="James Brown")}


def test_single_source_counts_works_as_the_model_does(graph: KnowledgeGraph, run: Run) -> None:
    found = set(run("single-source").values("record"))
    alone = {
        item.id: item
        for item in graph.data.records.values()
        if graph.data.sources(item) == 1 and item.when and not isinstance(item, Claim)
    }
    assert found == set(alone)
    of_one = set(run("single-source", involving="Gerasimov").values("record"))
    assert of_one == {
        id_ for id_, item in alone.items() if item.involves("person:valery-gerasimov")
    }
    assert 0 < len(of_one) < len(found)


def test_sources_count_the_records_of_a_publisher(graph: KnowledgeGraph, run: Run) -> None:
    found = run("sources")
    records = dict(zip(found.values("publisher"), map(int, found.values("records")), strict=True))
    wanted: Counter[str] = Counter()
    for record in graph.data.records.values():
        documents = {graph.data.documents[item.document] for item in record.evidence}
        wanted.update({document.publisher for document in documents if document.publisher})
    assert records == wanted


def test_offices_are_those_of_the_model_on_that_day(graph: KnowledgeGraph, run: Run) -> None:
    from bilat.dates import parse

    day = parse("2016-12-15")
    held = [item for held in graph.data.holdings.values() for item in held
            if item.bounds.possibly_overlaps(day)]  # fmt: skip
    found = run("offices", day="2016-12-15")
    assert sorted(zip(found.values("person"), found.values("office"), strict=True)) == sorted(
        (item.person, item.office) for item in held
    )
    japan = run("offices", day="2016-12-15", state="Japan")
    assert sorted(japan.values("office")) == sorted(
        item.office for item in held if graph.data.state_of_body(item.organisation) == "state:jpn"
    )
    abe = run("offices", day="2016-12-15", person="Abe")
    assert (abe.values("office"), abe.values("certain")) == (
        ["office:prime-minister-jpn"],
        ["true"],
    )


def test_places_count_the_meetings_there(graph: KnowledgeGraph, run: Run) -> None:
    found = run("places", who="Putin")
    met = [record for record in graph.timeline("Putin") if record.realis == "occurred"
           and record.kind in ("meeting", "dialogue")
           and "person:vladimir-putin" in record.in_role("attendee")]  # fmt: skip
    assert dict(zip(found.values("place"), map(int, found.values("meetings")), strict=True)) == (
        Counter(place for record in met for place in record.places)
    )


def test_evidence_is_all_there_is_for_a_record(graph: KnowledgeGraph, run: Run) -> None:
    id_ = "event:2017-12-11-gerasimov-visits-japan"
    found = run("evidence", record=id_)
    passages = graph.data.records[id_].evidence
    assert set(found.values("passage")) == {item.id for item in passages if item.gist("en")}
    assert "bil:when" in found.values("facet")


def test_announced_are_the_events_that_did_not_occur(graph: KnowledgeGraph, run: Run) -> None:
    records = graph.data.records.values()
    wanted = {item.id for item in records if item.realis in ("announced", "cancelled")}
    assert set(run("announced").values("event")) == wanted
    of_one = run("announced", involving="Gerasimov").values("event")
    assert of_one == ["event:2014-03-gerasimov-visits-japan"]


def test_counts_hold_the_claim_of_twenty_meetings_against_the_record(
    graph: KnowledgeGraph, run: Run
) -> None:
    found = run("counts")
    recorded = dict(zip(found.values("claim"), found.values("recorded"), strict=True))
    assert recorded["claim:20-abe-putin-meetings"] == "20"
    met = graph.timeline("Abe", "Putin", kind="meeting", until="2017-12-11")
    assert len(met) == 20


def test_ties_are_the_edges_of_the_network(graph: KnowledgeGraph, run: Run) -> None:
    network = graph.network("actors", contested=True, announced=True, same_side=True)
    who = "person:valery-gerasimov"
    found = run("ties", one="Gerasimov")
    persons = {
        (event, other)
        for event, other in zip(found.values("event"), found.values("other"), strict=True)
        if str(other).startswith("person:")
    }
    edges = (*network.out_edges(who, keys=True), *network.in_edges(who, keys=True))
    wanted = {(key, other) for one, two, key in edges for other in {one, two} - {who}
              if other.startswith("person:")}  # fmt: skip
    assert persons == wanted != set()


def test_no_listing_is_left_out_by_its_authorities(graph: KnowledgeGraph, run: Run) -> None:
    found = set(run("listed-on", day="2017-12-11").values("listing"))
    shared = {item.id for item in graph.data.records.values()
              if isinstance(item, Listing) and item.authority_any_of}  # fmt: skip
    assert shared <= found
