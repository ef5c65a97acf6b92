"""What surrounds some actors: the records within so many steps of them."""

from __future__ import annotations

from collections.abc import Sequence

from bilat.model import Claim, Dataset, Record


def records(
    data: Dataset, among: Sequence[Record], centre: Sequence[str], hops: int
) -> list[Record]:
    """The records within ``hops`` steps of the actors ``centre``, then what is claimed of these."""
    near = _near(data, among, centre, hops)
    kept = [
        record
        for record in among
        if record.layer != "claim" and any(actor in near for actor in record.actors)
    ]
    shown = {record.id for record in kept} | near
    claims = [record for record in among if isinstance(record, Claim) and shown & {*record.about}]
    return kept + claims


def _near(data: Dataset, among: Sequence[Record], centre: Sequence[str], hops: int) -> set[str]:
    """Actors fewer than ``hops`` steps away, so that their records reach exactly so far."""
    near = set(centre)
    for _ in range(hops - 1):
        near |= {
            actor
            for record in among
            if record.layer == "event" and near & {*record.actors}
            for actor in record.actors
            if data.entities[actor].kind != "state"
        }
    return near
