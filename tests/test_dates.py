"""EDTF text is four bounds, and a question about time is possible or certain."""

from __future__ import annotations

import contextlib
import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilat.dates import (
    ALWAYS,
    Bounds,
    DateError,
    first_of,
    in_prose,
    in_words,
    last_of,
    parse,
    parse_period,
    year,
)
from strategies import DAYS, START, any_bounds, edtf, moved, readings, shifts, tight

FOUR_BOUNDS = [
    ("2016-12-15", "2016-12-15 2016-12-15 2016-12-15 2016-12-15"),
    ("2016-10", "2016-10-01 2016-10-31 2016-10-01 2016-10-31"),
    ("2016", "2016-01-01 2016-12-31 2016-01-01 2016-12-31"),
    ("2016-02", "2016-02-01 2016-02-29 2016-02-01 2016-02-29"),
    ("1900-02", "1900-02-01 1900-02-28 1900-02-01 1900-02-28"),
    ("0001", "0001-01-01 0001-12-31 0001-01-01 0001-12-31"),
    ("201X", "2010-01-01 2019-12-31 2010-01-01 2019-12-31"),
    ("19XX", "1900-01-01 1999-12-31 1900-01-01 1999-12-31"),
    ("2016-12-XX", "2016-12-01 2016-12-31 2016-12-01 2016-12-31"),
    ("2016-XX-XX", "2016-01-01 2016-12-31 2016-01-01 2016-12-31"),
    # Nagato: Putin arrived on one day and left on the next.
    ("2016-12-15/2016-12-16", "2016-12-15 2016-12-15 2016-12-16 2016-12-16"),
    ("2012-12/2020-09-16", "2012-12-01 2012-12-31 2020-09-16 2020-09-16"),
    # Nothing ends before it began.
    ("2014-04-29/", "2014-04-29 2014-04-29 2014-04-29 -"),
    ("2014/..", "2014-01-01 2014-12-31 2014-01-01 -"),
    ("../2017-12", "- 2017-12-31 2017-12-01 2017-12-31"),
    ("/2017-12-13", "- 2017-12-13 2017-12-13 2017-12-13"),
    ("2016-12-15/2016-12", "2016-12-15 2016-12-15 2016-12-15 2016-12-31"),
    ("2016-12/2016-12-15", "2016-12-01 2016-12-15 2016-12-15 2016-12-15"),
    ("[..2017-12-10]", "- 2017-12-10 - 2017-12-10"),
    ("[2014..]", "2014-01-01 - 2014-01-01 -"),
    ("[2014..2016-05]", "2014-01-01 2016-05-31 2014-01-01 2016-05-31"),
    ("[2016-12-15, 2016-11-03]", "2016-11-03 2016-12-15 2016-11-03 2016-12-15"),
    ("[2012,2014..]", "2012-01-01 - 2012-01-01 -"),
    ("2017-12-11?/2017-12-13~", "2017-12-11 2017-12-11 2017-12-13 2017-12-13"),
    ("2017-?12-~11", "2017-12-11 2017-12-11 2017-12-11 2017-12-11"),
    (" 2016-10% ", "2016-10-01 2016-10-31 2016-10-01 2016-10-31"),
]


def bounds_of(text: str) -> Bounds:
    return Bounds(*[None if day == "-" else date.fromisoformat(day) for day in text.split()])


@pytest.mark.parametrize(("text", "expected"), FOUR_BOUNDS)
def test_an_edtf_text_has_these_four_bounds(text: str, expected: str) -> None:
    assert parse(text) == bounds_of(expected)


REFUSED = [
    ("", "not an EDTF date"),
    ("yesterday", "not an EDTF date"),
    ("2016-1-2", "not an EDTF date"),
    ("16-12-15", "not an EDTF date"),
    ("2016-12-15T10:00:00Z", "not an EDTF date"),
    ("2016/2017/2018", "not an EDTF date"),
    ("２０１６", "not an EDTF date"),  # digits, but not ASCII
    ("2016-12-15\n2017", "not an EDTF date"),
    ("-0044-03-15", "not an EDTF date"),
    ("20?16", "not an EDTF date"),
    ("2016-1~2", "not an EDTF date"),
    ("2016??", "not an EDTF date"),
    ("0000", "years before 0001"),
    ("2016-13", "no month 13"),
    ("2016-00", "no month 00"),
    ("2016-21", "no month 21"),  # spring, in EDTF
    ("2015-02-29", "no day 29"),
    ("2016-04-31", "no day 31"),
    ("2016-04-00", "no day 00"),
    ("2016-XX-05", "a day needs a month"),
    ("201X-05", "a month needs a whole year"),
    ("2017/2016", "ends before it begins"),
    ("[2014..2012]", "ends before it begins"),
    ("[2010, 2014-02..2014-01]", "ends before it begins"),
    ("../..", "says nothing"),
    ("/", "says nothing"),
    ("[..]", "says nothing"),
    ("[]", "not an EDTF date"),
    ("[2014", "not an EDTF date"),
    ("[2014X", "not an EDTF date"),
    ("X2014]", "not an EDTF date"),
    ("[2014,,2016]", "not an EDTF date"),
    ("[2014/2016]", "not an EDTF date"),
    ("{2014,2016}", "not an EDTF date"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_is_no_date_is_refused_with_its_text_and_the_reason(text: str, reason: str) -> None:
    with pytest.raises(DateError) as refusal:
        parse(text)
    quoted, _, rest = str(refusal.value)[1:].partition('"')
    assert quoted in text
    assert reason in rest


def test_a_text_that_is_no_date_is_answered_with_how_to_write_one() -> None:
    with pytest.raises(DateError, match="YYYY-MM-DD"):
        parse("15 December 2016")


@settings(max_examples=300)
@given(edtf())
def test_a_date_is_refused_or_has_bounds_in_order(text: str) -> None:
    try:
        found = parse(text)
    except DateError:
        return
    for low, high in (
        (found.earliest_begin, found.latest_begin),
        (found.earliest_end, found.latest_end),
        (found.earliest_begin, found.latest_end),
    ):
        assert low is None or high is None or low <= high


@settings(max_examples=300)
@given(st.text("0123456789X-/.[], ?~%{}\n", max_size=24) | st.text(max_size=12))
def test_a_text_that_is_no_date_ends_in_no_other_error(text: str) -> None:
    with contextlib.suppress(DateError):
        parse(text)


def test_a_list_of_days_that_runs_backwards_is_refused() -> None:
    with pytest.raises(DateError):
        parse("[2014..2012]")


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 99), shifts)
def test_an_interval_some_days_later_has_bounds_as_many_days_later(
    begin: date, length: int, days: int
) -> None:
    def text(moved_by: int) -> str:
        first = begin + timedelta(days=moved_by)
        return f"{first}/{first + timedelta(days=length)}"

    assert parse(text(days)) == moved(parse(text(0)), days)


@given(any_bounds(), any_bounds())
def test_certain_implies_possible(one: Bounds, other: Bounds) -> None:
    assert one.possibly_overlaps(other) or not one.certainly_covers(other)


@given(any_bounds(), any_bounds())
def test_possible_is_what_some_reading_of_the_dates_says(one: Bounds, other: Bounds) -> None:
    common = any(
        max(begin, first) <= min(end, last)
        for begin, end in readings(one)
        for first, last in readings(other)
    )
    assert one.possibly_overlaps(other) == common


def every_reading_covers(one: Bounds, other: Bounds) -> bool:
    return all(
        begin <= first and last <= end
        for begin, end in readings(one)
        for first, last in readings(other)
    )


@given(any_bounds(), any_bounds())
def test_certain_is_never_more_than_every_reading_says(one: Bounds, other: Bounds) -> None:
    assert every_reading_covers(one, other) or not one.certainly_covers(other)


@given(any_bounds().map(tight), any_bounds())
def test_certain_is_what_every_reading_says(one: Bounds, other: Bounds) -> None:
    assert one.certainly_covers(other) == every_reading_covers(one, other)


@given(edtf())
def test_a_date_has_no_bound_that_no_reading_reaches(text: str) -> None:
    try:
        found = parse(text)
    except DateError:
        return
    assert found == tight(found)


def test_what_began_on_a_day_certainly_held_on_that_day() -> None:
    assert parse("2014-04-29/..").certainly_covers(parse("2014-04-29"))


@given(any_bounds(), any_bounds())
def test_overlap_is_mutual(one: Bounds, other: Bounds) -> None:
    assert one.possibly_overlaps(other) == other.possibly_overlaps(one)


@given(any_bounds().map(tight), any_bounds().map(tight))
def test_two_things_certainly_overlap_if_all_their_readings_do(one: Bounds, other: Bounds) -> None:
    every = all(
        max(begin, first) <= min(end, last)
        for begin, end in readings(one)
        for first, last in readings(other)
    )
    assert one.certainly_overlaps(other) == other.certainly_overlaps(one) == every


@given(any_bounds().map(tight), st.integers(0, DAYS - 1), st.integers(0, DAYS - 1))
def test_a_thing_certainly_meets_a_period_if_every_reading_has_a_day_in_it(
    one: Bounds, this: int, that: int
) -> None:
    start, stop = sorted((this, that))
    first, last = START + timedelta(days=start), START + timedelta(days=stop)
    every = all(begin <= stop and start <= end for begin, end in readings(one))
    assert one.certainly_meets(Bounds(first, first, last, last)) == every


@given(any_bounds(), any_bounds())
def test_before_and_begun_by_are_what_every_reading_says(one: Bounds, other: Bounds) -> None:
    if one.certainly_before(other):
        assert not one.possibly_overlaps(other)
        assert all(end < first for _, end in readings(one) for first, _ in readings(other))
    if one.certainly_begun_by(other):
        assert all(begin <= first for begin, _ in readings(one) for first, _ in readings(other))


@given(any_bounds(), any_bounds())
def test_what_does_not_overlap_is_before_or_after(one: Bounds, other: Bounds) -> None:
    before, after = one.certainly_before(other), other.certainly_before(one)
    assert one.possibly_overlaps(other) == (not before and not after)


@given(st.lists(any_bounds().map(tight).map(lambda found: found.beginning), min_size=1, max_size=3))
def test_the_first_and_the_last_of_some_days_are_within_what_their_readings_say(
    days: list[Bounds],
) -> None:
    def numbers(day: Bounds) -> set[int]:
        return {begin for begin, end in readings(day) if begin == end}

    choices = list(itertools.product(*map(numbers, days)))
    if all(day.earliest_begin and day.latest_begin for day in days):
        assert numbers(first_of(days)) == {min(choice) for choice in choices}
        assert numbers(last_of(days)) == {max(choice) for choice in choices}
    else:
        assert {min(choice) for choice in choices} <= numbers(first_of(days))
        assert {max(choice) for choice in choices} <= numbers(last_of(days))


def test_of_no_days_the_first_and_the_last_are_not_known() -> None:
    assert first_of([]) == last_of([]) == ALWAYS


def test_the_first_and_the_last_day_are_bounded_apart() -> None:
    term = parse("2012-12/2020-09-16")
    assert term.beginning == parse("2012-12")
    assert term.ending == parse("2020-09-16")


def test_the_part_of_a_thing_inside_a_year_has_no_day_outside_it() -> None:
    assert parse("2012-12/2020-09-16").within(year(2016)) == parse("2016-01-01/2016-12-31")
    assert parse("2016-05/2016-06").within(year(2016)) == parse("2016-05/2016-06")
    assert parse("2014-04-29/..").within(year(2014)).latest_end == date(2014, 12, 31)
    assert parse("2014-04-29/..").within(ALWAYS) == parse("2014-04-29/..")


def test_a_day_or_the_next_is_one_day_longer_even_at_the_end_of_time() -> None:
    assert parse("2016-12-31").or_next_day().latest_end == date(2017, 1, 1)
    assert parse("9999-12-31").or_next_day().latest_end == date.max
    assert ALWAYS.or_next_day() == ALWAYS


@given(any_bounds(), any_bounds(), shifts)
def test_answers_do_not_change_when_all_dates_move(one: Bounds, other: Bounds, days: int) -> None:
    later, other_later = moved(one, days), moved(other, days)
    assert later.possibly_overlaps(other_later) == one.possibly_overlaps(other)
    assert later.certainly_covers(other_later) == one.certainly_covers(other)
    assert later.certainly_within(other_later) == one.certainly_within(other)
    assert later.certainly_overlaps(other_later) == one.certainly_overlaps(other)
    assert later.certainly_meets(other_later) == one.certainly_meets(other)
    assert later.certainly_before(other_later) == one.certainly_before(other)
    assert later.certainly_begun_by(other_later) == one.certainly_begun_by(other)
    assert later.within(other_later) == moved(one.within(other), days)
    assert first_of([later, other_later]) == moved(first_of([one, other]), days)
    assert last_of([later, other_later]) == moved(last_of([one, other]), days)
    assert later.holding_at(other_later) == moved(one.holding_at(other), days)


NAGATO = parse("2016-12-15/2016-12-16")

RELATIONS = [
    # on the date of the other: possibly, certainly
    ("2012-12-26/2020-09-16", NAGATO, True, True),
    ("2016-12-15/2016-12-16", NAGATO, True, True),
    ("2016-12-15/2016-12-15", NAGATO, True, False),
    ("2016-12/2017-01", NAGATO, True, False),
    ("2016-11/2016-12", NAGATO, True, False),
    ("2016-12-17/2016-12-20", NAGATO, False, False),
    ("../2016-12-14", NAGATO, False, False),
    ("2016/..", NAGATO, True, False),
    ("[2016-12-16..]", NAGATO, True, False),
    ("[..2016-12-14]", NAGATO, False, False),
]


@pytest.mark.parametrize(("text", "other", "possible", "certain"), RELATIONS)
def test_at_nagato_this_was_possible_or_certain(
    text: str, other: Bounds, possible: bool, certain: bool
) -> None:
    one = parse(text)
    assert (one.possibly_overlaps(other), one.certainly_covers(other)) == (possible, certain)


def test_what_has_no_dates_is_always_possible_and_never_certain() -> None:
    assert ALWAYS.possibly_overlaps(NAGATO)
    assert not ALWAYS.certainly_covers(NAGATO)
    assert not NAGATO.certainly_covers(ALWAYS)


def test_nothing_is_certain_of_a_day_that_is_only_known_to_lie_after_another() -> None:
    assert not parse("2010/2030").certainly_covers(parse("[2016..]"))


def test_an_open_end_is_certain_up_to_the_day_at_which_it_is_attested() -> None:
    listing = parse("2014-04-29/..").holding_at(parse("2017-12-11"))
    assert listing == bounds_of("2014-04-29 2014-04-29 2017-12-11 -")
    assert listing.certainly_covers(parse("2017-12-11"))
    assert not listing.certainly_covers(parse("2017-12-12"))
    assert listing.possibly_overlaps(parse("2017-12-12"))


def test_what_is_only_attested_at_a_date_began_by_then_and_did_not_end_before() -> None:
    attested = ALWAYS.holding_at(parse("2016-10"))
    assert attested == bounds_of("- 2016-10-31 2016-10-01 -")
    assert not attested.certainly_covers(parse("2016-10-15"))


def test_an_attestation_within_known_dates_adds_nothing() -> None:
    term = parse("2012-12-26/2020-09-16")
    assert term.holding_at(parse("2016-12-15")) == term


@given(any_bounds(), any_bounds(), any_bounds())
def test_the_order_of_attestations_does_not_matter(one: Bounds, a: Bounds, b: Bounds) -> None:
    assert one.holding_at(a).holding_at(b) == one.holding_at(b).holding_at(a)


@given(any_bounds(), any_bounds(), any_bounds())
def test_an_attestation_never_makes_certain_things_uncertain(
    one: Bounds, attested: Bounds, other: Bounds
) -> None:
    assert one.holding_at(attested).certainly_covers(other) or not one.certainly_covers(other)


@given(st.dates())
def test_what_is_attested_on_a_day_certainly_held_on_it(day: date) -> None:
    exact = Bounds(day, day, day, day)
    assert ALWAYS.holding_at(exact).certainly_covers(exact)


@pytest.mark.parametrize(
    ("text", "period", "within"),
    [
        ("2016-12-15", ("2016", "2016"), True),
        ("2016-12-15", ("2016-12-15", "2016-12-15"), True),
        ("2016-12", ("2016-12-15", "2017"), False),
        ("2016-12-15/2017-01-02", ("2016", "2016"), False),
        ("[2016..]", ("2015", None), True),
        ("[2016..]", ("2015", "2020"), False),
        ("[..2016]", (None, "2016"), True),
        ("[..2016]", ("2015", "2016"), False),
        ("[..2016]", (None, None), True),
    ],
)
def test_a_thing_is_certainly_within_a_period_if_every_reading_is(
    text: str, period: tuple[str | None, str | None], within: bool
) -> None:
    assert parse(text).certainly_within(parse_period(*period)) is within


def test_a_period_reaches_from_the_first_day_of_its_start_to_the_last_day_of_its_end() -> None:
    period = parse_period("2016-12", "2017")
    assert (period.earliest_begin, period.latest_end) == (date(2016, 12, 1), date(2017, 12, 31))


def test_a_period_without_limits_is_always() -> None:
    assert parse_period(None, None) == ALWAYS


def test_a_period_that_runs_backwards_is_refused_with_both_texts() -> None:
    with pytest.raises(DateError, match=r'"2017" is later than "2016-12-15"'):
        parse_period("2017", "2016-12-15")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2016-12-15", "2016-12-15"),
        ("2017-12?", "2017-12?"),
        ("2016-12-15/2016-12-16", "2016-12-15 to 2016-12-16"),
        ("2017-12-11/2017-12-13?", "2017-12-11 to 2017-12-13?"),
        ("2014-04-29/..", "since 2014-04-29"),
        ("2014-04-29/", "2014-04-29, end unknown"),
        ("../2017", "until 2017"),
        ("/2017", "until 2017"),
        ("[..2017-12-10]", "2017-12-10 or earlier"),
        ("[2014..]", "2014 or later"),
        ("[2014..2016]", "2014 to 2016"),
        ("[2016-12-15, 2016-12-16]", "2016-12-15 or 2016-12-16"),
    ],
)
def test_a_date_is_read_in_words(text: str, words: str) -> None:
    assert in_words(text) == words


@given(edtf())
def test_words_keep_every_digit_and_doubt_of_a_date(text: str) -> None:
    def said(of: str) -> str:
        return "".join(character for character in of if character in "0123456789X?~%")

    assert said(in_words(text)) == said(text)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("2017-12-11", "on 11 December 2017"),
        ("2017-12", "in December 2017"),
        ("2017", "in 2017"),
        ("2017-12-01?", "on 1 December 2017 (date uncertain)"),
        ("2017-12-11/2017-12-13", "from 11 to 13 December 2017"),
        ("2017-11-30/2017-12-02~", "from 30 November to 2 December 2017 (date uncertain)"),
        ("2016-12-31/2017-01-01", "from 31 December 2016 to 1 January 2017"),
        ("2016-12-31/2017", "from 31 December 2016 to 2017"),
        ("2016/2017", "from 2016 to 2017"),
        ("2016-05-01/2016-05-01", "on 1 May 2016"),
        ("2014/..", "at a date given as since 2014"),
        ("[2014..2016]", "at a date given as 2014 to 2016"),
        ("201X", "at a date given as 201X"),
        ("", "at a date not recorded"),
    ],
)
def test_dates_are_told_as_part_of_a_sentence(text: str, prose: str) -> None:
    assert in_prose(text) == prose


@given(edtf())
def test_every_date_that_can_be_read_can_be_told(text: str) -> None:
    try:
        parse(text)
    except DateError:
        return
    assert in_prose(text).startswith(("on ", "in ", "from ", "at a date given as "))
