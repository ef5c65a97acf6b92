"""Turtle in, model out: what is refused, where, and why."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import bilat
from bilat.errors import BadInputError, LimitError
from bilat.model import Dataset
from bilat.store import quads
from bilat.store.quads import Source

PREFIXES = (
    "@prefix bil: <https://w3id.org/bilat/ns#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix topic: <https://w3id.org/bilat/id/topic/> .\n"
)
TOPIC = PREFIXES + 'topic:tea a bil:Topic ; rdfs:label "tea"@en .\n'
FICTIONAL = Path(__file__).parent / "fictional"


def load(folder: Path, content: bytes, name: str = "x.ttl") -> Dataset:
    (folder / name).write_bytes(content)
    return bilat.load(folder / name).data


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (TOPIC.encode() + b"topic:cup a bil:Topic ;\n", "Unexpected end", 5),
        (
            TOPIC.encode().replace(b'"tea"@en .', b'"tea"@en') + b"topic:cup a bil:Topic .\n",
            "dot is expected",
            4,
        ),
        (TOPIC.encode() + b"<<<<<<< ours\n", "merge conflict", 5),
        (TOPIC.encode() + b'topic:cup rdfs:label "caf\xe9" .\n', "0xE9", 5),
        (TOPIC.encode("utf-16"), "UTF-16", None),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull", None),
        (TOPIC.encode() + b"<relative> a bil:Topic .\n", "relative", 5),
        (TOPIC.encode() + b"cup:x a bil:Topic .\n", "prefix cup:", 5),
        (TOPIC.encode() + b"<http://e.org/a b> a bil:Topic .\n", "IRI", 5),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(
    tmp_path: Path, content: bytes, message: str, line: int | None
) -> None:
    with pytest.raises(BadInputError, match=message) as error:
        load(tmp_path, content)
    assert error.value.line == line
    assert error.value.path.endswith("x.ttl")


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    assert "topic:tea" in load(tmp_path, b"\xef\xbb\xbf" + TOPIC.encode()).entities


@pytest.mark.parametrize("name", ["x.nt", "x.nq", "x.trig"])
def test_other_forms_of_turtle_are_read(tmp_path: Path, name: str) -> None:
    line = (
        "<https://w3id.org/bilat/id/topic/tea> "
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/bilat/ns#Topic> .\n"
        "<https://w3id.org/bilat/id/topic/tea> "
        '<http://www.w3.org/2000/01/rdf-schema#label> "tea"@en .\n'
    )
    assert load(tmp_path, line.encode(), name).entities["topic:tea"].label() == "tea"


RDF_XML = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:bil="https://w3id.org/bilat/ns#">
  <bil:Topic rdf:about="https://w3id.org/bilat/id/topic/tea">
    <rdfs:label xml:lang="en">tea</rdfs:label>
  </bil:Topic>
</rdf:RDF>"""
JSON_LD = """{"@context": {"label": {"@id": "http://www.w3.org/2000/01/rdf-schema#label"}},
  "@id": "https://w3id.org/bilat/id/topic/tea", "@type": "https://w3id.org/bilat/ns#Topic",
  "label": {"@value": "tea", "@language": "en"}}"""


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        *((name, TOPIC) for name in ("x.ttl", "x.TTL", "x.trig")),
        *((name, RDF_XML) for name in ("x.rdf", "x.owl", "x.xml")),
        *((name, JSON_LD) for name in ("x.jsonld", "x.json")),
    ],
)
def test_every_format_says_the_same_packed_or_not(
    tmp_path: Path, name: str, text: str, packed: bool
) -> None:
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    graph = bilat.load(path)
    assert (graph.statements, graph.data.entities["topic:tea"].label()) == (2, "tea")
    assert list(graph.rdf.query("SELECT ?x { GRAPH ?g { ?x a ?y } }"))
    asked = bilat.query("SELECT ?x { ?x a bil:Topic }", path)
    assert [row["x"].id for row in asked.rows] == ["topic:tea"]


def test_there_is_no_answer_from_the_rest_when_one_file_is_malformed(tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text(TOPIC, "utf-8")
    (tmp_path / "worse.ttl").write_text("nonsense", "utf-8")
    with pytest.raises(BadInputError, match=r"worse\.ttl:1"):
        bilat.load(tmp_path)


def test_other_files_in_a_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "good.ttl").write_text(TOPIC, "utf-8")
    (tmp_path / "notes.pkl").write_bytes(b"cos\nsystem\n(S'echo ran'\ntR.")
    (tmp_path / ".hidden.ttl").write_text("nonsense", "utf-8")
    assert bilat.load(tmp_path).statements == 2


def test_a_subject_is_found_at_its_line() -> None:
    source = Source("x.ttl", (TOPIC + "\ntopic:cup a bil:Topic .\n").encode())
    assert quads.line_of(source, "topic:cup") == 6
    assert quads.line_of(source, "topic:saucer") is None


def test_numbers_keep_their_spelling_in_what_is_parsed() -> None:
    text = PREFIXES + "topic:tea rdfs:label 007 , 1.50 , 1E3 .\n"
    (_, found), *_ = quads.parse([Source("x.ttl", text.encode(), trusted=True)])
    assert {getattr(quad.object, "value", "") for quad in found} == {"007", "1.50", "1E3"}


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(TOPIC, "utf-8")
    with pytest.raises(LimitError, match="max-bytes"):
        bilat.load(tmp_path / "x.ttl", max_bytes=20)


def test_a_situation_known_from_single_days_has_no_limits_but_holds_between_them() -> None:
    data = bilat.load(FICTIONAL).data
    found = [record for record in data.records.values() if record.holds_at and not record.when]
    assert found
    for record in found:
        assert record.bounds.earliest_begin is None
        assert record.bounds.latest_end is None
        days = sorted(record.holds_at)
        assert str(record.bounds.latest_begin).startswith(days[0])
        assert str(record.bounds.earliest_end).startswith(days[-1])


def test_contested_is_derived_from_doubts_and_contradictions() -> None:
    data = bilat.load(FICTIONAL).data
    for record in data.records.values():
        doubted = any(not item.supports and not item.on_property for item in record.evidence)
        assert record.contested == (doubted or bool(record.contradicts))
        for rival in record.contradicts:
            assert record.id in data.records[rival].contradicts


def test_the_rdf_view_holds_the_same_statements() -> None:
    graph = bilat.load(FICTIONAL)
    iri = "https://w3id.org/bilat/ns#Evidence"
    answer = graph.rdf.query(f"SELECT (COUNT(DISTINCT ?e) AS ?n) WHERE {{ ?e a <{iri}> }}")
    (row,) = answer
    counted = int(str(row[0]))  # type: ignore[index]  # a SELECT gives rows
    used = {item.id for record in graph.data.records.values() for item in record.evidence}
    assert counted >= len(used) > 0


@pytest.mark.parametrize("number", ["1e999", '"INF"^^xsd:double', '"NaN"^^xsd:double', "2.5"])
def test_what_is_no_whole_number_is_left_out_and_reported(tmp_path: Path, number: str) -> None:
    text = (
        PREFIXES + "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "@prefix group: <https://w3id.org/bilat/id/group/> .\n"
        f'group:six a bil:Group ; rdfs:label "six"@en ; bil:cardinality {number} .\n'
    )
    assert load(tmp_path, text.encode()).entities["group:six"].cardinality is None
    found = {finding.code for finding in bilat.check(tmp_path / "x.ttl").findings}
    assert "N13" in found
