"""Who matters: centrality by networkx's own definitions, on the projection that was asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import networkx as nx

from bilat.analysis import sampling
from bilat.errors import LimitError, UsageError
from bilat.network import lean, together

MEASURES = ("degree", "betweenness", "closeness", "harmonic", "eigenvector", "pagerank", "katz")
WEIGHTS = ("none", "number", "plover", "cooperation", "conflict")

# Nodes times edges. Up to here networkx takes about a second for its slowest measure, and the
# compiled library, a third of a second to import, would gain nothing.
SMALL = 1_000_000
# Seconds a node times edge takes when compiled, measured on 21,315 nodes and 45,000 edges.
COMPILED_SECONDS = {
    ("betweenness", False): 2.5e-8,
    ("betweenness", True): 1.5e-7,
    ("closeness", False): 2e-9,
    ("closeness", True): 5e-8,
    ("harmonic", False): 1.5e-8,
    ("harmonic", True): 5e-8,
}
# Exact betweenness that is expected to take longer is approximated, unless asked for by name.
SOON = 5.0
# What cannot be approximated and is expected to take longer is refused, unless asked for by name.
PATIENCE = 60.0
EPSILON, DELTA = 0.01, 0.1

_MANY_ROUNDS = 1_000
# networkx stops when scores change by less than this times the nodes; its default leaves an error
# in the sixth digit, and on large networks in the second.
_SETTLED = 1e-13
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in the ranking; equal scores share it.

    In a comparison ``change`` is the places gained (+) since, None for who was not there.
    """

    rank: int
    id: str
    score: float
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Approximation:
    """No score is off by more than ``epsilon``, but for a chance of ``delta``."""

    epsilon: float
    delta: float
    paths: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """All ranks, with what was computed on what; ``note`` explains choices made for the reader.

    ``error`` is None where the scores are exact. ``gone`` holds the ranks of those who were in the
    network compared with and are no more; None where nothing was compared.
    """

    ranks: tuple[Rank, ...]
    measure: str
    network: str
    weight: str
    nodes: int
    edges: int
    engine: str
    note: str = ""
    error: Approximation | None = None
    gone: tuple[Rank, ...] | None = None

    @property
    def exact(self) -> bool:
        """Whether the scores are the measure itself."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class _Question:
    """A measure, the graph it is computed on and which attributes of its edges it reads."""

    measure: str
    graph: nx.Graph[str]
    ties: int
    strength: str | None
    distance: str | None
    note: str

    @property
    def size(self) -> int:
        """Nodes times edges."""
        return self.graph.number_of_nodes() * self.graph.number_of_edges()

    @property
    def small(self) -> bool:
        """Whether networkx itself is quick; distances make it some five times slower."""
        return self.size * (5 if self.distance else 1) <= SMALL

    @property
    def expected(self) -> float:
        """Seconds an exact answer takes when compiled; 0 for measures that are quick."""
        cost = COMPILED_SECONDS.get((self.measure, self.distance is not None), 0.0)
        return cost * self.size


Answer = tuple[Mapping[str, float], str, Approximation | None]


def rank(
    graph: nx.DiGraph[str], measure: str, *, weight: str = "none", exact: bool | None = None
) -> Ranking:
    """Rank the nodes of a projection, or of ``network.counted`` of one, highest score first.

    Without weight, measures are computed on all ties as they run, so they equal networkx called by
    hand on the projection. With one, on one undirected edge a pair whose strength is the number of
    records or the sum of PLOVER scores of one sign; so are eigenvector and Katz always, which
    networkx does not define for parallel edges, and every measure of actors and records.

    ``exact`` is True for exact scores however long they take, False for an approximation (of
    betweenness without weight), None for what the size allows. Raises ``UsageError`` with the
    reason when a measure cannot be computed, ``LimitError`` when it would take too long.
    """
    _check(measure, weight, graph.graph.get("projection", ""))
    ties = lean(graph) if isinstance(graph, nx.MultiDiGraph) else graph
    question = _question(ties, measure, weight)
    scores, engine, error = _answer(question, exact=exact)
    ordered = sorted(scores.items(), key=lambda item: (-round(item[1], _DIGITS), item[0]))
    return Ranking(
        ranks=tuple(_ranks(ordered)),
        measure=measure,
        network=ties.graph.get("projection", ""),
        weight=weight,
        nodes=len(question.graph),
        edges=question.ties,
        engine=engine,
        note=question.note,
        error=error,
    )


def _check(measure: str, weight: str, network: str) -> None:
    if measure not in MEASURES:
        raise UsageError(f'no measure "{measure}" (choose from: {", ".join(MEASURES)})')
    if weight not in WEIGHTS:
        raise UsageError(f'no weight "{weight}" (choose from: {", ".join(WEIGHTS)})')
    if network == "bipartite" and weight in _SCORED:
        raise UsageError("an actor's tie to a record has no score (leave out --weight)")
    if weight == "conflict" and measure in ("betweenness", "closeness", "harmonic"):
        raise UsageError(
            f"{measure} wants distances, and conflict brings nobody nearer "
            "(choose --measure degree, eigenvector, pagerank or katz)"
        )


_SCORED = ("plover", "cooperation", "conflict")
_MEANING = {
    "number": "strength = number of records",
    "cooperation": "strength = sum of positive PLOVER scores / 10, other records left out",
    "conflict": "strength = sum of negative PLOVER scores / -10, other records left out",
}


def one_sign(ties: nx.DiGraph[str], weight: str, others: str = "cooperation or conflict") -> str:
    """The weight, with ``plover`` as the sign all scores have. Raises ``UsageError`` if both do.

    ``others`` are the weights to take instead, for the message.
    """
    if weight != "plover":
        return weight
    scores = [score for *_, found in ties.edges(data=True) for score in found["ties"].values()]
    negative = any(score < 0 for score in scores)
    if negative and any(score > 0 for score in scores):
        raise UsageError(
            f"positive and negative scores are never summed (choose --weight {others})"
        )
    return "conflict" if negative else "cooperation"


def _question(ties: nx.DiGraph[str], measure: str, weight: str) -> _Question:
    chosen = one_sign(ties, weight)
    network = ties.graph.get("projection", "")
    _check(measure, chosen, network)
    plain = chosen == "none"
    count = sum(found["count"] for *_, found in ties.edges(data=True))
    if plain and measure not in ("eigenvector", "katz") and network != "bipartite":
        return _Question(measure, ties, count, "count", None, "")
    flat = together(ties, chosen)
    notes = ["one undirected edge a pair", *([] if plain else [_MEANING[chosen]])]
    if network == "bipartite" and not plain:
        notes[-1] = "strength = number of roles in a record"
    if chosen in _SCORED:
        count = sum(len(found["records"]) for *_, found in flat.edges(data=True))
    if ties and not flat:
        raise UsageError(f"no tie has a score of {chosen} here (choose another --weight or dates)")
    if measure == "eigenvector" and flat and not nx.is_connected(flat):
        notes.append("in parts: only the part held together most scores")
    strength, distance = (None, None) if plain else ("strength", "distance")
    return _Question(measure, flat, count, strength, distance, "; ".join(notes) if flat else "")


def _answer(question: _Question, *, exact: bool | None) -> Answer:
    approximable = question.measure == "betweenness" and question.distance is None
    if exact is False and not approximable:
        raise UsageError(
            f"{question.measure} is not approximated here: only betweenness without weight is "
            "(leave out --approximate)"
        )
    if exact is False or (exact is None and approximable and question.expected > SOON):
        drawn = sampling.RandomPaths(question.graph)
        paths = drawn.needed(EPSILON, DELTA)
        # A network without hubs has long paths, which cost more than the exact answer.
        if exact is False or drawn.seconds(paths) < question.expected:
            scores = sampling.betweenness(drawn, EPSILON, DELTA)
            return scores, "random shortest paths", Approximation(EPSILON, DELTA, paths)
    if exact is None and question.expected > PATIENCE:
        raise LimitError(
            f"{question.measure} of {len(question.graph):,} nodes would take about "
            f"{math.ceil(question.expected / 60)} min (--exact waits; narrower dates or "
            "another measure are quicker)"
        )
    return _computed(question)


def _computed(question: _Question) -> Answer:
    plain = f"networkx {nx.__version__}"
    if not question.graph:
        return {}, plain, None
    compute = _MEASURES[question.measure]
    if question.small or question.measure not in _COMPILED:
        try:
            return compute(question, {}), plain, None
        except nx.PowerIterationFailedConvergence:
            if question.measure not in _COMPILED:
                raise _unsettled(question) from None
    from bilat.analysis import compiled  # noqa: PLC0415  numpy, for large networks only

    # networkx would keep the converted graph beside this one, and warn when it is used again.
    vars(question.graph)["__networkx_cache__"] = None
    try:
        scores = compute(question, {"backend": compiled.NAME})
    except nx.PowerIterationFailedConvergence:
        raise _unsettled(question) from None
    solved = question.measure == "eigenvector"
    return scores, compiled.solver() if solved else compiled.engine(), None


def _unsettled(question: _Question) -> UsageError:
    return UsageError(
        f"{question.measure} does not settle on this network (choose another measure)"
    )


def _ranks(ordered: list[tuple[str, float]]) -> list[Rank]:
    found: list[Rank] = []
    for place, (node, score) in enumerate(ordered, start=1):
        ties = found and round(found[-1].score, _DIGITS) == round(score, _DIGITS)
        found.append(Rank(found[-1].rank if ties else place, node, float(score)))
    return found


def compared(now: Ranking, before: Ranking) -> Ranking:
    """The ranking with the change of rank since another (+2 is two places up), and who is gone."""
    earlier = {item.id: item.rank for item in before.ranks}
    here = {item.id for item in now.ranks}
    ranks = tuple(
        replace(item, change=earlier[item.id] - item.rank if item.id in earlier else None)
        for item in now.ranks
    )
    gone = tuple(item for item in before.ranks if item.id not in here)
    note = now.note
    if now.exact != before.exact:
        other = "exact" if before.exact else "approximate"
        note = "; ".join(filter(None, (note, f"compared with {other} scores")))
    return replace(now, ranks=ranks, gone=gone, note=note)


Backend = dict[str, Any]


def _degree(asked: _Question, _backend: Backend) -> Mapping[str, float]:
    """Ties a node has, or their strength, over n - 1: parallel ties count, as in networkx."""
    others = max(len(asked.graph) - 1, 1)
    return {node: reach / others for node, reach in asked.graph.degree(weight=asked.strength)}


def _katz(asked: _Question, _backend: Backend) -> Mapping[str, float]:
    """Katz with half the largest factor that converges, which networkx's fixed 0.1 may exceed."""
    widest = max(reach for _, reach in asked.graph.degree(weight=asked.strength))
    return nx.katz_centrality(
        asked.graph,
        alpha=0.5 / widest,
        max_iter=_MANY_ROUNDS,
        tol=_SETTLED,
        weight=asked.strength,
    )


_COMPILED = ("betweenness", "closeness", "harmonic", "eigenvector")
_MEASURES: dict[str, Callable[[_Question, Backend], Mapping[str, float]]] = {
    "degree": _degree,
    "betweenness": lambda asked, backend: nx.betweenness_centrality(
        asked.graph, weight=asked.distance, **backend
    ),
    "closeness": lambda asked, backend: nx.closeness_centrality(
        asked.graph, distance=asked.distance, **backend
    ),
    "harmonic": lambda asked, backend: nx.harmonic_centrality(
        asked.graph, distance=asked.distance, **backend
    ),
    "eigenvector": lambda asked, backend: nx.eigenvector_centrality(
        asked.graph, max_iter=_MANY_ROUNDS, tol=_SETTLED, weight=asked.strength, **backend
    ),
    "pagerank": lambda asked, _backend: nx.pagerank(
        asked.graph, max_iter=_MANY_ROUNDS, tol=_SETTLED, weight=asked.strength
    ),
    "katz": _katz,
}
