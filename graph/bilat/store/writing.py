"""Statements as files, term by term as they were read: ``007`` stays ``007``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from bilat.store.terms import BIL, DCTERMS, ID, OA, ORG, PLOVER, PROV, RDF, RDFS, SKOS, XSD, long

_KINDS = ("person", "state", "body", "group", "actor", "place", "office", "topic", "act", "doc")
PREFIXES: Mapping[str, str] = {
    "bil": BIL,
    "dcterms": DCTERMS,
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "oa": OA,
    "org": ORG,
    "pl": PLOVER,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "xsd": XSD,
    **{kind: f"{ID}{kind}/" for kind in (*_KINDS, "event", "sit", "claim", "ev", "cov", "dataset")},
}
FORMATS = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
}
# These know of graphs; the others have a statement once, whichever graphs it is in.
WITH_GRAPHS = ("nq", "trig", "jsonld")


def lines(turtle: bytes) -> bytes:
    """Some Turtle without graphs or blank nodes as N-Triples, which are N-Quads too."""
    triples = (quad.triple for quad in ox.parse(input=turtle, format=ox.RdfFormat.TURTLE))
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def serialize(quads: Iterable[ox.Quad], form: str) -> bytes:
    """Some statements in a format, each once, in the order they come in.

    Blank nodes are numbered in that order, so the same statements give the same bytes.
    """
    numbered = dict.fromkeys(_numbered(quads))
    prefixes = dict(PREFIXES) if form in ("ttl", "trig") else None
    if form in WITH_GRAPHS:
        return ox.serialize(numbered, format=FORMATS[form], prefixes=prefixes) or b""
    triples = dict.fromkeys(quad.triple for quad in numbered)
    return ox.serialize(triples, format=FORMATS[form], prefixes=prefixes) or b""


def _numbered(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def renamed(term: object) -> object:
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term, ox.BlankNode(f"b{len(names) + 1}"))
        if isinstance(term, ox.Triple):
            return ox.Triple(*map(renamed, term))  # type: ignore[arg-type]  # as it was
        return term

    for quad in quads:
        yield ox.Quad(*map(renamed, quad))  # type: ignore[arg-type]  # terms of the same sorts


def about(quads: Sequence[ox.Quad], ids: Iterable[str]) -> Iterator[ox.Quad]:
    """The statements about some things, and about all that these refer to, however far."""
    links: dict[object, set[object]] = {}
    for quad in quads:
        links.setdefault(quad.subject, set()).add(quad.object)
    waiting: list[object] = [ox.NamedNode(long(id_)) for id_ in ids]
    found: set[object] = set()
    while waiting:
        subject = waiting.pop()
        if subject not in found:
            found.add(subject)
            waiting.extend(links.get(subject, set()) & links.keys())
    return (quad for quad in quads if quad.subject in found)


def literals(quads: Iterable[ox.Quad]) -> Iterator[tuple[str, str, str, str]]:
    """Subject, property, text, and language or datatype of every literal, as they were read."""
    for quad in quads:
        if isinstance(quad.object, ox.Literal):
            subject = getattr(quad.subject, "value", str(quad.subject))
            sort = quad.object.language or quad.object.datatype.value
            yield subject, quad.predicate.value, quad.object.value, sort
