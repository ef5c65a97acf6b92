"""What ``compare`` and ``balance`` print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bilat.dates import in_words
from bilat.model import Dataset, OfficeHolding, Record
from bilat.report import columns, rows
from bilat.report.layout import Answer, Column, Row, joined
from bilat.report.rows import Json

if TYPE_CHECKING:
    from bilat.analysis.balance import Balance, Tie, Triad
    from bilat.analysis.compare import Change, Changes

_SIGNS = {1: "+", -1: "−", 0: "±"}
_WORDS = {1: "positive", -1: "negative", 0: "undecided"}
_POSSIBLE = "~ possible, not certain"
_SCALES = (
    "events: sums of PLOVER scores; situations: numbers of alliances (+), disputes and listings "
    "(−); the two are never added together"
)
_UNPLACED = {
    "event": "signed events are between no two states: nobody in them stood for one then",
    "situation": "signed situations are between no two states: listings by an organisation of "
    "states, or of somebody who stood for none then",
}


def compare(
    data: Dataset,
    found: Changes,
    language: str,
    limit: int,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """What began, ended, happened and became contested, in this order."""
    shown = columns.cut(found.found, limit)
    return Answer(
        verb="compare",
        rows=[_change(data, item, language) for item in shown],
        lines=[
            {**_change(data, item, language), "evidence": _cited(data, item, language)}
            for item in shown
        ],
        total=len(found.found),
        notes=_compare_notes(found, shown),
        extra={"counts": _counts(found), "unrecorded": found.unrecorded},
        columns=(
            columns.text("change"),
            Column("On", _day, only_tables=True),
            Column("Earliest", lambda row: row["earliest"] or "", only_files=True),
            Column("Latest", lambda row: row["latest"] or "", only_files=True),
            Column("Kind", lambda row: row["record"]["kind"]),
            Column("Record", _record),
            Column("Who", _who),
            columns.text("evidence"),
            Column("Id", lambda row: row["record"]["id"], only_files=True),
            Column("Certain", lambda row: columns.yes(row["certain"]), only_files=True),
            Column("Facets", lambda row: joined(row["facets"]), only_files=True),
        ),
        **common,
    )


def _change(data: Dataset, item: Change, language: str) -> Json:
    holding = item.partner
    return {
        "change": item.change,
        "certain": item.certain,
        "earliest": _iso(item.day.earliest_begin),
        "latest": _iso(item.day.latest_end),
        "facets": list(item.facets),
        "against": [rows.evidence(data, passage, language) for passage in item.against],
        "partner": None if holding is None else _holder(data, holding, language),
        "record": rows.record(data, item.record, language, certain=item.certain),
    }


def _cited(data: Dataset, item: Change, language: str) -> str:
    """Who first reported a record, or who first spoke against it; and how many more works do."""
    if not item.against:
        return rows.cited(data, item.record, language)
    first, others = item.against[0], len(data.works(item.against)) - 1
    issued = in_words(data.original(first.document).issued)
    asserter = data.label(first.asserted_by, language)
    return f"against: {asserter} {issued}" + (f" +{others}" if others else "")


def _holder(data: Dataset, holding: OfficeHolding, language: str) -> Json:
    return {**rows.entity(data, holding.person, language), "record": holding.id}


def _iso(day: Any) -> str | None:  # noqa: ANN401  a date or none
    return day.isoformat() if day else None


def _day(row: Row) -> str:
    """The day of a change in words; an event keeps its own date."""
    if row["change"] == "happened":
        return in_words(row["record"]["when"])
    first, last = row["earliest"], row["latest"]
    if first == last:
        return str(first)
    return f"{first or 'unknown'} to {last or 'unknown'}"


def _record(row: Row) -> str:
    record = row["record"]
    said = str(record["label"])
    said += f" (in part: {joined(row['facets'])})" if row["facets"] else ""
    said += " ~" if not row["certain"] else ""
    said += " !" if record["contested"] and row["change"] != "contested" else ""
    return said + (f" ({record['realis']})" if record["realis"] == "announced" else "")


def _who(row: Row) -> str:
    """Who takes part; at a handover of an office the old holder, an arrow, the new one."""
    if row["record"]["kind"] == "claim":
        return joined(holder["label"] for holder in row["record"]["held_by"])
    if row["partner"] is None:
        return rows.sides(row["record"])
    holder = next(p["label"] for p in row["record"]["participants"] if p["role"] == "member")
    partner = row["partner"]["label"]
    return f"{partner} → {holder}" if row["change"] == "began" else f"{holder} → {partner}"


def _counts(found: Changes) -> Json:
    """Certain and possible changes of each sort."""
    counted = Counter((item.change, item.certain) for item in found.found)
    return {
        change: {"certain": counted[change, True], "possible": counted[change, False]}
        for change in ("began", "ended", "happened", "contested")
    }


def _compare_notes(found: Changes, shown: Sequence[Change]) -> list[str]:
    counts = _counts(found)
    parts = (f"{sum(number.values())} {change}" for change, number in counts.items())
    notes = [f"{joined(parts)} (of which possible only: {_possible(counts)})"]
    signs = [_POSSIBLE] if any(not item.certain for item in shown) else []
    if any(item.record.contested and item.change != "contested" for item in shown):
        signs.append("! contested by a source")
    notes += [joined(signs)] if signs else []
    if found.unrecorded:
        notes.append(
            f"{found.unrecorded} more records may have changed for all that is known, no source "
            "saying when (list them: --unrecorded)"
        )
    return notes


def _possible(counts: Json) -> int:
    return sum(number["possible"] for number in counts.values())


def balance(  # noqa: PLR0913  what the answer is made of
    data: Dataset,
    found: Balance,
    language: str,
    limit: int,
    *,
    rule: str,
    unit: str,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Triads of states; a table has a line a tie, the verdict on the first."""
    shown = columns.cut(found.triads, limit)
    answer_rows = [_triad(data, item, language) for item in shown]
    return Answer(
        verb="balance",
        rows=answer_rows,
        lines=[
            line
            for item, row in zip(shown, answer_rows, strict=True)
            for line in _lines(data, item, row, language)
        ],
        total=len(found.triads),
        notes=_balance_notes(found, shown, rule),
        extra={
            "rule": rule,
            "unit": unit,
            "scales": {"event": "PLOVER score", "situation": "number of situations"},
            "unplaced": dict(found.unplaced),
        },
        columns=(
            columns.text("layer"),
            *([columns.text("period")] if unit == "year" else []),
            columns.text("triad"),
            columns.text("status"),
            columns.text("tie"),
            columns.text("sign", only_tables=True),
            columns.text("word", "Sign", only_files=True),
            Column("Positive", lambda row: f"{row['positive']:g}", right=True),
            Column(
                "Negative", lambda row: f"{-row['negative'] or 0:g}", right=True, only_tables=True
            ),
            # A leading minus would be taken for a formula, and escaped, in a spreadsheet.
            Column("Negative", lambda row: f"{row['negative']:g}", only_files=True),
            Column("Records", lambda row: str(row["number"]), right=True),
            Column(
                "Such as", lambda row: f"{row['example']} [{row['evidence']}]", only_tables=True
            ),
            columns.text("example", "Such as", only_files=True),
            columns.text("evidence", only_files=True),
            columns.text("certain", only_files=True),
            columns.text("tie_certain", only_files=True),
            columns.text("mixed", only_files=True),
            columns.text("breaks", "Unbalances", only_files=True),
            columns.text("ids", "Record ids", only_files=True),
        ),
        **common,
    )


def _triad(data: Dataset, item: Triad, language: str) -> Json:
    return {
        "layer": item.layer,
        "period": item.period or None,
        "states": [rows.entity(data, state, language) for state in item.states],
        "status": item.status,
        "certain": item.certain,
        "before": item.before,
        "ties": [_tie(data, tie, language) for tie in item.ties],
        "unbalanced_by": [
            [rows.entity(data, end, language) for end in (tie.one, tie.other)]
            for tie in item.unbalanced_by
        ],
    }


def _tie(data: Dataset, tie: Tie, language: str) -> Json:
    return {
        "between": [rows.entity(data, end, language) for end in (tie.one, tie.other)],
        "sign": tie.sign,
        "mixed": tie.mixed,
        "certain": tie.certain,
        "positive": tie.positive,
        "negative": tie.negative,
        "records": [
            {
                **rows.record(data, record, language, certain=record.id not in tie.possible),
                "plover": record.plover or None,
                "score": record.score if record.layer == "event" else None,
            }
            for record in tie.records
        ],
    }


def _lines(data: Dataset, item: Triad, row: Json, language: str) -> list[Json]:
    """A line for each tie of a triad, with the record that weighs most."""
    turned = f" (was {item.before})" if item.before else ""
    lines = []
    for tie, said in zip(item.ties, row["ties"], strict=True):
        breaks = tie in item.unbalanced_by
        example = _weightiest(tie)
        lines.append(
            {
                "layer": item.layer,
                "period": item.period,
                "triad": " · ".join(state["label"] for state in row["states"]),
                "status": f"{item.status}{turned}{'' if item.certain else ' ~'}",
                "tie": " – ".join(end["label"] for end in said["between"]),
                "sign": _SIGNS[tie.sign]
                + (" mixed" if tie.mixed else "")
                + ("" if tie.certain else " ~")
                + (" ← unbalances" if breaks else ""),
                "word": _WORDS[tie.sign],
                "mixed": columns.yes(tie.mixed),
                "tie_certain": columns.yes(tie.certain),
                "positive": tie.positive,
                "negative": tie.negative,
                "number": len(tie.records),
                "example": example.label(language),
                "evidence": rows.cited(data, example, language),
                "certain": columns.yes(item.certain),
                "breaks": columns.yes(breaks),
                "ids": joined(record.id for record in tie.records),
            }
        )
    return lines


def _weightiest(tie: Tie) -> Record:
    """The record that speaks most for a tie's sign, the latest of equals; certain ones first."""
    side = tie.sign or 1
    return max(
        reversed(tie.records), key=lambda item: (side * item.score, item.id not in tie.possible)
    )


def _balance_notes(found: Balance, shown: Sequence[Triad], rule: str) -> list[str]:
    decided = [item for item in found.triads if item.status != "undecided"]
    balanced = sum(item.status == "balanced" for item in decided)
    of = {
        "strict": "balanced: the product of the three signs is positive",
        "generalised": "balanced: not exactly one of the three signs is negative",
    }[rule]
    notes = [
        f"{balanced} of {len(decided)} decided triads balanced ({rule} balance; {of})",
        _SCALES,
    ]
    notes += [f"{number} {_UNPLACED[layer]}" for layer, number in found.unplaced.items() if number]
    if any(not item.certain or not all(tie.certain for tie in item.ties) for item in shown):
        notes.append(f"{_POSSIBLE}: on another reading of dates or offices a sign would differ")
    return notes
