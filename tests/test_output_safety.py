"""Nothing in data, in a name that is typed or in the name of a file acts on a terminal."""

from __future__ import annotations

import ast
import contextlib
import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import tty
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import bilat
import hostile
import tables
from bilat.cli import options
from bilat.knowledge import exchange, loading
from bilat.knowledge.graph import KnowledgeGraph
from bilat.report import terminal
from bilat.store import writing
from test_cli import VERBS, Ask, ask

__all__ = ["ask"]

LOAD = loading.load
PACKAGE = Path(bilat.__file__).parent

QUESTIONS: dict[str, tuple[str, ...]] = {
    "find": ("find", "state:xke"),
    "show": ("show", "person:mira-talen"),
    "timeline": ("timeline", "--limit", "0"),
    "path": ("path", "person:mira-talen", "person:oren-vask"),
    "centrality": ("centrality",),
    "communities": ("communities",),
    "listed": ("listed", "--by", "body:northern-compact"),
    "engaged": ("engaged",),
    "claims": ("claims", "--limit", "0"),
    "coverage": ("coverage",),
    "stats": ("stats",),
    "compare": ("compare", "2021", "2023", "--limit", "0"),
    "balance": ("balance", "--unit", "all"),
}
LINES = ("table", "md", "jsonl")
SEPARATORS = {"csv": ",", "tsv": "\t"}
FORMATS = (*LINES, *SEPARATORS, "json")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same dataset with benign texts, with such as steer, and with such as try to be code."""
    payloads = {"benign": ("",), "steering": hostile.STEERING, "markup": hostile.markup()}
    folder = tmp_path_factory.mktemp("data")
    return {name: hostile.dataset(folder / name, texts) for name, texts in payloads.items()}


@pytest.fixture(scope="module")
def data(folders: dict[str, Path]) -> Path:
    return folders["steering"]


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder is read once a module; what is printed is all that is looked at here."""
    monkeypatch.setattr(loading, "load", loaded)


def loaded(*paths: Path, **bounds: Any) -> KnowledgeGraph:  # noqa: ANN401  as load takes them
    return LOAD(*paths, **bounds) if bounds.get("endpoint") else read(*paths)


@cache
def read(*paths: Path) -> KnowledgeGraph:
    return LOAD(*paths)


def forbidden(text: str, *, allowed: str = "") -> set[str]:
    return (set(text) & hostile.FORBIDDEN) - set(allowed)


def records(text: str, format_: str) -> int:
    """As many as somebody counts who reads the format."""
    if format_ == "json":
        return len(json.loads(text)["rows"])
    if format_ in SEPARATORS:
        return len(list(csv.reader(io.StringIO(text), delimiter=SEPARATORS[format_])))
    return len(text.split("\n"))


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("verb", QUESTIONS)
def test_no_text_of_the_data_steers_and_one_record_stays_one(
    ask: Ask, folders: dict[str, Path], verb: str, format_: str
) -> None:
    question = (*QUESTIONS[verb], "-f", format_)
    usual = ask("--data", folders["benign"], *question)
    assert usual.code == 0
    for folder in (folders["steering"], folders["markup"]):
        said = ask("--data", folder, *question)
        assert said.code == 0
        assert forbidden(said.out, allowed="\t" if format_ in SEPARATORS else "") == set()
        assert forbidden(said.err) == set()
        if format_ not in SEPARATORS:
            assert not set(said.out) & hostile.INVISIBLE
        assert records(said.out, format_) == records(usual.out, format_)
        said.out.encode("utf-8")


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize("format_", FORMATS)
def test_a_terminal_gets_nothing_invisible_in_any_format(
    ask: Ask, data: Path, format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    for question in QUESTIONS.values():
        said = ask("--data", data, *question, "-f", format_)
        assert said.out
        assert not set(said.out) & hostile.INVISIBLE
        assert forbidden(said.out, allowed="\t") == set()


@pytest.mark.usefixtures("read_once")
def test_json_means_what_the_data_says_for_all_that(ask: Ask, data: Path) -> None:
    said = ask("--data", data, *QUESTIONS["timeline"], "-f", "json")
    labels = {row["id"]: row["label"] for row in json.loads(said.out)["rows"]}
    graph = loaded(data)
    assert labels == {id_: graph.data.records[id_].label() for id_ in labels}
    assert any(set(label) & hostile.FORBIDDEN for label in labels.values())


@pytest.mark.usefixtures("read_once")
def test_files_are_as_safe_as_what_is_printed(ask: Ask, data: Path, tmp_path: Path) -> None:
    for format_ in FORMATS:
        written = tmp_path / f"x.{format_}"
        assert ask("--data", data, "timeline", "-f", format_, "-o", written).code == 0
        assert forbidden(written.read_bytes().decode(), allowed="\t") == set()


QUERIES = {
    "SELECT": "SELECT * { ?s rdfs:label ?label } ORDER BY ?s ?label",
    "CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER(isLiteral(?o)) }",
    "made here": 'SELECT ("\\u001B]0;x\\u0007\\u202E\\u009B\\r\\n" AS ?x) {}',
}


@pytest.mark.parametrize("query", QUERIES)
def test_answers_to_queries_do_not_steer_either(ask: Ask, data: Path, query: str) -> None:
    formats = ("ttl", "nt") if query == "CONSTRUCT" else (*FORMATS, "srj")
    for format_ in formats:
        said = ask("--data", data, "query", "-q", QUERIES[query], "-f", format_)
        assert said.code == 0, said.err
        assert said.out
        assert forbidden(said.out, allowed="\t" if format_ in SEPARATORS else "") == set()


@pytest.mark.parametrize("format_", FORMATS)
def test_findings_do_not_steer(ask: Ask, data: Path, format_: str) -> None:
    said = ask("--data", data, "check", "--infos", "--limit", "0", "-f", format_)
    assert said.code == 1
    assert forbidden(said.out, allowed="\t" if format_ in SEPARATORS else "") == set()
    assert forbidden(said.err) == set()


# What is typed


def typed() -> Iterator[str]:
    """Payloads as somebody may type them, or a script pass them on: no NUL."""
    yield from (text.replace("\0", "") for text in hostile.STEERING)
    yield os.fsdecode(b"\xff\x1b[31m\xfe")
    yield "\x1b[31m" * 2000


def calls(text: str) -> Iterator[tuple[str, ...]]:
    for verb in ("show", "find", "timeline"):
        yield (verb, f"zzqqzz{text}")
    yield ("path", f"x{text}", f"y{text}")
    yield ("timeline", "--as-of", f"2{text}")
    yield ("timeline", "--kind", f"x{text}")
    yield ("timeline", "--lang", f"x{text}")
    yield ("timeline", "-f", f"x{text}")
    yield ("timeline", "--limit", f"x{text}")
    yield ("timeline", f"--x{text}")
    yield ("timeline", "-o", f"/no/such/folder{text}/x.csv")
    yield (f"x{text}",)
    yield ("--timeout", f"x{text}", "stats")
    yield ("--data", f"/no/such{text}", "stats")
    yield ("--data", f"/no/such{text}.ttl", "check")
    yield ("--endpoint", f"ftp://x{text}", "stats")
    yield ("--endpoint", f"http://x{text}.invalid:99999/", "stats")
    yield ("query", "-q", f"SELECT * {{ ?s ?p {text} x")
    yield ("query", "-q", f"ASK {{ SERVICE <http://x/{text}> {{}} }}")
    yield ("query", "-q", "ASK { ?x ?y ?z }", "-p", f"x{text}")
    yield ("query", "-q", "ASK { ?x ?y ?z }", "-p", f"x=y{text}")
    yield ("query", f"/no/such{text}.rq")
    yield ("query", "--named", f"x{text}")
    yield ("query", "-q", "ASK {}", "-f", f"x{text}")
    yield ("graph", "-o", f"/no/such/folder{text}/x.html")
    yield ("graph", "--focus", f"x{text}", "-o", "-")
    yield ("graph", "--story", f"x{text}", "-o", "-")
    yield ("check", "--source", f"x{text}")
    yield ("check", "--source", f"x{text}=y{text}")
    yield ("import", f"x{text}", "y")
    yield ("import", "ftm", f"/no/such{text}")
    yield ("import", "ftm", "x", "-o", f"x{text}")
    yield ("export", f"x{text}")
    yield ("export", "ttl", "--kind", f"x{text}")
    yield ("export", "graphml", "--network", f"x{text}")
    yield ("export", "nt", "-o", f"/no/such/folder{text}/x.nt")


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize("number", range(len(list(typed()))))
def test_an_error_is_one_safe_line_whatever_was_typed(ask: Ask, number: int) -> None:
    text = list(typed())[number]
    for call in calls(text):
        said = ask(*call)
        assert said.code in (1, 2, 3, 5, 7), (call, said)
        assert said.out == "", call
        assert said.err.startswith("bilat: "), call
        assert said.err.count("\n") == 1, call
        assert said.err.endswith("\n"), call
        assert len(said.err) <= 301, call
        assert forbidden(said.err) == set(), call
        assert not set(said.err) & hostile.INVISIBLE, call


CONTENTS = ("<urn:a> <urn:b>", "", "a b c .", "<urn:a> <urn:b> 'c' .")


def test_the_name_of_a_file_does_not_steer(ask: Ask, tmp_path: Path) -> None:
    for number, text in enumerate(typed()):
        name = text.replace("/", "_").encode("utf-8", "surrogateescape")[:120]
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/x" + name + b".ttl"))
        path.write_text(CONTENTS[number % len(CONTENTS)], "utf-8")
        for verb in ("check", "stats"):
            said = ask("--data", path, verb)
            assert forbidden(said.out + said.err) == set()
            assert not set(said.out + said.err) & hostile.INVISIBLE
            assert said.err.count("\n") <= 1
        path.unlink()


def test_the_name_of_an_output_does_not_steer(ask: Ask, tmp_path: Path) -> None:
    path = tmp_path / "x\x1b]0;t\x07\u202e\n.html"
    said = ask("--data", hostile.FICTIONAL, "graph", "-o", path)
    assert (said.code, said.err.count("\n"), path.exists()) == (0, 1, True)
    assert forbidden(said.err) == set()


def test_a_traceback_that_was_asked_for_does_not_steer(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("a\x1b[2J\r\n\u202e\x9b")

    monkeypatch.setattr(loading, "load", broken)
    said = ask("--debug", "stats")
    assert said.code == 70
    assert "Traceback" in said.err
    assert forbidden(said.err) == set()
    assert ask("stats").err.count("\n") == 1


def test_a_shell_completes_no_name_that_steers(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BILAT_DATA", str(data))
    found = options.complete_name("")
    assert len(found) > 20
    assert all(terminal.visible(name) == name for name in found)


def test_every_verb_of_data_is_asked_here() -> None:
    assert {*QUESTIONS, "query", "check", "graph", "import", "export", "add"} >= set(VERBS)


# Files for others, tables of others


def quads(text: str | bytes, form: str) -> set[ox.Quad]:
    return set(ox.parse(text, writing.FORMATS[form]))


@pytest.mark.usefixtures("read_once")
@pytest.mark.parametrize("form", exchange.FORMATS)
def test_an_export_acts_on_no_terminal_and_elsewhere_is_as_the_data_are(
    ask: Ask, data: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = ask("--data", data, "export", form)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = ask("--data", data, "export", form)
    assert (piped.code, shown.code, piped.err, shown.err) == (0, 0, "", "")
    assert forbidden(shown.out, allowed="\t") == set()
    assert not set(shown.out) & hostile.INVISIBLE
    if form == "csv":
        labels = {record.label() for record in loaded(data).data.records.values()}
        assert {
            row["label"] for row in csv.DictReader(io.StringIO(piped.out, newline=""))
        } == labels
    elif form != "graphml":
        found = quads(piped.out, form)
        assert quads(shown.out, form) == found
        read_ = {quad.object for path in data.glob("*.ttl") for quad in ox.parse(path=path)}
        said = {one.value for one in read_ if isinstance(one, ox.Literal)}
        assert {quad.object.value for quad in found if isinstance(quad.object, ox.Literal)} == said
        assert any(set(text) & hostile.FORBIDDEN for text in said)


def on_a_terminal(*arguments: str | Path) -> bytes:
    """All that a command writes to a terminal it is started on."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    command = [sys.executable, "-m", "bilat", *map(str, arguments)]
    streams: Any = {"stdout": theirs, "stderr": theirs, "stdin": subprocess.DEVNULL}
    with subprocess.Popen(command, **streams) as running, open(ours, "rb", 0) as stream:  # noqa: PTH123
        os.close(theirs)
        pieces = []
        # A terminal whose other side is closed is an error to who reads on.
        with contextlib.suppress(OSError):
            while piece := stream.read(1 << 16):
                pieces.append(piece)
        assert running.wait() in (0, 1)
    return b"".join(pieces)


def test_a_real_terminal_is_safe_from_files_of_others(data: Path, tmp_path: Path) -> None:
    table = tmp_path / "table"
    table.write_text(gathered("icews"), "utf-8")
    addition = ("add", "place", "--label", "\x1b[2J\u202e", "--dry-run")
    for call in (
        ("--data", data, "export", "ttl"),
        ("--data", data, "export", "csv"),
        ("import", "icews", table, "--keep-going", "-o", "-"),
        ("--data", hostile.FICTIONAL, *addition),
    ):
        text = on_a_terminal(*call).decode()
        assert len(text) > 100, call
        assert forbidden(text, allowed="\t") == set(), call
        assert not set(text) & hostile.INVISIBLE, call


def gathered(kind: str) -> str:
    """Lines of a table, of which the first is whole and each other has a payload somewhere."""
    lines = [json.dumps(tables.entity("a")) if kind == "ftm" else tables.GOOD[kind]("1")]
    texts = [text.replace("\n", "\x0b").replace("\0", "") for text in hostile.STEERING]
    for number, text in enumerate(texts, start=2):
        if kind == "ftm":
            named: dict[str, Any] = {"name": ["B"], f"Name{text}": ["x"]}
            lines += [
                json.dumps(tables.entity(f"b{number}", "Person", **named)),
                json.dumps(tables.entity(f"c{number}", name=[f"Name{text}"])),
                json.dumps(tables.entity(f"d{number}{text}", f"Person{text}")),
                json.dumps(tables.entity(f"e{number}", birthDate=[text], name=["E"])),
            ]
            continue
        row = tables.GOOD[kind](str(number)).split("\t")
        for place in range(len(row)):
            cells = [f"{number}{place:02d}", *row[1:]]
            cells[place] += text
            lines.append("\t".join(cells))
    heading = [tables.COLUMNS] if kind == "icews" else []
    return "\n".join((*heading, *lines, ""))


@pytest.mark.parametrize("kind", exchange.KINDS)
def test_no_table_of_others_steers_nor_adds_a_line(ask: Ask, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x\x1b]0;t\x07\u202e\n"
    path.write_text(gathered(kind), "utf-8")
    listed = tmp_path / "rejects.csv"
    said = ask("import", kind, path, "--keep-going", "-o", tmp_path / "out.ttl")
    read_, kept, rejected = tables.counts(said)
    assert said.code == 0
    assert 1 < kept < read_
    assert forbidden(said.err) == set()
    assert not set(said.err) & hostile.INVISIBLE
    lines = said.err.splitlines()
    assert all(len(line) <= 300 for line in lines)
    named = [line for line in lines[1:] if not line.startswith(("dropped: ", "and "))]
    assert len(named) == min(rejected, 100)
    assert all(re.search(r":\d+: ", line) for line in named)
    strict = ask("import", kind, path)
    assert forbidden(tables.one_line(strict, 3)) == set()
    assert ask("import", kind, path, "--keep-going", "--rejects", listed).code == 0
    text = listed.read_bytes().decode()
    assert forbidden(text) == set()
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == rejected + 1
    assert ask("--data", tmp_path / "out.ttl", "timeline").code in (0, 1)


def test_a_list_of_rejects_starts_no_formula(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("=1+1").write_text(tables.icews_table(tables.icews(), "=bad"), "utf-8")
    said = ask("import", "icews", "=1+1", "--keep-going", "--rejects", "rejects.csv")
    assert said.code == 0
    found = list(csv.reader(io.StringIO(Path("rejects.csv").read_text("utf-8"))))
    assert found[1:] == [["'=1+1", "3", "expected 20 columns, found 1"]]


def additions(text: str) -> Iterator[tuple[str, ...]]:
    add = ("--data", str(hostile.FICTIONAL), "add")
    yield (*add, f"x{text}")
    yield (*add, "place", "--label", f"Elm{text}", "--dry-run")
    yield (*add, "place", "--label", "x", "--to", f"x{text}")
    yield (*add, "place", "--label", "x", "--id", f"x {text}")
    yield (*add, "place", "--label", "x", "--part-of", f"zzqq{text}")
    yield (*add, "meeting", "--when", f"x{text}")


# Reading the data anew each time takes a while: all payloads at once, and what differs from them.
@pytest.mark.parametrize(
    "text", ["".join(list(typed())[:-2]), *list(typed())[-2:]], ids=["all", "bytes", "long"]
)
def test_what_is_added_does_not_steer_whatever_was_typed(ask: Ask, text: str) -> None:
    for call in additions(text):
        said = ask(*call)
        assert said.code in (0, 1, 2, 3), (call, said)
        assert forbidden(said.out + said.err) == set(), call
        assert not set(said.out + said.err) & hostile.INVISIBLE, call
        assert all(len(line) <= 300 for line in said.err.splitlines()), call
        if not said.out:
            assert said.code > 0
            assert said.err.startswith("bilat: ")
            assert said.err.count("\n") == 1


# Who prints

# Of the streams themselves others may ask this, which says nothing.
ASKED = {"isatty", "fileno", "flush", "reconfigure"}
OUTLETS = {("os", "write"), ("sys", "excepthook"), ("warnings", "warn"), ("logging", "basicConfig")}
# In the worker stdout is the pipe to its caller, who reads bytes from it and shows none.
IN_THE_WORKER = {"sandbox.py", "store/sparql.py"}
# Where files are written, which it opens for that.
FILES = {"files.py"}


def outlets(tree: ast.Module) -> Iterator[int]:
    """The lines where something may be printed."""
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("print", "breakpoint", "input"):
            yield node.lineno
        if isinstance(node, ast.Attribute):
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            outer = above[node]
            method = outer.attr if isinstance(outer, ast.Attribute) else ""
            if of == "sys" and node.attr.strip("_") in ("stdout", "stderr"):
                if method not in ASKED:
                    yield node.lineno
            elif (of, node.attr) in OUTLETS or node.attr in ("echo", "secho", "print_exc"):
                yield node.lineno
        if isinstance(node, ast.ImportFrom) and node.module in ("sys", "typer", "click"):
            names = {alias.name for alias in node.names}
            if names & {"stdout", "stderr", "echo", "secho", "prompt", "confirm"}:
                yield node.lineno


def test_one_module_prints() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in PACKAGE.rglob("*.py")
        if (lines := list(outlets(ast.parse(path.read_text("utf-8")))))
    }
    assert found.pop("report/terminal.py")
    assert set(found) - IN_THE_WORKER - FILES - {"cli/app.py"} == set()
    assert len(found["files.py"]) == 1
    # Both streams are told there what to do with a letter they cannot show.
    assert len(found.get("cli/app.py", [])) == 2


@pytest.mark.parametrize(
    "code",
    ["print(x)", "sys.stdout.write(x)", "w = sys.stderr", "typer.echo(x)", "os.write(1, x)"],
)
def test_what_prints_is_found(code: str) -> None:
    assert list(outlets(ast.parse(code))) == [1]
