"""A query is answered in a worker, within its limits, from the data alone."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import bilat
from bilat import shipped
from bilat.errors import AmbiguousNameError, BadInputError, LimitError, NotFoundError, UsageError
from bilat.knowledge import querying
from bilat.store import build, guard, quads, query, sparql
from test_cli import Ask, start
from test_guard import SERVICES

VOCABULARY = [shipped.read("vocabulary.ttl"), shipped.read("plover.ttl")]
FICTIONAL = Path(__file__).parent / "fictional"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


@pytest.fixture(scope="module")
def clique(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,540 statements between 60 nodes: whatever multiplies does not end."""
    path = tmp_path_factory.mktemp("data") / "clique.ttl"
    nodes = [f"<http://e.org/n{number}>" for number in range(60)]
    lines = (f"{one} <http://e.org/p> {two} ." for one in nodes for two in nodes if one != two)
    path.write_text("\n".join(lines))
    return path


# Answers


def test_a_query_over_the_shipped_data_answers_with_short_ids() -> None:
    found = bilat.query(
        "SELECT ?m ?day { ?m a bil:Meeting ; bil:attendee ?who , person:vladimir-putin ;"
        " bil:when ?day } ORDER BY ?day",
        parameters={"who": "Shinzo Abe"},
    )
    assert found.variables == ["m", "day"]
    assert found.number == 27
    assert found.values("m")[0] == "event:2006-11-18-abe-putin-hanoi"
    assert found.rows[0]["day"].value == "2006-11-18"
    assert found.rows[0]["m"].value.startswith("https://w3id.org/bilat/id/event/")


def test_the_method_and_the_function_answer_alike() -> None:
    text = "SELECT ?x { ?x bil:attendee ?who } ORDER BY ?x"
    graph = bilat.load(FICTIONAL)
    assert graph.query(text, who="Druin") == bilat.query(
        text, FICTIONAL, parameters={"who": "person:sela-druin"}
    )


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("person:shinzo-abe", "<https://w3id.org/bilat/id/person/shinzo-abe>"),
        ("安倍晋三", "<https://w3id.org/bilat/id/person/shinzo-abe>"),
        ("bil:Meeting", "<https://w3id.org/bilat/ns#Meeting>"),
        ("<http://example.org/a>", "<http://example.org/a>"),
        ("https://example.org/a", "<https://example.org/a>"),
        ("2017-12-11", '"2017-12-11"^^<http://www.w3.org/2001/XMLSchema#date>'),
        (date(2017, 12, 11), '"2017-12-11"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("7", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (7, '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("2.5", '"2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ('"Abe"', '"Abe"'),
        ('"Abe"@en', '"Abe"@en'),
        ('"} SERVICE <http://x> {"', '"} SERVICE <http://x> {"'),
    ],
)  # fmt: skip
def test_a_value_stands_for_one_term(value: Any, term: str) -> None:  # noqa: ANN401
    found = bilat.query("SELECT ?x { BIND(?v AS ?x) }", parameters={"v": value})
    assert found.parameters == {"v": term}
    assert len(found.rows) == 1


def test_a_name_nobody_bears_and_one_that_several_bear_are_refused_as_everywhere() -> None:
    text = "SELECT ?x { ?x ?p ?who }"
    with pytest.raises(NotFoundError, match="no thing is called"):
        bilat.query(text, FICTIONAL, parameters={"who": "person:nobody-at-all"})
    with pytest.raises(UsageError, match="fits 2: ") as refusal:
        bilat.query(text, FICTIONAL, parameters={"who": "Talen"})
    assert isinstance(refusal.value, UsageError)
    with pytest.raises(AmbiguousNameError) as same:
        bilat.load(FICTIONAL).thing("Talen")
    assert str(refusal.value) == str(same.value)


def test_ask_construct_and_describe_answer_too() -> None:
    assert bilat.query("ASK { person:shinzo-abe a bil:Person }").truth is True
    assert bilat.query("ASK { person:shinzo-abe a bil:Place }").truth is False
    built = bilat.query("CONSTRUCT { ?p a bil:Person } WHERE { ?p a bil:Person }", syntax="nt")
    assert built.statements.count("\n") == built.number > 50
    described = bilat.query("DESCRIBE person:shinzo-abe")
    assert "person:shinzo-abe a bil:Person" in described.statements
    assert len(list(ox.parse(described.statements.encode(), ox.RdfFormat.TURTLE))) == (
        described.number
    )


def test_each_file_is_a_graph_and_from_takes_some_of_them() -> None:
    count = "SELECT (COUNT(*) AS ?n) {0} {{ ?p a bil:Person }}"
    every, people, nobody = (
        int(bilat.query(count.format(source)).values("n")[0])
        for source in ("", "FROM graph:japan-russia/people.ttl".replace("/", "\\/"),
                       "FROM graph:japan-russia\\/places.ttl")
    )  # fmt: skip
    assert every >= people > 50
    assert nobody == 0
    named = bilat.query(
        "SELECT DISTINCT ?g FROM NAMED <https://w3id.org/bilat/graph/japan-russia/people.ttl>"
        " { GRAPH ?g { ?p a bil:Person } }"
    )
    assert named.values("g") == ["https://w3id.org/bilat/graph/japan-russia/people.ttl"]


def test_from_a_graph_that_is_not_loaded_is_refused_at_its_place() -> None:
    for graph in ("<file:///etc/passwd>", "NAMED <http://127.0.0.1:18999/x>"):
        with pytest.raises(BadInputError, match=r"1:\d+: FROM <.*no such graph is loaded"):
            bilat.query(f"SELECT * FROM {graph} {{ ?s ?p ?o }}")


def test_a_slip_is_told_at_its_line_and_column() -> None:
    with pytest.raises(BadInputError, match=r"^q\.rq:2:15: not SPARQL 1\.1 at \"}\""):
        bilat.query("SELECT ?x {\n  ?x bil:host }", name="q.rq")
    with pytest.raises(BadInputError, match=r"1:12: prefix bill: not declared .*known: bil:"):
        bilat.query("ASK { ?x a bill:Visit }")


def test_a_query_is_parsed_before_the_data_are_read_and_without_evaluating_it() -> None:
    query = guard.examine(KILLERS["values by values"], "q.rq", {})
    begun = time.process_time()
    sparql.parse(query)
    assert time.process_time() - begun < 0.5, "evaluating it takes hours"
    with pytest.raises(BadInputError, match="not SPARQL"):
        querying.ask([quads.Source("broken.ttl", b"<")], "SELECT * {")
    with pytest.raises(BadInputError, match=r"broken\.ttl"):
        querying.ask([quads.Source("broken.ttl", b"<")], "SELECT * {}")


# What is derived


def test_the_worker_derives_the_dates_that_the_loader_does() -> None:
    for sources in (quads.shipped_sources("japan-russia"), quads.sources([FICTIONAL], 10**8)):
        parsed = quads.parse(sources)
        reference = query.open_store(parsed, build.build(parsed)[0])
        files = [(item.name, item.suffix, item.graph, item.data) for item in sources]
        store = sparql.open_files(files)
        sparql.add_vocabulary(store, VOCABULARY)
        dated = "ASK { ?x sem:hasEarliestBeginTimeStamp ?y }"
        sparql.derive(store, guard.examine(dated, "q", sparql.PREFIXES), querying.rules())
        expected = set(reference.quads_for_pattern(None, None, None, query.DERIVED))
        assert set(store.quads_for_pattern(None, None, None, sparql.DERIVED)) == expected
        assert len(store) == len(reference)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?x bil:disputeStatus ?y }",
        "SELECT (COUNT(*) AS ?n) { ?x bil:certain true }",
        "SELECT (COUNT(*) AS ?n) { ?x dcterms:isPartOf ?y . ?x a bil:EngagedWhileListed }",
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:derived { ?x bil:verification ?y } }",
    ],
)
def test_what_a_query_needs_is_derived_as_if_everything_was(text: str) -> None:
    # A variable for a property makes everything be derived.
    everything = text.replace("{", "{ { SELECT (COUNT(*) AS ?k) { ?a ?b ?c } } ", 1)
    assert bilat.query(text, FICTIONAL).values("n") == bilat.query(everything, FICTIONAL).values(
        "n"
    )
    assert bilat.query(text, FICTIONAL).values("n") != ["0"]


def test_a_query_that_names_nothing_derived_has_nothing_derived() -> None:
    files = [(s.name, s.suffix, s.graph, s.data) for s in quads.sources([FICTIONAL], 10**8)]
    store = sparql.open_files(files)
    sparql.add_vocabulary(store, VOCABULARY)
    before = len(store)
    plain = guard.examine("SELECT ?x { ?x a bil:Visit ; bil:host ?y }", "q", sparql.PREFIXES)
    sparql.derive(store, plain, querying.rules())
    assert len(store) == before


# Refused


class Listener:
    """Something on loopback that counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.calls += 1
                connection.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


@pytest.mark.loopback
def test_the_listener_hears_the_engine_when_nothing_guards_it(listener: Listener) -> None:
    address = f"http://127.0.0.1:{listener.port}/"
    with pytest.raises(OSError):  # noqa: PT011  worded by how far the engine came
        list(ox.Store().query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]  # rows
    assert listener.calls > 0


@pytest.mark.loopback
@pytest.mark.parametrize("text", SERVICES.values(), ids=SERVICES)
def test_no_spelling_of_service_calls_anybody(text: str, listener: Listener) -> None:
    asked = text.replace("18999", str(listener.port))
    with pytest.raises(BadInputError, match="SERVICE is not allowed"):
        bilat.query(asked, FICTIONAL)
    assert listener.calls == 0


@pytest.mark.loopback
def test_a_locked_process_calls_nobody_even_without_the_guard(listener: Listener) -> None:
    code = """
import sys, pyoxigraph as ox
from bilat.store import sparql
sparql.lock()
for silent in ("", "SILENT"):
    try:
        found = ox.Store().query(f"SELECT * {{ SERVICE {silent} <{sys.argv[1]}> { ?s ?p ?o } }}"
            .replace("{{", "{").replace("}}", "}"))
        print([row["s"] for row in found])
    except OSError as error:
        print(error)
try:
    open("/etc/hostname")
except OSError as error:
    print(error.errno)
""".replace("{ ?s ?p ?o }", "{{ ?s ?p ?o }}")
    address = f"http://127.0.0.1:{listener.port}/"
    said = subprocess.run([sys.executable, "-c", code, address], capture_output=True, check=True)
    lines = said.stdout.decode().splitlines()
    assert "os error 24" in lines[0]
    assert lines[1:] == ["[None]", "24"]
    assert listener.calls == 0


# Limits


CONCATS = "".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(40))
VALUES = " ".join(str(number) for number in range(2000))
KILLERS = {
    "cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "doubling CONCATs": f'SELECT (STRLEN(?v40) AS ?n) {{ BIND("ab" AS ?v0) {CONCATS} }}',
    "chain of ||": "ASK { FILTER(" + "||".join("0" * 20_000) + ") }",
    "chain of !": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "order by": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a ?d",
    "path of paths": (
        "SELECT (COUNT(*) AS ?n) { ?a (<http://e.org/p>*)* ?b . ?b (<http://e.org/p>*)* ?c ."
        " ?c (<http://e.org/p>*)* ?d . ?d <http://e.org/p>* ?e }"
    ),
    "values by values": (
        "SELECT (SUM(?a * ?b * ?c) AS ?n) {"
        f" VALUES ?a {{ {VALUES} }} VALUES ?b {{ {VALUES} }} VALUES ?c {{ {VALUES} }} }}"
    ),
    "optionals": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f"
        " OPTIONAL { ?g ?h ?i OPTIONAL { ?j ?k ?l } } } }"
    ),
}


OVER_MEMORY = "needs more memory than the 667 MB allowed"


@pytest.mark.parametrize("text", KILLERS.values(), ids=KILLERS)
def test_a_query_of_death_ends_within_its_limit(text: str, clique: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(LimitError) as end:
        bilat.query(text, clique, timeout=1, memory=700_000_000, name="q.rq")
    took = time.monotonic() - begun
    assert str(end.value) in (
        "q.rq: stopped after 1 s (raise it with --timeout)",
        f"q.rq: {OVER_MEMORY} (raise it with --max-memory, or ask for less)",
    )
    # Reading the data and starting the worker come on top, on a machine that may be busy.
    assert took < 1 + 1 + 2


def test_a_regular_expression_of_death_just_answers(clique: Path) -> None:
    text = f'ASK {{ FILTER REGEX("{"a" * 5000}b", "^(a+)+$") }}'
    assert bilat.query(text, clique, timeout=5).truth is False


def test_rows_are_cut_at_the_limit_and_the_answer_says_so(clique: Path) -> None:
    text = "SELECT ?a ?b { ?a <http://e.org/p> ?c . ?c <http://e.org/p> ?b }"
    all_of_them = bilat.query(text, clique, limit=0, timeout=60)
    assert (all_of_them.number, all_of_them.complete, all_of_them.capped) == (208_860, True, False)
    default = bilat.query(text, clique, timeout=60)
    assert (default.number, default.complete, default.capped) == (100_000, False, True)
    asked = bilat.query(text, clique, limit=7)
    assert (asked.number, asked.complete, asked.capped) == (7, False, False)
    exact = bilat.query(text + " LIMIT 7", clique, limit=7)
    assert (exact.number, exact.complete) == (7, True)
    built = bilat.query("CONSTRUCT { ?a ?p ?b } WHERE { ?a ?p ?b }", clique, limit=9, syntax="nt")
    assert (built.number, built.complete) == (9, False)


def test_ctrl_c_ends_a_query_at_once_and_leaves_nobody(clique: Path) -> None:
    text = KILLERS["cross product"]
    with start("--data", clique, "query", "-q", text, "--timeout", "60") as child:
        deadline = time.monotonic() + 20
        while not (workers := children_of(child.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert workers
        time.sleep(0.5)
        sent = time.monotonic()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=10)
        assert time.monotonic() - sent < 1
    assert (child.returncode, out) == (130, b"")
    assert err in (b"bilat: interrupted\n", b"")
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def children_of(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == process:
                found.append(int(path.parent.name))
    return found
