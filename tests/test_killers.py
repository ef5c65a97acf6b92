"""What kills an engine ends here in one line, in time and within the memory allowed."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

import killers
from test_query import KILLERS

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="the limits are those of Linux")

SECONDS, MEMORY = 11, 2_500_000_000
PATTERN = "(a+)+" * 10 + "$"
LONG = "a" * 5_000 + "!"

# Refused before they are parsed (exit code 3).
REFUSED = {
    "subqueries in subqueries": "SELECT * { {" * 1_200 + "?s ?p ?o" + "} }" * 1_200,
    "8,000 parentheses": "ASK { FILTER(" + "(" * 8_000 + "1" + ")" * 8_000 + ") }",
    "20,000 times or": "ASK { FILTER(" + " || ".join(["?x"] * 20_000) + ") }",
    "100,000 groups": "SELECT * " + "{" * 100_000,
    "8,000 lists in lists": "ASK { ?s ?p " + "(" * 8_000 + ")" * 8_000 + " }",
    "8,000 blank nodes in blank nodes": "ASK { ?s ?p " + "[ ?p " * 8_000 + "]" * 8_000 + " }",
    "paths in paths": "ASK { ?s " + "(" * 300 + "rdfs:label" + ")*" * 300 + " ?o }",
    "one word without end": "SELECT " + "x" * 100_000,
}
# Time or memory is up (exit code 4).
ENDLESS = {
    **{name: KILLERS[name] for name in ("doubling CONCATs", "order by", "values by values")},
    **{name: KILLERS[name] for name in ("optionals", "chain of !")},
    "path of paths": KILLERS["path of paths"].replace(
        "<http://e.org/p>", "(bil:attendee|^bil:attendee)"
    ),
    "distinct": "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "groups": "SELECT ?a ?d ?g (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    " GROUP BY ?a ?d ?g ?c ?f ?i",
    "minus": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?g ?h ?i . ?j ?k ?l } }",
    "union of unions": "SELECT (COUNT(*) AS ?n) {"
    + " ".join(f"{{ ?a{n} ?p ?o }} UNION {{ ?s ?b{n} ?o }}" for n in range(12))
    + " }",
    "construct": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "not exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f"
    " FILTER NOT EXISTS { ?a ?g ?h . ?h ?i ?f . ?j ?k ?h } }",
    "concatenated groups": "SELECT (GROUP_CONCAT(STR(?f)) AS ?n)"
    " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
}
# Patterns on which backtracking does not end just answer, or are too large for the engine.
PATTERNS = {
    "regex": f'SELECT ?n {{ BIND(REGEX("{LONG}", "{PATTERN}") AS ?n) }}',
    "replace": f'SELECT ?n {{ BIND(REPLACE("{LONG}", "{PATTERN}", "b") AS ?n) }}',
    "alternatives": f'SELECT ?n {{ BIND(REGEX("{LONG}", "^(a|a|aa)*$") AS ?n) }}',
    "repeats of repeats": 'SELECT ?n { BIND(REGEX("aaa", "((a{1,999}){1,999}){1,999}") AS ?n) }',
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty people who have all met."""
    file = tmp_path_factory.mktemp("data") / "clique.ttl"
    file.write_text("".join(killers.clique(60)), "utf-8")
    return file


def within(found: killers.Run, *codes: int) -> killers.Run:
    assert found.code in codes, found
    assert found.wall < SECONDS
    assert found.memory < MEMORY
    assert found.err.count("\n") <= 1
    assert len(found.err) <= 301
    if found.code not in (0, 1, 4):
        assert found.out == ""
    return found


def query(folder: Path, text: str, *words: str | Path) -> killers.Run:
    file = folder / "query.rq"
    file.write_text(text, "utf-8")
    return killers.run(folder, *words[:2], "query", file, *words[2:])


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_a_query_that_would_exhaust_the_stack_is_refused(text: str, tmp_path: Path) -> None:
    found = within(query(tmp_path, text), 3)
    assert re.search(r"nested deeper than 200|is over 64 kB", found.err)


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_a_query_without_end_is_ended(text: str, data: Path, tmp_path: Path) -> None:
    limits = ("--timeout", "1", "--max-memory", "1000")
    found = within(query(tmp_path, text, "--data", data, *limits), 4)
    assert re.search(r"stopped after 1 s|needs more memory than the 1,000 MB", found.err)
    assert found.memory < 1_300_000_000


@pytest.mark.alone
@pytest.mark.parametrize("name", ["cross product", "doubling CONCATs"])
def test_without_any_option_the_same_holds(name: str, data: Path, tmp_path: Path) -> None:
    # On a busy machine the start takes its time, too.
    start = query(tmp_path, "ASK { ?s ?p ?o }", "--data", data)
    found = query(tmp_path, KILLERS[name], "--data", data)
    assert within(found._replace(wall=found.wall - start.wall), 4)
    assert re.search(r"stopped after 10 s|needs more memory than the 2,048 MB", found.err)


@pytest.mark.parametrize("text", PATTERNS.values(), ids=PATTERNS)
def test_a_pattern_of_death_just_answers(text: str, tmp_path: Path) -> None:
    within(query(tmp_path, text), 0, 1, 3)


def test_patterns_and_queries_of_shapes_in_data_are_never_run(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(
        killers.HEAD
        + "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        + killers.person("ann").replace("Ann", LONG)
        + "<https://example.org/S> a sh:NodeShape ; sh:targetClass bil:Person ; sh:property"
        f' [ sh:path rdfs:label ; sh:pattern "{PATTERN}" ] ;'
        ' sh:sparql [ sh:select "SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }" ] .\n',
        "utf-8",
    )
    found = within(killers.run(tmp_path, "check", file), 0, 1)
    assert "every rule ran" in found.out


def test_a_pattern_of_ours_is_no_trap_for_data(tmp_path: Path) -> None:
    """The dates and addresses that the shapes look through are as long as their writer likes."""
    file = tmp_path / "dates.ttl"
    traps = ["1-" * 20_000 + "!", "[" + "1..," * 20_000 + "!", "2012/" * 20_000, "[" * 20_000]
    rows = (
        f'event:e{n} a bil:Meeting ; bil:when "{text}"^^edtf:EDTF ; bil:currency "{text}" ;'
        f' bil:startsWith "{"a " * 20_000}" ; bil:hedge "{"a" * 40_000} " .\n'
        for n, text in enumerate(traps)
    )
    file.write_text(killers.HEAD + "".join(rows), "utf-8")
    assert "every rule ran" in within(killers.run(tmp_path, "check", file), 1).out


def test_an_interruption_ends_a_check_and_its_worker_within_a_second(tmp_path: Path) -> None:
    file = tmp_path / "many.ttl"
    file.write_text("".join(killers.clique(70)), "utf-8")
    with subprocess.Popen(
        [*killers.PROGRAM, "check", file], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        workers: list[int] = []
        while process.poll() is None and not workers:
            time.sleep(0.01)
            workers = killers.children(process.pid)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert time.monotonic() - begun < 1
    assert (process.returncode, out) == (130, b"")
    assert err in (b"bilat: interrupted\n", b"")
    assert workers
    # One that is interrupted while it starts ends by itself, as soon as it looks for its caller.
    while time.monotonic() - begun < 2 and any(map(alive, workers)):
        time.sleep(0.01)
    assert not any(map(alive, workers))


def alive(process: int) -> bool:
    return Path("/proc", str(process)).exists()


# Chains, measures, pages


def test_of_the_chains_in_a_clique_a_hundred_are_shown_and_more_are_said_to_exist(
    data: Path, tmp_path: Path
) -> None:
    asked = ("--data", data, "path", "P0", "P59", "-k", "100", "-f", "jsonl")
    found = within(killers.run(tmp_path, *asked), 0, 4)
    assert 0 < len(found.out.splitlines()) <= 100
    table = within(killers.run(tmp_path, *asked[:-1], "table"), 0, 4)
    assert re.search(r"more|first 100", table.out + table.err)


def test_whoever_cannot_be_reached_is_so_at_once(data: Path, tmp_path: Path) -> None:
    near = within(killers.run(tmp_path, "--data", data, "path", "P0", "P59"), 0)
    far = within(killers.run(tmp_path, "--data", data, "path", "P0", "Loner", "-k", "100"), 1)
    assert "no path" in far.err
    assert far.cpu < 2 * near.cpu


def test_betweenness_of_many_names_its_engine(tmp_path: Path) -> None:
    file = tmp_path / "many.ttl"
    pairs = [(n % 2_500, (n * n * 7 + 11 * n) % 2_499) for n in range(20_000)]
    with file.open("w", encoding="utf-8") as stream:
        stream.write(killers.HEAD)
        stream.writelines(killers.person(f"p{n}") for n in range(2_500))
        stream.writelines(
            killers.meeting(f"m{n}", [f"p{one}", f"p{other}"])
            for n, (one, other) in enumerate(pairs)
            if one != other
        )
    asked = ("--timeout", "60", "--data", file, "centrality", "--measure", "betweenness")
    found = killers.run(tmp_path, *asked)
    assert found.code == 0, found
    assert re.search(r"networkit|sampl|approx", found.out), found.out[:500]
    # Loading twenty thousand events is most of it.
    loading = killers.run(tmp_path, *asked[:4], "stats")
    assert found.cpu < 6 * loading.cpu


TIES = 10_000


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One who has met ten thousand others."""
    file = tmp_path_factory.mktemp("hub") / "hub.ttl"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(killers.HEAD + killers.person("hub"))
        for n in range(TIES):
            stream.write(killers.person(f"p{n}"))
            stream.write(killers.meeting(f"m{n}", ["hub", f"p{n}"], killers.day(n)))
    return file


@pytest.mark.alone
@pytest.mark.parametrize("words", [("graph", "--focus", "Hub"), ("show", "Hub"), ("timeline",)])
def test_a_hub_is_shown_in_part_and_that_is_said(
    hub: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    page = tmp_path / "page.html"
    asked = [*words, "-o", str(page)] if words[0] == "graph" else words
    found = killers.run(tmp_path, "--timeout", "60", "--data", hub, *asked)
    assert found.code in (0, 4), found
    assert found.memory < 500_000_000
    if words[0] == "graph":
        assert page.stat().st_size < 3_000_000
        assert "The first 1000 of 10000 records." in page.read_text("utf-8")
    else:
        assert len(found.out) < 50_000
        assert re.search(r" of 10,?000", found.out), found.out[-300:]
