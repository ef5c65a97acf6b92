"""What every table of events is read into: a row with its day, two actors, code and number.

The reading of cells that all tables share is here as well. A cell is text until it has been looked
at: codes stay text (``010``), a quotation mark is a character like any other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bilat.statements import RefusedError, short

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
_SCIENTIFIC = re.compile(r"([+-]?[0-9.]{1,40})[eE][+-]?[0-9]{1,4}")
_CODE = re.compile(r"(?:0[1-9]|1[0-9]|20)[0-9]{0,2}")
_KEY = re.compile(r"[0-9A-Za-z_]{1,40}")
_LONGEST = 300


class Party(NamedTuple):
    """A source or target as a table names it: ``state`` if the table says it is one itself.

    ``country`` is the name or code of the state it belongs to, as the table has it; ``code`` the
    table's own for the actor. ``is_nameless`` tells a sort of people from somebody.
    """

    name: str
    country: str = ""
    code: str = ""
    is_state: bool = False
    is_nameless: bool = False


class Row(NamedTuple):
    """One event of a table: its key there, its day, who did what to whom."""

    key: str
    day: date
    source: Party | None
    target: Party | None
    code: str
    text: str
    intensity: str
    place: str


def cells(line: bytes) -> list[str]:
    """The cells of a line, which are parted by tabs and never quoted."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = line[error.start]
        raise RefusedError(f"not UTF-8: byte 0x{byte:02X}") from None
    found = _CONTROL.search(text)
    if found:
        raise RefusedError(f"control character U+{ord(found[0]):04X}")
    return text.split("\t")


def counted(found: Sequence[str], columns: int, also: int | None = None) -> Sequence[str]:
    """The cells if there are as many as there are columns."""
    if len(found) not in (columns, also):
        other = f" (or {also})" if also else ""
        raise RefusedError(f"expected {columns}{other} columns, found {len(found)}")
    return found


def key(text: str) -> str:
    """The id of an event."""
    if not _KEY.fullmatch(text):
        raise RefusedError(f'"{short(text)}" is no id of an event')
    return text


def day(text: str, form: str) -> date:
    """A day of the calendar, written as ``form`` has it: ``YYYY-MM-DD`` or ``YYYYMMDD``."""
    digits = text.replace("-", "")
    if len(text) != len(form) or not re.fullmatch("[0-9]{8}", digits):
        raise RefusedError(f'"{short(text)}" is no date (expected {form})')
    if form.count("-") and (text[4], text[7]) != ("-", "-"):
        raise RefusedError(f'"{short(text)}" is no date (expected {form})')
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise RefusedError(f'"{short(text)}" is not in the calendar') from None


def number(text: str, what: str, most: float = math.inf) -> str:
    """A finite number as decimal digits, or nothing for an empty cell; not beyond ``most``."""
    if not text:
        return ""
    scientific = _SCIENTIFIC.fullmatch(text)
    if not (_NUMBER.fullmatch(text) or (scientific and _NUMBER.fullmatch(scientific[1]))):
        raise RefusedError(f'{what} "{short(text)}" is no number')
    value = float(text)
    if not math.isfinite(value) or abs(value) > most:
        raise RefusedError(f'{what} "{short(text)}" is out of range')
    if scientific:
        return format(value, ".10f").rstrip("0") + "0"
    whole, dot, rest = text.partition(".")
    return f"{whole or '0'}{dot}{rest or '0'}" if dot else text


def code(text: str) -> str:
    """A CAMEO code, as text."""
    if not _CODE.fullmatch(text):
        raise RefusedError(f'"{short(text)}" is no CAMEO code')
    return text


def name(text: str, what: str) -> str:
    """A name without the blanks around it, or nothing; it has a letter or digit, and an end."""
    found = text.strip()
    if found and not any(character.isalnum() for character in found):
        raise RefusedError(f'{what} "{short(found)}" is no name')
    if len(found) > _LONGEST:
        raise RefusedError(f"{what} has {len(found):,} characters (at most {_LONGEST})")
    return found


def acted(source: Party | None, target: Party | None) -> None:
    """Refuse an event in which nobody takes part."""
    if source is None and target is None:
        raise RefusedError("names neither a source nor a target")
