"""What property tests draw from: dates, their readings, and small worlds."""

from __future__ import annotations

from datetime import date, timedelta

from bilat.dates import Bounds
from hypothesis import strategies as st

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
    return draw(st.sampled_from(coarser)) + draw(st.sampled_from(["", "", "?", "~", "%"]))


@st.composite
def edtf(draw: Draw) -> str:
    """Any kind of EDTF text that curators write; some of them run backwards."""
    one, other = draw(edtf_days()), draw(edtf_days())
    forms = (one, f"{one}/{other}", f"{one}/..", f"{one}/", f"../{one}", f"/{one}")
    lists = (f"[..{one}]", f"[{one}..]", f"[{one}..{other}]", f"[{one},{other}]", f"[{one}, ..{other}]")
    return draw(st.sampled_from(forms + lists))
