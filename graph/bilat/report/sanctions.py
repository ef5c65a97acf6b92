"""What ``listed`` and ``engaged`` print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bilat.model import Coverage, Dataset
from bilat.report import columns, rows
from bilat.report.layout import Answer, Column, Row, joined
from bilat.report.rows import Json

if TYPE_CHECKING:
    from bilat.analysis.sanctions import Engagement, Standing


def listed(  # noqa: PLR0913  what the answer is made of
    data: Dataset,
    standings: Sequence[Standing],
    language: str,
    limit: int,
    *,
    coverage: Sequence[Coverage],
    notes: Sequence[str] = (),
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Listings as they stood on a day."""
    found: list[Json] = [
        {
            "target": rows.entity(data, item.listing.target, language),
            "authority": rows.entity(data, item.authority, language),
            "status": item.status,
            "stage": item.stage,
            "announced": _announced(item),
            "certain": item.status != "possibly",
            "reason": item.reason or None,
            "record": rows.record(data, item.listing, language, certain=item.status != "possibly"),
            "measures": list(item.listing.measures),
            "legal_basis": rows.legal_basis(data, item.listing, language),
        }
        for item in columns.cut(standings, limit)
    ]
    by_id = {item.listing.id: item.listing for item in standings}
    return Answer(
        verb="listed",
        rows=found,
        total=len(standings),
        notes=(*notes, *columns.searched(coverage)),
        extra={"coverage": [item.id for item in coverage]},
        columns=(
            Column("Target", lambda row: row["target"]["label"]),
            Column("By", lambda row: row["authority"]["label"]),
            Column("Status", _status),
            *columns.when(lambda row: str(row["record"]["when"])),
            Column("Measures", lambda row: joined(map(columns.spaced, row["measures"]))),
            Column("Evidence", lambda row: rows.cited(data, by_id[row["record"]["id"]], language)),
            Column("Id", lambda row: row["record"]["id"], only_files=True),
            columns.text("stage", only_files=True),
            Column("Certain", lambda row: columns.yes(row["certain"]), only_files=True),
        ),
        **common,
    )


def _announced(item: Standing) -> str | None:
    """The latest day on which the first source from before the listing was issued."""
    day = item.announced.latest_end if item.announced else None
    return day.isoformat() if day else None


def _status(row: Row) -> str:
    return f"{row['status']} ({row['reason']})" if row["reason"] else str(row["status"])


def engaged(
    data: Dataset,
    found: Sequence[Engagement],
    language: str,
    limit: int,
    *,
    coverage: Sequence[Coverage],
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Who was dealt with while listed by another authority."""
    shown = columns.cut(found, limit)
    answer_rows: list[Json] = [
        {
            "state": rows.entity(data, item.state, language),
            "engaged": rows.entity(data, item.engaged, language),
            "authority": rows.entity(data, item.authority, language),
            "certain": item.certain,
            "event": rows.record(data, item.event, language, certain=item.certain),
            "listing": rows.record(data, item.listing, language, certain=item.certain),
            "within": [rows.record(data, part, language) for part in item.within],
        }
        for item in shown
    ]
    by_id = {item.event.id: item.event for item in shown}
    return Answer(
        verb="engaged",
        rows=answer_rows,
        total=len(found),
        notes=columns.searched(coverage),
        extra={"coverage": [item.id for item in coverage]},
        columns=(
            *columns.when(lambda row: str(row["event"]["when"])),
            Column("Who", lambda row: row["engaged"]["label"]),
            Column("Event", _event),
            Column("Listed by", lambda row: row["authority"]["label"]),
            Column("Since", lambda row: row["listing"]["when"].partition("/")[0]),
            Column("Certain", lambda row: columns.yes(row["certain"])),
            Column("Evidence", lambda row: rows.cited(data, by_id[row["event"]["id"]], language)),
            Column("State", lambda row: row["state"]["label"], only_files=True),
            Column("Event id", lambda row: row["event"]["id"], only_files=True),
            Column("Listing id", lambda row: row["listing"]["id"], only_files=True),
        ),
        **common,
    )


def _event(row: Row) -> str:
    number = len(row["within"])
    parts = f" (with {number} recorded {'talk' if number == 1 else 'talks'})" if number else ""
    realis = row["event"]["realis"]
    return str(row["event"]["label"]) + (f" ({realis})" if realis != "occurred" else "") + parts
