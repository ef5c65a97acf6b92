"""Who was listed by whom on a day, and who dealt with somebody while they were listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bilat import dates
from bilat.dates import Bounds
from bilat.model import Dataset, Listing, Record
from bilat.selection import Selection, in_date_order

STAGES = ("in force", "possibly in force", "announced", "not yet", "lifted")
# Who is received, met or financed, and by whom.
_DEALINGS = (("visitor", "host"), ("attendee", "attendee"), ("borrower", "lender"))


class Standing(NamedTuple):
    """A listing on a day: ``listed``, ``possibly`` or ``not``, and in words why.

    ``stage`` keeps apart what ``not`` may mean: ``not yet``, ``announced`` (a source had it by that
    day, though it was not in force) or ``lifted``; else it is ``in force`` or ``possibly in
    force``. ``announced`` is when the first source before the first day was issued.
    """

    listing: Listing
    authority: str
    status: str
    reason: str
    stage: str
    announced: Bounds | None = None


class Engagement(NamedTuple):
    """A state dealt with an actor that ``authority`` had under sanctions.

    ``certain`` is true if it follows on every reading of all dates; ``within`` are the records
    that are parts of ``event``, such as the talks during a visit.
    """

    state: str
    engaged: str
    authority: str
    certain: bool
    event: Record
    listing: Listing
    within: tuple[Record, ...] = ()


def standings(
    dataset: Dataset, day: Bounds, *, targets: Iterable[str] = (), authority: str | None = None
) -> list[Standing]:
    """Every listing of some targets (all, if none is named) as it stood on a day."""
    wanted = set(targets)
    found = [
        _standing(dataset, listing, source, day)
        for listing in dataset.listings
        for source in listing.authorities
        if (not wanted or listing.target in wanted) and authority in (None, source)
    ]
    order = {stage: number for number, stage in enumerate(STAGES)}
    return sorted(found, key=lambda item: (order[item.stage], *in_date_order(item.listing)))


def _standing(dataset: Dataset, listing: Listing, authority: str, day: Bounds) -> Standing:
    bounds = listing.bounds
    announced = _announced(dataset, listing)
    if day.certainly_before(bounds):
        if announced and announced.certainly_begun_by(day):
            reason = f"announced by {announced.latest_end}, not before {bounds.earliest_begin}"
            return Standing(listing, authority, "not", reason, "announced", announced)
        reason = f"not before {bounds.earliest_begin}"
        return Standing(listing, authority, "not", reason, "not yet", announced)
    if bounds.certainly_before(day):
        reason = f"lifted by {bounds.latest_end}"
        return Standing(listing, authority, "not", reason, "lifted", announced)
    doubt = _doubt(listing, day)
    if doubt:
        return Standing(listing, authority, "possibly", doubt, "possibly in force", announced)
    return Standing(listing, authority, "listed", "", "in force", announced)


def _announced(dataset: Dataset, listing: Listing) -> Bounds | None:
    """When the first source that has the listing as a whole was issued, if that was before it."""
    said = (
        dataset.said(item) for item in listing.evidence if item.supports and not item.on_property
    )
    before = [day for day in said if day.certainly_before(listing.bounds)]
    return dates.first_of(before) if before else None


def _doubt(listing: Listing, day: Bounds) -> str:
    """Why a listing that may have been in force is not certain to have been; empty if it is."""
    bounds = listing.bounds
    if listing.authority_any_of:
        return "at least one of several authorities"
    if bounds.certainly_covers(day):
        unconfirmed = "" if "when" not in listing.unconfirmed else "date not confirmed by a source"
        return "contested by a source" if listing.contested else unconfirmed
    first, last = bounds.latest_begin, bounds.earliest_end
    if not bounds.certainly_begun_by(day) and (first is None or day.earliest_begin):
        exact = first is not None and first == bounds.earliest_begin
        return f"in force from {first}" if exact else "the exact first day is not known"
    if bounds.latest_end:
        return f"may have ended from {last} on"
    return f"last attested {last}; no end recorded" if last else "no end recorded"


def engagements(
    dataset: Dataset,
    selection: Selection,
    *,
    state: str | None = None,
    authority: str | None = None,
) -> list[Engagement]:
    """Who was hosted, met or financed while under another authority's sanctions, in date order.

    A host who is a person counts through the office held that day, a body through its state. What
    was cancelled is left out; what was only announced is possible at most. A state that lists its
    own guest is not meant: the authority is always another.
    """
    found: list[Engagement] = []
    by_target: dict[str, list[Listing]] = {}
    for listing in dataset.listings:
        by_target.setdefault(listing.target, []).append(listing)
    # Talks and the visit they are part of are one dealing, so what is not certain goes last.
    for event in selection._replace(certain=False).of(dataset):
        if event.layer == "event" and event.realis != "cancelled":
            for target, host, sure in _dealings(dataset, event):
                if state in (None, host):
                    for listing in by_target.get(target, ()):
                        within = sure and selection.surely_in_period(event)
                        found.extend(
                            _engaged(dataset, event, listing, host, authority, sure=within)
                        )
    folded = _folded(dataset, found)
    return [item for item in folded if item.certain or not selection.certain]


def _dealings(dataset: Dataset, event: Record) -> Iterator[tuple[str, str, bool]]:
    """Who was dealt with, by which state, and whether the state's part is certain."""
    states: dict[tuple[str, str], bool] = {}
    for guest_role, host_role in _DEALINGS:
        for guest in event.in_role(guest_role):
            own = dataset.states_of(guest, event.bounds)
            for host in event.in_role(host_role):
                for state, sure in dataset.states_of(host, event.bounds).items():
                    if host != guest and state not in own:
                        states[guest, state] = states.get((guest, state), False) or sure
    for (guest, state), sure in states.items():
        yield guest, state, sure


def _engaged(  # noqa: PLR0913  all that decides whether it is one
    dataset: Dataset,
    event: Record,
    listing: Listing,
    host: str,
    authority: str | None,
    *,
    sure: bool,
) -> Iterator[Engagement]:
    if not listing.bounds.possibly_overlaps(event.bounds):
        return
    certain = (
        sure
        and event.settled
        and listing.settled
        and not listing.authority_any_of
        and listing.bounds.certainly_covers(event.bounds)
    )
    for source in listing.authorities:
        own = host in (source, dataset.state_of_body(source))
        if not own and authority in (None, source):
            yield Engagement(host, listing.target, source, certain, event, listing)


def _folded(dataset: Dataset, found: list[Engagement]) -> list[Engagement]:
    """Put the talks during a visit under the visit, if the visit itself is in the answer."""
    answered = {_dealing(item, item.event.id) for item in found}
    under: dict[tuple[str, ...], list[Engagement]] = {}
    for item in found:
        under.setdefault(_dealing(item, _outermost(dataset, item, answered)), []).append(item)
    return [
        item._replace(
            certain=any(part.certain for part in parts),
            within=tuple(
                sorted((part.event for part in parts if part is not item), key=in_date_order)
            ),
        )
        for item in found
        if (parts := under.get(_dealing(item, item.event.id)))
    ]


def _outermost(dataset: Dataset, item: Engagement, answered: set[tuple[str, ...]]) -> str:
    """The event an engagement's event is in the end part of, among those in the answer."""
    seen = {item.event.id}
    current = item.event
    while (
        current.part_of
        and current.part_of not in seen
        and _dealing(item, current.part_of) in answered
    ):
        seen.add(current.part_of)
        current = dataset.records[current.part_of]
    # In a loop of parts nobody is outermost: each then stands for itself.
    return item.event.id if current.part_of in seen else current.id


def _dealing(item: Engagement, event: str) -> tuple[str, ...]:
    return event, item.state, item.engaged, item.authority, item.listing.id
