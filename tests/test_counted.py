"""Ties without attributes are those of the projections, and pairs sum one sign at a time."""

from __future__ import annotations

import math

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat import network
from bilat.errors import UsageError
from bilat.model import Dataset
from bilat.network import counted, lean, together
from bilat.selection import Selection
from samples import dataset, meeting
from strategies import PERSONS, worlds

A, B, C, *_ = PERSONS
PROJECTIONS = {"actors": network.actors, "states": network.states, "bipartite": network.bipartite}
selections = st.sampled_from([Selection(), Selection(contested=False, certain=True)])


@given(worlds(), st.sampled_from(sorted(PROJECTIONS)), selections)
def test_counted_ties_are_those_of_the_projection(
    data: Dataset, projection: str, selection: Selection
) -> None:
    by_hand = lean(PROJECTIONS[projection](data, selection))
    found = counted(data, selection, projection)
    assert nx.utils.graphs_equal(found, by_hand)
    assert found.graph == {"projection": projection}


@given(worlds(), st.sampled_from(sorted(PROJECTIONS)))
def test_a_lean_graph_keeps_every_tie_of_a_projection(data: Dataset, projection: str) -> None:
    graph = PROJECTIONS[projection](data, Selection())
    ties = {
        (one, other, key)
        for one, other, edge in lean(graph).edges(data=True)
        for key in edge["ties"]
    }
    assert ties == set(graph.edges(keys=True))


@given(worlds(), st.sampled_from(sorted(PROJECTIONS)))
def test_pairs_together_count_as_one_undirected_edge_a_pair(data: Dataset, projection: str) -> None:
    graph = PROJECTIONS[projection](data, Selection())
    flat = together(lean(graph))
    keys: dict[frozenset[str], set[str]] = {}
    for one, other, key in graph.edges(keys=True):
        keys.setdefault(frozenset((one, other)), set()).add(key)
    assert set(flat) == set(graph)
    strengths = {frozenset(pair): flat.edges[pair]["strength"] for pair in flat.edges}
    assert strengths == {pair: len(found) for pair, found in keys.items()}


@given(worlds())
def test_the_two_signs_share_no_record_and_together_are_all_scores(data: Dataset) -> None:
    ties = counted(data, Selection(), "actors")
    sums = {weight: together(ties, weight) for weight in ("number", "cooperation", "conflict")}
    for pair in sums["number"].edges:
        parts = {
            weight: flat.edges[pair]["records"]
            for weight, flat in sums.items()
            if flat.has_edge(*pair)
        }
        good, bad = parts.get("cooperation", []), parts.get("conflict", [])
        assert not set(good) & set(bad)
        for weight, records in (("cooperation", good), ("conflict", bad)):
            total = sum(abs(data.records[id_].score) for id_ in records) / 10
            strength = sums[weight].edges[pair]["strength"] if records else 0
            assert strength == pytest.approx(total)
        neutral = [id_ for id_ in parts["number"] if data.records[id_].score == 0]
        assert sorted([*good, *bad, *neutral]) == sorted(parts["number"])


@given(worlds(), st.sampled_from(["none", "number", "cooperation", "conflict"]))
def test_strengths_are_finite_and_above_zero(data: Dataset, weight: str) -> None:
    for *_, edge in together(counted(data, Selection(), "actors"), weight).edges(data=True):
        assert 0 < edge["strength"] < math.inf
        assert edge["distance"] == 1 / edge["strength"]


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_a_score_that_is_no_number_is_refused(score: float) -> None:
    ties = counted(dataset(meeting("odd", "2016", A, B, score=score)), Selection(), "actors")
    with pytest.raises(UsageError, match="the score of odd is"):
        together(ties, "cooperation")


def test_a_projection_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError, match='no network "moon"'):
        counted(dataset(), Selection(), "moon")
