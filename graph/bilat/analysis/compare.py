"""What changed in the world between two dates: what began, ended, happened and became contested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from bilat.analysis.cards import concerns
from bilat.dates import Bounds, first_of, last_of
from bilat.model import Dataset, Evidence, OfficeHolding, Record
from bilat.selection import Selection, in_date_order

CHANGES = ("began", "ended", "happened", "contested")


@dataclass(frozen=True, slots=True)
class Change:
    """A record, what became of it, and between which days.

    ``change`` is one of ``CHANGES``; ``day`` bounds the day it began, ended or became contested, or
    the days it happened on. ``facets`` says in what it is contested; none is the record as a whole;
    ``against`` are the passages that doubt or deny it or support what excludes it, earliest first.
    ``partner`` is the holding of the same office that came before (began) or after (ended).
    """

    change: str
    record: Record
    day: Bounds
    certain: bool
    facets: tuple[str, ...] = ()
    against: tuple[Evidence, ...] = ()
    partner: OfficeHolding | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes, by sort and date.

    ``unrecorded`` is how many records may have begun, ended or become contested as well for all
    that is known, no source bounding the day: ``found`` has them only if that was asked for.
    """

    found: tuple[Change, ...]
    unrecorded: int


def changes(
    dataset: Dataset,
    between: Bounds,
    selection: Selection,
    *,
    about: Sequence[str] = (),
    unrecorded: bool = False,
) -> Changes:
    """What changed in a period, of the records a selection picks whatever their dates.

    A change is certain if it falls into the period on every reading of the record's dates, the
    record itself being settled: neither contested nor only announced, its date confirmed. With
    ``about``, only records that bear on all of these; one that does so through an office that was
    possibly held then is possible at most.
    """
    found: list[Change] = []
    left_out: set[str] = set()
    for record in selection.of(dataset):
        bearing = [_bears_on(dataset, record, id_) for id_ in about]
        if None in bearing or record.realis == "cancelled":
            continue
        for item in _of(dataset, record, between):
            sure = item.certain and all(bearing)
            if unrecorded or not _is_unrecorded(item):
                found.append(replace(item, certain=sure))
            else:
                left_out.add(record.id)
    kept = [item for item in _with_successors(found) if item.certain or not selection.certain]
    return Changes(tuple(sorted(kept, key=_order)), len(left_out))


def _of(dataset: Dataset, record: Record, between: Bounds) -> Iterator[Change]:
    """Everything that became of one record in the period, certainly or possibly."""
    turns: list[tuple[str, Bounds]] = []
    if record.layer == "situation":
        turns += [("began", record.bounds.beginning), ("ended", record.bounds.ending)]
    elif record.layer == "event":
        turns.append(("happened", record.bounds))
    for change, day in turns:
        if day.possibly_overlaps(between):
            yield Change(change, record, day, record.settled and day.certainly_within(between))
    for day, facets, against, dated in _disputes(dataset, record):
        if day.possibly_overlaps(between):
            sure = dated and day.certainly_within(between)
            yield Change("contested", record, day, sure, facets, _earliest_first(dataset, against))


def _is_unrecorded(item: Change) -> bool:
    """Whether nothing but silence allows the change: no source bounds the day on that side."""
    no_begin, no_end = item.day.earliest_begin is None, item.day.latest_end is None
    return {"began": no_begin, "ended": no_end, "contested": no_begin or no_end}.get(
        item.change, False
    )


def _earliest_first(dataset: Dataset, passages: Iterable[Evidence]) -> tuple[Evidence, ...]:
    def issued(item: Evidence) -> tuple[date, str]:
        return dataset.said(item).latest_end or date.max, item.id

    return tuple(sorted(passages, key=issued))


_Dispute = tuple[Bounds, tuple[str, ...], list[Evidence], bool]


def _disputes(dataset: Dataset, record: Record) -> Iterator[_Dispute]:
    """When a record became contested: as a whole, and in each facet a passage doubts.

    A dispute is there once both sides can be read: with the first passage that doubts or denies,
    but not before the record's own first source; or with the first source of whichever of two
    records that exclude each other came later. All are issue dates of originals; the last value
    says whether sources confirm them.
    """
    doubts: dict[str, list[Evidence]] = {}
    for item in record.evidence:
        if not item.supports:
            doubts.setdefault(item.on_property, []).append(item)
    if not (doubts or record.contradicts):
        return
    mine = [item for item in record.evidence if item.supports]
    for facet, passages in sorted(doubts.items()):
        if facet:
            day = _both_said(dataset, mine, passages)
            yield day, (facet,), passages, _confirmed(dataset, [*mine, *passages], day)
    against = [doubts[""]] if "" in doubts else []
    for id_ in record.contradicts:
        rival = dataset.records.get(id_)
        if rival:
            against.append([item for item in rival.evidence if item.supports])
    if against:
        day = first_of(_both_said(dataset, mine, passages) for passages in against)
        others = list(chain.from_iterable(against))
        yield day, (), others, _confirmed(dataset, [*mine, *others], day)


def _both_said(dataset: Dataset, one: Iterable[Evidence], other: Iterable[Evidence]) -> Bounds:
    """When the later of two sides was first put forward."""
    return last_of([first_of(map(dataset.said, side)) for side in (one, other)])


def _confirmed(dataset: Dataset, passages: Iterable[Evidence], day: Bounds) -> bool:
    """Whether sources confirm when the documents that a day follows from were issued."""
    originals = (dataset.original(item.document) for item in passages)
    return not any(
        "issued" in original.unconfirmed and original.issued_bounds.possibly_overlaps(day)
        for original in originals
    )


def _bears_on(dataset: Dataset, record: Record, id_: str) -> bool | None:
    """Whether a record certainly (true) or possibly (false) bears on something; None: it doesn't.

    It does by naming it, through a body of it, or through somebody who stood for it then.
    """
    held = (record.organisation,) if isinstance(record, OfficeHolding) else ()
    named = concerns(record, id_)
    if named or any(id_ in dataset.ancestors(part) for part in (*record.actors, *held)):
        return True
    stood = [dataset.states_of(actor, record.bounds).get(id_) for actor in record.actors]
    return None if stood.count(None) == len(stood) else any(stood)


def _with_successors(found: Sequence[Change]) -> Iterator[Change]:
    """The changes, each handover of an office with both its holders.

    One follows another where it is the only one to begin on the other's last day or the next, on
    some reading, and the other is the only one it so follows.
    """
    offices: dict[str, tuple[list[Change], list[Change]]] = {}
    for item in found:
        if isinstance(item.record, OfficeHolding) and item.change in ("began", "ended"):
            ended, began = offices.setdefault(item.record.office, ([], []))
            (began if item.change == "began" else ended).append(item)
    partners: dict[tuple[str, str], OfficeHolding] = {}
    for ended, began in offices.values():
        pairs = [(old, new) for old in ended for new in began if _hands_over(old, new)]
        for old, new in pairs:
            alone = sum(old in pair or new in pair for pair in pairs) == 1
            if alone and isinstance(old.record, OfficeHolding):
                partners["began", new.record.id] = old.record
            if alone and isinstance(new.record, OfficeHolding):
                partners["ended", old.record.id] = new.record
    for item in found:
        yield replace(item, partner=partners.get((item.change, item.record.id)))


def _hands_over(old: Change, new: Change) -> bool:
    """Whether the new holder began on the last day of the old one, or on the next."""
    same_holder = old.record.actors == new.record.actors
    if same_holder or _is_unrecorded(old) or _is_unrecorded(new):
        return False
    return new.day.possibly_overlaps(old.day.or_next_day())


def _order(item: Change) -> tuple[int, date, date, str]:
    begin, end = item.day.earliest_begin or date.min, item.day.latest_end or date.max
    return CHANGES.index(item.change), begin, end, in_date_order(item.record)[2]
