"""Curated data as text: what ``check`` says about it, and where.

The rules themselves are elsewhere (shapes, whole-graph checks, the loader); here their findings
are put together, given a file and a line, and joined by those about characters and prefixes, which
only the text shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bilat.errors import shortened
from bilat.files import form
from bilat.findings import SEVERITIES, Finding, PassageCheck, Report

NAMES = ("label", "altLabel", "prefLabel", "title", "shortName", "name")

# Characters that reorder or hide text: they make a name look like another.
_DIRECTION = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_INVISIBLE = {0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x180E, *range(0xE0000, 0xE0080)}
_SUSPICIOUS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    + "".join(re.escape(chr(code)) for code in sorted(_DIRECTION | _INVISIBLE))
    + "]"
)
_WITH_PREFIXES = (".ttl", ".trig")
_PREFIX = re.compile(rb"(?<![:\w-])@?prefix\s+([^\s:<]*):\s*<([^>\s]*)>", re.IGNORECASE)
_TOKEN = re.compile(
    rb"(?<![:\w-])@?prefix\s+(?P<prefix>[^\s:<]*):\s*<(?P<iri>[^>\s]*)>"
    rb"|<[^<>\"\s]*+>|#[^\n]*+"  # the rest is what a declaration cannot be in
    rb'|"""(?:[^"\\]++|\\.|"(?!""))*+"""|"(?:[^"\\\n]++|\\.)*+"'
    rb"|'''(?:[^'\\]++|\\.|'(?!''))*+'''|'(?:[^'\\\n]++|\\.)*+'",
    re.IGNORECASE | re.DOTALL,
)
_LOOKALIKE_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_CONFUSABLE = str.maketrans("аеорсухіјѕһԁԛԝɡοαеνιΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХЅІЈ",
                            "aeopcyxijshdqwgoaeviABEZHIKMNOPTYXABEKMHOPCTYXSIJ")  # fmt: skip


# Characters of a message: a value in it may be as long as a file.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal of the data: subject, last part of the property, its text, and the file."""

    subject: str
    property: str
    value: str
    file: str


def report(  # noqa: PLR0913  what a report is made of
    findings: Iterable[Finding],
    files_of: Mapping[str, str],
    line_of: Callable[[str, str], int | None],
    *,
    statements: int,
    files: int,
    passages: Sequence[PassageCheck] = (),
    verification: Mapping[str, int] | None = None,
) -> Report:
    """Put findings together: each once, with the file and line of its subject."""
    unique: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.code, finding.subject, finding.message)
        file = finding.file or files_of.get(finding.subject, "")
        line = finding.line or (line_of(file, finding.subject) if file else None)
        message = shortened(finding.message, _LONGEST)
        unique.setdefault(key, replace(finding, file=file, line=line, message=message))
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    ranked = sorted(
        unique.values(),
        key=lambda item: (order[item.severity], item.file, item.line or 0, item.code, item.message),
    )
    return Report(tuple(ranked), statements, files, tuple(passages), verification)


def characters(literals: Iterable[Literal]) -> Iterator[Finding]:
    """Characters that control, hide or imitate: F1 to F5 and F7."""
    names: dict[str, tuple[str, Literal]] = {}
    for literal in literals:
        if _SUSPICIOUS.search(literal.value):
            yield from _dangerous(literal)
        if literal.property in NAMES:
            yield from _mixed_scripts(literal)
            yield from _lookalikes(literal, names)


def _dangerous(literal: Literal) -> Iterator[Finding]:
    shown = sorted({c for c in literal.value if _is_control(c)})
    if shown == ["\r"]:
        hint = "end lines with a line feed alone"
        yield _about(literal, "F7", "warning", r"carriage return \r", hint)
    elif shown:
        yield _about(literal, "F1", "violation", f"control character {_codes(shown)}")
    shown = sorted({c for c in literal.value if ord(c) in _DIRECTION})
    if shown:
        yield _about(literal, "F2", "violation", f"direction control {_codes(shown)}")
    shown = sorted({c for c in literal.value if ord(c) in _INVISIBLE})
    if shown and literal.property in NAMES:
        yield _about(literal, "F3", "violation", f"invisible character {_codes(shown)}")


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\t\n"


def _mixed_scripts(literal: Literal) -> Iterator[Finding]:
    if literal.value.isascii():
        return
    for word in re.findall(r"\w+", literal.value):
        scripts = {
            script
            for character in word
            for script in _LOOKALIKE_SCRIPTS
            if unicodedata.name(character, "").startswith(script)
        }
        if len(scripts) > 1:
            mixed = " and ".join(sorted(script.capitalize() for script in scripts))
            yield _about(literal, "F4", "warning", f'{mixed} letters mixed in "{word}"')


def _lookalikes(literal: Literal, names: dict[str, tuple[str, Literal]]) -> Iterator[Finding]:
    """Two names of different subjects that look the same and are not."""
    plain = literal.value.casefold()
    skeleton = unicodedata.normalize("NFKC", plain).casefold().translate(_CONFUSABLE)
    first = names.setdefault(skeleton, (plain, literal))
    if first[0] != plain and first[1].subject != literal.subject:
        yield _about(literal, "F5", "warning", f"looks like a name of {first[1].subject}")


def _about(
    literal: Literal, code: str, severity: str, what: str, hint: str = "retype it"
) -> Finding:
    message = f"{code} {what} in {literal.property} ({hint})."
    return Finding(code, severity, literal.subject, message, literal.file)


def _codes(characters_: Iterable[str]) -> str:
    return ", ".join(f"U+{ord(character):04X}" for character in characters_)


def prefixes(files: Iterable[tuple[str, bytes]]) -> Iterator[Finding]:
    """Prefixes bound twice to different addresses in one file of Turtle: F6."""
    for name, data in files:
        if form(name) in _WITH_PREFIXES and _is_rebound(_PREFIX.findall(data)):
            yield from _rebound(name, data)


def _is_rebound(declared: Sequence[tuple[bytes, bytes]]) -> bool:
    return len({prefix for prefix, _ in declared}) < len({*declared})


def _rebound(name: str, data: bytes) -> Iterator[Finding]:
    bound: dict[str, str] = {}
    # What looks like a declaration may stand in a comment or a literal.
    for match in _TOKEN.finditer(data):
        if match["iri"] is not None:
            prefix, iri = (match[part].decode("utf-8", "replace") for part in ("prefix", "iri"))
            if bound.setdefault(prefix, iri) != iri:
                line = data.count(b"\n", 0, match.start("prefix")) + 1
                both = f"<{bound[prefix]}> and <{iri}>"
                message = f"F6 prefix {prefix}: is bound twice, to {both} (keep one)."
                yield Finding("F6", "violation", "", message, name, line)
