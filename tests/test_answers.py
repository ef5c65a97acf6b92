"""What an answer says, in JSON or XML, and what no answer is."""

from __future__ import annotations

import pytest

from bilat.errors import UsageError
from bilat.rdf import answers
from bilat.rdf.answers import Table, Term
from bilat.rdf.remote import GRAPHS, TABLES, Reply
from loopback import EMPTY, JSON, XML, refusal, said

pytestmark = pytest.mark.loopback

TRACE = (
    "java.lang.OutOfMemoryError: Java heap space\n\tat org.example.Engine.run(Engine.java:417)\n"
)


@pytest.mark.parametrize(
    "body",
    [
        EMPTY[:-1],
        TRACE,
        "",
        "[]",
        "null",
        "{}",
        '{"head": {}, "results": {"bindings": []}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"y": {"type": "uri", "value": ""}}]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": 7}}]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "?", "value": ""}}]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": "y"}]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": NaN}}',
        "[" * 100_000,
        '{"head": ' + "9" * 5000 + "}",
        EMPTY + TRACE,
        "\xff\xfe",
    ],
)
def test_broken_json_is_refused(body: str) -> None:
    content = body.encode("latin-1")
    met = refusal(said(content))
    assert "broken SPARQL results" in str(met)
    assert (met.status, met.media, met.size) == (200, JSON, len(content))


NAMESPACE = 'xmlns="http://www.w3.org/2005/sparql-results#"'
BINDING = '<binding name="%s"><uri>a</uri></binding>'
HEAD = '<head><variable name="x"/><variable name="y"/></head>'


@pytest.mark.parametrize(
    "body",
    [
        f"<sparql {NAMESPACE}>{HEAD}<results>",
        f'<!DOCTYPE sparql [<!ENTITY a "aaaa">]><sparql {NAMESPACE}>{HEAD}<results/></sparql>',
        f'<!DOCTYPE sparql SYSTEM "http://example.org/x"><sparql {NAMESPACE}/>',
        f"<sparql>{HEAD}<results/></sparql>",
        f"<html {NAMESPACE}></html>",
        f"<sparql {NAMESPACE}>" + "<head>" * 100,
        f'<sparql {NAMESPACE}>{HEAD}<result><binding name="x"/></result></sparql>',
        f"<sparql {NAMESPACE}>{HEAD}<result>{BINDING % 'z'}</result></sparql>",
        f"<sparql {NAMESPACE}>{HEAD}{BINDING % 'x'}</sparql>",
        f"<sparql {NAMESPACE}>{HEAD}<boolean>perhaps</boolean></sparql>",
        TRACE,
        "",
    ],
)
def test_broken_xml_is_refused_and_no_dtd_is_read(body: str) -> None:
    assert "broken SPARQL results" in str(refusal(said(body, XML)))


ROWS = Table(
    ("x", "y"),
    (
        (Term("iri", "http://a/ж"), Term("literal", " 安倍\n", language="ja")),
        (Term("blank", "b0"), None),
        (None, Term("literal", "7", datatype="http://www.w3.org/2001/XMLSchema#integer")),
    ),
)
ROWS_JSON = """{"head": {"link": [], "vars": ["x", "y"]}, "results": {"bindings": [
  {"x": {"type": "uri", "value": "http://a/ж"},
   "y": {"type": "literal", "xml:lang": "ja", "value": " 安倍\\n"}},
  {"x": {"type": "bnode", "value": "b0"}},
  {"y": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer",
         "value": "7"}}]}}"""
ROWS_XML = f"""<?xml version="1.0"?><sparql {NAMESPACE}>{HEAD}<results>
  <result><binding name="x"><uri>http://a/ж</uri></binding>
          <binding name="y"><literal xml:lang="ja"> 安倍\n</literal></binding></result>
  <result><binding name="x"><bnode>b0</bnode></binding></result>
  <result><binding name="y"><literal datatype="http://www.w3.org/2001/XMLSchema#integer">7</literal>
  </binding></result></results></sparql>"""


def reply(text: str, media: str, row_limit: int | None = None) -> Reply:
    return Reply("here", media, text.encode(), row_limit)


def test_json_and_xml_say_the_same() -> None:
    assert answers.table(reply(ROWS_JSON, JSON)) == ROWS
    assert answers.table(reply(ROWS_XML, XML)) == ROWS


def test_a_yes_is_a_yes_in_each_spelling() -> None:
    virtuoso = (
        '{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [{"__ASK_RETVAL": '
        '{"type": "typed-literal", "value": "%s"}}]}}'
    )
    for media, text in (
        (JSON, '{"head": {}, "boolean": %s}'),
        (XML, f"<sparql {NAMESPACE}><head/><boolean>%s</boolean></sparql>"),
    ):
        assert answers.table(reply(text % "true", media)).truth is True
        assert answers.table(reply(text % "false", media)).truth is False
    assert answers.table(reply(virtuoso % "1", JSON)).truth is True
    assert answers.table(reply(virtuoso % "0", JSON)).truth is False


def test_as_many_rows_as_the_server_ever_sends_may_not_be_all() -> None:
    assert answers.table(reply(ROWS_JSON, JSON)).complete
    assert answers.table(reply(ROWS_JSON, JSON, 4)).complete
    assert not answers.table(reply(ROWS_JSON, JSON, 3)).complete


@pytest.mark.parametrize(
    ("query", "media"),
    [
        ("SELECT * {}", TABLES),
        ("ask{}", TABLES),
        ("PREFIX construct: <http://a/> # CONSTRUCT\nBASE <http://b/>\n SELECT * {}", TABLES),
        ("# SELECT\nprefix : <http://a#> Construct {} WHERE {}", GRAPHS),
        ("DESCRIBE <http://a>", GRAPHS),
    ],
)
def test_the_form_of_a_query_tells_what_can_answer_it(query: str, media: tuple[str, ...]) -> None:
    assert answers.wanted(query) == media


@pytest.mark.parametrize(
    "query", ["", "DROP ALL", "INSERT DATA { <a:b> <a:c> 'SELECT' }", "# SELECT * {}", "SELECTED"]
)
def test_what_is_no_query_is_not_sent(query: str) -> None:
    with pytest.raises(UsageError):
        answers.wanted(query)
