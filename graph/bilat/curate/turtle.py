"""Turtle as text: where its statements are, and how blocks are put between them.

Nothing that stands in a file is ever written anew: an addition is some lines put in between, and
every other byte stays as it is. Whether the lines mean what they should is for a parser to say
(``bilat.store.difference``); what is read here is only where they may go.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

from bilat.errors import BadInputError

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Iri(NamedTuple):
    """A thing or term by its address."""

    iri: str


class Literal(NamedTuple):
    """A value: a text with its language, or the writing of a number, date or string."""

    text: str
    language: str = ""
    datatype: str = XSD + "string"


class Statement(NamedTuple):
    """What is said of a subject (an IRI) with a property (an IRI)."""

    subject: str
    property: str
    value: Iri | Literal


@dataclass(frozen=True, slots=True)
class Block:
    """One statement of a file: first byte, the byte after its dot, and its subject's IRI.

    The subject is empty for a directive, a blank node, and a name that is not declared.
    """

    start: int
    end: int
    subject: str
    is_directive: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a file in their order, and the prefixes that mean one thing all through it.

    ``names`` are all prefixes that are declared, whatever they mean.
    """

    blocks: tuple[Block, ...]
    prefixes: Mapping[str, str]
    names: frozenset[str]


class Edited(NamedTuple):
    """A file with something added: its bytes, the line at which that begins (from 1), its text."""

    data: bytes
    line: int
    block: str


_BREAK = rb"\x00-\x20<>\"'(){}\[\];,#^@"
_TOKEN = re.compile(
    rb"(?P<blank>[ \t\r\n]+|#[^\r\n]*)"
    rb"|(?P<iri><[^<>\x00-\x20]*>)"
    rb'|(?P<string>"""(?:"{0,2}(?:[^"\\]|\\.))*+"""|"(?!"")(?:[^"\\\r\n]|\\.)*+"'
    rb"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''|'(?!'')(?:[^'\\\r\n]|\\.)*+')"
    rb"|(?P<word>(?:[^.\\" + _BREAK + rb"]|\\.|\.++(?=[^." + _BREAK + rb"]))++)"
    rb"|(?P<mark>\.++|[;,()\[\]^@])",
    re.DOTALL,
)
_MARK = b"\xef\xbb\xbf"


def outline(data: bytes, name: str = "the file") -> Outline:
    """Where the statements of a file are. Raises ``BadInputError`` for what is not Turtle."""
    blocks: list[Block] = []
    declared: list[tuple[str, str]] = []
    prefixes: dict[str, str] = {}
    for tokens in _statements(data, name):
        words = [text for _, text in tokens]
        start, end = tokens[0][0], tokens[-1][0] + len(tokens[-1][1])
        directive = _directive(words)
        if directive == b"prefix" and len(words) > 3 - (words[0] != b"@"):
            place = 2 if words[0] == b"@" else 1
            prefix, iri = (word.decode("utf-8", "replace") for word in words[place : place + 2])
            declared.append((prefix.rstrip(":"), iri[1:-1]))
            prefixes.update(declared[-1:])
        subject = "" if directive else _iri(words[0], prefixes)
        blocks.append(Block(start, end, subject, is_directive=bool(directive)))
    meanings = Counter(prefix for prefix, _ in dict.fromkeys(declared))
    first = next((place for place, block in enumerate(blocks) if not block.is_directive), None)
    late = sum(block.is_directive for block in blocks[first:]) if first is not None else 0
    early = declared[: len(declared) - late]
    plain = {prefix: iri for prefix, iri in early if meanings[prefix] == 1}
    return Outline(tuple(blocks), plain, frozenset(meanings))


def _statements(data: bytes, name: str) -> Iterator[list[tuple[int, bytes]]]:
    """The tokens of each statement, with their places."""
    tokens: list[tuple[int, bytes]] = []
    depth, place = 0, len(_MARK) if data.startswith(_MARK) else 0
    while place < len(data):
        found = _TOKEN.match(data, place)
        if not found:
            raise _unreadable(data, place, name)
        if found.lastgroup != "blank":
            text = found[0]
            tokens.append((place, text))
            depth += (text in (b"[", b"(")) - (text in (b"]", b")"))
            if (text == b"." and not depth) or _is_bare_directive(tokens):
                yield tokens
                tokens = []
        place = found.end()
    if tokens:
        raise _unreadable(data, tokens[0][0], name)


def _unreadable(data: bytes, place: int, name: str) -> BadInputError:
    line = data.count(b"\n", 0, place) + 1
    return BadInputError("is no Turtle from here on (correct it first)", path=name, line=line)


def _directive(words: Sequence[bytes]) -> bytes:
    word = words[1] if words[0] == b"@" and len(words) > 1 else words[0]
    is_one = words[0] == b"@" or _is_keyword(word)
    return word.lower() if is_one and word.lower() in (b"prefix", b"base") else b""


def _is_keyword(word: bytes) -> bool:
    return word.lower() in (b"prefix", b"base")


def _is_bare_directive(tokens: Sequence[tuple[int, bytes]]) -> bool:
    """Whether these are a directive as SPARQL writes it, which has no dot."""
    word = tokens[0][1].lower()
    return _is_keyword(word) and len(tokens) == (3 if word == b"prefix" else 2)


def _iri(word: bytes, prefixes: Mapping[str, str]) -> str:
    text = word.decode("utf-8", "replace")
    if text.startswith("<"):
        return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", _character, text[1:-1])
    prefix, colon, name = text.partition(":")
    if not colon or prefix not in prefixes:
        return ""
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", name)


def _character(match: re.Match[str]) -> str:
    return chr(min(int(match[1] or match[2], 16), 0x10FFFF))


def added(
    data: bytes,
    statements: Sequence[Statement],
    usual: Mapping[str, str],
    name: str = "the file",
) -> Edited:
    """A file with some statements added.

    They go as one piece to where the order of the file wants the first subject, if the file is in
    the order of such subjects; else to its end. The ``usual`` prefixes (by namespace) that they
    need and the file lacks are declared beside the others. Raises as ``outline``.
    """
    found = outline(data, name)
    break_ = _line_end(data)
    prefixes = {iri: prefix for prefix, iri in found.prefixes.items()}
    head: dict[str, str] = {}
    if not found.blocks or found.blocks[0].is_directive:
        needed = {_namespace(iri) for iri in _iris(statements)} - prefixes.keys()
        head = {
            prefix: iri
            for iri, prefix in usual.items()
            if iri in needed and prefix not in found.names
        }
        prefixes |= {iri: prefix for prefix, iri in head.items()}
    text = block_text(statements, prefixes)
    place, before, after = _gap(data, found, statements[0].subject, break_)
    result, begin = data, place
    if found.blocks:
        # None of them stands behind the block: it comes after the directives it needs.
        for where, line in sorted(_declarations(data, found, head, break_), reverse=True):
            result = result[:where] + _broken(line, break_) + result[where:]
            begin += len(_broken(line, break_))
    elif head:
        before += "".join(f"{line}\n" for line in [*_lines(head), ""])
    result = result[:begin] + _broken(before + text + after, break_) + result[begin:]
    begin += len(_broken(before, break_))
    above = result.count(b"\r" if break_ == "\r" else b"\n", 0, begin)
    return Edited(result, above + 1, text)


def _broken(text: str, break_: str) -> bytes:
    return text.replace("\n", break_).encode()


def _lines(head: Mapping[str, str]) -> list[str]:
    return [f"@prefix {prefix}: <{iri}> ." for prefix, iri in sorted(head.items())]


def _line_end(data: bytes) -> str:
    """How the lines of a file end: as most of them do."""
    both = data.count(b"\r\n")
    ends = {"\n": data.count(b"\n") - both, "\r\n": both, "\r": data.count(b"\r") - both}
    return max(ends, key=lambda end: ends[end])


def _declarations(
    data: bytes, found: Outline, head: Mapping[str, str], break_: str
) -> Iterator[tuple[int, str]]:
    """New prefixes, each after the last of the first ones that comes before it by name."""
    early = [*takewhile(lambda block: block.is_directive, found.blocks)]
    names = [_declared(data[block.start : block.end]) for block in early]
    for line in _lines(head):
        before = sum(name < line.split()[1] for name in names)
        yield _end_of_line(data, early[max(before, 1) - 1].end, break_), f"\n{line}"


def _declared(directive: bytes) -> str:
    match = re.search(rb"prefix\s+([^\s:]*:)", directive, re.IGNORECASE)
    return match[1].decode("utf-8", "replace") if match else ""


def _gap(data: bytes, found: Outline, subject: str, break_: str) -> tuple[int, str, str]:
    """Where a block goes, and the line ends that part it from its neighbours."""
    blocks = [block for block in found.blocks if not block.is_directive]
    place = _place(blocks, subject)
    if place == 0 and blocks:
        return _start_of_comment(data, blocks[0].start), "", "\n\n"
    if not found.blocks:
        rest = data.removeprefix(_MARK)
        return len(data), "" if not rest or rest.endswith((b"\n", b"\r")) else "\n", "\n"
    last = blocks[place - 1] if blocks else found.blocks[-1]
    end = _end_of_line(data, last.end, break_)
    return end, "\n\n", "" if _ends_line(data, end, break_) else "\n"


def _ends_line(data: bytes, place: int, break_: str) -> bool:
    return place == len(data) or data.startswith(break_.encode(), place)


def _place(blocks: Sequence[Block], subject: str) -> int:
    """Before which of the blocks a subject goes: in order, if that is how its like stand."""
    space = _namespace(subject)
    alike = [place for place, block in enumerate(blocks) if _namespace(block.subject) == space]
    names = [blocks[place].subject for place in alike]
    in_order = len(names) > 1 and all(one < other for one, other in pairwise(names))
    later = bisect(names, subject) if in_order else len(names)
    return alike[later] if later < len(alike) else len(blocks)


_REST = re.compile(rb"[ \t]*(?:#[^\r\n]*)?")


def _end_of_line(data: bytes, place: int, break_: str) -> int:
    """The end of a line after a statement, its comment included; right there if more follows."""
    rest = _REST.match(data, place)
    return rest.end() if rest and _ends_line(data, rest.end(), break_) else place


def _start_of_comment(data: bytes, place: int) -> int:
    """Where the comment right above a block begins, or the block itself."""
    lines = data[:place].splitlines(keepends=True)
    if lines and lines[-1].endswith((b"\n", b"\r")):
        while lines and lines[-1].lstrip().startswith(b"#"):
            place -= len(lines.pop())
    return place


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _iris(statements: Iterable[Statement]) -> Iterator[str]:
    for subject, property_, value in statements:
        yield from (subject, property_)
        if isinstance(value, Iri):
            yield value.iri
        elif not (value.language or value.datatype == XSD + "string" or _is_bare(value)):
            yield value.datatype


_SAFE_NAME = re.compile(r"[A-Za-z0-9_]+(?:-+[A-Za-z0-9_]+)*")
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}


def _is_bare(value: Literal) -> bool:
    """Whether Turtle needs no quotes for it."""
    form = _BARE.get(value.datatype)
    return bool(form and form.fullmatch(value.text))


def block_text(statements: Sequence[Statement], prefixes: Mapping[str, str]) -> str:
    """Some statements as curators write them; ``prefixes`` by namespace. No line end at the end."""
    blocks: list[str] = []
    for subject, about in groupby(statements, key=lambda one: one.subject):
        lines: list[str] = []
        for property_, same in groupby(about, key=lambda one: one.property):
            values = " , ".join(_term(one.value, prefixes) for one in same)
            verb = "a" if property_ == RDF_TYPE else _term(Iri(property_), prefixes)
            lines.append(f"{verb} {values}")
        name = _term(Iri(subject), prefixes)
        said = " ;\n    ".join(lines)
        blocks.append(f"{name} {said} .")
    return "\n".join(blocks)


def _term(value: Iri | Literal, prefixes: Mapping[str, str]) -> str:
    if isinstance(value, Iri):
        space = _namespace(value.iri)
        name = value.iri[len(space) :]
        if space in prefixes and _SAFE_NAME.fullmatch(name):
            return f"{prefixes[space]}:{name}"
        return f"<{''.join(_in_iri(character) for character in value.iri)}>"
    if _is_bare(value):
        return value.text
    quoted = '"' + "".join(_in_string(character) for character in value.text) + '"'
    if value.language:
        return f"{quoted}@{value.language}"
    if value.datatype == XSD + "string":
        return quoted
    return f"{quoted}^^{_term(Iri(value.datatype), prefixes)}"


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNSEEN = ("Cc", "Cf", "Cn", "Co", "Zl", "Zp")


def _in_string(character: str) -> str:
    """What is not seen, or would end the string, is written as an escape."""
    if character in _ESCAPES:
        return _ESCAPES[character]
    return _number(character) if unicodedata.category(character) in _UNSEEN else character


def _in_iri(character: str) -> str:
    unsafe = character in '<>"{}|^`\\ ' or unicodedata.category(character) in _UNSEEN
    return _number(character) if unsafe else character


def _number(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004
