"""Approximate betweenness keeps the error it states."""

from __future__ import annotations

import math
import random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.analysis import sampling
from bilat.analysis.sampling import RandomPaths, paths_needed


def betweenness(
    graph: nx.Graph[str], epsilon: float = 0.05, delta: float = 0.01, seed: int = 0
) -> dict[str, float]:
    return sampling.betweenness(RandomPaths(graph), epsilon, delta, seed=seed)


def furthest(graph: nx.Graph[Any], found: dict[Any, float]) -> float:
    """The largest error of any node."""
    return max(abs(found[node] - score) for node, score in nx.betweenness_centrality(graph).items())


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("edges", [15, 40, 90])
def test_no_score_is_further_off_than_stated(edges: int, directed: bool) -> None:
    plain = nx.gnm_random_graph(30, edges, seed=edges, directed=directed)
    graph = nx.relabel_nodes(plain, str)
    # With a chance of 1 in 10,000 for each draw, one in 1,200 runs of this test may be unlucky,
    # but the seeds are fixed.
    for seed in range(8):
        found = betweenness(graph, 0.05, 0.0001, seed=seed)
        assert furthest(graph, found) <= 0.05


def test_a_shortest_path_is_any_of_them_with_the_same_chance() -> None:
    # From s to t: one way through a, and through b two, c and d.
    edges = [("s", "a"), ("s", "b"), ("a", "e"), ("b", "c"), ("b", "d")]
    ways = [*edges, ("e", "x"), ("c", "x"), ("d", "x"), ("x", "t")]
    graph = nx.DiGraph(ways)
    assert furthest(graph, betweenness(graph, 0.02)) <= 0.02


def test_more_paths_bring_the_scores_nearer() -> None:
    graph = nx.relabel_nodes(nx.barbell_graph(6, 3), str)
    errors = [furthest(graph, betweenness(graph, epsilon)) for epsilon in (0.5, 0.1, 0.02)]
    assert errors == sorted(errors, reverse=True)


def test_in_a_star_all_paths_run_through_the_middle() -> None:
    graph = nx.relabel_nodes(nx.star_graph(20), str)
    found = betweenness(graph)
    assert found["0"] == pytest.approx(1, abs=0.05)
    assert {score for node, score in found.items() if node != "0"} == {0}


def test_no_path_runs_between_parts() -> None:
    graph = nx.relabel_nodes(nx.disjoint_union(nx.path_graph(3), nx.path_graph(3)), str)
    assert furthest(graph, betweenness(graph)) <= 0.05


@given(st.integers(0, 5), st.booleans())
def test_where_nobody_is_between_two_others_all_is_zero(size: int, directed: bool) -> None:
    graph: nx.Graph[str] = nx.complete_graph(size, nx.DiGraph if directed else nx.Graph)
    assert set(betweenness(graph, 0.3).values()) <= {0}


def test_the_same_seed_gives_the_same_scores() -> None:
    graph = nx.relabel_nodes(nx.gnm_random_graph(40, 80, seed=1), str)
    again: nx.Graph[str] = nx.Graph()
    again.add_nodes_from(reversed(list(graph)))
    again.add_edges_from(reversed(list(graph.edges)))
    assert betweenness(graph, 0.05) == betweenness(again, 0.05)
    assert betweenness(graph, 0.05) != betweenness(graph, 0.05, seed=1)


@given(st.integers(3, 10**6), st.data(), st.floats(0.001, 0.5), st.floats(0.001, 0.5))
def test_so_many_paths_are_drawn_that_chance_stays_below_what_is_stated(
    nodes: int, data: st.DataObject, epsilon: float, delta: float
) -> None:
    inner = data.draw(st.integers(1, nodes))
    paths = paths_needed(nodes, inner, epsilon, delta)
    # Hoeffding for every node that can have a score, in the share of all pairs that was drawn from.
    finer = epsilon * (nodes - 2) / nodes
    assert inner * 2 * math.exp(-2 * paths * finer**2) <= delta * (1 + 1e-9)
    assert inner * 2 * math.exp(-2 * (paths - 1) * finer**2) > delta * (1 - 1e-9)


@given(st.integers(3, 12), st.integers(0, 40), st.booleans(), st.integers(0, 99))
def test_who_can_be_between_two_others_is_counted(
    nodes: int, edges: int, directed: bool, seed: int
) -> None:
    plain = nx.gnm_random_graph(nodes, edges, seed=seed, directed=directed)
    scored = sum(score > 0 for score in nx.betweenness_centrality(plain).values())
    assert RandomPaths(nx.relabel_nodes(plain, str)).inner >= scored
    star = nx.star_graph(nodes, create_using=nx.DiGraph if directed else nx.Graph)
    assert RandomPaths(nx.relabel_nodes(star, str)).inner == (not directed)


def test_a_hub_is_not_walked_through() -> None:
    # Two stars joined: a search that looked at all neighbours of a hub would touch thousands.
    graph = nx.Graph(
        [("hub", f"a{n}") for n in range(2000)] + [("other", f"b{n}") for n in range(2000)]
    )
    graph.add_edge("hub", "other")
    drawn = RandomPaths(graph)
    number = {node: index for index, node in enumerate(drawn.nodes)}
    rng = random.Random(0)  # noqa: S311  no secret
    path = drawn.between(rng, number["a5"], number["b5"])
    assert sorted(path) == sorted((number["hub"], number["other"]))
    assert drawn.looked_at < 10


def test_drawing_costs_more_where_paths_are_long() -> None:
    ring = nx.relabel_nodes(nx.cycle_graph(500), str)
    star = nx.relabel_nodes(nx.star_graph(499), str)
    assert RandomPaths(ring).seconds(1000) > 3 * RandomPaths(star).seconds(1000)
