"""The shortest chains between two actors, and whether the dates allow them."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilat import network
from bilat.analysis import paths
from bilat.analysis.paths import Path, Paths, Question, shortest
from bilat.model import Dataset, Entity, Record
from bilat.selection import Selection
from samples import ABE, GERASIMOV, JAPAN, PUTIN, RUSSIA, dataset, listing, meeting, sourced, visit
from strategies import PERSONS, STATES, worlds

A, B, C, D, E = PERSONS


def ask(data: Dataset, start: str, goal: str, **options: Any) -> Paths:  # noqa: ANN401  as Question takes them
    return shortest(network.linked(data, Selection()), data, Question(start, goal, **options))


def chains(answer: Paths) -> list[str]:
    """Each chain as the last letters of its actors."""
    return ["".join(node[-1] for node in path.nodes) for path in answer.found]


def met(*pairs: str, when: str = "2016") -> list[Record]:
    """A meeting for each pair of letters."""
    letters = [(f"person:{pair[0]}", f"person:{pair[1]}") for pair in pairs]
    return [meeting("-".join(pair), when, *pair) for pair in letters]


# Worked out by hand


def test_gerasimov_met_putin_who_met_abe() -> None:
    data = dataset(
        meeting("nagato", "2016-12-15/2016-12-16", ABE, PUTIN),
        meeting("staff", "2016-11-22", PUTIN, GERASIMOV),
    )
    (path,) = ask(data, GERASIMOV, ABE).found
    assert path.nodes == (GERASIMOV, PUTIN, ABE)
    assert [hop.record.id for hop in path.hops] == ["staff", "nagato"]
    assert [(hop.source, hop.target) for hop in path.hops] == [(GERASIMOV, PUTIN), (PUTIN, ABE)]
    assert path.length == 2


def test_to_have_received_somebody_is_to_have_met() -> None:
    data = dataset(visit("v", "2016", PUTIN, ABE))
    assert ask(data, ABE, PUTIN).found[0].hops[0].record.id == "v"


def test_no_chain_leads_over_negative_ties() -> None:
    quarrel = meeting("quarrel", "2016", A, B, score=-4.0)
    assert ask(dataset(quarrel), A, B) == Paths(())
    both = dataset(quarrel, meeting("talks", "2016", A, B, score=0.0))
    assert [hop.record.id for hop in ask(both, A, B).found[0].hops] == ["talks"]
    assert ask(both, A, B).found[0].hops[0].others == ()


def test_a_listing_is_no_step_of_a_chain() -> None:
    data = dataset(listing("l", A, RUSSIA, "2014"))
    assert ask(data, A, RUSSIA) == Paths(())


def test_no_chain_runs_through_whom_it_avoids() -> None:
    data = dataset(*met("ab", "bd", "ac", "cd"))
    assert chains(ask(data, A, D, most=9)) == ["abd", "acd"]
    assert chains(ask(data, A, D, most=9, avoid=[B])) == ["acd"]
    assert ask(data, A, D, avoid=[B, C]) == Paths(())


def test_no_state_is_an_inner_node_unless_asked() -> None:
    data = dataset(visit("one", "2016", A, RUSSIA), visit("other", "2016", B, RUSSIA))
    assert ask(data, A, B).found == ()
    assert chains(ask(data, A, B, through_states=True)) == ["aab"]
    assert chains(ask(data, A, RUSSIA)) == ["aa"]
    assert chains(ask(data, RUSSIA, B)) == ["ab"]


def test_who_is_in_no_record_is_at_the_end_of_no_chain() -> None:
    data = dataset(*met("ab"))
    assert ask(data, A, "person:nobody") == Paths(())


def test_a_chain_beyond_the_number_of_hops_is_not_found() -> None:
    data = dataset(*met("ab", "bc", "cd"))
    assert ask(data, A, D, max_hops=2).found == ()
    assert chains(ask(data, A, D, max_hops=3)) == ["abcd"]
    more = dataset(*met("ab", "bd", "ac", "cd", "bc"))
    assert chains(ask(more, A, D, most=9, max_hops=2)) == ["abd", "acd"]
    assert chains(ask(more, A, D, most=9, max_hops=3)) == ["abd", "acd", "abcd", "acbd"]


def test_shorter_chains_come_first_and_the_rest_is_said_to_exist() -> None:
    data = dataset(*met("ab", "ac", "cb", "cd", "db"))
    assert ask(data, A, B, most=1).complete is False
    assert chains(ask(data, A, B, most=2)) == ["ab", "acb"]
    everything = ask(data, A, B, most=3)
    assert chains(everything) == ["ab", "acb", "acdb"]
    assert everything.complete


def test_of_chains_of_one_length_the_one_with_the_best_sourced_weakest_hop_comes_first() -> None:
    ab, bd, ac, cd = met("ab", "bd", "ac", "cd")
    data = dataset(
        sourced(ab, "1"),
        sourced(bd, "1", "2", "3", "4", "5"),
        sourced(ac, "1", "2"),
        sourced(cd, "1", "2"),
    )
    assert chains(ask(data, A, D, most=9)) == ["acd", "abd"]


def test_of_equally_weak_chains_the_better_sourced_then_the_first_by_id_comes_first() -> None:
    ab, bd, ac, cd, ae, ed = met("ab", "bd", "ac", "cd", "ae", "ed")
    one = [sourced(record, "1") for record in (ab, bd, ac, ae, ed)]
    assert chains(ask(dataset(*one, sourced(cd, "1", "2")), A, D, most=9)) == ["acd", "abd", "aed"]


def test_a_hop_shows_the_best_sourced_record_then_the_latest_and_names_the_others() -> None:
    data = dataset(
        meeting("early", "2014", A, B),
        sourced(meeting("one-source", "2017", A, B), "first"),
        sourced(meeting("two-sources", "2015", A, B), "first", "second"),
        meeting("late", "2016", A, B),
        visit("visit", "2013", B, A),
        meeting("some-day", "[..2020]", A, B),
    )
    (hop,) = ask(data, A, B).found[0].hops
    assert hop.record.id == "two-sources"
    assert hop.others == ("one-source", "late", "early", "visit", "some-day")


# Against a plain search


def plain_distance(data: Dataset, start: str, goal: str, *, through_states: bool) -> int | None:
    """Breadth first over who met whom on terms that were not bad."""
    states = {} if through_states else dict.fromkeys(STATES)
    graph = network.actors(data, Selection())
    met_with: dict[str, set[str]] = {actor: set() for actor in PERSONS + STATES}
    for one, other, tie in graph.edges(data=True):
        if tie["score"] >= 0:
            met_with[one].add(other)
            met_with[other].add(one)
    reached, queue = {start: 0}, deque([start])
    while queue:
        here = queue.popleft()
        if here == goal:
            return reached[here]
        for there in met_with[here]:
            if there not in reached and (there == goal or there not in states):
                reached[there] = reached[here] + 1
                queue.append(there)
    return None


ENDS = st.permutations(PERSONS + STATES).map(lambda order: (order[0], order[1]))


@settings(max_examples=200)
@given(worlds(), ENDS, st.booleans())
def test_the_first_chain_is_as_long_as_a_plain_search_says(
    data: Dataset, ends: tuple[str, str], through_states: bool
) -> None:
    answer = ask(data, *ends, max_hops=9, through_states=through_states)
    distance = plain_distance(data, *ends, through_states=through_states)
    assert (answer.found[0].length if answer.found else None) == distance


@given(worlds(), ENDS)
def test_a_chain_runs_the_same_way_back(data: Dataset, ends: tuple[str, str]) -> None:
    there, back = ask(data, *ends, most=99), ask(data, *reversed(ends), most=99)
    assert {path.nodes for path in back.found} == {path.nodes[::-1] for path in there.found}
    assert [path.length for path in back.found] == [path.length for path in there.found]


@given(worlds(), ENDS)
def test_chains_come_by_length_and_each_hop_is_a_record_of_both(
    data: Dataset, ends: tuple[str, str]
) -> None:
    found = ask(data, *ends, most=99).found
    assert [path.length for path in found] == sorted(path.length for path in found)
    assert len({path.nodes for path in found}) == len(found)
    for path in found:
        assert (path.nodes[0], path.nodes[-1]) == ends
        assert len(set(path.nodes)) == len(path.nodes)
        for hop in path.hops:
            for record in (hop.record, *(data.records[id_] for id_ in hop.others)):
                assert {hop.source, hop.target} <= set(record.actors)
                assert record.score >= 0


@given(worlds(), ENDS, st.integers(1, 3))
def test_fewer_chains_are_the_first_ones_and_said_to_be_not_all(
    data: Dataset, ends: tuple[str, str], most: int
) -> None:
    everything, some = ask(data, *ends, most=99), ask(data, *ends, most=most)
    assert some.found == everything.found[:most]
    assert some.complete == (len(everything.found) <= most)


# In time; tests/test_paths_oracle.py tries all of it


def timed(*dated: tuple[str, str]) -> Paths:
    """Chains in time from the first letter of all to the last."""
    records = [
        meeting(f"{pair}-{when}", when, f"person:{pair[0]}", f"person:{pair[1]}")
        for pair, when in dated
    ]
    last = dated[-1][0][-1]
    return ask(dataset(*records), A, f"person:{last}", time_respecting=True)


def test_a_chain_whose_dates_run_backwards_is_none() -> None:
    assert timed(("ab", "2016"), ("bc", "2015")).found == ()


def test_two_meetings_on_one_day_are_in_time() -> None:
    (path,) = timed(("ab", "2016-12-15"), ("bc", "2016-12-15")).found
    assert path.certain


def test_the_record_that_leaves_most_time_is_taken() -> None:
    (path,) = timed(("ab", "2014"), ("ab", "2016"), ("bc", "2015")).found
    assert path.hops[0].record.id == "ab-2014"
    assert path.hops[0].others == ("ab-2016",)


def test_where_the_order_is_in_doubt_the_least_exact_date_decides() -> None:
    (path,) = timed(("ab", "2016"), ("bc", "2016-12")).found
    assert not path.certain
    assert path.decides == "ab-2016"


def test_a_record_that_makes_the_order_certain_is_taken_before_an_earlier_one() -> None:
    (path,) = timed(("ab", "2016"), ("ab", "2016-02-01"), ("bc", "2016-03")).found
    assert path.certain
    assert path.hops[0].record.id == "ab-2016-02-01"


@pytest.mark.parametrize("later", ["[2016-06-15..2016-12]", "[..2016-06]", "[2016-06-15..]"])
def test_the_record_that_decides_is_the_least_exact_wherever_it_stands(later: str) -> None:
    (path,) = timed(("ab", "2016-06"), ("bc", later)).found
    assert path.decides == f"bc-{later}"


def test_certain_chains_come_before_possible_ones_of_their_length() -> None:
    data = dataset(
        sourced(meeting("1", "2016", A, B), "x", "y"),
        sourced(meeting("2", "2016", B, D), "x", "y"),
        meeting("3", "2014", A, C),
        meeting("4", "2015", C, D),
    )
    answer = ask(data, A, D, most=9, time_respecting=True)
    assert [(path.nodes[1], path.certain) for path in answer.found] == [(C, True), (B, False)]


@pytest.mark.parametrize(
    "dated", [[("ab", "[2016..]")], [("ab", "2015"), ("bc", "[2016..]")], [("ab", "2016/..")]]
)
def test_nothing_has_to_come_after_the_last_hop(dated: list[tuple[str, str]]) -> None:
    (path,) = timed(*dated).found
    assert path.certain


def test_a_hop_without_end_leaves_the_order_of_what_follows_in_doubt() -> None:
    (path,) = timed(("ab", "[2016..]"), ("bc", "2018")).found
    assert not path.certain
    assert path.decides == "ab-[2016..]"


# Bounds


def crowd(size: int) -> list[Entity | Record]:
    """Everybody met everybody."""
    pairs = itertools.combinations(range(size), 2)
    return [meeting(f"m{a}-{b}", "2016", f"person:{a}", f"person:{b}") for a, b in pairs]


def test_in_a_crowd_the_shortest_chain_is_found_at_once() -> None:
    answer = ask(dataset(*crowd(12)), "person:0", "person:11", max_hops=11)
    assert answer.found[0].length == 1
    assert not answer.complete


def test_whom_a_crowd_never_met_is_not_looked_for_on_every_way() -> None:
    alone = meeting("alone", "2016", "person:x", "person:y")
    answer = ask(dataset(*crowd(12), alone), "person:0", "person:x", max_hops=12)
    assert answer == Paths(())


def test_a_search_that_gave_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "MAX_VISITS", 80)
    answer = ask(dataset(*crowd(12)), "person:0", "person:11", most=9)
    assert answer.cut == "80 ties looked at, so chains may be missing"
    assert 1 < len(answer.found) < 9
    assert answer.found[0].length == 1
    assert not answer.complete


def test_a_search_that_gave_up_before_it_found_any_chain_says_so_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paths, "MAX_VISITS", 3)
    answer = ask(dataset(*met("ab", "bc")), A, C, time_respecting=True)
    assert (answer.found, bool(answer.cut), answer.clash) == ((), True, None)


def test_to_find_as_many_as_were_asked_for_is_no_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = dataset(*crowd(12))
    assert ask(everybody, "person:0", "person:11", most=3).more == "yes"
    # Whether there are more is looked for in passing, and left open where that takes long.
    backwards = dataset(*met("ab"), *met("ac", when="2017"), *met("cb", when="2015"))
    monkeypatch.setattr(paths, "MAX_GLANCES", 2)
    answer = ask(backwards, A, B, time_respecting=True)
    assert (len(answer.found), answer.more, answer.cut) == (1, "unknown", "")


def test_more_than_a_hundred_chains_are_cut_and_fewer_are_not() -> None:
    everybody = dataset(*crowd(12))
    many = ask(everybody, "person:0", "person:11", most=500)
    assert len(many.found) == 100
    assert many.cut == "100 chains shown, more exist or may exist"
    few = ask(everybody, "person:0", "person:11", most=500, max_hops=2)
    assert (len(few.found), few.complete) == (11, True)
    assert not ask(everybody, "person:0", "person:11", most=100).cut


def test_chains_in_time_are_found_behind_any_number_that_run_backwards() -> None:
    late = [meeting(f"late-{n}", "2018", A, f"person:x{n}") for n in range(60)]
    early = [meeting(f"early-{n}", "2015", f"person:x{n}", D) for n in range(60)]
    round_ = [meeting("1", "2014", A, B), meeting("2", "2015", B, C), meeting("3", "2016", C, D)]
    answer = ask(dataset(*late, *early, *round_), A, D, most=2, time_respecting=True)
    assert chains(answer) == ["abcd"]
    assert answer.complete


def test_a_long_chain_is_found_where_so_many_hops_are_asked_for() -> None:
    line = [meeting(f"m{n}", "2016", f"person:{n}", f"person:{n + 1}") for n in range(1500)]
    (path,) = ask(dataset(*line), "person:0", "person:1500", max_hops=10**9).found
    assert path.length == 1500


# Where the dates leave nothing


def test_the_record_that_makes_the_shortest_chain_impossible_is_named() -> None:
    data = dataset(
        meeting("ab", "2016", A, B),
        meeting("bd-first", "2013", B, D),
        meeting("bd-last", "2014", B, D),
        meeting("ac", "2016", A, C),
        meeting("ce", "2016", C, E),
        meeting("ed", "2012", E, D),
    )
    clash = ask(data, A, D, time_respecting=True).clash
    assert clash
    assert (clash.nodes, clash.hop, clash.possible) == ((A, B, D), 2, False)
    assert (clash.record.id, clash.after.id) == ("bd-last", "ab")
    assert ask(data, A, D).clash is None


def test_what_is_only_possible_is_left_out_where_certainty_is_asked_for() -> None:
    data = dataset(meeting("ab", "2016", A, B), meeting("bd", "2016-05", B, D))
    assert not ask(data, A, D, time_respecting=True).found[0].certain
    answer = ask(data, A, D, time_respecting=True, certain=True)
    assert answer.found == ()
    assert answer.clash
    assert answer.clash.possible
    assert {answer.clash.record.id, answer.clash.after.id} == {"ab", "bd"}


def test_a_date_no_source_confirms_makes_no_order_certain() -> None:
    ab, bc = meeting("ab", "2015", A, B), meeting("bc", "2016", B, C)
    data = dataset(replace(ab, unconfirmed=("when",)), bc)
    (path,) = ask(data, A, C, time_respecting=True).found
    assert (path.certain, path.decides) == (False, "ab")


def test_a_path_is_certain_unless_dates_were_asked_for() -> None:
    assert Path(()).certain
    assert ask(dataset(*met("ab", when="[2016..]")), A, B).found[0].certain


def test_states_at_both_ends_are_found() -> None:
    data = dataset(visit("one", "2016", A, JAPAN), visit("other", "2016", A, RUSSIA))
    assert ask(data, JAPAN, RUSSIA).found[0].nodes == (JAPAN, A, RUSSIA)
