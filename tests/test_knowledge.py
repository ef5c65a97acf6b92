"""The library: the same answers in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import bilat
from bilat.errors import (
    AmbiguousNameError,
    BadInputError,
    NotFoundError,
    UnknownNameError,
    UsageError,
)
from bilat.knowledge.graph import KnowledgeGraph

FICTIONAL = Path(__file__).parent / "fictional"


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return bilat.load()


@pytest.fixture(scope="module")
def fiction() -> KnowledgeGraph:
    return bilat.load(FICTIONAL)


def test_public_names_are_those_that_are_listed() -> None:
    for name in bilat.__all__:
        assert getattr(bilat, name)
    with pytest.raises(AttributeError):
        _ = bilat.nonsense


def test_a_timeline_is_a_list_of_records_in_date_order(shipped: KnowledgeGraph) -> None:
    records = shipped.timeline("Abe", "Putin", kind="meeting")
    assert len(records) == 27
    assert [record.begin for record in records] == sorted(
        record.begin for record in records if record.begin
    )


def test_a_network_is_what_networkx_takes(shipped: KnowledgeGraph) -> None:
    network = shipped.network(as_of="2017-12-11")
    assert isinstance(network, nx.MultiDiGraph)
    keys = {key for *_, key in network.edges(keys=True)}
    assert keys <= set(shipped.data.records)
    assert all(str(network.edges[edge]["begin"]) <= "2017-12-11" for edge in network.edges)


def test_no_tie_of_a_later_day_is_in_the_network_of_a_day(shipped: KnowledgeGraph) -> None:
    then = {key for *_, key in shipped.network(as_of="2014-12-31").edges(keys=True)}
    later = {key for *_, key in shipped.network().edges(keys=True)}
    assert then < later


def test_a_path_is_a_list_of_chains_of_records(shipped: KnowledgeGraph) -> None:
    (chain,) = shipped.path("Gerasimov", "Abe")
    assert chain.nodes[0] == "person:valery-gerasimov"
    assert chain.nodes[-1] == "person:shinzo-abe"
    for hop in chain.hops:
        assert hop.record.involves(hop.source)
        assert hop.record.involves(hop.target)
        assert hop.record.evidence


def test_who_is_asked_for_may_be_ambiguous_or_unknown(fiction: KnowledgeGraph) -> None:
    with pytest.raises(AmbiguousNameError) as both:
        fiction.actor("Talen")
    assert {label for _, label in both.value.candidates} >= {"Mira Talen", "Jon Talen"}
    with pytest.raises(UnknownNameError) as none:
        fiction.actor("Mira Tallen")
    assert "Mira Talen" in none.value.nearest


def test_questions_that_make_no_sense_are_refused(fiction: KnowledgeGraph) -> None:
    with pytest.raises(UsageError):
        fiction.paths("Mira Talen", "Mira Talen")
    with pytest.raises(UsageError):
        fiction.network("streets")
    with pytest.raises(UsageError):
        fiction.timeline(since="2018-13")
    with pytest.raises(UsageError):
        fiction.timeline(since="2019", until="2018")


def test_a_page_is_written_whole_or_not_at_all(fiction: KnowledgeGraph, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    fiction.page(page, focus="Mira Talen", hops=2)
    assert page.read_text("utf-8").lower().startswith("<!doctype html>")
    before = page.read_bytes()
    with pytest.raises(NotFoundError):
        fiction.page(page, kind="visit", until="1900")
    assert page.read_bytes() == before
    assert list(tmp_path.iterdir()) == [page]


def test_one_focus_or_several_show_what_surrounds_them(fiction: KnowledgeGraph) -> None:
    one = fiction.view(focus="Mira Talen", hops=1)
    assert one
    assert all(record.involves("person:mira-talen") for record in one if record.layer != "claim")
    wider = {record.id for record in fiction.view(focus=["Mira Talen"], hops=3)}
    assert {record.id for record in one} <= wider


def test_several_folders_are_one_dataset(tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text(
        "@prefix bil: <https://w3id.org/bilat/ns#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        '<https://w3id.org/bilat/id/topic/more> a bil:Topic ; rdfs:label "more"@en .\n',
        "utf-8",
    )
    both = bilat.load(FICTIONAL, tmp_path)
    assert both.data.entities["topic:more"].label() == "more"
    assert "person:mira-talen" in both.data.entities


def test_an_unknown_dataset_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="japan-russia"):
        bilat.load(dataset="aurelia-borduria")


def test_bad_data_is_refused_before_any_answer(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        "@prefix bil: <https://w3id.org/bilat/ns#> .\n"
        "<http://e.org/x> bil:visitorr <http://e.org/y> .\n"
    )
    with pytest.raises(BadInputError, match="Z1"):
        bilat.load(tmp_path)


def test_completeness_is_said_only_where_it_was_declared(shipped: KnowledgeGraph) -> None:
    assert shipped.completeness(["meeting"], ["Abe", "Putin"]).startswith("complete")
    assert shipped.completeness(["call"], ["Abe", "Putin"]).startswith("at least")
    assert shipped.completeness(["meeting"], ["Abe"]).startswith("at least")


def test_sides_of_a_dispute_come_together_with_the_latest_named(shipped: KnowledgeGraph) -> None:
    found = shipped.disputes(shipped.claims(about="Gerasimov doctrine", disputed=True))
    sides = {side.id for dispute in found for side in dispute.sides}
    assert {"claim:gerasimov-created-doctrine", "claim:galeotti-coined-term"} <= sides
    dispute = next(d for d in found if d.sides[0].id == "claim:gerasimov-created-doctrine")
    assert dispute.latest == "claim:galeotti-coined-term"


def test_coverage_tells_none_from_nobody_looked(shipped: KnowledgeGraph) -> None:
    cells = {(cell.coverage.id, cell.year): cell.reading for cell in shipped.coverage()}
    assert cells["cov:abe-putin-meetings", 2010] == "0"
    assert cells["cov:abe-putin-meetings", 2017] == "4"
    known = [cell for cell in shipped.coverage() if cell.coverage.status != "complete"]
    assert {"not known"} <= {cell.reading for cell in known}
    assert all(cell.reading != "0" for cell in known)


@pytest.mark.parametrize("choice", [{"theme": "pink"}, {"language": "tlh"}])
def test_a_page_in_a_look_or_language_there_is_not_is_refused(
    fiction: KnowledgeGraph, choice: dict[str, Any]
) -> None:
    with pytest.raises(UsageError, match="choose from"):
        fiction.html(**choice)
