"""Objects that read their fields when looked at are like those that have them from the start."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bilat
from bilat.errors import BadInputError
from bilat.model import Dataset
from bilat.store import build, gather, quads
from bilat.store.nodes import LineNode
from bilat.store.quads import Source

HERE = Path(__file__).parent
FICTIONAL = HERE / "fictional"


def as_lines(*paths: Path) -> bytes:
    """Some files of data without blank nodes as one of plain N-Triples."""
    parsed = quads.parse([Source(str(path), path.read_bytes(), trusted=True) for path in paths])
    kept = [
        quad.triple
        for _, found in parsed
        for quad in found
        if not any(isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object))
    ]
    return ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b""


PLAIN = as_lines(*sorted(FICTIONAL.glob("*.ttl")))


def dataset(data: bytes) -> Dataset:
    return build.of_nodes(gather.lines("x.nt", data))[0]


def test_every_field_of_every_object_can_be_read() -> None:
    data = bilat.load(FICTIONAL).data
    passages = [item for record in data.records.values() for item in record.evidence]
    things: list[Any] = [*data.entities.values(), *data.documents.values(), *data.records.values()]
    for thing in things:
        assert set(dataclasses.asdict(thing)) == {field.name for field in dataclasses.fields(thing)}
    assert all(dataclasses.asdict(item) for item in passages)


def test_an_object_has_no_other_fields_and_cannot_be_changed() -> None:
    record = next(iter(bilat.load(FICTIONAL).data.records.values()))
    with pytest.raises(AttributeError, match="has no colour"):
        record.colour  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.id = "another"  # type: ignore[misc]


def test_a_copy_with_changes_is_whole() -> None:
    record = next(iter(bilat.load(FICTIONAL).data.records.values()))
    copy = dataclasses.replace(record, comment="changed")
    assert (copy.comment, copy.participants) == ("changed", record.participants)


def test_lines_say_what_the_parser_says() -> None:
    """The short way for large files gives the same objects as the long one."""
    parsed = list(ox.parse(input=PLAIN, format=ox.RdfFormat.N_TRIPLES))
    there = build.of_nodes(gather.quads([("x.nt", parsed)]))
    here = build.of_nodes(gather.lines("x.nt", PLAIN))
    assert there[1] == here[1]
    for table in ("entities", "documents", "records"):
        one, other = getattr(there[0], table), getattr(here[0], table)
        assert list(one) == list(other)
        for id_ in one:
            assert dataclasses.asdict(one[id_]) == dataclasses.asdict(other[id_])
    assert there[0].description == here[0].description


LINES = PLAIN.splitlines(keepends=True)


@settings(max_examples=25)
@given(st.data())
def test_lines_in_any_order_and_twice_say_the_same(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=40))
    mixed = b"".join(data.draw(st.permutations(chosen * 2)))
    parsed = list(ox.parse(input=mixed, format=ox.RdfFormat.N_TRIPLES))
    one, other = gather.quads([("x", parsed)]).nodes, gather.lines("x", mixed).nodes
    assert one.keys() == other.keys()
    for iri, node in one.items():
        assert node.types == other[iri].types
        assert node.counts == other[iri].counts
        for predicate in node.counts:
            assert list(node.get(predicate)) == list(other[iri].get(predicate))
            assert node.all(predicate) == other[iri].all(predicate)


SUBJECT, PREDICATE = "<https://e.org/s>", "<https://e.org/p>"


@pytest.mark.parametrize(
    ("object_", "value"),
    [
        ('"a\\"b\\\\ \\t\\u00e9"', 'a"b\\ \té'),
        ('"two" . # a comment with a dot .', "two"),
        ("<https://e.org/o> . # <x> .", "https://e.org/o"),
        ("<https://e.org/o>.#x> .", "https://e.org/o"),
        ("<https://e.org/\\u00e9>", "https://e.org/é"),
        ('"x"@en-GB', "x"),
        ('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', "1"),
    ],
)
def test_however_an_object_is_written_it_is_read_right(object_: str, value: str) -> None:
    line = f"{SUBJECT} {PREDICATE} {object_}"
    data = (line if line.endswith(".") else f"{line} .").encode() + b"\n"
    (quad,) = ox.parse(input=data, format=ox.RdfFormat.N_TRIPLES)
    (node,) = gather.lines("x", data).nodes.values()
    assert isinstance(node, LineNode)
    assert list(node.get("https://e.org/p")) == [quad.object]
    assert node.iris("https://e.org/p") == [value]


@pytest.mark.parametrize(
    "line",
    [
        f"{SUBJECT}{PREDICATE} <https://e.org/o> .",
        f"{SUBJECT} {PREDICATE}<https://e.org/o> .",
        f"{SUBJECT}  {PREDICATE} <https://e.org/o> .",
        f"{SUBJECT}\t{PREDICATE} <https://e.org/o> .",
        f" {SUBJECT} {PREDICATE} <https://e.org/o> .",
        f"_:b {PREDICATE} <https://e.org/o> .",
        f"<https://e.org/\\u00e9> {PREDICATE} <https://e.org/o> .",
        "# a comment",
        "",
    ],
)
def test_unusual_lines_are_left_to_the_parser(line: str) -> None:
    plain = f"{SUBJECT} {PREDICATE} <https://e.org/o> .\n"
    with pytest.raises(gather.NotPlainError):
        gather.lines("x", f"{plain}{line}\n{plain}".encode())


@pytest.mark.parametrize("extra", ["", "# a comment\n", "\n", "_:b <https://e.org/p> _:b .\n"])
def test_a_file_is_read_the_same_whether_plain_or_not(tmp_path: Path, extra: str) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(PLAIN + extra.encode())
    graph = bilat.load(path)
    assert graph.statements == len(LINES) + extra.count("_:b <")
    assert list(graph.data.records) == list(dataset(PLAIN).records)


def test_a_fault_in_a_plain_file_is_found_before_anything_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(PLAIN + b'<https://e.org/s> <https://e.org/p> "unended .\n')
    with pytest.raises(BadInputError) as fault:
        bilat.load(path)
    assert fault.value.line == len(LINES) + 1


class NotYetError(Exception):
    """Somebody waited for the parser."""


def wait() -> None:
    raise NotYetError


@pytest.mark.parametrize(
    "object_", ['"a\\"b"', '"x" . # a comment', "<https://e.org/\\u00e9>", '"']
)
def test_nothing_is_parsed_here_before_the_worker_is_through_with_it(object_: str) -> None:
    data = f'{SUBJECT} {PREDICATE} {object_} .\n{SUBJECT} <https://e.org/q> "plain"@en .\n'
    (node,) = gather.lines("x", data.encode(), wait).nodes.values()
    assert node.all("https://e.org/q") == ["plain"]
    for ask in (node.get, node.iris, node.all, node.one, node.texts):
        with pytest.raises(NotYetError):
            ask("https://e.org/p")


# The first two are all that reading without a parser would find fault with.
INVALID = ['"x"@a-toolongsubtag', '"\xff"', '"x"^^<relative>', '"\\q"', '"a" "b"', '"x"@en--rtl']


@pytest.mark.parametrize("object_", INVALID)
def test_what_was_made_of_lines_that_are_not_valid_is_thrown_away(
    object_: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.nt"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    extra = f"<https://w3id.org/bilat/id/person/ann> {label} {object_} .\n"
    path.write_bytes(PLAIN + extra.encode("latin-1"))
    with pytest.raises(BadInputError) as fault:
        bilat.load(path)
    assert fault.value.line == len(LINES) + 1


def test_an_error_of_ours_is_not_taken_for_a_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_bytes(PLAIN)
    sources = quads.sources([path], len(PLAIN))

    def fail(_: gather.Gathered) -> None:
        raise NotYetError

    with pytest.raises(NotYetError):
        quads.nodes(sources, fail)
