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
SHOWN_IN_NETWORK = 120
SWEEPS = 8
WIDTH, ROW = 1000, 26
IDEAL = 60.0
ROUNDS = 50
SMALL = 3
# In a network, too, the two states keep to their side of the picture.
LEAN = {"left": -1.0, "right": 1.0}
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Points = list[tuple[float, float]]


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
    weights = scene.weights
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
    for tie in (*scene.ties, *scene.inner):
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
    """A layout by distances, components packed side by side, the largest first.

    The strongest actors are laid out among themselves; the others join where their partners are.
    """
    weights = scene.weights
    neighbours = _neighbours(scene)
    strongest = _by_weight(scene.sides, weights, None)[:SHOWN_IN_NETWORK]
    core = set(strongest)
    within = {
        actor: {other: n for other, n in neighbours.get(actor, {}).items() if other in core}
        for actor in core
    }
    parts = []
    for component in _components(sorted(core), within, weights):
        spots = _spread([LEAN.get(scene.sides[actor], 0.0) for actor in component])
        at = _by_distances(component, within, spots)
        # The many need more room than their number says: between them lie the ties.
        larger = max(1.0, (len(component) / 10) ** 0.35)
        at = _apart([(x * larger, y * larger) for x, y in at], IDEAL * 0.7)
        parts.append((component, _from_corner(at)))
    found = dict(_packed(parts))
    rest = [actor for actor in sorted(scene.sides) if actor not in core]
    found |= _joined(rest, found, neighbours)
    rank = {actor: row for row, actor in enumerate(strongest)}
    return {
        actor: Place("free", rank.get(actor, len(rank)), round(x), round(y), actor not in core)
        for actor, (x, y) in sorted(found.items())
    }


def _packed(
    parts: Sequence[tuple[Sequence[str], Points]],
) -> Iterable[tuple[str, tuple[float, float]]]:
    """Components on shelves from the left, their corners apart."""
    sizes = [tuple(max(axis) for axis in zip(*at, strict=True)) for _, at in parts]
    # A window is about twice as wide as the picture in it is high.
    area = math.fsum((width + IDEAL) * (height + IDEAL) for width, height in sizes)
    limit = max([math.sqrt(2.2 * area), *(width for width, _ in sizes)])
    corner_x = corner_y = shelf = 0.0
    for (component, points), (width, height) in zip(parts, sizes, strict=True):
        if corner_x and corner_x + width > limit:
            corner_x, corner_y, shelf = 0.0, corner_y + shelf + IDEAL, 0.0
        for actor, (x, y) in zip(component, points, strict=True):
            yield actor, (corner_x + x, corner_y + y)
        # Names of single actors stand side by side; within a component they find room.
        corner_x += width + IDEAL * (1 if len(component) > SMALL else 1.8)
        shelf = max(shelf, height)


def _joined(
    rest: Sequence[str],
    placed: Mapping[str, tuple[float, float]],
    neighbours: Mapping[str, Mapping[str, int]],
) -> dict[str, tuple[float, float]]:
    """Places around the middle of those partners that have one, evenly turned; else at the rim."""
    far = max((max(x, y) for x, y in placed.values()), default=0.0)
    at: Points = []
    for number, actor in enumerate(rest):
        partners = [placed[who] for who in neighbours.get(actor, {}) if who in placed]
        reach = IDEAL if partners else far * 0.6
        x = math.fsum(x for x, _ in partners) / len(partners) if partners else far / 2
        y = math.fsum(y for _, y in partners) / len(partners) if partners else far / 4
        turn = number * _GOLDEN_ANGLE
        at.append((x + reach * math.cos(turn), y + reach * math.sin(turn)))
    return dict(zip(rest, _apart(at, IDEAL * 0.4), strict=True))


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


def _spread(leans: Sequence[float]) -> Points:
    """Where to begin: a sunflower, evenly spread, the heaviest in the middle, and no dice."""
    return [
        (
            IDEAL * (0.7 * math.sqrt(place) * math.cos(place * _GOLDEN_ANGLE) + 2 * lean),
            IDEAL * 0.7 * math.sqrt(place) * math.sin(place * _GOLDEN_ANGLE),
        )
        for place, lean in enumerate(leans)
    ]


def _by_distances(
    actors: Sequence[str], neighbours: Mapping[str, Mapping[str, int]], at: Points
) -> Points:
    """Distances in the picture like those in the network: stress, lowered in rounds.

    Each actor in turn moves to the mean of the places the others would give it, the near ones
    weighing more (Gansner, Koren and North's majorization, one point at a time).
    """
    index = {actor: place for place, actor in enumerate(actors)}
    # Who has many partners needs room for them: a hub keeps farther from everybody.
    room = [0.2 * math.sqrt(len(neighbours[actor])) for actor in actors]
    hops = [
        [
            away + room[one] + room[other]
            for other, away in enumerate(_hops(actor, index, neighbours))
        ]
        for one, actor in enumerate(actors)
    ]
    for _ in range(ROUNDS if len(actors) > 1 else 0):
        for one, (x, y) in enumerate(at):
            sum_x = sum_y = total = 0.0
            for other, away in enumerate(hops[one]):
                if other == one:
                    continue
                ox, oy = at[other]
                weight = 1 / (away * away)
                pull = away * IDEAL / (math.hypot(x - ox, y - oy) or 1.0)
                sum_x += weight * (ox + (x - ox) * pull)
                sum_y += weight * (oy + (y - oy) * pull)
                total += weight
            at[one] = (sum_x / total, sum_y / total)
    return at


def _hops(
    start: str, index: Mapping[str, int], neighbours: Mapping[str, Mapping[str, int]]
) -> list[int]:
    """Steps from an actor to each of its component."""
    found = {start: 0}
    now = [start]
    while now:
        new = dict.fromkeys(
            other for actor in now for other in neighbours[actor] if other not in found
        )
        found |= dict.fromkeys(new, found[now[0]] + 1)
        now = list(new)
    return [found[actor] for actor in index]


def _from_corner(at: Points) -> Points:
    low_x = min((x for x, _ in at), default=0.0)
    low_y = min((y for _, y in at), default=0.0)
    return [(x - low_x, y - low_y) for x, y in at]


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
