"""The library is public and documented, and the command line answers with it and nothing else."""

from __future__ import annotations

import ast
import doctest
import html
import inspect
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bilat
from bilat.cli.app import THEMES, run
from bilat.errors import NotFoundError, UsageError
from bilat.knowledge import loading
from bilat.knowledge.graph import KnowledgeGraph
from bilat.report.layout import Answer, Column
from bilat.report.terminal import visible

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "docs" / "library.md"
PUBLIC = {name for name in dir(KnowledgeGraph) if not name.startswith("_")}
# Part of what load does.
INTERNAL = {"refuse_problems"}


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return bilat.load()


# What is public is documented, with an example that runs.


def test_every_public_name_can_be_imported_and_says_what_it_is() -> None:
    for name in bilat.__all__:
        thing = getattr(bilat, name)
        assert name == "__version__" or inspect.getdoc(thing), name
    assert dir(bilat) == sorted(bilat.__all__)


def test_every_error_there_is_can_be_caught_by_a_public_name() -> None:
    from bilat import errors

    named = {name for name in vars(errors) if name.endswith("Error")}
    assert named <= set(bilat.__all__)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_method_of_the_graph_is_described(name: str) -> None:
    assert len(inspect.getdoc(getattr(KnowledgeGraph, name)) or "") > 20


@pytest.mark.parametrize("name", sorted(PUBLIC - INTERNAL))
def test_every_method_of_the_graph_has_an_example_in_the_page_of_the_library(name: str) -> None:
    examples = doctest.DocTestParser().get_examples(LIBRARY.read_text("utf-8"))
    assert any(re.search(rf"\bkg\.{name}\b", example.source) for example in examples)


def test_the_examples_of_the_library_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tried = doctest.testfile(str(LIBRARY), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert tried.attempted > 40
    assert tried.failed == 0
    written = {"gerasimov.svg", "gerasimov.html", "site", "events.tab", "events.ttl"}
    assert {path.name for path in tmp_path.iterdir()} == written


# The command line calls the library and nothing else.


def used_of_the_graph(tree: ast.Module) -> Iterator[str]:
    """The attributes a module of the command line takes from a loaded graph."""
    bound = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_graph(node.value, set())
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_graph(node.value, bound):
            yield node.attr


def is_graph(node: ast.expr, bound: set[str]) -> bool:
    """Whether an expression is the graph of the session, one just loaded, or bound to one."""
    if isinstance(node, ast.Name):
        return node.id in bound
    if isinstance(node, ast.Attribute):
        return node.attr == "graph"
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "loading.load"


def cli_modules() -> list[Path]:
    return sorted((ROOT / "graph" / "bilat" / "cli").glob("*.py"))


def test_the_command_line_takes_from_the_graph_only_what_is_public() -> None:
    used = {
        path.name: set(used_of_the_graph(ast.parse(path.read_text("utf-8"))))
        for path in cli_modules()
    }
    attributes = PUBLIC | {"data", "statements"}
    assert {name: names - attributes for name, names in used.items() if names - attributes} == {}
    assert {"ask", "html"} <= set().union(*used.values())


def test_the_command_line_takes_from_the_loader_only_what_is_public() -> None:
    used = {
        node.attr
        for path in cli_modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "loading"
    }
    assert used == {"load", "check", "query"}
    assert used <= set(bilat.__all__)
    assert all(getattr(bilat, name) is getattr(loading, name) for name in used)


# What is asked in Python is answered as on the command line.

Question = tuple[list[str], list[str], dict[str, Any]]
QUESTIONS: dict[str, Question] = {
    "find": (["2+2", "--lang", "ja"], ["2+2"], {"language": "ja"}),
    "show": (["Naryshkin", "--as-of", "2016-06-16"], ["Naryshkin"], {"as_of": "2016-06-16"}),
    "timeline": (
        ["Abe", "Putin", "--kind", "meeting", "--from", "2014", "--certain", "--limit", "3"],
        ["Abe", "Putin"],
        {"kinds": ("meeting",), "since": "2014", "certain": True, "limit": 3},
    ),
    "path": (
        ["Matvienko", "Shoigu", "-k", "2", "--to", "2017", "--min-sources", "2", "--lang", "ru"],
        ["Matvienko", "Shoigu"],
        {"most": 2, "until": "2017", "min_sources": 2, "language": "ru"},
    ),
    "centrality": (
        ["--measure", "degree", "--weighted", "--compare", "2014", "--limit", "5"],
        ["degree"],
        {"weight": "number", "compare": "2014", "limit": 5},
    ),
    "communities": (
        ["--weight", "cooperation", "--resolution", "1.5", "--seed", "3", "--from", "2014"],
        [],
        {"weight": "cooperation", "resolution": 1.5, "seed": 3, "since": "2014"},
    ),
    "listed": (
        ["Sechin", "--on", "2015-11-06", "--by", "US"],
        ["Sechin"],
        {"on": "2015-11-06", "by": "US"},
    ),
    "engaged": (
        ["--state", "Japan", "--by", "EU", "--kind", "visit", "--to", "2017"],
        [],
        {"state": "Japan", "by": "EU", "kind": "visit", "until": "2017"},
    ),
    "claims": (
        ["--contested", "--about", "Gerasimov"],
        [],
        {"disputed": True, "about": "Gerasimov"},
    ),
    "compare": (
        ["2014-02", "2014-09", "--kind", "listing", "--about", "US", "--certain"],
        ["2014-02", "2014-09"],
        {"kinds": ("listing",), "about": ["US"], "certain": True},
    ),
    "balance": (
        ["--layer", "situation", "--unit", "year", "--from", "2012", "--mixed", "net"],
        [],
        {"layers": ["situation"], "unit": "year", "since": "2012", "mixed": "net"},
    ),
    "coverage": (["--limit", "9"], [], {"limit": 9}),
    "stats": (["--lang", "ja"], [], {"language": "ja"}),
}


@pytest.mark.parametrize("format_", ["json", "csv", "md"])
@pytest.mark.parametrize("verb", QUESTIONS)
def test_python_and_the_command_line_give_the_same_answer(
    shipped: KnowledgeGraph, capsys: pytest.CaptureFixture[str], verb: str, format_: str
) -> None:
    typed, names, options = QUESTIONS[verb]
    assert run([verb, *typed, "--format", format_]) == 0
    assert shipped.ask(verb, *names, **options).to(format_) == capsys.readouterr().out


def test_every_verb_that_asks_is_asked_in_python_too(shipped: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="choose from") as refused:
        shipped.ask("nonsense")
    offered = set(re.findall(r"\w+", str(refused.value).partition("choose from:")[2]))
    assert offered == set(QUESTIONS)
    assert offered <= {verb for verbs in THEMES.values() for verb in verbs}


def test_a_method_gives_what_the_answer_of_its_verb_shows(shipped: KnowledgeGraph) -> None:
    def ids(verb: str, *names: str, **options: Any) -> list[Any]:  # noqa: ANN401
        rows = json.loads(shipped.ask(verb, *names, limit=0, **options).to("json"))["rows"]
        return [row.get("id") or row["record"]["id"] for row in rows]

    meetings = shipped.timeline("Abe", "Putin", kind="meeting")
    assert [record.id for record in meetings] == ids("timeline", "Abe", "Putin", kind="meeting")
    ranks = shipped.centrality("harmonic", until="2016").ranks
    assert [rank.id for rank in ranks] == ids("centrality", "harmonic", until="2016")
    standings = shipped.listed(by="US", on="2018-05-01")
    assert [item.listing.id for item in standings] == ids("listed", by="US", on="2018-05-01")
    claims = shipped.claims(by="James D. J. Brown")
    assert [claim.id for claim in claims] == ids("claims", by="James D. J. Brown")
    met = shipped.engaged(state="Japan", kind="visit")
    rows = shipped.ask("engaged", state="Japan", kind="visit", limit=0).rows
    assert [(item.event.id, item.listing.id) for item in met] == [
        (row["event"]["id"], row["listing"]["id"]) for row in rows
    ]
    chains = shipped.path("Gerasimov", "Abe", most=3)
    rows = shipped.ask("path", "Gerasimov", "Abe", most=3).rows
    assert [[hop.record.id for hop in chain.hops] for chain in chains] == [
        [hop["record"]["id"] for hop in row["hops"]] for row in rows
    ]


@pytest.mark.parametrize(
    ("verb", "options", "complaint"),
    [
        ("timeline", {"form": "2017"}, 'no filter "form"'),
        ("path", {"max_hop": 3}, 'no filter "max_hop"'),
        ("centrality", {"form": "2017"}, 'no filter "form"'),
        ("claims", {"limit": -1}, "limit is -1"),
        ("stats", {"language": "tlh"}, 'no language "tlh"'),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(
    shipped: KnowledgeGraph, verb: str, options: dict[str, Any], complaint: str
) -> None:
    names = ["Gerasimov", "Abe"] if verb == "path" else []
    with pytest.raises(UsageError, match=complaint):
        shipped.ask(verb, *names, **options)


@pytest.mark.parametrize(
    ("verb", "names", "options"),
    [
        ("find", ["Xyzzy Plugh"], {}),
        ("timeline", ["Abe"], {"until": "1900"}),
        ("path", ["Gerasimov", "Abe"], {"max_hops": 1}),
        ("engaged", [], {"until": "1900"}),
        ("claims", [], {"min_sources": 99}),
    ],
)
def test_nothing_found_is_an_error_that_says_so(
    shipped: KnowledgeGraph, verb: str, names: list[str], options: dict[str, Any]
) -> None:
    with pytest.raises(NotFoundError):
        shipped.ask(verb, *names, **options)


# In a notebook.


class Markup(HTMLParser):
    """The elements of a text, its links and what a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.seen = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.seen += data


def shown(answer: Answer) -> Markup:
    return Markup(answer._repr_html_())


TAGS = {"div", "p", "strong", "small", "a", "table", "thead", "tbody", "tr", "th", "td"}


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_the_data_says_a_notebook_shows_it_as_text(one: str, two: str, tri: str) -> None:
    hostile = f"{one}<script>alert(1)</script>"
    columns = [Column("Name", lambda row: str(row["name"]))]
    answer = Answer("find", [{"name": hostile}], columns, 1, heading=two, notes=(tri,), text=(two,))
    found = shown(answer)
    assert found.tags <= TAGS
    assert found.attributes <= {"class", "style", "href", "rel"}
    assert visible(hostile) in found.seen
    assert visible(tri) in found.seen


@pytest.mark.parametrize(
    ("note", "links"),
    [
        ("See https://example.org/a?b=1&c=2, page 3", ["https://example.org/a?b=1&c=2"]),
        ("(http://example.org/x).", ["http://example.org/x"]),
        ("javascript:alert(1) data:text/html,x //example.org", []),
        ('https://example.org/"onclick="x', ["https://example.org/"]),
        ("https:// and http://", []),
        ("https://example.org/\u202egpj.exe", ["https://example.org/"]),
    ],
)
def test_only_plain_web_addresses_become_links(note: str, links: list[str]) -> None:
    found = shown(Answer("find", [], [], 0, notes=(note,)))
    assert found.links == links
    assert visible(note) in found.seen


def test_a_notebook_shows_what_the_terminal_shows(shipped: KnowledgeGraph) -> None:
    for verb, (_, names, options) in QUESTIONS.items():
        answer = shipped.ask(verb, *names, **options)
        cells = re.split(r"\s{2,}|\n", answer.to("table"))
        seen = " ".join(shown(answer).seen.split())
        missing = [cell for cell in cells if " ".join(cell.split()) not in seen and "─" not in cell]
        assert missing == []


def test_an_answer_is_named_in_a_line_and_printed_as_on_a_terminal(shipped: KnowledgeGraph) -> None:
    answer = shipped.ask("listed", "Sechin", on="2015-11-06")
    assert repr(answer) == "<Answer: Listed on 2015-11-06: Igor Sechin, 3 of 3>"
    assert str(answer) == answer.to("table")
    assert html.escape("Igor Sechin") in answer._repr_html_()
    with pytest.raises(UsageError, match="choose from"):
        answer.to("docx")
