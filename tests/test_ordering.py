"""Rows of records against every reading of their dates, also where a record comes back."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bilat.analysis.ordering import Order, vagueness
from bilat.model import Record
from oracle import openness, possible, sure
from samples import ABE, PUTIN, meeting
from strategies import span_texts

ORDERS = [(strict, surely) for strict in (False, True) for surely in (False, True)]


def order(*, strict: bool = False, surely: bool = False) -> Order:
    return Order(strict, surely, spend=lambda _: None)


def dated(*texts: str) -> list[Record]:
    """A record for each date; the same text twice is the same record."""
    return [meeting(text, text, ABE, PUTIN) for text in texts]


@st.composite
def options(draw: st.DrawFn) -> list[list[Record]]:
    """One to four hops with one to three records each, of five in all."""
    pool = [meeting(f"m{number}", draw(span_texts()), ABE, PUTIN) for number in range(5)]
    hop = st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique_by=lambda item: item.id)
    return draw(st.lists(hop, min_size=1, max_size=4))


@settings(max_examples=400)
@given(options(), st.sampled_from(ORDERS))
def test_the_first_row_that_is_in_order_is_chosen(
    hops: list[list[Record]], kind: tuple[bool, bool]
) -> None:
    strict, surely = kind
    holds = sure if surely else possible
    rows = [row for row in itertools.product(*hops) if holds(row, strict=strict)]
    chosen = order(strict=strict, surely=surely).choose(hops)
    assert chosen == (list(rows[0]) if rows else None)
    for row in itertools.product(*hops):
        back = any(row[i].id == row[j].id for i in range(4) for j in range(i + 2, len(row)))
        event(f"comes back: {back}, in order: {row in rows}")


@settings(max_examples=200)
@given(options(), st.booleans())
def test_the_doubtful_are_those_whose_order_with_a_neighbour_is_not_sure(
    hops: list[list[Record]], strict: bool
) -> None:
    row = [records[0] for records in hops]
    pairs = [pair for pair in itertools.pairwise(row) if not sure(pair, strict=strict)]
    found = order(strict=strict).doubtful(row)
    assert {record.id for record in found} == {item.id for pair in pairs for item in pair}


@given(span_texts(), span_texts())
def test_what_is_more_open_is_vaguer(one: str, other: str) -> None:
    left, right = dated(one, other)
    if openness(left) < openness(right):
        assert vagueness(left) < vagueness(right)


@pytest.mark.parametrize(
    ("texts", "certain", "on_time"),
    [
        (("2016-05", "2016-06"), True, True),
        (("2016-05-01", "2016-05-01"), True, True),
        (("2016-05-01/2016-05-03", "2016-05-03/2016-05-04"), True, True),
        # A visit and a meeting in the middle of it are in no order.
        (("2016-05-01/2016-05-03", "2016-05-02"), False, False),
        (("2016-05", "2016-05-02"), False, True),
        (("2016-06", "2016-05"), False, False),
        (("[2016..]", "2018"), False, True),
        (("2018", "[..2017]"), False, False),
    ],
)
def test_a_hop_begins_when_the_one_before_has_ended(
    texts: tuple[str, ...], certain: bool, on_time: bool
) -> None:
    one, other = dated(*texts)
    if one.id == other.id:
        other = meeting("another", texts[1], ABE, PUTIN)
    assert order(surely=True).allows([[one], [other]]) is certain
    assert order().allows([[one], [other]]) is on_time


def test_strictly_the_same_day_is_too_early() -> None:
    one, other = meeting("1", "2016-05-01", ABE, PUTIN), meeting("2", "2016-05-01", ABE, PUTIN)
    assert not order(strict=True).allows([[one], [other]])
    (next_day,) = dated("2016-05-02")
    assert order(strict=True, surely=True).allows([[one], [next_day]])


def test_one_event_on_two_hops_is_in_order_with_itself_but_not_strictly() -> None:
    (talks,) = dated("2016")
    assert order(surely=True).allows([[talks], [talks]])
    assert not order(strict=True).allows([[talks], [talks]])


def test_a_record_that_comes_back_keeps_its_dates() -> None:
    wide, day, days = dated("2016", "2016-05-01", "2016-05-01/2016-05-02")
    assert order().allows([[wide], [day], [wide]])
    assert not order(strict=True).allows([[wide], [day], [wide]])
    assert not order().allows([[wide], [days], [wide]])
    assert (
        order().choose([[wide], [days], [wide, day, meeting("z", "2017", ABE, PUTIN)]]) is not None
    )


def test_a_record_follows_another_where_it_cannot_follow_itself() -> None:
    wide, day = dated("2016", "2016-05-01")
    assert order(strict=True).choose([[wide, day], [wide]]) == [day, wide]
    assert order(strict=True).choose([[wide], [wide, day]]) == [wide, day]


def test_what_is_weighed_is_counted() -> None:
    spent: list[int] = []
    counting = Order(strict=False, surely=False, spend=spent.append)
    counting.choose([dated("2015", "2016"), dated("2017")])
    assert sum(spent) >= 3
