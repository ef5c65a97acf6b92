"""The picture of the page without the page: two shores, or a network, as a file of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bilat.errors import NotFoundError, UsageError
from bilat.model import LANGUAGES, Dataset, Record
from bilat.page import layout, words
from bilat.page.scene import TONES, Scene, build
from bilat.page.still import DASHES, Line, Mark, Still, still
from bilat.page.svg import (
    MARGIN,
    Box,
    Picture,
    element,
    fitted,
    framed,
    free,
    hint,
    measure,
    tidy,
    wrapped,
)
from bilat.page.svg import words as text

_SMALL = 12
_LINE = 15
_ROOM = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a picture is asked for; ``filters`` are lines for the reader."""

    title: str = ""
    language: str = "en"
    filters: tuple[str, ...] = ()
    max_view: int = 1500


def picture(dataset: Dataset, records: Sequence[Record], wanted: Wanted) -> Picture:
    """Who is tied to whom by some records, with a legend and the date of the data.

    ``UsageError`` for a language there is not, ``NotFoundError`` if nobody is tied to anybody.
    """
    if wanted.language not in LANGUAGES:
        choices = ", ".join(LANGUAGES)
        raise UsageError(f'no language "{wanted.language}" (choose from: {choices})')
    scene = build(dataset, records, wanted.max_view)
    if not scene.ties and not scene.listings:
        raise NotFoundError("nothing to draw (widen the filters)")
    seats = layout.places(scene)
    drawn = still(dataset, scene, seats if scene.is_dyad else _spread(seats), wanted.language)
    say = words.for_page(wanted.language)
    names = {
        "left": dataset.label(scene.left, wanted.language) if scene.left else "",
        "right": dataset.label(scene.right, wanted.language) if scene.right else "",
    }
    kind = "" if scene.is_dyad else "_free"
    title = wanted.title or dataset.description.title or say[f"title{kind}"].format_map(names)
    said = [say[f"lede{kind}"].format_map(names)]
    if wanted.filters:
        said.insert(0, say["filters_applied"].format(filters=" · ".join(wanted.filters)))
    width = max([drawn.width, *(mark.x + 100 for mark in drawn.marks)])
    legend = _legend(drawn, say, drawn.height + 16)
    marks, unnamed = _marks(drawn, width)
    body = [*map(_stroke, drawn.lines), *map(_number, drawn.lines), *marks, *legend]
    notes = _notes(dataset, scene, len(drawn.marks), unnamed, say)
    return framed(title, said, body, size=(width, drawn.height + 28), notes=notes)


def _spread(seats: Mapping[str, layout.Place]) -> dict[str, layout.Place]:
    """A network drawn as wide as there is room for: a page can be enlarged, a picture cannot."""
    wide = max(place.x for place in seats.values())
    by = min(max(_ROOM / max(wide, 1), 1), 2.5)
    return {
        actor: replace(place, x=round(place.x * by), y=round(place.y * min(by, 1.4)))
        for actor, place in seats.items()
    }


def _notes(
    dataset: Dataset, scene: Scene, drawn: int, unnamed: int, say: Mapping[str, str]
) -> list[str]:
    """What there is, what of it is not in the picture, and how old the data are."""
    documents = {item.document for record in scene.records for item in record.evidence}
    actors = len(scene.sides) + scene.left_out
    notes = [
        say["counts"].format(actors=actors, records=len(scene.records), documents=len(documents))
    ]
    if drawn < actors:
        notes.append(say["drawn"].format(n=drawn, total=actors))
    if unnamed:
        notes.append(say["unnamed"].format(n=unnamed))
    if scene.is_dyad:
        notes.append(say["not_in_still"])
    if dataset.description.modified:
        notes.append(say["data_of"].format(date=dataset.description.modified))
    return [" · ".join(notes)]


def _stroke(line: Line) -> str:
    """A tie; one of conflict is a double line, so that it is seen without colour too."""
    outer = element(
        "path",
        d=line.d,
        fill="none",
        stroke=line.tone,
        stroke_width=line.width,
        stroke_opacity=0.8,
        stroke_dasharray=line.dash or None,
    )
    if line.tone != "conflict":
        return outer
    core = max(line.width - 3, 1)
    return outer + element("path", d=line.d, fill="none", stroke="sheet", stroke_width=core)


def _number(line: Line) -> str:
    """How many records a strong tie has, on the line."""
    if not line.number:
        return ""
    x, y = line.mid
    half = measure(str(line.number), _SMALL) / 2 + 3
    ground = element("rect", x=x - half, y=y - 8, width=2 * half, height=16, rx=3, fill="sheet")
    return ground + text(x, y + 4, str(line.number), size=_SMALL, anchor="middle")


def _marks(drawn: Still, width: int) -> tuple[list[str], int]:
    """The actors, and how many of them have no name, which is then read by resting on the dot."""
    taken: list[Box] = [
        (mark.x - mark.r, mark.y - mark.r, mark.x + mark.r, mark.y + mark.r) for mark in drawn.marks
    ]
    gap = _gap(drawn)
    found: list[str] = []
    unnamed = 0
    for mark in sorted(drawn.marks, key=lambda mark: (not mark.head, -mark.r, mark.y, mark.x)):
        name = tidy(" ".join([*(line for _, line in reversed(mark.above)), mark.name]))
        full = hint(tidy(" ".join((name, *mark.badges))))
        found.append(element("circle", full, cx=mark.x, cy=mark.y, r=mark.r, fill=mark.side))
        on_shore = mark.side in ("left", "right")
        parts = _beside(mark, name, width) if on_shore else _above(mark, name, gap, width)
        boxes = [box for box, _ in parts]
        if all(free(box, taken) for box in boxes):
            taken += boxes
            found += [shown for _, shown in parts]
        else:
            unnamed += 1
    return found, unnamed


def _gap(drawn: Still) -> float:
    """Room for a name between the dots on top."""
    seats = sorted((mark.y, mark.x) for mark in drawn.marks if mark.side == "top")
    steps = [b[1] - a[1] for a, b in pairwise(seats) if a[0] == b[0]]
    return min([200, *steps])


def _beside(mark: Mark, name: str, width: int) -> list[tuple[Box, str]]:
    """The name on the outer side of its dot, then the lists its bearer is on, as room allows."""
    outward = -1 if mark.side == "left" else 1
    x = float(mark.name_x)
    room = (x if outward < 0 else width - x) - 12
    every = [tidy(badge) for badge in mark.badges]
    badges = every[:]
    while badges and measure(" ".join(badges), _SMALL) > room / 2:
        badges.pop()
    if len(badges) < len(every):
        badges.append(f"+{len(every) - len(badges)}")
    shown = fitted(
        name, room - sum(measure(f"{one} ", _SMALL) + 4 for one in badges), bold=mark.head
    )
    parts = [(shown, 13, "ink", mark.head), *((one, _SMALL, "listing", False) for one in badges)]
    found = []
    for said, size, colour, bold in parts:
        long = measure(said, size, bold=bold)
        near, far = (x, x + long) if outward > 0 else (x - long, x)
        box = (near, mark.name_y - 11.0, far, mark.name_y + 4.0)
        anchor = "start" if outward > 0 else "end"
        found.append(
            (box, text(x, mark.name_y, said, size=size, fill=colour, anchor=anchor, bold=bold))
        )
        x += outward * (long + 6)
    return found


def _above(mark: Mark, name: str, gap: float, width: int) -> list[tuple[Box, str]]:
    """The name over its dot, in lines no wider than the way to the next dot."""
    lines = wrapped(name, gap - 10, _SMALL, most=3)
    half = max(measure(line, _SMALL) for line in lines) / 2
    x = min(max(mark.x, half + 4), width - half - 4)
    low = mark.y - mark.r - 5
    found = []
    for up, line in enumerate(reversed(lines)):
        y = low - up * _LINE
        found.append(
            (
                (x - half, y - 11, x + half, y + 3),
                text(x, y, line, size=_SMALL, anchor="middle", halo=True),
            )
        )
    return found


def _legend(drawn: Still, say: Mapping[str, str], y: int) -> Iterable[str]:
    """The colours that occur, and what a broken line means."""
    tones = {line.tone for line in drawn.lines}
    entries = [(tone, say[f"tone.{tone}"], "") for tone in TONES if tone in tones]
    broken = {line.dash for line in drawn.lines}
    entries += [
        ("other", say[f"status.{status}"], dash)
        for status, dash in DASHES.items()
        if dash in broken
    ]
    x = float(MARGIN)
    for tone, word, dash in entries:
        path = f"M{x:.0f} {y}H{x + 34:.0f}"
        width = 4.4 if tone == "conflict" else 3
        yield _stroke(Line(path, width, tone, dash, 0, (0, 0), ()))
        yield text(x + 42, y + 4, word, size=_SMALL)
        x += 42 + measure(word, _SMALL) + 24
