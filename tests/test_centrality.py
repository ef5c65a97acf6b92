"""Rankings are networkx's own measures on the projection, and say what they were computed on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat import network
from bilat.analysis.centrality import MEASURES, Ranking, compared, rank
from bilat.errors import UsageError
from bilat.model import Dataset
from bilat.network import Network
from bilat.selection import Selection
from samples import dataset, event, meeting, parts, visit
from strategies import PERSONS, worlds

A, B, C, D, E = PERSONS
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


@given(worlds(), st.sampled_from(sorted(BY_HAND)), st.sampled_from(["actors", "states"]))
def test_an_unweighted_measure_is_that_of_networkx_on_all_ties(
    data: Dataset, measure: str, projection: str
) -> None:
    graph = PROJECTIONS[projection](data, Selection())
    if graph:
        assert scores(rank(graph, measure)) == pytest.approx(dict(BY_HAND[measure](graph)))


@given(worlds())
def test_unweighted_pagerank_counts_every_tie_alike(data: Dataset) -> None:
    graph = actors(data)
    if graph:
        by_hand = nx.pagerank(graph, weight=None)
        assert scores(rank(graph, "pagerank")) == pytest.approx(by_hand, abs=1e-6)


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
    "pagerank": lambda g, w: nx.pagerank(g, weight="strength" if w else None),
    "eigenvector": lambda g, w: nx.eigenvector_centrality(
        g, max_iter=5000, weight="strength" if w else None
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
        assert scores(ranking) == pytest.approx(dict(by_hand), abs=1e-4)
        assert ranking.note == "one undirected edge a pair, strength = number of records"


@given(worlds(), st.sampled_from(sorted(PAIRS_BY_HAND)))
def test_a_measure_of_actors_and_records_is_on_pairs(data: Dataset, measure: str) -> None:
    graph = network.bipartite(data, Selection())
    if graph:
        ranking = rank(graph, measure)
        by_hand = PAIRS_BY_HAND[measure](pairs(graph), False)
        assert scores(ranking) == pytest.approx(dict(by_hand), abs=1e-4)
        assert ranking.note == "one undirected edge a pair"


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
    assert constants == pytest.approx([constants[0]] * len(constants), rel=1e-3)


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


def test_a_measure_that_does_not_settle_is_refused_with_what_to_do() -> None:
    queue = [meeting(str(n), "2016", f"person:{n}", f"person:{n + 1}") for n in range(199)]
    with pytest.raises(
        UsageError, match=r"eigenvector does not settle .*\(choose another measure\)"
    ):
        rank(actors(dataset(*queue)), "eigenvector")


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
