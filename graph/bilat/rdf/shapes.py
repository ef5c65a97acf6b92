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
    data = rdflib.Graph()
    data.parse(data=statements, format="ox-nt")
    _, results, _ = pyshacl.validate(
        data,
        shacl_graph=_shapes(),
        ont_graph=_turtle("vocabulary.ttl", "plover.ttl"),
        inplace=True,  # the graph is ours alone: no need for a copy
    )
    # Not every validation result: those below sh:detail explain the one they belong to.
    for result in results.objects(None, SH.result):
        yield _finding(results, result)


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
