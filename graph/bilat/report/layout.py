"""Answers as text, tables and JSON: one shape for every verb, one way to print each thing.

``Answer`` is what a verb found, as plain values ready for JSON; its columns say how a person reads
a row.
"""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bilat.errors import UsageError
from bilat.report.terminal import visible

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")

Row = Mapping[str, Any]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_GAP = "  "
_NARROWEST = 12


class Column(NamedTuple):
    """One column: its heading, how to get a cell from a row, and where it is left out.

    Files name it in lower case without spaces, unless ``verbatim``.
    """

    heading: str
    cell: Callable[[Row], str]
    only_files: bool = False
    only_tables: bool = False
    right: bool = False
    verbatim: bool = False


class Noted(NamedTuple):
    """A line of text that footnotes stand behind, by their numbers from 1."""

    text: str
    marks: Sequence[int]


@dataclass(frozen=True, repr=False)
class Answer:
    """What a verb found; a notebook shows it as a table, ``print`` as the terminal does.

    ``heading`` is said above a table, ``notes`` below it; ``extra`` are further keys of the JSON
    object. ``total`` counts what exists, of which the rows may show only the first. Where a table
    has other rows than the JSON (a hop a line, say), these are ``lines``; ``text`` stands for the
    whole table where the answer is none.
    """

    verb: str
    rows: Sequence[Row]
    columns: Sequence[Column]
    total: int
    heading: str = ""
    notes: Sequence[str] = ()
    as_of: str | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[Row] | None = None
    text: Sequence[str | Noted] = ()
    footnotes: Sequence[str] = ()

    @property
    def table_rows(self) -> Sequence[Row]:
        """The rows of a table or a separated file."""
        return self.rows if self.lines is None else self.lines

    def to(self, format_: str = "table") -> str:
        """The text a verb prints with ``--format``: table, json, jsonl, csv, tsv or md."""
        if format_ not in FORMATS:
            raise UsageError(f'no format "{format_}" (choose from: {", ".join(FORMATS)})')
        return render(self, format_)

    def __str__(self) -> str:
        return self.to()

    def __repr__(self) -> str:
        return f"<Answer: {visible(self.heading or self.verb)}, {len(self.rows)} of {self.total}>"

    def _repr_html_(self) -> str:
        return _html(self)


def width(text: str) -> int:
    """Columns a string takes on a terminal; East Asian wide characters take two."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def render(
    answer: Answer, format_: str, *, columns: int | None = None, excel_safe: bool = False
) -> str:
    """The whole answer in a format. ``columns`` is the terminal's width; None does not wrap."""
    if format_ in ("json", "jsonl"):
        return _json(answer, format_)
    if format_ in ("csv", "tsv"):
        return _separated(answer, "," if format_ == "csv" else "\t", excel_safe=excel_safe)
    if format_ == "md":
        return _markdown(answer)
    return _table(answer, columns)


def _json(answer: Answer, format_: str) -> str:
    import json  # noqa: PLC0415  likewise

    if format_ == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in answer.rows)
    return json.dumps(_document(answer), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _document(answer: Answer) -> dict[str, Any]:
    return {
        "verb": answer.verb,
        "as_of": answer.as_of,
        "filters": dict(answer.filters),
        "total": answer.total,
        "shown": len(answer.rows),
        "complete": answer.complete and len(answer.rows) >= answer.total,
        **answer.extra,
        "rows": list(answer.rows),
    }


def _separated(answer: Answer, separator: str, *, excel_safe: bool) -> str:
    import csv  # noqa: PLC0415  likewise

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\n")
    # Python 3.11 leaves a lone carriage return unquoted, which readers take for the end of the row.
    quoting = csv.writer(buffer, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL)
    columns = [column for column in answer.columns if not column.only_tables]
    writer.writerow([_name(column) for column in columns])
    for row in answer.table_rows:
        cells = [column.cell(row) for column in columns]
        chosen = quoting if any("\r" in cell for cell in cells) else writer
        chosen.writerow([_no_formula(cell) if excel_safe else cell for cell in cells])
    return buffer.getvalue()


def _name(column: Column) -> str:
    return column.heading if column.verbatim else column.heading.lower().replace(" ", "_")


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def _markdown(answer: Answer) -> str:
    shown = [column for column in answer.columns if not column.only_files]
    lines = [f"**{_escape_markdown(answer.heading)}**", ""] if answer.heading else []
    lines += [_markdown_line(line) + _marks(line, "^") for line in answer.text]
    if answer.table_rows and shown:
        lines.append("| " + " | ".join(column.heading for column in shown) + " |")
        lines.append("|" + "|".join("--:" if column.right else "---" for column in shown) + "|")
    for row in answer.table_rows if shown else ():
        cells = (_escape_markdown(column.cell(row)) for column in shown)
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", *(f"- {_escape_markdown(note)}" for note in _all_notes(answer)), ""]
    for number, note in enumerate(answer.footnotes, start=1):
        lines.append(f"[^{number}]: {_escape_markdown(note)}")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _marks(line: str | Noted, sign: str = "") -> str:
    """The numbers of the footnotes of a line, in brackets."""
    marks = "".join(f"[{sign}{mark}]" for mark in line.marks) if isinstance(line, Noted) else ""
    return f" {marks}" if marks and not sign else marks


def _markdown_line(said: str | Noted) -> str:
    """A line of text; what is set in becomes a list, as deep as it is set in."""
    line = said.text if isinstance(said, Noted) else said
    depth = (len(line) - len(line.lstrip())) // 2
    text = _escape_markdown(line.strip().removeprefix("- "))
    return f"{'  ' * (depth - 1)}- {text}" if depth else f"\n{text}" if text else ""


def _escape_markdown(text: str) -> str:
    flat = " ".join(visible(text).split())
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", flat)


def _html(answer: Answer) -> str:
    """The answer for a notebook."""
    from bilat.report import html  # noqa: PLC0415  notebooks only

    shown = [column for column in answer.columns if not column.only_files]
    cells = [[visible(column.cell(row)) for column in shown] for row in answer.table_rows]
    headings, right = [column.heading for column in shown], [column.right for column in shown]
    return html.page(
        visible(answer.heading),
        [visible(_with_marks(line)) for line in answer.text],
        html.table(headings, cells, right) if cells and shown else (),
        [visible(note) for note in (*_all_notes(answer), *_numbered(answer))],
    )


def _all_notes(answer: Answer) -> list[str]:
    notes = list(answer.notes)
    if len(answer.rows) < answer.total:
        notes.insert(0, f"showing {len(answer.rows)} of {answer.total} (use --limit 0 for all)")
    return notes


def _numbered(answer: Answer) -> list[str]:
    """The footnotes, each behind its number."""
    return [f"[{number}] {note}" for number, note in enumerate(answer.footnotes, start=1)]


def _with_marks(said: str | Noted) -> str:
    """A line with the numbers of its footnotes."""
    return (said.text if isinstance(said, Noted) else said) + _marks(said)


def _table(answer: Answer, columns: int | None) -> str:
    shown = [column for column in answer.columns if not column.only_files]
    lines = []
    if answer.heading:
        lines += _wrapped(answer.heading, columns)
    for said in answer.text:
        line = _with_marks(said)
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        lines += _wrapped(line, columns, indent)
    if answer.table_rows and shown:
        cells = [[visible(column.cell(row)) for column in shown] for row in answer.table_rows]
        lines += _grid([column.heading for column in shown], cells, shown, columns)
    for note in (*_all_notes(answer), *_numbered(answer)):
        lines += _wrapped(note, columns, indent="  ")
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _wrapped(text: str, columns: int | None, indent: str = "") -> list[str]:
    shown = visible(text)
    if columns is None:
        return [shown]
    return _wrap(shown, max(columns, 20), indent)


def _grid(
    headings: Sequence[str],
    cells: Sequence[Sequence[str]],
    shown: Sequence[Column],
    columns: int | None,
) -> list[str]:
    widths = [max(map(width, column)) for column in zip(headings, *cells, strict=True)]
    if columns is not None:
        widths = _fitted(widths, headings, columns)
    lines = _row_lines(headings, widths, shown)
    lines.append(_GAP.join("─" * size for size in widths))
    for row in cells:
        lines += _row_lines(row, widths, shown)
    return lines


def _fitted(widths: Sequence[int], headings: Sequence[str], columns: int) -> list[int]:
    """Widths that fit the terminal: the widest columns give way, none below its heading."""
    fitted = list(widths)
    room = columns - len(_GAP) * (len(widths) - 1)
    least = [
        min(size, max(_NARROWEST, width(name))) for size, name in zip(widths, headings, strict=True)
    ]
    while sum(fitted) > room:
        spare = [size - floor for size, floor in zip(fitted, least, strict=True)]
        if max(spare) <= 0:
            break
        widest = max(range(len(fitted)), key=lambda index: (spare[index] > 0, fitted[index]))
        fitted[widest] -= 1
    return fitted


def _row_lines(cells: Sequence[str], widths: Sequence[int], shown: Sequence[Column]) -> list[str]:
    wrapped = [_wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    height = max(len(lines) for lines in wrapped)
    found = []
    for number in range(height):
        parts = []
        for lines, size, column in zip(wrapped, widths, shown, strict=True):
            part = lines[number] if number < len(lines) else ""
            blank = " " * (size - width(part))
            parts.append(blank + part if column.right else part + blank)
        found.append(_GAP.join(parts))
    return found


def _wrap(text: str, size: int, indent: str = "") -> list[str]:
    """Lines of at most ``size`` terminal columns, broken at spaces where there are any."""
    if width(text) <= size:
        return [text]
    if all(_cells(character) == 1 for character in text):
        return textwrap.wrap(text, size, subsequent_indent=indent, break_on_hyphens=False) or [""]
    lines, line = [], ""
    for part in re.findall(r"\S+\s*|\s+", text):
        if line.strip() and width(line) + width(part.rstrip()) > size:
            lines.append(line.rstrip())
            line = indent
        while width(line) + width(part.rstrip()) > size:
            taken = _prefix(part, max(size - width(line), 2))
            lines.append(line + taken)
            line, part = indent, part[len(taken) :]  # noqa: PLW2901  the rest of a long word
        line += part
    return [*lines, line.rstrip()] if line.strip() else lines


def _prefix(text: str, size: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _cells(character)
        if taken > size:
            return text[:index]
    return text


def joined(parts: Iterable[str], most: int = 0) -> str:
    """Texts with semicolons between; beyond ``most`` only their number."""
    listed = [part for part in parts if part]
    if most and len(listed) > most:
        return "; ".join(listed[:most]) + f" +{len(listed) - most}"
    return "; ".join(listed)
