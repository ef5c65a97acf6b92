"""Text and tables as HTML for a notebook: no script, and no style but alignment.

Texts come here with what controls or hides written out already; here they are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

# An address ends before what a sentence puts behind it.
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]*[^\s<>\"\\.,;:!?()\[\]]")
# What stands between two dollar signs is no formula: the classes tell notebooks so.
_OPEN, _CLOSE = '<div class="tex2jax_ignore mathjax_ignore">', "</div>"


def page(heading: str, text: Iterable[str], table: Sequence[str], notes: Iterable[str]) -> str:
    """An answer: its heading, its text or table, and its notes; addresses of sources are links."""
    head = f"<p><strong>{escape(heading)}</strong></p>"
    small = (f"<p><small>{_linked(note)}</small></p>" for note in notes if note)
    lines = [_OPEN, *([head] if heading else []), *filter(None, map(_line, text)), *table, *small]
    return "\n".join([*lines, _CLOSE])


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[bool]
) -> list[str]:
    """The lines of a table; ``right`` says which columns are set to the right."""
    body = [_row("td", cells, right) for cells in rows]
    head = _row("th", headings, right)
    return ["<table>", "<thead>", head, "</thead>", "<tbody>", *body, "</tbody>", "</table>"]


def _row(tag: str, cells: Sequence[str], right: Sequence[bool]) -> str:
    # Notebooks set names and numbers alike to the right, unless told otherwise.
    inner = (
        f'<{tag} style="text-align: {"right" if to_right else "left"}">{escape(cell)}</{tag}>'
        for cell, to_right in zip(cells, right, strict=True)
    )
    return f"<tr>{''.join(inner)}</tr>"


def _line(line: str) -> str:
    """A line of text, set in as deep as it stands in the terminal."""
    depth = len(line) - len(line.lstrip())
    margin = f' style="margin: 0 0 0 {depth}em"' if depth else ""
    return f"<p{margin}>{_linked(line.strip())}</p>" if line.strip() else ""


def _linked(text: str) -> str:
    """Escaped text in which plain web addresses can be followed."""
    found, end = "", 0
    for match in _ADDRESS.finditer(text):
        address = escape(match[0])
        found += escape(text[end : match.start()])
        found += f'<a href="{address}" rel="noopener noreferrer">{address}</a>'
        end = match.end()
    return found + escape(text[end:])
