"""The answer to a question as a picture: chains, years, spans of time, ranks, sides of a dispute.

Each takes the rows of an answer as its JSON has them, and the dataset for the exact dates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bilat.dates import in_words
from bilat.errors import NotFoundError, UsageError
from bilat.model import Dataset
from bilat.page import spans
from bilat.page.still import line_width
from bilat.page.svg import (
    MARGIN,
    Drawn,
    Picture,
    block,
    element,
    every,
    fitted,
    framed,
    hint,
    rule,
    tidy,
    words,
    wrapped,
)

Row = Mapping[str, Any]
_WIDTH = 900
_SMALL = 12
_FAINT = 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked, and the rows shown of a total; ``as_of`` is the day of ``listed``."""

    dataset: Dataset
    verb: str
    rows: Sequence[Row]
    total: int
    as_of: str | None = None


def chart(found: Found, title: str, note: str = "") -> Picture:
    """The picture of an answer; ``UsageError`` if answers of its verb have none."""
    if found.verb not in _CHARTS:
        raise UsageError(f'no picture of "{found.verb}" (choose from: {", ".join(_CHARTS)})')
    if not found.rows:
        raise NotFoundError("nothing to draw (widen the filters)")
    body, size, said = _CHARTS[found.verb](found)
    notes = [note] if note else []
    if len(found.rows) < found.total:
        notes.append(f"showing {len(found.rows)} of {found.total}")
    about = found.dataset.description
    dated = f"data of {about.modified}" if about.modified else ""
    notes.append(", ".join(part for part in (about.title, dated) if part))
    return framed(title, said, body, size=size, notes=[note for note in notes if note])


# Chains: an actor a dot, a record a line with its date above and its name below.


def _chains(found: Found) -> Drawn:
    most = max(row["length"] for row in found.rows)
    step = max(210, round((_WIDTH - 200) / most))
    body: list[str] = []
    y = 0
    for row in found.rows:
        for at, hop in enumerate(row["hops"]):
            body += _hop(100 + at * step, y + 62, step, hop, certain=row["certain"])
        ends = [row["hops"][0]["from"], *(hop["to"] for hop in row["hops"])]
        for at, end in enumerate(ends):
            body += _station(100 + at * step, y + 62, end)
        y += 176
    thicker = any(hop["others"] for row in found.rows for hop in row["hops"])
    said = [
        "A dot is an actor, a line a record; what is written on it is the one with most sources."
    ]
    if thicker:
        said.append("The wider a line, the more records tie the two.")
    if any(not row["certain"] for row in found.rows):
        said.append("Dashed: possible, not certain, by the dates.")
    return body, (200 + most * step, y), [" ".join(said)]


def _station(x: int, y: int, end: Row) -> list[str]:
    name = tidy(end["label"])
    lines = wrapped(name, 180, most=2, bold=True)
    top = y - 18 - 18 * (len(lines) - 1)
    dot = element(
        "circle", hint(name), cx=x, cy=y, r=9, fill="left", stroke="sheet", stroke_width=2
    )
    return [dot, *block(x, top, lines, anchor="middle", bold=True)]


def _hop(x: int, y: int, step: int, hop: Row, *, certain: bool) -> list[str]:
    record, middle = hop["record"], x + step / 2
    number = 1 + len(hop["others"])
    label = tidy(record["label"])
    when = tidy(in_words(record["when"]))
    line = element(
        "line",
        hint(f"{when}: {label}"),
        x1=x,
        y1=y,
        x2=x + step,
        y2=y,
        stroke="cooperation",
        stroke_width=line_width(number),
        stroke_dasharray=None if certain else "7 5",
    )
    said = wrapped(label, step - 24, _SMALL, most=3)
    others = f"; {_counted(number - 1, 'more record')}" if number > 1 else ""
    more = [_counted(record["sources"], "source") + others]
    dated = wrapped(when, step - 24, most=2)
    below = y + 22 + 17 * len(dated)
    return [
        line,
        *block(middle, y + 22, dated, anchor="middle"),
        *block(middle, below, said, size=_SMALL, anchor="middle"),
        *block(middle, below + 16 * len(said), more, size=_SMALL, fill="muted", anchor="middle"),
    ]


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


# Years: a record is a block in the column of its year.


def _years(found: Found) -> Drawn:
    stacks: dict[int, list[Row]] = {}
    for row in found.rows:
        if row["begin"]:
            stacks.setdefault(int(row["begin"][:4]), []).append(row)
    if not stacks:
        raise NotFoundError("nothing to draw: no record has a first year")
    first, last = min(stacks), max(stacks)
    step = (_WIDTH - 2 * MARGIN) / (last - first + 1)
    tall = max(map(len, stacks.values()))
    size = min(22, 260 / tall)
    height = round(tall * size) + 26
    body = [rule(MARGIN, height, _WIDTH - MARGIN, height)]
    gap = every(step)
    for year in range(first, last + 1):
        x = MARGIN + (year - first) * step
        stack = stacks.get(year, [])
        for at, row in enumerate(stack):
            body.append(_brick(row, x + step * 0.12, height - (at + 1) * size, step * 0.76, size))
        if year % gap == 0:
            body.append(words(x + step / 2, height + 17, str(year), size=_SMALL, anchor="middle"))
        if stack and step >= 16:  # noqa: PLR2004
            top = height - len(stack) * size - 5
            body.append(words(x + step / 2, top, str(len(stack)), anchor="middle", bold=True))
    undated = sum(not row["begin"] for row in found.rows)
    said = ["A block is a record, in its first year."]
    said += ["Pale: the year is not certain."] if any(map(_unsure_year, found.rows)) else []
    said += ["Dashed: contested."] if any(row["contested"] for row in found.rows) else []
    said += [f"Without a first year, not drawn: {undated}."] if undated else []
    return body, (_WIDTH, height + 24), [" ".join(said)]


def _unsure_year(row: Row) -> bool:
    """Whether an event can have begun in another year than the one it is drawn in."""
    return bool(row["begin"]) and row["realis"] and (row["end"] or "")[:4] != row["begin"][:4]


def _brick(row: Row, x: float, y: float, width: float, height: float) -> str:
    return element(
        "rect",
        hint(f"{tidy(in_words(row['when']))}: {tidy(row['label'])}"),
        x=x,
        y=y + 1,
        width=width,
        height=max(height - 2, 0.5),
        fill="cooperation",
        fill_opacity=_FAINT if _unsure_year(row) else None,
        stroke="ink" if row["contested"] else None,
        stroke_dasharray="3 2" if row["contested"] else None,
    )


# Ranks: a bar an actor.


def _ranks(found: Found) -> Drawn:
    top = max((row["score"] for row in found.rows), default=0) or 1
    left, room = 270, 430
    compared = any("change" in row for row in found.rows)
    body = []
    for at, row in enumerate(found.rows):
        y = 20 + 26 * at
        name, score = tidy(row["label"]), f"{row['score']:.3g}"
        length = room * max(row["score"], 0) / top
        body += [
            words(MARGIN + 22, y, str(row["rank"]), fill="muted", anchor="end"),
            words(MARGIN + 32, y, fitted(name, left - MARGIN - 44)),
            element(
                "rect", hint(name), x=left, y=y - 13, width=max(length, 1), height=17, fill="left"
            ),
            words(left + length + 8, y, score, size=_SMALL),
        ]
        if compared:
            body.append(_change(left + room + 80, y, row.get("change")))
    said = "The longer the bar, the higher the score."
    said += " On the right, the places won or lost." if compared else ""
    return body, (_WIDTH, 26 * len(found.rows) + 6), [said]


def _change(x: int, y: int, change: int | None) -> str:
    if not change:
        return words(x, y, "new" if change is None else "=", fill="muted")
    sign, colour = ("▲", "right") if change > 0 else ("▼", "conflict")
    return words(x, y, f"{sign} {abs(change)}", fill=colour)


# Sides: who holds what, against whom.

_CARD = 400
_AGAINST = ("doubts", "denies")


def _sides(found: Found) -> Drawn:
    body: list[str] = []
    y = 0
    for row in found.rows:
        first, *others = (_Side.of(side, row) for side in row.get("sides", (row,)))
        against = others or [_Side.doubt(item) for item in first.doubts]
        cards, left = _card(MARGIN, y, first)
        right = 0
        for side in against:
            more, high = _card(_WIDTH - MARGIN - _CARD, y + right, side)
            cards += more
            right += high + 8
        body += [*cards, *(_against(y + min(left, right - 8) / 2) if against else ())]
        y += max(left, right - 8) + 18
    return body, (_WIDTH, y - 8), ["In our words, by who holds it or says so."]


@dataclass(frozen=True, slots=True)
class _Side:
    """Who says what, when and on what grounds; ``doubts`` are the passages against it."""

    who: str
    when: str
    text: str
    doubts: tuple[Row, ...] = ()

    @classmethod
    def of(cls, side: Row, row: Row) -> _Side:
        """A claim or record that is one side of a dispute."""
        holders = "; ".join(holder["label"] for holder in side.get("held_by", ()))
        came = ", the latest side" if side["id"] == row.get("latest") else ""
        when = f"{in_words(side['when'])}{came}; {_counted(side['sources'], 'source')}"
        doubts = tuple(item for item in side["evidence"] if item["stance"] in _AGAINST)
        return cls(holders or side["kind"], when, side.get("text") or side["label"], doubts)

    @classmethod
    def doubt(cls, item: Row) -> _Side:
        """A passage that doubts or denies, where no claim stands against a claim."""
        when = f"{in_words(item['document']['issued'])}, {item['stance']} it"
        return cls(item["asserted_by"]["label"], when, item["gist"] or item["document"]["title"])


def _card(x: int, y: int, side: _Side) -> tuple[list[str], int]:
    room = _CARD - 28
    lines = wrapped(tidy(side.text), room, most=5)
    high = 52 + 18 * len(lines)
    whole = hint(tidy(f"{side.who} ({side.when}): {side.text}"))
    ground = element(
        "rect", whole, x=x, y=y, width=_CARD, height=high, rx=4, fill="paper", stroke="rule"
    )
    return [
        ground,
        words(x + 14, y + 21, fitted(tidy(side.who), room, bold=True), bold=True),
        words(x + 14, y + 38, fitted(tidy(side.when), room, _SMALL), size=_SMALL, fill="muted"),
        *block(x + 14, y + 58, lines),
    ], high


def _against(y: float) -> list[str]:
    left, right = MARGIN + _CARD, _WIDTH - MARGIN - _CARD
    middle = (left + right) / 2
    return [
        rule(left, y, right, y, stroke="conflict", stroke_width=2),
        element("circle", cx=middle, cy=y, r=12, fill="sheet", stroke="conflict", stroke_width=2),
        words(middle, y + 5, "≠", fill="conflict", anchor="middle", bold=True),
    ]


_CHARTS: dict[str, Callable[[Found], Drawn]] = {
    "timeline": _years,
    "path": _chains,
    "centrality": _ranks,
    "listed": lambda found: spans.listed(found.dataset, found.rows, found.as_of),
    "engaged": lambda found: spans.engaged(found.dataset, found.rows),
    "claims": _sides,
}
