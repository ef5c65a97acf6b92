"""Who stands where, and what ties whom: the picture before it has coordinates.

A *tie* is a bundle: all records between one pair. A *shore* is the side of one of two states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from bilat.model import Claim, Dataset, Listing, Record
from bilat.network import pairs

TONES = ("cooperation", "conflict", "other")
SIDES = ("left", "right", "top", "free")
LANES = ("pair", "talks", "other", "conflict", "listing", "claim")
COOPERATIVE_QUADS = (1, 2)
STATUSES = ("firm", "announced", "contested", "cancelled")

_TALKS = ("meeting", "dialogue", "visit", "call")
_COOPERATION = (*_TALKS, "exercise", "transaction", "alliance", "membership")
_CONFLICT = ("measure", "military-action", "listing", "dispute")
# An office ties a person to an organisation of the same state: true, and no relation between two.
_NOT_DRAWN = ("office", "claim", "listing")

Pair = tuple[str, str]
# The states each actor of a record stood for.
States = Mapping[str, tuple[str, ...]]
_NONE: States = {}


class Tie(NamedTuple):
    """All drawn records between two actors, by index; ``one`` is left of or above ``other``."""

    one: str
    other: str
    records: tuple[int, ...]


@dataclass(frozen=True)
class Scene:
    """The records in date order, the actors with their side, and the ties between them.

    ``inner`` are the ties within one shore: two shores leave them out, other views draw them.
    ``listings`` are the indexes of sanctions listings by target: badges, not ties. ``pair`` are
    the two persons with most talks between them, if anybody talked twice. ``left_out`` is the
    number of actors beyond the cap of the view: those with fewest records, and their ties.
    ``concerned`` is everybody a record names.
    """

    left: str | None
    right: str | None
    records: tuple[Record, ...]
    sides: Mapping[str, str]
    ties: tuple[Tie, ...]
    listings: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    pair: tuple[str, str] | None = None
    left_out: int = 0
    inner: tuple[Tie, ...] = ()
    concerned: frozenset[str] = frozenset()

    @property
    def is_dyad(self) -> bool:
        """Whether the picture has two shores."""
        return self.left is not None and self.right is not None

    def on(self, side: str) -> list[str]:
        """The actors on one side, in id order."""
        return sorted(actor for actor, place in self.sides.items() if place == side)

    @cached_property
    def weights(self) -> Counter[str]:
        """Number of drawn records and listings an actor takes part in."""
        seen: dict[str, set[int]] = {actor: set() for actor in self.sides}
        for one, other, records in self.ties:
            seen[one].update(records)
            seen[other].update(records)
        counted = Counter({actor: len(found) for actor, found in seen.items()})
        # A listing is no tie and has one target: none is counted twice.
        for target, listed in self.listings.items():
            imposing = (one for at in listed for one in authorities(self.records[at]))
            for end in dict.fromkeys((target, *imposing)):
                counted[end] += len(listed)
        return +counted


def tone(record: Record) -> str:
    """Cooperation or conflict by PLOVER's quad, else by the score's sign, else by the kind."""
    if record.quad:
        return "cooperation" if record.quad in COOPERATIVE_QUADS else "conflict"
    if record.score:
        return "cooperation" if record.score > 0 else "conflict"
    if record.kind in _CONFLICT:
        return "conflict"
    return "cooperation" if record.kind in _COOPERATION else "other"


def status(record: Record) -> str:
    """How firmly a record stands; what did not take place is never drawn."""
    if record.realis == "cancelled":
        return "cancelled"
    if record.contested:
        return "contested"
    return "announced" if record.realis == "announced" else "firm"


def lane(record: Record, pair: tuple[str, str] | None) -> str:
    """The row of the time strip a record is counted in; empty for what has no row."""
    if record.kind in ("listing", "claim"):
        return record.kind
    if record.layer == "situation" or status(record) == "cancelled":
        return ""
    if tone(record) == "conflict":
        return "conflict"
    if record.kind in _TALKS:
        return "pair" if pair and all(record.involves(one) for one in pair) else "talks"
    return "other"


def authorities(record: Record) -> tuple[str, ...]:
    """Who imposes a listing."""
    return record.authorities if isinstance(record, Listing) else ()


def short_name(dataset: Dataset, actor: str) -> str:
    """The short name, else the code in a state's id, else the initials of a long label."""
    entity = dataset.entities.get(actor)
    if entity and entity.short_name:
        return entity.short_name
    if entity and entity.kind == "state":
        return actor.rpartition(":")[2].upper()[:3]
    label = dataset.label(actor)
    words = label.split()
    return "".join(word[0] for word in words).upper() if len(words) > 1 else label[:6]


def build(dataset: Dataset, records: Sequence[Record], most: int = 1500) -> Scene:
    """The scene of some records: two shores if there are two states, else a free network.

    At most so many actors are drawn, those with most records.
    """
    ordered = tuple(sorted(records, key=_in_date_order))
    met = _met(dataset, ordered)
    left, right = _shores(dataset, met.states)
    home = _homes(dataset, met.states, met.actors)
    tied = {end for pair in met.bundles for end in pair}
    listings: Mapping[str, Sequence[int]] = met.listings
    if left and right:
        # Whom others list, and who stands for neither state, has no part in what is between them.
        ours = tied | {left, right} | {who for who, of in home.items() if of in (left, right)}
        listings = {target: found for target, found in listings.items() if target in ours}
    drawn = tied | _ends_of(ordered, listings)
    sides = {actor: _side(home.get(actor), left, right) for actor in drawn}
    if left and right:
        sides |= {left: "left", right: "right"}
    ties, inner = _ties(met.bundles, sides)
    pair = _busiest(dataset, ordered, ties)
    lists = {target: tuple(found) for target, found in listings.items()}
    scene = Scene(left, right, ordered, sides, ties, lists, pair, 0, inner, met.concerned)
    return scene if len(sides) <= most else _strongest(scene, most)


def _strongest(scene: Scene, most: int) -> Scene:
    """The scene with its heaviest actors alone; the two states stay whatever they weigh."""
    weights = scene.weights
    heads = (scene.left, scene.right)
    ranked = sorted(scene.sides, key=lambda actor: (actor not in heads, -weights[actor], actor))
    kept = set(ranked[:most])
    return replace(
        scene,
        sides={actor: side for actor, side in scene.sides.items() if actor in kept},
        ties=tuple(tie for tie in scene.ties if {tie.one, tie.other} <= kept),
        inner=tuple(tie for tie in scene.inner if {tie.one, tie.other} <= kept),
        left_out=len(ranked) - len(kept),
    )


def _in_date_order(record: Record) -> tuple[date, date, str]:
    """By the first day that is known of a record, the undated last."""
    edges = record.bounds
    if edges.earliest_begin and edges.latest_end:
        return edges.earliest_begin, edges.latest_end, record.id
    days = (edges.earliest_begin, edges.latest_begin, edges.earliest_end, edges.latest_end)
    known = [day for day in days if day]
    return (known[0], known[-1], record.id) if known else (date.max, date.max, record.id)


@dataclass(slots=True)
class _Met:
    """What is met in the records, looked at once each: there can be many thousands.

    ``states`` are those each actor of a record stood for then; ``bundles`` the indexes of records
    by unordered pair, ``listings`` by target; ``concerned`` everybody a record names.
    """

    states: list[States] = field(default_factory=list)
    actors: set[str] = field(default_factory=set)
    bundles: dict[Pair, list[int]] = field(default_factory=dict)
    listings: dict[str, list[int]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    @property
    def concerned(self) -> frozenset[str]:
        return frozenset(self.actors | self.others)


def _met(dataset: Dataset, records: Iterable[Record]) -> _Met:
    met = _Met()
    # A person who never held an office stands for nobody: of many thousands most are such.
    nobody = {
        id_
        for id_, entity in dataset.entities.items()
        if entity.kind == "person" and id_ not in dataset.holdings
    }
    for index, record in enumerate(records):
        actors = [part.actor for part in record.participants]
        met.actors.update(actors)
        states = _NONE
        if not nobody.issuperset(actors):
            states = {one: tuple(dataset.states_of(one, record.bounds)) for one in actors}
        met.states.append(states)
        if isinstance(record, Listing):
            met.listings.setdefault(record.target, []).append(index)
            met.others.update(record.authorities)
        elif isinstance(record, Claim):
            about = (id_ for id_ in record.about if id_ in dataset.entities)
            met.others.update(record.held_by, about)
        if record.kind not in _NOT_DRAWN and record.realis != "cancelled":
            _bundle(met.bundles, index, record, states)
    return met


def _bundle(bundles: dict[Pair, list[int]], index: int, record: Record, states: States) -> None:
    """Put a record with the pairs it ties; a state counts only where nobody stands for it."""
    stood_for = {state for actor in states for state in states[actor] if state != actor}
    tied = {
        (one, other) if one < other else (other, one)
        for one, other in pairs(record)
        if one not in stood_for and other not in stood_for
    }
    for pair in tied:
        bundles.setdefault(pair, []).append(index)


def _shores(dataset: Dataset, mapped: Iterable[States]) -> tuple[str | None, str | None]:
    """The two states of the dataset's description, else those with most records between them."""
    told = dataset.description
    if told.left_state and told.right_state:
        return told.left_state, told.right_state
    counted: Counter[tuple[str, str]] = Counter()
    for actors in mapped:
        states = {state for found in actors.values() for state in found}
        if len(states) > 1:
            counted.update(combinations(sorted(states), 2))
    if not counted:
        return None, None
    return min(counted, key=lambda pair: (-counted[pair], pair))


def _homes(
    dataset: Dataset, mapped: Iterable[States], actors: Iterable[str]
) -> dict[str, str | None]:
    """The state an actor stood for most often in these records, else its country."""
    counted: dict[str, Counter[str]] = {}
    for found in mapped:
        for actor, states in found.items():
            if states:
                counted.setdefault(actor, Counter()).update(states)
    homes: dict[str, str | None] = {}
    for actor in actors:
        if actor in counted:
            homes[actor] = _most_frequent(counted[actor])
        else:
            homes[actor] = dataset.entities[actor].country if actor in dataset.entities else None
    return homes


def _most_frequent(states: Counter[str]) -> str:
    return min(states, key=lambda state: (-states[state], state))


def _side(state: str | None, left: str | None, right: str | None) -> str:
    if left is None or right is None:
        return "free"
    return {left: "left", right: "right"}.get(state or "", "top")


def _ends_of(records: Sequence[Record], listings: Mapping[str, Sequence[int]]) -> set[str]:
    imposing = {a for found in listings.values() for i in found for a in authorities(records[i])}
    return imposing | set(listings)


def _ties(
    bundles: Mapping[Pair, Sequence[int]], sides: Mapping[str, str]
) -> tuple[tuple[Tie, ...], tuple[Tie, ...]]:
    """The bundles that cross, and those within one shore, which there would hide the others."""
    rank = {side: place for place, side in enumerate(("left", "top", "right", "free"))}
    ties: list[Tie] = []
    inner: list[Tie] = []
    for pair in sorted(bundles):
        low, high = pair
        side, facing = sides[low], sides[high]
        one, other = pair if rank[side] <= rank[facing] else (high, low)
        crosses = side != facing or side == "free"
        (ties if crosses else inner).append(Tie(one, other, tuple(bundles[pair])))
    return tuple(ties), tuple(inner)


def _busiest(dataset: Dataset, records: Sequence[Record], ties: Iterable[Tie]) -> Pair | None:
    """The two persons with most talks between them; two talks are the least worth a row."""
    best: tuple[int, str, str] | None = None
    for tie in ties:
        if len(tie.records) == 1:
            continue
        ends = (dataset.entities.get(tie.one), dataset.entities.get(tie.other))
        if all(end is not None and end.kind == "person" for end in ends):
            talks = sum(records[index].kind in _TALKS for index in tie.records)
            if talks > 1 and (best is None or talks > best[0]):
                best = (talks, tie.one, tie.other)
    return best[1:] if best else None
