"""What ``claims`` and ``coverage`` print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bilat.dates import in_words
from bilat.model import Claim, Dataset, Record
from bilat.report import columns, rows
from bilat.report.layout import Answer, Column, Row, joined
from bilat.report.rows import Json

if TYPE_CHECKING:
    from bilat.analysis.claims import Dispute
    from bilat.analysis.coverage import Cell


def claims(
    data: Dataset,
    found: Sequence[Claim],
    language: str,
    limit: int,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Claims in date order."""
    shown = columns.cut(found, limit)
    return Answer(
        verb="claims",
        rows=[_claim_row(data, claim, language) for claim in shown],
        total=len(found),
        columns=(
            *columns.when(lambda row: str(row["when"])),
            Column("Held by", lambda row: joined(holder["label"] for holder in row["held_by"])),
            Column("Claim", lambda row: row["text"] + (" !" if row["contested"] else "")),
            Column("Kind", lambda row: columns.spaced(row["claim_kind"])),
            Column("Evidence", lambda row: rows.cited(data, data.records[row["id"]], language)),
            columns.text("id", only_files=True),
        ),
        notes=("! contested (see: bilat claims --contested)",)
        if any(claim.contested for claim in shown)
        else (),
        **common,
    )


def _claim_row(data: Dataset, claim: Claim, language: str) -> Json:
    row = rows.record(data, claim, language)
    bearing = ("confirmed_by", "refined_by", "overtaken_by")
    return {**row, **{name: list(getattr(claim, name)) for name in bearing}}


def disputes(
    data: Dataset,
    found: Sequence[Dispute],
    language: str,
    limit: int,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """The sides of each dispute next to each other, then the passages behind them."""
    shown = columns.cut(found, limit)
    answer_rows: list[Json] = []
    text: list[str] = []
    for number, dispute in enumerate(shown, start=1):
        sides = [rows.record(data, side, language) for side in dispute.sides]
        answer_rows.append({"sides": sides, "latest": dispute.latest})
        text += [*([""] if text else []), f"Dispute {number}"]
        for side, row in zip(dispute.sides, sides, strict=True):
            text += _side(data, side, row, dispute.latest, language)
    return Answer(
        verb="claims",
        rows=answer_rows,
        lines=[
            {"dispute": str(number), **side, "latest": row["latest"] == side["id"]}
            for number, row in enumerate(answer_rows, start=1)
            for side in row["sides"]
        ],
        total=len(found),
        text=text,
        columns=(
            columns.text("dispute", only_files=True),
            columns.text("when", only_files=True),
            Column("Held by", _holders, only_files=True),
            Column("Claim", lambda row: row.get("text") or row["label"], only_files=True),
            Column("Latest", lambda row: columns.yes(row["latest"]), only_files=True),
            Column(
                "Evidence",
                lambda row: rows.cited(data, data.records[row["id"]], language),
                only_files=True,
            ),
            columns.text("id", only_files=True),
        ),
        **common,
    )


def _holders(row: Row) -> str:
    return joined(holder["label"] for holder in row.get("held_by", ()))


def _side(data: Dataset, side: Record, row: Json, latest: str | None, language: str) -> list[str]:
    """One side of a dispute: who, when, what, and its passages for and against."""
    holders = _holders(row) or f"recorded as a {side.kind}"
    came_last = ", the latest side" if side.id == latest else ""
    said = [f"  {holders} ({in_words(side.when)}{came_last}): {side.label(language)}"]
    if side.comment:
        said.append(f"    Note: {side.comment}")
    return [*said, *(f"    - {rows.footnote(data, item, language)}" for item in side.evidence)]


def coverage(cells: Sequence[Cell], limit: int) -> Answer:
    """Year by year what the number of records means; a table has a line a statement."""
    shown = columns.cut(cells, limit)
    found: list[Json] = [
        {
            "id": cell.coverage.id,
            "label": cell.coverage.label,
            "kinds": list(cell.coverage.kinds),
            "year": cell.year,
            "status": cell.coverage.status,
            "records": cell.records,
            "reading": cell.reading,
        }
        for cell in shown
    ]
    text = []
    for statement in dict.fromkeys(cell.coverage.id for cell in shown):
        mine = [cell for cell in shown if cell.coverage.id == statement]
        text += _statement(mine)
    return Answer(
        verb="coverage",
        rows=found,
        total=len(cells),
        heading="Coverage: what was looked for, and what a number of records means",
        text=text,
        notes=("", "n = that many and no more; n+ = at least so many; · = not known"),
        columns=(
            columns.text("label", "Coverage", only_files=True),
            Column("Kinds", lambda row: joined(row["kinds"]), only_files=True),
            Column("Year", lambda row: str(row["year"]), only_files=True),
            columns.text("status", only_files=True),
            Column("Records", lambda row: str(row["records"]), only_files=True),
            columns.text("reading", only_files=True),
        ),
    )


def _statement(cells: Sequence[Cell]) -> list[str]:
    coverage_ = cells[0].coverage
    years = "  ".join(f"{cell.year} {_short_reading(cell)}" for cell in cells)
    note = [f"  {coverage_.comment}"] if coverage_.comment else []
    kinds = joined(coverage_.kinds)
    return ["", f"{coverage_.label} ({kinds}): {coverage_.status}", f"  {years}", *note]


def _short_reading(cell: Cell) -> str:
    if cell.coverage.status == "complete":
        return str(cell.records)
    return f"{cell.records}+" if cell.records else "·"
