"""What in some data cannot be used, and is refused before any question is answered."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

import pyoxigraph as ox

from bilat import dates
from bilat.findings import Finding
from bilat.model import ENTITY_KINDS, RECORD_KINDS, SITUATION_KINDS
from bilat.store import properties as of
from bilat.store import terms
from bilat.store.nodes import Node, Term
from bilat.store.terms import BIL, EDTF, ID, XSD, local, short
from bilat.store.world import World

_RECORD_KINDS = frozenset(RECORD_KINDS)
_ENTITY_KINDS = frozenset(ENTITY_KINDS)


def faults(world: World) -> Iterator[Finding]:
    """What cannot be used: missing or superfluous values, malformed dates, references to nothing.

    These are the counts of the shapes and more, so that nothing incomplete is ever shown as fact.
    """
    for part in (_counts, _dates, _references):
        found = list(part(world))
        if found:
            order = {id(node): place for place, node in enumerate(world.nodes.values())}
            found.sort(key=lambda item: order[id(item[0])])
        yield from (_fault(node, message) for node, message in found)


# A subject, and what of it cannot be used.
Fault = tuple[Node, str]


def _fault(node: Node, message: str) -> Finding:
    return Finding(message.split(" ", 1)[0], "violation", node.id, message, node.source)


def _counts(world: World) -> Iterator[Fault]:
    """Terms there are not, values that are missing or too many; a record without a name."""
    for nodes in world.forms:
        messages = list(_faults_of_form(world.vocabulary, nodes[0]))
        for node in nodes if messages else ():
            for message in messages:
                yield node, message


def _faults_of_form(vocabulary: terms.Vocabulary, node: Node) -> Iterator[str]:
    for code, sort, names in (("Z1", "term", node.counts), ("Z2", "class", node.types)):
        for name in names:
            if name.startswith(BIL) and name not in vocabulary.known:
                hint = "see the vocabulary for what there is"
                yield f"{code} Unknown {sort} bil:{local(name)} ({hint})."
    if not node.is_blank:
        yield from vocabulary.unmet(node.types, node.counts)
    elif vocabulary.record_classes & vocabulary.classes_of(node.types):
        yield "R9 A record has no id (give it one, such as event:2017-12-11-…)."


def _dates(world: World) -> Iterator[Fault]:
    for nodes in world.forms:
        first = nodes[0]
        kind = world.kind(first)
        if first.is_blank:
            continue
        if kind == "document":
            yield from _malformed(nodes, of.DCTERMS_ISSUED, "B6")
        elif kind in _RECORD_KINDS or of.COVERAGE in first.types:
            yield from _malformed(nodes, of.WHEN, "T1")
            if kind in SITUATION_KINDS:
                yield from _malformed(nodes, of.HOLDS_AT, "T2")


def _malformed(nodes: Sequence[Node], predicate: str, code: str) -> Iterator[Fault]:
    """The faults of some dates, each with its subject; all of one form."""
    first = nodes[0]
    # Many have the same date: each is looked at once.
    said = first.together(nodes, predicate)
    faults_of = {value: list(_faults_of_date(first.term(value), code)) for value in said}
    malformed = {value: messages for value, messages in faults_of.items() if messages}
    for node in nodes if malformed else ():
        for value in node.unread(predicate):
            for message in malformed.get(value, ()):
                yield node, message


def _faults_of_date(term: Term, code: str) -> Iterator[str]:
    datatype = term.datatype.value if isinstance(term, ox.Literal) else "an IRI"
    if datatype not in (EDTF, XSD + "date"):
        yield f"{code} A date is an edtf:EDTF literal, not {local(datatype)}."
    try:
        dates.parse(str(getattr(term, "value", "")))
    except dates.DateError as error:
        yield f"{code} {error}."


def _references(world: World) -> Iterator[Fault]:
    """References of records and their passages that nothing describes."""
    entities = {node.iri for node, kind in world.kinds if kind in _ENTITY_KINDS}
    documents = {node.iri for node, kind in world.kinds if kind == "document"}
    without = dict(_without_document(world, documents))
    for nodes in world.forms:
        first = nodes[0]
        if first.is_blank or world.kind(first) not in _RECORD_KINDS:
            continue
        for predicate in (*world.vocabulary.roles, of.PLACE):
            for node, iri in _unknown(nodes, predicate, entities):
                yield node, _undescribed(iri)
        for node, iri in _unknown(nodes, of.EVIDENCE, world.nodes):
            yield node, _undescribed(iri)
        for node in nodes if without else ():
            for iri in node.iris(of.EVIDENCE):
                if iri in without:
                    yield without[iri]


def _unknown(nodes: Sequence[Node], predicate: str, known: Container[str]) -> Iterator[Fault]:
    """The values of a predicate that are not known, each with its subject; all of one form."""
    first = nodes[0]
    # Many refer to the same: each is looked up once.
    said = {value: first.read(value) for value in first.together(nodes, predicate)}
    unknown = {value: iri for value, iri in said.items() if iri not in known}
    for node in nodes if unknown else ():
        for value in node.unread(predicate):
            if value in unknown:
                yield node, unknown[value]


def _without_document(world: World, documents: Container[str]) -> Iterator[tuple[str, Fault]]:
    """The passages whose source is no document, each with what is wrong."""
    for nodes in world.forms:
        if of.EVIDENCE_CLASS not in nodes[0].types:
            continue
        for node, document in _unknown(nodes, of.OA_HAS_SOURCE, documents):
            if document != node.iris(of.OA_HAS_SOURCE)[0]:
                continue
            if world.described(document):
                about = f"V10 Its source {short(document)} is no document (cite a bil:Document)."
                yield node.iri, (node, about)
            else:
                yield node.iri, (node, _undescribed(document))


def _undescribed(iri: str) -> str:
    """A reference to one of our ids that nothing describes, or to no id of ours at all."""
    code = "X9" if iri.startswith(ID) else "Z4"
    return f"{code} It refers to {short(iri)}, which nothing describes (add it or mend the name)."
