"""How each field of the model is read from the statements about its subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from bilat.dates import lenient
from bilat.model import (
    KINDS_BELOW,
    Claim,
    Document,
    Entity,
    Evidence,
    Listing,
    OfficeHolding,
    Participation,
    Passage,
    Record,
    Transaction,
)
from bilat.store import properties as of
from bilat.store import terms
from bilat.store.lazy import Maker
from bilat.store.nodes import Node
from bilat.store.terms import COMMENT, LABEL, PLOVER, local
from bilat.store.world import World

Reader = Callable[[World, Node], Any]

# Readers that several fields share, by the predicate they read.


def _one(predicate: str) -> Reader:
    return lambda _, node: node.one(predicate)


def _one_or_none(predicate: str) -> Reader:
    return lambda _, node: node.one(predicate) or None


def _all(predicate: str) -> Reader:
    return lambda _, node: tuple(node.all(predicate))


def _texts(predicate: str) -> Reader:
    return lambda _, node: node.texts(predicate)


def _terms(predicate: str) -> Reader:
    return lambda _, node: node.terms(predicate)


def _number(predicate: str) -> Reader:
    return lambda _, node: node.number(predicate)


def _local(predicate: str) -> Reader:
    return lambda _, node: local(node.one(predicate))


def _lower(predicate: str) -> Reader:
    return lambda _, node: _word(node.one(predicate))


@lru_cache(maxsize=256)
def _word(iri: str) -> str:
    """The last part of a term of a closed list, as the model has it."""
    return local(iri).lower()


_COMMON: Mapping[str, Reader] = {
    "comment": _one(COMMENT),
    "unconfirmed": _terms(of.UNCONFIRMED),
}


# Entities and documents


def _parent(_: World, node: Node) -> str | None:
    parents = (of.ORG_SUB_ORGANIZATION_OF, of.ORG_POST_IN, of.PART_OF)
    return next((node.one(above) for above in parents if node.has(above)), None)


entity: Maker[Entity, World] = Maker(
    Entity,
    {
        **_COMMON,
        "id": lambda _, node: node.id,
        "labels": _texts(LABEL),
        "aliases": _texts(of.SKOS_ALT_LABEL),
        "same_as": _all(of.SKOS_EXACT_MATCH),
        "parent": _parent,
        "country": _one_or_none(of.COUNTRY),
        "short_name": _one(of.SHORT_NAME),
        "cardinality": lambda _, node: node.integer(of.CARDINALITY),
    },
)


def _digest(_: World, node: Node) -> str:
    identifier = node.one(of.DCTERMS_IDENTIFIER)
    return identifier if identifier.startswith("sha256:") else ""


document: Maker[Document, World] = Maker(
    Document,
    {
        **_COMMON,
        "title": lambda _, node: node.one(of.DCTERMS_TITLE, node.id),
        "creators": _all(of.DCTERMS_CREATOR),
        "issued": _one(of.DCTERMS_ISSUED),
        "issued_bounds": lambda _, node: lenient(node.one(of.DCTERMS_ISSUED)),
        "url": _one(of.DCTERMS_SOURCE),
        "publisher": _one_or_none(of.DCTERMS_PUBLISHER),
        "version_of": _one_or_none(of.DCTERMS_IS_VERSION_OF),
        "language": _one(of.DCTERMS_LANGUAGE),
        "digest": _digest,
    },
)


# Evidence


def _passage(world: World, node: Node) -> Passage:
    selectors = node.get(of.OA_HAS_SELECTOR)
    selector = world.described(str(selectors[0])) if selectors else None
    return Passage(
        paragraph=node.integer(of.PARAGRAPH),
        sentence=node.integer(of.SENTENCE),
        page=node.one(of.PAGE),
        place=node.one(of.LOCATOR),
        start=selector.integer(of.OA_START) if selector else None,
        end=selector.integer(of.OA_END) if selector else None,
        digest=node.one(of.PASSAGE_DIGEST),
        first_words=node.one(of.STARTS_WITH),
        last_words=node.one(of.ENDS_WITH),
    )


evidence: Maker[Evidence, World] = Maker(
    Evidence,
    {
        "document": _one(of.OA_HAS_SOURCE),
        "gists": _texts(of.GIST),
        "asserted_by": _one(of.PROV_WAS_ATTRIBUTED_TO),
        "stance": _lower(of.STANCE),
        "passage": _passage,
        "on_property": _local(of.ON_PROPERTY),
        "hedge": _one(of.HEDGE),
        "comment": _one(COMMENT),
    },
)


# Records


def _participants(world: World, node: Node) -> tuple[Participation, ...]:
    named = node.named(world.vocabulary.roles)
    return tuple([Participation(actor, role) for actor, role in named])


def _passages(world: World, node: Node) -> tuple[Evidence, ...]:
    nodes = (world.described(terms.long(id_)) for id_ in node.all(of.EVIDENCE))
    return tuple(
        evidence(world, found, id=found.id)
        for found in nodes
        if found and of.EVIDENCE_CLASS in found.types
    )


def _contested(world: World, node: Node) -> bool:
    rivals, against = world.rivals, world.against
    return bool(rivals and node.id in rivals) or bool(
        against and any(against.get(id_) == "" for id_ in node.all(of.EVIDENCE))
    )


def _contested_facets(world: World, node: Node) -> tuple[str, ...]:
    facets = (world.against.get(id_) for id_ in node.all(of.EVIDENCE)) if world.against else ()
    return tuple(dict.fromkeys(facet for facet in facets if facet))


_RECORD: Mapping[str, Reader] = {
    **_COMMON,
    "id": lambda _, node: node.id,
    "labels": _texts(LABEL),
    "when": _one(of.WHEN),
    "holds_at": lambda _, node: tuple(sorted(node.all(of.HOLDS_AT))),
    "bounds": lambda world, node: world.bounds(node),
    "realis": _lower(of.REALIS),
    "participants": _participants,
    "places": _all(of.PLACE),
    "objects": _all(of.OBJECT),
    "part_of": _one_or_none(of.PART_OF),
    "evidence": _passages,
    "plover": lambda _, node: node.one(of.PLOVER).removeprefix(PLOVER),
    "score": lambda world, node: world.vocabulary.scores.get(node.one(of.PLOVER), 0.0),
    "quad": lambda world, node: world.vocabulary.quads.get(node.one(of.PLOVER)),
    "contexts": lambda _, node: tuple(
        context.removeprefix(PLOVER) for context in node.all(of.PLOVER_CONTEXT)
    ),
    "contested": _contested,
    "contested_facets": _contested_facets,
    "contradicts": lambda world, node: tuple(sorted(world.rivals.get(node.id, ()))),
}


def _organisation(world: World, node: Node) -> str:
    post = world.described(terms.long(node.one(of.OFFICE)))
    return post.one(of.ORG_POST_IN) if post else ""


_LISTING: Mapping[str, Reader] = {
    "authority_any_of": _all(of.AUTHORITY_ANY_OF),
    "legal_basis": _all(of.LEGAL_BASIS),
    "measures": _terms(of.MEASURE),
}
_OFFICE: Mapping[str, Reader] = {"office": _one(of.OFFICE), "organisation": _organisation}
_TRANSACTION: Mapping[str, Reader] = {
    "amount": _number(of.AMOUNT),
    "currency": _one(of.CURRENCY),
}
_CLAIM: Mapping[str, Reader] = {
    "claim_kind": _local(of.CLAIM_KIND),
    "texts": _texts(of.TEXT),
    "held_by": _all(of.PROV_WAS_ATTRIBUTED_TO),
    "about": _all(of.ABOUT),
    "value": _number(of.VALUE),
    "unit": _one(of.UNIT),
    "count_of": _local(of.COUNT_OF),
    "confirmed_by": _all(of.CONFIRMED_BY),
    "refined_by": _all(of.REFINED_BY),
    "overtaken_by": _all(of.OVERTAKEN_BY),
}

record: Maker[Record, World] = Maker(Record, _RECORD)
RECORDS: Mapping[str, Maker[Any, World]] = {
    "listing": Maker(Listing, {**_RECORD, **_LISTING}),
    "office": Maker(OfficeHolding, {**_RECORD, **_OFFICE}),
    "transaction": Maker(Transaction, {**_RECORD, **_TRANSACTION}),
    "claim": Maker(Claim, {**_RECORD, **_CLAIM}),
}


def kinds_below(world: World, classes: Iterable[str]) -> tuple[str, ...]:
    """The kinds of some classes and of those below them."""
    kinds = (world.vocabulary.kinds.get(class_, "") for class_ in classes)
    return tuple(below for kind in kinds for below in KINDS_BELOW.get(kind, (kind,)))
