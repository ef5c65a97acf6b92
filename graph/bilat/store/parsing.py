"""Text to quads: the parser, and what it says when it stops, with the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, cast

import pyoxigraph as ox

from bilat.errors import BadInputError
from bilat.store.terms import FORMATS

# What explains errors is imported when there is one: everyday questions are to what ships.

# Triple terms and directions take one of these; in XML and JSON they can be written in many ways.
_IN_LINES = (re.compile(rb"<<"), re.compile(rb"--(?:ltr|rtl)"))
_IN_TURTLE = (*_IN_LINES, re.compile(rb"\{\|"), re.compile(rb"~"))
_SIGNS_OF_1_2 = {".nt": _IN_LINES, ".nq": _IN_LINES, ".ttl": _IN_TURTLE, ".trig": _IN_TURTLE}


def statements(text: bytes, suffix: str, name: str) -> Iterator[ox.Quad]:
    """The statements of a text that was looked over, blank nodes told apart by file.

    Raises ``BadInputError`` with the line.
    """
    if not text or text.isspace():
        return
    quads = iter(ox.parse(input=text, format=FORMATS[suffix], rename_blank_nodes=True))
    try:
        signs = _SIGNS_OF_1_2.get(suffix)
        if signs and not any(sign.search(text) for sign in signs):
            yield from quads
            return
        for quad in quads:
            if _of_1_2(quad):
                raise _not_read(quad, name, _line_where(text, suffix))
            yield quad
    except SyntaxError as error:
        raise _explained(error, text, suffix, name) from None


def _of_1_2(quad: ox.Quad) -> bool:
    term = quad.object
    return isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and bool(term.direction))


def _not_read(quad: ox.Quad, name: str, line: int | None) -> BadInputError:
    from bilat.store import complaints  # noqa: PLC0415

    terms = isinstance(quad.object, ox.Triple)
    return complaints.not_read("triple terms are" if terms else "base direction is", name, line)


def _explained(error: SyntaxError, text: bytes, suffix: str, name: str) -> BadInputError:
    from bilat.store import complaints, texts  # noqa: PLC0415

    if suffix in texts.XML:
        return _explained_xml(error, text, suffix, name)
    if suffix in texts.JSON and "remote context" in error.msg:
        return BadInputError("remote context not allowed (write it out here)", path=name)
    return complaints.explained(error, text, name)


def _explained_xml(error: SyntaxError, text: bytes, suffix: str, name: str) -> BadInputError:
    from bilat.store import complaints  # noqa: PLC0415

    line = _line_where(text, suffix)
    iri = re.fullmatch(r"error while parsing IRI '(.*)': (.*)", error.msg, re.DOTALL)
    if iri and iri[2].startswith("No scheme found"):
        return complaints.relative(iri[1], name, line)
    message = f"{iri[2]} in <{iri[1]}>" if iri else error.msg
    return BadInputError(f"{message} (correct it here or just above)", path=name, line=line)


class _ByLine:
    """A text as a file that gives one line at a time, and knows how many it has given."""

    def __init__(self, text: bytes) -> None:
        self.text, self.place = text, 0

    def read(self, most: int = -1) -> bytes:
        """The rest of a line, or as much of it as is wanted."""
        end = self.text.find(b"\n", self.place) + 1 or len(self.text)
        part = self.text[self.place : end if most < 0 else min(end, self.place + most)]
        self.place += len(part)
        return part


def _line_where(text: bytes, suffix: str) -> int:
    """The line at which the parser stops, or has read what is not read here.

    What it was given last is what it stopped at, where it does not say so itself.
    """
    given = _ByLine(text)
    try:
        # All that a parser asks of a file is to read it.
        for quad in ox.parse(input=cast("IO[bytes]", given), format=FORMATS[suffix]):
            if _of_1_2(quad):
                break
    except SyntaxError:
        pass
    return text.count(b"\n", 0, max(given.place - 1, 0)) + 1
