"""What ``find`` and ``timeline`` print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bilat.model import Claim, Dataset, Record
from bilat.report import columns, rows
from bilat.report.layout import Answer, Column, Row, joined
from bilat.report.rows import Json
from bilat.selection import Selection

if TYPE_CHECKING:
    from bilat.analysis.names import Thing


def find(data: Dataset, hits: Sequence[tuple[Thing, str]], language: str, limit: int) -> Answer:
    """Who or what goes by a name."""
    found: list[Json] = []
    for thing, name in columns.cut(hits, limit):
        found.append({**rows.named(data, thing, language), "matched": name})
    return Answer(
        verb="find",
        rows=found,
        total=len(hits),
        columns=(
            columns.text("id"),
            columns.text("kind"),
            columns.text("label", "Name"),
            Column("Also", lambda row: joined(_other_names(row), most=3)),
        ),
    )


def _other_names(row: Row) -> list[str]:
    names = [name for listed in row["names"].values() for name in listed]
    return [name for name in dict.fromkeys(names) if name != row["label"]]


def timeline(  # noqa: PLR0913  what a timeline shows
    data: Dataset,
    records: Sequence[Record],
    selection: Selection,
    language: str,
    limit: int,
    *,
    claims_about: Mapping[str, Sequence[Claim]],
    completeness: str = "",
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Records in date order; below them, what is disputed about them and why."""
    shown = columns.cut(records, limit)
    notes: list[str] = []
    found = []
    for item in shown:
        row = rows.record(data, item, language, selection)
        row["notes"] = record_notes(data, item, claims_about.get(item.id, ()), language)
        if row["notes"]:
            row["mark"] = f" [{len(notes) + 1}]"
            notes.append(f"[{len(notes) + 1}] {row['label']}: {' '.join(row['notes'])}")
        found.append(row)
    return Answer(
        verb="timeline",
        rows=[{key: value for key, value in row.items() if key != "mark"} for row in found],
        lines=found,
        total=len(records),
        notes=(*notes, *_legend(found), *([completeness] if completeness else [])),
        extra={"completeness": completeness or None},
        columns=record_columns(data, shown, language),
        **common,
    )


def record_columns(data: Dataset, items: Sequence[Record], language: str) -> tuple[Column, ...]:
    """The columns of a list of records."""
    by_id = {item.id: item for item in items}
    return (
        *columns.when(lambda row: str(row["when"])),
        columns.text("kind"),
        Column("Record", lambda row: f"{row['label']}{_marks(row)}"),
        Column("Who", rows.sides),
        Column("Where", lambda row: row["place"]["label"] if row["place"] else ""),
        Column("Evidence", lambda row: rows.cited(data, by_id[row["id"]], language)),
        columns.text("id", only_files=True),
        columns.text("begin", only_files=True),
        columns.text("end", only_files=True),
        columns.text("realis", only_files=True),
        Column("Contested", lambda row: columns.yes(row["contested"]), only_files=True),
        Column("Certain", lambda row: columns.yes(row["certain"]), only_files=True),
        Column("Sources", lambda row: str(row["sources"]), only_files=True),
    )


def _marks(row: Row) -> str:
    """Signs behind a record's name: ~ possible only, ! contested, the realis, a note's number."""
    said = " ~" if not row["certain"] else ""
    said += " !" if row["contested"] else ""
    said += f" ({row['realis']})" if row["realis"] in ("announced", "cancelled") else ""
    return said + str(row.get("mark", ""))


def _legend(found: Sequence[Row]) -> list[str]:
    signs = []
    if any(not row["certain"] for row in found):
        signs.append(columns.POSSIBLE)
    if any(row["contested"] for row in found):
        signs.append("! contested by a source")
    return [joined(signs)] if signs else []


def record_notes(data: Dataset, item: Record, claims: Sequence[Claim], language: str) -> list[str]:
    """What a reader must know of a record: what is doubted, by whom, and claims that dispute it."""
    doubts = [found for found in item.evidence if not found.supports]
    disputed = [claim for claim in claims if claim.contested]
    if not (doubts or disputed or item.contested):
        return []
    said = [item.comment] if item.comment else []
    for found in doubts:
        facet = f" ({found.on_property})" if found.on_property else ""
        said.append(
            f"{data.label(found.asserted_by, language)} {found.stance}{facet}: "
            f"{found.gist(language)}"
        )
    for claim in disputed:
        holders = joined(data.label(holder, language) for holder in claim.held_by)
        why = f" {claim.comment}" if claim.comment else ""
        said.append(f"Claimed by {holders}: {claim.label(language)}{why}")
    return said
