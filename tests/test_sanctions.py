"""Who was listed on a day, and who dealt with somebody while another had them listed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.analysis.sanctions import Engagement, Standing, engagements, standings
from bilat.dates import Bounds, parse
from bilat.model import Claim, Entity, Listing, Record
from bilat.selection import Selection, make
from samples import (
    ABE,
    AMERICA,
    GERASIMOV,
    JAPAN,
    PUTIN,
    RUSSIA,
    body,
    dataset,
    event,
    listing,
    listing_by_one_of,
    meeting,
    office,
    parts,
    situation,
    visit,
)
from strategies import any_bounds, moved, shifts

EU = "international-organisation:eu"
LISTED = listing("us-list", GERASIMOV, AMERICA, "2014-04-28/..", holds_at=["2017-12-31"])
TOKYO = visit("tokyo", "2017-12-10/2017-12-13", GERASIMOV, JAPAN)


def standing(one: Listing, day: str) -> tuple[str, str]:
    (found,) = standings(dataset(one), parse(day))
    return found.status, found.reason


# Standings


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2014-04-27", ("not", "not before 2014-04-28")),
        ("2014-04-28", ("listed", "")),
        ("2017-12-11", ("listed", "")),
        ("2017", ("listed", "")),
        ("2018-01-01", ("possibly", "last attested 2017-12-31; no end recorded")),
        ("[..2014-04-27]", ("not", "not before 2014-04-28")),
    ],
)
def test_an_open_listing_is_certain_as_far_as_it_is_attested(
    day: str, status: tuple[str, str]
) -> None:
    assert standing(LISTED, day) == status


def test_a_listing_with_unknown_end_is_possibly_in_force() -> None:
    assert standing(listing("l", GERASIMOV, AMERICA, "2014-04-28/"), "2017-12-11")[0] == "possibly"


@pytest.mark.parametrize(
    ("day", "status"),
    [("2016-06", "listed"), ("2017-06-30", "listed"), ("2017-07-01", "not"), ("2015", "not")],
)
def test_a_lifted_listing_is_in_force_until_its_last_day(day: str, status: str) -> None:
    lifted = listing("l", GERASIMOV, AMERICA, "2016-01-01/2017-06-30")
    assert standing(lifted, day)[0] == status


def test_a_lifted_listing_says_by_when() -> None:
    lifted = listing("l", GERASIMOV, AMERICA, "2014/2016")
    assert standing(lifted, "2017-12-11") == ("not", "lifted by 2016-12-31")
    assert (
        standing(listing("l", GERASIMOV, AMERICA, "../2016"), "2017")[1] == "lifted by 2016-12-31"
    )


def test_a_listing_whose_first_day_is_not_known_is_only_possible_before_the_last_it_can_be() -> (
    None
):
    vague = listing("l", GERASIMOV, AMERICA, "2014/2018")
    assert standing(vague, "2014-06-01") == ("possibly", "the exact first day is not known")
    assert standing(vague, "2015")[0] == "listed"


def test_a_listing_whose_date_no_source_confirms_is_only_possible() -> None:
    unsure = replace(LISTED, unconfirmed=("when",))
    assert standing(unsure, "2017-12-11") == ("possibly", "date not confirmed by a source")


def test_a_listing_by_one_of_several_is_only_possible_for_each() -> None:
    either = listing_by_one_of("l", GERASIMOV, [AMERICA, EU], "2014-04-28/2018")
    found = standings(dataset(either), parse("2017-12-11"))
    assert [(item.authority, item.status) for item in found] == [
        (AMERICA, "possibly"),
        (EU, "possibly"),
    ]
    assert found[0].reason == "at least one of several authorities"
    assert standings(dataset(either), parse("2020"))[0].status == "not"


@pytest.mark.parametrize(
    ("when", "day", "reason"),
    [
        ("2014-04-28/2017", "2017-06-01", "may have ended from 2017-01-01 on"),
        ("2014-04-28/", "2017", "last attested 2014-04-28; no end recorded"),
        ("2014/..", "2014-06-01", "the exact first day is not known"),
        ("2014-04-28/..", "2014", "in force from 2014-04-28"),
        ("2014-04-28/..", "2014-04-28/2015", "last attested 2014-04-28; no end recorded"),
        ("[..2014]", "2014", "the exact first day is not known"),
        ("../2017", "2017-01-01", "the exact first day is not known"),
    ],
)
def test_a_doubt_has_its_reason(when: str, day: str, reason: str) -> None:
    assert standing(listing("l", GERASIMOV, AMERICA, when), day) == ("possibly", reason)


def test_standings_are_of_those_asked_for() -> None:
    other = listing("eu-list", PUTIN, EU, "2014/2018")
    data = dataset(LISTED, other)
    day = parse("2016")

    def found(**asked: object) -> list[str]:
        return [item.listing.id for item in standings(data, day, **asked)]  # type: ignore[arg-type]

    assert found() == ["eu-list", "us-list"]
    assert found(targets=[GERASIMOV]) == ["us-list"]
    assert found(authority=EU) == ["eu-list"]
    assert found(targets=[GERASIMOV], authority=EU) == []


def test_of_several_authorities_only_the_one_asked_for_is_shown() -> None:
    either = listing_by_one_of("l", GERASIMOV, [AMERICA, EU], "2014")
    (found,) = standings(dataset(either), parse("2014"), authority=EU)
    assert found.authority == EU


def test_those_in_force_come_first_then_those_possible_then_the_others() -> None:
    data = dataset(
        listing("lifted", GERASIMOV, AMERICA, "2013/2014"),
        listing("possible", GERASIMOV, AMERICA, "2014/.."),
        listing("later", GERASIMOV, AMERICA, "2016/2018"),
        listing("earlier", GERASIMOV, AMERICA, "2015/2018"),
    )
    found = standings(data, parse("2017"))
    assert [item.listing.id for item in found] == ["earlier", "later", "possible", "lifted"]


@given(any_bounds(), any_bounds(), shifts)
def test_a_standing_does_not_change_when_all_dates_move(
    term: Bounds, day: Bounds, days: int
) -> None:
    def status(by: int) -> list[str]:
        moved_list = replace(LISTED, bounds=moved(term, by))
        return [item.status for item in standings(dataset(moved_list), moved(day, by))]

    assert status(days) == status(0)


@given(any_bounds(), any_bounds())
def test_a_standing_follows_from_the_dates(term: Bounds, day: Bounds) -> None:
    (found,) = standings(dataset(replace(LISTED, bounds=term)), day)
    assert (found.status == "listed") == term.certainly_covers(day)
    assert (found.status == "not") == (not term.possibly_overlaps(day))
    assert isinstance(found, Standing)


# Engagements


def engaged(*things: Record | Entity, **asked: str) -> list[Engagement]:
    return engagements(dataset(*things), Selection(), **asked)


def told(found: list[Engagement]) -> list[tuple[str, str, str, bool]]:
    return [(item.state, item.engaged, item.authority, item.certain) for item in found]


JAPAN_HOSTED_GERASIMOV = (JAPAN, GERASIMOV, AMERICA, True)


def test_japan_hosted_gerasimov_while_america_had_him_listed() -> None:
    (found,) = engaged(TOKYO, LISTED)
    assert told([found]) == [JAPAN_HOSTED_GERASIMOV]
    assert (found.event, found.listing, found.within) == (TOKYO, LISTED, ())


@pytest.mark.parametrize(
    ("when", "certain"),
    [
        ("2014-04-27", None),
        ("2014-04-27/2014-04-28", False),
        ("2014-04", False),
        ("2017-12-31", True),
        ("2017-12-31/2018-01-01", False),
        ("2018", False),
    ],
)
def test_an_engagement_is_as_certain_as_the_dates_of_both(when: str, certain: bool | None) -> None:
    found = engaged(visit("v", when, GERASIMOV, JAPAN), LISTED)
    assert [item.certain for item in found] == ([] if certain is None else [certain])


def test_what_follows_a_lifting_is_no_engagement() -> None:
    lifted = listing("l", GERASIMOV, AMERICA, "2014/2016")
    assert engaged(TOKYO, lifted) == []


def test_a_host_who_is_a_person_counts_through_the_office_held_that_day() -> None:
    talks = meeting("talks", "2017-12-11", ABE, GERASIMOV)
    term = office(ABE, JAPAN, "2012-12-26/2020-09-16")
    assert told(engaged(talks, LISTED, term)) == [JAPAN_HOSTED_GERASIMOV]
    assert engaged(talks, LISTED) == []
    assert engaged(talks, LISTED, office(ABE, JAPAN, "2006/2007")) == []
    possible = engaged(talks, LISTED, office(ABE, JAPAN, "2017-12/2018"))
    assert [item.certain for item in possible] == [False]


def test_a_host_that_is_a_body_counts_through_its_state() -> None:
    talks = meeting("talks", "2017-12-11", "body:joint-staff", GERASIMOV)
    assert told(engaged(talks, LISTED, body("joint-staff", JAPAN))) == [JAPAN_HOSTED_GERASIMOV]


def test_one_certain_host_makes_it_certain() -> None:
    for hosts in ((ABE, JAPAN), (JAPAN, ABE)):
        came = replace(TOKYO, participants=(*parts("visitor", GERASIMOV), *parts("host", *hosts)))
        found = engaged(came, LISTED, office(ABE, JAPAN, "2017-12/2018"))
        assert told(found) == [JAPAN_HOSTED_GERASIMOV]


@pytest.mark.parametrize(
    ("theirs", "ours"), [("visitor", "host"), ("attendee", "attendee"), ("borrower", "lender")]
)
def test_to_host_to_meet_and_to_finance_is_to_engage(theirs: str, ours: str) -> None:
    dealt = event("e", "2017-12-11", *parts(theirs, GERASIMOV), *parts(ours, JAPAN))
    assert told(engaged(dealt, LISTED)) == [JAPAN_HOSTED_GERASIMOV]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("host", "visitor"),
        ("addressee", "speaker"),
        ("lender", "borrower"),
        ("target", "authority"),
    ],
)
def test_other_dealings_are_no_engagement(theirs: str, ours: str) -> None:
    dealt = event("e", "2017-12-11", *parts(theirs, GERASIMOV), *parts(ours, JAPAN))
    assert engaged(dealt, LISTED) == []


def test_only_an_event_is_an_engagement() -> None:
    attendees = parts("attendee", GERASIMOV, JAPAN)
    assert engaged(situation("s", "membership", "2017", *attendees), LISTED) == []
    assert engaged(Claim("c", "claim", participants=attendees), LISTED) == []


def test_a_state_does_not_engage_its_own() -> None:
    home = meeting("home", "2017-12-11", PUTIN, GERASIMOV)
    offices = [office(PUTIN, RUSSIA, "2012/2018"), office(GERASIMOV, RUSSIA, "2012/2018")]
    assert engaged(home, LISTED, *offices) == []
    assert engaged(visit("v", "2017-12-11", GERASIMOV, RUSSIA), LISTED, *offices) == []


def test_a_state_that_lists_its_own_guest_is_not_meant() -> None:
    assert engaged(visit("v", "2017-12-11", GERASIMOV, AMERICA), LISTED) == []
    by_both = listing_by_one_of("l", GERASIMOV, [AMERICA, EU], "2014/2018")
    found = engaged(visit("v", "2017-12-11", GERASIMOV, AMERICA), by_both)
    assert told(found) == [(AMERICA, GERASIMOV, EU, False)]


def test_a_state_whose_own_ministry_lists_its_guest_is_not_meant() -> None:
    own = listing("l", GERASIMOV, "body:treasury", "2014/2018")
    guest = visit("v", "2017-12-11", GERASIMOV, AMERICA)
    assert engaged(guest, own, body("treasury", AMERICA)) == []


def test_a_listing_by_one_of_several_makes_no_engagement_certain() -> None:
    either = listing_by_one_of("l", GERASIMOV, [AMERICA, EU], "2014/2018")
    assert told(engaged(TOKYO, either)) == [
        (JAPAN, GERASIMOV, AMERICA, False),
        (JAPAN, GERASIMOV, EU, False),
    ]


@pytest.mark.parametrize(
    ("realis", "certain"), [("occurred", [True]), ("announced", [False]), ("cancelled", [])]
)
def test_what_was_announced_is_possible_at_most_and_what_was_cancelled_is_left_out(
    realis: str, certain: list[bool]
) -> None:
    found = engaged(replace(TOKYO, realis=realis), LISTED)
    assert [item.certain for item in found] == certain


def test_what_is_contested_or_not_confirmed_in_its_date_is_possible_at_most() -> None:
    for doubtful in (
        engaged(replace(TOKYO, contested=True), LISTED),
        engaged(replace(TOKYO, unconfirmed=("when",)), LISTED),
        engaged(TOKYO, replace(LISTED, unconfirmed=("when",))),
    ):
        assert [item.certain for item in doubtful] == [False]
    elsewhere = replace(TOKYO, unconfirmed=("place",), contested_facets=("when",))
    assert [item.certain for item in engaged(elsewhere, LISTED)] == [True]


def test_a_contested_listing_makes_no_engagement_certain() -> None:
    found = engaged(TOKYO, replace(LISTED, contested=True))
    assert [item.certain for item in found] == [False]


def test_engagements_are_of_the_state_and_authority_asked_for() -> None:
    by_europe = listing("eu-list", GERASIMOV, EU, "2014/2018")
    assert told(engaged(TOKYO, LISTED, by_europe, authority=EU)) == [(JAPAN, GERASIMOV, EU, True)]
    assert len(engaged(TOKYO, LISTED, by_europe, state=JAPAN)) == 2
    assert engaged(TOKYO, LISTED, by_europe, state=RUSSIA) == []


def test_engagements_come_in_date_order() -> None:
    early, late = (visit(day, day, GERASIMOV, JAPAN) for day in ("2016-01-01", "2017-01-01"))
    assert [item.event for item in engaged(late, LISTED, early)] == [early, late]


def test_the_selection_decides_which_events_count() -> None:
    data = dataset(TOKYO, LISTED)
    assert len(engagements(data, make(since="2017", until="2017"))) == 1
    assert engagements(data, make(until="2016")) == []
    possible = dataset(replace(TOKYO, realis="announced"), LISTED)
    assert engagements(possible, make(certain=True)) == []
    assert len(engagements(data, make(certain=True))) == 1


def test_an_engagement_whose_event_is_not_surely_in_the_period_is_possible_there() -> None:
    vague = visit("tokyo", "[2017-12-31,2018-01-01]", GERASIMOV, JAPAN)
    data = dataset(vague, listing("l", GERASIMOV, AMERICA, "2014/2020"))
    for until, certain in (("2017", False), ("2018", True)):
        assert [item.certain for item in engagements(data, make(until=until))] == [certain]
        assert len(engagements(data, make(until=until, certain=True))) == certain


# Talks during a visit

TERM = office(ABE, JAPAN, "2012-12-26/2020-09-16")


def talks(id_: str = "talks", when: str = "2017-12-11", part_of: str = "tokyo") -> Record:
    return replace(meeting(id_, when, ABE, GERASIMOV), part_of=part_of)


def test_talks_during_a_visit_are_put_under_the_visit() -> None:
    second, first = talks("second", "2017-12-12"), talks("first")
    (found,) = engaged(TOKYO, second, first, LISTED, TERM)
    assert found.event == TOKYO
    assert found.within == (first, second)


def test_talks_with_others_during_a_visit_are_not() -> None:
    others = replace(meeting("others", "2017-12-12", ABE, PUTIN), part_of="tokyo")
    assert [item.within for item in engaged(TOKYO, others, LISTED, TERM)] == [()]


def test_talks_stand_alone_where_the_visit_is_not_in_the_answer() -> None:
    assert [item.event.id for item in engaged(talks(), LISTED, TERM)] == ["talks"]
    cancelled = replace(TOKYO, realis="cancelled")
    assert [item.event.id for item in engaged(cancelled, talks(), LISTED, TERM)] == ["talks"]
    elsewhere = visit("tokyo", "2017-12-10/2017-12-13", GERASIMOV, "state:korea")
    found = engaged(elsewhere, talks(), LISTED, TERM)
    assert [(item.state, item.event.id) for item in found] == [
        ("state:korea", "tokyo"),
        (JAPAN, "talks"),
    ]


def test_talks_that_were_cancelled_are_not_within_a_visit() -> None:
    (found,) = engaged(TOKYO, replace(talks(), realis="cancelled"), LISTED, TERM)
    assert found.within == ()


def test_certain_talks_make_the_engagement_of_an_uncertain_visit_certain() -> None:
    vague = visit("tokyo", "2017-12-11/2018-01", GERASIMOV, JAPAN)
    assert [item.certain for item in engaged(vague, talks(), LISTED, TERM)] == [True]


def test_talks_within_a_visit_within_another_are_put_under_the_outer_one() -> None:
    journey = visit("journey", "2017-12", GERASIMOV, JAPAN)
    tokyo = replace(TOKYO, part_of="journey")
    (found,) = engaged(journey, tokyo, talks(), LISTED, TERM)
    assert found.event == journey
    assert found.within == (tokyo, talks())


@pytest.mark.parametrize("above", ["tokyo", "talks"])
def test_records_that_are_part_of_each_other_do_not_vanish(above: str) -> None:
    found = engaged(replace(TOKYO, part_of=above), talks(), LISTED, TERM)
    assert {item.event.id for item in found} & {"tokyo", "talks"}


# Laws

realis = st.sampled_from(["occurred", "announced", "cancelled"])


@given(any_bounds(), any_bounds(), any_bounds(), realis, shifts)
def test_an_engagement_does_not_change_when_all_dates_move(
    event_: Bounds, term: Bounds, listed: Bounds, happened: str, days: int
) -> None:
    def found(by: int) -> list[tuple[str, str, str, bool]]:
        return told(
            engaged(
                replace(talks(), bounds=moved(event_, by), realis=happened),
                replace(TERM, bounds=moved(term, by)),
                replace(LISTED, bounds=moved(listed, by)),
            )
        )

    assert found(days) == found(0)


@given(any_bounds(), any_bounds(), any_bounds(), realis)
def test_a_certain_engagement_is_certain_in_office_listing_and_event(
    event_: Bounds, term: Bounds, listed: Bounds, happened: str
) -> None:
    found = engaged(
        replace(talks(), bounds=event_, realis=happened),
        replace(TERM, bounds=term),
        replace(LISTED, bounds=listed),
    )
    possible = term.possibly_overlaps(event_) and listed.possibly_overlaps(event_)
    certain = term.certainly_covers(event_) and listed.certainly_covers(event_)
    expected = [certain and happened == "occurred"] if possible and happened != "cancelled" else []
    assert [item.certain for item in found] == expected


@given(any_bounds(), any_bounds())
def test_asking_for_what_is_certain_asks_for_less(event_: Bounds, listed: Bounds) -> None:
    data = dataset(replace(TOKYO, bounds=event_), replace(LISTED, bounds=listed))
    everything = engagements(data, Selection())
    certain = engagements(data, Selection(certain=True))
    assert certain == [item for item in everything if item.certain]
