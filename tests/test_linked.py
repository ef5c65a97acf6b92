"""The lean projection is the full one, less what a search for chains does not read."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from bilat import network
from bilat.dates import parse_period
from bilat.model import Dataset, Participation, Record
from bilat.selection import Selection, in_date_order
from samples import ABE, JAPAN, PUTIN, RUSSIA, body, dataset, event, meeting, office, parts, visit
from strategies import histories, selections

Pairs = dict[frozenset[str], set[str]]


def full(data: Dataset, chosen: Selection) -> Pairs:
    """Pairs of the full projection with the records that are not negative."""
    found: Pairs = {}
    for one, other, tie in network.actors(data, chosen).edges(data=True):
        if tie["sign"] >= 0:
            found.setdefault(frozenset((one, other)), set()).add(tie["event"])
    return found


def lean(data: Dataset, chosen: Selection) -> Pairs:
    found: Pairs = {}
    for one, other, tie in network.linked(data, chosen).edges(data=True):
        records = tie["records"]
        assert len(set(records)) == len(records)
        found[frozenset((one, other))] = set(records)
    return found


@settings(max_examples=300)
@given(histories(), selections())
def test_pairs_and_records_are_those_of_the_full_projection(
    data: Dataset, chosen: Selection
) -> None:
    stricter = chosen._replace(contested=False, min_sources=2)
    for selection in (Selection(), chosen, stricter):
        assert lean(data, selection) == full(data, selection)


@given(histories())
def test_nodes_carry_their_kind_and_nothing_else(data: Dataset) -> None:
    graph = network.linked(data, Selection())
    assert set(graph) == {actor for pair in full(data, Selection()) for actor in pair}
    for node, attributes in graph.nodes(data=True):
        assert attributes == {"kind": data.entities[node].kind}


@given(histories(), selections())
def test_records_in_no_order_are_those_in_date_order(data: Dataset, chosen: Selection) -> None:
    assert sorted(chosen.among(data), key=in_date_order) == list(chosen.of(data))


def tied(*things: Record) -> list[tuple[str, str]]:
    data = dataset(*things, body("ministry", parent=JAPAN))
    edges = network.linked(data, Selection()).edges
    return sorted((min(pair), max(pair)) for pair in edges)


def test_a_state_somebody_speaks_for_is_not_tied() -> None:
    seat = office(ABE, "body:ministry", "2012/2020")
    table = meeting("m", "2016", ABE, JAPAN, RUSSIA)
    assert tied(table) == [(ABE, JAPAN), (ABE, RUSSIA), (JAPAN, RUSSIA)]
    assert tied(table, seat) == [(ABE, RUSSIA)]
    assert tied(table, office(ABE, "body:ministry", "2017/2020")) == tied(table)


def test_two_of_one_side_are_not_tied() -> None:
    assert tied(visit("v", "2016", ABE, "body:ministry")) == [("body:ministry", ABE)]
    seat = office(ABE, "body:ministry", "2012/2020")
    assert tied(visit("v", "2016", ABE, "body:ministry"), seat) == []


def test_what_was_called_off_or_hostile_or_no_event_ties_nobody() -> None:
    held = meeting("m", "2016", ABE, PUTIN)
    assert tied(held) == [(ABE, PUTIN)]
    assert tied(replace(held, realis="cancelled")) == []
    assert tied(replace(held, score=-0.1)) == []
    assert tied(replace(held, kind="alliance", realis="")) == []


def test_somebody_in_two_roles_is_tied_once_and_never_to_themselves() -> None:
    both = event("e", "2016", *parts("attendee", ABE, PUTIN), Participation(ABE, "host"))
    assert tied(both) == [(ABE, PUTIN)]
    assert lean(dataset(both), Selection()) == {frozenset((ABE, PUTIN)): {"e"}}


def test_only_what_passes_the_filters_ties() -> None:
    data = dataset(meeting("early", "2014", ABE, PUTIN), meeting("late", "2016", ABE, PUTIN))
    chosen = Selection(period=parse_period("2015", None))
    assert lean(data, chosen) == {frozenset((ABE, PUTIN)): {"late"}}
