"""Checks that compare many with many find what comparing each with each would find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.store import sweeps

DAYS = st.integers(0, 9).map(lambda number: f"2020-01-{number + 10}")
NAMES = st.sampled_from("abcdefgh")
EDGES = st.lists(st.tuples(NAMES, NAMES), max_size=14)


def whose(found: Iterable[sweeps.Row]) -> set[str]:
    return {row["this"] for row in found}


# One of several that overlap is named with one other: whoever has any must be named once, this or
# other, and no two are named that do not.
def agree(found: list[sweeps.Row], pairs: set[tuple[str, str]], *, each: bool = True) -> None:
    named = [(row["this"], row["other"]) for row in found]
    assert set(named) <= pairs
    assert len(named) == len(set(named))
    if each:
        linked, wanted = nx.Graph(named), nx.Graph(list(pairs))
        assert set(linked) == set(wanted)


EVENT = st.tuples(DAYS, DAYS, st.sampled_from(["Call", "Meeting"]), st.sampled_from(["p", "pq"]))


@given(st.lists(EVENT, max_size=9), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8))))
def test_events_told_twice_are_those_of_the_same_people_with_a_day_in_common(
    events: list[tuple[str, str, str, str]], apart: list[tuple[int, int]]
) -> None:
    empty = dict.fromkeys(("kind", "role", "person", "from", "to", "apart"), "")
    rows: list[sweeps.Row] = []
    for number, (*days, kind, taking_part) in enumerate(events):
        event = {**empty, "this": str(number)}
        rows.append({**event, "kind": kind, "from": min(days), "to": max(days)})
        rows += [{**event, "role": "attendee", "person": person} for person in taking_part]
    rows += [{**empty, "this": str(one), "apart": str(other)} for one, other in apart]
    pairs = set()
    for (one, first), (other, second) in combinations(enumerate(events), 2):
        alike = first[2:] == second[2:]
        common = max(min(first[:2]), min(second[:2])) <= min(max(first[:2]), max(second[:2]))
        if alike and common and not {(one, other), (other, one)} & set(apart):
            pairs.add((str(one), str(other)))
    found = list(sweeps.told_twice(rows))
    agree(found, pairs, each=not apart)
    assert bool(found) == bool(pairs)


TERM = st.tuples(DAYS, DAYS, st.sampled_from("pq"), st.sampled_from(["chair", "crown"]))


@pytest.mark.parametrize(
    ("rule", "same"), [(sweeps.same_seat, False), (sweeps.same_term, True)], ids=["O3", "O5"]
)
@given(terms=st.lists(TERM, max_size=9))
def test_terms_that_overlap_are_found_whoever_holds_them(
    rule: Callable[[Iterable[sweeps.Row]], Iterable[sweeps.Row]],
    same: bool,
    terms: list[tuple[str, str, str, str]],
) -> None:
    held = [
        {"this": str(number), "person": person, "office": office, "begin": one, "end": other}
        for number, (*days, person, office) in enumerate(terms)
        for one, other in [sorted(days)]
        if one < other
    ]
    pairs = {
        (one["this"], other["this"])
        for one, other in combinations(held, 2)
        if one["office"] == other["office"]
        and (one["person"] == other["person"]) == same
        and max(one["begin"], other["begin"]) < min(one["end"], other["end"])
    }
    found = list(rule(held))
    agree(found, pairs, each=False)
    # Of several at once all but the first to begin are named.
    for one in held:
        earlier = [
            row
            for row in held
            if (row["begin"], row["this"]) < (one["begin"], one["this"])
            and tuple(sorted((row["this"], one["this"]))) in pairs
        ]
        if earlier:
            assert any(one["this"] in (row["this"], row["other"]) for row in found)


@given(st.lists(st.tuples(NAMES, st.sampled_from(["Ann", "Bob"])), max_size=9), EDGES)
def test_namesakes_are_those_nobody_tells_apart(
    named: list[tuple[str, str]], apart: list[tuple[str, str]]
) -> None:
    empty = dict.fromkeys(("class", "name", "language", "apart"), "")
    rows: list[sweeps.Row] = [{**empty, "this": this, "name": name} for this, name in named]
    rows += [{**empty, "this": one, "apart": other} for one, other in apart]
    told = {frozenset(edge) for edge in apart}
    pairs = {
        (one[0], other[0])
        for one, other in combinations(sorted(set(named)), 2)
        if one[1] == other[1] and one[0] != other[0] and frozenset((one[0], other[0])) not in told
    }
    found = list({(row["this"], row["other"]): row for row in sweeps.namesakes(rows)}.values())
    agree(found, pairs, each=not apart)
    assert bool(found) == bool(pairs)


SPAN = st.tuples(st.none() | DAYS, st.none() | DAYS)


@given(st.lists(SPAN, max_size=4), st.lists(SPAN, max_size=4))
def test_a_person_without_country_needs_an_office_at_each_event(
    held: list[tuple[str | None, str | None]], events: list[tuple[str | None, str | None]]
) -> None:
    rows: list[sweeps.Row] = []
    for sort, spans in (("held", held), ("event", events)):
        for number, (begin, end) in enumerate(spans):
            rows.append(
                {"this": "p", "held": "", "event": "", "from": begin or "", "to": end or ""}
            )
            rows[-1] = {**rows[-1], sort: f"{sort} {number}"}
    free = [
        f"event {number}"
        for number, (start, stop) in enumerate(events)
        if not any(
            (not begin or not stop or begin <= stop) and (not start or not end or start <= end)
            for begin, end in held
        )
    ]
    expected = [{"this": "p", "event": min(free)}] if free else []
    assert list(sweeps.without_country(rows)) == expected


@given(EDGES)
def test_loops_are_what_leads_back_to_itself(edges: list[tuple[str, str]]) -> None:
    graph = nx.DiGraph(edges)
    wanted = {one for one, other in edges if nx.has_path(graph, other, one)}
    assert whose(sweeps.loops([{"this": one, "above": other} for one, other in edges])) == wanted


@given(EDGES)
def test_copies_of_copies_are_those_out_of_loops(edges: list[tuple[str, str]]) -> None:
    graph = nx.DiGraph(edges)
    rows = [
        {"this": one, "version": two, "original": three}
        for one, two in dict.fromkeys(edges)
        for _, three in dict.fromkeys(edge for edge in edges if edge[0] == two)
    ]
    wanted = [row for row in rows if not nx.has_path(graph, row["original"], row["this"])]
    assert list(sweeps.copies_of_copies(rows)) == wanted


@given(EDGES, st.sets(NAMES))
def test_bodies_of_no_state_are_those_no_way_up_leads_from_to_one(
    edges: list[tuple[str, str]], states: set[str]
) -> None:
    graph = nx.DiGraph(edges)
    graph.add_nodes_from("abcdefgh")
    empty = dict.fromkeys(("this", "above", "body", "state"), "")
    rows: list[sweeps.Row] = [{**empty, "this": one, "above": other} for one, other in edges]
    rows += [{**empty, "body": name} for name in "abcdefgh"]
    rows += [{**empty, "state": name} for name in states]
    above = {
        name: {
            far for near in graph.successors(name) for far in nx.descendants(graph, near) | {near}
        }
        for name in "abcdefgh"
    }
    wanted = {name for name in "abcdefgh" if not above[name] & states}
    assert whose(sweeps.stateless(rows)) == wanted
