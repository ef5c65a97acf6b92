"""Where each actor stands: rows on two shores, or a force layout when there are none.

Pure Python and free of chance: the same actors and ties give the same places, on every computer
and in every year that is looked at, so that nothing moves when the period does.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bilat.page.scene import Scene

# What one screen holds beside the time strip, at sizes one can read; the rest is one click away.
SHOWN_ON_A_SHORE = 20
SHOWN_ON_TOP = 8
SWEEPS = 8
WIDTH, ROW = 1000, 26
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Place:
    """A seat on a side: ``row`` counts from the top, or along it; ``x`` and ``y`` are nominal.

    ``extra`` is set for those behind the "N more" of a shore.
    """

    side: str
    row: int
    x: int
    y: int
    extra: bool = False


def places(scene: Scene) -> dict[str, Place]:
    """The place of every actor of the scene."""
    return two_shores(scene) if scene.is_dyad else network(scene)


def two_shores(scene: Scene) -> dict[str, Place]:
    """Shores ordered for few crossings, the two states at their heads, third parties on top."""
    weights = scene.weights()
    heads = {"left": scene.left, "right": scene.right}
    columns = {side: _by_weight(scene.on(side), weights, heads[side]) for side in heads}
    shown = {side: column[:SHOWN_ON_A_SHORE] for side, column in columns.items()}
    _untangle(shown, _neighbours(scene), weights, heads)
    found: dict[str, Place] = {}
    for side, x in (("left", 0), ("right", WIDTH)):
        rest = columns[side][SHOWN_ON_A_SHORE:]
        for row, actor in enumerate(shown[side] + rest):
            found[actor] = Place(side, row, x, row * ROW, extra=row >= SHOWN_ON_A_SHORE)
    by_weight = _by_weight(scene.on("top"), weights, None)
    strongest = set(by_weight[:SHOWN_ON_TOP])
    top = _along_the_top(scene, weights)
    for row, actor in enumerate(sorted(top, key=lambda actor: actor not in strongest)):
        x = round(WIDTH * (row + 1) / (len(top) + 1))
        found[actor] = Place("top", row, x, -3 * ROW, extra=actor not in strongest)
    return found


def _by_weight(actors: Iterable[str], weights: Counter[str], head: str | None) -> list[str]:
    return sorted(actors, key=lambda actor: (actor != head, -weights[actor], actor))


def _neighbours(scene: Scene) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for tie in scene.ties:
        found.setdefault(tie.one, {})[tie.other] = len(tie.records)
        found.setdefault(tie.other, {})[tie.one] = len(tie.records)
    return found


def _untangle(
    columns: dict[str, list[str]],
    neighbours: Mapping[str, Mapping[str, int]],
    weights: Counter[str],
    heads: Mapping[str, str | None],
) -> None:
    """Barycentre sweeps: each shore in turn is ordered by where its partners stand.

    The pull of a partner is the root of the number of records, as its line is drawn. An actor's
    own rank by weight pulls as much as all its partners: the strong stay near the head of their
    shore, where one begins to read.
    """
    rank = {actor: at for column in columns.values() for at, actor in enumerate(column)}
    for sweep in range(SWEEPS):
        side, fixed = ("right", "left") if sweep % 2 == 0 else ("left", "right")
        row = {actor: float(place) for place, actor in enumerate(columns[fixed])}
        centre = {
            actor: rank[actor]
            + _mean_row(neighbours.get(actor, {}), row, default=float(rank[actor]))
            for actor in columns[side]
        }
        columns[side].sort(
            key=lambda actor, at=centre, head=heads[side]: (  # type: ignore[misc]
                actor != head,
                round(at[actor], 6),
                -weights[actor],
                actor,
            )
        )


def _mean_row(partners: Mapping[str, int], row: Mapping[str, float], default: float) -> float:
    pulls = [(math.sqrt(count), row[who]) for who, count in partners.items() if who in row]
    total = math.fsum(pull for pull, _ in pulls)
    return math.fsum(pull * at for pull, at in pulls) / total if total else default


def _along_the_top(scene: Scene, weights: Counter[str]) -> list[str]:
    """Third parties from left to right by the shore they deal with more."""
    lean: Counter[str] = Counter()
    for tie in scene.ties:
        for end, partner in ((tie.one, tie.other), (tie.other, tie.one)):
            lean[end] += {"left": -1, "right": 1}.get(scene.sides[partner], 0) * len(tie.records)
    return sorted(scene.on("top"), key=lambda actor: (lean[actor], -weights[actor], actor))


def network(scene: Scene) -> dict[str, Place]:
    """A force layout, components packed side by side, the largest first."""
    actors = sorted(scene.sides)
    weights = scene.weights()
    neighbours = _neighbours(scene)
    found: dict[str, Place] = {}
    corner_x = corner_y = shelf = 0.0
    parts = [(part, _force(part, neighbours)) for part in _components(actors, neighbours, weights)]
    sizes = [tuple(max(axis) for axis in zip(*at.values(), strict=True)) for _, at in parts]
    # A window is about twice as wide as the picture in it is high.
    limit = math.sqrt(2.2 * math.fsum((width + 60) * (height + 60) for width, height in sizes))
    for (component, points), (width, height) in zip(parts, sizes, strict=True):
        if corner_x and corner_x + width > limit:
            corner_x, corner_y, shelf = 0.0, corner_y + shelf + 60, 0.0
        for row, actor in enumerate(component):
            x, y = points[actor]
            found[actor] = Place("free", row, round(corner_x + x), round(corner_y + y))
        corner_x += width + 60
        shelf = max(shelf, height)
    return found


def _components(
    actors: Sequence[str], neighbours: Mapping[str, Mapping[str, int]], weights: Counter[str]
) -> list[list[str]]:
    """Connected parts, largest first, each with its heaviest actor first."""
    left = set(actors)
    parts: list[list[str]] = []
    for start in actors:
        reached, todo = [], [start] if start in left else []
        left -= set(todo)
        while todo:
            actor = todo.pop()
            reached.append(actor)
            new = sorted(set(neighbours.get(actor, {})) & left)
            left -= set(new)
            todo.extend(new)
        if reached:
            parts.append(sorted(reached, key=lambda actor: (-weights[actor], actor)))
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def _force(
    actors: Sequence[str], neighbours: Mapping[str, Mapping[str, int]], rounds: int = 60
) -> dict[str, tuple[float, float]]:
    """Fruchterman and Reingold's forces, repulsion by grid cells; the corner is moved to 0, 0."""
    ideal = 60.0
    # A sunflower seeds the layout: evenly spread, the heaviest in the middle, and no dice.
    at = [
        (
            ideal * 0.7 * math.sqrt(place) * math.cos(place * _GOLDEN_ANGLE),
            ideal * 0.7 * math.sqrt(place) * math.sin(place * _GOLDEN_ANGLE),
        )
        for place in range(len(actors))
    ]
    index = {actor: place for place, actor in enumerate(actors)}
    links = [
        (index[actor], index[other])
        for actor in actors
        for other in neighbours.get(actor, {})
        if actor < other
    ]
    for round_ in range(rounds):
        heat = ideal * 2 * (1 - round_ / rounds) + 1
        at = _cooled(at, _pushes(at, ideal), _pulls(at, links, ideal), heat)
    at = _apart(at, ideal * 0.6)
    low_x = min((x for x, _ in at), default=0.0)
    low_y = min((y for _, y in at), default=0.0)
    return {actor: (at[i][0] - low_x, at[i][1] - low_y) for actor, i in index.items()}


Points = list[tuple[float, float]]


def _cells(at: Points, size: float) -> dict[tuple[int, int], list[int]]:
    cells: dict[tuple[int, int], list[int]] = {}
    for place, (x, y) in enumerate(at):
        cells.setdefault((math.floor(x / size), math.floor(y / size)), []).append(place)
    return cells


def _close(at: Points, size: float) -> Iterable[tuple[int, int, float, float, float]]:
    """Pairs within a cell of each other, with their difference and its length."""
    cells = _cells(at, size)
    for (column, line), members in cells.items():
        near = [
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in cells.get((column + dx, line + dy), ())
        ]
        for one in members:
            for other in near:
                if one < other:
                    dx, dy = at[one][0] - at[other][0], at[one][1] - at[other][1]
                    yield one, other, dx, dy, math.hypot(dx, dy)


def _pushes(at: Points, ideal: float) -> Points:
    force = [[0.0, 0.0] for _ in at]
    for one, other, dx, dy, length in _close(at, ideal * 1.7):
        pull = ideal * ideal / max(length * length, 1.0)
        force[one][0] += dx * pull
        force[one][1] += dy * pull
        force[other][0] -= dx * pull
        force[other][1] -= dy * pull
    return [(x, y) for x, y in force]


def _pulls(at: Points, links: Iterable[tuple[int, int]], ideal: float) -> Points:
    # A little gravity keeps far ends in; repulsion beyond the neighbouring cells is cut off.
    force = [[-x * 0.02, -y * 0.02] for x, y in at]
    for one, other in links:
        dx, dy = at[one][0] - at[other][0], at[one][1] - at[other][1]
        pull = math.hypot(dx, dy) / ideal
        force[one][0] -= dx * pull
        force[one][1] -= dy * pull
        force[other][0] += dx * pull
        force[other][1] += dy * pull
    return [(x, y) for x, y in force]


def _cooled(at: Points, pushes: Points, pulls: Points, heat: float) -> Points:
    moved = []
    for (x, y), push, pull in zip(at, pushes, pulls, strict=True):
        dx, dy = push[0] + pull[0], push[1] + pull[1]
        step = min(1.0, heat / max(math.hypot(dx, dy), 1e-9))
        moved.append((x + dx * step, y + dy * step))
    return moved


def _apart(at: Points, least: float) -> Points:
    """Push overlapping points apart, a few rounds."""
    for _ in range(12):
        moved = [list(point) for point in at]
        for one, other, dx, dy, length in _close(at, least):
            if length < least:
                # Two points in one spot need a direction: their places in the list give it.
                ux, uy = (dx / length, dy / length) if length else (1.0, (one % 3) - 1.0)
                shift = (least - length) / 2
                for place, sign in ((one, 1), (other, -1)):
                    moved[place][0] += sign * ux * shift
                    moved[place][1] += sign * uy * shift
        at = [(x, y) for x, y in moved]
    return at
