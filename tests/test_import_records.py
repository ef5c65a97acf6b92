"""What a row of a table becomes: kind, actors, date, place, category, and the row as evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import bilat
import tables
from bilat.model import Listing
from tables import counts, entity, gdelt, icews, imported, put, sanction
from test_cli import Ask


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


def test_a_quotation_mark_is_a_character_like_any_other(ask: Ask, tmp_path: Path) -> None:
    rows = [icews(str(number)) for number in range(1000)]
    rows[100] = icews("100", Source_Name='Speaker 5" rain gauge', Source_Country="")
    rows[101] = icews("101", Source_Name='"unclosed', Source_Country="")
    said = ask("import", "icews", put(tmp_path, tables.icews_table(*rows)))
    assert said.code == 0
    assert counts(said) == (1000, 1000, 0)
    assert said.out == ""


def test_an_event_has_actors_date_place_category_and_the_row_as_evidence(tmp_path: Path) -> None:
    kg = imported(tmp_path, "icews", tables.icews_table(icews("7")))
    [record] = kg.timeline()
    assert (record.id, record.kind, record.when) == (
        "event:2018-12-11-icews-7", "interaction", "2018-12-11",
    )  # fmt: skip
    assert [(part.actor, part.role) for part in record.participants] == [
        ("state:jpn", "actor"),
        ("state:rus", "recipient"),
    ]
    assert (record.plover, record.score) == ("CONSULT", 2.5)
    assert kg.data.label(record.places[0]) == "Tokyo, Japan"
    [passage] = record.evidence
    assert passage.passage.locator == "event 7"
    assert "040" in passage.gist()
    assert passage.stance == "affirms"
    assert kg.data.label(passage.asserted_by) == "Integrated Crisis Early Warning System"
    document = kg.data.documents[passage.document]
    assert document.title.endswith("table")
    assert document.issued == "[2018-12-11..]"


def test_the_intensity_and_the_code_are_kept_as_written_and_count_nowhere(tmp_path: Path) -> None:
    kg = imported(tmp_path, "icews", tables.icews_table(icews(CAMEO_Code="010", Intensity="-0.40")))
    found = kg.query("SELECT ?code ?number { ?e bil:cameo ?code ; bil:intensity ?number }").rows[0]
    assert found["code"].value == "010"
    assert '"-0.40"^^' in (tmp_path / "out.ttl").read_text()
    [record] = kg.timeline()
    assert (record.plover, record.score) == ("", 0.0)


@pytest.mark.parametrize(
    ("code", "kind", "roles", "plover"),
    [
        ("010", "statement", ("speaker", "addressee"), ""),
        ("036", "statement", ("speaker", "addressee"), "AGREE"),
        ("040", "interaction", ("actor", "recipient"), "CONSULT"),
        ("041", "call", ("attendee", "attendee"), "CONSULT-phone"),
        ("042", "visit", ("visitor", "host"), "CONSULT-visit"),
        ("043", "visit", ("host", "visitor"), "CONSULT-visit"),
        ("044", "meeting", ("attendee", "attendee"), "CONSULT-third-party"),
        ("0841", "interaction", ("actor", "recipient"), "RETREAT"),
        ("081", "interaction", ("actor", "recipient"), "CONCEDE"),
        ("163", "measure", ("authority", "target"), "SANCTION-discontinue"),
        ("1712", "interaction", ("actor", "recipient"), "ASSAULT"),
        ("190", "military-action", ("actor", "recipient"), "ASSAULT"),
        ("192", "military-action", ("actor", "recipient"), "COERCE"),
    ],
)
def test_a_code_becomes_what_the_codebook_says(
    tmp_path: Path, code: str, kind: str, roles: tuple[str, str], plover: str
) -> None:
    kg = imported(tmp_path, "icews", tables.icews_table(icews(CAMEO_Code=code)))
    [record] = kg.timeline()
    role = {part.actor: part.role for part in record.participants}
    assert (record.kind, record.plover) == (kind, plover)
    assert (role["state:jpn"], role["state:rus"]) == roles


def test_with_one_actor_it_is_an_interaction_that_passes_the_checks(tmp_path: Path) -> None:
    nobody, itself = ("", ""), ("Japan", "Japan")
    rows = [
        icews(f"{code}{name}", CAMEO_Code=code, Target_Name=name, Target_Country=country)
        for name, country in (nobody, itself)
        for code in ("010", "041", "042", "060", "163")
    ]
    kg = imported(tmp_path, "icews", tables.icews_table(*rows))
    assert len(kg.timeline()) == len(rows)
    for record in kg.timeline():
        assert record.kind == "interaction"
        assert [part.role for part in record.participants] == ["actor"]
    assert bilat.check(tmp_path / "out.ttl").counts["violation"] == 0


@pytest.mark.parametrize(
    ("name", "country", "kind", "label"),
    [
        ("Russia", "Russian Federation", "state", "Russia"),
        ("Military (Russia)", "Russian Federation", "group", "Military (Russia)"),
        ("Jo Example", "Russian Federation", "actor", "Jo Example"),
        ("Georgia", "United States", "actor", "Georgia"),
        ("Someone", "Atlantis", "actor", "Someone"),
    ],
)
def test_an_actor_is_what_its_name_and_country_tell(
    tmp_path: Path, name: str, country: str, kind: str, label: str
) -> None:
    row = icews(Source_Name=name, Source_Country=country)
    kg = imported(tmp_path, "icews", tables.icews_table(row))
    [record] = kg.timeline()
    actor = kg.data.entities[record.participants[0].actor]
    if actor.id == "state:rus":
        actor = kg.data.entities[record.participants[-1].actor]
    assert (actor.kind, actor.label()) == (kind, label)


def test_a_country_that_is_no_state_here_is_counted_and_shown(ask: Ask, tmp_path: Path) -> None:
    rows = [icews(str(n), Source_Name="X", Source_Country="Atlantis") for n in range(3)]
    said = ask("import", "icews", put(tmp_path, tables.icews_table(*rows)))
    assert "dropped: 3 values of 1 unknown countries: Atlantis (3)" in said.err


def test_both_versions_of_gdelt_are_read(tmp_path: Path) -> None:
    kg = imported(tmp_path, "gdelt", gdelt("1") + "\n" + gdelt("2", 58) + "\n")
    one, other = kg.timeline()
    assert one.participants == other.participants
    assert one.places == other.places
    assert kg.data.label(one.places[0]) == "Tokyo, Tokyo, Japan"
    assert [part.actor for part in one.participants] == ["state:jpn", "state:rus"]


def test_an_actor_of_gdelt_with_a_role_in_its_code_is_not_the_state(tmp_path: Path) -> None:
    kg = imported(tmp_path, "gdelt", gdelt(c5="JPNGOV") + "\n")
    [record] = kg.timeline()
    [actor] = [kg.data.entities[one] for one in record.actors if one != "state:rus"]
    assert (actor.kind, actor.label(), actor.country) == ("actor", "JAPAN", "state:jpn")


def test_entities_become_actors_and_sanctions_become_listings(tmp_path: Path) -> None:
    lines = tables.ftm_lines(
        sanction(endDate=["2016"], provisions=["Asset freeze"], program=["Regulation 1"]),
        entity("a", name=["Jo Example", "Джо"], alias=["J. E."], nationality=["ru"]),
        entity("b", "Company", name=["Acme"], jurisdiction=["jp"]),
        entity("c", "PublicBody", name=["Ministry"], country=["jp"]),
        entity("d", "LegalEntity", name=["Unsorted"]),
    )
    kg = imported(tmp_path, "ftm", lines)
    kinds = {actor.label(): actor.kind for actor in kg.data.actors.values()}
    assert kinds["Jo Example"] == "person"
    assert (kinds["Acme"], kinds["Ministry"], kinds["Unsorted"]) == ("company", "body", "actor")
    jo = kg.actor("Jo Example")
    assert {text.value for text in jo.names} == {"Jo Example", "Джо", "J. E."}
    assert jo.country == "state:rus"
    assert kg.data.entities[kg.actor("Ministry").id].parent == "state:jpn"
    [listing] = [item for item in kg.data.records.values() if isinstance(item, Listing)]
    assert (listing.target, listing.when) == (jo.id, "2014-04-29/2016")
    assert kg.data.label(listing.authorities[0]) == "An Authority"
    assert listing.measures == ("AssetFreeze",)
    assert kg.data.label(listing.legal_basis[0]) == "Regulation 1"
    assert listing.evidence[0].passage.locator == "entity s"
    assert bilat.check(tmp_path / "out.ttl").counts["violation"] == 0


def test_a_listing_without_a_start_is_attested_on_the_day_it_was_last_seen(tmp_path: Path) -> None:
    seen = {**sanction(startDate=[]), "last_seen": "2024-05-01T10:00:00"}
    kg = imported(tmp_path, "ftm", tables.ftm_lines(entity(), seen))
    [listing] = kg.data.records.values()
    assert (listing.when, listing.holds_at) == ("", ("2024-05-01",))


@pytest.mark.parametrize(
    ("said", "kind", "label"),
    [
        ({"authority": ["Some Office"]}, "organisation", "Some Office"),
        ({"authority": ["Japan"]}, "state", "Japan"),
        ({"authority": [], "publisher": ["A Paper"]}, "organisation", "A Paper"),
        ({"authority": [], "country": ["jp"]}, "state", "Japan"),
    ],
)
def test_a_list_is_kept_by_whom_the_entity_names(
    tmp_path: Path, said: dict[str, Any], kind: str, label: str
) -> None:
    kg = imported(tmp_path, "ftm", tables.ftm_lines(entity(), sanction(**said)))
    [listing] = [item for item in kg.data.records.values() if isinstance(item, Listing)]
    authority = kg.data.entities[listing.authorities[0]]
    assert (authority.kind, authority.label()) == (kind, label)


def test_what_has_no_place_here_is_dropped_counted_and_shown(ask: Ask, tmp_path: Path) -> None:
    line = entity("a", name=["A"], nope=["x", "y"], passportNumber=["1"])
    said = ask("import", "ftm", put(tmp_path, tables.ftm_lines(line)))
    assert counts(said) == (1, 1, 0)
    assert "dropped: 3 values of 2 unknown properties: nope (2), passportNumber (1)" in said.err


def test_a_sanction_may_come_before_its_actor_and_in_another_file(tmp_path: Path) -> None:
    one = put(tmp_path, tables.ftm_lines(sanction()), "one")
    other = put(tmp_path, tables.ftm_lines(entity()), "other")
    assert bilat.import_table("ftm", one, other).kept == 2
