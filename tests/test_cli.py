"""What a person types and gets: answers, formats, exit codes, errors of one line."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bilat.cli.app import run

FICTIONAL = Path(__file__).parent / "fictional"
VERBS = (
    "find", "show", "timeline", "path", "centrality", "communities", "listed", "engaged", "claims",
    "coverage", "stats", "compare", "balance", "query", "graph", "check", "add",
    "import", "export",
)  # fmt: skip


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  whatever was printed
        return json.loads(self.out)


class Ask:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str | Path) -> Said:
        code = run([str(argument) for argument in arguments])
        captured = self.capsys.readouterr()
        return Said(code, captured.out, captured.err)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


def start(
    *arguments: str | Path,
    **options: Any,  # noqa: ANN401  as Popen takes them
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bilat", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


# The answers the dataset must give.


@pytest.mark.parametrize(
    ("filters", "number"),
    [((), 27), (("--to", "2017-12-09"), 20), (("--to", "2018-12-09"), 24), (("--to", "2007"), 3)],
)
def test_abe_and_putin_met_as_often_as_the_ministry_counts(
    ask: Ask, filters: tuple[str, ...], number: int
) -> None:
    question = ("timeline", "Shinzo Abe", "Vladimir Putin", "--kind", "meeting", *filters)
    assert ask(*question, "-f", "json").json["total"] == number
    assert len(ask(*question, "-f", "csv").out.splitlines()) == number + 1
    assert len(ask(*question, "-f", "jsonl").out.splitlines()) == number


def test_the_timeline_of_gerasimov_tells_the_date_trap(ask: Ask) -> None:
    said = ask("timeline", "Valery Gerasimov")
    assert said.code == 0
    visit = next(line for line in said.out.splitlines() if "Gerasimov visits Japan" in line)
    assert visit.startswith("2017-12-11 to 2017-12-13?")
    assert "Ministry of Defense" in visit
    assert "Onodera" in said.out
    assert "Kawano" in said.out
    note = said.out.partition("[1]")[2]
    assert "2018" in note
    assert "Baku" in note
    assert "two days" in note


def test_gerasimov_was_on_the_european_list_and_not_on_the_american(ask: Ask) -> None:
    said = ask("listed", "Valery Gerasimov", "--on", "2017-12-11", "-f", "json")
    status = {row["authority"]["label"]: row for row in said.json["rows"]}
    assert said.code == 0
    assert status["European Union"]["status"] == "listed"
    assert status["European Union"]["record"]["begin"] == "2014-04-29"
    assert status["United States"]["status"] == "not"


def test_sechin_was_listed_by_nobody_when_he_came_in_march_2014(ask: Ask) -> None:
    said = ask("listed", "Igor Sechin", "--on", "2014-03-19", "-f", "json")
    assert said.code == 1
    assert {row["status"] for row in said.json["rows"]} == {"not"}


def test_sechin_was_on_the_american_list_alone_in_november_2015(ask: Ask) -> None:
    said = ask("listed", "Igor Sechin", "--on", "2015-11-06", "-f", "json")
    by = [row["authority"]["label"] for row in said.json["rows"] if row["status"] == "listed"]
    assert by == ["United States"]


def test_japan_engaged_those_the_european_union_had_listed(ask: Ask) -> None:
    said = ask("engaged", "--state", "Japan", "--by", "EU", "-f", "json", "--kind", "visit")
    found = {(row["engaged"]["id"], row["event"]["begin"][:7]) for row in said.json["rows"]}
    assert {
        ("person:valentina-matvienko", "2016-11"),
        ("person:sergei-naryshkin", "2016-06"),
        ("person:nikolai-patrushev", "2015-09"),
        ("person:nikolai-patrushev", "2017-09"),
        ("person:valery-gerasimov", "2017-12"),
    } <= found
    assert all(row["event"]["evidence"] and row["listing"]["evidence"] for row in said.json["rows"])


def test_sechins_trip_of_march_2014_engaged_nobody_listed(ask: Ask) -> None:
    rows = ask("engaged", "--state", "Japan", "-f", "json", "--limit", "0").json["rows"]
    assert ("person:igor-sechin", "2014-03-19") not in {
        (row["engaged"]["id"], row["event"]["begin"]) for row in rows
    }


def test_the_path_from_gerasimov_to_abe_is_a_chain_of_cited_meetings(ask: Ask) -> None:
    said = ask("path", "Valery Gerasimov", "Shinzo Abe", "-f", "json")
    (row,) = said.json["rows"]
    assert row["hops"][0]["from"]["id"] == "person:valery-gerasimov"
    assert row["hops"][-1]["to"]["id"] == "person:shinzo-abe"
    for hop in row["hops"]:
        assert hop["record"]["when"]
        assert hop["record"]["evidence"]
        assert {hop["from"]["kind"], hop["to"]["kind"]} == {"person"}
        assert hop["record"]["kind"] not in ("claim", "listing")


def test_no_path_is_said_in_one_line_with_exit_1(ask: Ask) -> None:
    said = ask("path", "Valery Gerasimov", "Shinzo Abe", "--max-hops", "1")
    assert (said.code, said.out) == (1, "")
    assert "no path within 1 hops" in said.err


@pytest.mark.parametrize("name", ["プーチン", "Путин", "putin", "PUTIN", "person:vladimir-putin"])
def test_one_person_goes_by_names_in_every_script(ask: Ask, name: str) -> None:
    said = ask("find", name, "-f", "json")
    assert said.json["rows"][0]["id"] == "person:vladimir-putin"


def test_centrality_equals_networkx_on_the_network_of_the_library(ask: Ask) -> None:
    import networkx as nx

    import bilat

    expected = nx.betweenness_centrality(bilat.load().network())
    rows = ask("centrality", "--measure", "betweenness", "-f", "json", "--limit", "0").json["rows"]
    assert {row["id"]: row["score"] for row in rows} == pytest.approx(expected)
    assert rows[0]["id"] == "person:shinzo-abe"


# The contract of every verb.


@pytest.mark.parametrize("verb", VERBS)
def test_examples_in_the_help_run(ask: Ask, verb: str, tmp_path: Path) -> None:
    help_ = ask(verb, "--help")
    examples = [line.strip() for line in help_.out.splitlines() if line.startswith("    bilat ")]
    assert 2 <= len(examples) <= 3
    for example in examples:
        arguments = [part.strip('"') for part in re.findall(r'"[^"]*"|\S+', example)][1:]
        arguments = [part for part in arguments if part != "--open"]
        arguments = [str(tmp_path / part) if part.endswith(".html") else part for part in arguments]
        said = ask(*arguments)
        assert said.code == 0, (example, said.err)
        assert said.out or list(tmp_path.iterdir())


QUESTIONS: dict[str, tuple[str, ...]] = {
    "find": ("find", "putin"),
    "show": ("show", "Valery Gerasimov"),
    "timeline": ("timeline", "Igor Sechin"),
    "path": ("path", "Gerasimov", "Abe"),
    "centrality": ("centrality", "--limit", "3"),
    "communities": ("communities", "--limit", "3"),
    "listed": ("listed", "--by", "EU", "--on", "2015"),
    "engaged": ("engaged", "--state", "Japan"),
    "claims": ("claims", "--by", "James D. J. Brown"),
    "coverage": ("coverage",),
    "stats": ("stats",),
    "compare": ("compare", "2013", "2014", "--limit", "9"),
    "balance": ("balance",),
}


@pytest.mark.parametrize("verb", QUESTIONS)
def test_json_is_one_object_with_the_agreed_keys(ask: Ask, verb: str) -> None:
    found = ask(*QUESTIONS[verb], "-f", "json").json
    assert {"verb", "as_of", "filters", "total", "shown", "complete", "rows"} <= found.keys()
    assert found["verb"] == verb
    assert found["shown"] == len(found["rows"]) > 0
    assert found["complete"] is (found["shown"] >= found["total"] and verb != "path")


@pytest.mark.parametrize("verb", QUESTIONS)
@pytest.mark.parametrize("format_", ["table", "json", "jsonl", "csv", "tsv", "md"])
def test_every_verb_speaks_every_format(ask: Ask, verb: str, format_: str, tmp_path: Path) -> None:
    said = ask(*QUESTIONS[verb], "-f", format_)
    assert said.code == 0
    assert said.out
    written = tmp_path / "answer"
    assert ask(*QUESTIONS[verb], "-f", format_, "-o", written).out == ""
    assert written.read_text("utf-8").splitlines()[-1] == said.out.splitlines()[-1]


def test_a_record_row_carries_its_whole_evidence(ask: Ask) -> None:
    rows = ask("timeline", "Valery Gerasimov", "--kind", "visit", "-f", "json").json["rows"]
    record = next(row for row in rows if row["id"] == "event:2017-12-11-gerasimov-visits-japan")
    assert {
        "id", "kind", "label", "when", "begin", "end", "realis", "contested", "certain",
        "participants", "place", "sources", "evidence",
    } <= record.keys()  # fmt: skip
    for item in record["evidence"]:
        assert {
            "document",
            "locator",
            "gist",
            "asserted_by",
            "stance",
            "verification",
        } <= item.keys()
        assert {"id", "title", "issued", "url"} <= item["document"].keys()
        assert item["stance"] in ("affirms", "presupposes", "doubts", "denies")


def test_a_cut_list_says_so(ask: Ask) -> None:
    said = ask("timeline", "Shinzo Abe", "--limit", "2")
    assert re.search(r"showing 2 of \d+", said.out)
    assert ask("timeline", "Shinzo Abe", "--limit", "2", "-f", "json").json["complete"] is False


def test_csv_for_a_spreadsheet_starts_no_formula(ask: Ask, tmp_path: Path) -> None:
    data = tmp_path / "data.ttl"
    data.write_bytes(_hostile("=HYPERLINK(1)"))
    raw = ask("--data", FICTIONAL, "--data", data, "find", "HYPERLINK", "-f", "csv").out
    assert "=HYPERLINK(1)" in next(csv.reader(io.StringIO(raw.splitlines()[1])))
    safe = ask(
        "--data", FICTIONAL, "--data", data, "find", "HYPERLINK", "-f", "csv", "--excel-safe"
    ).out
    assert "'=HYPERLINK(1)" in next(csv.reader(io.StringIO(safe.splitlines()[1])))


def _hostile(label: str) -> bytes:
    text = json.dumps(label)
    return (
        "@prefix bil: <https://w3id.org/bilat/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f"<https://w3id.org/bilat/id/topic/hostile> a bil:Topic ; rdfs:label {text}@en .\n"
    ).encode()


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("<b>bold</b>", "<b>bold</b>"),
        ("[/bold]", "[/bold]"),
        ("\x1b[31mred", "\\u{001B}[31mred"),
        ("two\nlines", "two\\u{000A}lines"),
        ("\u202etxt.exe", "\\u{202E}txt.exe"),
    ],
)
def test_data_comes_out_as_text(ask: Ask, tmp_path: Path, label: str, shown: str) -> None:
    data = tmp_path / "data.ttl"
    data.write_bytes(_hostile(label))
    said = ask("--data", FICTIONAL, "--data", data, "find", "topic:hostile")
    (line,) = [line for line in said.out.splitlines() if line.startswith("topic:hostile")]
    assert shown in line


def test_two_of_one_family_name_are_both_named_and_nobody_is_guessed(ask: Ask) -> None:
    said = ask("--data", FICTIONAL, "show", "Talen")
    assert (said.code, said.out) == (2, "")
    assert "Mira Talen" in said.err
    assert "Jon Talen" in said.err


def test_an_unknown_name_gets_the_nearest(ask: Ask) -> None:
    said = ask("show", "Gerasimow")
    assert (said.code, said.out) == (1, "")
    assert "Valery Gerasimov" in said.err


# What can go wrong, in one line, with the agreed exit code and nothing written.

BAD = {
    "malformed Turtle": ("event:x a bil:Visit ;\n", "declared"),
    "unknown term": ("<http://e.org/x> a bil:Visitt .", "Visitt"),
    "visit without host": (
        "<https://w3id.org/bilat/id/event/x> a bil:Visit ; bil:visitor <http://e.org/p> .",
        "bil:host",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_data_is_refused_in_one_line(ask: Ask, case: str, tmp_path: Path) -> None:
    statements, reason = BAD[case]
    data = tmp_path / "bad.ttl"
    data.write_text(f"@prefix bil: <https://w3id.org/bilat/ns#> .\n{statements}\n", "utf-8")
    page = tmp_path / "page.html"
    for question in (("timeline",), ("find", "x"), ("graph", "-o", str(page))):
        said = ask("--data", data, *question)
        assert (said.code, said.out) == (3, "")
        assert said.err.count("\n") == 1
        assert said.err.startswith(f"bilat: {data}:2")
        assert len(said.err) <= 301
    assert not page.exists()
    found = ask("--data", data, "check", "-f", "json")
    assert found.code in (1, 3)
    assert reason in found.out + found.err


def test_a_date_that_does_not_exist_is_refused(ask: Ask, tmp_path: Path) -> None:
    data = tmp_path / "bad.ttl"
    text = (FICTIONAL / "events.ttl").read_text("utf-8")
    when = re.search(r'bil:when "([^"]+)"', text)
    assert when
    for file in FICTIONAL.glob("*.ttl"):
        copy = file.read_text("utf-8").replace(when[0], 'bil:when "2018-13"', 1)
        (tmp_path / file.name).write_text(copy, "utf-8")
    data.unlink(missing_ok=True)
    said = ask("--data", tmp_path, "timeline")
    assert (said.code, said.out) == (3, "")
    assert "2018-13" in said.err
    assert "events.ttl:" in said.err
    found = ask("--data", tmp_path, "check", "-f", "json")
    assert found.code == 1
    assert "T1" in {row["code"] for row in found.json["rows"]}


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("timeline", "--from", "2018-13"), 2, "2018-13"),
        (("timeline", "--kind", "summit"), 2, "meeting"),
        (("timeline", "--lang", "xx"), 2, "en, ja, ru"),
        (("timeline", "-f", "xml"), 2, "jsonl"),
        (("timelin",), 2, "timeline"),
        (("path", "Abe"), 2, "B"),
        (("path", "Abe", "Abe"), 2, "two actors"),
        (("centrality", "--measure", "fame"), 2, "betweenness"),
        (("listed",), 2, "--by"),
        (("compare", "2018", "2014"), 2, "write: 2014 2018"),
        (("compare", "2014-12", "2014"), 2, "two different dates"),
        (("compare", "2014", "[2015..]"), 2, "no last day"),
        (("compare", "2014", "soon"), 2, "YYYY"),
        (("compare", "1800", "1801"), 1, "--unrecorded"),
        (("balance", "--balance", "fair"), 2, "generalised"),
        (("balance", "--layer", "claims"), 2, "situation"),
        (("balance", "--mixed", "both"), 2, "undecided"),
        (("balance", "--unit", "month"), 2, "year"),
        (("balance", "--to", "1901"), 1, "widen"),
        (("timeline", "--kind", "meeting", "--to", "1901"), 1, "widen"),
        (("--data", "no-such-folder", "check"), 3, "no such file"),
        (("--data", "/dev/null", "check"), 3, "not a regular file"),
        (("graph", "-o", "/proc/page.html", "--to", "2010"), 7, "cannot be written"),
        (("timeline", "-o", "/no/such/folder/x.csv"), 7, "cannot be written"),
    ],
)
def test_errors_say_what_to_do_in_one_line(
    ask: Ask, arguments: tuple[str, ...], code: int, word: str
) -> None:
    said = ask(*arguments)
    assert (said.code, said.out) == (code, "")
    assert said.err.count("\n") == 1
    assert said.err.startswith("bilat: ")
    assert word in said.err
    assert "Traceback" not in said.err


def test_a_traceback_is_shown_only_when_asked_for(ask: Ask) -> None:
    assert "Traceback" in ask("--debug", "show", "nobody-at-all").err


def test_an_empty_dataset_is_an_error_unless_allowed(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "empty.ttl").write_text("# nothing yet\n", "utf-8")
    assert ask("--data", tmp_path, "timeline").code == 3
    assert ask("--data", tmp_path, "--allow-empty", "timeline").code == 1
    assert ask("--data", tmp_path, "--allow-empty", "check").code == 0


def test_a_reader_that_leaves_is_no_error() -> None:
    with start("timeline", "--limit", "0", "-f", "json") as child:
        assert child.stdout
        assert child.stderr
        child.stdout.read(10)
        child.stdout.close()
        assert child.wait(timeout=30) in (0, 141)
        assert child.stderr.read() == b""


def test_ctrl_c_ends_with_130_and_no_traceback_within_a_second() -> None:
    for patience in (0.6, 0.4, 0.3):
        with start("check", start_new_session=True) as child:
            time.sleep(patience)
            os.killpg(child.pid, signal.SIGINT)
            begin = time.monotonic()
            _, err = child.communicate(timeout=30)
        if child.returncode != 0:
            break
    assert child.returncode == 130, "a fast machine may have finished before"
    assert err in (b"bilat: interrupted\n", b"")
    assert time.monotonic() - begin < 1.5


def test_an_ascii_locale_changes_nothing_that_is_written(tmp_path: Path) -> None:
    plain = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}
    written = tmp_path / "x.csv"
    child = start("find", "プーチン", "-f", "csv", "-o", written, env=plain)
    _, err = child.communicate(timeout=30)
    assert (child.returncode, err) == (0, b"")
    assert "プーチン" in written.read_text("utf-8")
    child = start("find", "プーチン", env=plain)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, err) == (0, b"")
    assert b"person:vladimir-putin" in out


def test_asking_for_help_loads_no_heavy_library() -> None:
    heavy = ["pyvis", "IPython", "rdflib", "pyshacl", "ibis", "networkx", "pyoxigraph", "scipy"]
    code = f"import sys, bilat.cli.app; print([m for m in {heavy!r} if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("verb", ["find", "show", "listed"])
def test_a_plain_question_loads_nothing_that_only_other_questions_need(verb: str) -> None:
    libraries = ["networkx", "rdflib", "pyvis", "pyshacl", "json", "csv", "calendar"]
    others = [*libraries, "bilat.findings", "bilat.knowledge.checking", "bilat.store.faults"]
    code = (
        "import sys; from bilat.cli.app import run; run(sys.argv[1:]);"
        f"print([m for m in {others!r} if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, *QUESTIONS[verb]]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"


# The page with a story, and as a folder.


def test_a_story_that_cites_what_there_is_not_is_refused_with_its_line(
    ask: Ask, tmp_path: Path
) -> None:
    path = tmp_path / "tale.md"
    path.write_text("---\ntitle: T\nlanguage: en\n---\n## A\n\n[x](event:nosuch)\n", "utf-8")
    said = ask("graph", "-o", str(tmp_path / "p.html"), "--story", str(path))
    assert (said.code, said.out) == (3, "")
    assert f'{path}:7: no record or actor has the id "event:nosuch"' in said.err
    assert not (tmp_path / "p.html").exists()


def test_a_page_is_split_into_a_folder_that_must_be_named(ask: Ask, tmp_path: Path) -> None:
    assert ask("graph", "--split").code == 2
    said = ask("graph", "--split", "-o", str(tmp_path / "site"))
    assert said.code == 0
    assert (tmp_path / "site" / "index.html").exists()
