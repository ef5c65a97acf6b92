"""The bytes of a data file before any parser: what they are, if not the text that is expected."""

from __future__ import annotations

import codecs
import re

from bilat import files
from bilat.errors import BadInputError
from bilat.store import complaints

TURTLE = (".ttl", ".trig")
XML = (".rdf", ".owl", ".xml")
JSON = (".jsonld", ".json")

_HEAD = 1024
_PIECE = 1024 * 1024
_CONFLICT = rb"(?:<{7}|\|{7}|>{7})(?=[ \r\n]|\Z)"
_FIRST_CONFLICT = re.compile(_CONFLICT)
# That it begins with the end of a line makes it three times as fast as one that looks behind.
_LATER_CONFLICT = re.compile(rb"\n" + _CONFLICT)


def look_over(data: bytes, suffix: str, name: str) -> bytes:
    """The text of a file, without a byte-order mark, once nothing in it can hurt a parser.

    Raises ``BadInputError`` for what is no text in UTF-8 or a file of another kind, and for what is
    not allowed in XML and JSON-LD; ``LimitError`` for a literal over 8 MB.
    """
    _refuse_other_kinds(data[:_HEAD], name)
    # XML first: a DTD is found in any encoding, and what the encoding is may be said in it.
    malformed = _look_over_markup(data, name) if suffix in XML and not _is_blank(data) else None
    text = _decoded(data, name)
    if malformed:
        raise malformed
    if suffix not in XML and re.match(rb"\s*<(\?xml|rdf:RDF)\s", text):
        raise BadInputError("is XML (let its name end in .rdf, if it is RDF/XML)", path=name)
    if suffix in JSON:
        from bilat.store import jsonld  # noqa: PLC0415  most data is Turtle

        jsonld.look_over(text, name)
    if suffix in TURTLE and len(text) > files.MAX_LINE:
        _refuse_long_literals(text, name)
    return text


def _look_over_markup(data: bytes, name: str) -> BadInputError | None:
    """What is wrong with some XML, if it may be its encoding that is wrong; or else raised."""
    from bilat.store import markup  # noqa: PLC0415  most data is Turtle

    try:
        markup.look_over(data, name)
    except markup.MalformedError as error:
        return error
    return None


def _is_blank(data: bytes) -> bool:
    return not data or data.isspace()


def _refuse_other_kinds(begins: bytes, name: str) -> None:
    if begins and not begins.strip(b"\0"):
        raise BadInputError("begins with NUL bytes, so it is no text", path=name)
    if files.is_gzip(begins):
        raise BadInputError("is gzip (let its name end in .gz)", path=name)
    if _wide(begins) == "UTF-32":
        raise complaints.save_as_utf8("looks like UTF-32", name)


def _wide(begins: bytes) -> str:
    """The encoding in which a text has several bytes a letter, with or without a mark; or empty."""
    if begins.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    # Every format here is full of Latin letters, which then have NUL bytes beside them.
    share = begins.count(0) / max(len(begins), 1)
    return "UTF-32" if share > 0.6 else "UTF-16" if share > 0.25 else ""  # noqa: PLR2004


def _decoded(data: bytes, name: str) -> bytes:
    """The text without its mark, if it is UTF-8 and not something else altogether."""
    wide = _wide(data[:_HEAD])
    if wide:
        raise complaints.save_as_utf8(f"looks like {wide}", name)
    text = data.removeprefix(codecs.BOM_UTF8)
    if text.startswith(b"version https://git-lfs"):
        raise BadInputError("is a Git LFS pointer (run: git lfs pull)", path=name)
    if files.is_html(text[:_HEAD]):
        raise BadInputError("is HTML, no data (download it again)", path=name)
    if not text.isascii():
        _refuse_bytes(text, name)
    found = _FIRST_CONFLICT.match(text) or _LATER_CONFLICT.search(text)
    if found:
        raise complaints.conflict(name, complaints.line_at(text, found.end() - 1))
    return text


def _refuse_bytes(text: bytes, name: str) -> None:
    """Raise for the first byte that is not UTF-8, without the whole text in memory twice."""
    position = 0
    while position < len(text):
        piece = text[position : position + _PIECE]
        try:
            _, read = codecs.utf_8_decode(piece, "strict", position + len(piece) == len(text))
        except UnicodeDecodeError as error:
            place = position + error.start
            what = f"not UTF-8: byte 0x{text[place]:02X}"
            raise complaints.save_as_utf8(what, name, complaints.line_at(text, place)) from None
        position += read


# What a quote may be part of without being one, and the quotes of literals over several lines.
_QUOTED = re.compile(
    rb"\"\"\"|'''|\"(?:[^\"\\\n]++|\\.)*+\"?|'(?:[^'\\\n]++|\\.)*+'?|<[^<>\"\s]*+>|#[^\n]*+"
)


def _refuse_long_literals(text: bytes, name: str) -> None:
    """Raise for a literal over several lines that is too long. Any other ends with its line."""
    if b'"""' not in text and b"'''" not in text:
        return
    place = 0
    while found := _QUOTED.search(text, place):
        place = found.end()
        if found[0] in {b'"""', b"'''"}:
            place = _end_of_literal(text, place, found[0])
            if place - found.start() > files.MAX_LINE:
                raise complaints.too_long(name, complaints.line_at(text, found.start()))


def _end_of_literal(text: bytes, place: int, quotes: bytes) -> int:
    """Where a literal ends, or the text if it does not."""
    while (found := text.find(quotes, place)) >= 0:
        before = text[place:found]
        if (len(before) - len(before.rstrip(b"\\"))) % 2 == 0:
            return found + len(quotes)
        place = found + 1
    return len(text)
