"""The guard refuses by name and place what reaches out, changes data or runs deep; nothing else."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.errors import BadInputError, UsageError
from bilat.store import guard

EX = "PREFIX ex: <http://127.0.0.1:18999/> "
UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
WORDS = ("SERVICE", "FROM", *UPDATES)

# Each asks another host, in the eyes of the engine or of the standard.
SERVICES = {
    "plain": "SELECT * { SERVICE <http://127.0.0.1:18999/> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <http://127.0.0.1:18999/> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?x { <http://127.0.0.1:18999/> } SERVICE ?x { ?s ?p ?o } }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:18999/> { ?s ?p ?o } } } }",
    "in OPTIONAL": "SELECT * { OPTIONAL { SERVICE <http://127.0.0.1:18999/> { ?s ?p ?o } } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:18999/> { ?s ?p ?o } } }",
    "prefixed name": EX + "SELECT * { SERVICE ex:a { ?s ?p ?o } }",
    "split by a comment": "SELECT * { SERVICE#<http://x>\n<http://127.0.0.1:18999/> { ?s ?p ?o } }",
    "unicode escape": "SELECT * { \\u0053ERVICE <http://127.0.0.1:18999/> { ?s ?p ?o } }",
    "lower case": "select * { service <http://127.0.0.1:18999/> { ?s ?p ?o } }",
    "no space": EX + "SELECT * {SERVICEex:a{?s ?p ?o}}",
    "no space, declared": "PREFIX SERVICEex: <http://x/> "
    + EX
    + "SELECT * {SERVICEex:a{?s ?p ?o}}",
    "silent without space": "SELECT * {SERVICESILENT<http://127.0.0.1:18999/>{?s ?p ?o}}",
    "after a word": "SELECT * {?s ?p trueSERVICE<http://127.0.0.1:18999/>{?a ?b ?c}}",
    "behind a string in a comparison": (
        "SELECT * { FILTER('a'<'x>')SERVICE<http://127.0.0.1:18999/>{?s ?p ?o}FILTER('a'='b') }"
    ),
    "behind a comment in a comparison": (
        EX + "SELECT * { BIND(1 AS ?a) FILTER(?a<?b)SERVICE#>\nex:a{?s ?p ?o} }"
    ),
}


@pytest.mark.parametrize("text", SERVICES.values(), ids=SERVICES)
def test_service_is_refused_by_name_in_every_spelling(text: str) -> None:
    with pytest.raises(BadInputError, match=r"^q\.rq:\d+:\d+: SERVICE is not allowed"):
        guard.examine(text, "q.rq", {})


@pytest.mark.parametrize("word", UPDATES)
@pytest.mark.parametrize("spelled", [str.upper, str.lower, str.title])
def test_updates_are_refused_by_name(word: str, spelled: type[str]) -> None:
    with pytest.raises(BadInputError, match=rf"^q\.rq:2:3: {word} is not allowed"):
        guard.examine(f"# first\n  {spelled(word)} <http://x>", "q.rq", {})


@pytest.mark.parametrize("word", [*WORDS, *map(str.lower, WORDS)])
def test_words_that_are_no_keywords_are_not_refused(word: str) -> None:
    text = f"""# {word} in a comment
    PREFIX {word}: <http://example.org/{word}/> PREFIX ex: <http://example.org/{word}#{word}>
    SELECT ?{word} ${word}2 {{ GRAPH {word}:g {{
        ?{word} ex:{word} {word}:x , '{word}' , "{word}"@{word.lower()} , _:{word} ;
            {word}:{word} '''{word} <a> {{}}''' , \"\"\"{word} "{word}" \"\"\" , <http://x/{word}> .
        FILTER(?{word}<ex:{word}&&"\\"{word}">'it\\'s {word}')
        BIND("\\u0022{word}" AS ?x) }} }}"""
    found = guard.examine(text, "q.rq", {})
    assert not found.graphs
    list(ox.Store().query(text))  # type: ignore[arg-type]  # rows: the engine takes it too


@given(st.text(alphabet="\"'\\#<>{}SERVICE ab\n?:@_^", max_size=60))
def test_no_text_in_quotes_is_taken_for_a_keyword(content: str) -> None:
    quoted = str(ox.Literal(content))
    text = f"SELECT * {{ ?s ?p {quoted} }}"
    assert [item.text for item in guard.tokens(text)][4:] == ["?p", quoted, "}"]
    guard.examine(text, "q.rq", {})


@given(st.text(alphabet="SERVICE{}()<>\"'\\# \n?:.ex^|@0aé", max_size=80))
def test_any_text_is_cut_into_tokens_that_leave_out_only_spaces_and_comments(text: str) -> None:
    found = guard.tokens(text)
    position = 0
    for token in found:
        assert text.startswith(token.text, token.start)
        assert re.fullmatch(r"(\s|#[^\r\n]*)*", text[position : token.start])
        position = token.start + len(token.text)


def test_a_query_is_at_most_64_kb_and_200_deep() -> None:
    guard.examine("ASK {" + "{" * 199 + "}" * 199 + "}", "q.rq", {})
    guard.examine("ASK {} #" + "x" * (64 * 1024 - 8), "q.rq", {})
    with pytest.raises(BadInputError, match=r"^q\.rq:1:205: nested deeper than 200"):
        guard.examine("ASK {" + "(" * 200, "q.rq", {})
    with pytest.raises(BadInputError, match=r"^q\.rq: the query is over 64 kB"):
        guard.examine("ASK {} #" + "é" * (32 * 1024), "q.rq", {})


def test_brackets_in_strings_iris_and_comments_are_not_depth() -> None:
    guard.examine("ASK { ?s <http://x/((((> '" + "(" * 300 + "' } #" + "{" * 300, "q.rq", {})


def test_the_graphs_of_from_are_named_with_their_place() -> None:
    text = (
        "BASE <http://x/d/>\nSELECT * FROM <a.ttl> FROM NAMED graph:b FROM<http://c> { ?s ?p ?o }"
    )
    found = guard.examine(text, "q.rq", {"graph": "http://g/"})
    assert [iri for iri, _ in found.graphs] == ["http://x/d/a.ttl", "http://g/b", "http://c"]


@pytest.mark.parametrize(
    ("text", "generous"),
    [
        ("SELECT ?a ?b ?c { ?a bil:when ?b . ?a bil:host ?c } ORDER BY ?a ?b ?c", False),
        ("SELECT ?a { ?a a bil:Visit ; bil:when ?b . FILTER(?b = ?c) }", False),
        ("SELECT ?a { { SELECT ?a ?b (COUNT(?c) AS ?n) { ?a bil:x ?b } GROUP BY ?a ?b } }", False),
        ("SELECT ?a { ?a (bil:x|^bil:y)* ?b }", False),
        ("SELECT ?a { ?a ?p ?b }", True),
        ("SELECT ?a { [] ?p ?b }", True),
        ("SELECT ?a { ?a bil:x 1 ; ?p ?b }", True),
        ("SELECT ?a { ?a ?p [ bil:x 1 ] }", True),
        ("SELECT ?a { <http://x> ?p (1 2) }", True),
        ("SELECT ?a { ?a a ?c }", True),
        ("SELECT ?a { ?a rdf:type ?c }", True),
        ("SELECT ?a { ?a !(bil:x|bil:y) ?c }", True),
        ("SELECT ?g { GRAPH ?g { } }", True),
        ("DESCRIBE person:abe", True),
        ("BASE <http://x> ASK { ?a <y> ?b }", True),
    ],
)
def test_a_query_that_can_ask_for_an_unnamed_property_is_told(text: str, generous: bool) -> None:
    assert guard.asks_unnamed(guard.examine(text, "q.rq", {})) is generous


# Values


def bound(text: str, **values: str) -> str:
    return guard.bind(guard.examine(text, "q.rq", {}), values)


DATA = (
    """<http://a> <http://p> 1 , 2 . <http://b> <http://p> 2 . <http://b> <http://q> <http://a> ."""
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT ?s { ?s <http://p> ?x }", ["<http://a>", "<http://b>"]),
        ("SELECT ?s { ?s <http://p> ?o FILTER(?o < ?x) }", ["<http://a>"]),
        ("SELECT ?s { ?s <http://p> $x FILTER NOT EXISTS { ?s <http://q> ?t } }", ["<http://a>"]),
        ("SELECT ?s { ?s <http://p> 2 FILTER NOT EXISTS { ?s <http://q> ?t . ?t <http://p> ?x } }",
         ["<http://a>"]),
        ("SELECT ?s { ?s <http://p> 2 MINUS { ?s <http://p> 1 , ?x } }", ["<http://b>"]),
        ("SELECT ?s { ?s <http://p> 1 OPTIONAL { ?o <http://p> ?x FILTER(?x > 5) } }", ["<http://a>"]),
        ("SELECT ?s { { SELECT ?s { ?s <http://p> ?o FILTER(?o < ?x) } } }", ["<http://a>"]),
        ("SELECT (COUNT(*) AS ?s) { ?t <http://p> ?x }", ['"2"^^<http://www.w3.org/2001/XMLSchema#integer>']),
        ("SELECT (?x + 1 AS ?s) { <http://a> <http://p> 1 }",
         ['"3"^^<http://www.w3.org/2001/XMLSchema#integer>']),
        ("SELECT ?s { { ?s <http://p> ?x } UNION { ?s <http://q> ?x } }", ["<http://a>", "<http://b>"]),
        ("SELECT ?s { VALUES (?s ?x) { (<http://a> 1) (<http://b> 2) } }", ["<http://b>"]),
        ("SELECT ?s { VALUES ?x { 1 3 } ?s <http://p> ?x }", []),
    ],
)  # fmt: skip
def test_a_value_holds_wherever_its_variable_is_named(text: str, rows: list[str]) -> None:
    store = ox.Store()
    store.load(DATA.encode(), ox.RdfFormat.TURTLE)
    two = str(ox.Literal(2))
    found = store.query(bound(text, x=two))
    assert sorted(str(row["s"]) for row in found) == rows  # type: ignore[union-attr]  # rows


@given(st.text())
def test_a_value_is_one_term_whatever_is_in_it(content: str) -> None:
    literal = ox.Literal(content.encode("utf-8", "replace").decode())
    text = bound("SELECT ?x { ?s <http://p> ?x }", x=str(literal))
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://s"), ox.NamedNode("http://p"), literal))
    assert [row["x"] for row in store.query(text)] == [literal]  # type: ignore[union-attr]  # rows


def test_a_value_without_its_variable_is_refused() -> None:
    with pytest.raises(UsageError, match="no variable \\?y"):
        bound("SELECT ?x { ?s ?p ?x # ?y\n }", y="1")
    with pytest.raises(UsageError, match="needs a query with WHERE"):
        bound("CONSTRUCT WHERE { ?x ?y ?z }", x="1")
