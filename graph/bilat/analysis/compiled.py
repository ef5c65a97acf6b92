"""networkx's measures computed by compiled libraries: the networkx backend named ``bilat``.

networkx finds this module by its entry point and calls it where ``backend="bilat"`` is said:
``nx.betweenness_centrality(graph, backend="bilat")``. Every function has the meaning, the names and
the defaults of networkx's own. Computed on one thread: on several, sums differ in their last digits
from run to run, and an answer would not be the same twice.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

NAME = "bilat"
# numpy solves a part of a network up to this size at once; ARPACK wants more nodes than it finds.
_SOLVED_WHOLE = 100
_SAME = 1e-12


@dataclass(frozen=True)
class Compiled:
    """A graph as arrays: nodes by number, the ends of the edges, the weights asked for."""

    nodes: tuple[Any, ...]
    tails: NDArray[np.int64]
    heads: NDArray[np.int64]
    directed: bool
    weights: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    graph: Mapping[str, Any] = field(default_factory=dict)

    __networkx_backend__ = NAME

    def is_directed(self) -> bool:
        """Whether the edges have a direction."""
        return self.directed

    def is_multigraph(self) -> bool:
        """Parallel edges are refused by ``convert_from_nx``."""
        return False


def convert_from_nx(
    graph: nx.Graph[Any], *, edge_attrs: Mapping[str, Any] | None = None, **_others: Any
) -> Compiled:
    """The arrays of a networkx graph; an edge without a weight has networkx's default of it."""
    if graph.is_multigraph():
        raise NotImplementedError("no parallel edges (make one edge a pair)")
    number = {node: index for index, node in enumerate(graph)}
    size = graph.number_of_edges()
    ends = list(graph.edges)
    weights = {
        name: np.fromiter((w for *_, w in graph.edges(data=name, default=default)), float, size)
        for name, default in (edge_attrs or {}).items()
    }
    return Compiled(
        tuple(graph),
        np.fromiter((number[one] for one, _ in ends), np.int64, size),
        np.fromiter((number[other] for _, other in ends), np.int64, size),
        graph.is_directed(),
        weights,
        dict(graph.graph),
    )


def convert_to_nx(result: Any, **_others: Any) -> Any:
    """Answers are plain Python already."""
    return result


def engine() -> str:
    """What computes: the compiled library with its version, and the way to it."""
    return f"networkit {version('networkit')} by networkx {nx.__version__}"


def solver() -> str:
    """The same for eigenvectors."""
    return f"scipy {version('scipy')} by networkx {nx.__version__}"


def _networkit(graph: Compiled, weight: str | None, *, turned: bool = False) -> tuple[Any, Any]:
    """The library and the graph in it; ``turned`` with every edge the other way."""
    import networkit  # a third of a second, for large networks only

    ends = (graph.heads, graph.tails) if turned else (graph.tails, graph.heads)
    made = networkit.GraphFromCoo(
        ends if weight is None else (graph.weights[weight], ends),
        n=len(graph.nodes),
        directed=graph.directed,
        weighted=weight is not None,
    )
    return networkit, made


def _run(library: Any, algorithm: Any) -> Any:
    """Run an algorithm of the library, and stop waiting for it at Ctrl-C.

    In a thread, since most of them do not listen to Ctrl-C, and one that does says it in words.
    """
    failed: list[RuntimeError] = []

    def work() -> None:
        # The number is one of the thread that sets it.
        library.setNumberOfThreads(1)
        try:
            algorithm.run()
        except RuntimeError as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join()
    if failed and "SIGINT" in str(failed[0]):
        raise KeyboardInterrupt
    if failed:
        raise failed[0]
    return algorithm


def _by_node(graph: Compiled, scores: Iterable[float]) -> dict[Any, float]:
    return dict(zip(graph.nodes, scores, strict=True))


def betweenness_centrality(
    G: Compiled,
    k: int | None = None,
    normalized: bool = True,
    weight: str | None = None,
    endpoints: bool = False,
    seed: Any = None,
) -> dict[Any, float]:
    """As ``networkx.betweenness_centrality`` without ``k`` and ``endpoints``."""
    if k is not None or endpoints or not normalized:
        raise NotImplementedError("only exact and normalised, ends left out")
    between_others = 3
    if len(G.nodes) < between_others:
        return dict.fromkeys(G.nodes, 0.0)
    place = _places(G)
    near = replace(G, tails=place[G.tails], heads=place[G.heads])
    library, graph = _networkit(near, weight)
    found = _run(library, library.centrality.Betweenness(graph, normalized=True))
    return _by_node(G, np.array(found.scores())[place].tolist())


def _places(graph: Compiled) -> NDArray[np.int64]:
    """Numbers for the nodes by which neighbours lie near in memory: a fifth faster, measured."""
    from scipy import sparse
    from scipy.sparse import csgraph

    size = len(graph.nodes)
    half = sparse.coo_array((np.ones(len(graph.tails)), (graph.tails, graph.heads)), (size, size))
    place = np.empty(size, np.int64)
    order = csgraph.reverse_cuthill_mckee((half + half.T).tocsr(), symmetric_mode=True)
    place[order] = np.arange(size)
    return place


def closeness_centrality(
    G: Compiled,
    u: Any = None,
    distance: str | None = None,
    wf_improved: bool = True,
) -> dict[Any, float]:
    """As ``networkx.closeness_centrality``: inward, and scaled by the part that reaches a node."""
    if u is not None or not wf_improved:
        raise NotImplementedError("only for all nodes, scaled by the part that reaches them")
    if len(G.nodes) < 2:  # noqa: PLR2004  one to be close to another
        return dict.fromkeys(G.nodes, 0.0)
    library, graph = _networkit(G, distance, turned=True)
    variant = library.centrality.ClosenessVariant.GENERALIZED
    return _by_node(G, _run(library, library.centrality.Closeness(graph, True, variant)).scores())


def harmonic_centrality(
    G: Compiled,
    nbunch: Any = None,
    distance: str | None = None,
    sources: Any = None,
) -> dict[Any, float]:
    """As ``networkx.harmonic_centrality``: the sum of 1 / distance of those that reach a node."""
    if nbunch is not None or sources is not None:
        raise NotImplementedError("only for all nodes")
    library, graph = _networkit(G, distance, turned=True)
    return _by_node(G, _run(library, library.centrality.HarmonicCloseness(graph, False)).scores())


def eigenvector_centrality(
    G: Compiled,
    max_iter: int = 100,  # nothing is iterated towards
    tol: float = 1.0e-6,
    nstart: Any = None,
    weight: str | None = None,
) -> dict[Any, float]:
    """What ``networkx.eigenvector_centrality`` tends to from equal scores, undirected.

    Of a network in parts only the part with the largest eigenvalue scores; parts that share it do
    so in the proportion they had at the start. Solved, not iterated, so slow settling is no matter.
    """
    if nstart is not None or G.directed:
        raise NotImplementedError("only undirected, from equal scores")
    from scipy import sparse  # as networkit above
    from scipy.sparse import csgraph

    size = len(G.nodes)
    values = np.ones(len(G.tails)) if weight is None else G.weights[weight]
    half = sparse.coo_array((values, (G.tails, G.heads)), shape=(size, size))
    matrix = (half + half.T).tocsr()
    count, part_of = csgraph.connected_components(matrix, directed=False)
    order = np.argsort(part_of, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(part_of, minlength=count))[:-1])
    # An eigenvalue is at most the largest row sum: small parts need no solving.
    reach = np.asarray(matrix.sum(axis=1)).ravel()
    most = [float(reach[part].max()) for part in parts]
    best, found = 0.0, list[tuple[float, NDArray[np.int64], NDArray[np.float64]]]()
    for index in sorted(range(count), key=lambda index: (-most[index], index)):
        if most[index] < best * (1 - _SAME):
            break
        part = parts[index]
        value, vector = _largest(matrix[part][:, part])
        best = max(best, value)
        found.append((value, part, vector))
    scores = np.zeros(size)
    for value, part, vector in found:
        if value >= best * (1 - _SAME):
            scores[part] = vector * vector.sum()
    return _by_node(G, (scores / np.linalg.norm(scores)).tolist())


def _largest(matrix: Any) -> tuple[float, NDArray[np.float64]]:
    """The largest eigenvalue of a connected part, and its vector of length 1 above 0."""
    size = matrix.shape[0]
    if size <= _SOLVED_WHOLE:
        values, vectors = np.linalg.eigh(matrix.toarray())
    else:
        from scipy.sparse.linalg import ArpackNoConvergence, eigsh

        try:
            values, vectors = eigsh(matrix, k=1, which="LA", v0=np.ones(size), maxiter=100 * size)
        except ArpackNoConvergence:
            raise nx.PowerIterationFailedConvergence(100 * size) from None
    vector = np.abs(vectors[:, -1])
    return float(values[-1]), vector / np.linalg.norm(vector)


def louvain_communities(
    G: Compiled,
    weight: str | None = "weight",
    resolution: float = 1,
    threshold: float = 0.0000001,  # the library has its own
    max_level: int | None = None,
    seed: int | random.Random | None = None,
) -> list[set[Any]]:
    """As ``networkx.community.louvain_communities``, undirected; the seed shuffles the nodes."""
    if max_level is not None or G.directed:
        raise NotImplementedError("only undirected, to the last level")
    size = len(G.nodes)
    place = list(range(size))
    rng = seed if isinstance(seed, random.Random) else random.Random(seed)  # noqa: S311  no secret
    rng.shuffle(place)
    moved = np.array(place, np.int64)
    shuffled = Compiled(G.nodes, moved[G.tails], moved[G.heads], directed=False, weights=G.weights)
    library, graph = _networkit(shuffled, weight)
    found = _run(library, library.community.PLM(graph, refine=True, gamma=resolution, par="none"))
    group_of = found.getPartition().getVector()
    groups: dict[int, set[Any]] = {}
    for index, node in enumerate(G.nodes):
        groups.setdefault(group_of[place[index]], set()).add(node)
    return list(groups.values())
