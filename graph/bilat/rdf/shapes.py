"""The shipped SHACL shapes on some statements."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import pyshacl
import rdflib
from rdflib.namespace import RDF, SH

from bilat import shipped
from bilat.findings import Finding

if TYPE_CHECKING:
    from rdflib.term import Node

# Ill-typed literals are findings of ours; rdflib would print a traceback for each.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

ID = "https://w3id.org/bilat/id/"


def run_shapes(statements: bytes) -> Iterator[Finding]:
    """What the shipped SHACL shapes find in some N-Triples.

    Only shipped shapes are run; shapes that stand in the data are data.
    """
    results = report(as_written(statements), _shapes(), _turtle("vocabulary.ttl", "plover.ttl"))
    # Not every validation result: those below sh:detail explain the one they belong to.
    for result in results.objects(None, SH.result):
        yield _finding(results, result)


def as_written(statements: bytes) -> rdflib.Graph:
    """Some N-Triples as a graph in which every literal keeps its spelling.

    rdflib would write ``"none"^^xsd:boolean`` anew as false, which then is of its datatype.
    """
    found = rdflib.Graph()
    usual, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return found.parse(data=statements, format="ox-nt")
    finally:
        rdflib.NORMALIZE_LITERALS = usual


def report(
    data: rdflib.Graph, shapes: rdflib.Graph, ontology: rdflib.Graph | None = None
) -> rdflib.Graph:
    """The validation report of some shapes on some data, which may gain the ontology's statements.

    Imports are not followed, and neither rules nor scripts in the shapes are run.
    """
    _, found, _ = pyshacl.validate(
        data,
        shacl_graph=shapes,
        ont_graph=ontology,
        inplace=True,  # the graph is the caller's alone: no need for a copy
    )
    if not isinstance(found, rdflib.Graph):
        raise found
    return found


@cache
def _shapes() -> rdflib.Graph:
    """The shipped shapes, each property's shape with the targets of the node shape it hangs from.

    That means the same, and pyshacl then asks it once for all its targets instead of once for each.
    A closed shape keeps its properties, since they are what it is closed to.
    """
    shapes = rdflib.Graph()
    for statement in _turtle("shapes.ttl"):
        shapes.add(statement)
    targets = (SH.targetClass, SH.targetSubjectsOf)
    for node in list(shapes.subjects(RDF.type, SH.NodeShape)):
        aimed = [(way, aim) for way in targets for aim in shapes.objects(node, way)]
        for property_ in list(shapes.objects(node, SH.property)):
            if aimed and (node, SH.closed, None) not in shapes:
                shapes.remove((node, SH.property, property_))
                shapes.add((property_, RDF.type, SH.PropertyShape))
                for way, aim in aimed:
                    shapes.add((property_, way, aim))
    return shapes


@cache
def _turtle(*names: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in names:
        graph.parse(data=shipped.read(name), format="turtle")
    return graph


def _finding(results: rdflib.Graph, result: Node) -> Finding:
    message = str(results.value(result, SH.resultMessage) or "")
    severity = str(results.value(result, SH.resultSeverity) or "").rpartition("#")[2].lower()
    focus = str(results.value(result, SH.focusNode) or "")
    kind, _, name = focus.removeprefix(ID).partition("/")
    subject = f"{kind}:{name}" if focus.startswith(ID) and name else focus
    return Finding(message.split(" ", 1)[0], severity or "violation", subject, message)
