"""Turtle is edited as text: what is added means what was meant, and every other byte stays."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilat.curate import turtle
from bilat.curate.turtle import Iri, Literal, Statement
from bilat.errors import BadInputError
from bilat.store import difference
from proportion import BOUND, growth

HERE = Path(__file__).parent
DATA = [
    *sorted((HERE / "fictional").glob("*.ttl")),
    *sorted((HERE.parent / "ontology" / "dataset").rglob("*.ttl")),
]

ID = "https://w3id.org/bilat/id/"
BIL = "https://w3id.org/bilat/ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
USUAL = {BIL: "bil", RDFS: "rdfs", f"{ID}event/": "event", f"{ID}person/": "person"}


def event(name: str, label: str = "A label") -> list[Statement]:
    subject = f"{ID}event/{name}"
    return [
        Statement(subject, turtle.RDF_TYPE, Iri(BIL + "Meeting")),
        Statement(subject, RDFS + "label", Literal(label, "en")),
        Statement(subject, BIL + "attendee", Iri(f"{ID}person/a")),
        Statement(subject, BIL + "attendee", Iri(f"{ID}person/b")),
    ]


def reason(before: bytes, after: bytes, meant: Sequence[Statement]) -> str:
    """What the worker says of a difference, asked without the worker."""
    head = json.dumps(["x.ttl", len(before), [[one[0], one[1], [*one[2]]] for one in meant]])
    return difference.differing(head.encode() + b"\n" + before + after, ()).decode()


def is_kept(before: bytes, after: bytes) -> bool:
    """Whether one text is the other with something put in between."""
    rest = iter(after)
    return all(byte in rest for byte in before)


def check(before: bytes, meant: Sequence[Statement]) -> bytes:
    after, line, _ = turtle.added(before, meant, USUAL)
    assert is_kept(before, after)
    assert reason(before, after, meant) == ""
    shown = after.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")[line - 1]
    assert meant[0].subject.rpartition("/")[2].encode() in shown
    return after


# Files as people write them

TRICKY = st.sampled_from(
    [
        '"plain"', "'single'", '"""three " quotes"""', "'''it's\ntwo lines # no comment'''",
        '"a # b"', r'"back\\slash\" ."', "5", "1.5", "-3.0e5", "true", '"x"@en-GB',
        '"2017-12"^^<http://id.loc.gov/datatypes/edtf/EDTF>', "<http://e.org/a#b.c>", "ex:a.b",
        "ex:a\\.", "ex:%41", "[ ex:p ex:o ; ex:q [ ] ]", "( ex:a 1 ( ) )", "_:b1", '""', "''",
        '""""x"""'[0:0] + '"\\u0041"', "ex:日本", '"安倍"@ja', "<http://e.org/#x>",
    ]
)  # fmt: skip
COMMENTS = st.sampled_from(["", " # a comment", " # one \" with ' marks <", " #", "  "])
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])
HEADS = st.sampled_from(
    [
        "@prefix ex: <http://e.org/> .\n",
        "PREFIX ex: <http://e.org/>\n",
        "# head\n@prefix ex: <http://e.org/> . # why\n@prefix rdfs: <" + RDFS + "> .\n\n",
        f"@prefix bil: <{BIL}> .\n@prefix event: <{ID}event/> .\n@prefix ex: <http://e.org/> .\n",
        "@prefix event: <http://e.org/other/> .\n@prefix ex: <http://e.org/> .\n\n\n",
        "@base <http://e.org/> .\nprefix ex: <http://e.org/>\n",
    ]
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    text = draw(HEADS)
    for number in range(draw(st.integers(0, 5))):
        name = draw(st.sampled_from([f"<{ID}event/{number}>", f"ex:s{number}", "_:x", "[]"]))
        gap = draw(st.sampled_from([" ", "\n", "\n\n", "\n\n# Heading\n\n", "\n# Attached\n"]))
        values = draw(st.lists(TRICKY, min_size=1, max_size=3))
        said = " , ".join(values)
        text += "\n" if text.rpartition("\n")[2].count("#") and gap == " " else gap
        text += f"{name} ex:p {said}{draw(COMMENTS)}\n ; ex:q 1 .{draw(COMMENTS)}"
        if draw(st.integers(0, 9)) == 0:
            text += "\n@prefix late: <http://e.org/late/> .\n"
    text += draw(st.sampled_from(["", "\n", "\n\n\n", "\n# the end"]))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return mark + text.replace("\n", draw(BREAKS)).encode()


TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\"\\'\n\r\t@<>.;#{}^"),
    ),
    max_size=30,
)


@settings(max_examples=400)
@given(files(), TEXTS, st.sampled_from(["0", "1a", "2017-x", "zz"]))
def test_an_addition_says_what_was_meant_and_keeps_every_other_byte(
    before: bytes, label: str, name: str
) -> None:
    check(before, event(name, label))


@given(TEXTS, st.sampled_from(["en", "ja", "en-GB", ""]))
def test_a_literal_is_what_was_given_whatever_is_in_it(text: str, language: str) -> None:
    meant = [Statement(f"{ID}event/x", RDFS + "label", Literal(text, language))]
    after, _, _ = turtle.added(b"", meant, USUAL)
    (quad,) = ox.parse(input=after, format=ox.RdfFormat.TURTLE)
    assert isinstance(quad.object, ox.Literal)
    assert (quad.object.value, quad.object.language or "") == (text, language.lower())


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.stem)
def test_a_record_can_be_added_to_every_file_there_is(file: Path) -> None:
    before = file.read_bytes()
    for text in (before, before.replace(b"\n", b"\r\n"), before.rstrip()):
        for name in ("1900-first", "2016-06-20-between", "9999-last"):
            check(text, event(name))


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.stem)
def test_the_blocks_found_are_the_subjects_a_parser_finds(file: Path) -> None:
    data = file.read_bytes()
    parsed = [
        quad.subject.value
        for quad in ox.parse(input=data, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
    ]
    found = [block.subject for block in turtle.outline(data).blocks if not block.is_directive]
    assert found == [
        one for one, after in zip(parsed, [*parsed[1:], ""], strict=True) if one != after
    ]


# Files made to be hard to read


SHAPES: dict[str, Callable[[int], bytes]] = {
    "objects": lambda n: b"<a:s> <a:p> " + b" , ".join(b"1" for _ in range(n)) + b" .",
    "comments": lambda n: b"# c\n" * n,
    "quotes": lambda n: b'<a:s> <a:p> """' + b'"" x\n' * n + b'""" .',
    "nesting": lambda n: b"<a:s> <a:p> " + b"(" * n + b")" * n + b" .",
    "escapes": lambda n: b'<a:s> <a:p> "' + b'\\"' * n + b'" .',
    "dots": lambda n: b"." * n,
    "names with dots": lambda n: b"a." * n,
    "prefixes": lambda n: b"".join(b"@prefix p%d: <a:%d> .\n" % (i, i) for i in range(n)),
    "blocks": lambda n: b"".join(b"<a:%d> <a:p> 1 .\n" % i for i in range(n)),
}


@pytest.mark.alone
@pytest.mark.parametrize("shape", SHAPES)
def test_the_time_to_read_a_file_grows_with_its_size(shape: str) -> None:
    def read(data: bytes) -> None:
        with contextlib.suppress(BadInputError):
            turtle.outline(data)

    sizes = [SHAPES[shape](number) for number in (2, 20_000, 80_000)]
    assert max(growth(read, sizes, least=0.01)) < BOUND


@pytest.mark.parametrize("text", [b'<a:s> <a:p> "open .', b"<a:s> { }", b"<< <a:s> >>", b"<a:s> ("])
def test_what_is_no_turtle_is_refused_with_its_line(text: bytes) -> None:
    with pytest.raises(BadInputError, match=r"x\.ttl:2: is no Turtle"):
        turtle.outline(b"# first\n" + text, "x.ttl")
