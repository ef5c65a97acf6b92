"""Rankings are networkx's own measures on the projection, and say what they were computed on."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat import network
from bilat.analysis import centrality
from bilat.analysis.centrality import MEASURES, Approximation, Ranking, compared, rank
from bilat.analysis.sampling import RandomPaths
from bilat.errors import LimitError, UsageError
from bilat.model import Dataset
from bilat.network import Network
from bilat.selection import Selection
from samples import dataset, event, meeting, parts, visit
from strategies import PERSONS, worlds

A, B, C, D, E = PERSONS
AB, AC, BC = (A, B), (A, C), (B, C)
PROJECTIONS: dict[str, Callable[[Dataset, Selection], Network]] = {
    "actors": network.actors,
    "states": network.states,
    "bipartite": network.bipartite,
}
projections = st.sampled_from(sorted(PROJECTIONS))
measures = st.sampled_from(MEASURES)


def actors(data: Dataset) -> Network:
    return network.actors(data, Selection())


def scores(ranking: Ranking) -> dict[str, float]:
    return {item.id: item.score for item in ranking.ranks}


# A met B twice, B met C once, C was visited by D once: worked out by hand.
CHAIN = actors(
    dataset(
        meeting("1", "2014", A, B),
        meeting("2", "2015", A, B),
        meeting("3", "2016", B, C),
        visit("4", "2016", D, C),
    )
)


@pytest.mark.parametrize(
    ("measure", "weighted", "expected"),
    [
        # Each meeting is a tie there and a tie back; the visit is one tie.
        ("degree", False, {A: 4 / 3, B: 6 / 3, C: 3 / 3, D: 1 / 3}),
        ("degree", True, {A: 2 / 3, B: 3 / 3, C: 2 / 3, D: 1 / 3}),
        # From D to A and B, and between A and C: nobody reaches D.
        ("betweenness", False, {A: 0, B: 3 / 6, C: 2 / 6, D: 0}),
        ("betweenness", True, {A: 0, B: 2 / 3, C: 2 / 3, D: 0}),
        ("harmonic", False, {A: 1 + 1 / 2 + 1 / 3, B: 1 + 1 + 1 / 2, C: 1 + 1 / 2 + 1, D: 0}),
        # A pair with two records is half as far apart.
        (
            "harmonic",
            True,
            {A: 2 + 2 / 3 + 2 / 5, B: 2 + 1 + 1 / 2, C: 2 / 3 + 1 + 1, D: 2 / 5 + 1 / 2 + 1},
        ),
        ("closeness", True, {A: 3 / 4.5, B: 3 / 3.5, C: 3 / 3.5, D: 3 / 5.5}),
    ],
)
def test_a_chain_of_four_has_these_scores(
    measure: str, weighted: bool, expected: dict[str, float]
) -> None:
    assert scores(rank(CHAIN, measure, weight="number" if weighted else "none")) == pytest.approx(
        expected
    )


def test_who_scores_highest_comes_first_and_equal_scores_share_a_rank() -> None:
    star = actors(dataset(*(meeting(one, "2016", A, one) for one in (D, C, B))))
    ranking = rank(star, "degree")
    assert [(item.rank, item.id) for item in ranking.ranks] == [(1, A), (2, B), (2, C), (2, D)]
    assert [item.score for item in ranking.ranks] == pytest.approx([2, 2 / 3, 2 / 3, 2 / 3])


def test_the_rank_after_a_shared_one_counts_all_before_it() -> None:
    pairs = [(A, B), (A, C), (B, C), (A, D), (B, D), (D, E)]
    data = dataset(*(meeting(f"{one}{other}", "2016", one, other) for one, other in pairs))
    ranks = [(item.rank, item.id) for item in rank(actors(data), "degree").ranks]
    assert ranks == [(1, A), (1, B), (1, D), (4, C), (5, E)]


def test_differences_of_rounding_are_no_differences() -> None:
    ring = [(A, B), (B, C), (C, D), (D, E), (E, A)]
    data = dataset(*(meeting(f"{one}{other}", "2016", one, other) for one, other in ring))
    for measure in MEASURES:
        assert {item.rank for item in rank(actors(data), measure).ranks} == {1}, measure


# Against networkx called by hand

BY_HAND: dict[str, Callable[[Network], Mapping[str, float]]] = {
    "degree": nx.degree_centrality,
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "harmonic": nx.harmonic_centrality,
}
EQUAL = 1e-9
# networkx stops early unless told not to, which shows from the sixth digit on.
SETTLED: dict[str, Any] = {"max_iter": 100_000, "tol": 1e-14}


@given(worlds(), st.sampled_from(sorted(BY_HAND)), st.sampled_from(["actors", "states"]))
def test_an_unweighted_measure_is_that_of_networkx_on_all_ties(
    data: Dataset, measure: str, projection: str
) -> None:
    graph = PROJECTIONS[projection](data, Selection())
    if graph:
        by_hand = dict(BY_HAND[measure](graph))
        assert scores(rank(graph, measure)) == pytest.approx(by_hand, abs=EQUAL)


@given(worlds())
def test_unweighted_pagerank_counts_every_tie_alike(data: Dataset) -> None:
    graph = actors(data)
    if graph:
        by_hand = nx.pagerank(graph, weight=None, **SETTLED)
        assert scores(rank(graph, "pagerank")) == pytest.approx(by_hand, abs=EQUAL)


def pairs(graph: Network) -> nx.Graph[str]:
    """One edge a pair, made from the list of ties alone."""
    records: dict[frozenset[str], set[tuple[str, ...]]] = {}
    for one, other, key in graph.edges(keys=True):
        records.setdefault(frozenset((one, other)), set()).add((key,))
    flat: nx.Graph[str] = nx.Graph()
    for pair, keys in records.items():
        one, other = sorted(pair)
        flat.add_edge(one, other, strength=len(keys), far=1 / len(keys))
    return flat


def strength(graph: nx.Graph[str], weighted: bool) -> dict[str, float]:
    reach = graph.degree(weight="strength" if weighted else None)
    return {node: value / (len(graph) - 1) for node, value in reach}


PAIRS_BY_HAND: dict[str, Callable[[nx.Graph[str], bool], Mapping[str, float]]] = {
    "degree": strength,
    "betweenness": lambda g, w: nx.betweenness_centrality(g, weight="far" if w else None),
    "closeness": lambda g, w: nx.closeness_centrality(g, distance="far" if w else None),
    "harmonic": lambda g, w: nx.harmonic_centrality(g, distance="far" if w else None),
    "pagerank": lambda g, w: nx.pagerank(g, weight="strength" if w else None, **SETTLED),
    "eigenvector": lambda g, w: nx.eigenvector_centrality(
        g, weight="strength" if w else None, **SETTLED
    ),
}


@given(worlds(), st.sampled_from(sorted(PAIRS_BY_HAND)), projections)
def test_a_weighted_measure_is_that_of_networkx_with_the_number_of_records_as_strength(
    data: Dataset, measure: str, projection: str
) -> None:
    graph = PROJECTIONS[projection](data, Selection())
    if graph:
        ranking = rank(graph, measure, weight="number")
        by_hand = PAIRS_BY_HAND[measure](pairs(graph), True)
        assert scores(ranking) == pytest.approx(dict(by_hand), abs=EQUAL)
        counted = "roles in a record" if projection == "bipartite" else "records"
        assert ranking.note.startswith(
            "one undirected edge a pair; strength = number of " + counted
        )


@given(worlds(), st.sampled_from(sorted(PAIRS_BY_HAND)))
def test_a_measure_of_actors_and_records_is_on_pairs(data: Dataset, measure: str) -> None:
    graph = network.bipartite(data, Selection())
    if graph:
        ranking = rank(graph, measure)
        by_hand = PAIRS_BY_HAND[measure](pairs(graph), False)
        assert scores(ranking) == pytest.approx(dict(by_hand), abs=EQUAL)
        assert ranking.note.startswith("one undirected edge a pair")


def test_two_roles_in_one_record_bring_nobody_nearer_to_it() -> None:
    twice = event("e", "2016", *parts("visitor", A), *parts("attendee", A, B))
    graph = network.bipartite(dataset(twice), Selection())
    for measure in ("closeness", "harmonic", "pagerank", "eigenvector"):
        found = scores(rank(graph, measure))
        assert found[A] == pytest.approx(found[B]), measure


@given(worlds(), st.booleans())
def test_katz_solves_its_own_equation(data: Dataset, weighted: bool) -> None:
    graph = actors(data)
    if not graph:
        return
    flat, found = pairs(graph), scores(rank(graph, "katz", weight="number" if weighted else "none"))
    strength = {pair: flat.edges[pair]["strength"] if weighted else 1 for pair in flat.edges}
    reach = {node: sum(s for pair, s in strength.items() if node in pair) for node in flat}
    factor = 0.5 / max(reach.values())
    received = dict.fromkeys(flat, 0.0)
    for (one, other), value in strength.items():
        received[one] += value * found[other]
        received[other] += value * found[one]
    # x = factor * A x + 1, up to the length of x
    constants = [found[node] - factor * received[node] for node in flat]
    assert constants == pytest.approx([constants[0]] * len(constants), rel=EQUAL)


@given(worlds(), measures, projections, st.booleans())
def test_every_measure_ranks_every_node_of_every_network(
    data: Dataset, measure: str, projection: str, weighted: bool
) -> None:
    graph = PROJECTIONS[projection](data, Selection())
    ranking = rank(graph, measure, weight="number" if weighted else "none")
    assert {item.id for item in ranking.ranks} == set(graph)
    assert (ranking.nodes, ranking.edges) == (len(graph), graph.number_of_edges())
    assert (ranking.measure, ranking.network) == (measure, projection)
    ordered = [(-round(item.score, 12), item.id) for item in ranking.ranks]
    assert ordered == sorted(ordered)


def test_a_ranking_names_its_engine() -> None:
    assert rank(CHAIN, "degree").engine == f"networkx {nx.__version__}"


def test_nobody_is_ranked_where_nobody_is() -> None:
    empty = actors(dataset())
    for measure in MEASURES:
        assert rank(empty, measure).ranks == ()


def test_a_measure_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r'no measure "fame" \(choose from: degree, betweenness'):
        rank(CHAIN, "fame")


def test_a_measure_that_settles_slowly_is_solved() -> None:
    # Of a queue, the scores are known: sin(i pi / (n + 1)). Iterating takes thousands of rounds.
    queue = [meeting(str(n), "2016", f"person:{n}", f"person:{n + 1}") for n in range(199)]
    ranking = rank(actors(dataset(*queue)), "eigenvector")
    sines = {f"person:{n}": math.sin((n + 1) * math.pi / 201) for n in range(200)}
    length = math.sqrt(sum(value**2 for value in sines.values()))
    assert scores(ranking) == pytest.approx({n: v / length for n, v in sines.items()}, abs=EQUAL)
    assert ranking.engine.startswith("scipy")


@pytest.mark.parametrize(
    ("measure", "function"),
    [
        ("eigenvector", "eigenvector_centrality"),
        ("pagerank", "pagerank"),
        ("katz", "katz_centrality"),
    ],
)
def test_a_measure_that_does_not_settle_is_refused_with_what_to_do(
    measure: str, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise nx.PowerIterationFailedConvergence(1000)

    monkeypatch.setattr(nx, function, never)
    with pytest.raises(
        UsageError, match=rf"^{measure} does not settle on this network \(choose another measure\)$"
    ):
        rank(CHAIN, measure)


def test_a_network_in_parts_is_said_to_be_where_only_one_part_scores() -> None:
    triangle = [meeting(f"{one}{other}", "2016", one, other) for one, other in (AB, AC, BC)]
    ranking = rank(actors(dataset(*triangle, meeting("DE", "2016", D, E))), "eigenvector")
    third = 1 / math.sqrt(3)
    assert scores(ranking) == pytest.approx({A: third, B: third, C: third, D: 0, E: 0}, abs=EQUAL)
    assert "in parts: only the part held together most scores" in ranking.note


# Weights

QUARREL = actors(
    dataset(
        meeting("1", "2014", A, B, score=8.0),
        meeting("2", "2015", A, B, score=-4.0),
        meeting("3", "2016", B, C, score=2.0),
        meeting("4", "2016", C, D, score=-5.0),
        meeting("5", "2016", A, D, score=0.0),
    )
)


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ("number", {A: 3 / 3, B: 3 / 3, C: 2 / 3, D: 2 / 3}),
        ("cooperation", {A: 0.8 / 2, B: 1.0 / 2, C: 0.2 / 2}),
        ("conflict", {A: 0.4 / 3, B: 0.4 / 3, C: 0.5 / 3, D: 0.5 / 3}),
    ],
)
def test_scores_of_one_sign_are_a_strength_and_the_others_are_left_out(
    weight: str, expected: dict[str, float]
) -> None:
    assert scores(rank(QUARREL, "degree", weight=weight)) == pytest.approx(expected)


def test_cooperation_brings_nearer_by_its_strength() -> None:
    found = scores(rank(QUARREL, "harmonic", weight="cooperation"))
    near, far = 0.8, 0.2
    through = 1 / (1 / near + 1 / far)
    assert found == pytest.approx({A: near + through, B: near + far, C: far + through})


def test_scores_of_both_signs_are_never_summed() -> None:
    with pytest.raises(UsageError, match=r"never summed \(choose --weight cooperation or"):
        rank(QUARREL, "degree", weight="plover")


@pytest.mark.parametrize(("score", "sign"), [(7.0, "cooperation"), (-7.0, "conflict")])
def test_scores_all_of_one_sign_are_the_plover_weight(score: float, sign: str) -> None:
    pairs = [meeting(str(n), "2016", A, one, score=score) for n, one in enumerate((B, C))]
    graph = actors(dataset(*pairs))
    plover = rank(graph, "degree", weight="plover")
    assert plover.ranks == rank(graph, "degree", weight=sign).ranks
    assert sum(item.score for item in plover.ranks) == pytest.approx(2 * 1.4 / 2)


@pytest.mark.parametrize(
    ("measure", "weight", "said"),
    [
        ("betweenness", "conflict", "conflict brings nobody nearer"),
        ("closeness", "conflict", "conflict brings nobody nearer"),
        ("harmonic", "conflict", "conflict brings nobody nearer"),
        ("degree", "fame", 'no weight "fame"'),
    ],
)
def test_a_weight_that_makes_no_sense_is_refused_with_the_reason(
    measure: str, weight: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        rank(QUARREL, measure, weight=weight)


def test_a_tie_to_a_record_has_no_score() -> None:
    graph = network.bipartite(dataset(meeting("1", "2014", A, B)), Selection())
    for weight in ("plover", "cooperation", "conflict"):
        with pytest.raises(UsageError, match="has no score"):
            rank(graph, "degree", weight=weight)


def test_a_weight_no_tie_has_is_refused() -> None:
    with pytest.raises(UsageError, match="no tie has a score of conflict"):
        rank(CHAIN, "degree", weight="conflict")


@pytest.mark.parametrize("score", [math.nan, math.inf, -math.inf])
def test_a_score_that_is_no_number_is_refused_and_named(score: float) -> None:
    graph = actors(dataset(meeting("odd", "2014", A, B, score=score)))
    with pytest.raises(UsageError, match="the score of odd is"):
        rank(graph, "degree", weight="cooperation")


# Size


def a_crowd(size: int) -> nx.DiGraph[str]:
    """A ring with chords, as ``network.counted`` makes it."""
    graph: nx.DiGraph[str] = nx.DiGraph(projection="actors")
    steps = (1, 7, 31)
    for n in range(size):
        for step in steps:
            graph.add_edge(f"p:{n}", f"p:{(n + step) % size}", ties={f"r{n}-{step}": 1.0}, count=1)
    return graph


def test_a_large_network_is_ranked_by_a_compiled_engine_with_the_scores_of_networkx() -> None:
    graph = a_crowd(700)
    assert len(graph) * graph.number_of_edges() > centrality.SMALL
    for measure, by_hand in BY_HAND.items():
        ranking = rank(graph, measure)
        assert scores(ranking) == pytest.approx(dict(by_hand(nx.MultiDiGraph(graph))), abs=EQUAL), (
            measure
        )
        compiled = measure != "degree"
        assert ranking.engine.startswith("networkit" if compiled else "networkx"), measure
        assert ranking.exact


def a_court(size: int) -> nx.DiGraph[str]:
    """Three who deal with everybody, as ``network.counted`` makes it."""
    graph: nx.DiGraph[str] = nx.DiGraph(projection="actors")
    for n in range(size):
        for hub in ("p:x", "p:y", "p:z")[: n % 3 + 1]:
            graph.add_edge(f"p:{n}", hub, ties={f"a{n}{hub}": 1.0}, count=1)
            graph.add_edge(hub, f"p:{n}", ties={f"b{n}{hub}": 1.0}, count=1)
    return graph


def test_what_would_take_long_is_approximated_and_its_error_stated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = a_court(700)
    monkeypatch.setattr(centrality, "SOON", 0.01)
    monkeypatch.setitem(centrality.COMPILED_SECONDS, ("betweenness", False), 1e-3)
    monkeypatch.setattr(centrality, "EPSILON", 0.05)
    by_size, exact = rank(graph, "betweenness"), rank(graph, "betweenness", exact=True)
    assert by_size == rank(graph, "betweenness", exact=False)
    assert by_size.error == Approximation(0.05, 0.1, RandomPaths(graph).needed(0.05, 0.1))
    assert by_size.engine == "random shortest paths"
    assert exact.exact
    assert exact.engine.startswith("networkit")
    true = scores(exact)
    assert max(abs(score - true[node]) for node, score in scores(by_size).items()) <= 0.05


def test_what_is_dearer_to_approximate_is_computed_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(centrality, "SOON", 0.01)
    assert rank(a_crowd(700), "betweenness").exact


def test_what_would_take_very_long_and_cannot_be_approximated_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graph = a_crowd(700)
    monkeypatch.setattr(centrality, "PATIENCE", 0.001)
    with pytest.raises(LimitError, match=r"harmonic of 700 nodes would take about 1 min \(--exact"):
        rank(graph, "harmonic")
    assert len(rank(graph, "harmonic", exact=True).ranks) == 700


@pytest.mark.parametrize(("measure", "weight"), [("closeness", "none"), ("betweenness", "number")])
def test_what_cannot_be_approximated_says_so(measure: str, weight: str) -> None:
    with pytest.raises(UsageError, match=rf"^{measure} is not approximated here"):
        rank(CHAIN, measure, weight=weight, exact=False)


def test_a_small_network_asks_for_no_compiled_library() -> None:
    code = (
        "import bilat, sys; kg = bilat.load(); kg.centrality(); kg.communities()\n"
        "assert 'networkx' in sys.modules\n"
        "print([name for name in ('networkit', 'bilat.analysis.compiled') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


# Comparison


def test_a_change_of_rank_counts_places_up() -> None:
    before = actors(dataset(meeting("1", "2014", A, B), meeting("2", "2014", A, C)))
    now = actors(dataset(*(meeting(one, "2016", B, one) for one in (A, C, D))))
    changed = compared(rank(now, "degree"), rank(before, "degree"))
    assert {item.id: (item.rank, item.change) for item in changed.ranks} == {
        B: (1, 1),
        A: (2, -1),
        C: (2, 0),
        D: (2, None),
    }
    assert changed.measure == "degree"
    assert changed.gone == ()


def test_who_is_in_the_network_no_more_is_named_with_the_rank_of_then() -> None:
    before = actors(dataset(meeting("1", "2014", A, B), meeting("2", "2014", A, C)))
    now = rank(actors(dataset(meeting("3", "2016", B, C))), "degree")
    assert now.gone is None
    gone = compared(now, rank(before, "degree")).gone
    assert [(item.id, item.rank) for item in gone or ()] == [(A, 1)]
