"""Who matters: centrality by networkx's own definitions, on the projection that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import networkx as nx

from bilat.errors import UsageError
from bilat.network import simple

MEASURES = ("degree", "betweenness", "closeness", "harmonic", "eigenvector", "pagerank", "katz")
NETWORKS = ("actors", "states", "bipartite")
_MANY_ROUNDS = 2_000


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in the ranking; equal scores share it. ``change`` is against the date compared."""

    rank: int
    id: str
    score: float
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """All ranks, with what was computed on what; ``note`` explains a choice made for the reader."""

    ranks: tuple[Rank, ...]
    measure: str
    network: str
    weighted: bool
    nodes: int
    edges: int
    engine: str
    note: str = ""


def rank(graph: nx.MultiDiGraph[str], measure: str, *, weighted: bool = False) -> Ranking:
    """Rank the nodes of a projection, highest score first.

    Unweighted measures are computed on the graph itself, so they equal networkx called by hand.
    With ``weighted``, on one undirected edge a pair whose strength is the number of records; so
    are eigenvector and Katz always, which networkx does not define for parallel edges. Raises
    ``UsageError`` with the reason when a measure cannot be computed.
    """
    network = graph.graph.get("projection", "")
    if measure not in MEASURES:
        raise UsageError(f'no measure "{measure}" (choose from: {", ".join(MEASURES)})')
    scores, note = _scores(graph, measure, weighted=weighted, network=network)
    ordered = sorted(scores.items(), key=lambda item: (-round(item[1], 12), item[0]))
    return Ranking(
        ranks=tuple(_ranks(ordered)),
        measure=measure,
        network=network,
        weighted=weighted,
        nodes=graph.number_of_nodes(),
        edges=graph.number_of_edges(),
        engine=f"networkx {nx.__version__}",
        note=note,
    )


def _ranks(ordered: list[tuple[str, float]]) -> list[Rank]:
    found: list[Rank] = []
    for place, (node, score) in enumerate(ordered, start=1):
        ties = found and round(found[-1].score, 12) == round(score, 12)
        found.append(Rank(found[-1].rank if ties else place, node, float(score)))
    return found


def _scores(
    graph: nx.MultiDiGraph[str], measure: str, *, weighted: bool, network: str
) -> tuple[Mapping[str, float], str]:
    if not graph:
        return {}, ""
    flat = weighted or measure in ("eigenvector", "katz") or network == "bipartite"
    if not flat:
        return _ON_ALL_TIES[measure](graph), ""
    note = "one undirected edge a pair"
    note += ", strength = number of records" if weighted else ""
    plain = simple(graph)
    try:
        return _ON_PAIRS[measure](plain, weighted), note
    except nx.PowerIterationFailedConvergence:
        raise UsageError(
            f"{measure} does not settle on this network (choose another measure)"
        ) from None


def compared(now: Ranking, before: Ranking) -> Ranking:
    """The ranking with the change of rank since another: +2 is two places up."""
    earlier = {item.id: item.rank for item in before.ranks}
    ranks = tuple(
        Rank(item.rank, item.id, item.score, earlier[item.id] - item.rank)
        if item.id in earlier
        else item
        for item in now.ranks
    )
    return Ranking(
        ranks, now.measure, now.network, now.weighted, now.nodes, now.edges, now.engine, now.note
    )


_ON_ALL_TIES: dict[str, Callable[[nx.MultiDiGraph[str]], Mapping[str, float]]] = {
    "degree": nx.degree_centrality,
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "harmonic": nx.harmonic_centrality,
    # networkx weighs PageRank by "weight" unless told not to; ours is PLOVER's score.
    "pagerank": lambda graph: nx.pagerank(graph, weight=None),
}


def _strength(graph: nx.Graph[str]) -> dict[str, float]:
    """Records a node has ties by, over n - 1: weighted degree centrality."""
    others = max(len(graph) - 1, 1)
    return {node: count / others for node, count in graph.degree(weight="count")}


def _katz(graph: nx.Graph[str], weighted: bool) -> Mapping[str, float]:  # noqa: FBT001
    """Katz with half the largest factor that converges, which networkx's fixed 0.1 may exceed."""
    widest = max(
        (count for _, count in graph.degree(weight="count" if weighted else None)), default=1
    )
    factor = 0.5 / max(widest, 1)
    return nx.katz_centrality(graph, alpha=factor, max_iter=_MANY_ROUNDS, weight=_count(weighted))


def _count(weighted: bool) -> str | None:  # noqa: FBT001
    return "count" if weighted else None


def _distance(weighted: bool) -> str | None:  # noqa: FBT001
    return "distance" if weighted else None


_ON_PAIRS: dict[str, Callable[[nx.Graph[str], bool], Mapping[str, float]]] = {
    "degree": lambda g, w: _strength(g) if w else nx.degree_centrality(g),
    "betweenness": lambda g, w: nx.betweenness_centrality(g, weight=_distance(w)),
    "closeness": lambda g, w: nx.closeness_centrality(g, distance=_distance(w)),
    "harmonic": lambda g, w: nx.harmonic_centrality(g, distance=_distance(w)),
    "eigenvector": lambda g, w: nx.eigenvector_centrality(
        g, max_iter=_MANY_ROUNDS, weight=_count(w)
    ),
    "pagerank": lambda g, w: nx.pagerank(g, weight=_count(w)),
    "katz": _katz,
}
