"""Chains equal what trying everything finds: every chain, every choice of records, every reading.

The oracle below shares nothing with the search but the rules of who is tied to whom (and these
it reads from the full network): no bounds, no pruning, no order of looking.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from bilat import network
from bilat.analysis.paths import Path, Question, shortest
from bilat.model import Dataset, Record
from bilat.selection import Selection
from oracle import Row, openness, possible, sure
from strategies import FEW, PERSONS, STATES, histories

ACTORS = PERSONS + STATES


@dataclass
class Chain:
    nodes: tuple[str, ...]
    row: Row
    certain: bool


def tied(data: Dataset, chosen: Selection) -> dict[frozenset[str], set[str]]:
    found: dict[frozenset[str], set[str]] = {}
    for one, other, tie in network.actors(data, chosen).edges(data=True):
        if tie["score"] >= 0:
            found.setdefault(frozenset((one, other)), set()).add(tie["event"])
    return found


def simple_chains(
    pairs: dict[frozenset[str], set[str]], asked: Question, chain: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    if chain[-1] == asked.goal:
        yield chain
        return
    if len(chain) > asked.max_hops:
        return
    for actor in ACTORS:
        barred = actor in asked.avoid or (actor in STATES and not asked.through_states)
        if actor in chain or (barred and actor != asked.goal):
            continue
        if frozenset((chain[-1], actor)) in pairs:
            yield from simple_chains(pairs, asked, (*chain, actor))


def oracle(data: Dataset, chosen: Selection, asked: Question) -> list[Chain]:
    """All chains in the order that is promised."""
    pairs = tied(data, chosen)
    found: list[Chain] = []
    for nodes in simple_chains(pairs, asked, (asked.start,)):
        options = [best_first(data, pairs[frozenset(pair)]) for pair in itertools.pairwise(nodes)]
        rows = list(itertools.product(*options))
        if not asked.time_respecting:
            found.append(Chain(nodes, rows[0], certain=True))
            continue
        certain = [row for row in rows if sure(row, strict=asked.strict)]
        maybe = [] if asked.certain else [row for row in rows if possible(row, strict=asked.strict)]
        if certain or maybe:
            found.append(Chain(nodes, (certain or maybe)[0], bool(certain)))
    return sorted(found, key=lambda chain: promised(data, chain))


def best_first(data: Dataset, ids: set[str]) -> list[Record]:
    def worth(record: Record) -> tuple[int, int, str]:
        begin = record.begin.toordinal() if record.begin else 0
        return -data.sources(record), -begin, record.id

    return sorted((data.records[id_] for id_ in ids), key=worth)


def promised(data: Dataset, chain: Chain) -> tuple[int, bool, int, int, tuple[str, ...]]:
    sources = [data.sources(record) for record in chain.row]
    return len(chain.row), not chain.certain, -min(sources), -sum(sources), chain.nodes


@st.composite
def questions(draw: st.DrawFn) -> Question:
    start, goal, *others = draw(st.permutations(FEW))
    return Question(
        start,
        goal,
        most=draw(st.sampled_from([99, 99, 1, 2, 3])),
        max_hops=draw(st.sampled_from([4, 4, 3, 2, 1])),
        through_states=draw(st.booleans()),
        avoid=others[: draw(st.sampled_from([0, 0, 0, 1, 2]))],
        time_respecting=draw(st.sampled_from([True, True, False])),
        strict=draw(st.booleans()),
        certain=draw(st.sampled_from([False, False, True])),
    )


selections = st.builds(
    Selection,
    contested=st.sampled_from([True, False]),
    min_sources=st.sampled_from([0, 0, 0, 2]),
    kinds=st.sampled_from([frozenset[str](), frozenset[str](), frozenset(["meeting"])]),
)


def told(path: Path) -> tuple[Any, ...]:
    return path.nodes, [hop.record.id for hop in path.hops], path.certain


@settings(max_examples=200)
@given(histories(), selections, questions())
def test_chains_are_those_that_trying_everything_finds(
    data: Dataset, chosen: Selection, asked: Question
) -> None:
    answer = shortest(network.linked(data, chosen), data, asked)
    expected = oracle(data, chosen, asked)
    event(f"{min(len(expected), 3)} chains, {max((len(c.row) for c in expected), default=0)} hops")
    shown = expected[: asked.most]
    assert [told(path) for path in answer.found] == [
        (chain.nodes, [record.id for record in chain.row], chain.certain) for chain in shown
    ]
    assert answer.more == ("yes" if len(expected) > asked.most else "no")
    assert answer.cut == ""
    pairs = tied(data, chosen)
    for path in answer.found:
        for hop in path.hops:
            both = pairs[frozenset((hop.source, hop.target))]
            assert [hop.record.id, *hop.others] == [hop.record.id] + [
                record.id for record in best_first(data, both - {hop.record.id})
            ]


@settings(max_examples=100)
@given(histories(), questions())
def test_where_all_chains_run_backwards_the_answer_says_where(
    data: Dataset, asked: Question
) -> None:
    asked = replace(asked, time_respecting=True)
    answer = shortest(network.linked(data, Selection()), data, asked)
    looser = replace(asked, certain=False) if asked.certain else asked
    maybe = oracle(data, Selection(), looser)
    at_all = oracle(data, Selection(), replace(asked, time_respecting=False))
    assert (answer.clash is None) == bool(answer.found or not at_all)
    if answer.clash is None:
        return
    clash, pairs = answer.clash, tied(data, Selection())
    assert clash.possible == bool(maybe)
    assert clash.nodes == (maybe or at_all)[0].nodes
    options = [best_first(data, pairs[frozenset(pair)]) for pair in itertools.pairwise(clash.nodes)]
    holds = sure if clash.possible else possible
    fine = [
        any(holds(row, strict=asked.strict) for row in itertools.product(*options[:hops]))
        for hops in (clash.hop - 1, clash.hop)
    ]
    event(f"hop {clash.hop}")
    assert fine == [True, False]
    assert clash.record in options[clash.hop - 1]
    assert clash.after in options[clash.hop - 2]
    front = itertools.product(*options[: clash.hop - 2])
    rows = ((*row, clash.after, clash.record) for row in front)
    assert not any(holds(row, strict=asked.strict) for row in rows)


@settings(max_examples=100)
@given(histories(), questions())
def test_the_record_that_decides_is_the_vaguest_of_those_whose_order_is_open(
    data: Dataset, asked: Question
) -> None:
    asked = replace(asked, time_respecting=True, certain=False, most=99)
    for path in shortest(network.linked(data, Selection()), data, asked).found:
        row = [hop.record for hop in path.hops]
        open_ = {
            record.id: record
            for pair in itertools.pairwise(row)
            if not sure(pair, strict=asked.strict)
            for record in pair
        }
        assert path.certain == (not open_)
        assert (path.decides is None) == path.certain
        if path.decides:
            assert path.decides in open_
            assert openness(open_[path.decides]) == max(map(openness, open_.values()))
