"""Order in time by trying every reading of the dates: slow, and too plain to be wrong."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from bilat.model import Record
from strategies import readings

Row = Sequence[Record]
Reading = tuple[int, int]


def follows(one: Record, other: Record, first: Reading, second: Reading, *, strict: bool) -> bool:
    """Whether a record on one reading comes after another on one; with itself it is on time."""
    if one.id == other.id:
        return not strict
    return second[0] > first[1] or (second[0] == first[1] and not strict)


def sure(row: Row, *, strict: bool) -> bool:
    """Whether neighbours are in order on all readings of sources that give dates."""
    return all(
        follows(one, other, first, second, strict=strict)
        and (one.id == other.id or (one.settled and other.settled))
        for one, other in itertools.pairwise(row)
        for first in days(one)
        for second in (days(other) if one.id != other.id else [first])
    )


def possible(row: Row, *, strict: bool) -> bool:
    """Whether some reading, the same of a record wherever it stands, has all in order."""

    def some(read: dict[str, Reading], left: Row, last: Record | None) -> bool:
        if not left:
            return True
        here = left[0]
        return any(
            (last is None or follows(last, here, read[last.id], reading, strict=strict))
            and some({**read, here.id: reading}, left[1:], here)
            for reading in ([read[here.id]] if here.id in read else days(here))
        )

    return some({}, row, None)


def days(record: Record) -> list[Reading]:
    """The readings of a record, those without a bound with room for a chain beyond the week."""
    found = readings(record.bounds)
    begins, ends = {begin for begin, _ in found}, {end for _, end in found}
    early = [-4, -3, -2] if record.bounds.earliest_begin is None else []
    late = [7, 8, 9] if record.bounds.latest_end is None else []
    begins |= {*early, *(late if record.bounds.latest_begin is None else ())}
    ends |= {*late, *(early if record.bounds.earliest_end is None else ())}
    return [(begin, end) for begin in sorted(begins) for end in sorted(ends) if begin <= end]


def openness(record: Record) -> tuple[bool, int, int]:
    """How open a date is: not confirmed, without an end or two, or by so many days."""
    found = record.bounds
    sides = ((found.earliest_begin, found.latest_begin), (found.earliest_end, found.latest_end))
    known = [(high - low).days for low, high in sides if low and high]
    return not record.settled, 2 - len(known), sum(known) if len(known) == 2 else 0
