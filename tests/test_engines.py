"""Statements survive being written and read, and two engines of two makers give the same rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import event, given
from hypothesis import strategies as st

import w3c
from bilat.store import guard, quads, sparql
from bilat.store.quads import Source
from test_w3c_sparql import term_of

XSD = "http://www.w3.org/2001/XMLSchema#"
FORMS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
}

iris = st.builds(lambda number: ox.NamedNode(f"urn:n:{number}"), st.integers(0, 4))
predicates = st.builds(lambda number: ox.NamedNode(f"urn:p:{number}"), st.integers(0, 2))
blanks = st.builds(lambda number: ox.BlankNode(f"b{number}"), st.integers(0, 3))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
spellings = st.one_of(
    st.builds(ox.Literal, texts),
    st.builds(lambda text: ox.Literal(text, language="en"), texts),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(XSD + name)),
        st.sampled_from(("007", "1.50", "1", "1E3", "true", "+00:00", "2018-02-30", "none", "")),
        st.sampled_from(("integer", "decimal", "double", "boolean", "date", "dateTime")),
    ),
)
plain = st.one_of(
    st.builds(ox.Literal, st.sampled_from(("a", "b", "安倍", ""))),
    st.builds(lambda text: ox.Literal(text, language="en"), st.sampled_from(("a", "b"))),
    st.builds(ox.Literal, st.integers(0, 3)),
)
any_triple = st.builds(ox.Triple, iris | blanks, predicates, iris | blanks | spellings)
simple_triple = st.builds(ox.Triple, iris, predicates, iris | iris | plain)


def read(data: bytes, form: str) -> ox.Dataset:
    """What our reader makes of a file."""
    ((_, found),) = quads.parse([Source(f"x{form}", data, trusted=True)])
    return ox.Dataset(found)


def as_quads(triples: list[ox.Triple]) -> ox.Dataset:
    return ox.Dataset(ox.Quad(item.subject, item.predicate, item.object) for item in triples)


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(any_triple, max_size=12))
def test_what_is_written_is_read_as_it_was(form: str, triples: list[ox.Triple]) -> None:
    wanted = as_quads(triples)
    once = read(ox.serialize(wanted, format=FORMS[form]) or b"", form)
    twice = read(ox.serialize(once, format=FORMS[form]) or b"", form)
    assert w3c.equal(once, wanted)
    assert w3c.equal(twice, wanted)


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(any_triple, max_size=8), st.lists(any_triple, max_size=8))
def test_files_together_say_what_each_says_alone(
    form: str, one: list[ox.Triple], other: list[ox.Triple]
) -> None:
    pieces = [ox.serialize(as_quads(part), format=FORMS[form]) or b"" for part in (one, other)]
    files = [Source(f"{number}{form}", data, trusted=True) for number, data in enumerate(pieces)]
    together = [quad for _, found in quads.parse(files) for quad in found]
    assert len(together) == sum(len(read(data, form)) for data in pieces)
    # A blank node of one file is none of another: so is it in one file with other names for it.
    renamed = [as_quads(one), as_quads([_renamed(item) for item in other])]
    assert w3c.equal(ox.Dataset(together), ox.Dataset(quad for part in renamed for quad in part))


def _renamed(triple: ox.Triple) -> ox.Triple:
    ends = [
        ox.BlankNode(f"{term.value}x") if isinstance(term, ox.BlankNode) else term
        for term in (triple.subject, triple.object)
    ]
    return ox.Triple(ends[0], triple.predicate, ends[1])  # type: ignore[arg-type]  # as before


# Queries

_VARIABLES = st.sampled_from(("?a", "?b", "?c"))
_PATHS = st.sampled_from(
    ("<urn:p:0>", "<urn:p:1>", "?p", "<urn:p:0>+", "^<urn:p:0>", "<urn:p:0>|<urn:p:1>",
     "<urn:p:0>/<urn:p:1>", "(<urn:p:0>/^<urn:p:1>)+")
)  # fmt: skip
_ENDS = _VARIABLES | st.sampled_from(("<urn:n:0>", "<urn:n:1>", "1", '"a"', '"a"@en'))
_PATTERNS = st.builds(lambda *parts: " ".join(parts), _VARIABLES, _PATHS, _ENDS)
_GROUPS = st.builds(" . ".join, st.lists(_PATTERNS, min_size=1, max_size=2))
_TESTS = st.sampled_from(
    ("?a = ?b", "?a != <urn:n:0>", "isIRI(?b)", "isLiteral(?c)", "!BOUND(?c)",
     "LANG(?b) = 'en'", "?b > 1", "STR(?a) < STR(?b)", "?a IN (<urn:n:0>, <urn:n:1>)",
     "EXISTS { ?a <urn:p:1> ?b }", "NOT EXISTS { ?a <urn:p:0> ?x }")
)  # fmt: skip
_MORE = st.one_of(
    st.just(""),
    st.builds(lambda group: f"OPTIONAL {{ {group} }}", _GROUPS),
    st.builds(lambda test: f"FILTER({test})", _TESTS),
    st.builds(lambda one, other: f"{{ {one} }} UNION {{ {other} }}", _GROUPS, _GROUPS),
    st.builds(lambda one: f"MINUS {{ ?a <urn:p:2> {one} }}", _ENDS),
    st.just("VALUES ?a { <urn:n:0> <urn:n:2> }"),
)
_HEADS = st.sampled_from(("SELECT *", "SELECT DISTINCT ?a ?b", "SELECT ?a (COUNT(?b) AS ?n)"))


@st.composite
def queries(draw: st.DrawFn) -> str:
    head = draw(_HEADS)
    body = " ".join((f"?a ?p ?b . {draw(_GROUPS)}", draw(_MORE), draw(_MORE)))
    if "|" in body:
        # What both ways lead to is one row for our engine, and two for the standard.
        head = "SELECT DISTINCT *"
    return f"{head} {{ {body} }}" + (" GROUP BY ?a" if "COUNT" in head else "")


Rows = Counter[tuple[tuple[str, str], ...]]


def ours(triples: list[ox.Triple], text: str) -> Rows:
    store = ox.Store()
    store.extend(as_quads(triples))
    found: dict[str, Any] = sparql.answer(
        store, guard.examine(text, "q.rq", {}), union=False, syntax="nt"
    )
    terms = [str(term_of(item)) for item in found["terms"]]
    return Counter(
        tuple(
            sorted(
                (name, terms[place])
                for name, place in zip(found["variables"], row, strict=True)
                if place is not None
            )
        )
        for row in found["rows"]
    )


def theirs(triples: list[ox.Triple], text: str) -> Rows:
    graph = rdflib.Graph()
    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    graph.parse(data=lines, format="nt")
    return Counter(
        tuple(sorted((str(name), _as_text(term)) for name, term in row.asdict().items()))
        for row in graph.query(text)
        if isinstance(row, rdflib.query.ResultRow)
    )


def _as_text(term: Any) -> str:  # noqa: ANN401  a term of rdflib
    if isinstance(term, rdflib.Literal):
        datatype = str(term.datatype) if term.datatype else None
        language = term.language
        named = ox.NamedNode(datatype) if datatype and not language else None
        return str(ox.Literal(str(term), datatype=named, language=language))
    return f"<{term}>"


@given(st.lists(simple_triple, min_size=1, max_size=14), queries())
def test_two_engines_give_the_same_rows_the_same_number_of_times(
    triples: list[ox.Triple], text: str
) -> None:
    found = ours(triples, text)
    event("rows" if found else "none")
    assert found == theirs(triples, text), text
