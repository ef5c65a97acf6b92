"""The data island: texts made safe, rows made columns, all of it packed into printable signs.

Base 64 would make three bytes of four signs; here thirteen bits become two signs of ninety-one, the
printable ones of ASCII but ``<``, ``>`` and ``&``, so that nothing in the island can be markup.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Columns = dict[str, Any]

# Control characters, and marks that turn the direction of the text after them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# The form the script of the page can read.
_LZMA = {
    "id": lzma.FILTER_LZMA1,
    "preset": 9 | lzma.PRESET_EXTREME,
    "lc": 3,
    "lp": 0,
    "pb": 0,
}
_SIGNS = "".join(chr(code) for code in range(33, 127) if chr(code) not in "<>&")
_TWO_SIGNS = len(_SIGNS) ** 2
_BITS = 13
_LOW = (1 << _BITS) - 1


def clean(text: str) -> str:
    """The text without control and direction characters; line breaks become blanks."""
    return _UNSEEN.sub("", text.replace("\n", " ").replace("\t", " "))


def markup_safe(text: str) -> str:
    """Cleaned text that UTF-8 can hold: half a surrogate pair becomes the replacement sign."""
    return _SURROGATE.sub("\ufffd", clean(text))


def link(url: str) -> str:
    """The address if it is plain http or https with a host, else an empty text."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    plain = url.isprintable() and not re.search(r"[\s<>\"\\]", url)
    return url if parts.scheme in ("http", "https") and host and plain else ""


def to_json(value: object) -> str:
    """JSON that UTF-8 can hold: half a surrogate pair is written as an escape."""
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", packed)


def packed(value: object) -> str:
    """Length of a value's JSON and, in printable signs, its LZMA; the script turns it back."""
    data = to_json(value).encode()
    return f"{len(data)} {in_signs(lzma.compress(data, lzma.FORMAT_RAW, filters=[_LZMA]))}"


def in_signs(data: bytes) -> str:
    """Bytes as printable signs, two for 13 bits, or for 14 where these happen to be few."""
    found: list[str] = []
    bits = held = 0
    for byte in data:
        bits |= byte << held
        held += 8
        if held > _BITS:
            step = _BITS if bits & _LOW > _TWO_SIGNS - _LOW - 2 else _BITS + 1
            high, low = divmod(bits & ((1 << step) - 1), len(_SIGNS))
            found += _SIGNS[low], _SIGNS[high]
            bits >>= step
            held -= step
    if held:
        high, low = divmod(bits, len(_SIGNS))
        found += _SIGNS[low], _SIGNS[high]
    return "".join(found)


def digits(numbers: Iterable[int]) -> str:
    """Numbers below 36 as a text of one digit each."""
    return "".join("0123456789abcdefghijklmnopqrstuvwxyz"[number] for number in numbers)


def columns(
    rows: Sequence[Mapping[str, Any]], *, sparse: Iterable[str] = (), codes: Iterable[str] = ()
) -> Columns:
    """Rows as one list a key; a sparse column holds the filled places alone, by position.

    A column of codes is a text of digits.
    """
    names = list(rows[0]) if rows else []
    rare, coded = set(sparse), set(codes)
    return {
        name: {str(at): row[name] for at, row in enumerate(rows) if row[name]}
        if name in rare
        else digits(row[name] for row in rows)
        if name in coded
        else [row[name] for row in rows]
        for name in names
    }


@dataclass
class Shelf:
    """Things met so far, each once; asking for a thing gives its position."""

    found: dict[str, int] = field(default_factory=dict)

    def at(self, key: str) -> int:
        """Position of a thing."""
        return self.found.setdefault(key, len(self.found))

    def next(self, key: str) -> int:
        """Position of a thing from 1, or 0 where it is the next new one."""
        if key in self.found:
            return self.found[key] + 1
        self.at(key)
        return 0

    def all_at(self, keys: Iterable[str]) -> list[int]:
        """Positions of some things."""
        return [self.at(key) for key in keys]
