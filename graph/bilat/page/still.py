"""The picture without a script: the same actors, places and ties as plain SVG, for no-JS readers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bilat.model import Dataset, Record
from bilat.page.island import markup_safe
from bilat.page.layout import Place
from bilat.page.scene import Scene, Tie, authorities, short_name, status, tone

WIDTH = 1200
_SHORE = 330
_ROW = 24
_HEAD = 36
_TIER = 42
_A_TIER_HOLDS = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A name with its node; ``badges`` are words such as ``EU 2014``."""

    x: int
    y: int
    r: float
    side: str
    head: bool
    name: str
    anchor: str
    name_x: int
    name_y: int
    badges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One stroke of a tie; ``number`` is printed at ``mid`` on the strong ones."""

    d: str
    width: float
    tone: str
    dashed: bool
    number: int
    mid: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Still:
    """What the template draws."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]


def still(dataset: Dataset, scene: Scene, seats: Mapping[str, Place], language: str) -> Still:
    """The static picture of a scene; actors behind "N more" are in the table alone."""
    shown = {actor: place for actor, place in seats.items() if not place.extra}
    at = _positions(scene, shown)
    weights = scene.weights()
    lines = [
        line
        for tie in sorted(scene.ties, key=lambda tie: -len(tie.records))
        if tie.one in at and tie.other in at
        for line in _lines(scene, tie, at, shown)
    ]
    marks = tuple(
        _mark(dataset, scene, actor, at[actor], weights[actor], language) for actor in sorted(at)
    )
    height = max((y for _, y in at.values()), default=0) + 40
    return Still(WIDTH, height, marks, tuple(lines))


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
    above = 30 + tiers * _TIER
    found = {}
    for actor, place in shown.items():
        if place.side == "top":
            tier, seat = place.row % tiers, place.row // tiers
            holds = math.ceil((len(top) - tier) / tiers)
            found[actor] = (round(150 + 900 * (seat + 0.5) / holds), 30 + tier * _TIER)
        else:
            x = _SHORE if place.side == "left" else WIDTH - _SHORE
            found[actor] = (x, above + (place.row * _ROW + _HEAD - _ROW if place.row else 0))
    return found


def _mark(  # noqa: PLR0913  a name is placed by all of these
    dataset: Dataset, scene: Scene, actor: str, at: tuple[int, int], weight: int, language: str
) -> Mark:
    x, y = at
    side = scene.sides[actor]
    out = {"left": -13, "right": 13}.get(side, 0)
    return Mark(
        x=x,
        y=y,
        r=radius(weight),
        side=side,
        head=actor in (scene.left, scene.right),
        name=markup_safe(dataset.label(actor, language)),
        anchor={"left": "end", "right": "start"}.get(side, "middle"),
        name_x=x + out,
        name_y=y + 5 if out else y - 13,
        badges=tuple(_badges(dataset, scene, actor)),
    )


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
    scene: Scene, tie: Tie, at: Mapping[str, tuple[int, int]], shown: Mapping[str, Place]
) -> Iterable[Line]:
    """One line a tone and firmness, bowed apart."""
    groups: dict[tuple[str, bool], int] = {}
    for index in tie.records:
        record = scene.records[index]
        key = (tone(record), status(record) == "firm")
        groups[key] = groups.get(key, 0) + 1
    start, end = at[tie.one], at[tie.other]
    for place, ((colour, firm), count) in enumerate(groups.items()):
        bow = round((place - (len(groups) - 1) / 2) * 14)
        points = _curve(start, end, shown[tie.one].side, shown[tie.other].side, bow)
        width = max(line_width(count), 4.4 if colour == "conflict" else 0)
        number = len(tie.records) if place == 0 and len(tie.records) > 2 else 0
        d = "M{} {}C{} {} {} {} {} {}".format(*(value for point in points for value in point))
        yield Line(d, width, colour, not firm, number, _middle(points))


Point = tuple[int, int]


def _curve(start: Point, end: Point, one: str, other: str, bow: int) -> list[Point]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    a, b = _tangent(one, dx, dy), _tangent(other, -dx, -dy)
    return [
        start,
        (start[0] + a[0], start[1] + a[1] + bow),
        (end[0] + b[0], end[1] + b[1] + bow),
        end,
    ]


def _tangent(side: str, dx: int, dy: int) -> Point:
    if side in ("left", "right"):
        return (round(abs(dx) * 0.45) * (1 if side == "left" else -1), 0)
    return (0, round(abs(dy) * 0.6)) if side == "top" else (dx // 3, dy // 3)


def _middle(points: list[Point]) -> Point:
    weights = (1, 3, 3, 1)
    x, y = (
        round(sum(w * point[axis] for w, point in zip(weights, points, strict=True)) / 8)
        for axis in (0, 1)
    )
    return x, y
