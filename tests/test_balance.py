"""Triads of states: balanced or not, by which tie, on which records, how certainly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bilat
from bilat.analysis.balance import Balance, Tie, Triad, judge, triads
from bilat.dates import Bounds
from bilat.errors import UsageError
from bilat.model import Entity, Record
from bilat.selection import Selection, make
from samples import (
    AMERICA,
    GERASIMOV,
    JAPAN,
    RUSSIA,
    act,
    dataset,
    listing,
    office,
    pact,
    parts,
    quarrel,
)
from strategies import (
    any_bounds,
    day,
    readings,
    tight,
)

CHINA = "state:china"
EU = "international-organisation:eu"
Thing = Record | Entity


def found(things: Sequence[Thing], **options: object) -> Balance:
    selection = options.pop("selection", Selection())
    return triads(dataset(*things), selection, **options)  # type: ignore[arg-type]


def one(things: Sequence[Thing], **options: object) -> Triad:
    (triad,) = found(things, **options).triads
    return triad


def triangle(*signs: int, states: tuple[str, str, str] = (JAPAN, RUSSIA, AMERICA)) -> list[Record]:
    pairs = combinations(states, 2)
    return [
        act(f"act-{number}", *pair, 5.0 * sign)
        for number, (pair, sign) in enumerate(zip(pairs, signs, strict=True))
    ]


def ends(ties: Sequence[Tie]) -> list[tuple[str, str]]:
    return [(tie.one, tie.other) for tie in ties]


# The four patterns of signs


@pytest.mark.parametrize(
    ("signs", "strict", "generalised"),
    [
        ((1, 1, 1), "balanced", "balanced"),
        ((1, 1, -1), "unbalanced", "unbalanced"),
        ((1, -1, -1), "balanced", "balanced"),
        ((-1, -1, -1), "unbalanced", "balanced"),
    ],
)
def test_the_four_patterns_of_signs(
    signs: tuple[int, int, int], strict: str, generalised: str
) -> None:
    assert one(triangle(*signs)).status == strict
    assert one(triangle(*signs), rule="generalised").status == generalised


@pytest.mark.parametrize("signs", list(product((1, 0, -1), repeat=3)))
def test_strict_balance_is_a_positive_product_and_implies_the_generalised(
    signs: tuple[int, int, int],
) -> None:
    strict, generalised = judge(signs, "strict"), judge(signs, "generalised")
    product_ = signs[0] * signs[1] * signs[2]
    assert strict == {1: "balanced", -1: "unbalanced", 0: "undecided"}[product_]
    assert generalised == "balanced" or strict != "balanced"
    assert (strict == generalised) or signs == (-1, -1, -1)


def test_the_one_negative_tie_unbalances_the_triangle() -> None:
    triad = one(triangle(1, 1, -1))
    assert triad.states == (JAPAN, RUSSIA, AMERICA)
    assert ends(triad.unbalanced_by) == [(RUSSIA, AMERICA)]
    assert [record.id for record in triad.unbalanced_by[0].records] == ["act-2"]


def test_three_foes_unbalance_each_other_in_strict_balance_only() -> None:
    triad = one(triangle(-1, -1, -1))
    assert len(triad.unbalanced_by) == 3
    assert one(triangle(-1, -1, -1), rule="generalised").unbalanced_by == ()
    assert one(triangle(1, -1, -1)).unbalanced_by == ()


def test_without_a_third_tie_there_is_no_triad() -> None:
    assert found(triangle(1, 1, -1)[:2]).triads == ()
    assert found([]).triads == ()


def test_a_tie_without_score_closes_no_triad() -> None:
    assert found(triangle(1, 1, 0)).triads == ()


def test_every_three_of_four_states_are_a_triad() -> None:
    four = (JAPAN, RUSSIA, AMERICA, CHINA)
    acts = [act(f"{pair}", *pair, 5.0) for pair in combinations(four, 2)]
    assert {triad.states for triad in found(acts).triads} == {
        tuple(sorted(three)) for three in combinations(four, 3)
    }


# Sums and signs


def side(things: Sequence[Record], **options: object) -> Tie:
    """The tie of Japan and Russia, in a triangle with America."""
    others = [act("ja", JAPAN, AMERICA, 1.0), act("ra", RUSSIA, AMERICA, 1.0)]
    triad = one([*things, *others], layers=["event"], **options)
    return next(tie for tie in triad.ties if AMERICA not in (tie.one, tie.other))


def test_positive_and_negative_scores_are_summed_apart() -> None:
    scores = (2.5, 4.0, -3.5, -0.5)
    tie = side([act(str(score), JAPAN, RUSSIA, score) for score in scores])
    assert (tie.positive, tie.negative, tie.sign, tie.mixed) == (6.5, 4.0, 1, True)
    assert len(tie.records) == 4


@pytest.mark.parametrize(
    ("scores", "net"), [((5.0, -4.0), 1), ((4.0, -5.0), -1), ((0.1, 0.2, -0.3), 0), ((5.0,), 1)]
)
def test_a_mixed_tie_has_the_sign_of_the_larger_sum_or_none(
    scores: tuple[float, ...], net: int
) -> None:
    acts = [act(str(score), JAPAN, RUSSIA, score) for score in scores]
    assert side(acts, mixed="net").sign == side(acts).sign == net
    assert side(acts, mixed="undecided").sign == (net if len(scores) == 1 else 0)


def test_a_tie_without_sign_leaves_the_triad_undecided() -> None:
    acts = [*triangle(1, 1, -1), act("against", JAPAN, RUSSIA, -1.0)]
    triad = one(acts, mixed="undecided")
    assert (triad.status, triad.unbalanced_by) == ("undecided", ())
    assert one(acts).status == "unbalanced"


def test_an_event_with_many_between_two_states_counts_once() -> None:
    terms = [office(f"person:{name}", JAPAN, "2010/2020") for name in "ab"]
    table = replace(
        act("table", JAPAN, RUSSIA, 4.0),
        participants=parts("attendee", "person:a", "person:b", RUSSIA),
    )
    data = dataset(table, *terms, *triangle(1, 1, 1)[1:])
    triad = triads(data, Selection()).triads[0]
    assert [tie.positive for tie in triad.ties] == [4.0, 5.0, 5.0]


def test_scores_of_two_scales_are_never_added() -> None:
    foreign = replace(act("goldstein", JAPAN, RUSSIA, 3.4), plover="")
    with pytest.raises(UsageError, match="goldstein has a score but no PLOVER code"):
        found([*triangle(1, 1, 1), foreign])
    neutral = replace(foreign, score=0.0)
    assert one([*triangle(1, 1, 1), neutral]).status == "balanced"


# Layers


def test_events_and_situations_are_answered_apart() -> None:
    things: list[Thing] = [*triangle(1, 1, 1), pact(JAPAN, AMERICA), quarrel(JAPAN, RUSSIA)]
    assert [triad.layer for triad in found(things).triads] == ["event"]
    whole = [*things, quarrel(RUSSIA, AMERICA)]
    answers = {triad.layer: triad for triad in found(whole).triads}
    assert [tie.sign for tie in answers["event"].ties] == [1, 1, 1]
    assert [tie.sign for tie in answers["situation"].ties] == [-1, 1, -1]
    assert found(whole, layers=["event"]).triads == (answers["event"],)
    hostile: list[Thing] = [*triangle(1, 1, -1), *whole[3:]]
    assert [(t.status, t.before) for t in found(hostile).triads] == [
        ("unbalanced", None),
        ("balanced", None),
    ]


def test_situations_weigh_one_each_and_a_mixed_tie_of_them_has_no_sign() -> None:
    bans = [listing(f"ban-{n}", f"body:{n}", RUSSIA, "2014/2020") for n in range(3)]
    firms = [Entity(f"body:{n}", "body", parent=JAPAN) for n in range(3)]
    things: list[Thing] = [
        *firms,
        *bans,
        pact(JAPAN, RUSSIA),
        pact(JAPAN, AMERICA),
        pact(RUSSIA, AMERICA),
    ]
    tie = one(things).ties[0]
    assert (tie.positive, tie.negative, tie.sign, tie.mixed) == (1, 3, 0, True)
    assert one(things).status == "undecided"
    assert one(things, mixed="net").ties[0].sign == -1


def test_an_organisation_of_states_is_no_state_but_is_counted() -> None:
    things: list[Thing] = [
        listing("ban", GERASIMOV, EU, "2014/2020"),
        office(GERASIMOV, RUSSIA, "2010/2020"),
    ]
    things += [pact(JAPAN, AMERICA)]
    answer = found(things)
    assert answer.triads == ()
    assert answer.unplaced == {"event": 0, "situation": 1}


# Certain and possible

FOES = [pact(JAPAN, AMERICA), quarrel(JAPAN, RUSSIA)]


def listed(term: str, ban: str, period: tuple[str, str]) -> tuple[bool, bool] | None:
    """Whether America lists Russia's chief of staff then: the tie is there, and certain."""
    things: list[Thing] = [
        *FOES,
        office(GERASIMOV, RUSSIA, term),
        listing("ban", GERASIMOV, AMERICA, ban),
    ]
    selection = make(since=period[0], until=period[1])
    answer = found(things, selection=selection).triads
    return (answer[0].status == "balanced", answer[0].certain) if answer else None


@pytest.mark.parametrize(
    ("term", "ban", "period", "expected"),
    [
        ("2012/2018", "2014/2020", ("2016", "2016"), (True, True)),
        # In office for a part of the listing only: their common days count.
        ("2012/2018", "2014/2020", ("2010", "2020"), (True, True)),
        ("2012/2018", "2014/2020", ("2019", "2019"), None),
        ("2012/2018", "2014/2020", ("2018", "2018"), (True, True)),
        ("2012/2018", "2014/2020", ("2018-06", "2018"), (True, False)),
        ("2012/2013", "2014/2020", ("2010", "2020"), None),
        ("2012/2014", "2014/2020", ("2010", "2020"), (True, False)),
        ("2012/2014-06-30", "2014-06-30/2020", ("2010", "2020"), (True, True)),
        ("2012/2018", "2014-04-28/..", ("2016", "2016"), (True, False)),
        ("2012/..", "2014/2020", ("2016", "2016"), (True, False)),
    ],
)
def test_a_listing_is_a_tie_while_it_holds_and_who_is_listed_holds_office(
    term: str, ban: str, period: tuple[str, str], expected: tuple[bool, bool] | None
) -> None:
    assert listed(term, ban, period) == expected


def test_an_office_held_before_the_listing_makes_no_tie_of_a_later_one() -> None:
    terms = [office(GERASIMOV, RUSSIA, "2010/2012"), office(GERASIMOV, RUSSIA, "2018/2020")]
    things: list[Thing] = [*FOES, *terms, listing("ban", GERASIMOV, AMERICA, "2014/2020")]
    assert found(things, selection=make(until="2016")).triads == ()
    assert found(things, selection=make(until="2019")).triads


@given(any_bounds().map(tight), any_bounds().map(tight), st.integers(0, 5), st.integers(0, 5))
def test_such_a_tie_is_possible_if_some_readings_meet_in_the_period_and_certain_if_all_do(
    term: Bounds, ban: Bounds, this: int, that: int
) -> None:
    first, last = sorted((this, that))
    held = replace(office(GERASIMOV, RUSSIA, "2016"), bounds=term)
    put = replace(listing("ban", GERASIMOV, AMERICA, "2016"), bounds=ban)
    period = Bounds(day(first), day(first), day(last), day(last))
    answer = found([*FOES, held, put], selection=Selection(period)).triads
    meetings = [
        max(b1, b2, first) <= min(e1, e2, last)
        for b1, e1 in readings(term)
        for b2, e2 in readings(ban)
    ]
    assert bool(answer) == any(meetings)
    if answer:
        assert answer[0].certain == all(meetings)


def test_a_person_who_possibly_stood_for_a_state_makes_a_triad_possible() -> None:
    held = office(GERASIMOV, RUSSIA, "2016-06/2020")
    met = act("met", JAPAN, RUSSIA, 4.0)
    met = replace(met, participants=parts("attendee", JAPAN, GERASIMOV))
    for when, sure in (("2017-01-01", True), ("2016-06-15", False)):
        dated = replace(met, bounds=act("", JAPAN, RUSSIA, 1.0, when).bounds)
        triad = one([*triangle(1, 1, 1)[1:], held, dated])
        assert (triad.certain, triad.status) == (sure, "balanced")
        assert bool(triad.ties[0].possible) is not sure


@pytest.mark.parametrize("sign", [1, -1])
def test_a_possible_record_leaves_a_sign_certain_that_it_cannot_turn(sign: int) -> None:
    weak = act("weak", JAPAN, RUSSIA, -1.0 * sign, "[2016-12-31,2017-01-01]")
    strong = replace(weak, id="strong", score=-9.0 * sign)
    selection = make(since="2016", until="2016")
    assert one([*triangle(sign, 1, 1), weak], selection=selection).certain
    sure = selection._replace(certain=True)
    (kept,) = found([*triangle(sign, 1, 1), weak], selection=sure).triads
    assert [record.id for record in kept.ties[0].records] == ["act-0", "weak"]
    turned = one([*triangle(sign, 1, 1), strong], selection=selection)
    assert found([*triangle(sign, 1, 1), strong], selection=sure).triads == ()
    assert (turned.certain, turned.ties[0].sign) == (False, -sign)
    assert turned.ties[0].possible == {"strong"}


@pytest.mark.parametrize(
    "change", [{"contested": True}, {"unconfirmed": ("when",)}, {"realis": "announced"}]
)
def test_what_is_in_doubt_makes_a_triad_possible_at_most(change: dict[str, object]) -> None:
    first, *others = triangle(1, 1, 1)
    doubtful = replace(first, **change)  # type: ignore[arg-type]
    assert not one([doubtful, *others]).certain
    assert found([replace(first, realis="cancelled"), *others]).triads == ()


def test_an_office_in_doubt_makes_a_triad_possible_at_most() -> None:
    term, ban = (
        office(GERASIMOV, RUSSIA, "2012/2018"),
        listing("b", GERASIMOV, AMERICA, "2014/2020"),
    )
    unsure = replace(term, unconfirmed=("when",))
    assert [one([*FOES, held, ban]).certain for held in (term, unsure)] == [True, False]


def test_a_situation_in_doubt_makes_a_triad_possible_at_most() -> None:
    sides: list[Thing] = [pact(JAPAN, AMERICA), quarrel(JAPAN, RUSSIA)]
    assert one([*sides, quarrel(RUSSIA, AMERICA)]).certain
    assert not one([*sides, replace(quarrel(RUSSIA, AMERICA), contested=True)]).certain


# Periods


def test_year_by_year_one_sees_when_a_triad_turned() -> None:
    things: list[Thing] = [
        pact(JAPAN, AMERICA, "2010/2016"),
        pact(JAPAN, RUSSIA, "2010/2013"),
        quarrel(JAPAN, RUSSIA, "2015/2016"),
        quarrel(RUSSIA, AMERICA, "2012-02-01/2016"),
    ]
    seen = [(t.period, t.status, t.before) for t in found(things, unit="year").triads]
    assert seen == [
        ("2012", "unbalanced", None),
        ("2013", "unbalanced", None),
        ("2015", "balanced", "unbalanced"),
        ("2016", "balanced", None),
    ]


def test_years_are_those_asked_for_and_no_day_beyond() -> None:
    things: list[Thing] = [pact(JAPAN, AMERICA), quarrel(JAPAN, RUSSIA), quarrel(RUSSIA, AMERICA)]
    asked = make(since="2014-06-01", until="2016-02")
    years = [t.period for t in found(things, unit="year", selection=asked).triads]
    assert years == ["2014", "2015", "2016"]
    late = [*things[:2], quarrel(RUSSIA, AMERICA, "2016-03/2020")]
    assert found(late, unit="year", selection=asked).triads == ()


def test_events_of_different_years_make_no_triad_of_one_year() -> None:
    years = [replace(act(str(n), *pair, 5.0, f"{2014 + n}")) for n, pair in enumerate(PAIRS)]
    assert found(years, unit="year").triads == ()
    assert one(years).status == "balanced"


def test_as_of_a_date_what_happened_later_is_not_there_yet() -> None:
    years = [replace(act(str(n), *pair, 5.0, f"{2014 + n}")) for n, pair in enumerate(PAIRS)]
    assert found(years, selection=make(as_of="2015")).triads == ()
    assert one(years, selection=make(as_of="2017")).certain


PAIRS = list(combinations((JAPAN, RUSSIA, AMERICA), 2))


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"rule": "fair"}, 'no rule of balance "fair" (choose from: strict, generalised)'),
        ({"layers": ["claim"]}, 'no layer "claim" (choose from: event, situation)'),
        ({"mixed": "both"}, 'no way with mixed ties "both" (choose from: net, undecided)'),
        ({"unit": "month"}, 'no unit "month" (choose from: year, all)'),
    ],
)
def test_a_choice_there_is_not_is_refused(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(UsageError) as refusal:
        found([], **options)
    assert str(refusal.value) == complaint


# The shipped data


def test_of_japan_russia_and_america_situations_are_balanced_and_events_are_not() -> None:
    answers = {triad.layer: triad for triad in bilat.load().balance().triads}
    assert {layer: triad.status for layer, triad in answers.items()} == {
        "event": "unbalanced",
        "situation": "balanced",
    }
    assert ends(answers["event"].unbalanced_by) == [("state:rus", "state:usa")]
    assert all(tie.records for triad in answers.values() for tie in triad.ties)


def test_the_triad_of_alliance_dispute_and_lists_stands_since_2014() -> None:
    triads_ = bilat.load().balance(layers=["situation"], unit="year", until="2020").triads
    assert [triad.period for triad in triads_] == [str(year) for year in range(2014, 2021)]
