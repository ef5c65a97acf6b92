"""The filters that every question shares: period, date, kinds, certainty, disputes, sources."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bilat.dates import ALWAYS, parse
from bilat.errors import UsageError
from bilat.model import RECORD_KINDS, Claim, Record
from bilat.selection import Filters, Selection, between, in_date_order, make, said
from samples import (
    ABE,
    JAPAN,
    PUTIN,
    RUSSIA,
    dataset,
    document,
    event,
    evidence,
    meeting,
    parts,
    situation,
    sourced,
)
from strategies import moved, records, selections, shifts


def ids(selection: Selection, *things: Record) -> list[str]:
    return [record.id for record in selection.of(dataset(*things))]


def alliance(when: str) -> Record:
    return situation("alliance", "alliance", when, *parts("party", JAPAN, RUSSIA))


NAGATO = meeting("nagato", "2016-12-15/2016-12-16", ABE, PUTIN)
SOME_DAY_THAT_DECEMBER = meeting("december", "2016-12", ABE, PUTIN)


def test_without_filters_everything_passes() -> None:
    everything = [Record(kind, kind) for kind in RECORD_KINDS]
    assert sorted(ids(make(), *everything)) == sorted(RECORD_KINDS)


@pytest.mark.parametrize(
    ("since", "until", "possible", "certain"),
    [
        ("2016-12-15", "2016-12-16", True, True),
        ("2016-12-16", None, True, False),
        (None, "2016-12-15", True, False),
        ("2016-12", "2016-12", True, True),
        ("2016-12-17", None, False, False),
        (None, "2016-12-14", False, False),
    ],
)
def test_an_event_is_in_a_period_if_it_may_touch_it_and_certainly_if_it_lies_within(
    since: str | None, until: str | None, possible: bool, certain: bool
) -> None:
    assert make(since=since, until=until).in_period(NAGATO) is possible
    assert make(since=since, until=until, certain=True).in_period(NAGATO) is certain


@pytest.mark.parametrize(
    ("when", "possible", "certain"),
    [
        ("2010/2020", True, True),  # all the time
        ("2016-06-01/2020", True, True),  # from within on
        ("2010/2016-06-01", True, True),  # until within
        ("2016-03/2016-04", True, True),  # within
        ("2016/2017", True, True),  # it began in that year, on whatever day
        ("2010/..", True, False),
        ("2015/2016", True, True),
        ("2014/2015", False, False),
        ("2017/..", False, False),
    ],
)
def test_a_situation_is_in_a_period_if_it_held_on_some_day_of_it(
    when: str, possible: bool, certain: bool
) -> None:
    year = make(since="2016", until="2016")
    assert year.in_period(alliance(when)) is possible
    assert year.surely_in_period(alliance(when)) is certain


def test_as_of_a_date_keeps_events_that_had_happened_by_then() -> None:
    def possible_and_certain(day: str) -> tuple[bool, bool]:
        picked = make(as_of=day)
        return picked.in_period(NAGATO), picked.surely_in_period(NAGATO)

    assert possible_and_certain("2016-12-14") == (False, False)
    assert possible_and_certain("2016-12-15") == (True, False)
    assert possible_and_certain("2016-12-16") == (True, True)
    assert possible_and_certain("2020") == (True, True)


def test_as_of_a_date_keeps_situations_that_held_on_it() -> None:
    def possible_and_certain(when: str) -> tuple[bool, bool]:
        picked = make(as_of="2016-12-15")
        return picked.in_period(alliance(when)), picked.surely_in_period(alliance(when))

    assert possible_and_certain("2010/2020") == (True, True)
    assert possible_and_certain("2010/..") == (True, False)
    assert possible_and_certain("2010/2016-12-14") == (False, False)
    assert possible_and_certain("2016-12-16/..") == (False, False)


def test_as_of_a_whole_year_is_certain_only_for_what_held_all_the_year() -> None:
    year = make(as_of="2016")
    assert year.surely_in_period(alliance("2015/2017"))
    assert year.in_period(alliance("2016-06-01/2017"))
    assert not year.surely_in_period(alliance("2016-06-01/2017"))


def test_what_has_no_date_is_always_possible_and_certain_only_where_no_date_is_asked() -> None:
    undated = Claim("c", "claim")
    for picked in (make(since="2016"), make(until="2016"), make(as_of="2016")):
        assert picked.in_period(undated)
        assert not picked.surely_in_period(undated)
    assert make(certain=True).in_period(undated)


@settings(max_examples=300)
@given(records(), selections())
def test_certain_implies_possible(record: Record, selection: Selection) -> None:
    assert selection.in_period(record) or not selection.surely_in_period(record)


@given(records(), selections())
def test_certain_only_keeps_what_is_certain(record: Record, selection: Selection) -> None:
    certain = selection._replace(certain=True)
    assert certain.in_period(record) == (
        selection.in_period(record) and selection.surely_in_period(record)
    )


@given(records(), selections(), shifts)
def test_answers_do_not_change_when_all_dates_move(
    record: Record, selection: Selection, days: int
) -> None:
    later = selection._replace(
        period=moved(selection.period, days),
        as_of=selection.as_of and moved(selection.as_of, days),
    )
    record_later = replace(record, bounds=moved(record.bounds, days))
    assert later.in_period(record_later) == selection.in_period(record)
    assert later.surely_in_period(record_later) == selection.surely_in_period(record)


def test_kinds_keep_only_these_kinds() -> None:
    things = (NAGATO, alliance("2016"), event("call", "2016", kind="call"))
    assert ids(make(kinds=["call", "alliance"]), *things) == ["alliance", "call"]
    assert ids(make(kind="call"), *things) == ["call"]
    assert ids(make(kind="call", kinds=["alliance"]), *things) == ["alliance", "call"]


def test_asking_for_meetings_finds_dialogues_and_the_other_way_it_does_not() -> None:
    dialogue = event("two-plus-two", "2016", kind="dialogue")
    assert ids(make(kinds=["meeting"]), NAGATO, dialogue) == ["two-plus-two", "nagato"]
    assert ids(make(kinds=["dialogue"]), NAGATO, dialogue) == ["two-plus-two"]


def test_the_records_of_a_period_are_those_in_it() -> None:
    later = meeting("later", "2017-09-07", ABE, PUTIN)
    assert ids(make(since="2017"), NAGATO, later) == ["later"]
    assert ids(make(as_of="2016"), NAGATO, later) == ["nagato"]
    assert ids(make(until="2016-12-15", certain=True), NAGATO, later) == []


def test_contested_records_pass_unless_they_are_left_out() -> None:
    contested = replace(NAGATO, contested=True)
    assert ids(make(), contested) == ["nagato"]
    assert ids(make(contested=False), contested) == []


def test_a_contested_facet_does_not_contest_the_record() -> None:
    facet = replace(NAGATO, contested_facets=("when",))
    assert ids(make(contested=False), facet) == ["nagato"]


def test_what_did_not_occur_passes_unless_it_is_left_out() -> None:
    things = [
        replace(NAGATO, id=realis, realis=realis)
        for realis in ("occurred", "announced", "cancelled", "")
    ]
    assert len(ids(make(), *things)) == 4
    assert ids(make(announced=False), *things) == ["", "occurred"]


def test_sources_are_works_that_support_the_record() -> None:
    record = sourced(NAGATO, "first", "second")
    doubted = replace(NAGATO, id="doubted", evidence=(evidence("a"), evidence("b", "denies")))
    assert ids(make(min_sources=2), record, doubted) == ["nagato"]
    data = dataset(record, document("second", version_of="first"))
    assert list(make(min_sources=2).of(data)) == []
    assert list(make(min_sources=1).of(data)) == [record]


def test_records_come_in_date_order_by_begin_then_end_then_id() -> None:
    things = [
        meeting("b", "2016-12-15"),
        meeting("a", "2016-12-15"),
        NAGATO,
        SOME_DAY_THAT_DECEMBER,
        meeting("by-then", "[..2017-01-01]"),
        Record("undated", "claim"),
        meeting("from-then-on", "[2016-12-15..]"),
    ]
    assert [record.id for record in sorted(things, key=in_date_order)] == [
        "by-then",
        "undated",
        "december",
        "a",
        "b",
        "nagato",
        "from-then-on",
    ]
    assert ids(make(), *things) == [record.id for record in sorted(things, key=in_date_order)]


@pytest.mark.parametrize(
    ("filters", "complaint"),
    [
        ({"kinds": ["summit"]}, 'no kind "summit" (choose from: meeting, call'),
        ({"as_of": "yesterday"}, '"yesterday" is not an EDTF date'),
        ({"since": "2017-13"}, '"2017-13": there is no month 13'),
        ({"since": "2018", "until": "2017"}, '"2018" is later than "2017"'),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_as_usage(
    filters: dict[str, str], complaint: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        make(**filters)  # type: ignore[arg-type]  # a filter of each type
    assert str(refusal.value).startswith(complaint)
    assert refusal.value.exit_code == 2


def test_a_selection_says_in_words_what_was_asked() -> None:
    picked = make(
        as_of="2017-12",
        since="2014",
        until="2016",
        kinds=["visit", "meeting"],
        certain=True,
        contested=False,
        min_sources=2,
    )
    assert picked.words == (
        "as of 2017-12",
        "from 2014",
        "to 2016",
        "kind visit, meeting",
        "certain dates only",
        "without contested records",
        "sources at least 2",
    )
    assert make().words == ()


def test_no_filter_is_the_selection_of_everything() -> None:
    assert make() == Selection()
    assert make().period == ALWAYS
    assert make(since="2016", until="2016").period == parse("2016-01-01/2016-12-31")


def test_a_filter_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r'no filter "from" \(choose from: as_of, since, until'):
        make(**{"from": "2017"})  # type: ignore[arg-type]


def test_filters_are_said_in_one_order_by_the_names_of_the_command_line() -> None:
    asked: Filters = {"certain": True, "kind": "visit", "until": "2018", "since": "2017"}
    assert list(said(asked).items()) == [
        ("from", "2017"), ("to", "2018"), ("kind", ["visit"]), ("certain", True),
    ]  # fmt: skip
    assert said({"as_of": "2017", "kinds": (), "contested": False, "since": None}) == {}


# Dates no source confirms


def test_a_date_no_source_confirms_makes_every_answer_about_dates_possible_at_most() -> None:
    unsure = replace(NAGATO, unconfirmed=("when",))
    for asked in ({"since": "2016"}, {"as_of": "2017"}):
        assert ids(make(**asked), unsure) == ["nagato"]  # type: ignore[arg-type]
        assert ids(make(**asked, certain=True), unsure) == []  # type: ignore[arg-type]
        assert ids(make(**asked, certain=True), NAGATO) == ["nagato"]  # type: ignore[arg-type]
    assert ids(make(certain=True), unsure) == ["nagato"]
    assert make(certain=True, until="2016").in_period(replace(NAGATO, unconfirmed=("place",)))


# Between two dates


@pytest.mark.parametrize(
    ("before", "after", "days"),
    [
        ("2016-12-15", "2016-12-16", "2016-12-16"),
        ("2014", "2016", "2015-01-01/2016-12-31"),
        ("2016-02", "2016-03-01", "2016-03-01"),
        ("2014/2015", "[2016-01-01,2016-05-09]", "2016-01-01/2016-05-09"),
    ],
)
def test_between_two_dates_lies_what_follows_the_end_of_the_first_up_to_the_end_of_the_last(
    before: str, after: str, days: str
) -> None:
    assert between(before, after) == parse(days)


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("2018", "2014", '"2018" is later than "2014" (write: 2014 2018)'),
        ("2016-12-31", "2016", '"2016-12-31" and "2016" both end on 2016-12-31'),
        ("[2014..]", "2016", '"[2014..]" has no last day'),
        ("2014", "2016/..", '"2016/.." has no last day'),
        ("2014", "soon", '"soon" is not an EDTF date'),
    ],
)
def test_two_dates_with_nothing_between_are_refused_with_what_to_write(
    before: str, after: str, complaint: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        between(before, after)
    assert str(refusal.value).startswith(complaint)
