"""Statements to nodes: everything that is said of one subject put together."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from bilat.store.nodes import Layout, LineNode, Node, QuadNode, Term, Wait
from bilat.store.terms import TYPE

_FEW = 16


class NotPlainError(Exception):
    """Lines that are not written in the plainest way; the parser has to write them anew."""


class Gathered(NamedTuple):
    """The nodes by IRI, and the number of statements they are made of."""

    nodes: Mapping[str, Node]
    statements: int


def quads(parsed: Iterable[tuple[str, Iterable[ox.Quad]]]) -> Gathered:
    """The nodes of some files, each given as its name and its quads."""
    nodes: dict[str, QuadNode] = {}
    # Values that are too many to look through for each more; a statement counts once.
    crowded: dict[int, list[Term]] = {}
    statements = 0
    for source, quads_ in parsed:
        # Statements come in blocks of one subject, so its node is looked up once a block.
        last, node = None, QuadNode("", "")
        values = node.values
        for quad in quads_:
            statements += 1
            subject = quad.subject
            if subject != last:
                last, node = subject, _node(nodes, subject, source)
                values = node.values
            predicate = quad.predicate.value
            if predicate not in values:
                values[predicate] = [quad.object]
                if predicate == TYPE:
                    node.source = source
                continue
            known = values[predicate]
            if len(known) > _FEW:
                known.append(quad.object)
                crowded[id(known)] = known
            elif (object_ := quad.object) not in known:
                known.append(object_)
    for known in crowded.values():
        known[:] = dict.fromkeys(known)
    for node in nodes.values():
        node.types = tuple([str(getattr(term, "value", "")) for term in node.get(TYPE)])
    return Gathered(dict(nodes), statements)


def _node(
    nodes: dict[str, QuadNode], subject: ox.NamedNode | ox.BlankNode | ox.Triple, source: str
) -> QuadNode:
    iri = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
    node = nodes.get(iri)
    if node is None:
        node = nodes[iri] = QuadNode(iri, source)
    return node


_IRI = re.compile(rb"<[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*>")


def lines(source: str, data: bytes, wait: Wait = lambda: None) -> Gathered:
    """The nodes of one file of N-Triples that a parser finds valid, their values still unread.

    Several times faster than a term for every value, and nothing is parsed: this may run while the
    parser is still at it, and ``wait`` returns when it is not any more. Raises ``NotPlainError``
    for lines with blank nodes as subjects, escapes in IRIs, comments or unusual blanks.
    """
    if not data.endswith(b"\n"):
        raise NotPlainError
    shape = _Layouts(wait)
    found: dict[bytes, tuple[Layout, list[bytes]]] = {}
    # The predicates of subjects that come in several places: put together once, at the end.
    scattered: dict[bytes, list[bytes]] = {}
    last, predicates, objects = b"", [b""], [b""]
    statements = 0
    # One line after the other: all of them at once would take the memory of the file again.
    for row in io.BytesIO(data):
        statements += 1
        try:
            subject, predicate, object_ = row.split(b" ", 2)
        except ValueError:
            raise NotPlainError from None
        if subject != last:
            if last and last not in scattered:
                found[last] = shape[tuple(predicates)], objects
            if subject not in found:
                if not _IRI.fullmatch(subject):
                    raise NotPlainError
                predicates, objects = [], []
            else:
                layout, objects = found[subject]
                if subject not in scattered:
                    scattered[subject] = [*layout.predicates]
                predicates = scattered[subject]
            last = subject
        predicates.append(predicate)
        objects.append(object_)
    scattered.setdefault(last, predicates)
    for subject, said in scattered.items():
        found[subject] = shape[tuple(said)], found[subject][1] if subject in found else objects
    nodes = {node.iri: node for node in _line_nodes(source, found, wait)}
    return Gathered(nodes, statements)


class _Layouts(dict[tuple[bytes, ...], Layout]):
    """The layout of each sequence of predicates."""

    def __init__(self, wait: Wait) -> None:
        super().__init__()
        self._wait = wait

    def __missing__(self, predicates: tuple[bytes, ...]) -> Layout:
        if not all(_IRI.fullmatch(predicate) for predicate in predicates):
            raise NotPlainError
        self[predicates] = Layout(predicates, self._wait)
        return self[predicates]


def _line_nodes(
    source: str, found: Mapping[bytes, tuple[Layout, list[bytes]]], wait: Wait
) -> Iterator[LineNode]:
    types: dict[tuple[bytes, ...], tuple[str, ...]] = {}
    for subject, (layout, objects) in found.items():
        node = LineNode(subject[1:-1].decode(), source, objects, layout)
        if layout.repeats:
            # A statement counts once.
            said = dict.fromkeys(zip(layout.predicates, objects, strict=True))
            if len(said) < len(objects):
                node.layout = Layout([predicate for predicate, _ in said], wait)
                node.lines = [object_ for _, object_ in said]
        classes = tuple([node.lines[place] for place in node.layout.places.get(TYPE, ())])
        if classes not in types:
            types[classes] = tuple(_class(line) for line in classes)
        node.types = types[classes]
        yield node


def _class(line: bytes) -> str:
    """The class that the rest of a line names."""
    if not (_IRI.fullmatch(line[:-3]) and line.endswith(b" .\n")):
        raise NotPlainError
    return line[1:-4].decode()
