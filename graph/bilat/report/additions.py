"""What ``add`` says: what was added and where, or the block that would be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bilat.findings import Report
from bilat.report.terminal import visible


def added(ids: Sequence[str], kind: str, file: str, line: int) -> str:
    """One line for what was added, and where it stands now."""
    rest = f", with {', '.join(ids[1:])}" if ids[1:] else ""
    return visible(f"{file}:{line}: added {ids[0]} ({kind}){rest}") + "\n"


def remarks(report: Report, severity: str) -> Iterator[str]:
    """What the rules say of it, a line each."""
    for item in report.findings:
        if item.severity == severity:
            yield visible(f"{severity}: {item.subject}: {item.message}")
