"""What property tests draw from: dates, their readings, and small worlds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import strategies as st

import samples
from bilat.dates import Bounds
from bilat.model import Dataset, OfficeHolding, Record
from bilat.selection import Selection

START = date(2016, 12, 10)
DAYS = 6
Draw = st.DrawFn


def day(number: int) -> date:
    return START + timedelta(days=number)


def moved(bounds: Bounds, days: int) -> Bounds:
    """The same bounds some days later."""

    def later(bound: date | None) -> date | None:
        return bound + timedelta(days=days) if bound else None

    return Bounds(
        later(bounds.earliest_begin),
        later(bounds.latest_begin),
        later(bounds.earliest_end),
        later(bounds.latest_end),
    )


Span = tuple[date | None, date | None]
_numbers = st.none() | st.integers(0, DAYS - 1)
shifts = st.integers(-400, 400)


@st.composite
def spans(draw: Draw) -> Span:
    """Two days in order, either of which may be unknown."""
    low, high = draw(_numbers), draw(_numbers)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return None if low is None else day(low), None if high is None else day(high)


@st.composite
def any_bounds(draw: Draw) -> Bounds:
    """Four bounds that leave at least one reading."""
    begin = draw(spans())
    end = draw(spans().filter(lambda span: not (begin[0] and span[1]) or begin[0] <= span[1]))
    return Bounds(*begin, *end)


def readings(bounds: Bounds) -> list[tuple[int, int]]:
    """Every first and last day the bounds allow, from the far past (-1) to the far future."""

    def number(bound: date | None, missing: int) -> int:
        return missing if bound is None else (bound - START).days

    begins = range(number(bounds.earliest_begin, -1), number(bounds.latest_begin, DAYS) + 1)
    ends = range(number(bounds.earliest_end, -1), number(bounds.latest_end, DAYS) + 1)
    return [(begin, end) for begin in begins for end in ends if begin <= end]


@st.composite
def edtf_days(draw: Draw) -> str:
    """One EDTF date of any precision."""
    exact = draw(st.dates(date(1800, 1, 1), date(2199, 12, 31))).isoformat()
    year, month, _ = exact.split("-")
    coarser = (exact, f"{year}-{month}", year, f"{year[:3]}X", f"{year[:2]}XX", f"{year}-XX-XX")
    written: str = draw(st.sampled_from(coarser))
    return written + draw(st.sampled_from(["", "", "?", "~", "%"]))


@st.composite
def edtf(draw: Draw) -> str:
    """Any kind of EDTF text that curators write; some of them run backwards."""
    one, other = draw(edtf_days()), draw(edtf_days())
    forms = (one, f"{one}/{other}", f"{one}/..", f"{one}/", f"../{one}", f"/{one}")
    lists = (
        f"[..{one}]",
        f"[{one}..]",
        f"[{one}..{other}]",
        f"[{one},{other}]",
        f"[{one}, ..{other}]",
    )
    chosen: str = draw(st.sampled_from(forms + lists))
    return chosen


@st.composite
def records(draw: Draw) -> Record:
    """A meeting, an alliance or a claim on any dates."""
    kind = draw(st.sampled_from(["meeting", "alliance", "claim"]))
    realis = draw(st.sampled_from(["occurred", "announced"])) if kind == "meeting" else ""
    return Record(
        "record", kind, bounds=draw(any_bounds()), realis=realis, contested=draw(st.booleans())
    )


@st.composite
def selections(draw: Draw) -> Selection:
    """Any period and any date, asked for with days or with open sides."""
    return Selection(
        period=draw(any_bounds().map(_outer)),
        as_of=draw(st.none() | any_bounds().map(_outer)),
    )


def _outer(bounds: Bounds) -> Bounds:
    begin, end = bounds.earliest_begin, bounds.latest_end
    return Bounds(begin, begin, end, end)


def tight(bounds: Bounds) -> Bounds:
    """Without days that no reading uses: nothing ends before it began."""
    begins = [day for day in (bounds.latest_begin, bounds.latest_end) if day]
    ends = [day for day in (bounds.earliest_end, bounds.earliest_begin) if day]
    return Bounds(
        bounds.earliest_begin,
        min(begins, default=None),
        max(ends, default=None),
        bounds.latest_end,
    )


PERSONS = tuple(f"person:{letter}" for letter in "abcde")
STATES = ("state:east", "state:west")


@st.composite
def day_texts(draw: Draw) -> str:
    """A day of that week, or one of some days in a row."""
    low, high = sorted((draw(st.integers(0, DAYS - 1)), draw(st.integers(0, DAYS - 1))))
    return f"{day(low)}" if low == high else f"[{day(low)}..{day(high)}]"


@st.composite
def span_texts(draw: Draw) -> str:
    """The same, or some days from first to last, or one side of that week without end."""
    low, high = sorted((draw(st.integers(0, DAYS - 1)), draw(st.integers(0, DAYS - 1))))
    one, other = day(low), day(high)
    open_ended = (f"[..{one}]", f"[{one}..]", f"{one}/..", f"../{one}", f"{one}/")
    forms = (f"{one}", f"{other}", f"[{one}..{other}]", f"{one}/{other}", *open_ended)
    return draw(st.sampled_from(forms if low < high else (f"{one}", *open_ended)))


@st.composite
def meetings(draw: Draw, id_: str = "meeting") -> Record:
    """Two or three at a table, on good terms or bad, on a day more or less exactly known."""
    who = draw(st.lists(st.sampled_from(PERSONS + STATES), min_size=2, max_size=3, unique=True))
    score = draw(st.sampled_from([7.0, 7.0, 0.0, -4.0]))
    return samples.meeting(id_, draw(day_texts()), *who, score=score)


@st.composite
def visits(draw: Draw, id_: str = "visit") -> Record:
    visitor = draw(st.sampled_from(PERSONS))
    host = draw(st.sampled_from(PERSONS + STATES).filter(lambda actor: actor != visitor))
    return samples.visit(id_, draw(day_texts()), visitor, host)


@st.composite
def terms(draw: Draw) -> OfficeHolding:
    """A person in an office of a state, from or until some day of that week."""
    low, high = sorted((draw(st.integers(0, DAYS - 1)), draw(st.integers(0, DAYS - 1))))
    term = draw(st.sampled_from(["2010/2020", f"{day(low)}/{day(high)}", f"2010/{day(high)}"]))
    return samples.office(draw(st.sampled_from(PERSONS)), draw(st.sampled_from(STATES)), term)


@st.composite
def worlds(draw: Draw) -> Dataset:
    """Up to seven events among five persons and two states, and who held which office."""
    kinds = draw(st.lists(st.sampled_from([meetings, meetings, visits]), max_size=7))
    events = [draw(kind(f"event-{number}")) for number, kind in enumerate(kinds)]
    everybody = [samples.entity(actor) for actor in PERSONS + STATES]
    return samples.dataset(*everybody, *events, *draw(st.lists(terms(), max_size=4)))


FOUR_STATES = (samples.JAPAN, samples.RUSSIA, samples.AMERICA, "state:china")


@st.composite
def relations(draw: Draw) -> list[Record]:
    """Acts, pacts and quarrels among four states, on any dates."""
    made: list[Record] = []
    for number in range(draw(st.integers(3, 9))):
        pair = draw(st.sampled_from(list(combinations(FOUR_STATES, 2))))
        score = draw(st.sampled_from([-9.0, -1.0, 0.0, 1.0, 9.0]))
        kinds = [samples.act("", *pair, score), samples.pact(*pair), samples.quarrel(*pair)]
        kind = draw(st.sampled_from(kinds))
        made.append(replace(kind, id=f"r{number}", bounds=draw(any_bounds())))
    return made


periods = any_bounds().map(
    lambda b: Bounds(b.earliest_begin, b.earliest_begin, b.latest_end, b.latest_end)
)


FEW = (*PERSONS[:4], STATES[0])


@st.composite
def histories(draw: Draw) -> Dataset:
    """Many events among four persons and a state, with dates and sources of every kind."""

    def told(number: int) -> Record:
        # Neighbours in a row for the most part, so that there are long chains and parallel ties.
        anybody = st.lists(st.sampled_from(FEW), min_size=2, max_size=3, unique=True)
        who = draw(st.sampled_from([*map(list, pairwise(FEW))] * 2) | anybody)
        when, name = draw(span_texts()), f"event-{number}"
        visit = len(who) == 2 and number % 4 == 0
        record = samples.visit(name, when, *who) if visit else samples.meeting(name, when, *who)
        documents = draw(st.sampled_from([(), ("one",), ("one", "two"), ("two", "three", "four")]))
        return replace(
            samples.sourced(record, *documents),
            score=draw(st.sampled_from([7.0, 7.0, 7.0, 7.0, 0.0, -4.0])),
            unconfirmed=draw(st.sampled_from([(), (), (), (), ("when",)])),
            contested=draw(st.sampled_from([False, False, False, True])),
        )

    events = [told(number) for number in range(draw(st.integers(6, 14)))]
    everybody = [samples.entity(actor) for actor in PERSONS + STATES]
    return samples.dataset(*everybody, *events, *draw(st.lists(terms(), max_size=2)))
