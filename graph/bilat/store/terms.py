"""Names: namespaces, short ids, and what the vocabulary says of classes and roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from bilat import shipped

BIL = "https://w3id.org/bilat/ns#"
ID = "https://w3id.org/bilat/id/"
GRAPH = "https://w3id.org/bilat/graph/"
PLOVER = "https://w3id.org/bilat/plover#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
OA = "http://www.w3.org/ns/oa#"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}

TYPE = RDF + "type"
LABEL = RDFS + "label"
COMMENT = RDFS + "comment"

# Participants that are not below bil:participant, because they are W3C ORG's own terms.
ORG_ROLES = {ORG + "member": "member", ORG + "organization": "organisation"}


@lru_cache(maxsize=65536)
def short(iri: str) -> str:
    """``person:shinzo-abe`` for an IRI of ours, the IRI itself for any other."""
    if iri.startswith(ID):
        kind, slash, name = iri[len(ID) :].partition("/")
        if slash:
            return f"{kind}:{name}"
    return iri


def long(id_: str) -> str:
    """The IRI behind a short id."""
    kind, colon, name = id_.partition(":")
    return f"{ID}{kind}/{name}" if colon and not name.startswith("//") else id_


def local(iri: str) -> str:
    """The last part of a term's IRI, such as ``when``."""
    return iri.rpartition("#")[2].rpartition("/")[2]


class Requirement(NamedTuple):
    """One count that ``shapes.ttl`` demands of every member of a class."""

    path: str
    least: int
    most: int | None
    message: str


class Vocabulary:
    """What the loader needs of the vocabulary, the PLOVER scheme and the shapes."""

    def __init__(
        self,
        *,
        parents: Mapping[str, tuple[str, ...]],
        kinds: Mapping[str, str],
        roles: Mapping[str, str],
        known: frozenset[str],
    ) -> None:
        self.parents = parents
        self.kinds = kinds
        self.roles = roles
        self.known = known
        self._closures: dict[tuple[str, ...], frozenset[str]] = {}
        self._kinds: dict[tuple[str, ...], str] = {}

    def classes_of(self, types: tuple[str, ...]) -> frozenset[str]:
        """Some classes with all classes above them."""
        if types not in self._closures:
            found: set[str] = set()
            waiting = list(types)
            while waiting:
                class_ = waiting.pop()
                if class_ not in found:
                    found.add(class_)
                    waiting.extend(self.parents.get(class_, ()))
            self._closures[types] = frozenset(found)
        return self._closures[types]

    @cached_property
    def scores(self) -> Mapping[str, float]:
        """PLOVER's score of each category and mode."""
        return {code: float(value) for code, value in self._of_plover(BIL + "score")}

    @cached_property
    def quads(self) -> Mapping[str, int]:
        """PLOVER's quad class of each category and mode."""
        return {code: int(value) for code, value in self._of_plover(BIL + "quad")}

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """PLOVER's categories, modes and contexts by their codes."""
        return {code: iri for iri, code in self._of_plover(SKOS + "notation")}

    def _of_plover(self, predicate: str) -> Iterator[tuple[str, str]]:
        for quad in ox.parse(input=shipped.read("plover.ttl"), format=ox.RdfFormat.TURTLE):
            if quad.predicate.value == predicate:
                yield getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")

    @cached_property
    def requirements(self) -> Mapping[str, tuple[Requirement, ...]]:
        """The plain counts of ``shapes.ttl``, by class."""
        return _requirements()

    def unmet(self, types: tuple[str, ...], counts: Mapping[str, int]) -> Iterator[str]:
        """What the shapes demand of a member of some classes and these counts do not meet."""
        for class_ in sorted(self.classes_of(types)):
            for need in self.requirements.get(class_, ()):
                count = counts.get(need.path, 0)
                if count < need.least or (need.most is not None and count > need.most):
                    yield need.message

    def kind_of(self, types: tuple[str, ...]) -> str:
        """The kind of the most specific class, empty if none is ours."""
        if types not in self._kinds:
            depths = {one: len(self.classes_of((one,))) for one in types if one in self.kinds}
            deepest = max(sorted(depths), key=depths.__getitem__, default="")
            self._kinds[types] = self.kinds.get(deepest, "")
        return self._kinds[types]

    @cached_property
    def record_classes(self) -> frozenset[str]:
        """The classes whose members are records."""
        from bilat.model import RECORD_KINDS  # noqa: PLC0415  a worker asks for names alone

        return frozenset(class_ for class_, kind in self.kinds.items() if kind in RECORD_KINDS)


def _below(root: str, edges: Mapping[str, Iterable[str]]) -> set[str]:
    found = {root}
    while True:
        more = {child for child, above in edges.items() if child not in found and found & {*above}}
        if not more:
            return found
        found |= more


_SUB_CLASS = RDFS + "subClassOf"
_SUB_PROPERTY = RDFS + "subPropertyOf"
_NOTATION = SKOS + "notation"


def load_vocabulary() -> Vocabulary:
    """Read the vocabulary; a few milliseconds."""
    parents: dict[str, list[str]] = defaultdict(list)
    above: dict[str, list[str]] = defaultdict(list)
    kinds: dict[str, str] = {}
    known: set[str] = set()
    for quad in ox.parse(input=shipped.read("vocabulary.ttl"), format=ox.RdfFormat.TURTLE):
        subject, predicate = getattr(quad.subject, "value", ""), quad.predicate.value
        known.add(subject)
        if predicate == _SUB_CLASS:
            parents[subject].append(getattr(quad.object, "value", ""))
        elif predicate == _SUB_PROPERTY:
            above[subject].append(getattr(quad.object, "value", ""))
        elif predicate == _NOTATION and subject.startswith(BIL):
            kinds[subject] = getattr(quad.object, "value", "")
    roles = {iri: local(iri) for iri in _below(BIL + "participant", above)}
    return Vocabulary(
        parents={class_: tuple(list_) for class_, list_ in parents.items()},
        kinds=kinds,
        roles={**roles, **ORG_ROLES},
        known=frozenset(known),
    )


def _requirements() -> dict[str, tuple[Requirement, ...]]:
    """The plain counts of ``shapes.ttl``, so that loading refuses what the shapes refuse."""
    nodes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(input=shipped.read("shapes.ttl"), format=ox.RdfFormat.TURTLE):
        subject = getattr(quad.subject, "value", "")
        nodes[subject][quad.predicate.value].append(getattr(quad.object, "value", ""))
    found: dict[str, list[Requirement]] = defaultdict(list)
    for node in list(nodes.values()):
        targets = node.get(SH + "targetClass", [])
        for name in node.get(SH + "property", []) if targets else []:
            requirement = _requirement(nodes[name])
            for target in targets if requirement else []:
                found[target].append(requirement)  # type: ignore[arg-type]  # not None here
    return {class_: tuple(list_) for class_, list_ in found.items()}


def _requirement(shape: Mapping[str, list[str]]) -> Requirement | None:
    path = shape.get(SH + "path", [""])[0]
    severity = shape.get(SH + "severity", [SH + "Violation"])[0]
    counts = SH + "minCount" in shape or SH + "maxCount" in shape
    if not counts or severity != SH + "Violation" or ":" not in path:
        return None
    most = shape.get(SH + "maxCount", [""])[0]
    return Requirement(
        path=path,
        least=int(shape.get(SH + "minCount", ["0"])[0]),
        most=int(most) if most else None,
        message=shape.get(SH + "message", [f"wrong number of {local(path)}"])[0],
    )
