"""What in some data cannot be used, and is refused before any question is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator

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
    yield from _counts(world)
    yield from _dates(world)
    yield from _references(world)


def _fault(node: Node, message: str) -> Finding:
    return Finding(message.split(" ", 1)[0], "violation", node.id, message, node.source)


def _counts(world: World) -> Iterator[Finding]:
    """Terms there are not, values that are missing or too many; a record without a name."""
    vocabulary = world.vocabulary
    # Subjects of one form have the same faults.
    known: dict[object, tuple[str, ...]] = {}
    for iri, node in world.nodes.items():
        form = (node.types, node.form, iri[:2] == "_:")
        if form not in known:
            known[form] = tuple(_faults_of_form(vocabulary, node))
        for message in known[form]:
            yield _fault(node, message)
        if iri[:2] == "_:" and vocabulary.record_classes & vocabulary.classes_of(node.types):
            message = "R9 A record has no id (give it one, such as event:2017-12-11-…)."
            yield _fault(node, message)


def _faults_of_form(vocabulary: terms.Vocabulary, node: Node) -> Iterator[str]:
    for code, sort, names in (("Z1", "term", node.counts), ("Z2", "class", node.types)):
        for name in names:
            if name.startswith(BIL) and name not in vocabulary.known:
                hint = "see the vocabulary for what there is"
                yield f"{code} Unknown {sort} bil:{local(name)} ({hint})."
    if node.iri[:2] != "_:":
        yield from vocabulary.unmet(node.types, node.counts)


def _dates(world: World) -> Iterator[Finding]:
    # Many have the same date: each is looked at once.
    fine: set[Term] = set()
    for node, kind in world.kinds:
        if kind == "document":
            yield from _malformed(node, of.DCTERMS_ISSUED, "B6", fine)
        elif kind in _RECORD_KINDS or of.COVERAGE in node.types:
            yield from _malformed(node, of.WHEN, "T1", fine)
            if kind in SITUATION_KINDS and node.has(of.HOLDS_AT):
                yield from _malformed(node, of.HOLDS_AT, "T2", fine)


def _malformed(node: Node, predicate: str, code: str, fine: set[Term]) -> list[Finding]:
    """The faults of some dates; those without any are kept as fine."""
    found: list[Finding] = []
    for term in node.get(predicate):
        if term not in fine:
            said = list(_faults_of_date(node, term, code))
            found += said
            if not said:
                fine.add(term)
    return found


def _faults_of_date(node: Node, term: Term, code: str) -> Iterator[Finding]:
    datatype = term.datatype.value if isinstance(term, ox.Literal) else "an IRI"
    if datatype not in (EDTF, XSD + "date"):
        yield _fault(node, f"{code} A date is an edtf:EDTF literal, not {local(datatype)}.")
    try:
        dates.parse(str(getattr(term, "value", "")))
    except dates.DateError as error:
        yield _fault(node, f"{code} {error}.")


def _references(world: World) -> Iterator[Finding]:
    """References of records and their passages that nothing describes."""
    described: dict[str, set[str]] = defaultdict(set)
    for node, kind in world.kinds:
        described["entity" if kind in _ENTITY_KINDS else kind].add(node.iri)
    entities, documents = described["entity"], described["document"]
    roles = world.vocabulary.roles
    # Many refer to the same: each is looked up once.
    found: set[Hashable] = set()
    cited: set[Hashable] = set()
    for node, kind in world.kinds:
        if kind in _RECORD_KINDS:
            for predicate, _ in (*node.among(roles), (of.PLACE, "")):
                for iri in _missing(node, predicate, entities, found):
                    yield _undescribed(node, iri)
            for iri in node.iris(of.EVIDENCE):
                passage = world.described(iri)
                if passage is None:
                    yield _undescribed(node, iri)
                elif of.EVIDENCE_CLASS in passage.types:
                    missing = _missing(passage, of.OA_HAS_SOURCE, documents, cited)
                    if missing and missing[0] == passage.iris(of.OA_HAS_SOURCE)[0]:
                        yield _without_document(world, passage, missing[0])


def _missing(node: Node, predicate: str, known: set[str], found: set[Hashable]) -> list[str]:
    """The values of a predicate that are not known; if all are, they are kept as ``found``."""
    said = node.unread(predicate)
    if found.issuperset(said):
        return []
    missing = [iri for iri in node.iris(predicate) if iri not in known]
    if not missing:
        found.update(said)
    return missing


def _without_document(world: World, node: Node, document: str) -> Finding:
    if world.described(document):
        message = f"V10 Its source {short(document)} is no document (cite a bil:Document)."
        return _fault(node, message)
    return _undescribed(node, document)


def _undescribed(node: Node, iri: str) -> Finding:
    """A reference to one of our ids that nothing describes, or to no id of ours at all."""
    code = "X9" if iri.startswith(ID) else "Z4"
    hint = "which nothing describes (add it or mend the name)"
    return _fault(node, f"{code} It refers to {short(iri)}, {hint}.")
