"""Records, or the literals of data without any, as one flat table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bilat.model import Dataset, Listing, Record
from bilat.report import rows
from bilat.report.layout import Answer, Column, joined, render
from bilat.report.rows import Json
from bilat.report.terminal import calm
from bilat.selection import Selection

_PLAIN = ("id", "kind", "label", "when", "begin", "end", "realis")


def records(data: Dataset, found: Sequence[Record], picked: Selection, language: str) -> Answer:
    """One row a record, every cell a text; lists have semicolons between."""
    listed = [_record(data, item, picked, language) for item in found]
    names = tuple(listed[0]) if listed else _PLAIN
    return Answer(verb="export", rows=listed, columns=tuple(map(_column, names)), total=len(listed))


def _record(data: Dataset, item: Record, picked: Selection, language: str) -> Json:
    row = rows.record(data, item, language, picked)
    place = row["place"] or {"id": "", "label": ""}
    return {
        **{name: row[name] or "" for name in _PLAIN},
        "contested": _yes(said=row["contested"]),
        "certain": _yes(said=row["certain"]),
        "participants": joined(f"{part['role']}: {part['label']}" for part in row["participants"]),
        "participant_ids": joined(part["id"] for part in row["participants"]),
        "place": place["label"],
        "place_ids": joined(item.places),
        "plover": item.plover,
        "score": str(item.score) if item.plover else "",
        "authorities": joined(
            data.label(one, language) for one in item.authorities
        ) if isinstance(item, Listing) else "",
        "sources": str(row["sources"]),
        "documents": joined(dict.fromkeys(passage.document for passage in item.evidence)),
        "comment": item.comment,
    }  # fmt: skip


def _yes(*, said: bool) -> str:
    return "yes" if said else "no"


def literals(found: Iterable[tuple[str, str, str, str]]) -> Answer:
    """One row a literal: subject, property, value, and its language or datatype."""
    names = ("subject", "property", "value", "type")
    listed = [dict(zip(names, row, strict=True)) for row in found]
    return Answer(verb="export", rows=listed, columns=tuple(map(_column, names)), total=len(listed))


def rejects(found: Iterable[tuple[str, int, str]]) -> str:
    """Lines of tables that were not used, as CSV in which nothing acts: file, line, reason."""
    names = ("file", "line", "reason")
    listed = [dict(zip(names, row, strict=True)) for row in found]
    answer = Answer("import", listed, tuple(map(_column, names)), total=len(listed))
    return calm(render(answer, "csv", excel_safe=True), "csv", on_terminal=False)


def _column(name: str) -> Column:
    return Column(name, lambda row: str(row[name]), verbatim=True)
