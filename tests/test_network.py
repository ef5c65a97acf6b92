"""Which records tie whom: the three projections, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from bilat import network
from bilat.model import Claim, Dataset, Entity, Record
from bilat.network import Network
from bilat.selection import Selection, make
from samples import (
    ABE,
    AMERICA,
    GERASIMOV,
    JAPAN,
    PUTIN,
    RUSSIA,
    body,
    dataset,
    document,
    event,
    evidence,
    listing,
    listing_by_one_of,
    meeting,
    office,
    parts,
    person,
    situation,
    sourced,
    visit,
)
from strategies import worlds

KISHIDA = "person:fumio-kishida"
EVERYTHING = Selection()
Edge = tuple[str, str, str]


def ties(graph: Network) -> set[Edge]:
    return set(graph.edges(keys=True))


def actors(*things: Record | Entity, layer: str = "event", same_side: bool = False) -> set[Edge]:
    data = dataset(*things)
    return ties(network.actors(data, EVERYTHING, layer=layer, same_side=same_side))


def states(*things: Record | Entity, layer: str = "event") -> set[Edge]:
    return ties(network.states(dataset(*things), EVERYTHING, layer=layer))


def both_ways(one: str, other: str, key: str) -> set[Edge]:
    return {(one, other, key), (other, one, key)}


ABE_IN_OFFICE = office(ABE, JAPAN, "2012-12-26/2020-09-16")
KISHIDA_IN_OFFICE = office(KISHIDA, "body:ministry", "2012-12-26/2017-08-03")
PUTIN_IN_OFFICE = office(PUTIN, RUSSIA, "2012-05-07/..", holds_at=["2018-01-22"])
MINISTRY = body("ministry", JAPAN)
OFFICES = (ABE_IN_OFFICE, KISHIDA_IN_OFFICE, PUTIN_IN_OFFICE, MINISTRY)
NAGATO = meeting("nagato", "2016-12-15/2016-12-16", ABE, PUTIN)


# Actors


def test_a_meeting_ties_its_attendees_both_ways() -> None:
    assert actors(NAGATO) == both_ways(ABE, PUTIN, "nagato")


def test_three_at_a_table_are_three_ties() -> None:
    assert actors(meeting("m", "2016", ABE, PUTIN, GERASIMOV)) == (
        both_ways(ABE, PUTIN, "m")
        | both_ways(ABE, GERASIMOV, "m")
        | both_ways(PUTIN, GERASIMOV, "m")
    )


def test_a_visit_leads_from_the_visitor_to_the_host() -> None:
    assert actors(visit("v", "2016-12-15", PUTIN, ABE)) == {(PUTIN, ABE, "v")}


@pytest.mark.parametrize(
    ("acting", "receiving"),
    [("speaker", "addressee"), ("lender", "borrower"), ("actor", "recipient"), ("visitor", "host")],
)
def test_a_directed_tie_leads_from_the_one_who_acts_to_the_one_who_receives(
    acting: str, receiving: str
) -> None:
    done = event("e", "2016", *parts(receiving, ABE), *parts(acting, PUTIN), kind="statement")
    assert actors(done) == {(PUTIN, ABE, "e")}


def test_two_who_act_together_are_not_tied_by_it() -> None:
    done = event("e", "2016", *parts("speaker", ABE, KISHIDA), *parts("addressee", PUTIN))
    assert actors(done) == {(ABE, PUTIN, "e"), (KISHIDA, PUTIN, "e")}


def test_who_takes_part_on_both_sides_has_no_tie_to_himself() -> None:
    done = event("e", "2016", *parts("speaker", ABE), *parts("addressee", ABE, PUTIN))
    assert actors(done) == {(ABE, PUTIN, "e")}


def test_two_records_are_two_ties_and_one_record_is_one() -> None:
    again = meeting("vladivostok", "2016-09-02", ABE, PUTIN)
    graph = network.actors(dataset(NAGATO, again), EVERYTHING)
    assert graph.number_of_edges(ABE, PUTIN) == 2
    twice = replace(NAGATO, participants=NAGATO.participants * 2)
    assert actors(sourced(twice, "one", "other")) == both_ways(ABE, PUTIN, "nagato")


def test_a_state_is_left_out_where_somebody_of_its_side_is_named() -> None:
    with_state = meeting("m", "2016-12-15", ABE, JAPAN, RUSSIA)
    assert actors(with_state, ABE_IN_OFFICE) == both_ways(ABE, RUSSIA, "m")


def test_a_state_is_left_out_where_a_body_of_it_is_named() -> None:
    with_state = meeting("m", "2016-12-15", "body:ministry", JAPAN, RUSSIA)
    assert actors(with_state, MINISTRY) == both_ways("body:ministry", RUSSIA, "m")


def test_a_state_stays_where_the_office_was_held_at_another_time() -> None:
    with_state = meeting("m", "2021-12-15", ABE, JAPAN, RUSSIA)
    assert actors(with_state, ABE_IN_OFFICE) == (
        both_ways(ABE, JAPAN, "m") | both_ways(ABE, RUSSIA, "m") | both_ways(JAPAN, RUSSIA, "m")
    )


def test_two_of_one_side_are_not_tied_unless_asked_and_then_marked() -> None:
    two_plus_two = meeting("m", "2016-12-15", ABE, KISHIDA, PUTIN)
    bilateral = both_ways(ABE, PUTIN, "m") | both_ways(KISHIDA, PUTIN, "m")
    assert actors(two_plus_two, *OFFICES) == bilateral
    graph = network.actors(dataset(two_plus_two, *OFFICES), EVERYTHING, same_side=True)
    assert ties(graph) == bilateral | both_ways(ABE, KISHIDA, "m")
    marked = {edge for edge in graph.edges(keys=True) if graph.edges[edge]["same_side"]}
    assert marked == both_ways(ABE, KISHIDA, "m")


def test_two_of_one_nationality_without_office_are_not_of_one_side() -> None:
    retired = meeting("m", "2021-12-15", ABE, KISHIDA)
    assert actors(retired, *OFFICES) == both_ways(ABE, KISHIDA, "m")


def test_actors_are_described_with_label_and_kind() -> None:
    graph = network.actors(dataset(NAGATO, person("shinzo-abe", "Shinzo Abe")), EVERYTHING)
    assert graph.nodes[ABE] == {"label": "Shinzo Abe", "kind": "person"}
    assert graph.graph["projection"] == "actors"


# What becomes a tie


def test_what_was_cancelled_is_no_tie() -> None:
    cancelled = replace(NAGATO, realis="cancelled")
    assert actors(cancelled) == set()
    assert states(cancelled, *OFFICES) == set()


def test_what_was_announced_is_a_tie_that_is_not_certain() -> None:
    graph = network.actors(dataset(replace(NAGATO, realis="announced")), EVERYTHING)
    assert graph.edges[ABE, PUTIN, "nagato"]["realis"] == "announced"
    assert not graph.edges[ABE, PUTIN, "nagato"]["certain"]


def test_what_no_source_confirms_in_its_date_is_a_tie_that_is_not_certain() -> None:
    unconfirmed = replace(NAGATO, unconfirmed=("when",))
    graph = network.actors(dataset(unconfirmed), EVERYTHING)
    assert not graph.edges[ABE, PUTIN, "nagato"]["certain"]
    assert network.actors(dataset(NAGATO), EVERYTHING).edges[ABE, PUTIN, "nagato"]["certain"]


def test_contested_records_are_left_out_when_the_selection_says_so() -> None:
    contested = dataset(replace(NAGATO, contested=True))
    for project in (network.actors, network.states, network.bipartite):
        assert not project(contested, make(contested=False)).nodes
    graph = network.actors(contested, EVERYTHING)
    assert graph.edges[ABE, PUTIN, "nagato"]["contested"]


def test_claims_never_become_ties() -> None:
    claim = Claim("c", "claim", participants=parts("attendee", ABE, PUTIN), about=(ABE, PUTIN))
    for layer in ("event", "situation"):
        assert actors(claim, layer=layer) == set()


def test_events_and_situations_are_layers_that_never_mix() -> None:
    alliance = situation("alliance", "alliance", "1951/..", *parts("party", JAPAN, AMERICA))
    assert actors(NAGATO, alliance) == both_ways(ABE, PUTIN, "nagato")
    assert actors(NAGATO, alliance, layer="situation") == both_ways(JAPAN, AMERICA, "alliance")
    data = dataset(NAGATO, alliance)
    assert set(network.bipartite(data, EVERYTHING)) == {ABE, PUTIN, "nagato"}
    assert set(network.bipartite(data, EVERYTHING, layer="situation")) == {
        JAPAN,
        AMERICA,
        "alliance",
    }


@pytest.mark.parametrize(("kind", "sign"), [("alliance", 1), ("dispute", -1)])
def test_an_alliance_is_a_positive_tie_and_a_dispute_a_negative_one(kind: str, sign: int) -> None:
    data = dataset(situation("s", kind, "2016/..", *parts("party", JAPAN, RUSSIA)))
    tie = network.states(data, EVERYTHING, layer="situation").edges[JAPAN, RUSSIA, "s"]
    assert (tie["sign"], tie["weight"], tie["directed"]) == (sign, 1.0, False)


def test_a_listing_is_a_negative_tie_from_the_authority_to_the_target() -> None:
    data = dataset(listing("l", GERASIMOV, AMERICA, "2014-04-28/.."))
    graph = network.actors(data, EVERYTHING, layer="situation")
    assert ties(graph) == {(AMERICA, GERASIMOV, "l")}
    tie = graph.edges[AMERICA, GERASIMOV, "l"]
    assert (tie["sign"], tie["weight"], tie["directed"]) == (-1, 1.0, True)


def test_a_listing_by_one_of_several_ties_none_of_them() -> None:
    either = listing_by_one_of("l", GERASIMOV, [AMERICA, JAPAN], "2014/..")
    assert actors(either, layer="situation") == set()


@pytest.mark.parametrize("kind", ["office", "membership", "control"])
def test_a_situation_that_only_says_who_belongs_where_is_no_tie(kind: str) -> None:
    held = situation("s", kind, "2016/..", *parts("party", ABE, PUTIN))
    assert actors(held, layer="situation") == set()


# What a tie carries


@pytest.mark.parametrize(
    ("score", "sign", "weight", "distance"),
    [(8.0, 1, 0.8, 1.25), (-5.0, -1, 0.5, 2.0), (0.0, 0, 0.0, 20.0), (0.2, 1, 0.02, 20.0)],
)
def test_the_weight_of_a_tie_is_the_strength_of_its_score_and_the_distance_the_inverse(
    score: float, sign: int, weight: float, distance: float
) -> None:
    record = meeting("m", "2016", ABE, PUTIN, score=score)
    tie = network.tie(dataset(record), record)
    assert (tie["score"], tie["sign"]) == (score, sign)
    assert tie["weight"] == pytest.approx(weight)
    assert tie["distance"] == pytest.approx(distance)


def test_a_tie_carries_what_its_record_says() -> None:
    record = replace(
        NAGATO,
        plover="CONSULT-visit",
        quad=1,
        evidence=(evidence("first"), evidence("copy"), evidence("other", "doubts")),
    )
    data = dataset(record, document("copy", version_of="first"), document("first"))
    tie = network.actors(data, EVERYTHING).edges[ABE, PUTIN, "nagato"]
    assert tie == {
        "event": "nagato",
        "label": "nagato",
        "kind": "meeting",
        "layer": "event",
        "plover": "CONSULT-visit",
        "score": 7.0,
        "quad": 1,
        "sign": 1,
        "weight": 0.7,
        "distance": pytest.approx(1 / 0.7),
        "directed": False,
        "when": "2016-12-15/2016-12-16",
        "begin": "2016-12-15",
        "end": "2016-12-16",
        "realis": "occurred",
        "contested": False,
        "n_sources": 1,
        "n_verified": 0,
        "via": (ABE, PUTIN),
        "same_side": False,
        "certain": True,
    }


def test_open_dates_are_none_on_a_tie() -> None:
    record = situation("s", "alliance", "../2016", *parts("party", JAPAN, RUSSIA))
    tie = network.tie(dataset(record), record)
    assert (tie["begin"], tie["end"]) == (None, "2016-12-31")


# States


def test_a_meeting_of_office_holders_ties_their_states() -> None:
    graph = network.states(dataset(NAGATO, *OFFICES), EVERYTHING)
    assert ties(graph) == both_ways(JAPAN, RUSSIA, "nagato")
    assert graph.edges[JAPAN, RUSSIA, "nagato"]["via"] == (ABE, PUTIN)
    assert graph.edges[JAPAN, RUSSIA, "nagato"]["certain"]
    assert not graph.edges[JAPAN, RUSSIA, "nagato"]["same_side"]


def test_persons_without_office_then_tie_no_states() -> None:
    assert states(meeting("m", "2021-12-15", ABE, PUTIN), *OFFICES) == set()


def test_two_offices_of_one_person_are_one_tie_of_states() -> None:
    second = office(ABE, "body:ministry", "2016-12-01/2016-12-31")
    assert states(NAGATO, second, *OFFICES) == both_ways(JAPAN, RUSSIA, "nagato")


def test_a_record_with_several_of_each_side_is_one_tie_of_states() -> None:
    two_plus_two = meeting("m", "2016-12-15", ABE, KISHIDA, PUTIN)
    assert states(two_plus_two, *OFFICES) == both_ways(JAPAN, RUSSIA, "m")


def test_there_is_no_tie_within_one_state() -> None:
    assert states(meeting("m", "2016-12-15", ABE, KISHIDA, JAPAN), *OFFICES) == set()


def test_a_state_hosts_a_visitor_of_another() -> None:
    assert states(visit("v", "2016-12-15", PUTIN, JAPAN), *OFFICES) == {(RUSSIA, JAPAN, "v")}


def test_a_company_ties_no_states() -> None:
    loan = event("e", "2016", *parts("lender", JAPAN), *parts("borrower", "company:yamal"))
    assert states(loan) == set()


UNSURE_TERM = office(KISHIDA, JAPAN, "2016-12/2017")


def test_a_tie_of_states_is_uncertain_where_the_office_is() -> None:
    record = meeting("m", "2016-12-15", KISHIDA, PUTIN)
    graph = network.states(dataset(record, UNSURE_TERM, PUTIN_IN_OFFICE), EVERYTHING)
    assert not graph.edges[JAPAN, RUSSIA, "m"]["certain"]
    assert not graph.edges[RUSSIA, JAPAN, "m"]["certain"]


def test_a_tie_of_states_is_certain_if_one_pair_of_participants_makes_it_so() -> None:
    for japanese in ((ABE, KISHIDA), (KISHIDA, ABE)):
        record = meeting("m", "2016-12-15", *japanese, PUTIN)
        data = dataset(record, ABE_IN_OFFICE, UNSURE_TERM, PUTIN_IN_OFFICE)
        graph = network.states(data, EVERYTHING)
        assert graph.edges[JAPAN, RUSSIA, "m"]["certain"], japanese
        assert graph.edges[JAPAN, RUSSIA, "m"]["via"] == (ABE, PUTIN)


# Actors and records


def test_the_bipartite_network_leads_from_actors_to_records_by_role() -> None:
    data = dataset(NAGATO, visit("v", "2016-12-15", PUTIN, JAPAN))
    graph = network.bipartite(data, EVERYTHING)
    assert ties(graph) == {
        (ABE, "nagato", "attendee"),
        (PUTIN, "nagato", "attendee"),
        (PUTIN, "v", "visitor"),
        (JAPAN, "v", "host"),
    }
    sides = {node: graph.nodes[node]["bipartite"] for node in graph}
    assert sides == {ABE: 0, PUTIN: 0, JAPAN: 0, "nagato": 1, "v": 1}
    assert graph.nodes["v"]["kind"] == "visit"


def test_what_was_cancelled_is_in_no_projection() -> None:
    graph = network.bipartite(dataset(replace(NAGATO, realis="cancelled")), EVERYTHING)
    assert not graph.nodes


@given(worlds())
def test_the_bipartite_network_has_two_sides(data: Dataset) -> None:
    graph = network.bipartite(data, EVERYTHING)
    for actor, record, role in graph.edges(keys=True):
        assert actor in data.entities
        assert actor in data.records[record].in_role(role)


@given(worlds())
def test_a_tie_of_actors_is_a_record_both_take_part_in(data: Dataset) -> None:
    for one, other, key in network.actors(data, EVERYTHING, same_side=True).edges(keys=True):
        assert one != other
        assert data.records[key].involves(one)
        assert data.records[key].involves(other)


@given(worlds())
def test_ties_of_one_side_are_only_ever_added(data: Dataset) -> None:
    with_them = network.actors(data, EVERYTHING, same_side=True)
    without = {edge for edge, same in with_them.edges.items() if not same["same_side"]}
    assert ties(network.actors(data, EVERYTHING)) == without


@given(worlds())
def test_a_tie_of_states_goes_back_to_two_who_stood_for_them(data: Dataset) -> None:
    graph = network.states(data, EVERYTHING)
    for (left, right, key), tie in graph.edges.items():
        when = data.records[key].bounds
        for state, actor in zip((left, right), tie["via"], strict=True):
            assert state in data.states_of(actor, when)
