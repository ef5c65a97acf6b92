"""What ``claims`` and ``coverage`` print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bilat.dates import in_words
from bilat.model import Claim, Dataset, Record
from bilat.report import columns, rows
from bilat.report.layout import Answer, Column, Row, joined
from bilat.report.rows import Json
from bilat.selection import Selection

if TYPE_CHECKING:
    from bilat.analysis.claims import Dispute
    from bilat.analysis.coverage import Cell


def claims(
    data: Dataset,
    found: Sequence[Claim],
    selection: Selection,
    language: str,
    limit: int,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Claims in date order."""
    shown = columns.cut(found, limit)
    answer_rows = [_claim_row(data, claim, selection, language) for claim in shown]
    signs = [] if all(row["certain"] for row in answer_rows) else [columns.POSSIBLE]
    if any(claim.contested for claim in shown):
        signs.append("! contested (see: bilat claims --contested)")
    return Answer(
        verb="claims",
        rows=answer_rows,
        total=len(found),
        columns=(
            *columns.when(lambda row: str(row["when"])),
            Column("Held by", lambda row: joined(holder["label"] for holder in row["held_by"])),
            Column("Claim", _text),
            Column("Kind", lambda row: columns.spaced(row["claim_kind"])),
            Column("Evidence", lambda row: rows.cited(data, data.records[row["id"]], language)),
            columns.text("id", only_files=True),
            Column("Certain", lambda row: columns.yes(row["certain"]), only_files=True),
        ),
        notes=[joined(signs)] if signs else (),
        **common,
    )


def _text(row: Row) -> str:
    """The claim; ~ possible only, ! contested."""
    possible = "" if row["certain"] else " ~"
    return f"{row['text']}{possible}{' !' if row['contested'] else ''}"


def _claim_row(data: Dataset, claim: Claim, selection: Selection, language: str) -> Json:
    row = rows.record(data, claim, language, selection)
    bearing = ("confirmed_by", "refined_by", "overtaken_by")
    return {**row, **{name: list(getattr(claim, name)) for name in bearing}}


def disputes(
    data: Dataset,
    found: Sequence[Dispute],
    selection: Selection,
    language: str,
    limit: int,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """The sides of each dispute next to each other, then the passages behind them."""
    shown = columns.cut(found, limit)
    answer_rows: list[Json] = []
    text: list[str] = []
    for number, dispute in enumerate(shown, start=1):
        sides = [rows.record(data, side, language, selection) for side in dispute.sides]
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
        notes=()
        if all(side["certain"] for row in answer_rows for side in row["sides"])
        else (columns.POSSIBLE,),
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
            Column("Certain", lambda row: columns.yes(row["certain"]), only_files=True),
        ),
        **common,
    )


def _holders(row: Row) -> str:
    return joined(holder["label"] for holder in row.get("held_by", ()))


def _side(data: Dataset, side: Record, row: Json, latest: str | None, language: str) -> list[str]:
    """One side of a dispute: who, when, what, and its passages for and against."""
    holders = _holders(row) or f"recorded as a {side.kind}"
    came_last = ", the latest side" if side.id == latest else ""
    possible = "" if row["certain"] else " ~"
    said = [f"  {holders} ({in_words(side.when)}{came_last}{possible}): {side.label(language)}"]
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
            "possible": cell.possible,
            "reading": cell.reading,
        }
        for cell in shown
    ]
    possible = any(cell.possible for cell in shown)
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
        notes=(
            "",
            "n = that many and no more; n+ = at least so many; · = not known"
            + ("; n~m = m if those possibly of that year count" if possible else ""),
        ),
        columns=(
            columns.text("label", "Coverage", only_files=True),
            Column("Kinds", lambda row: joined(row["kinds"]), only_files=True),
            Column("Year", lambda row: str(row["year"]), only_files=True),
            columns.text("status", only_files=True),
            Column("Records", lambda row: str(row["records"]), only_files=True),
            Column("Possible", lambda row: str(row["possible"]), only_files=True),
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
    possible = f"~{cell.records + cell.possible}" if cell.possible else ""
    if cell.coverage.status == "complete":
        return f"{cell.records}{possible}"
    return f"{cell.records}{possible}+" if cell.records or cell.possible else "·"
