"""Who claims what, and the sides of a dispute next to each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bilat.model import Claim, Dataset, Evidence, Record
from bilat.selection import in_date_order


@dataclass(frozen=True, slots=True)
class Dispute:
    """Claims and records that exclude each other, or one that a passage doubts; earliest first.

    ``doubts`` are the passages that doubt or deny a side. ``latest`` is the side that came last,
    which could know what the others could not; None if dates do not tell.
    """

    sides: tuple[Record, ...]
    doubts: tuple[Evidence, ...]
    latest: str | None


def disputes(dataset: Dataset, claims: Iterable[Claim]) -> list[Dispute]:
    """The disputes some claims are part of, by date of their first side."""
    found = []
    seen: set[str] = set()
    for claim in sorted(claims, key=in_date_order):
        if claim.contested and claim.id not in seen:
            sides = _connected(dataset, claim)
            seen |= {side.id for side in sides}
            found.append(_dispute(sides))
    return found


def _connected(dataset: Dataset, claim: Claim) -> list[Record]:
    """A claim with all that contradicts it, and what contradicts these."""
    reached = {claim.id: dataset.records[claim.id]}
    waiting = [claim.id]
    while waiting:
        for other in dataset.records[waiting.pop()].contradicts:
            if other not in reached and other in dataset.records:
                reached[other] = dataset.records[other]
                waiting.append(other)
    return sorted(reached.values(), key=in_date_order)


def _dispute(sides: list[Record]) -> Dispute:
    doubts = tuple(item for side in sides for item in side.evidence if not item.supports)
    last, before = sides[-1], sides[:-1]
    later = bool(before) and all(side.bounds.certainly_before(last.bounds) for side in before)
    return Dispute(tuple(sides), doubts, last.id if later else None)
