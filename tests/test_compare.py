"""What changed between two dates: began, ended, happened, became contested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bilat
from bilat.analysis.compare import Change, changes
from bilat.dates import Bounds
from bilat.model import Claim, Dataset, Document, Entity, Record
from bilat.selection import Selection, between, make
from samples import (
    ABE,
    AMERICA,
    GERASIMOV,
    JAPAN,
    PUTIN,
    RUSSIA,
    body,
    dataset,
    document,
    evidence,
    listing,
    meeting,
    office,
    parts,
    situation,
)
from strategies import DAYS, any_bounds, day, moved, shifts, worlds

Thing = Entity | Document | Record
Told = list[tuple[str, str, bool]]


def found(
    things: Dataset | Sequence[Thing],
    before: str,
    after: str,
    *about: str,
    unrecorded: bool = False,
    selection: Selection = Selection(),  # noqa: B008  immutable
) -> tuple[Change, ...]:
    data = things if isinstance(things, Dataset) else dataset(*things)
    days = between(before, after)
    return changes(data, days, selection, about=about, unrecorded=unrecorded).found


def told(items: Sequence[Change]) -> Told:
    return [(item.change, item.record.id, item.certain) for item in items]


def alliance(when: str, holds_at: Sequence[str] = ()) -> Record:
    made = situation("alliance", "alliance", when, *parts("party", JAPAN, AMERICA))
    if holds_at:
        return replace(office(ABE, JAPAN, when, holds_at), id="alliance")
    return made


# Began and ended


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2014-04-29/2017-06-30", [("began", True)]),
        ("2014-01-01/2014-12-31", [("began", True), ("ended", True)]),
        ("2013-12-31/2014-12-31", [("ended", True)]),
        ("2013-12-31/2015-01-01", []),
        ("2015-01-01/2016", []),
        ("2013/2014-05-01", [("ended", True)]),
        ("201X/2020", [("began", False)]),
        ("2010/201X", [("ended", False)]),
        ("2014/2014", [("began", True), ("ended", True)]),
    ],
)
def test_a_situation_began_or_ended_between_two_dates(
    when: str, expected: list[tuple[str, bool]]
) -> None:
    said = told(found([alliance(when)], "2013", "2014"))
    assert said == [(change, "alliance", sure) for change, sure in expected]


@pytest.mark.parametrize("kind", ["listing", "office", "membership", "dispute", "control"])
def test_every_kind_of_situation_begins_and_ends(kind: str) -> None:
    one = situation("s", kind, "2014-02/2014-03", *parts("party", JAPAN))
    assert told(found([one], "2013", "2014")) == [("began", "s", True), ("ended", "s", True)]


def test_an_end_nobody_recorded_is_no_ending_but_is_counted() -> None:
    still = alliance("2010/..")
    result = changes(dataset(still), between("2013", "2014"), Selection())
    assert (result.found, result.unrecorded) == ((), 1)
    asked = found([still], "2013", "2014", unrecorded=True)
    assert told(asked) == [("ended", "alliance", False)]


def test_a_begin_nobody_recorded_is_no_beginning_but_is_counted() -> None:
    attested = alliance("", holds_at=["2014-05-01"])
    result = changes(dataset(attested), between("2013", "2014"), Selection())
    assert (result.found, result.unrecorded) == ((), 1)
    asked = found([attested], "2013", "2014", unrecorded=True)
    assert told(asked) == [("began", "alliance", False), ("ended", "alliance", False)]


# Happened


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2013-12-31", None),
        ("2014-01-01", True),
        ("2014-12-31", True),
        ("2015-01-01", None),
        ("2013-12-31/2014-01-01", False),
        ("[2014-12-31,2015-01-01]", False),
        ("2014", True),
    ],
)
def test_an_event_happened_between_two_dates(when: str, expected: bool | None) -> None:
    said = told(found([meeting("talks", when, ABE, PUTIN)], "2013", "2014"))
    assert said == ([] if expected is None else [("happened", "talks", expected)])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"realis": "announced"}, [("happened", "talks", False)]),
        ({"realis": "cancelled"}, []),
        ({"unconfirmed": ("when",)}, [("happened", "talks", False)]),
        ({"unconfirmed": ("place",)}, [("happened", "talks", True)]),
        ({"contested": True}, [("happened", "talks", False)]),
    ],
)
def test_what_was_only_announced_or_is_in_doubt_is_possible_and_what_was_cancelled_is_none(
    change: dict[str, object], expected: Told
) -> None:
    one = replace(meeting("talks", "2014-05-01", ABE, PUTIN), **change)  # type: ignore[arg-type]
    assert told(found([one], "2013", "2014")) == expected


def test_a_claim_neither_happens_nor_begins() -> None:
    assert found([Claim("claim", "claim", when="2014")], "2013", "2014") == ()


# Became contested


def doubted(on_property: str = "", stance: str = "doubts") -> Record:
    """First reported on 2014-02-01, doubted on 2014-06-01 and once more in 2016."""
    return replace(
        meeting("talks", "2014-01-30", ABE, PUTIN),
        evidence=(
            evidence("report"),
            evidence("doubt", stance, on_property),
            evidence("later-doubt", stance, on_property),
        ),
        contested=not on_property,
        contested_facets=(on_property,) if on_property else (),
    )


REPORT = document("report", "2014-02-01")
DOUBT = document("doubt", "2014-06-01")
LATER = document("later-doubt", "2016-01-01")


def contested(items: Sequence[Change]) -> list[tuple[str, tuple[str, ...], bool]]:
    return [
        (item.record.id, item.facets, item.certain) for item in items if item.change == "contested"
    ]


@pytest.mark.parametrize("stance", ["doubts", "denies"])
def test_a_record_became_contested_when_the_first_source_doubted_it(stance: str) -> None:
    things: list[Thing] = [doubted(stance=stance), REPORT, DOUBT, LATER]
    assert contested(found(things, "2014-05", "2014-06")) == [("talks", (), True)]
    assert contested(found(things, "2013", "2014-05")) == []
    assert contested(found(things, "2014-06", "2018")) == []


def test_a_doubt_about_one_facet_contests_that_facet_only() -> None:
    things: list[Thing] = [doubted("when"), REPORT, DOUBT, LATER]
    (happened, dispute) = found(things, "2013", "2014")
    assert (happened.change, happened.certain) == ("happened", True)
    assert (dispute.change, dispute.facets, dispute.certain) == ("contested", ("when",), True)


def test_a_doubt_from_before_the_record_had_a_source_waits_for_that_source() -> None:
    things: list[Thing] = [doubted(), document("report", "2015-03-01"), DOUBT, LATER]
    assert contested(found(things, "2013", "2014")) == []
    assert contested(found(things, "2014", "2015")) == [("talks", (), True)]


def test_a_doubt_known_to_a_month_is_possible_within_that_month() -> None:
    things: list[Thing] = [doubted(), REPORT, document("doubt", "2014-06"), LATER]
    assert contested(found(things, "2013", "2014-06-15")) == [("talks", (), False)]
    assert contested(found(things, "2013", "2014-06-30")) == [("talks", (), True)]


def test_a_date_of_issue_no_source_confirms_leaves_it_possible() -> None:
    for unsure in (DOUBT, REPORT):
        others = [item for item in (REPORT, DOUBT, LATER) if item is not unsure]
        guessed = replace(unsure, unconfirmed=("issued",))
        sure = unsure is REPORT  # the doubt came after the report on any reading
        answer = contested(found([doubted(), guessed, *others], "2013", "2014"))
        assert answer == [("talks", (), sure)]


def test_a_re_post_doubts_with_the_date_of_its_original() -> None:
    re_post = document("doubt", "2018-01-01", version_of="original")
    things: list[Thing] = [doubted(), REPORT, re_post, document("original", "2014-06-01"), LATER]
    assert contested(found(things, "2014-05", "2014-06")) == [("talks", (), True)]


def rivals() -> list[Thing]:
    one, other = (
        Claim(
            name,
            "claim",
            evidence=(evidence(f"source-of-{name}"),),
            contested=True,
            contradicts=(rival,),
        )
        for name, rival in (("early", "late"), ("late", "early"))
    )
    sources = [document("source-of-early", "2012-01-01"), document("source-of-late", "2014-03-01")]
    return [one, other, *sources]


def test_two_that_exclude_each_other_are_contested_from_the_first_source_of_the_later_one() -> None:
    sides = [("early", (), True), ("late", (), True)]
    assert contested(found(rivals(), "2013", "2014")) == sides
    assert contested(found(rivals(), "2011", "2013")) == []


def test_a_dispute_names_the_passages_against_the_record_earliest_first() -> None:
    papers = [REPORT, document("doubt", "2014-06-02"), document("later-doubt", "2014-06-01")]
    dispute = found([doubted(), *papers], "2013", "2014")[-1]
    assert [item.document for item in dispute.against] == ["later-doubt", "doubt"]
    early, late = found(rivals(), "2013", "2014")
    assert [item.document for item in early.against] == ["source-of-late"]
    assert [item.document for item in late.against] == ["source-of-early"]


def test_of_a_doubt_and_a_rival_the_earlier_counts() -> None:
    early, late, *sources = rivals()
    assert isinstance(early, Claim)
    both = replace(early, evidence=(*early.evidence, evidence("doubt", "doubts")))
    things: list[Thing] = [both, late, *sources, document("doubt", "2013-05-01")]
    assert contested(found(things, "2012", "2013")) == [("early", (), True)]
    assert contested(found(things, "2013", "2014")) == [("late", (), True)]


def test_a_rival_that_is_not_in_the_data_contests_nothing_by_date() -> None:
    assert contested(found(rivals()[:1], "2000", "2020")) == []


def test_a_dispute_without_a_last_day_is_counted_and_shown_only_on_request() -> None:
    open_ended = [document("doubt", "[2014-06-01..]"), document("later-doubt", "[2016-01-01..]")]
    things: list[Thing] = [doubted(), REPORT, *open_ended]
    assert contested(found(things, "2017", "2018")) == []
    assert contested(found(things, "2017", "2018", unrecorded=True)) == [("talks", (), False)]


# Which records


def test_the_selection_picks_kinds_and_what_is_certain() -> None:
    things: list[Thing] = [alliance("2014-02/2014-03"), meeting("talks", "[2014,2015]", ABE, PUTIN)]
    assert told(found(things, "2013", "2014", selection=make(kind="meeting"))) == [
        ("happened", "talks", False)
    ]
    assert {item.certain for item in found(things, "2013", "2014", selection=make(certain=True))}
    assert "talks" not in {
        item.record.id for item in found(things, "2013", "2014", selection=make(certain=True))
    }


def test_about_a_state_means_its_bodies_and_who_stood_for_it_then() -> None:
    ministry = body("ministry", JAPAN)
    things: list[Thing] = [
        ministry,
        office(ABE, "body:ministry", "2014-02-01/2015-01-31"),
        office(PUTIN, RUSSIA, "2012/2018"),
        meeting("of-abe", "2014-05-01", ABE, PUTIN),
        meeting("before-office", "2014-01-02", ABE, PUTIN),
        meeting("perhaps-in-office", "[2014-01-31,2014-02-01]", ABE, PUTIN),
        meeting("of-the-ministry", "2014-06-01", "body:ministry", PUTIN),
        meeting("of-others", "2014-07-01", GERASIMOV, PUTIN),
    ]
    about = {
        item.record.id: item.certain
        for item in found(things, "2013", "2014", JAPAN)
        if item.change == "happened"
    }
    assert about == {"of-abe": True, "perhaps-in-office": False, "of-the-ministry": True}
    began = [item for item in found(things, "2013", "2014", JAPAN) if item.change == "began"]
    assert [item.record.actors for item in began] == [(ABE,)]


def test_an_office_of_a_state_is_about_it_however_vague_its_dates() -> None:
    vague = office(ABE, "body:ministry", "2014/2018")
    things: list[Thing] = [body("ministry", JAPAN), vague]
    assert told(found(things, "2013", "2014", JAPAN)) == [("began", vague.id, True)]


def test_about_several_means_about_all_of_them() -> None:
    things: list[Thing] = [
        meeting("both", "2014-05-01", ABE, PUTIN),
        meeting("one", "2014-05-02", ABE, JAPAN),
    ]
    assert told(found(things, "2013", "2014", ABE, PUTIN)) == [("happened", "both", True)]
    assert len(found(things, "2013", "2014", ABE)) == 2


def test_changes_come_by_sort_and_then_by_date() -> None:
    things: list[Thing] = [
        meeting("second", "2014-05-02", ABE, PUTIN),
        meeting("first", "2014-05-01", ABE, PUTIN),
        replace(alliance("2014-02/2014-03"), id="late"),
        replace(alliance("2014-01/2014-02"), id="early"),
    ]
    assert [(item.change, item.record.id) for item in found(things, "2013", "2014")] == [
        ("began", "early"),
        ("began", "late"),
        ("ended", "early"),
        ("ended", "late"),
        ("happened", "first"),
        ("happened", "second"),
    ]


# Handovers of an office


def handovers(*terms: Record) -> dict[tuple[str, str], str]:
    return {
        (item.change, item.record.actors[0]): item.partner.person
        for item in found(terms, "2010", "2020", unrecorded=True)
        if item.partner
    }


@pytest.mark.parametrize("first_day", ["2014-05-10", "2014-05-11", "2014-05"])
def test_who_takes_office_on_the_last_day_or_the_next_follows(first_day: str) -> None:
    old = office(ABE, JAPAN, "2012/2014-05-10")
    new = office(PUTIN, JAPAN, f"{first_day}/2018")
    assert handovers(old, new) == {("ended", ABE): PUTIN, ("began", PUTIN): ABE}


@pytest.mark.parametrize(
    "new",
    [
        office(PUTIN, JAPAN, "2014-05-12/2018"),  # a gap
        office(PUTIN, JAPAN, "2014-05-09/2018"),  # both at once
        office(PUTIN, RUSSIA, "2014-05-10/2018"),  # another office
        office(ABE, JAPAN, "2014-05-10/2018"),  # himself
        office(PUTIN, JAPAN, "", holds_at=["2014-05-10"]),  # nobody says since when
    ],
)
def test_nobody_else_follows(new: Record) -> None:
    assert handovers(office(ABE, JAPAN, "2012/2014-05-10"), new) == {}


def test_where_two_begin_at_once_nobody_is_said_to_follow() -> None:
    old = office(ABE, JAPAN, "2012/2014-05-10")
    new = [office(who, JAPAN, "2014-05-10/2018") for who in (PUTIN, GERASIMOV)]
    assert handovers(old, *new) == {}


def test_an_office_handed_on_twice_has_two_handovers() -> None:
    terms = [
        office(ABE, JAPAN, "2012/2014-05-10"),
        office(PUTIN, JAPAN, "2014-05-10/2016-01-01"),
        office(GERASIMOV, JAPAN, "2016-01-02/2018"),
    ]
    assert handovers(*terms) == {
        ("ended", ABE): PUTIN,
        ("began", PUTIN): ABE,
        ("ended", PUTIN): GERASIMOV,
        ("began", GERASIMOV): PUTIN,
    }


# Laws

_numbers = st.integers(0, DAYS - 1)


def _days(low: int, high: int) -> Bounds:
    return Bounds(day(low), day(low), day(high), day(high))


def asked(data: Dataset, days: Bounds, *, certain: bool = False) -> set[tuple[str, str, bool]]:
    result = changes(data, days, Selection(certain=certain), unrecorded=True)
    return set(told(result.found))


@st.composite
def small_worlds(draw: st.DrawFn) -> Dataset:
    """A world with a listing and a doubt on any dates."""
    world = draw(worlds())
    ban = replace(listing("ban", GERASIMOV, AMERICA, "2016"), bounds=draw(any_bounds()))
    ban = replace(ban, evidence=(evidence("report"), evidence("doubt", "doubts")), contested=True)
    papers = [
        replace(document(name), issued_bounds=draw(any_bounds()).beginning)
        for name in ("report", "doubt")
    ]
    return dataset(*world.entities.values(), *world.records.values(), ban, *papers)


def shifted(data: Dataset, days: int) -> Dataset:
    return Dataset(
        entities=data.entities,
        documents={
            id_: replace(item, issued_bounds=moved(item.issued_bounds, days))
            for id_, item in data.documents.items()
        },
        records={
            id_: replace(item, bounds=moved(item.bounds, days))
            for id_, item in data.records.items()
        },
    )


@given(small_worlds(), _numbers, _numbers)
def test_the_certain_answer_is_part_of_the_whole(data: Dataset, one: int, other: int) -> None:
    days = _days(min(one, other), max(one, other))
    everything = asked(data, days)
    assert asked(data, days, certain=True) == {item for item in everything if item[2]}


@given(small_worlds(), _numbers, _numbers, shifts)
def test_changes_do_not_change_when_all_dates_move(
    data: Dataset, one: int, other: int, by: int
) -> None:
    days = _days(min(one, other), max(one, other))
    assert asked(shifted(data, by), moved(days, by)) == asked(data, days)


@given(small_worlds(), st.lists(_numbers, min_size=3, max_size=3, unique=True).map(sorted))
def test_what_changed_in_a_period_changed_in_one_of_its_parts(
    data: Dataset, cuts: list[int]
) -> None:
    low, middle, high = cuts
    whole = asked(data, _days(low, high))
    parts_ = asked(data, _days(low, middle)) | asked(data, _days(middle + 1, high))
    assert {item[:2] for item in whole} == {item[:2] for item in parts_}
    assert {item for item in parts_ if item[2]} <= whole


@given(small_worlds(), _numbers, _numbers)
def test_what_happened_is_the_timeline_of_those_days(data: Dataset, one: int, other: int) -> None:
    days = _days(min(one, other), max(one, other))
    happened = {item[1:] for item in asked(data, days) if item[0] == "happened"}
    chosen = Selection(period=days)
    timeline = {
        (record.id, chosen.surely_in_period(record))
        for record in chosen.of(data)
        if record.layer == "event"
    }
    assert happened == timeline


# The shipped data


def test_in_2014_the_lists_began_and_two_chiefs_changed_over() -> None:
    result = bilat.load().compare("2013", "2014", kinds=["listing", "office"])
    began = {item.record.id for item in result.found if item.change == "began" and item.certain}
    assert {"sit:eu-lists-gerasimov", "sit:usa-lists-sechin"} <= began
    handed = {item.partner.person for item in result.found if item.partner}
    assert {"person:shigeru-iwasaki", "person:katsutoshi-kawano"} <= handed


def test_the_doctrine_became_contested_when_its_supposed_coiner_took_it_back() -> None:
    result = bilat.load().compare("2018-03-05", "2018-03-06")
    disputed = {item.record.id for item in result.found if item.change == "contested"}
    assert {"claim:gerasimov-created-doctrine", "claim:galeotti-coined-term"} <= disputed
