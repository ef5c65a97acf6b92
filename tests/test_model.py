"""What an object says of itself, and the look-ups that every analysis shares."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given

from bilat.dates import Bounds, parse
from bilat.model import (
    ACTOR_KINDS,
    EVENT_KINDS,
    RECORD_KINDS,
    SITUATION_KINDS,
    Claim,
    Dataset,
    Entity,
    Evidence,
    Passage,
    Record,
    Text,
)
from samples import (
    ABE,
    JAPAN,
    PUTIN,
    RUSSIA,
    body,
    dataset,
    document,
    entity,
    event,
    evidence,
    listing,
    listing_by_one_of,
    meeting,
    office,
    parts,
    person,
    situation,
    sourced,
    visit,
)
from strategies import any_bounds, moved, shifts

NAMES = (Text("Abe Shinzō"), Text("安倍晋三", "ja"), Text("Shinzo Abe", "en"), Text("Abe", "en"))


@pytest.mark.parametrize(
    ("language", "labels", "expected"),
    [
        ("ja", NAMES, "安倍晋三"),
        ("en", NAMES, "Shinzo Abe"),
        ("ru", NAMES, "Shinzo Abe"),
        ("ru", NAMES[:2], "Abe Shinzō"),
        ("ru", NAMES[1:2], "安倍晋三"),
        ("ru", (), ABE),
    ],
)
def test_a_label_is_in_the_language_else_in_english_else_in_any_else_the_id(
    language: str, labels: tuple[Text, ...], expected: str
) -> None:
    assert Entity(ABE, "person", labels=labels).label(language) == expected
    assert Record(ABE, "meeting", labels=labels).label(language) == expected


def test_a_claim_is_called_by_its_proposition() -> None:
    claim = Claim("claim:four-islands", "claim")
    assert claim.label() == "claim:four-islands"
    claim = replace(claim, labels=(Text("Four", "en"),))
    assert claim.label() == "Four"
    assert replace(claim, texts=(Text("The islands are Japanese.", "en"),)).label() == (
        "The islands are Japanese."
    )


def test_a_document_is_called_by_its_title_in_every_language() -> None:
    assert document("doc").label("ja") == "On doc"


def test_a_gist_is_in_the_language_else_in_english() -> None:
    said = Evidence("e", "d", (Text("met", "en"), Text("会談", "ja")), ABE, "affirms")
    assert (said.gist("ja"), said.gist("ru")) == ("会談", "met")


def test_labels_come_before_aliases() -> None:
    assert [text.value for text in person("abe", "Abe", "安倍").names] == ["Abe", "安倍"]


@pytest.mark.parametrize("kind", ["place", "post", "legal-act", "topic", "document", ""])
def test_what_is_no_actor_takes_no_part(kind: str) -> None:
    assert not Entity("x", kind).is_actor


@pytest.mark.parametrize("kind", ACTOR_KINDS)
def test_an_actor_can_take_part(kind: str) -> None:
    assert Entity("x", kind).is_actor


@pytest.mark.parametrize(
    ("passage", "locator"),
    [
        (Passage(), ""),
        (Passage(paragraph=3, sentence=1), "paragraph 3, sentence 1"),
        (Passage(page="iv", place="caption"), "page iv, caption"),
        (Passage(start=0, end=20, digest="sha256:0"), ""),
    ],
)
def test_a_locator_says_the_place_in_words(passage: Passage, locator: str) -> None:
    assert passage.locator == locator


@pytest.mark.parametrize(
    ("stance", "supports"),
    [("affirms", True), ("presupposes", True), ("doubts", False), ("denies", False)],
)
def test_a_passage_supports_what_it_affirms_or_presupposes(stance: str, supports: bool) -> None:
    assert evidence("doc", stance).supports is supports


def test_a_passage_is_located_if_a_digest_fixes_it_else_cited() -> None:
    cited = evidence("doc")
    located = replace(cited, passage=Passage(start=0, end=4, digest="sha256:0"))
    assert (cited.verification, located.verification) == ("cited", "located")


def test_every_kind_of_record_is_in_one_layer() -> None:
    layers = {kind: Record("r", kind).layer for kind in RECORD_KINDS}
    assert layers == (
        dict.fromkeys(EVENT_KINDS, "event")
        | dict.fromkeys(SITUATION_KINDS, "situation")
        | {"claim": "claim"}
    )


def test_actors_come_once_each_in_the_order_of_the_roles() -> None:
    both = event("r", "2016", *parts("visitor", PUTIN), *parts("host", JAPAN, ABE, PUTIN))
    assert both.actors == (PUTIN, JAPAN, ABE)
    assert both.in_role("host") == (JAPAN, ABE, PUTIN)
    assert both.in_role("visitor", "speaker") == (PUTIN,)
    assert both.in_role("lender") == ()
    assert both.involves(ABE)
    assert not both.involves(RUSSIA)


@pytest.mark.parametrize(
    ("record", "reciprocal"),
    [
        (meeting("r", "2016", ABE, PUTIN), True),
        (situation("r", "alliance", "2016", *parts("party", JAPAN, RUSSIA)), True),
        (visit("r", "2016", PUTIN, JAPAN), False),
        (listing("r", PUTIN, JAPAN, "2016"), False),
    ],
)
def test_a_record_is_reciprocal_if_all_take_part_on_equal_footing(
    record: Record, reciprocal: bool
) -> None:
    assert record.reciprocal is reciprocal


def test_begin_and_end_are_the_outer_bounds() -> None:
    found = event("r", "2016-11/2016-12")
    assert (str(found.begin), str(found.end)) == ("2016-11-01", "2016-12-31")


def test_a_listing_has_a_target_and_one_authority_or_several_of_which_one_is_meant() -> None:
    assert listing("l", PUTIN, JAPAN, "2014").authorities == (JAPAN,)
    either = listing_by_one_of("l", PUTIN, [JAPAN, "state:canada"], "2014")
    assert either.authorities == (JAPAN, "state:canada")
    assert either.target == PUTIN


def test_objects_cannot_be_changed() -> None:
    record = meeting("r", "2016", ABE, PUTIN)
    with pytest.raises(FrozenInstanceError):
        record.contested = True  # type: ignore[misc]  # what is tested


# Looking things up


def test_an_id_leads_to_the_entity_the_record_or_the_document() -> None:
    data = dataset(person("abe"), meeting("m", "2016"), document("d"))
    assert [data.thing(id_).kind for id_ in ("person:abe", "m", "d")] == [
        "person",
        "meeting",
        "document",
    ]
    with pytest.raises(KeyError):
        data.thing("person:nobody")


def test_the_label_of_what_is_not_described_is_its_id() -> None:
    data = dataset(person("abe", "Shinzo Abe"))
    assert [data.label(id_) for id_ in ("person:abe", "x")] == ["Shinzo Abe", "x"]


def test_records_are_found_by_what_they_are() -> None:
    held, listed = office(ABE, JAPAN, "2012"), listing("l", PUTIN, JAPAN, "2014")
    claim = Claim("c", "claim")
    data = dataset(held, listed, claim, meeting("m", "2016", ABE, PUTIN))
    assert data.claims == (claim,)
    assert data.listings == (listed,)
    assert data.holdings == {ABE: (held,)}
    assert set(data.actors) == {ABE, PUTIN, JAPAN}


def test_a_record_knows_its_parts() -> None:
    talks = [replace(meeting(id_, "2016"), part_of="whole") for id_ in ("talk-1", "talk-2")]
    assert dataset(meeting("whole", "2016"), *talks).parts == {"whole": ("talk-1", "talk-2")}


# For which state


MINISTRY = body("ministry", "body:cabinet")
CABINET = body("cabinet", JAPAN)


def test_bodies_above_come_nearest_first() -> None:
    data = dataset(MINISTRY, CABINET, entity(JAPAN))
    assert list(data.ancestors("body:ministry")) == ["body:cabinet", JAPAN]
    assert list(data.ancestors("body:unknown")) == []


def test_a_loop_of_bodies_ends_the_walk() -> None:
    data = dataset(body("a", "body:b"), body("b", "body:a"))
    assert list(data.ancestors("body:a")) == ["body:b"]
    assert data.state_of_body("body:a") is None


@pytest.mark.parametrize(
    ("id_", "state_of_it"),
    [
        (JAPAN, JAPAN),
        ("body:ministry", JAPAN),
        ("international-organisation:un", None),
        ("company:mitsui", None),
        ("body:unknown", None),
    ],
)
def test_a_body_belongs_to_the_state_above_it(id_: str, state_of_it: str | None) -> None:
    data = dataset(
        MINISTRY,
        CABINET,
        entity(JAPAN),
        entity("international-organisation:un"),
        entity("company:mitsui", country=JAPAN),
    )
    assert data.state_of_body(id_) == state_of_it


WHEN = parse("2016-12-15/2016-12-16")


def stood_for(*things: Record | Entity, actor: str = ABE, when: Bounds = WHEN) -> dict[str, bool]:
    return dataset(*things, person("shinzo-abe"), entity(JAPAN)).states_of(actor, when)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("2012-12-26/2020-09-16", {JAPAN: True}),
        ("2016-12-15/2016-12-16", {JAPAN: True}),
        ("2016-12-16/2020", {JAPAN: False}),
        ("2012/2016-12", {JAPAN: False}),
        ("2012-12-26/..", {JAPAN: False}),
        ("2006-09-26/2007-09-26", {}),
        ("2016-12-17/..", {}),
    ],
)
def test_a_person_stands_for_a_state_through_an_office_held_then(
    term: str, expected: dict[str, bool]
) -> None:
    assert stood_for(office(ABE, JAPAN, term)) == expected


def test_an_open_term_is_certain_up_to_the_day_at_which_it_is_attested() -> None:
    attested = office(ABE, JAPAN, "2012-12-26/..", holds_at=["2018-01-22"])
    assert stood_for(attested) == {JAPAN: True}
    assert stood_for(attested, when=parse("2018-01-23")) == {JAPAN: False}


def test_an_office_is_attested_on_both_sides_of_an_event_by_two_dates() -> None:
    assert stood_for(office(ABE, JAPAN, "", holds_at=["2016-12-01"])) == {JAPAN: False}
    both = office(ABE, JAPAN, "", holds_at=["2016-12-01", "2017-01-01"])
    assert stood_for(both) == {JAPAN: True}


def test_an_office_in_a_ministry_is_an_office_of_the_state() -> None:
    assert stood_for(office(ABE, "body:ministry", "2012/2020"), MINISTRY, CABINET) == {JAPAN: True}


def test_two_offices_of_one_state_on_one_day_are_one_state() -> None:
    acting = office(ABE, "body:ministry", "2016-12-16/2017")
    term = office(ABE, JAPAN, "2012/2020")
    for offices in ((acting, term), (term, acting)):
        assert stood_for(*offices, MINISTRY, CABINET) == {JAPAN: True}


def test_an_office_whose_dates_no_source_confirms_is_possible_at_most() -> None:
    held = replace(office(ABE, JAPAN, "2012/2020"), unconfirmed=("when",))
    assert stood_for(held) == {JAPAN: False}


def test_an_office_outside_of_states_is_no_mandate() -> None:
    assert stood_for(office(ABE, "company:toyota", "2012/2020")) == {}
    assert stood_for(entity(ABE, parent=JAPAN, country=JAPAN)) == {}


def test_a_body_and_a_state_stand_for_a_state_at_any_time() -> None:
    assert stood_for(MINISTRY, CABINET, actor="body:ministry") == {JAPAN: True}
    assert stood_for(actor=JAPAN) == {JAPAN: True}


def test_a_company_stands_for_no_state() -> None:
    company = entity("company:mitsui", country=JAPAN)
    assert stood_for(company, actor="company:mitsui") == {}


def test_who_is_not_described_stands_for_nobody() -> None:
    assert stood_for(actor="person:unknown") == {}


@given(any_bounds(), any_bounds(), shifts)
def test_whom_a_person_stood_for_does_not_change_when_all_dates_move(
    term: Bounds, when: Bounds, days: int
) -> None:
    held = office(ABE, JAPAN, "")
    now = replace(held, bounds=term)
    later = replace(held, bounds=moved(term, days))
    assert stood_for(now, when=when) == stood_for(later, when=moved(when, days))


# Sources


def test_a_repost_goes_back_through_its_versions_to_the_original() -> None:
    data = dataset(document("b", version_of="a"), document("c", version_of="b"), document("a"))
    assert [data.original(id_).id for id_ in "abc"] == ["a", "a", "a"]


def test_a_version_of_what_is_not_described_is_its_own_original() -> None:
    assert dataset(document("b", version_of="a")).original("b").id == "b"


def test_documents_that_are_versions_of_each_other_do_not_end_in_a_loop() -> None:
    data = dataset(document("a", version_of="b"), document("b", version_of="a"))
    assert data.original("a").id in ("a", "b")


def with_sources(*items: Evidence) -> tuple[Dataset, Record]:
    record = replace(meeting("m", "2016", ABE, PUTIN), evidence=items)
    return dataset(record, document("copy", version_of="first"), document("first")), record


def test_a_repost_and_its_original_are_one_source() -> None:
    data, record = with_sources(evidence("first"), evidence("copy"), evidence("other"))
    assert data.sources(record) == 2


def test_a_passage_that_doubts_is_no_source_for_what_it_doubts() -> None:
    data, record = with_sources(evidence("first"), evidence("other", "doubts"))
    assert data.sources(record) == 1
    assert data.works(record.evidence) == {"first", "other"}


def test_two_passages_of_one_document_are_one_source() -> None:
    data, record = with_sources(evidence("first"), evidence("first", "presupposes", "when"))
    assert data.sources(record) == 1


def test_a_document_is_cited_with_author_title_publisher_date_and_address() -> None:
    paper = replace(
        document("doc", issued="2018-01"),
        creators=("person:brown", "person:sato"),
        publisher="company:press",
        url="https://example.org/paper",
    )
    data = dataset(
        paper,
        person("brown", "J. Brown"),
        person("sato", "佐藤"),
        entity("company:press", "The Press"),
    )
    assert data.cite("doc") == (
        "J. Brown and 佐藤, “On doc”, The Press, 2018-01, https://example.org/paper"
    )


def test_a_citation_leaves_out_what_is_not_known() -> None:
    assert dataset(document("doc")).cite("doc") == "“On doc”, 2018-01-22"


def test_a_sample_record_has_the_sources_it_was_given() -> None:
    record = sourced(meeting("m", "2016", ABE, PUTIN), "first", "second")
    assert dataset(record).sources(record) == 2
