"""Betweenness by random shortest paths, with an error and a confidence stated beforehand.

The betweenness of a node is the share of random shortest paths between two others that run through
it. So many paths are drawn that, by Hoeffding's inequality, the chance that any node is further off
than ``epsilon`` is below ``delta``. Nothing is assumed about the network, and the chance is that of
the draw alone: the same seed draws the same paths.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

import networkx as nx

Level = dict[int, int]
Neighbours = Sequence[set[int]]

_BETWEEN_OTHERS = 3


def paths_needed(nodes: int, epsilon: float, delta: float) -> int:
    """How many random paths keep every node within ``epsilon``, but for a chance of ``delta``.

    Pairs are drawn from n (n - 1), while networkx averages over the (n - 1)(n - 2) that a node is
    no end of: shares grow by n / (n - 2), and so does their error.
    """
    finer = epsilon * (nodes - 2) / nodes
    return math.ceil(math.log(2 * nodes / delta) / (2 * finer**2))


def betweenness(
    graph: nx.Graph[str], epsilon: float = 0.01, delta: float = 0.1, *, seed: int = 0
) -> dict[str, float]:
    """Betweenness as ``networkx.betweenness_centrality`` defines it, to within ``epsilon``."""
    nodes = sorted(graph)
    size = len(nodes)
    if size < _BETWEEN_OTHERS:
        return dict.fromkeys(nodes, 0.0)
    number = {node: index for index, node in enumerate(nodes)}
    after: list[set[int]] = [{number[other] for other in graph[node]} for node in nodes]
    before = after
    if isinstance(graph, nx.DiGraph):
        before = [{number[other] for other in graph.pred[node]} for node in nodes]
    paths = paths_needed(size, epsilon, delta)
    passed = [0] * size
    rng = random.Random(seed)  # noqa: S311  no secret
    for _ in range(paths):
        start = int(rng.random() * size)
        goal = int(rng.random() * (size - 1))
        goal += goal >= start
        if goal not in after[start]:
            for node in _inner_nodes(rng, after, before, start, goal):
                passed[node] += 1
    return {node: passed[number[node]] / paths * size / (size - 2) for node in nodes}


def _inner_nodes(
    rng: random.Random, after: Neighbours, before: Neighbours, start: int, goal: int
) -> list[int]:
    """The inner nodes of one shortest path, any with the same chance; none if there is no path.

    Searched from both ends, the cheaper one each time, until an edge joins the two: in a network
    with hubs that touches a handful of nodes.
    """
    ahead: list[Level] = [{start: 1}]
    back: list[Level] = [{goal: 1}]
    seen_ahead, seen_back = {start}, {goal}
    while True:
        joints = _joints(after, before, ahead[-1], back[-1])
        if joints:
            break
        if _edges(after, ahead[-1]) <= _edges(before, back[-1]):
            grown = _next_level(after, ahead[-1], seen_ahead)
            ahead.append(grown)
        else:
            grown = _next_level(before, back[-1], seen_back)
            back.append(grown)
        if not grown:
            return []
    (left, right), *_ = rng.choices(list(joints), list(joints.values()))
    return _retraced(rng, before, ahead, left) + _retraced(rng, after, back, right)


def _edges(neighbours: Neighbours, level: Level) -> int:
    return sum([len(neighbours[node]) for node in level])


def _joints(
    after: Neighbours, before: Neighbours, ahead: Level, back: Level
) -> Mapping[tuple[int, int], int]:
    """The edges from one level to the other, each with the number of shortest paths over it."""
    found: dict[tuple[int, int], int] = {}
    if len(ahead) <= len(back):
        for left, ways in ahead.items():
            for right in after[left] & back.keys():
                found[left, right] = ways * back[right]
    else:
        for right, ways in back.items():
            for left in before[right] & ahead.keys():
                found[left, right] = ways * ahead[left]
    return found


def _next_level(neighbours: Neighbours, level: Level, seen: set[int]) -> Level:
    """The nodes one step further, each with the number of shortest paths to it."""
    grown: Level = {}
    for node, ways in level.items():
        for other in neighbours[node] - seen:
            grown[other] = grown.get(other, 0) + ways
    seen.update(grown)
    return grown


def _retraced(
    rng: random.Random, neighbours: Neighbours, levels: Sequence[Level], node: int
) -> list[int]:
    """The nodes of a shortest path from one of the last level to the end, which is left out."""
    found = []
    for level in reversed(levels[:-1]):
        found.append(node)
        earlier = list(neighbours[node] & level.keys())
        (node,) = rng.choices(earlier, [level[other] for other in earlier])
    return found
