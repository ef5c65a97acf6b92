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
# Seconds for a path and for each neighbour looked at, measured; and draws that give an idea.
_A_PATH, _A_NEIGHBOUR = 6e-6, 1.5e-7
_TRIED = 200


def paths_needed(nodes: int, inner: int, epsilon: float, delta: float) -> int:
    """How many random paths keep every node within ``epsilon``, but for a chance of ``delta``.

    ``inner`` is the number of nodes that can lie between two others: of those that cannot the score
    is 0, whatever is drawn. Pairs are drawn from n (n - 1), while networkx averages over the
    (n - 1)(n - 2) that a node is no end of: shares grow by n / (n - 2), and so does their error.
    """
    if nodes < _BETWEEN_OTHERS or not inner:
        return 0
    finer = epsilon * (nodes - 2) / nodes
    return math.ceil(math.log(2 * inner / delta) / (2 * finer**2))


class RandomPaths:
    """Draws shortest paths between random pairs of a network, each of a pair's with one chance.

    ``inner`` is the number of nodes that a path can run through; ``looked_at`` counts the
    neighbours seen on the way, which is what drawing costs.
    """

    def __init__(self, graph: nx.Graph[str]) -> None:
        """Number the nodes in the order of their ids, so that the same seed draws the same."""
        self.nodes = sorted(graph)
        number = {node: index for index, node in enumerate(self.nodes)}
        self.after = [{number[other] for other in graph[node]} for node in self.nodes]
        self.before = self.after
        if isinstance(graph, nx.DiGraph):
            self.before = [{number[other] for other in graph.pred[node]} for node in self.nodes]
        self.inner = sum(
            bool(before and after) and len(before | after) > 1
            for before, after in zip(self.before, self.after, strict=True)
        )
        self.looked_at = 0

    def needed(self, epsilon: float, delta: float) -> int:
        """How many draws keep every node within ``epsilon``, but for a chance of ``delta``."""
        return paths_needed(len(self.nodes), self.inner, epsilon, delta)

    def draw(self, rng: random.Random) -> list[int]:
        """The numbers of the inner nodes of a path between two nodes; none if there is no path."""
        size = len(self.nodes)
        start = int(rng.random() * size)
        goal = int(rng.random() * (size - 1))
        goal += goal >= start
        return [] if goal in self.after[start] else self.between(rng, start, goal)

    def between(self, rng: random.Random, start: int, goal: int) -> list[int]:
        """The same between two nodes that are no neighbours.

        Searched from both ends, the cheaper one each time, until an edge joins the two: in a
        network with hubs that touches a handful of nodes.
        """
        ahead: list[Level] = [{start: 1}]
        back: list[Level] = [{goal: 1}]
        seen_ahead, seen_back = {start}, {goal}
        while not (joints := _joints(self.after, self.before, ahead[-1], back[-1])):
            costs = _edges(self.after, ahead[-1]), _edges(self.before, back[-1])
            self.looked_at += min(costs)
            if costs[0] <= costs[1]:
                grown = _next_level(self.after, ahead[-1], seen_ahead)
                ahead.append(grown)
            else:
                grown = _next_level(self.before, back[-1], seen_back)
                back.append(grown)
            if not grown:
                return []
        # In one order, whatever order sets and dictionaries are in.
        edges = sorted(joints)
        ((left, right),) = rng.choices(edges, [joints[edge] for edge in edges])
        return _retraced(rng, self.before, ahead, left) + _retraced(rng, self.after, back, right)

    def seconds(self, paths: int) -> float:
        """About how long so many draws take here, from a few of them."""
        rng = random.Random(0)  # noqa: S311  no secret
        before = self.looked_at
        for _ in range(_TRIED):
            self.draw(rng)
        return paths * (_A_PATH + _A_NEIGHBOUR * (self.looked_at - before) / _TRIED)


def betweenness(
    drawn: RandomPaths, epsilon: float = 0.01, delta: float = 0.1, *, seed: int = 0
) -> dict[str, float]:
    """Betweenness as ``networkx.betweenness_centrality`` defines it, to within ``epsilon``."""
    size, paths = len(drawn.nodes), drawn.needed(epsilon, delta)
    if not paths:
        return dict.fromkeys(drawn.nodes, 0.0)
    passed = [0] * size
    rng = random.Random(seed)  # noqa: S311  no secret
    for _ in range(paths):
        for node in drawn.draw(rng):
            passed[node] += 1
    # Divided at the end: the same count is the same score, to the last digit.
    return {
        node: count * size / (paths * (size - 2))
        for node, count in zip(drawn.nodes, passed, strict=True)
    }


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
        earlier = sorted(neighbours[node] & level.keys())
        (node,) = rng.choices(earlier, [level[other] for other in earlier])
    return found
