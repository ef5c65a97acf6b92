"""Quads to model: gathers each subject's statements and makes the objects everybody works with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from bilat import dates
from bilat.dates import ALWAYS, Bounds
from bilat.findings import Finding
from bilat.model import (
    ACTOR_KINDS,
    KINDS_BELOW,
    SITUATION_KINDS,
    Claim,
    Coverage,
    Dataset,
    Description,
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
from bilat.store import terms
from bilat.store.nodes import Node
from bilat.store.quads import Source
from bilat.store.terms import (
    BIL,
    COMMENT,
    DCTERMS,
    EDTF,
    ID,
    LABEL,
    OA,
    ORG,
    PLOVER,
    PROV,
    SKOS,
    TYPE,
    XSD,
    Vocabulary,
    local,
    short,
)

# Each is looked up for every subject: adding strings there took a tenth of the loading time.
_COVERAGE = BIL + "Coverage"
_EVIDENCE_CLASS = BIL + "Evidence"
_ABOUT = BIL + "about"
_ABOUT_ANY_OF = BIL + "aboutAnyOf"
_AMOUNT = BIL + "amount"
_AUTHORITY_ANY_OF = BIL + "authorityAnyOf"
_CARDINALITY = BIL + "cardinality"
_CLAIM_KIND = BIL + "claimKind"
_CONFIRMED_BY = BIL + "confirmedBy"
_CONTRADICTS = BIL + "contradicts"
_COUNT_OF = BIL + "countOf"
_COUNTRY = BIL + "country"
_COVERAGE_OF = BIL + "coverageOf"
_COVERAGE_STATUS = BIL + "coverageStatus"
_CURRENCY = BIL + "currency"
_ENDS_WITH = BIL + "endsWith"
_EVIDENCE = BIL + "evidence"
_GIST = BIL + "gist"
_HEDGE = BIL + "hedge"
_HOLDS_AT = BIL + "holdsAt"
_LEFT_STATE = BIL + "leftState"
_LEGAL_BASIS = BIL + "legalBasis"
_LOCATOR = BIL + "locator"
_MEASURE = BIL + "measure"
_OBJECT = BIL + "object"
_OFFICE = BIL + "office"
_ON_PROPERTY = BIL + "onProperty"
_OVERTAKEN_BY = BIL + "overtakenBy"
_PAGE = BIL + "page"
_PARAGRAPH = BIL + "paragraph"
_PART_OF = BIL + "partOf"
_PASSAGE_DIGEST = BIL + "passageDigest"
_PLACE = BIL + "place"
_PLOVER = BIL + "plover"
_PLOVER_CONTEXT = BIL + "ploverContext"
_REALIS = BIL + "realis"
_REFINED_BY = BIL + "refinedBy"
_RIGHT_STATE = BIL + "rightState"
_SENTENCE = BIL + "sentence"
_SHORT_NAME = BIL + "shortName"
_STANCE = BIL + "stance"
_STARTS_WITH = BIL + "startsWith"
_TEXT = BIL + "text"
_UNCONFIRMED = BIL + "unconfirmed"
_UNIT = BIL + "unit"
_VALUE = BIL + "value"
_WHEN = BIL + "when"
_DCTERMS_BIBLIOGRAPHIC_CITATION = DCTERMS + "bibliographicCitation"
_DCTERMS_CREATOR = DCTERMS + "creator"
_DCTERMS_DESCRIPTION = DCTERMS + "description"
_DCTERMS_IDENTIFIER = DCTERMS + "identifier"
_DCTERMS_IS_VERSION_OF = DCTERMS + "isVersionOf"
_DCTERMS_ISSUED = DCTERMS + "issued"
_DCTERMS_LANGUAGE = DCTERMS + "language"
_DCTERMS_LICENSE = DCTERMS + "license"
_DCTERMS_MODIFIED = DCTERMS + "modified"
_DCTERMS_PUBLISHER = DCTERMS + "publisher"
_DCTERMS_SOURCE = DCTERMS + "source"
_DCTERMS_TITLE = DCTERMS + "title"
_OA_END = OA + "end"
_OA_HAS_SELECTOR = OA + "hasSelector"
_OA_HAS_SOURCE = OA + "hasSource"
_OA_START = OA + "start"
_ORG_POST_IN = ORG + "postIn"
_ORG_SUB_ORGANIZATION_OF = ORG + "subOrganizationOf"
_PROV_WAS_ATTRIBUTED_TO = PROV + "wasAttributedTo"
_SKOS_ALT_LABEL = SKOS + "altLabel"
_SKOS_EXACT_MATCH = SKOS + "exactMatch"

ENTITY_KINDS = (*ACTOR_KINDS, "place", "post", "legal-act", "topic")


class Builder:
    """Turns nodes into objects; what cannot be used is kept in ``problems`` with its reason."""

    def __init__(self, parsed: Sequence[tuple[Source, Sequence[ox.Quad]]]) -> None:
        self.vocabulary: Vocabulary = terms.load_vocabulary()
        self.problems: list[Finding] = []
        self.nodes: dict[str, Node] = {}
        self._seen: set[str] = set()
        for source, quads in parsed:
            self._gather(source.name, quads)

    def _gather(self, source: str, quads: Iterable[ox.Quad]) -> None:
        # Statements come in blocks of one subject, so its node is looked up once a block.
        last, node = None, Node("", "")
        seen = self._seen
        for subject, predicate_, object_, _ in quads:
            if subject != last:
                last, node = subject, self._node(subject, source)
            predicate = predicate_.value
            values = node.values.get(predicate)
            if values is None:
                node.values[predicate] = [object_]
                if predicate not in seen:
                    self._known(node, predicate, "Z1", "term", source)
            elif object_ not in values:
                values.append(object_)
            if predicate == TYPE:
                class_ = getattr(object_, "value", "")
                node.source = source
                node.types = (*node.types, class_)
                self._known(node, class_, "Z2", "class", source)

    def _node(self, subject: Any, source: str) -> Node:  # noqa: ANN401  a term of the engine
        iri = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
        if iri not in self.nodes:
            self.nodes[iri] = Node(short(iri), source)
        return self.nodes[iri]

    def _known(self, node: Node, term: str, code: str, sort: str, source: str) -> None:
        if term.startswith(BIL) and term not in self.vocabulary.known:
            self._unknown(node, term, code, sort, source)
        else:
            self._seen.add(term)

    def _unknown(self, node: Node, term: str, code: str, sort: str, source: str) -> None:
        message = f"{code} Unknown {sort} bil:{local(term)} (see the vocabulary for what there is)."
        self.problems.append(Finding(code, "violation", node.id, message, source))

    def _problem(self, node: Node, code: str, message: str) -> None:
        self.problems.append(Finding(code, "violation", node.id, message, node.source))

    def build(self) -> Dataset:
        """All objects. ``problems`` is complete afterwards."""
        kinds = {iri: self.vocabulary.kind_of(node.types) for iri, node in self._typed}
        of_kind: dict[str, list[Node]] = defaultdict(list)
        for iri, kind in kinds.items():
            of_kind[kind].append(self.nodes[iri])
        self._require()
        entities = {node.id: self._entity(node, k) for k in ENTITY_KINDS for node in of_kind[k]}
        documents = {node.id: self._document(node) for node in of_kind["document"]}
        evidence = self._evidence()
        disputed = self._contradicted()
        records: dict[str, Record] = {}
        for iri, node in self._typed:
            if self.vocabulary.record_classes & self._classes(node):
                record = self._record(node, kinds[iri], evidence, disputed)
                records[record.id] = record
        dataset = Dataset(
            entities=entities,
            documents=documents,
            records=records,
            coverage=self._coverage(),
            description=self._description(),
        )
        self._resolve(dataset)
        return dataset

    @cached_property
    def _typed(self) -> list[tuple[str, Node]]:
        return [
            (iri, node)
            for iri, node in self.nodes.items()
            if node.types and not iri.startswith("_:")
        ]

    def _classes(self, node: Node) -> frozenset[str]:
        return self.vocabulary.classes_of(node.types)

    def _require(self) -> None:
        """Enforce the counts of the shapes, so that nothing incomplete is ever shown as fact."""
        for iri, node in self.nodes.items():
            if iri.startswith("_:") and self.vocabulary.record_classes & self._classes(node):
                message = "R9 A record has no id (give it one, such as event:2017-12-11-…)."
                self._problem(node, "R9", message)
        for _, node in self._typed:
            for need in self.vocabulary.required_of(node.types):
                count = len(node.values.get(need.path, ()))
                if count < need.least or (need.most is not None and count > need.most):
                    self._problem(node, need.message.split()[0], need.message)

    def _date(self, node: Node, predicate: str, code: str) -> tuple[str, Bounds]:
        """Text and bounds of a date; a malformed one becomes a problem."""
        found = node.values.get(predicate)
        if not found:
            return "", ALWAYS
        return self._bounds(node, found[0], code)

    def _bounds(self, node: Node, term: Any, code: str) -> tuple[str, Bounds]:  # noqa: ANN401
        datatype = term.datatype.value if isinstance(term, ox.Literal) else "an IRI"
        if datatype not in (EDTF, XSD + "date"):
            self._problem(
                node, code, f"{code} A date is an edtf:EDTF literal, not {local(datatype)}."
            )
        try:
            return term.value, dates.parse(term.value)
        except dates.DateError as error:
            self._problem(node, code, f"{code} {error}.")
            return term.value, ALWAYS

    def _entity(self, node: Node, kind: str) -> Entity:
        parents = (_ORG_SUB_ORGANIZATION_OF, _ORG_POST_IN, _PART_OF)
        return Entity(
            id=node.id,
            kind=kind,
            labels=node.texts(LABEL),
            aliases=node.texts(_SKOS_ALT_LABEL),
            same_as=tuple(node.all(_SKOS_EXACT_MATCH)),
            parent=next((node.one(above) for above in parents if above in node.values), None),
            country=node.one(_COUNTRY) or None,
            short_name=node.one(_SHORT_NAME),
            cardinality=node.integer(_CARDINALITY),
            comment=node.one(COMMENT),
            unconfirmed=node.terms(_UNCONFIRMED),
        )

    def _document(self, node: Node) -> Document:
        issued, bounds = self._date(node, _DCTERMS_ISSUED, "B6")
        identifier = node.one(_DCTERMS_IDENTIFIER)
        return Document(
            id=node.id,
            title=node.one(_DCTERMS_TITLE, node.id),
            creators=tuple(node.all(_DCTERMS_CREATOR)),
            issued=issued,
            issued_bounds=bounds,
            url=node.one(_DCTERMS_SOURCE),
            publisher=node.one(_DCTERMS_PUBLISHER) or None,
            version_of=node.one(_DCTERMS_IS_VERSION_OF) or None,
            language=node.one(_DCTERMS_LANGUAGE),
            comment=node.one(COMMENT),
            digest=identifier if identifier.startswith("sha256:") else "",
            unconfirmed=node.terms(_UNCONFIRMED),
        )

    def _evidence(self) -> dict[str, Evidence]:
        found = {}
        for _, node in self._typed:
            if _EVIDENCE_CLASS in node.types:
                found[node.id] = Evidence(
                    id=node.id,
                    document=node.one(_OA_HAS_SOURCE),
                    gists=node.texts(_GIST),
                    asserted_by=node.one(_PROV_WAS_ATTRIBUTED_TO),
                    stance=local(node.one(_STANCE)).lower(),
                    passage=self._passage(node),
                    on_property=local(node.one(_ON_PROPERTY)),
                    hedge=node.one(_HEDGE),
                    comment=node.one(COMMENT),
                )
        return found

    def _passage(self, node: Node) -> Passage:
        selectors = node.values.get(_OA_HAS_SELECTOR, ())
        empty = Node("", "")
        selector = self.nodes.get(str(selectors[0]), empty) if selectors else empty
        return Passage(
            paragraph=node.integer(_PARAGRAPH),
            sentence=node.integer(_SENTENCE),
            page=node.one(_PAGE),
            place=node.one(_LOCATOR),
            start=selector.integer(_OA_START),
            end=selector.integer(_OA_END),
            digest=node.one(_PASSAGE_DIGEST),
            first_words=node.one(_STARTS_WITH),
            last_words=node.one(_ENDS_WITH),
        )

    def _contradicted(self) -> dict[str, set[str]]:
        """Each record with those it contradicts, in both directions."""
        found: dict[str, set[str]] = defaultdict(set)
        for node in self.nodes.values():
            for other in node.all(_CONTRADICTS) if _CONTRADICTS in node.values else ():
                found[node.id].add(other)
                found[other].add(node.id)
        return found

    def _record(
        self,
        node: Node,
        kind: str,
        known: Mapping[str, Evidence],
        disputed: Mapping[str, set[str]],
    ) -> Record:
        evidence = tuple(known[id_] for id_ in node.all(_EVIDENCE) if id_ in known)
        against = [item for item in evidence if not item.supports]
        rivals = tuple(sorted(disputed.get(node.id, ())))
        code = node.one(_PLOVER)
        when, bounds = self._when(node, kind)
        common: dict[str, Any] = {
            "id": node.id,
            "kind": kind,
            "labels": node.texts(LABEL),
            "when": when,
            "holds_at": tuple(sorted(node.all(_HOLDS_AT))),
            "bounds": bounds,
            "realis": local(node.one(_REALIS)).lower(),
            "participants": self._participants(node),
            "places": tuple(node.all(_PLACE)),
            "objects": tuple(node.all(_OBJECT)),
            "part_of": node.one(_PART_OF) or None,
            "evidence": evidence,
            "plover": code.removeprefix(PLOVER),
            "score": self.vocabulary.scores.get(code, 0.0),
            "quad": self.vocabulary.quads.get(code),
            "contexts": tuple(item.removeprefix(PLOVER) for item in node.all(_PLOVER_CONTEXT)),
            "contested": bool(rivals) or any(not item.on_property for item in against),
            "contested_facets": tuple(
                dict.fromkeys(item.on_property for item in against if item.on_property)
            ),
            "contradicts": rivals,
            "unconfirmed": node.terms(_UNCONFIRMED),
            "comment": node.one(COMMENT),
        }
        return self._specific(node, kind, common)

    def _specific(self, node: Node, kind: str, common: dict[str, Any]) -> Record:
        if kind == "listing":
            return Listing(
                **common,
                authority_any_of=tuple(node.all(_AUTHORITY_ANY_OF)),
                legal_basis=tuple(node.all(_LEGAL_BASIS)),
                measures=node.terms(_MEASURE),
            )
        if kind == "office":
            office = node.one(_OFFICE)
            post = self.nodes.get(terms.long(office))
            seat = post.one(_ORG_POST_IN) if post else ""
            return OfficeHolding(**common, office=office, organisation=seat)
        if kind == "transaction":
            amount, currency = node.number(_AMOUNT), node.one(_CURRENCY)
            return Transaction(**common, amount=amount, currency=currency)
        if kind == "claim":
            return self._claim(node, common)
        return Record(**common)

    def _claim(self, node: Node, common: dict[str, Any]) -> Claim:
        return Claim(
            **common,
            claim_kind=local(node.one(_CLAIM_KIND)),
            texts=node.texts(_TEXT),
            held_by=tuple(node.all(_PROV_WAS_ATTRIBUTED_TO)),
            about=tuple(node.all(_ABOUT)),
            value=node.number(_VALUE),
            unit=node.one(_UNIT),
            count_of=local(node.one(_COUNT_OF)),
            confirmed_by=tuple(node.all(_CONFIRMED_BY)),
            refined_by=tuple(node.all(_REFINED_BY)),
            overtaken_by=tuple(node.all(_OVERTAKEN_BY)),
        )

    def _when(self, node: Node, kind: str) -> tuple[str, Bounds]:
        """Text and four bounds; a situation also holds on the days a source attests it."""
        when, bounds = self._date(node, _WHEN, "T1")
        if kind not in SITUATION_KINDS:
            return when, bounds
        for term in node.values.get(_HOLDS_AT, ()):
            _, attested = self._bounds(node, term, "T2")
            bounds = bounds.holding_at(attested)
        return when, bounds

    def _participants(self, node: Node) -> tuple[Participation, ...]:
        roles = self.vocabulary.roles
        return tuple(
            Participation(short(term.value), roles[predicate])
            for predicate, values in node.values.items()
            if predicate in roles
            for term in values
        )

    def _coverage(self) -> tuple[Coverage, ...]:
        found = []
        for _, node in self._typed:
            if _COVERAGE in node.types:
                when, bounds = self._date(node, _WHEN, "T1")
                labels = node.texts(LABEL)
                found.append(
                    Coverage(
                        id=node.id,
                        label=labels[0].value if labels else node.id,
                        about=tuple(node.all(_ABOUT)),
                        kinds=self._kinds_below(node.all(_COVERAGE_OF)),
                        when=when,
                        bounds=bounds,
                        status=_hyphenated(local(node.one(_COVERAGE_STATUS))),
                        comment=node.one(COMMENT),
                        any_of=tuple(node.all(_ABOUT_ANY_OF)),
                    )
                )
        return tuple(found)

    def _kinds_below(self, classes: Iterable[str]) -> tuple[str, ...]:
        """The kinds of some classes and of those below them."""
        kinds = (self.vocabulary.kinds.get(class_, "") for class_ in classes)
        return tuple(below for kind in kinds for below in KINDS_BELOW.get(kind, (kind,)))

    def _description(self) -> Description:
        for _, node in self._typed:
            if _LEFT_STATE in node.values:
                return Description(
                    title=node.one(_DCTERMS_TITLE),
                    summary=node.one(_DCTERMS_DESCRIPTION),
                    licence=node.one(_DCTERMS_LICENSE),
                    citation=node.one(_DCTERMS_BIBLIOGRAPHIC_CITATION),
                    modified=node.one(_DCTERMS_MODIFIED),
                    left_state=node.one(_LEFT_STATE),
                    right_state=node.one(_RIGHT_STATE) or None,
                )
        return Description()

    def _resolve(self, dataset: Dataset) -> None:
        """Note every reference of a record that nothing describes."""
        for record in dataset.records.values():
            node = self.nodes[terms.long(record.id)]
            for id_ in (*record.actors, *record.places):
                if id_ not in dataset.entities:
                    self._undescribed(node, id_)
            for id_ in node.all(_EVIDENCE):
                if terms.long(id_) not in self.nodes:
                    self._undescribed(node, id_)
            for item in record.evidence:
                if item.document not in dataset.documents:
                    self._without_document(self.nodes[terms.long(item.id)], item.document)

    def _without_document(self, node: Node, document: str) -> None:
        if terms.long(document) in self.nodes:
            message = f"V10 Its source {document} is no document (cite a bil:Document)."
            self._problem(node, "V10", message)
        elif document:
            self._undescribed(node, document)

    def _undescribed(self, node: Node, id_: str) -> None:
        """A reference to one of our ids that nothing describes, or to no id of ours at all."""
        code = "X9" if terms.long(id_).startswith(ID) else "Z4"
        message = f"{code} It refers to {id_}, which nothing describes (add it or mend the name)."
        self._problem(node, code, message)


def _hyphenated(name: str) -> str:
    """``KnownCasesOnly`` to ``known-cases-only``."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def build(
    parsed: Sequence[tuple[Source, Sequence[ox.Quad]]],
) -> tuple[Dataset, list[Finding]]:
    """The dataset that some parsed files describe, and what in them cannot be used."""
    builder = Builder(parsed)
    return builder.build(), builder.problems
