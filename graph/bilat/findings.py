"""What a check has to say: findings of the rules, passages held against their text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found: its code, ``violation``, ``warning`` or ``info``, and where.

    ``message`` begins with the code and ends with the remedy; ``file`` is empty if not known.
    """

    code: str
    severity: str
    subject: str
    message: str
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PassageCheck:
    """A passage against a text: ``verified``, ``moved`` (with its new offsets) or ``differs``.

    ``context`` is what the text has at the recorded place, for the eye of whoever holds it.
    """

    evidence: str
    document: str
    status: str
    start: int
    end: int
    context: str = ""


@dataclass(frozen=True)
class Report:
    """All findings in order of severity, file and line; ``verification`` counts the evidence.

    ``passages`` are those held against a text that was given.
    """

    findings: tuple[Finding, ...]
    statements: int
    files: int
    passages: tuple[PassageCheck, ...] = ()
    verification: Mapping[str, int] | None = None

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings of each severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}
