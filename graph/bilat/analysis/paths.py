"""Chains of people who met: the shortest ones between two actors, each hop a cited record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice

import networkx as nx

from bilat.model import Dataset, Record
from bilat.network import simple

MAX_HOPS = 4
MAX_PATHS = 100
# Chains looked at before a search gives up and says so.
MAX_TRIES = 1_000


@dataclass(frozen=True, slots=True)
class Hop:
    """One step: ``record`` ties ``source`` to ``target``; ``others`` do so as well."""

    source: str
    target: str
    record: Record
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of hops. ``certain`` speaks of the dates: in doubt, ``decides`` names the event."""

    hops: tuple[Hop, ...]
    certain: bool = True
    decides: str | None = None

    @property
    def length(self) -> int:
        """How many hops."""
        return len(self.hops)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The actors along the chain."""
        return (self.hops[0].source, *(hop.target for hop in self.hops))


@dataclass(frozen=True, slots=True)
class Paths:
    """The chains found; ``complete`` is false when the search was cut or more exist."""

    found: tuple[Path, ...]
    complete: bool


Choice = tuple[tuple[Hop, ...], bool, str | None]
Chooser = Callable[[Sequence[str]], Choice | None]


def shortest(  # noqa: PLR0913  one parameter per option of the verb
    graph: nx.MultiDiGraph[str],
    dataset: Dataset,
    start: str,
    goal: str,
    *,
    most: int = 1,
    max_hops: int = MAX_HOPS,
    through_states: bool = False,
    time_respecting: bool = False,
) -> Paths:
    """The ``most`` shortest chains between two actors over ties that are not negative.

    Direction does not matter: to have received somebody is to have met. No state is an inner node
    unless ``through_states``, since nearly everything is two steps from a state. With
    ``time_respecting`` the dates never run backwards along the chain.
    """
    inner = {
        node
        for node in graph
        if node in (start, goal) or through_states or graph.nodes[node]["kind"] != "state"
    }
    friendly = nx.subgraph_view(graph, filter_edge=lambda *edge: graph.edges[edge]["sign"] >= 0)
    flat = simple(friendly, inner)
    if start not in flat or goal not in flat or not nx.has_path(flat, start, goal):
        return Paths((), complete=True)
    choose = _in_time(friendly, dataset) if time_respecting else _best_sourced(friendly, dataset)
    chains = _chains(flat, start, goal, max_hops)
    return _collect(chains, choose, most, dataset)


def _chains(flat: nx.Graph[str], start: str, goal: str, max_hops: int) -> Iterator[list[str]]:
    """Simple chains by length, up to a number of hops."""
    near = nx.single_source_shortest_path_length(flat, goal, cutoff=max_hops)
    from_start = nx.single_source_shortest_path_length(flat, start, cutoff=max_hops)
    useful = [
        node
        for node in flat
        if node in near and from_start.get(node, max_hops) + near[node] <= max_hops
    ]
    if start not in near:
        return
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(useful))
    ties = flat.subgraph(useful).edges
    ordered.add_edges_from(sorted((min(one, other), max(one, other)) for one, other in ties))
    for chain in nx.shortest_simple_paths(ordered, start, goal):
        if len(chain) - 1 > max_hops:
            return
        yield chain


def _collect(chains: Iterator[list[str]], choose: Chooser, most: int, dataset: Dataset) -> Paths:
    """The first so many chains: shorter before longer, and of one length the best sourced first."""
    found: list[Path] = []
    left = MAX_TRIES
    for _, group in groupby(chains, key=len):
        tried = list(islice(group, left))
        left -= len(tried)
        choices = [choice for choice in map(choose, tried) if choice]
        found += sorted((Path(*choice) for choice in choices), key=_by_evidence(dataset))
        if len(found) > most or left == 0:
            return Paths(tuple(found[:most]), complete=False)
    return Paths(tuple(found), complete=True)


def _by_evidence(dataset: Dataset) -> Callable[[Path], tuple[bool, int, int, tuple[str, ...]]]:
    """Certain before possible; then by the weakest hop's sources, all sources, and names."""

    def key(path: Path) -> tuple[bool, int, int, tuple[str, ...]]:
        sources = [dataset.sources(hop.record) for hop in path.hops]
        return not path.certain, -min(sources), -sum(sources), path.nodes

    return key


def _records(graph: nx.MultiDiGraph[str], dataset: Dataset, one: str, other: str) -> list[Record]:
    """The records that tie two actors, best sourced first, then latest."""
    keys = {
        str(key)
        for left, right in ((one, other), (other, one))
        if graph.has_edge(left, right)
        for key in graph[left][right]
    }
    records = [dataset.records[key] for key in keys]
    return sorted(
        records,
        key=lambda record: (
            -dataset.sources(record),
            -(record.begin or date.min).toordinal(),
            record.id,
        ),
    )


def _hop(one: str, other: str, record: Record, records: Sequence[Record]) -> Hop:
    return Hop(one, other, record, tuple(item.id for item in records if item.id != record.id))


def _best_sourced(graph: nx.MultiDiGraph[str], dataset: Dataset) -> Chooser:
    def choose(chain: Sequence[str]) -> Choice:
        hops = []
        for one, other in zip(chain, islice(chain, 1, None), strict=False):
            records = _records(graph, dataset, one, other)
            hops.append(_hop(one, other, records[0], records))
        return tuple(hops), True, None

    return choose


def _in_time(graph: nx.MultiDiGraph[str], dataset: Dataset) -> Chooser:
    """Picks for each hop the record that leaves most time for the rest of the chain."""

    def choose(chain: Sequence[str]) -> Choice | None:
        pairs = list(zip(chain, islice(chain, 1, None), strict=False))
        options = [_records(graph, dataset, one, other) for one, other in pairs]
        surely = _follow(options, surely=True)
        chosen = surely or _follow(options, surely=False)
        if chosen is None:
            return None
        hops = tuple(
            _hop(one, other, record, records)
            for (one, other), record, records in zip(pairs, chosen, options, strict=True)
        )
        return hops, surely is not None, None if surely else _deciding(chosen)

    return choose


def _follow(options: Sequence[Sequence[Record]], *, surely: bool) -> list[Record] | None:
    """One record a hop, none before the one in front of it: on all readings, or on one."""
    now = date.min
    chosen = []
    for records in options:
        reached = []
        for record in records:
            first, last = record.begin or date.min, record.end or date.max
            if surely and first >= now:
                reached.append((last, record))
            elif not surely and last >= now:
                reached.append((max(now, first), record))
        if not reached:
            return None
        now, best = min(reached, key=lambda pair: (pair[0], pair[1].id))
        chosen.append(best)
    return chosen


def _deciding(chosen: Sequence[Record]) -> str:
    """The record whose date is least exact: pinning it down would settle the matter."""

    def width(record: Record) -> int:
        return (record.end or date.max).toordinal() - (record.begin or date.min).toordinal()

    return max(chosen, key=lambda record: (width(record), record.id)).id
