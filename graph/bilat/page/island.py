"""The data island: texts made safe, rows made columns, all of it packed into printable signs.

What is small is packed as small as can be: LZMA, and thirteen bits in two signs of ninety-one, the
printable ones of ASCII but ``<``, ``>`` and ``&``. What is large is packed by Deflate in base 64: a
third larger, made in a twentieth of the time and read in a fifth. Neither can hold any markup.
"""

from __future__ import annotations

import base64
import json
import lzma
import re
import zlib
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
# The forms the script of the page can read: LZMA with these numbers, Deflate without a header.
_LZMA = {"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 0, "pb": 0}
_SMALLEST_WINDOW = 1 << 12
_LARGE = 800_000  # bytes of JSON; beyond, LZMA takes longer than all the rest of the page
_DEFLATE_LEVEL, _NO_HEADER = 1, -15
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIGNS = "".join(chr(code) for code in range(33, 127) if chr(code) not in "<>&")
_TWO_SIGNS = len(_SIGNS) ** 2
_BITS = 13
_LOW = (1 << _BITS) - 1


def clean(text: str) -> str:
    """The text without control and direction characters; line breaks become blanks."""
    # Nearly every text is clean, and this question is answered at once.
    if text.isprintable():
        return text
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
    if packed.isascii():
        return packed
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", packed)


def packed(value: object) -> str:
    """A value's JSON in printable signs, which the script turns back.

    A number, its length in bytes, comes before what LZMA made of it; before Deflate stands ``z``.
    """
    data = to_json(value).encode()
    if len(data) > _LARGE:
        deflate = zlib.compressobj(_DEFLATE_LEVEL, wbits=_NO_HEADER)
        small = deflate.compress(data) + deflate.flush()
        return f"z{len(data)} {base64.b64encode(small).decode()}"
    # A window larger than the data is only memory to be cleared.
    window = max(len(data), _SMALLEST_WINDOW)
    small = lzma.compress(data, lzma.FORMAT_RAW, filters=[{**_LZMA, "dict_size": window}])
    return f"{len(data)} {in_signs(small)}"


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
    return "".join(map(_DIGITS.__getitem__, numbers))


def small(numbers: Sequence[int]) -> str | list[int]:
    """Numbers as a text of digits if all are below 36, else as they are."""
    return digits(numbers) if max(numbers, default=0) < len(_DIGITS) else list(numbers)


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


def lines(texts: Sequence[str]) -> str | list[str]:
    """Texts as one, a line each; as a list where one of them has a line break itself."""
    joined = "\n".join(texts)
    return joined if joined.count("\n") == max(len(texts) - 1, 0) else list(texts)


@dataclass
class Lists:
    """Lists of numbers laid one after the other: the length of each, and all their numbers."""

    n: list[int] = field(default_factory=list)
    of: list[int] = field(default_factory=list)

    def add(self, numbers: Sequence[int]) -> None:
        """One more list."""
        self.n.append(len(numbers))
        self.of += numbers

    @property
    def columns(self) -> Columns:
        """As the script takes them."""
        return {"n": small(self.n), "of": self.of}


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
