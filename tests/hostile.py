"""A dataset whose every text tries to steer the terminal it is shown on, made from a benign one."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from payloads import generated

FICTIONAL = Path(__file__).parent / "fictional"
ID = "https://w3id.org/bilat/id/"
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

# ESC with colours, titles, links and clearing; line ends; C0, DEL and C1; direction; nothing seen.
STEERING = (
    "\x1b[31mred\x1b[2J\x1b[H",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example/\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31m\x9d0;title\x9c",
    "a\r\nbilat: forged line",
    "over\rwritten",
    "one\ntwo\n\nthree",
    "tab\there",
    "\x07\x08\x08\x08\x0b\x0c\x0e\x7f",
    "".join(map(chr, range(0x80, 0xA0))),
    "".join(map(chr, range(1, 0x20))),
    "\u202egnp.exe\u202c",
    "\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c",
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\U000e0041",
    "\u2028\u2029\u0085",
    "[/bold][red]x[/red]",
    "e" + "\u0301\u0316\u0334" * 120,
    "\ufff9x\ufffay\ufffb\ufffe\uffff",
    "a|b|c`d`*e*_f_[g](h)<b>i</b>\\",
    '=HYPERLINK("x","y")',
    '"; \' , \t " quoted',
)
# What such a text may never be printed with.
FORBIDDEN = {
    character
    for character in map(chr, range(0x110000))
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
    or unicodedata.bidirectional(character)
    in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
} - {"\n"}
INVISIBLE = set("\u200b\u200e\u200f\u2060\ufeff\u00ad\u061c\u180e\U000e0041\ufff9\ufffa\ufffb")

# Codes with a form of their own: other tests hold that another text there is refused.
_CODES = (
    "isoAlpha3", "m49", "cowCode", "passageDigest", "licence", "license", "notation",
    "firstWords", "lastWords", "identifier", "quantity", "amount", "currency", "unit",
)  # fmt: skip


# The fictional pair has no three states that all have ties with each other.
_TRIAD = """
@prefix bil: <https://w3id.org/bilat/ns#> . @prefix sit: <https://w3id.org/bilat/id/sit/> .
@prefix state: <https://w3id.org/bilat/id/state/> . @prefix ev: <https://w3id.org/bilat/id/ev/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
sit:kestria-ruvane-alliance a bil:Alliance ; rdfs:label "Alliance of Kestria and Ruvane"@en ;
    bil:party state:xke , state:xru ; bil:when "1990/.."^^edtf:EDTF ;
    bil:evidence ev:courier-isles .
"""


def dataset(folder: Path, payloads: tuple[str, ...] = STEERING) -> Path:
    """The fictional pair with a payload behind every text and in the id of every evidence."""
    folder.mkdir()
    texts = {path.name: path.read_bytes() for path in sorted(FICTIONAL.glob("*.ttl"))}
    for name, text in {**texts, "triad.ttl": _TRIAD.encode()}.items():
        quads = [
            _dressed(quad, payloads, number)
            for number, quad in enumerate(ox.parse(text, ox.RdfFormat.TURTLE))
        ]
        lines = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.TURTLE)
        (folder / name).write_bytes(lines or b"")
    return folder


def markup() -> tuple[str, ...]:
    """Texts that try to become code, without what no file can hold."""
    return tuple(
        text.encode("utf-8", "replace").decode().replace("\0", "") for text in generated(300)
    )


def _dressed(quad: ox.Quad, payloads: tuple[str, ...], number: int) -> ox.Quad:
    name = quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
    term = quad.object
    if isinstance(term, ox.Literal) and name not in _CODES:
        text = term.value + payloads[number % len(payloads)]
        if term.language:
            term = ox.Literal(text, language=term.language)
        elif term.datatype.value == XSD_STRING:
            term = ox.Literal(text)
    return ox.Quad(_named(quad.subject), quad.predicate, _named(term))


def _named(term: Any) -> Any:  # noqa: ANN401  any term
    if isinstance(term, ox.NamedNode) and term.value.startswith((f"{ID}ev/", f"{ID}doc/")):
        return ox.NamedNode(f"{term.value}\u202e\u200b")
    return term
