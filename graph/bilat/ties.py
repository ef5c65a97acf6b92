"""Who is tied to whom by which records, as plain dictionaries: what a search for chains runs on.

The rules are those of ``network.actors``, without its attributes and without networkx, so that a
path through hundreds of thousands of events costs no more than reading each of them once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import KeysView, Sequence
from itertools import combinations
from typing import TypeAlias

from bilat.model import (
    ACTOR_ROLES,
    EVENT_KINDS,
    RECIPIENT_ROLES,
    Dataset,
    Participation,
    Record,
)
from bilat.selection import Selection

# For each actor, those it is tied to, with the ids of the records; both ways one list.
Links: TypeAlias = dict[str, dict[str, list[str]]]

_EQUAL_ROLES = ("attendee", "party")
_TYING = frozenset(
    pair
    for one, other in (
        *((one, other) for one in _EQUAL_ROLES for other in _EQUAL_ROLES),
        *((one, other) for one in ACTOR_ROLES for other in RECIPIENT_ROLES),
    )
    for pair in ((one, other), (other, one))
)
_EVENTS = frozenset(EVENT_KINDS)
_NOBODY: KeysView[str] = {}.keys()


def links(dataset: Dataset, selection: Selection) -> Links:
    """The ties of events that are not negative and not cancelled, one entry a pair.

    A state is tied only where nobody of its side is named, and nobody to their own side.
    """
    found: Links = defaultdict(dict)
    sides = _Sides(dataset)
    for record in selection.among(dataset):
        if record.score < 0 or record.kind not in _EVENTS or record.realis == "cancelled":
            continue
        id_ = record.id
        for one, other in sides.across(record):
            mine = found[one]
            records = mine.get(other)
            if records is None:
                mine[other] = found[other][one] = [id_]
            elif records[-1] != id_:
                records.append(id_)
    return dict(found)


def dated_surely(record: Record) -> bool:
    """Whether a source gives the record's dates and it took place."""
    return "when" not in record.unconfirmed and record.realis in ("", "occurred")


def _pairs(parts: Sequence[Participation]) -> list[tuple[str, str]]:
    """Participants between whom a record is a tie; a pair in several roles comes several times."""
    return [
        (one.actor, other.actor)
        for one, other in combinations(parts, 2)
        if (one.role, other.role) in _TYING and one.actor != other.actor
    ]


class _Sides:
    """The states actors stood for; who can stand for none is told at once."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        held = dataset.holdings
        self._free = {
            id_
            for id_, entity in dataset.entities.items()
            if (id_ not in held if entity.kind == "person" else not dataset.state_of_body(id_))
        }

    def across(self, record: Record) -> list[tuple[str, str]]:
        """The pairs tied from one side to another, less states for which somebody is named."""
        pairs = _pairs(record.participants)
        # One alone who can stand for a state has nobody on their side and is no state spoken for.
        bound = [part.actor for part in record.participants if part.actor not in self._free]
        if len(bound) <= 1:
            return pairs
        stood = {actor: self._dataset.states_of(actor, record.bounds).keys() for actor in bound}
        represented = {state for actor, states in stood.items() for state in states - {actor}}
        return [
            (one, other)
            for one, other in pairs
            if one not in represented
            and other not in represented
            and not stood.get(one, _NOBODY) & stood.get(other, _NOBODY)
        ]
