"""GDELT events: 61 columns (version 2) or 58 (version 1), parted by tabs, without headings.

Layout: The GDELT Event Database Data Format Codebook V2.0 (and V1.03).
"""

from __future__ import annotations

from collections.abc import Sequence

from bilat.events import rows
from bilat.events.rows import Party, Row

CODER = "GDELT Project"
_SECOND, _FIRST = 61, 58
_ACTORS = (5, 15)  # where the ten columns of each actor begin
_QUARTER, _HALF = 90, 180
_MOST = 10


def is_heading(line: bytes) -> bool:
    """Whether a line is one with headings, which some copies have."""
    return line.split(b"\t", 1)[0].strip().upper() in (b"GLOBALEVENTID", b"GLOBALEVENT_ID")


def row(line: bytes) -> Row:
    """The event in a line. Raises ``RefusedError`` if anything in it cannot be so."""
    cells = rows.counted(rows.cells(line), _SECOND, _FIRST)
    # Version 2 has one column more for each of three places.
    size = 8 if len(cells) == _SECOND else 7
    place = 35 + 2 * size
    source, target = (_party(cells[start : start + 10]) for start in _ACTORS)
    rows.acted(source, target)
    rows.number(cells[place + size - 3], "latitude", _QUARTER)
    rows.number(cells[place + size - 2], "longitude", _HALF)
    rows.number(cells[34], "tone")
    return Row(
        key=rows.key(cells[0]),
        day=rows.day(cells[1], "YYYYMMDD"),
        source=source,
        target=target,
        code=rows.code(cells[26]),
        text="",
        intensity=rows.number(cells[30], "Goldstein score", _MOST),
        place=rows.name(cells[place + 1], "place"),
    )


def _party(cells: Sequence[str]) -> Party | None:
    code, name, country = (rows.name(cell, "actor") for cell in cells[:3])
    if not (code or name):
        return None
    return Party(name or code, country, code, is_state=bool(country) and code == country)


# Made up: code, name and country of both, CAMEO code, Goldstein score.
_MADE_UP = (
    ("CAN", "CANADA", "CAN", "NOR", "NORWAY", "NOR", "040", "1.0"),
    ("NORGOV", "NORWEGIAN", "NOR", "CAN", "OTTAWA", "CAN", "043", "2.8"),
    ("CAN", "CANADA", "CAN", "", "", "", "010", "0.0"),
)


def sample() -> str:
    """A few made-up lines in this layout, version 2."""
    lines = []
    for number, (*actors, code, score) in enumerate(_MADE_UP, start=1):
        cells = [""] * _SECOND
        cells[:5] = [str(number), f"2015030{number}", "201503", "2015", "2015.16"]
        cells[5:8], cells[15:18] = actors[:3], actors[3:]
        cells[25:35] = ["1", code, code, code[:2], "1", score, "2", "1", "2", "0.5"]
        cells[51:59] = ["4", "Oslo, Norway", "NO", "NO12", "", "59.91", "10.75", "-1"]
        cells[59:] = [f"2015030{number}120000", "https://example.org/news"]
        lines.append("\t".join(cells))
    return "\n".join((*lines, ""))
