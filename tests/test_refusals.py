"""What the command line refuses, and what it prints when there is nothing to print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bilat.report.terminal import calm
from test_cli import FICTIONAL, Ask, ask

__all__ = ["ask"]


def test_json_of_a_question_without_an_answer_has_no_rows(ask: Ask) -> None:
    for question in (
        ["path", "Gerasimov", "Abe", "--max-hops", "1"],
        ["timeline", "Abe", "--to", "1900"],
        ["engaged", "--to", "1900"],
    ):
        answer = ask(*question, "--format", "json")
        assert (answer.code, answer.json["rows"], answer.json["verb"]) == (1, [], question[0])


@pytest.mark.parametrize("bound", ["nan", "inf", "0", "-1", "1e400"])
def test_a_bound_that_bounds_nothing_is_refused(ask: Ask, bound: str) -> None:
    for options in (["--timeout", bound, "stats"], ["query", "-q", "ASK {}", "--timeout", bound]):
        assert ask(*options).code == 2


def test_what_could_mean_two_things_is_refused(ask: Ask) -> None:
    query = ["query", "-q", "ASK { ?m bil:attendee ?who }"]
    assert ask(*query, "-p", "who=Abe", "-p", "who=Putin").code == 2
    assert ask("query", "--named", "sources", "-q", "ASK {}").code == 2
    assert ask("centrality", "--compare", "2014", "--from", "2015").code == 2


def test_a_whole_name_of_something_else_is_no_part_of_an_actors_name(ask: Ask) -> None:
    refused = ask("path", "Abe", "Tokyo")
    assert (refused.code, '"Tokyo" is a place, no actor' in refused.err) == (2, True)
    assert all(row["place"] for row in ask("timeline", "Tokyo", "--format", "json").json["rows"])


def test_a_query_gets_no_answer_from_data_that_other_questions_refuse(
    ask: Ask, tmp_path: Path
) -> None:
    text = (FICTIONAL / "events.ttl").read_text("utf-8")
    (tmp_path / "x.ttl").write_text(
        re.sub(r'bil:when "\d{4}-\d\d-\d\d"', 'bil:when "2021-02-30"', text)
    )
    answers = [
        ask("--data", str(tmp_path), *verb) for verb in (["timeline"], ["query", "-q", "ASK {}"])
    ]
    assert [(answer.code, answer.out) for answer in answers] == [(3, ""), (3, "")]
    assert answers[0].err == answers[1].err


def test_nothing_in_data_acts_on_a_terminal_in_any_format() -> None:
    hostile = 'a\x1b[31m\u202eb\tc\n"\x07'
    assert calm(hostile, "csv") == 'a\\u{001B}[31m\\u{202E}b\tc\n"\\u{0007}'
    text = json.dumps({"label": hostile}, ensure_ascii=False, indent=2)
    assert json.loads(calm(text, "json")) == {"label": hostile}
    assert "\u202e" not in calm(text, "json")
