"""What ``check`` prints."""

from __future__ import annotations

from collections import Counter

from bilat.findings import Report
from bilat.report import columns
from bilat.report.layout import Answer, Column, Row, joined
from bilat.report.rows import Json


def check(report: Report, limit: int, *, infos: bool) -> Answer:
    """Findings of the rules, worst first, and what was looked at; infos only if asked for."""
    wanted = [item for item in report.findings if infos or item.severity != "info"]
    found: list[Json] = [
        {
            "code": item.code,
            "severity": item.severity,
            "subject": item.subject,
            "file": item.file or None,
            "line": item.line,
            "message": item.message,
        }
        for item in columns.cut(wanted, limit)
    ]
    counts = report.counts
    return Answer(
        verb="check",
        rows=found,
        total=len(wanted),
        columns=(
            columns.text("severity"),
            Column("Where", _where),
            columns.text("subject"),
            columns.text("message"),
            columns.text("code", only_files=True),
        ),
        notes=(*_by_rule(report), *_passages(report), _summary(report)),
        extra={"counts": dict(counts), "verification": dict(report.verification or {})},
    )


def _where(row: Row) -> str:
    return ":".join(str(row[key]) for key in ("file", "line") if row[key])


def _by_rule(report: Report) -> list[str]:
    said = []
    for severity, number in report.counts.items():
        codes = Counter(item.code for item in report.findings if item.severity == severity)
        parts = joined(f"{code} × {times}" for code, times in sorted(codes.items()))
        said += [f"{_plural(severity, number)} by rule: {parts}"] if parts else []
    return said


def _passages(report: Report) -> list[str]:
    """What holding the passages against their texts gave, document by document."""
    said = []
    for document in dict.fromkeys(item.document for item in report.passages):
        held = [item for item in report.passages if item.document == document]
        statuses = Counter(item.status for item in held)
        parts = [f"{statuses[name]} {name}" for name in ("verified", "moved", "differs")]
        said.append(f"{document}: {len(held)} passages, {', '.join(parts)}")
        said += [
            f"{item.evidence} differs; the text has there: {item.context} …"
            for item in held
            if item.status == "differs"
        ]
    return said


def _summary(report: Report) -> str:
    named = ", ".join(f"{number} {_plural(name, number)}" for name, number in report.counts.items())
    proof = ", ".join(f"{number} {name}" for name, number in (report.verification or {}).items())
    looked_at = f"{report.files} files, {report.statements} statements; evidence: {proof}"
    return f"{named} ({looked_at}; every rule ran)"


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"
