"""ICEWS coded event data: 20 columns parted by tabs, one line of headings, no quoting.

Layout: ICEWS Coded Event Data, doi:10.7910/DVN/28075.
"""

from __future__ import annotations

import re

from bilat.events import rows
from bilat.events.rows import Party, Row
from bilat.statements import RefusedError, short

CODER = "Integrated Crisis Early Warning System"
# Name and shape of what is used; the other columns are looked at and left.
_COLUMNS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text"),
    *("CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID"),
    *("Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude"),
    "Longitude",
)
# "Military (Japan)" and the like: a sort of people, nobody by name.
_SORT = re.compile(r".+ \([^()]+\)")
_QUARTER, _HALF = 90, 180


def is_heading(line: bytes) -> bool:
    """Whether a line is the one with the headings; ``RefusedError`` for those of another layout."""
    if line.split(b"\t", 1)[0].strip() != b"Event ID":
        return False
    found = [cell.strip() for cell in rows.counted(rows.cells(line), len(_COLUMNS))]
    for number, (expected, heading) in enumerate(zip(_COLUMNS, found, strict=True), start=1):
        if heading != expected:
            raise RefusedError(f'column {number} is "{short(heading)}", expected "{expected}"')
    return True


def row(line: bytes) -> Row:
    """The event in a line. Raises ``RefusedError`` if anything in it cannot be so."""
    cell = dict(zip(_COLUMNS, rows.counted(rows.cells(line), len(_COLUMNS)), strict=True))
    rows.number(cell["Latitude"], "latitude", _QUARTER)
    rows.number(cell["Longitude"], "longitude", _HALF)
    source = _party(cell["Source Name"], cell["Source Country"])
    target = _party(cell["Target Name"], cell["Target Country"])
    rows.acted(source, target)
    where = (rows.name(cell[part], part.lower()) for part in ("City", "Province", "Country"))
    return Row(
        key=rows.key(cell["Event ID"]),
        day=rows.day(cell["Event Date"], "YYYY-MM-DD"),
        source=source,
        target=target,
        code=rows.code(cell["CAMEO Code"]),
        text=rows.name(cell["Event Text"], "event text"),
        intensity=rows.number(cell["Intensity"], "intensity"),
        place=", ".join(filter(None, where)),
    )


def _party(cell: str, country: str) -> Party | None:
    name = rows.name(cell, "actor")
    if not name:
        return None
    # A state is named by one of its own names; the column of countries has another of them.
    return Party(
        name,
        rows.name(country, "country"),
        is_state=not country or not _SORT.fullmatch(name),
        is_nameless=bool(_SORT.fullmatch(name)),
    )


# Made up: who, whose, what, code, intensity, to whom, whose.
_MADE_UP = (
    ("Canada", "Canada", "Consult", "040", "1.0", "Norway", "Norway"),
    ("Norway", "Norway", "Host a visit", "043", "2.8", "Head of Government (Canada)", "Canada"),
    ("Citizen (Norway)", "Norway", "Praise or endorse", "051", "3.4", "Canada", "Canada"),
    ("Jo Example", "Canada", "Make statement", "010", "0.0", "Norway", "Norway"),
    ("Canada", "Canada", "Sign formal agreement", "057", "8.0", "Norway", "Norway"),
)


def sample() -> str:
    """A few made-up lines in this layout."""
    lines = ["\t".join(_COLUMNS)]
    for number, (who, whose, what, code, intensity, whom, theirs) in enumerate(_MADE_UP, start=1):
        cells = (str(number), f"2015-03-{number:02}", who, "", whose, what, code, intensity, whom)
        where = ("", "Oslo", "", "", "Norway", "59.91", "10.75")
        lines.append("\t".join((*cells, "", theirs, "1", str(number), *where)))
    return "\n".join((*lines, ""))
