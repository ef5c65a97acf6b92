"""The picture without a script: the same actors, places and ties as plain SVG."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bilat.model import Dataset, Record
from bilat.page.island import markup_safe
from bilat.page.layout import Place
from bilat.page.scene import Scene, Tie, authorities, short_name, status, tone

WIDTH = 1200
_LEFT, _RIGHT = 310, 800
_ROW = 24
_HEAD = 36
_TIER = 66
_TOP_LETTERS = 28
_A_TIER_HOLDS = 6
# More than this nobody can tell apart in a picture that cannot be enlarged part by part.
_MOST = 80
# Ties below this carry no number; numbers stand this far apart.
_STRONG = 3
_NUMBER_WIDTH, _NUMBER_HEIGHT = 20, 15
# As the script draws them.
DASHES = {"announced": "7 5", "contested": "12 4 2 4"}


Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A name with its node; ``badges`` are words such as ``EU 2014``."""

    x: int
    y: int
    r: float
    side: str
    head: bool
    name: str
    above: tuple[tuple[int, str], ...]
    name_x: int
    name_y: int
    badges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One stroke of a tie; ``number`` is printed at ``mid`` on the strong ones.

    ``dash`` is empty for what stands firm.
    """

    d: str
    width: float
    tone: str
    dash: str
    number: int
    mid: Point
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Still:
    """What the template draws."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]


def still(dataset: Dataset, scene: Scene, seats: Mapping[str, Place], language: str) -> Still:
    """The static picture of a scene; actors behind "N more" are in the table alone."""
    weights = scene.weights
    seen = sorted((a for a in seats if not seats[a].extra), key=lambda a: (-weights[a], a))
    shown = {actor: seats[actor] for actor in seen[:_MOST]}
    at = _positions(scene, shown)
    drawn = [tie for tie in scene.ties if tie.one in at and tie.other in at]
    lines = [
        line
        for tie in sorted(drawn, key=lambda tie: -len(tie.records))
        for line in _lines(scene, tie, at, shown)
    ]
    marks = tuple(
        _mark(dataset, scene, actor, at[actor], weights[actor], language) for actor in sorted(at)
    )
    height = max((y for _, y in at.values()), default=0) + 40
    return Still(WIDTH, height, marks, tuple(_without_collisions(lines)))


def radius(weight: int) -> float:
    """Node size by number of records, root scale: an area, not a diameter, is what one compares."""
    return round(min(3 + 1.2 * math.sqrt(weight), 11), 1)


def line_width(count: int) -> float:
    """Tie width by number of records, root scale."""
    return round(1.3 + 2.1 * (math.sqrt(count) - 1), 1)


def _positions(scene: Scene, shown: Mapping[str, Place]) -> dict[str, tuple[int, int]]:
    if not scene.is_dyad:
        return {actor: (place.x + 80, place.y + 30) for actor, place in shown.items()}
    top = sorted((a for a in shown if shown[a].side == "top"), key=lambda a: shown[a].row)
    tiers = math.ceil(len(top) / _A_TIER_HOLDS)
    above = 58 + tiers * _TIER
    found = {}
    for actor, place in shown.items():
        if place.side == "top":
            tier, seat = place.row % tiers, place.row // tiers
            holds = math.ceil((len(top) - tier) / tiers)
            found[actor] = (round(150 + 900 * (seat + 0.5) / holds), 58 + tier * _TIER)
        else:
            x = _LEFT if place.side == "left" else _RIGHT
            found[actor] = (x, above + (place.row * _ROW + _HEAD - _ROW if place.row else 0))
    return found


def _mark(  # noqa: PLR0913, PLR0917  a name is placed by all of these
    dataset: Dataset, scene: Scene, actor: str, at: tuple[int, int], weight: int, language: str
) -> Mark:
    x, y = at
    side = scene.sides[actor]
    out = {"left": -13, "right": 13}.get(side, 0)
    name = markup_safe(dataset.label(actor, language))
    *rest, last = [name] if out else _wrapped(name)
    return Mark(
        x=x,
        y=y,
        r=radius(weight),
        side=side,
        head=actor in (scene.left, scene.right),
        name=last,
        above=tuple((y - 13 - 14 * up, line) for up, line in enumerate(reversed(rest), 1)),
        name_x=x + out,
        name_y=y + 5 if out else y - 13,
        badges=tuple(_badges(dataset, scene, actor)),
    )


def _wrapped(name: str) -> list[str]:
    return textwrap.wrap(name, _TOP_LETTERS, max_lines=3, placeholder="…") or [name]


def _badges(dataset: Dataset, scene: Scene, actor: str) -> Iterable[str]:
    """One a group of authorities, by the first listing, oldest first."""
    seen: dict[str, Record] = {}
    for index in scene.listings.get(actor, ()):
        record = scene.records[index]
        short = "/".join(short_name(dataset, one) for one in authorities(record))
        seen.setdefault(short, record)
    for short, record in seen.items():
        yield markup_safe(f"{short} {record.begin.year}" if record.begin else short)


def _lines(
    scene: Scene, tie: Tie, at: Mapping[str, Point], shown: Mapping[str, Place]
) -> Iterable[Line]:
    """One line a tone and firmness, bowed apart."""
    groups: dict[tuple[str, str], int] = {}
    for index in tie.records:
        record = scene.records[index]
        key = (tone(record), status(record))
        groups[key] = groups.get(key, 0) + 1
    ends = (at[tie.one], at[tie.other])
    sides = (shown[tie.one].side, shown[tie.other].side)
    for place, ((colour, firmness), count) in enumerate(groups.items()):
        points = _curve(ends, sides, round((place - (len(groups) - 1) / 2) * 14))
        width = max(line_width(count), 4.4 if colour == "conflict" else 0)
        number = len(tie.records) if place == 0 and len(tie.records) >= _STRONG else 0
        first, *rest = (f"{x} {y}" for x, y in points)
        d = f"M{first}C{' '.join(rest)}"
        yield Line(
            d, width, colour, DASHES.get(firmness, ""), number, _point_at(points, 0.5), points
        )


def _curve(ends: tuple[Point, Point], sides: tuple[str, str], bow: int) -> tuple[Point, ...]:
    """Control points of the line between two places, as the script bends it."""
    start, end = ends
    if "top" in sides and set(sides) & {"left", "right"}:
        return _via_gate(ends, sides, bow)
    dx, dy = end[0] - start[0], end[1] - start[1]
    a, b = _tangent(sides[0], dx, dy), _tangent(sides[1], -dx, -dy)
    return (
        start,
        (start[0] + a[0], start[1] + a[1] + bow),
        (end[0] + b[0], end[1] + b[1] + bow),
        end,
    )


def _via_gate(ends: tuple[Point, Point], sides: tuple[str, str], bow: int) -> tuple[Point, ...]:
    """From the top inside first, above the heads of the shores, then down: it crosses no name."""
    (x, y), (shore_x, shore_y) = ends if sides[0] == "top" else ends[::-1]
    gate = shore_x + (30 if shore_x == _LEFT else -30) + bow
    roof = y + 26
    down = (gate, round(roof + (shore_y - roof) * 0.6))
    way = (
        (x, y),
        (x, roof + 6),
        (gate, roof - 14),
        (gate, roof),
        down,
        (gate, shore_y),
        (shore_x, shore_y),
    )
    return way if sides[0] == "top" else way[::-1]


def _tangent(side: str, dx: int, dy: int) -> Point:
    if side in ("left", "right"):
        return (round(abs(dx) * 0.45) * (1 if side == "left" else -1), 0)
    return (0, round(abs(dy) * 0.6)) if side == "top" else (dx // 3, dy // 3)


def _point_at(points: tuple[Point, ...], t: float) -> Point:
    points = points[-4:]  # of two curves in a row, the one by the shore
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t**3)
    x, y = (
        round(math.fsum(w * point[axis] for w, point in zip(weights, points, strict=True)))
        for axis in (0, 1)
    )
    return x, y


def _without_collisions(lines: Iterable[Line]) -> list[Line]:
    """Numbers move along their line until they stand free of stronger ones, or are left out."""
    taken: list[Point] = []
    kept = []
    for line in lines:
        spots = (_point_at(line.points, t) for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73))
        spot = next((spot for spot in spots if _is_free(spot, taken)), None)
        if line.number and spot:
            taken.append(spot)
        kept.append(replace(line, number=line.number if spot else 0, mid=spot or line.mid))
    return kept


def _is_free(spot: Point, taken: Iterable[Point]) -> bool:
    return all(
        abs(spot[0] - x) > _NUMBER_WIDTH or abs(spot[1] - y) > _NUMBER_HEIGHT for x, y in taken
    )
