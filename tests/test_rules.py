"""What the rules derive is what the analyses in Python find, in one engine as in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

import bilat
from bilat import shipped
from bilat.knowledge import querying
from bilat.model import Dataset
from bilat.store import build, guard, quads, sparql
from bilat.store.quads import Source
from bilat.store.terms import short

FICTIONAL = Path(__file__).parent / "fictional"
VOCABULARY = [shipped.read("vocabulary.ttl"), shipped.read("plover.ttl")]
EVERYTHING = "SELECT * { ?s ?p ?o }"


@dataclass
class Both:
    """Some data as the model and as a store with everything derived."""

    data: Dataset
    store: ox.Store

    def rows(self, text: str) -> list[tuple[str, ...]]:
        found: Any = self.store.query(
            text, prefixes=dict(sparql.PREFIXES), use_default_graph_as_union=True
        )
        return [tuple("" if term is None else short(term.value) for term in row) for row in found]

    def by_first(self, text: str) -> dict[str, str]:
        """The second variable by the first."""
        return {row[0]: row[1] for row in self.rows(text)}


def opened(sources: Sequence[Source]) -> ox.Store:
    store = sparql.open_files((s.name, s.suffix, s.graph, s.data) for s in sources)
    sparql.add_vocabulary(store, VOCABULARY)
    return store


@pytest.fixture(scope="module", params=["shipped", "fictional"])
def both(request: pytest.FixtureRequest) -> Both:
    sources = (
        quads.shipped_sources("japan-russia")
        if request.param == "shipped"
        else quads.sources([FICTIONAL], 10**8)
    )
    store = opened(sources)
    sparql.derive(store, guard.examine(EVERYTHING, "q", sparql.PREFIXES), querying.rules())
    return Both(build.build(quads.parse(sources))[0], store)


def test_dispute_status_is_the_loaders(both: Both) -> None:
    found = both.by_first("SELECT ?r ?s { ?r bil:disputeStatus ?s }")
    assert found == {
        record.id: f"https://w3id.org/bilat/ns#{'Contested' if record.contested else 'Uncontested'}"
        for record in both.data.records.values()
    }
    assert any(record.contested for record in both.data.records.values())


def test_contested_facets_are_the_loaders(both: Both) -> None:
    found = both.rows("SELECT ?r ?f { ?r bil:contestedFacet ?f }")
    wanted = {
        (record.id, facet)
        for record in both.data.records.values()
        for facet in record.contested_facets
    }
    assert {(id_, facet.rpartition("#")[2]) for id_, facet in found} == wanted != set()


def test_who_stood_for_which_state_is_the_models(both: Both) -> None:
    rows = both.rows(
        "SELECT ?event ?actor ?state (MAX(IF(?c, 1, 0)) AS ?certain) { ?node a bil:Representation ;"
        " bil:derivedFrom ?event ; bil:representative ?actor ; bil:represents ?state ;"
        " bil:certain ?c . ?event bil:realis ?realis } GROUP BY ?event ?actor ?state"
    )
    wanted = {
        (record.id, actor, state, "1" if certain else "0")
        for record in both.data.records.values()
        if record.layer == "event"
        for actor in record.actors
        for state, certain in both.data.states_of(actor, record.bounds).items()
    }
    assert set(rows) == wanted
    assert {certain for *_, certain in rows} == {"0", "1"}


def test_who_was_engaged_while_listed_is_what_the_analysis_finds(both: Both) -> None:
    text = shipped.read("queries", "engaged-while-listed.rq").decode()
    found = sorted(
        (event, state, engaged, authority, listing, certain == "true", int(within))
        for _, engaged, event, authority, state, certain, within, listing in both.rows(text)
    )
    from bilat.analysis import sanctions
    from bilat.selection import Selection

    wanted = sorted(
        (item.event.id, item.state, item.engaged, item.authority, item.listing.id,
         item.certain, len(item.within))
        for item in sanctions.engagements(both.data, Selection())
    )  # fmt: skip
    assert found == wanted
    assert found


def test_verification_is_the_models(both: Both) -> None:
    found = both.by_first("SELECT ?e ?s { ?e bil:verification ?s }")
    wanted = {
        item.id: item.verification
        for record in both.data.records.values()
        for item in record.evidence
    }
    assert {id_: found[id_].rpartition("#")[2].lower() for id_ in wanted} == wanted


def test_derived_nodes_are_described_by_terms_of_the_vocabulary(both: Both) -> None:
    unknown = both.rows(
        "SELECT DISTINCT ?term { GRAPH graph:derived { { ?s ?term ?o } UNION { ?s a ?term } }"
        ' FILTER(STRSTARTS(STR(?term), "https://w3id.org/bilat/ns#"))'
        " FILTER NOT EXISTS { GRAPH graph:vocabulary { ?term a ?kind } } }"
    )
    assert unknown == []


def test_rdflib_derives_the_same_statements() -> None:
    store = opened(quads.sources([FICTIONAL], 10**8))
    dates = guard.examine("ASK { ?x sem:hasLatestEndTimeStamp ?y }", "q", sparql.PREFIXES)
    sparql.derive(store, dates, querying.rules())
    graph = as_rdflib(store)
    for name, text in shipped.listing("rules", suffix=".rq"):
        for statement in graph.query(text.decode()):
            graph.add(statement)  # type: ignore[arg-type]  # a triple: it is a CONSTRUCT
        assert len(graph.query(text.decode())) > 0, name
    everything = guard.examine(EVERYTHING, "q", sparql.PREFIXES)
    whole = opened(quads.sources([FICTIONAL], 10**8))
    sparql.derive(whole, everything, querying.rules())
    assert set(graph) == set(as_rdflib(whole))


def as_rdflib(store: ox.Store) -> rdflib.Graph:
    named = (quad.triple for quad in store if "_:" not in str(quad))
    lines = ox.serialize(named, format=ox.RdfFormat.N_TRIPLES) or b""
    return rdflib.Graph().parse(data=lines, format="nt")


def test_a_host_in_office_engages_his_state() -> None:
    """Jon Talen was deputy minister of Aldmark when he met Druin, whom the Compact had listed."""
    found = bilat.query(
        "SELECT ?state ?certain { ?d a bil:EngagedWhileListed ; bil:engager ?state ;"
        " bil:certain ?certain ; bil:derivedFrom event:2022-06-20-druin-jon-talen }",
        FICTIONAL,
    )
    assert found.values("state") == ["state:xal"]
