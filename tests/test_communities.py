"""Groups say how they were found, come out the same every time and lead back to records."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.analysis import communities
from bilat.analysis.communities import Communities, Tie, find
from bilat.errors import UsageError
from bilat.model import Dataset
from bilat.network import counted, together
from bilat.selection import Selection
from samples import dataset, meeting
from strategies import worlds

EAST, WEST = ("person:a", "person:b", "person:c"), ("person:x", "person:y", "person:z")
# Everybody of a side has met; a and b three times; c met x once.
TWO_SIDES = dataset(
    *(meeting(f"{one}-{other}", "2014", one, other) for one, other in combinations(EAST, 2)),
    *(meeting(f"{one}-{other}", "2014", one, other) for one, other in combinations(WEST, 2)),
    meeting("again", "2015", "person:a", "person:b"),
    meeting("and-again", "2016", "person:a", "person:b"),
    meeting("across", "2016", "person:c", "person:x"),
)


def ties(data: Dataset) -> nx.DiGraph[str]:
    return counted(data, Selection(), "actors")


def members(found: Communities) -> list[set[str]]:
    return [{id_ for id_, _ in group.members} for group in found.groups]


def test_two_sides_with_one_tie_between_them_are_two_groups() -> None:
    found = find(ties(TWO_SIDES))
    assert members(found) == [set(EAST), set(WEST)]
    east = found.groups[0]
    assert [(group.inner, group.outer) for group in found.groups] == [(5, 1), (3, 1)]
    assert list(east.members) == [("person:a", 4.0), ("person:b", 4.0), ("person:c", 2.0)]
    assert east.strongest[0] == Tie(
        "person:a", "person:b", 3, ("person:a-person:b", "again", "and-again")
    )
    # Of 9 ties 5 and 3 are inside; by chance (11/18)^2 and (7/18)^2 would be.
    assert found.modularity == pytest.approx(8 / 9 - (11 / 18) ** 2 - (7 / 18) ** 2)
    assert (found.nodes, found.pairs, found.weight) == (6, 7, "number")
    assert found.engine == f"networkx {nx.__version__}"


def test_without_weight_a_pair_is_a_pair_however_often_it_met() -> None:
    east, west = find(ties(TWO_SIDES), weight="none").groups
    assert (east.inner, east.outer, west.inner) == (3, 1, 3)


def test_cooperation_leaves_hostile_ties_out() -> None:
    data = dataset(
        meeting("1", "2014", *EAST[:2]), meeting("2", "2014", EAST[1], WEST[0], score=-5.0)
    )
    found = find(ties(data), weight="cooperation")
    assert members(found) == [set(EAST[:2])]
    assert found.groups[0].inner == pytest.approx(0.7)


@given(worlds(), st.integers(0, 50), st.sampled_from([0.5, 1.0, 3.0]))
def test_every_node_is_in_one_group_in_one_piece(
    data: Dataset, seed: int, resolution: float
) -> None:
    graph = ties(data)
    found = find(graph, seed=seed, resolution=resolution)
    flat = together(graph)
    assert sorted(id_ for group in members(found) for id_ in group) == sorted(flat)
    assert all(nx.is_connected(flat.subgraph(group)) for group in members(found))
    sizes = [len(group.members) for group in found.groups]
    assert sizes == sorted(sizes, reverse=True)
    total = sum(group.inner + group.outer / 2 for group in found.groups)
    assert total == sum(edge["strength"] for *_, edge in flat.edges(data=True))
    if found.groups and flat.number_of_edges():
        assert found.modularity == pytest.approx(
            nx.community.modularity(flat, members(found), "strength", resolution)
        )


@given(worlds(), st.integers(0, 50))
def test_the_order_of_the_data_plays_no_part(data: Dataset, seed: int) -> None:
    other: nx.DiGraph[str] = nx.DiGraph(**ties(data).graph)
    other.add_edges_from(reversed(list(ties(data).edges(data=True))))
    assert members(find(other, seed=seed)) == members(find(ties(data), seed=seed))


def test_a_large_network_is_parted_by_the_compiled_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(communities, "SMALL", 5)
    found = find(ties(TWO_SIDES))
    assert members(found) == [set(EAST), set(WEST)]
    assert found.engine.startswith("networkit")


@pytest.mark.parametrize("small", [0, 10_000])
def test_groups_are_the_same_whatever_python_hashes_strings_with(small: int) -> None:
    code = (
        "import bilat\nfrom bilat.analysis import communities\n"
        f"communities.SMALL = {small}\nprint(bilat.load().communities(seed=4))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": hashed},
        ).stdout
        for hashed in ("0", "1", "42")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"resolution": 0.0}, "a resolution is above 0, up to 1000, not 0"),
        ({"resolution": float("nan")}, "a resolution is above 0, up to 1000, not nan"),
        ({"resolution": float("inf")}, "a resolution is above 0, up to 1000, not inf"),
        ({"weight": "conflict"}, "conflict holds no group together"),
        ({"weight": "fame"}, 'no weight "fame"'),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        find(ties(TWO_SIDES), **asked)


def test_nobody_is_grouped_where_nobody_is() -> None:
    found = find(ties(dataset()))
    assert (found.groups, found.modularity) == ((), 0.0)
