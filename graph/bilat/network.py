"""Records to networkx: the projections every path and ranking is computed on.

All three are ``MultiDiGraph``; the key of an edge is the id of its record, so that one event is one
tie however many sources report it. Claims are reported, not asserted, and never become ties.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, KeysView
from itertools import permutations, product
from typing import Any, TypeAlias

import networkx as nx

from bilat import collection
from bilat.errors import UsageError
from bilat.model import (
    ACTOR_ROLES,
    EVENT_KINDS,
    RECIPIENT_ROLES,
    Dataset,
    Record,
)
from bilat.selection import Selection

# Structural situations map persons to states; as ties they would say nothing about a relation.
SIGNED_SITUATIONS = {"alliance": 1, "dispute": -1, "listing": -1}
PROJECTIONS = ("actors", "states", "bipartite")
_FAINTEST = 0.05

Network: TypeAlias = "nx.MultiDiGraph[str]"
Counted: TypeAlias = "nx.DiGraph[str]"
# Ties by the pair they lead between: key and PLOVER score.
Ties: TypeAlias = dict[tuple[str, str], dict[str, float]]


def actors(
    dataset: Dataset,
    selection: Selection,
    *,
    layer: str = "event",
    same_side: bool = False,
) -> nx.MultiDiGraph[str]:
    """Persons, bodies, groups and companies; a state only where nobody of its side is named.

    Ties between attendees run both ways, others from the one who acts to the one who receives.
    ``layer`` is ``event`` or ``situation``, which are never mixed; ``same_side`` adds the ties
    between two who stood for one state, such as two ministers of it at one table.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(projection="actors", layer=layer)
    sides = _Sides(dataset)
    for record in _tie_records(dataset, selection, layer):
        for one, other, shared in sides.ties(record):
            if same_side or not shared:
                _add_tie(graph, dataset, record, one, other, same_side=shared)
    _describe(graph, dataset)
    return graph


def states(dataset: Dataset, selection: Selection, *, layer: str = "event") -> nx.MultiDiGraph[str]:
    """States, each participant mapped to the state it stood for then; one tie a record and pair.

    ``via`` names the two participants behind a tie, ``certain`` whether the mapping and the date
    leave no doubt. There is no tie within one state.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(projection="states", layer=layer)
    for record in _tie_records(dataset, selection, layer):
        for one, other in pairs(record):
            for left, left_sure in dataset.states_of(one, record.bounds).items():
                for right, right_sure in dataset.states_of(other, record.bounds).items():
                    sure = left_sure and right_sure
                    if left != right and not _has_sure_tie(graph, left, right, record.id):
                        _add_tie(graph, dataset, record, left, right, via=(one, other), sure=sure)
    _describe(graph, dataset)
    return graph


def _has_sure_tie(graph: Network, one: str, other: str, key: str) -> bool:
    """Whether a pair of participants has already made a tie that is certain."""
    return graph.has_edge(one, other, key) and bool(graph.edges[one, other, key]["certain"])


def bipartite(
    dataset: Dataset, selection: Selection, *, layer: str = "event"
) -> nx.MultiDiGraph[str]:
    """Actors (``bipartite`` 0) and records (1); an edge leads from actor to record, key = role."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(projection="bipartite", layer=layer)
    for record in selection.of(dataset):
        if record.layer == layer and record.realis != "cancelled":
            for part in record.participants:
                graph.add_edge(part.actor, record.id, key=part.role)
    for node in graph:
        in_records = node in dataset.records
        graph.nodes[node].update(
            label=dataset.label(node), kind=dataset.thing(node).kind, bipartite=int(in_records)
        )
    return graph


def _tie_records(dataset: Dataset, selection: Selection, layer: str) -> Iterator[Record]:
    for record in selection.of(dataset):
        wanted = record.kind in SIGNED_SITUATIONS if layer == "situation" else True
        if record.layer == layer and wanted and record.realis != "cancelled":
            yield record


_EQUALS = ("attendee", "party")
# The roles of two between whom a tie runs from the first to the second.
_TYING = frozenset((*product(_EQUALS, _EQUALS), *product(ACTOR_ROLES, RECIPIENT_ROLES)))


def pairs(record: Record) -> list[tuple[str, str]]:
    """Ordered pairs of participants between whom the record is a tie; by several roles, several."""
    return [
        (one.actor, other.actor)
        for one, other in permutations(record.participants, 2)
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

    def ties(self, record: Record) -> list[tuple[str, str, bool]]:
        """The pairs a record ties, each with whether both stood for one state.

        Without the states for which somebody else is named.
        """
        # One alone who can stand for a state has nobody on their side and is no state spoken for.
        bound = [part.actor for part in record.participants if part.actor not in self._free]
        if len(bound) <= 1:
            return [(one, other, False) for one, other in pairs(record)]
        stood = {actor: self._dataset.states_of(actor, record.bounds).keys() for actor in bound}
        represented = {state for actor, states in stood.items() for state in states - {actor}}
        return [
            (one, other, bool(stood.get(one, _NOBODY) & stood.get(other, _NOBODY)))
            for one, other in pairs(record)
            if one not in represented and other not in represented
        ]


_NOBODY: KeysView[str] = {}.keys()


def _add_tie(  # noqa: PLR0913  an edge has this many sides
    graph: nx.MultiDiGraph[str],
    dataset: Dataset,
    record: Record,
    one: str,
    other: str,
    *,
    via: tuple[str, str] | None = None,
    same_side: bool = False,
    sure: bool = True,
) -> None:
    graph.add_edge(
        one,
        other,
        key=record.id,
        **tie(dataset, record),
        via=via or (one, other),
        same_side=same_side,
        certain=sure and record.settled,
    )


def tie(dataset: Dataset, record: Record) -> dict[str, Any]:
    """What every edge of a record carries: PLOVER's numbers, dates and sources.

    ``weight`` is |score| / 10 and ``distance`` its inverse, since betweenness wants a distance and
    a score is a strength; a weight of 0 counts as 0.05 there. ``sign`` is that of the score.
    ``n_verified`` counts passages held against their text; loading alone verifies none.
    """
    score = record.score if record.layer == "event" else 10.0 * SIGNED_SITUATIONS[record.kind]
    weight = abs(score) / 10
    return {
        "event": record.id,
        "label": record.label(),
        "kind": record.kind,
        "layer": record.layer,
        "plover": record.plover,
        "score": score,
        "quad": record.quad,
        "sign": (score > 0) - (score < 0),
        "weight": weight,
        "distance": 1 / max(weight, _FAINTEST),
        "directed": not record.reciprocal,
        "when": record.when,
        "begin": record.begin.isoformat() if record.begin else None,
        "end": record.end.isoformat() if record.end else None,
        "realis": record.realis,
        "contested": record.contested,
        "n_sources": dataset.sources(record),
        "n_verified": sum(item.verification == "verified" for item in record.evidence),
    }


def _describe(graph: nx.MultiDiGraph[str], dataset: Dataset) -> None:
    for node in graph:
        graph.nodes[node].update(label=dataset.label(node), kind=dataset.entities[node].kind)


@collection.paused()
def linked(dataset: Dataset, selection: Selection) -> nx.Graph[str]:
    """The pairs of ``actors`` without negative ties, as fast as the records can be read.

    One undirected edge a pair, with the ids of its ``records``; nodes have their ``kind``. What a
    search for chains runs on: through hundreds of thousands of events it costs no more than reading
    each of them once.
    """
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    sides = _Sides(dataset)
    for record in selection.among(dataset):
        if record.kind not in _EVENTS or record.score < 0 or record.realis == "cancelled":
            continue
        for one, other, shared in sides.ties(record):
            pair = (one, other) if one < other else (other, one)
            if not shared and pair not in found:
                found[pair] = {"records": [record.id]}
            elif not shared and found[pair]["records"][-1] != record.id:
                found[pair]["records"].append(record.id)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from((one, other, tie) for (one, other), tie in found.items())
    for actor, attributes in graph.nodes(data=True):
        attributes["kind"] = dataset.entities[actor].kind
    return graph


_EVENTS = frozenset(EVENT_KINDS)


def counted(dataset: Dataset, selection: Selection, projection: str) -> nx.DiGraph[str]:
    """The ties of a projection without their attributes, which is all that a ranking asks for.

    One edge a direction of a pair, with ``count`` of its ties and ``ties``: their keys (the ids of
    records, in ``bipartite`` the roles) and PLOVER scores. The same as ``lean`` of the projection,
    made in a fraction of the time.
    """
    if projection == "bipartite":
        return lean(bipartite(dataset, selection))
    if projection not in PROJECTIONS:
        raise UsageError(f'no network "{projection}" (choose from: {", ".join(PROJECTIONS)})')
    found: Ties = {}
    sides = _Sides(dataset)
    for record in _tie_records(dataset, selection, "event"):
        if projection == "actors":
            ends = [(one, other) for one, other, shared in sides.ties(record) if not shared]
        else:
            ends = list(_ends_of_states(dataset, record))
        for pair in ends:
            found.setdefault(pair, {})[record.id] = record.score
    return _of_ties(found, projection)


def lean(graph: nx.MultiDiGraph[str]) -> nx.DiGraph[str]:
    """A projection with one edge a direction of a pair, as ``counted`` makes it."""
    found: Ties = {}
    for one, other, key, score in graph.edges(keys=True, data="score", default=0.0):
        found.setdefault((one, other), {})[key] = score
    return _of_ties(found, graph.graph.get("projection", ""))


def _of_ties(found: Ties, projection: str) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph(projection=projection)
    graph.add_edges_from(
        (one, other, {"ties": ties, "count": len(ties)}) for (one, other), ties in found.items()
    )
    return graph


def _ends_of_states(dataset: Dataset, record: Record) -> Iterator[tuple[str, str]]:
    for one, other in pairs(record):
        for left in dataset.states_of(one, record.bounds):
            for right in dataset.states_of(other, record.bounds):
                if left != right:
                    yield left, right


def together(graph: nx.DiGraph[str], weight: str = "none") -> nx.Graph[str]:
    """One undirected edge a pair of ``counted``, with ``strength``, ``distance`` and ``records``.

    ``strength`` is the number of ties, or the sum of their PLOVER scores over 10: of the positive
    (``cooperation``) or the negative ones (``conflict``, as a positive number), never of both.
    ``distance`` is its inverse. Pairs without strength are left out. Raises ``UsageError`` for
    scores that cannot be summed.
    """
    found: dict[tuple[str, str], dict[str, float]] = {}
    for one, other, edge in graph.edges(data=True):
        found.setdefault((min(one, other), max(one, other)), {}).update(edge["ties"])
    flat: nx.Graph[str] = nx.Graph(**graph.graph)
    if weight in ("none", "number"):
        flat.add_nodes_from(graph)
        flat.add_edges_from(
            (one, other, _edge(float(len(ties)), [*ties]))
            for (one, other), ties in found.items()
            if ties
        )
        return flat
    for (one, other), ties in found.items():
        kept = {key: _strength(key, score, weight) for key, score in ties.items()}
        records = [key for key, strength in kept.items() if strength > 0]
        if records:
            flat.add_edge(one, other, **_edge(math.fsum(kept.values()), records))
    return flat


def _edge(strength: float, records: list[str]) -> dict[str, Any]:
    return {"strength": strength, "distance": 1 / strength, "records": records}


def _strength(key: str, score: float, weight: str) -> float:
    """What one tie's score adds to the strength of a pair."""
    if not math.isfinite(score):
        raise UsageError(f"the score of {key} is {score} (a weight is a number)")
    return max(score if weight == "cooperation" else -score, 0.0) / 10
