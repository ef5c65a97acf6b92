"""Laws of balance, on small worlds with dates of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bilat.analysis.balance import Balance, triads
from bilat.dates import Bounds
from bilat.model import Record
from bilat.selection import Selection
from samples import dataset
from strategies import FOUR_STATES, moved, periods, relations, shifts


def found(things: Sequence[Record], **options: object) -> Balance:
    selection = options.pop("selection", Selection())
    return triads(dataset(*things), selection, **options)  # type: ignore[arg-type]


Told = set[tuple[object, ...]]


def told(answer: Balance, names: dict[str, str] | None = None) -> Told:
    called = names or {}
    return {
        (
            triad.layer,
            frozenset(called.get(state, state) for state in triad.states),
            triad.status,
            triad.certain,
            frozenset(
                (
                    frozenset(called.get(end, end) for end in (tie.one, tie.other)),
                    (tie.sign, tie.positive, tie.negative),
                    (tie.certain, tie in triad.unbalanced_by),
                )
                for tie in triad.ties
            ),
        )
        for triad in answer.triads
    }


asked_rules = st.sampled_from(["strict", "generalised"])
asked_mixed = st.sampled_from([None, "net", "undecided"])


@given(relations(), asked_rules, asked_mixed, st.permutations(FOUR_STATES))
def test_names_do_not_matter(
    things: list[Record], rule: str, mixed: str | None, others: list[str]
) -> None:
    names = dict(zip(FOUR_STATES, others, strict=True))
    renamed = [
        replace(
            item,
            participants=tuple(p._replace(actor=names[p.actor]) for p in item.participants[::-1]),
        )
        for item in things
    ]
    plain = told(found(things, rule=rule, mixed=mixed), names)
    assert told(found(renamed, rule=rule, mixed=mixed)) == plain


@given(relations(), periods, asked_rules, asked_mixed)
def test_the_certain_answer_is_part_of_the_whole(
    things: list[Record], period: Bounds, rule: str, mixed: str | None
) -> None:
    whole = found(things, selection=Selection(period), rule=rule, mixed=mixed)
    sure = found(things, selection=Selection(period, certain=True), rule=rule, mixed=mixed)
    assert sure.triads == tuple(triad for triad in whole.triads if triad.certain)


@given(relations(), periods, shifts)
def test_triads_do_not_change_when_all_dates_move(
    things: list[Record], period: Bounds, by: int
) -> None:
    later = [replace(item, bounds=moved(item.bounds, by)) for item in things]
    before = found(things, selection=Selection(period))
    assert told(found(later, selection=Selection(moved(period, by)))) == told(before)


@given(relations(), periods, asked_mixed)
def test_the_sign_of_a_tie_is_certain_if_it_is_the_same_without_any_possible_records(
    things: list[Record], period: Bounds, mixed: str | None
) -> None:
    selection = Selection(period)
    for triad in found(things, selection=selection, mixed=mixed).triads:
        way = mixed or ("net" if triad.layer == "event" else "undecided")
        for tie in triad.ties:
            signs = set()
            for count in range(len(tie.possible) + 1):
                for left_out in combinations(sorted(tie.possible), count):
                    kept = [item for item in tie.records if item.id not in left_out]
                    signs.add(sign_of(kept, way) if kept else None)
            assert tie.certain == (signs == {tie.sign})


def sign_of(records: Sequence[Record], mixed: str) -> int:
    by_kind = {"alliance": 1.0, "dispute": -1.0}
    scores = [by_kind.get(record.kind, record.score) for record in records]
    if mixed == "undecided" and min(scores) < 0 < max(scores):
        return 0
    return (sum(scores) > 0) - (sum(scores) < 0)


@given(relations())
def test_what_generalised_balance_refuses_the_strict_refuses_too(things: list[Record]) -> None:
    strict = found(things)
    generalised = found(things, rule="generalised")
    for one_, other in zip(strict.triads, generalised.triads, strict=True):
        assert one_.status in ("unbalanced", other.status)
