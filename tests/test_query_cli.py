"""The verb query: where its text comes from, how it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from test_cli import Ask
from test_query import FICTIONAL, KILLERS, ask, clique

__all__ = ["ask", "clique"]


COUNT = "SELECT (COUNT(*) AS ?n) { ?p a bil:Person }"


def test_a_query_comes_from_a_file_from_stdin_or_as_a_text(
    ask: Ask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "count.rq"
    file.write_text("\ufeff" + COUNT, "utf-8")
    from_file = ask("--data", FICTIONAL, "query", file, "-f", "csv")
    from_text = ask("--data", FICTIONAL, "query", "-q", COUNT, "-f", "csv")
    with file.open("rb") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", open(stream.fileno(), closefd=False))  # noqa: SIM115
        from_stdin = ask("--data", FICTIONAL, "query", "-", "-f", "csv")
    assert from_file.out == from_text.out == from_stdin.out
    assert from_file.out.startswith("n\n")


def test_formats_say_the_same(ask: Ask) -> None:
    asked = ("--data", FICTIONAL, "query", "-q")
    text = (
        "SELECT ?visitSeen ?label ?none { ?visitSeen a bil:Visit ; rdfs:label ?label"
        ' FILTER(LANG(?label) = "en") } ORDER BY ?visitSeen'
    )
    document = ask(*asked, text, "-f", "json").json
    assert document["variables"] == ["visitSeen", "label", "none"]
    assert (document["verb"], document["form"], document["complete"]) == ("query", "select", True)
    row = document["rows"][0]
    assert row["visitSeen"] == {
        "type": "uri",
        "value": "https://w3id.org/bilat/id/" + row["visitSeen"]["id"].replace(":", "/"),
        "id": row["visitSeen"]["id"],
    }
    assert row["label"]["lang"] == "en"
    assert row["none"] is None
    lines = ask(*asked, text, "-f", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == document["rows"]
    table = ask(*asked, text, "-f", "csv").out.splitlines()
    assert table[0] == "visitSeen,label,none"
    assert len(table) == document["total"] + 1
    assert row["visitSeen"]["id"] in ask(*asked, text).out
    standard = ask(*asked, text, "-f", "srj").json
    assert standard["head"] == {"vars": ["visitSeen", "label", "none"]}
    assert standard["results"]["bindings"][0]["label"]["xml:lang"] == "en"
    found = ox.parse_query_results(ask(*asked, text, "-f", "srj").out, ox.QueryResultsFormat.JSON)
    assert len(list(found)) == document["total"]  # type: ignore[arg-type]  # rows


def test_statements_are_turtle_or_n_triples_and_rows_are_neither(
    ask: Ask,
    tmp_path: Path,
) -> None:
    text = "CONSTRUCT { ?v a bil:Visit } WHERE { ?v a bil:Visit }"
    asked = ("--data", FICTIONAL, "query", "-q", text)
    assert ask(*asked).out.startswith("@prefix")
    plain = ask(*asked, "-f", "nt").out
    assert plain.startswith("<https://w3id.org/bilat/id/event/")
    assert ask(*asked, "-f", "nt", "-o", tmp_path / "out.nt").out == ""
    assert (tmp_path / "out.nt").read_text("utf-8") == plain
    assert ask(*asked, "-f", "csv").code == 2
    assert ask("query", "-q", COUNT, "-f", "ttl").code == 2


def test_statements_hide_and_control_nothing_and_mean_the_same(ask: Ask, tmp_path: Path) -> None:
    text = "a\u202eb\u200bc\u001b[31m\U000e0041\nd"
    data = tmp_path / "hidden.nt"
    data.write_text(f"<http://x/s> <http://x/p> {ox.Literal(text)} .\n", "utf-8")
    for format_ in ("ttl", "nt"):
        asked = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?s = <http://x/s>) }"
        out = ask("--data", data, "query", "-q", asked, "-f", format_).out
        assert not {"\u202e", "\u200b", "\x1b", "\U000e0041"} & {*out}
        (quad,) = ox.parse(out, ox.RdfFormat.TURTLE)
        assert quad.object.value == text


def test_exit_codes_tell_what_became_of_a_query(
    ask: Ask,
    clique: Path,
    tmp_path: Path,
) -> None:
    nothing = ask("query", "-q", "SELECT ?x { ?x a bil:Nothing }", "-f", "csv")
    assert (nothing.code, nothing.out) == (1, "x\n")
    assert ask("query", "-q", "ASK { ?x a bil:Nothing }", "-f", "csv").out == "answer\nfalse\n"
    assert ask("query", "-q", "ASK { ?x a bil:Nothing }").code == 0
    assert ask("query").code == 2
    assert ask("query", tmp_path / "gone.rq").code == 3
    deep = tmp_path / "deep.rq"
    deep.write_text("SELECT * WHERE { FILTER(" + "(" * 8000 + "1" + ")" * 8000 + ") }")
    refused = ask("query", deep)
    assert (refused.code, refused.out) == (3, "")
    assert "nested deeper than 200" in refused.err
    slow = ask("--data", clique, "query", "-q", KILLERS["cross product"], "--timeout", "0.5")
    assert (slow.code, slow.out) == (4, "")
    assert slow.err == "bilat: the query: stopped after 0.5 s (raise it with --timeout)\n"
    many = "SELECT ?a ?b { ?a <http://e.org/p> ?c . ?c <http://e.org/p> ?b }"
    cut = ask("--data", clique, "query", "-q", many, "-f", "csv", "--timeout", "60")
    assert (cut.code, cut.out.count("\n")) == (4, 100_001)
    assert "stopped after 100,000 rows" in cut.err
    few = ask("--data", clique, "query", "-q", many, "--limit", "3")
    assert few.code == 0
    assert "the first 3 rows; there are more" in few.out


def test_a_file_that_cannot_be_read_is_told_as_every_verb_tells_it(
    ask: Ask,
    tmp_path: Path,
) -> None:
    for content in (
        b"<<<<<<< ours\n",
        "é".encode("latin-1"),
        b"@prefix ex: <http://x/> .\nex:a b",
        b"",
    ):
        broken = tmp_path / "broken.ttl"
        broken.write_bytes(content)
        by_query = ask("--data", broken, "query", "-q", COUNT)
        by_stats = ask("--data", broken, "stats")
        assert (by_query.code, by_query.err) == (by_stats.code, by_stats.err)
        assert by_query.code == 3


def test_the_caller_does_not_load_the_data() -> None:
    code = (
        "import sys; from bilat.cli.app import run; run(['query', '-q', 'ASK {}', '-f', 'csv']);"
        "heavy = {'rdflib', 'networkx', 'pyshacl', 'bilat.store.build', 'bilat.store.sparql'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert said.stdout.decode().splitlines() == ["answer", "true", "[]"]


def test_answers_are_the_same_on_every_run() -> None:
    text = "SELECT * { ?x a bil:Visit ; bil:host ?h ; ?p ?o }"
    runs = [
        subprocess.run(
            [sys.executable, "-m", "bilat", "--data", FICTIONAL, "query", "-q", text, "-f", "csv"],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
