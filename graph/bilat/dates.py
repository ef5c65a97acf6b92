"""Dates as sets of days: EDTF text in, four bounds out.

A curator writes one EDTF literal (ISO 8601-2, levels 0 and 1, and the one-of lists of level 2).
This module turns it into the earliest and latest day on which a thing can have begun and ended.
Every question about time is then one of two comparisons: *possible* on some reading of the dates,
or *certain* on all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "ALWAYS",
    "Bounds",
    "DateError",
    "first_of",
    "in_prose",
    "in_words",
    "last_of",
    "lenient",
    "parse",
    "parse_period",
    "year",
]


class DateError(ValueError):
    """Text that is not an EDTF date this module reads; the message says why."""


class Bounds(NamedTuple):
    """The four days between which something began and ended.

    ``None`` stands for no bound: the far past for the first two, the far future for the last two.
    """

    earliest_begin: date | None
    latest_begin: date | None
    earliest_end: date | None
    latest_end: date | None

    def possibly_overlaps(self, other: Bounds) -> bool:
        """Whether some reading of the dates has a day in common."""
        return _before(self.earliest_begin, other.latest_end) and _before(
            other.earliest_begin, self.latest_end
        )

    def certainly_covers(self, other: Bounds) -> bool:
        """Whether this holds on every day the other can have lasted, on every reading."""
        return (
            self.latest_begin is not None
            and self.earliest_end is not None
            and other.earliest_begin is not None
            and other.latest_end is not None
            and self.latest_begin <= other.earliest_begin
            and other.latest_end <= self.earliest_end
        )

    def certainly_overlaps(self, other: Bounds) -> bool:
        """Whether all readings of both have a day in common."""
        return (
            self.latest_begin is not None
            and other.latest_begin is not None
            and self.earliest_end is not None
            and other.earliest_end is not None
            and self.latest_begin <= other.earliest_end
            and other.latest_begin <= self.earliest_end
        )

    def certainly_meets(self, period: Bounds) -> bool:
        """Whether every reading has a day inside the outer bounds of a period asked for."""
        begun = period.latest_end is None or (
            self.latest_begin is not None and self.latest_begin <= period.latest_end
        )
        lasted = period.earliest_begin is None or (
            self.earliest_end is not None and period.earliest_begin <= self.earliest_end
        )
        return begun and lasted

    def certainly_within(self, period: Bounds) -> bool:
        """Whether every reading lies inside the outer bounds of a period that was asked for."""
        begins = period.earliest_begin is None or (
            self.earliest_begin is not None and period.earliest_begin <= self.earliest_begin
        )
        ends = period.latest_end is None or (
            self.latest_end is not None and self.latest_end <= period.latest_end
        )
        return begins and ends

    def certainly_before(self, other: Bounds) -> bool:
        """Whether every reading ends before any reading of the other begins."""
        return (
            self.latest_end is not None
            and other.earliest_begin is not None
            and self.latest_end < other.earliest_begin
        )

    def certainly_begun_by(self, other: Bounds) -> bool:
        """Whether every reading has begun on the first day the other can have."""
        return (
            self.latest_begin is not None
            and other.earliest_begin is not None
            and self.latest_begin <= other.earliest_begin
        )

    @property
    def beginning(self) -> Bounds:
        """The first day alone, between the earliest and the latest it can have been."""
        first, last = self.earliest_begin, self.latest_begin
        return Bounds(first, last, first, last)

    @property
    def ending(self) -> Bounds:
        """The last day alone, between the earliest and the latest it can have been."""
        first, last = self.earliest_end, self.latest_end
        return Bounds(first, last, first, last)

    def or_next_day(self) -> Bounds:
        """The same, or one day longer."""
        last = self.latest_end
        later = last + timedelta(days=1) if last and last < date.max else last
        return Bounds(self.earliest_begin, self.latest_begin, self.earliest_end, later)

    def within(self, period: Bounds) -> Bounds:
        """The part inside the outer bounds of a period that it possibly overlaps."""
        return Bounds(
            _latest(self.earliest_begin, period.earliest_begin),
            _earliest(_latest(self.latest_begin, period.earliest_begin), period.latest_end)
            if self.latest_begin
            else period.latest_end,
            _latest(_earliest(self.earliest_end, period.latest_end), period.earliest_begin)
            if self.earliest_end
            else period.earliest_begin,
            _earliest(self.latest_end, period.latest_end),
        )

    def holding_at(self, attested: Bounds) -> Bounds:
        """The same, known to hold at a date: it began by then and did not end before."""
        begins = [day for day in (self.latest_begin, attested.latest_end) if day]
        ends = [day for day in (self.earliest_end, attested.earliest_begin) if day]
        return Bounds(
            self.earliest_begin,
            min(begins, default=None),
            max(ends, default=None),
            self.latest_end,
        )


ALWAYS = Bounds(None, None, None, None)


def _before(a: date | None, b: date | None) -> bool:
    """``a <= b`` where a missing begin is the far past and a missing end the far future."""
    return a is None or b is None or a <= b


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def first_of(instants: Iterable[Bounds]) -> Bounds:
    """When the first of some things happened, each on one day; ``ALWAYS`` if there is none."""
    found = list(instants)
    lows = [item.earliest_begin for item in found]
    low = None if None in lows else _earliest(*lows)
    high = _earliest(*(item.latest_end for item in found))
    return Bounds(low, high, low, high)


def last_of(instants: Iterable[Bounds]) -> Bounds:
    """When the last of some things happened, each on one day; ``ALWAYS`` if there is none."""
    found = list(instants)
    highs = [item.latest_end for item in found]
    low = _latest(*(item.earliest_begin for item in found))
    high = None if None in highs else _latest(*highs)
    return Bounds(low, high, low, high)


# A qualifier (uncertain, approximate, both) stands before or after a part of a date, never in it.
_Q = r"[?~%]?"
_DATE = re.compile(
    rf"{_Q}(?P<year>[0-9]{{4}}|[0-9]{{3}}X|[0-9]{{2}}XX){_Q}"
    rf"(?:-{_Q}(?P<month>[0-9]{{2}}|XX){_Q}(?:-{_Q}(?P<day>[0-9]{{2}}|XX){_Q})?)?"
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_HINTS = "write YYYY, YYYY-MM, YYYY-MM-DD, a/b, [..b] or [a..]"


def _last_day(year: int, month: int) -> int:
    """How many days a month has."""
    if month == len(_MONTHS):
        return 31
    return (date(year, month + 1, 1) - timedelta(days=1)).day


def _span(text: str) -> tuple[date, date]:
    """First and last day of one EDTF date (qualifiers are kept for display, not for bounds)."""
    match = _DATE.fullmatch(text)
    if not match:
        message = f'"{text}" is not an EDTF date ({_HINTS})'
        raise DateError(message)
    first_year = int(match["year"].replace("X", "0"))
    last_year = int(match["year"].replace("X", "9"))
    if first_year < 1:
        message = f'"{text}": years before 0001 are not supported'
        raise DateError(message)
    month, day = match["month"], match["day"]
    if month is None or month == "XX":
        if day not in (None, "XX"):
            message = f'"{text}": a day needs a month'
            raise DateError(message)
        return date(first_year, 1, 1), date(last_year, 12, 31)
    if first_year != last_year:
        message = f'"{text}": a month needs a whole year'
        raise DateError(message)
    number = int(month)
    if not 1 <= number <= len(_MONTHS):
        # EDTF 21 to 41 are seasons and quarters, whose days depend on the hemisphere.
        message = f'"{text}": there is no month {month}'
        raise DateError(message)
    last_day = _last_day(first_year, number)
    if day is None or day == "XX":
        return date(first_year, number, 1), date(first_year, number, last_day)
    if not 1 <= int(day) <= last_day:
        message = f'"{text}": that month has no day {day}'
        raise DateError(message)
    exact = date(first_year, number, int(day))
    return exact, exact


def _side(text: str) -> tuple[date | None, date | None]:
    """One side of an interval: empty is unknown, ``..`` is open; neither bounds anything."""
    return (None, None) if text in ("", "..") else _span(text)


def _one_of(text: str) -> Bounds:
    """``[a..b]``, ``[..b]``, ``[a..]``, ``[a,b,c]``: one day among these."""
    lows: list[date | None] = []
    highs: list[date | None] = []
    if not all(item.strip() for item in text.split(",")):
        message = f'"[{text}]" is not an EDTF date ({_HINTS})'
        raise DateError(message)
    for item in text.split(","):
        low, dots, high = item.strip().partition("..")
        lows.append(_span(low)[0] if low else None)
        highs.append(_span(high)[1] if high else None if dots else _span(low)[1])
        if low and high and str(highs[-1]) < str(lows[-1]):
            message = f'"{item.strip()}" ends before it begins'
            raise DateError(message)
    low_bound = None if None in lows else min(day for day in lows if day)
    high_bound = None if None in highs else max(day for day in highs if day)
    if low_bound is None and high_bound is None:
        message = f'"[{text}]" says nothing (give at least one date)'
        raise DateError(message)
    return Bounds(low_bound, high_bound, low_bound, high_bound)


@lru_cache(maxsize=4096)
def parse(text: str) -> Bounds:
    """Bounds of an EDTF literal.

    A single date means *within it*: ``2016-10`` began and ended on some days of that October.
    An interval ``a/b`` began within ``a`` and ended within ``b``; an empty or ``..`` side has no
    bound. Raises ``DateError`` with a hint for anything else.
    """
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text[1:-1])
    left, slash, right = text.partition("/")
    if not slash:
        first, last = _span(left)
        return Bounds(first, last, first, last)
    begin, end = _side(left), _side(right)
    if begin == end == (None, None):
        message = f'"{text}" says nothing (give at least one date)'
        raise DateError(message)
    if begin[0] and end[1] and end[1] < begin[0]:
        message = f'"{text}" ends before it begins'
        raise DateError(message)
    return _in_order(Bounds(begin[0], begin[1], end[0], end[1]))


def lenient(text: str) -> Bounds:
    """The same, but no bounds for a text that is missing or no date: others say that it is none."""
    try:
        return parse(text) if text else ALWAYS
    except DateError:
        return ALWAYS


def _in_order(bounds: Bounds) -> Bounds:
    """Nothing ends before it began, so each side bounds the other."""
    latest_begin, earliest_end = bounds.latest_begin, bounds.earliest_end
    if bounds.latest_end and (latest_begin is None or bounds.latest_end < latest_begin):
        latest_begin = bounds.latest_end
    if bounds.earliest_begin and (earliest_end is None or earliest_end < bounds.earliest_begin):
        earliest_end = bounds.earliest_begin
    return Bounds(bounds.earliest_begin, latest_begin, earliest_end, bounds.latest_end)


def in_words(text: str) -> str:
    """An EDTF text as a person reads it: ``since 2014-04-29``, ``2017-12-11 to 2017-12-13?``."""
    left, slash, right = text.partition("/")
    if slash:
        begin, end = left.replace("..", ""), right.replace("..", "")
        if begin and end:
            return f"{begin} to {end}"
        if begin:
            return f"since {begin}" if right else f"{begin}, end unknown"
        return f"until {end}"
    inside = text[1:-1] if text.startswith("[") else ""
    low, dots, high = inside.partition("..")
    if not inside:
        return text
    if not dots:
        return " or ".join(item.strip() for item in inside.split(","))
    return (
        f"{low} or later" if not high else f"{high} or earlier" if not low else f"{low} to {high}"
    )


def year(number: int) -> Bounds:
    """The days of a calendar year."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    return Bounds(first, first, last, last)


def in_prose(text: str) -> str:
    """When something was, as part of a sentence: ``on 11 December 2017``, ``in May 2014``.

    What is not a plain date or an interval of two is given as ``in_words`` does, in brackets.
    """
    left, slash, right = text.partition("/")
    begin, end = (_plain(side) for side in (left, right or left))
    if begin is None or end is None:
        return f"at a date given as {in_words(text)}" if text else "at a date not recorded"
    unsure = " (date uncertain)" if re.search(r"[?~%]", text) else ""
    if not slash or begin == end:
        return f"{'on' if len(begin) == len('dmy') else 'in'} {' '.join(begin)}{unsure}"
    # The month and year are said once where both sides share them.
    shared = 0
    while begin[-1 - shared :] == end[-1 - shared :] and shared < len(begin) - 1:
        shared += 1
    first = begin[: len(begin) - shared] if len(begin) == len(end) else begin
    return f"from {' '.join(first)} to {' '.join(end)}{unsure}"


def _plain(text: str) -> tuple[str, ...] | None:
    """Day, month in words and year of a date, as many of them as it has; None for other dates."""
    match = _DATE.fullmatch(text)
    if not match or "X" in text:
        return None
    month = _MONTHS[int(match["month"]) - 1] if match["month"] else ""
    day = str(int(match["day"])) if match["day"] else ""
    return tuple(part for part in (day, month, match["year"]) if part)


def parse_period(start: str | None, end: str | None) -> Bounds:
    """The period between two EDTF texts, outer bounds; ``None`` leaves a side open."""
    low = parse(start).earliest_begin if start else None
    high = parse(end).latest_end if end else None
    if low and high and high < low:
        message = f'"{start}" is later than "{end}"'
        raise DateError(message)
    return Bounds(low, low, high, high)
