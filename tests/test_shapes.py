"""Shapes see what is written, not what a library makes of it."""

from __future__ import annotations

import pytest
import rdflib

from bilat.rdf import shapes

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    "literal",
    [f'"none"^^<{XSD}boolean>', f'"007"^^<{XSD}integer>', f'"2018-02-30"^^<{XSD}date>'],
)
def test_a_literal_keeps_its_spelling(literal: str) -> None:
    found = shapes.as_written(f"<urn:a> <urn:b> {literal} .".encode())
    assert [term.n3() for term in found.objects()] == [literal]
    assert rdflib.NORMALIZE_LITERALS, "for everybody else it stays as it was"


def test_a_literal_that_is_none_of_its_datatype_does_not_conform() -> None:
    shape = rdflib.Graph().parse(
        format="turtle",
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:shape> sh:targetNode <urn:a> ; sh:property [ sh:path <urn:b> ;
            sh:datatype <http://www.w3.org/2001/XMLSchema#boolean> ] .""",
    )
    for spelling, conforms in (("none", "false"), ("true", "true"), ("no", "false")):
        line = f'<urn:a> <urn:b> "{spelling}"^^<{XSD}boolean> .'
        found = shapes.report(shapes.as_written(line.encode()), shape)
        assert [str(term) for term in found.objects(None, rdflib.SH.conforms)] == [conforms]
