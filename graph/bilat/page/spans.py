"""Sanctions listings as bars on one axis of time, and what happened meanwhile as dots on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilat import dates
from bilat.dates import Bounds, in_words
from bilat.model import Dataset
from bilat.page.svg import (
    MARGIN,
    Box,
    Drawn,
    block,
    element,
    every,
    fitted,
    free,
    hint,
    measure,
    rule,
    tidy,
    words,
    wrapped,
)

Row = Mapping[str, Any]

_WIDTH, _LEFT, _HIGH, _SMALL = 900, 270, 50, 12
_FAINT = 0.3


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date
    left: int
    right: int

    def at(self, day: date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.left + min(max(share, 0), 1) * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class _Span:
    """One line of the picture: who, by whom, the listing, what happened, and a word behind."""

    name: str
    by: str
    listing: Bounds
    events: tuple[tuple[Row, Bounds, bool], ...] = ()
    word: str = ""


def listed(dataset: Dataset, rows: Sequence[Row], on: str | None) -> Drawn:
    """How listings stood on a day, which is a line across them."""
    spans = [
        _Span(
            row["target"]["label"],
            f"{row['authority']['label']}: {in_words(row['record']['when'])}",
            dataset.records[row["record"]["id"]].bounds,
            word=row["status"],
        )
        for row in rows
    ]
    day = dates.parse(on).earliest_begin if on else None
    return _spans(spans, day)


def engaged(dataset: Dataset, rows: Sequence[Row]) -> Drawn:
    """The listings of those who were engaged, and when they were."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["engaged"]["id"], row["listing"]["id"]), []).append(row)
    spans = []
    for group in groups.values():
        first = group[0]
        events = tuple(
            (row["event"], dataset.records[row["event"]["id"]].bounds, row["certain"])
            for row in group
        )
        by = f"{first['authority']['label']}: {in_words(first['listing']['when'])}"
        listing = dataset.records[first["listing"]["id"]].bounds
        spans.append(_Span(first["engaged"]["label"], by, listing, events))
    return _spans(spans, None)


def _spans(spans: Sequence[_Span], day: date | None) -> Drawn:
    axis = _axis(spans, day)
    height = _HIGH * len(spans) + 10
    body = _ticks(axis, height)
    for at, span in enumerate(spans):
        body += _span(span, axis, _HIGH * at + 34)
    said = ["A bar is the time on the list."]
    if any(_outer(span.listing, axis) != _sure(span.listing, axis) for span in spans):
        said.append("Pale: possibly on it, by the dates that are known.")
    events = [certain for span in spans for _, _, certain in span.events]
    if events:
        hollow = "" if all(events) else ", hollow where that is not certain"
        said.append(f"A dot is what happened meanwhile{hollow}.")
    if day:
        x = axis.at(day)
        body.append(rule(x, 4, x, height, stroke="ink", stroke_width=1.5, stroke_dasharray="4 3"))
        said.append(f"The dashed line is {day.isoformat()}.")
    return body, (_WIDTH, height + 24), [" ".join(said)]


def _outer(bounds: Bounds, axis: _Axis) -> tuple[date, date]:
    """The days that are possible, of those on the axis."""
    begin, end = bounds.earliest_begin or axis.first, bounds.latest_end or axis.last
    return min(max(begin, axis.first), axis.last), min(end, axis.last)


def _sure(bounds: Bounds, axis: _Axis) -> tuple[date, date] | None:
    """The days that are certain, of those on the axis."""
    begin, end = bounds.latest_begin, min(bounds.earliest_end or axis.last, axis.last)
    return (begin, end) if begin and begin < end else None


def _axis(spans: Sequence[_Span], day: date | None) -> _Axis:
    """Whole years: from the first listing to the last event, or of all dates if there are none."""
    events = [edge for span in spans for _, bounds, _ in span.events for edge in _edges(bounds)]
    begun = [edge for span in spans for edge in _edges(span.listing)]
    known = sorted([*begun, *events, *([day] if day else [])]) or [date(2000, 1, 1)]
    last = max(events) if events else known[-1]
    behind = max((measure(span.word, bold=True) for span in spans), default=0)
    right = _WIDTH - MARGIN - round(behind + 12 if behind else 0)
    return _Axis(date(known[0].year, 1, 1), date(last.year, 12, 31), _LEFT, right)


def _edges(bounds: Bounds) -> Iterator[date]:
    days = (bounds.earliest_begin, bounds.latest_begin, bounds.earliest_end, bounds.latest_end)
    yield from (day for day in days if day)


def _ticks(axis: _Axis, height: int) -> list[str]:
    years = axis.last.year - axis.first.year + 1
    step = (axis.right - axis.left) / years
    gap = every(step)
    found = [rule(axis.left, height, axis.right, height)]
    for year in range(axis.first.year, axis.last.year + 1):
        if year % gap == 0:
            x = axis.at(date(year, 1, 1))
            found.append(rule(x, 0, x, height, stroke="rule"))
            # Beside its line, since a year is what lies between two.
            found.append(words(x + 4, height + 16, str(year), size=_SMALL, fill="muted"))
    return found


def _span(span: _Span, axis: _Axis, y: int) -> list[str]:
    bounds, room = span.listing, axis.left - MARGIN - 16
    found = block(MARGIN, y - 2, [fitted(tidy(span.name), room, bold=True)], bold=True)
    found += block(
        MARGIN, y + 14, wrapped(tidy(span.by), room, _SMALL, most=1), size=_SMALL, fill="muted"
    )
    said = f"{span.name}, {span.by}"
    found.append(_bar(axis, _outer(bounds, axis), y, said, opacity=_FAINT))
    if sure := _sure(bounds, axis):
        found.append(_bar(axis, sure, y, said, opacity=0.75))
    taken: list[Box] = []
    for row, when, certain in span.events:
        found += _dot(axis, y, row, when, taken, certain=certain)
    if span.word:
        found.append(words(axis.right + 10, y + 5, span.word, bold=span.word == "listed"))
    return found


def _bar(axis: _Axis, days: tuple[date, date], y: int, said: str, *, opacity: float) -> str:
    begin, end = map(axis.at, days)
    return element(
        "rect",
        hint(tidy(said)),
        x=begin,
        y=y - 5,
        width=max(end - begin, 2),
        height=10,
        fill="listing",
        fill_opacity=opacity,
    )


def _dot(  # noqa: PLR0913  where it stands, what it is, what stands there already
    axis: _Axis, y: int, row: Row, when: Bounds, taken: list[Box], *, certain: bool
) -> list[str]:
    day = when.earliest_begin or when.latest_end or axis.first
    x, label = axis.at(day), day.isoformat()[:7]
    half = measure(label, _SMALL) / 2
    at = min(max(x, axis.left + half), axis.right - half)
    dot = element(
        "circle",
        hint(f"{tidy(in_words(row['when']))}: {tidy(row['label'])}"),
        cx=x,
        cy=y,
        r=6,
        fill="left" if certain else "sheet",
        stroke="left",
        stroke_width=2,
    )
    box = (at - half - 3, y - 24, at + half + 3, y - 10)
    if not free(box, taken):
        return [dot]
    taken.append(box)
    return [dot, words(at, y - 12, label, size=_SMALL, anchor="middle")]
