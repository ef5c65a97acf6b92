"""JSON-LD, before a parser reads it: no context from elsewhere, not too deep, and nothing lost.

By the standard, what has no IRI in full leaves no statement, without a word. So the text is read
once more with a base, a vocabulary and IRIs that stand for these cases: what comes out with one of
them would have been lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from bilat import files
from bilat.errors import BadInputError
from bilat.store import complaints

# A string that does not end is one to the end of the text: the parser says so.
_TOKEN = re.compile(rb'("(?:[^"\\]++|\\.)*+(?:"|\\?\Z))(\s*+:)?|[\[\]{}]', re.DOTALL)
_BASE, _TERM, _INVALID = "relative-iri:/", "undefined-term:", "invalid-iri:"
# What an IRI may not contain, or only in some places.
_SUSPICIOUS = re.compile(rb"[^!#$&-;=?-Z_a-z~]")
_NEVER = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_LANGUAGE = re.compile(rb'"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"')
_PLAIN, _CONTEXT, _VALUE = range(3)


def look_over(text: bytes, name: str) -> None:
    """Raise ``BadInputError`` or ``LimitError`` for what must not reach the parser."""
    scan = _Scan(text, name)
    for token in _TOKEN.finditer(text):
        if token[1]:
            scan.string(token[1], token.start(), is_key=token[2] is not None)
        else:
            scan.bracket(token[0], token.start())
    _refuse_lost(text, name, scan.odd())


class _Odd(NamedTuple):
    """A string that is no IRI, not even a relative one: where it is, and whether it is a key."""

    text: str
    place: int
    end: int
    is_key: bool


class _Scan:
    """What there is around the place that has been reached: brackets, and the last key."""

    def __init__(self, text: bytes, name: str) -> None:
        self.text, self.name = text, name
        self.open = [_PLAIN]
        self.key = b""
        self.defined: set[str] = set()
        self.found: list[_Odd] = []

    def bracket(self, bracket: bytes, place: int) -> None:
        around = self.open[-1]
        if bracket in b"]}":
            if len(self.open) > 1:
                self.open.pop()
        elif around == _VALUE or self.key == b'"@value"':
            self.open.append(_VALUE)
        else:
            in_list = around == _CONTEXT and not self.key
            is_context = in_list or self.key == b'"@context"'
            self.open.append(_CONTEXT if is_context else _PLAIN)
        if len(self.open) > complaints.MAX_DEPTH + 1:
            raise complaints.too_deep(self.name, complaints.line_at(self.text, place))
        self.key = b""

    def string(self, token: bytes, place: int, *, is_key: bool) -> None:
        if len(token) > files.MAX_LINE:
            raise complaints.too_long(self.name, complaints.line_at(self.text, place))
        if is_key:
            self.key = b'"%b"' % _decoded(token).encode() if b"\\" in token else token
            if self.open[-1] == _CONTEXT:
                self.defined.add(_decoded(token))
        elif self._is_address():
            self._refuse(
                f"remote context not allowed: {_decoded(token)} (write it out here)", place
            )
        elif self.key == b'"@language"' and not _LANGUAGE.fullmatch(token):
            self._refuse(f'"{_decoded(token)}" is no language (write it as in "en")', place)
        if _SUSPICIOUS.search(token, 1, len(token) - 1) and self.key != b'"@value"':
            string = _decoded(token)
            if not (_is_iri(string) or _is_iri(f"x:{string}")):
                self.found.append(_Odd(string, place, place + len(token), is_key))
        if not is_key:
            self.key = b""

    def _is_address(self) -> bool:
        """Whether a string stands where a context may, and so says where to find one."""
        around = self.open[-1]
        if self.key == b'"@context"':
            return around != _VALUE
        return around == _CONTEXT and self.key in (b"", b'"@import"')

    def _refuse(self, message: str, place: int) -> None:
        line = complaints.line_at(self.text, place)
        raise BadInputError(message, path=self.name, line=line)

    def odd(self) -> list[_Odd]:
        """The strings that are no IRIs, without the keys that a context explains."""
        return [one for one in self.found if not (one.is_key and one.text in self.defined)]


def _decoded(token: bytes) -> str:
    if b"\\" not in token:
        return token[1:-1].decode("utf-8", "replace")
    try:
        string: str = json.loads(token, strict=False)
    except ValueError:
        return token[1:-1].decode("utf-8", "replace")
    # Half a surrogate pair is the parser's to refuse.
    return string.encode("utf-8", "replace").decode("utf-8")


def _is_iri(text: str) -> bool:
    if _NEVER.search(text):
        return False
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _refuse_lost(text: bytes, name: str, odd: list[_Odd]) -> None:
    """Raise for the first thing of which no statement, or half of one, would be left."""
    pieces, position = [b'{"@context":{"@vocab":"%b"},"@graph":' % _TERM.encode()], 0
    for number, one in enumerate(odd):
        pieces += [text[position : one.place], b'"%b%d"' % (_INVALID.encode(), number)]
        position = one.end
    whole = b"".join([*pieces, text[position:], b"}"])
    try:
        quads = list(ox.parse(input=whole, format=ox.RdfFormat.JSON_LD, base_iri=_BASE))
    except SyntaxError:
        return  # the parser says it of the text itself, at the right place
    lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    if any(b"<" + start.encode() in lines for start in (_BASE, _TERM, _INVALID)):
        for iri in (iri for quad in quads for iri in _iris(quad)):
            _refuse_iri(iri, text, name, odd)


def _iris(quad: ox.Quad) -> Iterator[str]:
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(term, ox.NamedNode):
            yield term.value
        elif isinstance(term, ox.Literal):
            yield term.datatype.value


def _refuse_iri(iri: str, text: bytes, name: str, odd: list[_Odd]) -> None:
    if iri.startswith(_INVALID):
        one = odd[int(re.sub(r"\D.*", "", iri.removeprefix(_INVALID)))]
        message = f"invalid IRI <{one.text}> (correct it, or define it as a term)"
        raise BadInputError(message, path=name, line=complaints.line_at(text, one.place))
    if iri.startswith(_BASE):
        raise complaints.relative(iri.removeprefix(_BASE), name, _line_of(iri, _BASE, text))
    if iri.startswith(_TERM):
        term = iri.removeprefix(_TERM)
        message = f'no context defines "{term}", so it would be lost (define it, or as null)'
        raise BadInputError(message, path=name, line=_line_of(iri, _TERM, text))


def _line_of(iri: str, start: str, text: bytes) -> int | None:
    place = text.find(json.dumps(iri.removeprefix(start), ensure_ascii=False).encode())
    return complaints.line_at(text, place) if place >= 0 else None
