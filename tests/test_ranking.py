"""``centrality`` and ``communities`` as they are printed: the method and its limits are said."""

from __future__ import annotations

import pytest

from test_cli import Ask


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


SCORED = ("centrality", "--measure", "degree", "--limit", "0", "-f", "json")


def test_weighted_is_short_for_the_number_of_records(ask: Ask) -> None:
    weighted = ask(*SCORED, "--weighted").json
    assert weighted == ask(*SCORED, "--weight", "number").json
    assert (weighted["weight"], weighted["weighted"]) == ("number", True)
    assert ask(*SCORED).json["weighted"] is False


def test_two_weights_at_once_are_refused(ask: Ask) -> None:
    said = ask(*SCORED, "--weighted", "--weight", "conflict")
    assert said.code == 2
    assert "leave one out" in said.err


def test_an_exact_ranking_says_so(ask: Ask) -> None:
    found = ask("centrality", "-f", "json").json
    assert (found["exact"], found["error"], found["samples"]) == (True, None, None)
    assert found["engine"].startswith("networkx ")
    assert "; exact, networkx" in ask("centrality").out


def test_an_approximate_ranking_states_its_error_and_confidence(ask: Ask) -> None:
    found = ask("centrality", "--approximate", "--limit", "0", "-f", "json").json
    assert found["exact"] is False
    assert found["error"] == {"epsilon": 0.01, "delta": 0.1}
    assert found["engine"] == "random shortest paths"
    exact = ask("centrality", "--limit", "0", "-f", "json").json
    true = {row["id"]: row["score"] for row in exact["rows"]}
    assert max(abs(row["score"] - true[row["id"]]) for row in found["rows"]) <= 0.01
    assert "within 0.01 of the exact score, 90 % sure" in ask("centrality", "--approximate").out


def test_a_comparison_names_change_newcomers_and_those_who_are_gone(ask: Ask) -> None:
    asked = ("centrality", "--as-of", "2010", "--compare", "2021", "--limit", "0")
    found = ask(*asked, "-f", "json").json
    then = ask("centrality", "--as-of", "2021", "--limit", "0", "-f", "json").json["rows"]
    ranks = {row["id"]: row["rank"] for row in then}
    here = {row["id"] for row in found["rows"]}
    for row in found["rows"]:
        assert row["change"] == (ranks[row["id"]] - row["rank"] if row["id"] in ranks else None)
    assert {row["id"]: row["rank"] for row in found["gone"]} == {
        id_: place for id_, place in ranks.items() if id_ not in here
    }
    assert found["compare"] == "2021"
    assert "in the network of 2021 but not here: " in ask(*asked).out
    back = ask("centrality", "--as-of", "2021", "--compare", "2010", "--limit", "0")
    assert "new" in back.out.split()


def test_without_comparison_nothing_is_said_of_change(ask: Ask) -> None:
    found = ask("centrality", "-f", "json").json
    assert not {"gone", "compare"} & set(found)
    assert "change" not in found["rows"][0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--weight", "plover"), "never summed"),
        (("--weight", "conflict"), "brings nobody nearer"),
        (("--weight", "fame"), "no weight"),
        (("--measure", "katz", "--approximate"), "katz is not approximated"),
        (("--network", "moon"), "no network"),
        (("--network", "bipartite", "--weight", "cooperation"), "has no score"),
    ],
)
def test_what_cannot_be_computed_says_why_in_one_line(
    ask: Ask, arguments: tuple[str, ...], said: str
) -> None:
    answer = ask("centrality", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    assert said in answer.err


def test_groups_state_how_they_were_found(ask: Ask) -> None:
    asked = ("communities", "--resolution", "2", "--seed", "7", "--limit", "0")
    found = ask(*asked, "-f", "json").json
    assert (found["resolution"], found["seed"], found["measure"]) == (2.0, 7, "modularity")
    assert 0 < found["modularity"] < 1
    said = ask(*asked).out
    assert "at resolution 2, weight number, seed 7; Louvain, networkx" in said
    assert sum(row["size"] for row in found["rows"]) == found["nodes"]


def test_the_records_behind_a_strong_tie_can_be_opened(ask: Ask) -> None:
    group = ask("communities", "--limit", "1", "-f", "json").json["rows"][0]
    tie = group["strongest"][0]
    assert len(tie["records"]) == tie["strength"]
    asked = ("timeline", tie["from"]["id"], tie["to"]["id"], "--limit", "0", "-f", "json")
    known = {row["id"] for row in ask(*asked).json["rows"]}
    assert set(tie["records"]) <= known
    assert {tie["from"]["id"], tie["to"]["id"]} <= {member["id"] for member in group["members"]}


def test_no_groups_where_nobody_met(ask: Ask) -> None:
    said = ask("communities", "--to", "1800")
    assert said.code == 1
    assert "widen the dates" in said.err
