"""Groups of actors with more ties inside than chance would put there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from bilat.analysis.centrality import WEIGHTS, one_sign
from bilat.errors import UsageError
from bilat.network import together

# Pairs up to which networkx's own Louvain takes a fraction of a second.
SMALL = 5_000
_STRONGEST = 3
MOST_RESOLUTION = 1_000


@dataclass(frozen=True, slots=True)
class Tie:
    """A pair inside a group, its strength and the records behind it."""

    one: str
    other: str
    strength: float
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """A group: members by the strength of their ties inside it, strongest first.

    ``inner`` and ``outer`` are the strengths of the ties inside and of those that lead out.
    """

    members: tuple[tuple[str, float], ...]
    inner: float
    outer: float
    strongest: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Communities:
    """All groups, largest first, with what they were found by and how well they part the network.

    ``modularity`` is the share of strength inside groups above what chance would put there, times
    ``resolution``: below 1 groups are larger, above it smaller.
    """

    groups: tuple[Community, ...]
    modularity: float
    resolution: float
    seed: int
    network: str
    weight: str
    nodes: int
    pairs: int
    engine: str


def find(
    graph: nx.DiGraph[str], *, weight: str = "number", resolution: float = 1.0, seed: int = 0
) -> Communities:
    """Groups by Louvain's method on one undirected edge a pair of ``network.counted``.

    The same graph, seed and resolution give the same groups. Raises ``UsageError`` for a weight or
    resolution that makes no sense.
    """
    if weight not in WEIGHTS:
        raise UsageError(f'no weight "{weight}" (choose from: {", ".join(WEIGHTS)})')
    if not 0 < resolution <= MOST_RESOLUTION:
        raise UsageError(
            f"a resolution is above 0, up to {MOST_RESOLUTION}, not {resolution:g} (1 is usual)"
        )
    network = graph.graph.get("projection", "")
    if network == "bipartite" and weight not in ("none", "number"):
        raise UsageError("an actor's tie to a record has no score (leave out --weight)")
    chosen = one_sign(graph, weight, others="cooperation or number")
    if chosen == "conflict":
        raise UsageError("conflict holds no group together (choose --weight cooperation or number)")
    flat = _in_order(together(graph, chosen))
    strength = None if chosen == "none" else "strength"
    found, engine = _partition(flat, strength, resolution, seed)
    return Communities(
        groups=tuple(_described(flat, found, strength)),
        modularity=nx.community.modularity(flat, found, strength, resolution) if found else 0.0,
        resolution=resolution,
        seed=seed,
        network=network,
        weight=weight,
        nodes=flat.number_of_nodes(),
        pairs=flat.number_of_edges(),
        engine=engine,
    )


def _in_order(flat: nx.Graph[str]) -> nx.Graph[str]:
    """The same graph in one order of nodes and edges: that of the files plays no part."""
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(flat))
    ordered.add_edges_from(sorted(flat.edges(data=True), key=lambda edge: sorted(edge[:2])))
    return ordered


def _partition(
    flat: nx.Graph[str], strength: str | None, resolution: float, seed: int
) -> tuple[list[set[str]], str]:
    """The groups, each in one piece, and what computed them."""
    engine, backend = f"networkx {nx.__version__}", dict[str, Any]()
    if flat.number_of_edges() > SMALL:
        from bilat.analysis import compiled  # noqa: PLC0415  numpy, for large networks only

        engine, backend = compiled.engine(), {"backend": compiled.NAME}
    if not flat:
        return [], engine
    groups = nx.community.louvain_communities(
        flat, weight=strength, resolution=resolution, seed=seed, **backend
    )
    # Louvain may leave a group in two pieces; parting them only raises the modularity.
    pieces = [
        set(piece) for group in groups for piece in nx.connected_components(flat.subgraph(group))
    ]
    return sorted(pieces, key=lambda group: (-len(group), min(group))), engine


def _described(
    flat: nx.Graph[str], groups: Sequence[set[str]], strength: str | None
) -> list[Community]:
    group_of = {node: index for index, group in enumerate(groups) for node in group}
    inside = dict.fromkeys(flat, 0.0)
    inner, outer = [0.0] * len(groups), [0.0] * len(groups)
    ties: list[list[Tie]] = [[] for _ in groups]
    for one, other, found in flat.edges(data=True):
        value = float(found["strength"]) if strength else 1.0
        if group_of[one] == group_of[other]:
            inner[group_of[one]] += value
            inside[one] += value
            inside[other] += value
            ties[group_of[one]].append(Tie(one, other, found["strength"], tuple(found["records"])))
        else:
            outer[group_of[one]] += value
            outer[group_of[other]] += value
    return [
        Community(
            tuple(sorted(((node, inside[node]) for node in group), key=_strongest_first)),
            inner[index],
            outer[index],
            tuple(sorted(ties[index], key=_strongest_tie_first)[:_STRONGEST]),
        )
        for index, group in enumerate(groups)
    ]


def _strongest_first(member: tuple[str, float]) -> tuple[float, str]:
    return -member[1], member[0]


def _strongest_tie_first(tie: Tie) -> tuple[float, str, str]:
    return -tie.strength, tie.one, tie.other
