"""Nodes to model: the dataset everybody works with, and what in the data cannot be used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bilat.dates import lenient
from bilat.model import ENTITY_KINDS, RECORD_KINDS, Coverage, Dataset, Description, Record
from bilat.store import fields, gather, terms
from bilat.store import properties as of
from bilat.store.nodes import Node
from bilat.store.quads import Source
from bilat.store.terms import COMMENT, LABEL, local
from bilat.store.world import World

if TYPE_CHECKING:
    from bilat.findings import Finding

_RECORD_KINDS = frozenset(RECORD_KINDS)


def build(
    parsed: Sequence[tuple[Source, Iterable[ox.Quad]]],
) -> tuple[Dataset, list[Finding]]:
    """The dataset that some parsed files describe, and what in them cannot be used."""
    return of_nodes(gather.quads((source.name, quads) for source, quads in parsed))


def of_nodes(found: gather.Gathered, *, trusted: bool = False) -> tuple[Dataset, list[Finding]]:
    """The same from nodes. What ships is ``trusted``: the tests look for its faults."""
    world = World(found.nodes, terms.load_vocabulary())
    data = dataset(world)
    if trusted:
        return data, []
    from bilat.store import faults  # noqa: PLC0415  what ships has none

    return data, list(faults.faults(world))


def dataset(world: World) -> Dataset:
    """The objects of a world, which read their fields when first looked at."""
    of_kind: dict[str, list[Node]] = defaultdict(list)
    records: list[tuple[Node, str]] = []
    for node, kind in world.kinds:
        if kind in _RECORD_KINDS:
            records.append((node, kind))
        else:
            of_kind[kind].append(node)
    return Dataset(
        entities={
            node.id: fields.entity(world, node, id=node.id, kind=kind)
            for kind in ENTITY_KINDS
            for node in of_kind[kind]
        },
        documents={
            node.id: fields.document(world, node, id=node.id, kind="document")
            for node in of_kind["document"]
        },
        records=dict(_record(world, node, kind) for node, kind in records),
        coverage=tuple(_coverage(world)),
        description=_description(world),
    )


def _record(world: World, node: Node, kind: str) -> tuple[str, Record]:
    id_ = node.id
    return id_, fields.RECORDS.get(kind, fields.record)(world, node, id=id_, kind=kind)


def _coverage(world: World) -> Iterator[Coverage]:
    for node in world.typed:
        if of.COVERAGE in node.types:
            labels = node.texts(LABEL)
            yield Coverage(
                id=node.id,
                label=labels[0].value if labels else node.id,
                about=tuple(node.all(of.ABOUT)),
                kinds=fields.kinds_below(world, node.all(of.COVERAGE_OF)),
                when=node.one(of.WHEN),
                bounds=lenient(node.one(of.WHEN)),
                status=_hyphenated(local(node.one(of.COVERAGE_STATUS))),
                comment=node.one(COMMENT),
                any_of=tuple(node.all(of.ABOUT_ANY_OF)),
            )


def _hyphenated(name: str) -> str:
    """``KnownCasesOnly`` to ``known-cases-only``."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def _description(world: World) -> Description:
    for node in world.typed:
        if node.has(of.LEFT_STATE):
            return Description(
                title=node.one(of.DCTERMS_TITLE),
                summary=node.one(of.DCTERMS_DESCRIPTION),
                licence=node.one(of.DCTERMS_LICENSE),
                citation=node.one(of.DCTERMS_BIBLIOGRAPHIC_CITATION),
                modified=node.one(of.DCTERMS_MODIFIED),
                left_state=node.one(of.LEFT_STATE),
                right_state=node.one(of.RIGHT_STATE) or None,
            )
    return Description()
