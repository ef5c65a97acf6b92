"""Data in a SPARQL store answers as the same data in files, whoever made the store."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bilat
import virtuoso
from bilat import selection, shipped
from bilat.cli.app import run
from bilat.errors import AmbiguousNameError, LimitError, RemoteError, UnknownNameError
from bilat.knowledge.graph import KnowledgeGraph
from bilat.rdf import extract
from bilat.selection import Scope
from bilat.store import quads
from loopback import JSON, TRIPLES, Heard, always, knowing, said, server

pytestmark = pytest.mark.loopback

OP_ED = "doc:brown-2018-repost"
VISIT = "event:2017-12-11-gerasimov-visits-japan"
QUESTIONS = (
    "find プーチン",
    "find kono --limit 0",
    "show Gerasimov",
    f"show {VISIT}",
    f"show {OP_ED}",
    "show Moscow",
    "show state:jpn --lang ja",
    "show 'Ministry of Foreign Affairs of Japan'",
    "show 'Council Regulation (EU) No 269/2014'",
    "timeline Gerasimov --limit 0",
    "timeline 'Shinzo Abe' 'Vladimir Putin' --kind meeting",
    "timeline 'Shinzo Abe' --from 2013-03 --to 2014 --certain",
    "timeline --from 2014-03 --to 2014-12 --kind listing",
    "timeline --limit 0",
    "path Gerasimov 'Shinzo Abe'",
    "path Gerasimov Putin --min-sources 2 --max-hops 5",
    "path Gerasimov Russia --through states -k 3",
    "path Gerasimov Abe --avoid Onodera --strict --time-respecting --certain",
    "path Sechin Kono --time-respecting --from 2012 --with-contested",
    "centrality --limit 0",
    "centrality --kind visit --network bipartite --limit 0",
    "centrality --as-of 2019-12-31 --compare 2014-12-31 --limit 0",
    "listed Gerasimov --on 2017-12-11",
    "listed --by EU --on 2015-01-01 --limit 0",
    "listed Sberbank --by Japan --on 2016-10-22",
    "engaged --state Japan --by EU",
    "claims --contested",
    "claims --by 'James D. J. Brown' --limit 0",
    "claims --about Putin --by Brown",
    "communities --from 2014 --to 2016",
    "compare 2014-02 2014-09 --about US",
    "balance --layer situation",
    "coverage",
    "stats",
    "show Nobody",
    "timeline Sergei",
    "engaged --state Narnia",
)
SPARQL = (
    (
        "-q 'SELECT ?m ?day { ?m a bil:Meeting ; bil:when ?day ; bil:attendee ?who } ORDER BY ?m'"
        " -p who=person:shinzo-abe -f json"
    ),
    "-q 'ASK { ?x a bil:Visit ; bil:visitor ?who }' -p who=person:valery-gerasimov -f json",
    "-q 'ASK { ?x a bil:Visit ; bil:visitor ?who }' -p who=state:jpn -f json",
    "-q 'CONSTRUCT { ?v bil:place ?p } WHERE { ?v a bil:Visit ; bil:place ?p }' -f nt",
    "--named sources -f json",
)
FEW = (
    "find kono --limit 0",
    f"show {VISIT}",
    "path Gerasimov 'Shinzo Abe'",
    "listed --by EU --on 2015-01-01 --limit 0",
)


@pytest.fixture(scope="module")
def arranged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dataset as one file, in the order in which it comes from a store."""
    parsed = quads.parse(quads.shipped_sources(shipped.DEFAULT_DATASET))
    path = tmp_path_factory.mktemp("data") / "all.nt"
    path.write_bytes(quads.arranged(quads.to_triples(parsed), "the shipped dataset").data)
    return path


@pytest.fixture(scope="module")
def loopback(arranged: Path) -> Iterator[Heard]:
    with server(knowing(arranged.read_bytes())) as heard:
        yield heard


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shipped dataset in Virtuoso, each file in a graph of its own."""
    sources = quads.shipped_sources(shipped.DEFAULT_DATASET)
    graphs = {source.graph: source.data for source in sources}
    with virtuoso.virtuoso(tmp_path_factory.mktemp("virtuoso"), graphs) as url:
        yield url


@pytest.fixture(scope="module")
def whole(arranged: Path) -> KnowledgeGraph:
    return bilat.load(arranged, timeout=60)


@pytest.fixture
def local(monkeypatch: pytest.MonkeyPatch, whole: KnowledgeGraph) -> None:
    """Questions to no endpoint are asked of the file, which is read once for all of them."""
    from bilat.knowledge import loading

    load = loading.load

    def loaded(*paths: Path, **options: Any) -> KnowledgeGraph:  # noqa: ANN401  as load takes them
        return load(*paths, **options) if options.get("endpoint") else whole

    monkeypatch.setattr(loading, "load", loaded)


class Ask:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


def words(question: str) -> list[str]:
    import shlex

    return shlex.split(question)


def same(ask: Ask, url: str, question: str) -> None:
    options = ("--endpoint", url, "--timeout", "60")  # other tests may keep the machine busy
    code, out, err = ask(*options, *words(question), "--format", "json")
    wanted, there, complaint = ask(*words(question), "--format", "json")
    assert (code, bool(out)) == (wanted, bool(there)), err
    if out:
        found = json.loads(out)
        assert found.pop("endpoint") == url
        assert found == json.loads(there)
    else:
        # The nearest names are those of what was pulled.
        assert err.partition(" (did you")[0] == complaint.partition(" (did you")[0]


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize("question", FEW)
def test_a_question_is_answered_as_from_files(ask: Ask, loopback: Heard, question: str) -> None:
    same(ask, loopback.url, question)


def same_solutions(ask: Ask, url: str, data: Path, query: str) -> None:
    code, out, err = ask("--endpoint", url, "--timeout", "60", "query", *words(query))
    wanted, there, _ = ask("--data", str(data), "--timeout", "60", "query", *words(query))
    assert (code, wanted) == (0, 0), err
    if out.startswith("{"):
        assert json.loads(out)["rows"] == json.loads(there)["rows"] != []
    else:
        assert sorted(out.splitlines()) == sorted(there.splitlines()) != []


@pytest.mark.parametrize("query", SPARQL)
def test_a_query_is_answered_as_from_files(
    ask: Ask, loopback: Heard, arranged: Path, query: str
) -> None:
    same_solutions(ask, loopback.url, arranged, query)


def test_a_query_to_a_store_takes_ids_and_refuses_what_reaches_further(ask: Ask) -> None:
    with server(always(b"")) as heard:
        for asked, code, complaint in (
            ("-q 'ASK { ?m bil:attendee ?who }' -p who=Abe", 2, '"Abe" is no id'),
            ("-q 'ASK { SERVICE <http://e.org/> { ?s ?p ?o } }'", 3, "SERVICE is not allowed"),
            ("-q 'DELETE WHERE { ?s ?p ?o }'", 3, "DELETE is not allowed"),
        ):
            found, _, err = ask("--endpoint", heard.url, "query", *words(asked))
            assert (found, complaint in err) == (code, True), err
    assert heard.connections == 0


class TestVirtuoso:
    pytestmark = virtuoso.MARKS

    @pytest.mark.usefixtures("local")
    @pytest.mark.parametrize("question", QUESTIONS)
    def test_a_question_is_answered_as_from_files(
        self, ask: Ask, foreign: str, question: str
    ) -> None:
        same(ask, foreign, question)

    @pytest.mark.parametrize("query", SPARQL)
    def test_a_query_is_answered_as_from_files(
        self, ask: Ask, foreign: str, arranged: Path, query: str
    ) -> None:
        same_solutions(ask, foreign, arranged, query)

    @pytest.mark.usefixtures("local")
    def test_the_page_is_the_same_to_the_byte(self, ask: Ask, foreign: str) -> None:
        for options in ((), ("--focus", "Gerasimov", "--hops", "2"), ("--to", "2017-12-31")):
            page = ask("--endpoint", foreign, "--timeout", "60", "graph", "-o", "-", *options)
            assert page == ask("graph", "-o", "-", *options)

    def test_every_statement_comes_through_but_for_the_spelling_of_numbers(
        self, foreign: str, whole: KnowledgeGraph
    ) -> None:
        pulled = bilat.load(endpoint=foreign, timeout=60)
        assert pulled.statements == whole.statements
        assert pulled.data == whole.data

    def test_an_answer_cut_at_its_limit_is_known_to_be_cut(self, foreign: str) -> None:
        from bilat.rdf import answers
        from bilat.rdf.remote import TABLES, Endpoint

        query = "SELECT * { ?s ?p ?o } LIMIT 20000"
        with Endpoint(foreign) as endpoint:
            found = answers.table(endpoint.ask(query, TABLES))
        assert (len(found.rows), found.complete) == (10_000, False)

    def test_a_query_it_refuses_is_said_in_its_words(self, foreign: str) -> None:
        from bilat.rdf.remote import Endpoint

        with Endpoint(foreign) as endpoint, pytest.raises(RemoteError, match="HTTP 400, text/p"):
            endpoint.ask("SELECT ?x { ?x }")


def test_the_answer_says_where_it_comes_from(ask: Ask, loopback: Heard) -> None:
    _, out, _ = ask("--endpoint", loopback.url, "stats")
    assert f"from {loopback.url}" in out.splitlines()[0]


def test_files_give_the_same_but_for_the_order_within_a_record(ask: Ask, loopback: Heard) -> None:
    def unordered(value: Any) -> Any:  # noqa: ANN401  any JSON
        if isinstance(value, dict):
            return {key: unordered(inner) for key, inner in value.items() if key != "endpoint"}
        if isinstance(value, list):
            return sorted(map(unordered, value), key=json.dumps)
        return value

    for question in FEW[1:3]:
        remote = ("--endpoint", loopback.url, "--timeout", "60")
        _, out, _ = ask(*remote, *words(question), "-f", "json")
        _, local, _ = ask(*words(question), "-f", "json")
        assert unordered(json.loads(out)) == unordered(json.loads(local)), question


# What is pulled.


def pulled(heard: Heard, scope: Scope) -> int:
    heard.bodies.clear()
    return bilat.load(endpoint=heard.url, scope=scope, timeout=60).statements


def test_a_question_pulls_a_part_of_the_data(loopback: Heard) -> None:
    everything = pulled(loopback, Scope())
    one = pulled(loopback, Scope(about=("event:2017-12-11-gerasimov-visits-japan",)))
    two = pulled(loopback, Scope(about=("Abe", "Putin"), together=True))
    assert one < two < everything
    assert one < everything / 3


def test_an_id_needs_no_table_of_names(loopback: Heard) -> None:
    pulled(loopback, Scope(about=("person:shinzo-abe",), hops=0))
    assert not any("altLabel" in query for query in loopback.queries)


def test_dates_and_kinds_are_pushed_down(loopback: Heard) -> None:
    everything = pulled(loopback, Scope())
    dated = pulled(loopback, Scope(chosen=selection.make(since="2014", until="2014")))
    visits = pulled(loopback, Scope(chosen=selection.make(kind="visit")))
    assert dated < everything * 0.9
    assert visits < everything * 0.7


def test_a_name_never_becomes_part_of_a_query(
    monkeypatch: pytest.MonkeyPatch, loopback: Heard
) -> None:
    monkeypatch.setattr(extract, "NAMED_AT_MOST", 20)  # so that its words go to the server
    for name in ('zz" } ; DROP ALL #', "person:zz> ?p ?o } #"):
        with pytest.raises(UnknownNameError):
            bilat.load(endpoint=loopback.url, scope=Scope(about=(name,)), timeout=60)
    asked = [query for query in loopback.queries if "zz" in query]
    assert asked
    assert not any(broken in query for query in asked for broken in ("DROP", 'zz" }', "zz>"))


def test_of_very_many_names_only_those_that_may_fit_are_pulled(
    monkeypatch: pytest.MonkeyPatch, loopback: Heard
) -> None:
    monkeypatch.setattr(extract, "NAMED_AT_MOST", 20)
    graph = bilat.load(endpoint=loopback.url, scope=Scope(about=("shinzo ABE",)))
    assert graph.actor("shinzo ABE").id == "person:shinzo-abe"
    assert graph.data.holdings["person:shinzo-abe"]
    with pytest.raises(AmbiguousNameError):
        bilat.load(endpoint=loopback.url, scope=Scope(about=("Sergei",)))


@pytest.mark.parametrize("seed", range(2))
def test_whoever_is_asked_about_has_the_same_records_and_chains(
    loopback: Heard, whole: KnowledgeGraph, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  the same on every run
    one, other = chance.sample(sorted(whole.network().nodes), 2)
    year = str(chance.randrange(2006, 2020))
    chosen = selection.make(since=year)
    scope = Scope(about=(one, other), hops=2, chosen=chosen)
    part = bilat.load(endpoint=loopback.url, scope=scope, timeout=60)
    for id_ in (one, other):
        assert part.timeline(id_, since=year) == whole.timeline(id_, since=year)
    there, here = (graph.paths(one, other, most=9, since=year) for graph in (part, whole))
    assert there == here


# Never half.


@pytest.mark.usefixtures("local")
def test_a_cap_the_server_does_not_mention_changes_no_answer(ask: Ask, arranged: Path) -> None:
    with server(knowing(arranged.read_bytes(), cap=300)) as heard:
        same(ask, heard.url, "timeline Gerasimov --limit 0")


def test_a_cap_below_a_single_thing_is_an_error_and_no_answer(ask: Ask, arranged: Path) -> None:
    with server(knowing(arranged.read_bytes(), cap=5)) as heard:
        code, out, err = ask("--endpoint", heard.url, "show", VISIT)
    assert (code, out) == (5, "")
    assert re.search(r"returns 5 of \d+ statements about \S+ \(does it cap", err)


def test_more_than_the_bound_is_no_answer_but_says_what_to_narrow(
    ask: Ask, loopback: Heard
) -> None:
    code, out, err = ask("--endpoint", loopback.url, "--max-bytes", "500000", "stats")
    assert (code, out) == (4, "")
    assert "narrow it by names, --kind or dates, or raise it with --max-bytes" in err
    assert len(err.splitlines()) == 1


def test_pulling_ends_after_ten_times_the_time_of_a_question(loopback: Heard) -> None:
    from bilat.rdf.remote import Endpoint

    with Endpoint(loopback.url, timeout=1) as endpoint:
        extraction = extract.Extraction(endpoint)
        extraction._deadline = 0  # noqa: SLF001  long ago
        with pytest.raises(LimitError, match="stopped after 10 s"):
            extraction.subjects("?s a ?type .")


COUNTED = '{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": '
NAMED = '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": '


def claiming(graph: bytes, count: int = 1, subject: str = "http://a/b") -> Any:  # noqa: ANN401
    def answer(heard: Heard) -> bytes:
        query = heard.queries[-1]
        if "COUNT" in query:
            return said(COUNTED + f'"{count}"' + "}}]}}")
        if query.startswith("CONSTRUCT"):
            return said(graph, TRIPLES)
        return said(NAMED + json.dumps(subject) + "}}]}}")

    return answer


@pytest.mark.parametrize(
    "graph",
    [
        b"java.lang.OutOfMemoryError: Java heap space\n\tat org.example.Engine.run(E.java:4)\n",
        b"<html>\n<body>Sign in.\n",
        b"<http://a/b> <http://a/c> <http://a/d> .",
        b"<http://a/b> <http://a/c> <http://a",
        b"<a> <b> .\n",
        b'<http://a/b> <http://a/c> "open .\n',
        b"<http://a/b> <http://a/c> <http://a/d> . <http://a/b> <http://a/c> <http://a/e .\n",
        b"",
    ],
)
def test_a_graph_that_is_broken_cut_or_less_than_counted_is_refused(ask: Ask, graph: bytes) -> None:
    with server(claiming(graph)) as heard:
        code, out, err = ask("--endpoint", heard.url, "stats")
    assert (code, out, len(err.splitlines())) == (5, "", 1)
    assert err.startswith(f"bilat: 127.0.0.1:{heard.port}: ")


@pytest.mark.parametrize("subject", ["a> } #", "http://a/ b", 'http://a/"', "http://a/\x00"])
def test_an_iri_that_is_none_goes_into_no_query(ask: Ask, subject: str) -> None:
    with server(claiming(b"", subject=subject)) as heard:
        code, _, err = ask("--endpoint", heard.url, "stats")
    assert (code, "an IRI that is none" in err) == (5, True)
    assert not any(query.startswith("CONSTRUCT") for query in heard.queries)


def test_a_server_whose_order_repeats_itself_is_refused_not_asked_for_ever(ask: Ask) -> None:
    with server(claiming(b"", count=7)) as heard:
        code, _, err = ask("--endpoint", heard.url, "stats")
    assert (code, "its order cannot be trusted" in err) == (5, True)


def test_blank_nodes_of_two_answers_are_two_whatever_they_are_called() -> None:
    ttl = b"".join(
        b'<http://a/%d> <http://a/p> _:n%d .\n_:n%d <http://a/q> "%d" .\n' % (n, n, n, n)
        for n in range(400)
    )  # fmt: skip
    knows = knowing(ttl)

    def answer(heard: Heard) -> bytes:
        """With labels that begin anew in each answer."""
        head, _, body = knows(heard).partition(b"\r\n\r\n")
        labels: dict[bytes, bytes] = {}
        body = re.sub(
            rb"_:\w+", lambda match: labels.setdefault(match[0], b"_:b%d" % len(labels)), body
        )
        media = TRIPLES if TRIPLES.encode() in head else JSON
        return said(body, media)

    from bilat.rdf.remote import Endpoint

    with server(answer) as heard, Endpoint(heard.url) as endpoint:
        extraction = extract.Extraction(endpoint)
        extraction.close(f"http://a/{n}" for n in range(400))
    lines = extraction.lines
    assert len(lines) == 800
    nodes = {line.split()[0] for line in lines if line.startswith(b"_:")}
    assert len(nodes) == 400
    assert nodes == {line.split()[2] for line in lines if line.startswith(b"<")}
