"""What the graph knows of one entity, gathered for ``show``."""

from __future__ import annotations

from typing import NamedTuple

from bilat import dates
from bilat.analysis import sanctions
from bilat.analysis.sanctions import Standing
from bilat.model import Claim, Dataset, Entity, Listing, OfficeHolding, Record
from bilat.selection import Selection, in_date_order


class Card(NamedTuple):
    """What passes a selection: offices and listings on its day, records and claims.

    ``held`` are the claims the entity makes.
    """

    entity: Entity
    selection: Selection
    offices: tuple[OfficeHolding, ...]
    standings: tuple[Standing, ...]
    records: tuple[Record, ...]
    claims: tuple[Claim, ...]
    held: tuple[Claim, ...]


def card(dataset: Dataset, entity: Entity, selection: Selection) -> Card:
    """Gather what passes a selection; offices and listings as of its day, if it names one."""
    day = selection.as_of or dates.ALWAYS
    claims = [
        claim
        for claim in dataset.claims
        if concerns(claim, entity.id) and selection.admits(claim, dataset)
    ]
    records = [
        record
        for record in dataset.records.values()
        if record.layer != "claim"
        and concerns(record, entity.id)
        and selection.admits(record, dataset)
    ]
    is_target = any(listing.target == entity.id for listing in dataset.listings)
    listed = sanctions.standings(dataset, day, targets=[entity.id]) if is_target else []
    return Card(
        entity=entity,
        selection=selection,
        offices=tuple(
            held for held in dataset.holdings.get(entity.id, ()) if selection.in_period(held)
        ),
        standings=tuple(
            item
            for item in listed
            if item.status != "possibly" or not (selection.certain and selection.as_of)
        ),
        records=tuple(sorted(records, key=in_date_order)),
        claims=tuple(claim for claim in claims if entity.id in claim.about),
        held=tuple(claim for claim in claims if entity.id in claim.held_by),
    )


def concerns(record: Record, id_: str) -> bool:
    """Whether a record involves an actor, or is at a place, about an object or under an act."""
    return (
        record.involves(id_)
        or id_ in record.places
        or id_ in record.objects
        or (isinstance(record, OfficeHolding) and id_ in (record.office, record.organisation))
        or (isinstance(record, Listing) and id_ in (*record.authorities, *record.legal_basis))
        or (isinstance(record, Claim) and id_ in (*record.about, *record.held_by))
    )
