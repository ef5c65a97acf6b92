"""What ``stats`` prints: a dataset described by its own metadata."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bilat.dates import in_words
from bilat.model import Dataset
from bilat.report import columns
from bilat.report.layout import Answer, joined
from bilat.report.rows import Json

if TYPE_CHECKING:
    from bilat.analysis.coverage import Cell

_MOST_PUBLISHERS = 25


def stats(data: Dataset, cells: Sequence[Cell], language: str) -> Answer:
    """Counts, sources, coverage and licence of what was loaded."""
    row = _row(data, cells, language)
    return Answer(
        verb="stats",
        rows=[row],
        lines=[
            {"table": table, "name": name, "number": number}
            for table in ("records", "entities", "evidence", "stances", "publishers")
            for name, number in row[table].items()
        ],
        total=1,
        heading=row["title"] or "A dataset without a title (add dcterms:title to its metadata)",
        columns=(
            columns.text("table", only_files=True),
            columns.text("name", only_files=True),
            columns.text("number", only_files=True),
        ),
        text=_text(data, row),
    )


def _row(data: Dataset, cells: Sequence[Cell], language: str) -> Json:
    about = data.description
    passages = {item.id: item for record in data.records.values() for item in record.evidence}
    publishers = Counter(
        data.label(document.publisher or next(iter(document.creators), ""), language)
        for document in data.documents.values()
    )
    events = [record for record in data.records.values() if record.layer == "event"]
    return {
        "title": about.title,
        "summary": about.summary,
        "licence": about.licence,
        "citation": about.citation,
        "modified": about.modified,
        "states": [data.label(id_) for id_ in (about.left_state, about.right_state) if id_],
        "records": _counted(record.kind for record in data.records.values()),
        "entities": _counted(entity.kind for entity in data.entities.values()),
        "evidence": _counted(item.verification for item in passages.values()),
        "stances": _counted(item.stance for item in passages.values()),
        "contested": sum(record.contested for record in data.records.values()),
        "events": len(events),
        "events_with_two_sources": sum(data.sources(event) > 1 for event in events),
        "documents": len(data.documents),
        "publishers": dict(publishers.most_common()),
        "coverage": _coverage(cells),
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())


def _coverage(cells: Sequence[Cell]) -> list[Json]:
    statements = {cell.coverage.id: cell.coverage for cell in cells}
    return [
        {
            "label": item.label,
            "kinds": list(item.kinds),
            "when": item.when,
            "status": item.status,
            "records": sum(cell.records for cell in cells if cell.coverage.id == item.id),
            "comment": item.comment,
        }
        for item in statements.values()
    ]


def _text(data: Dataset, row: Json) -> list[str]:
    total = len(data.records)
    passages = sum(row["evidence"].values())
    said = [
        *([row["summary"]] if row["summary"] else []),
        "",
        f"Licence: {row['licence'] or 'not stated'}",
        f"To cite: {row['citation'] or 'not stated'}",
        f"Last changed: {row['modified'] or 'not stated'}",
        "",
        f"Records: {total}, of which {row['contested']} contested: {_listed(row['records'])}",
        f"Actors, places, offices and others: {len(data.entities)}: {_listed(row['entities'])}",
        f"Evidence: {passages} passages: {_listed(row['evidence'])}; {_listed(row['stances'])}",
        f"Events with two independent sources: {row['events_with_two_sources']} of {row['events']}",
        "",
        "Coverage",
    ]
    said += [f"  {_covered(item)}" for item in row["coverage"]]
    most = dict(list(row["publishers"].items())[:_MOST_PUBLISHERS])
    more = len(row["publishers"]) - len(most)
    return [
        *said,
        "",
        f"Sources: {row['documents']} documents of {len(row['publishers'])} publishers",
        f"  {_listed(most)}{f'; and {more} more' if more > 0 else ''}",
    ]


def _listed(counts: Mapping[str, int]) -> str:
    return joined(f"{name} {number}" for name, number in counts.items())


def _covered(item: Mapping[str, Any]) -> str:
    note = f" {item['comment']}" if item["comment"] else ""
    number = str(item["records"]) if item["status"] == "complete" else f"{item['records']} or more"
    return f"{item['label']}, {in_words(item['when'])}: {item['status']}, {number}.{note}"
