"""What the shipped dataset promises."""

from __future__ import annotations

import re

import pytest

import bilat
from bilat.knowledge.graph import KnowledgeGraph
from bilat.model import Claim, Dataset, Record

ABE, PUTIN = "person:shinzo-abe", "person:vladimir-putin"


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return bilat.load()


@pytest.fixture(scope="module")
def data(graph: KnowledgeGraph) -> Dataset:
    return graph.data


def test_every_record_rests_on_a_passage_that_supports_it(data: Dataset) -> None:
    bare = [id_ for id_, record in data.records.items() if not data.sources(record)]
    assert bare == []


def test_every_passage_says_where_who_and_how(data: Dataset) -> None:
    for record in data.records.values():
        for item in record.evidence:
            assert item.gist(), item.id
            assert item.asserted_by in data.entities, item.id
            assert item.stance in ("affirms", "presupposes", "doubts", "denies"), item.id
            assert item.passage.locator or item.passage.digest, item.id


def test_it_is_as_large_as_it_says(data: Dataset) -> None:
    passages = {item.id for record in data.records.values() for item in record.evidence}
    actors_and_offices = [entity for entity in data.entities.values() if entity.is_actor]
    actors_and_offices += [entity for entity in data.entities.values() if entity.kind == "post"]
    assert len(data.records) >= 250
    assert len(actors_and_offices) >= 120
    assert len(passages) >= 400


def test_at_least_half_of_the_events_have_two_independent_sources(data: Dataset) -> None:
    events = [record for record in data.records.values() if record.layer == "event"]
    assert sum(data.sources(event) >= 2 for event in events) >= len(events) / 2


def test_claims_become_no_tie(graph: KnowledgeGraph) -> None:
    for projection in ("actors", "states", "bipartite"):
        for layer in ("event", "situation"):
            network = graph.network(projection, layer=layer, contested=True, announced=True)
            keys = {key for *_, key in network.edges(keys=True)} | set(network)
            assert not keys & {claim.id for claim in graph.data.claims}


def test_every_statement_of_the_op_ed_has_its_passage(data: Dataset) -> None:
    numbers = {
        int(match[1])
        for record in data.records.values()
        for item in record.evidence
        if (match := re.fullmatch(r"ev:brown-(\d+)[a-z]?", item.id))
    }
    assert numbers == set(range(1, 48))


def test_all_passages_of_the_op_ed_are_fixed_by_fingerprint(data: Dataset) -> None:
    read = [
        item
        for record in data.records.values()
        for item in record.evidence
        if item.document == "doc:brown-2018-repost"
    ]
    assert {item.id for item in read if item.verification == "located"} == {
        item.id for item in read
    }


def test_the_re_post_goes_back_to_the_original_of_2017(data: Dataset) -> None:
    assert data.original("doc:brown-2018-repost").id == "doc:brown-2017"
    assert data.documents["doc:brown-2017"].issued == "2017-12-11"
    assert data.documents["doc:brown-2018-repost"].issued == "2018-12-09"


def test_the_date_of_the_op_ed_is_two_claims_that_contradict_each_other(data: Dataset) -> None:
    right = data.records["claim:op-ed-dates-from-2017"]
    wrong = data.records["claim:op-ed-dates-from-2018"]
    assert wrong.id in right.contradicts
    assert right.id in wrong.contradicts
    assert len(data.works(item for item in right.evidence if item.supports)) >= 4


@pytest.mark.parametrize(
    ("claim", "value", "until"),
    [
        ("claim:20-abe-putin-meetings", 20, "2017-12-11"),
        ("claim:24-abe-putin-meetings", 24, "2018-12-01"),
    ],
)
def test_counts_of_meetings_agree_once_the_date_is_right(
    data: Dataset, claim: str, value: int, until: str
) -> None:
    found = data.records[claim]
    assert isinstance(found, Claim)
    assert found.value == value
    met = [
        record
        for record in data.records.values()
        if record.kind == "meeting"
        and record.involves(ABE)
        and record.involves(PUTIN)
        and str(record.begin) <= until
    ]
    assert len(met) == value


def test_what_did_not_happen_is_recorded_as_such(data: Dataset) -> None:
    assert {record.realis for record in data.records.values()} >= {
        "occurred",
        "announced",
        "cancelled",
    }


def test_persons_stand_for_a_state_when_they_act_for_it(data: Dataset) -> None:
    met = [
        record
        for record in data.records.values()
        if record.kind in ("meeting", "dialogue")
        and record.involves(ABE)
        and record.involves(PUTIN)
    ]
    for record in met:
        assert data.states_of(ABE, record.bounds) == {"state:jpn": True}
        assert data.states_of(PUTIN, record.bounds) == {"state:rus": True}


def test_actors_are_named_in_three_languages(data: Dataset) -> None:
    nameless = [
        entity.id
        for entity in data.entities.values()
        if entity.kind in ("person", "state", "body")
        and not {"en", "ja", "ru"} <= {text.language for text in entity.labels}
    ]
    assert nameless == []


def test_disputed_places_carry_every_sides_name(data: Dataset) -> None:
    islands = data.entities["place:southern-kurils"]
    names = " ".join(text.value for text in islands.names)
    for name in ("Southern Kurils", "Northern Territories", "北方領土", "Южные Курилы"):
        assert name in names


def test_the_23_are_one_group_of_no_stated_nationality(data: Dataset) -> None:
    group = data.entities["group:visa-banned-by-japan-2014"]
    assert group.cardinality == 23
    assert group.country is None


def test_no_listing_of_sechin_by_the_european_union_is_older_than_2022(data: Dataset) -> None:
    found = [item for item in data.listings if item.target == "person:igor-sechin"]
    begins = {item.authorities[0]: str(item.begin) for item in found}
    assert begins["state:usa"] == "2014-04-28"
    assert begins["body:eu"] == "2022-02-28"


def test_links_lead_to_web_pages_only(data: Dataset) -> None:
    for document in data.documents.values():
        assert not document.url or document.url.startswith(("http://", "https://")), document.id


def test_records_sort_and_load_the_same_every_time(graph: KnowledgeGraph) -> None:
    again = bilat.load()
    assert list(again.data.records) == list(graph.data.records)
    assert again.data.records == graph.data.records


def test_events_lie_within_the_event_they_are_part_of(data: Dataset) -> None:
    for record in data.records.values():
        if record.part_of in data.records:
            whole: Record = data.records[str(record.part_of)]
            assert record.bounds.possibly_overlaps(whole.bounds), record.id
