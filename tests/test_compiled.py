"""The compiled engine gives what networkx itself gives, and the same every time."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any, TypeAlias

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.analysis import compiled

EQUAL = 1e-9
SETTLED: dict[str, Any] = {"max_iter": 100_000, "tol": 1e-14}
Graph: TypeAlias = "nx.Graph[Any]"
Measure = Callable[..., dict[Any, float]]


@st.composite
def graphs(draw: st.DrawFn, *, directed: bool | None = None) -> Graph:
    """Up to nine nodes, directed or not, with strengths and the distances that follow from them."""
    size = draw(st.integers(1, 9))
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    edges = draw(st.lists(pairs.filter(lambda pair: pair[0] != pair[1]), max_size=20))
    turned = draw(st.booleans()) if directed is None else directed
    graph: Graph = nx.DiGraph() if turned else nx.Graph()
    graph.add_nodes_from(f"n{number}" for number in range(size))
    for one, other in edges:
        strength = draw(st.integers(1, 5))
        graph.add_edge(f"n{one}", f"n{other}", strength=strength, distance=1 / strength)
    return graph


@given(graphs(), st.sampled_from([None, "distance"]))
def test_betweenness_is_that_of_networkx(graph: Graph, weight: str | None) -> None:
    found = nx.betweenness_centrality(graph, weight=weight, backend=compiled.NAME)
    assert found == pytest.approx(nx.betweenness_centrality(graph, weight=weight), abs=EQUAL)


@given(graphs(), st.sampled_from([None, "distance"]))
def test_closeness_is_that_of_networkx(graph: Graph, weight: str | None) -> None:
    found = nx.closeness_centrality(graph, distance=weight, backend=compiled.NAME)
    assert found == pytest.approx(nx.closeness_centrality(graph, distance=weight), abs=EQUAL)


@given(graphs(), st.sampled_from([None, "distance"]))
def test_harmonic_closeness_is_that_of_networkx(graph: Graph, weight: str | None) -> None:
    found = nx.harmonic_centrality(graph, distance=weight, backend=compiled.NAME)
    assert found == pytest.approx(nx.harmonic_centrality(graph, distance=weight), abs=EQUAL)


@given(graphs(directed=False), st.sampled_from([None, "strength"]), st.sampled_from([1, 100]))
def test_eigenvector_centrality_is_what_networkx_settles_at(
    graph: Graph, weight: str | None, whole: int
) -> None:
    if not graph.number_of_edges():
        return
    with pytest.MonkeyPatch.context() as patch:
        # Both ways to solve a part: the small one, and ARPACK as far as it goes.
        patch.setattr(compiled, "_SOLVED_WHOLE", max(whole, 2))
        found = nx.eigenvector_centrality(graph, weight=weight, backend=compiled.NAME)
    by_hand = nx.eigenvector_centrality(graph, weight=weight, **SETTLED)
    assert found == pytest.approx(by_hand, abs=EQUAL)


@pytest.mark.parametrize(
    "measure", [nx.betweenness_centrality, nx.closeness_centrality, nx.harmonic_centrality]
)
def test_scores_are_the_same_to_the_last_bit_every_time(measure: Measure) -> None:
    graph = nx.gnm_random_graph(400, 2000, seed=1)
    assert measure(graph, backend=compiled.NAME) == measure(graph.copy(), backend=compiled.NAME)


@pytest.mark.parametrize("measure", ["betweenness", "harmonic"])
def test_ctrl_c_ends_a_long_computation(measure: str) -> None:
    code = (
        "import signal, networkx as nx; from bilat.analysis import compiled\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "graph = nx.gnm_random_graph(20_000, 100_000, seed=1); print('begun', flush=True)\n"
        f"nx.{measure}_centrality(graph, backend=compiled.NAME); print('finished')"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=-1, stderr=-1, text=True) as running:
        assert running.stdout
        assert running.stdout.readline() == "begun\n"
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(2)
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=30)
    assert "finished" not in out
    assert error.splitlines()[-1] == "KeyboardInterrupt"


def test_parallel_edges_are_refused() -> None:
    graph: Graph = nx.MultiDiGraph([(1, 2), (1, 2)])
    with pytest.raises(NotImplementedError) as caught:
        nx.betweenness_centrality(graph, backend=compiled.NAME)
    assert "no parallel edges" in str(caught.value.__cause__)


def test_what_the_engine_does_not_do_is_refused_and_not_done_otherwise() -> None:
    graph = nx.path_graph(4)
    with pytest.raises(NotImplementedError) as caught:
        nx.betweenness_centrality(graph, k=2, backend=compiled.NAME)
    assert "only exact" in str(caught.value.__cause__)
    with pytest.raises(NotImplementedError) as caught:
        nx.eigenvector_centrality(graph.to_directed(), backend=compiled.NAME)
    assert "only undirected" in str(caught.value.__cause__)


def cliques(number: int, size: int) -> Graph:
    """Groups in which everybody knows everybody, in a ring with one tie between neighbours."""
    return nx.ring_of_cliques(number, size)


def test_groups_that_are_plain_to_see_are_found() -> None:
    found = nx.community.louvain_communities(
        cliques(12, 6), weight=None, seed=3, backend=compiled.NAME
    )
    assert sorted(map(sorted, found)) == [list(range(6 * n, 6 * n + 6)) for n in range(12)]


@given(st.integers(0, 1000))
def test_the_groups_are_about_as_good_as_those_of_networkx(seed: int) -> None:
    graph = nx.gnm_random_graph(60, 150, seed=seed)
    found = nx.community.louvain_communities(graph, weight=None, seed=seed, backend=compiled.NAME)
    by_hand = nx.community.louvain_communities(graph, weight=None, seed=seed)
    ours, theirs = (nx.community.modularity(graph, groups) for groups in (found, by_hand))
    assert ours >= theirs - 0.05


def test_the_same_seed_gives_the_same_groups_and_another_may_not() -> None:
    graph = nx.gnm_random_graph(300, 900, seed=5)

    def groups(seed: int) -> list[list[int]]:
        found = nx.community.louvain_communities(
            graph.copy(), weight=None, seed=seed, backend=compiled.NAME
        )
        return sorted(map(sorted, found))

    assert groups(1) == groups(1)
    assert len({str(groups(seed)) for seed in range(5)}) > 1


def test_a_higher_resolution_gives_smaller_groups() -> None:
    graph = nx.gnm_random_graph(300, 900, seed=5)
    sizes = [
        len(
            nx.community.louvain_communities(
                graph.copy(), weight=None, resolution=resolution, seed=1, backend=compiled.NAME
            )
        )
        for resolution in (0.2, 1.0, 5.0)
    ]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]


def test_the_order_of_nodes_is_no_matter_to_a_measure() -> None:
    graph = nx.gnm_random_graph(50, 120, seed=2, directed=True)
    other: Graph = nx.DiGraph()
    other.add_nodes_from(reversed(list(graph)))
    other.add_edges_from(graph.edges)
    one = nx.betweenness_centrality(graph, backend=compiled.NAME)
    assert nx.betweenness_centrality(other, backend=compiled.NAME) == pytest.approx(one, abs=EQUAL)
