"""What is exported is what was read: term by term, row by row, tie by tie."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bilat
from bilat.errors import NotFoundError, UsageError
from bilat.interchange import graphml
from bilat.knowledge import exchange
from bilat.knowledge.graph import KnowledgeGraph
from bilat.store import writing
from test_cli import Ask

FICTIONAL = Path(__file__).parent / "fictional"
XSD = "http://www.w3.org/2001/XMLSchema#"
LEXICAL = f"""@prefix ex: <https://example.org/id/> .
@prefix xsd: <{XSD}> .
ex:a ex:integer "007"^^xsd:integer ; ex:decimal "1.50"^^xsd:decimal ; ex:boolean "1"^^xsd:boolean ;
    ex:time "2024-01-01T00:00:00+00:00"^^xsd:dateTime ; ex:double 1E3 ; ex:plus "+5"^^xsd:integer .
"""
FORMULAS = (
    '=HYPERLINK("http://x/","y")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
)
STARTS = ("=", "+", "-", "@", "\t", "\r")
HARMLESS = ("text", "'quoted", "''", "", "a=1", "1,5", 'a "b"', "line\nline", "12")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    return Ask(capsys)


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return bilat.load()


def put(folder: Path, text: str, name: str = "data.ttl") -> Path:
    path = folder / name
    path.write_text(text, "utf-8", newline="")
    return path


def quads(text: str, form: str) -> list[ox.Quad]:
    return list(ox.parse(input=text, format=writing.FORMATS[form]))


# RDF


@pytest.mark.parametrize("form", ["nq", "nt"])
def test_every_literal_comes_out_byte_for_byte(ask: Ask, tmp_path: Path, form: str) -> None:
    said = ask("--data", put(tmp_path, LEXICAL), "export", form)
    assert said.code == 0
    for text in ("007", "1.50", "1", "2024-01-01T00:00:00+00:00", "1E3", "+5"):
        assert f'"{text}"^^' in said.out


TERMS = st.builds(
    lambda text, datatype: ox.Literal(text, datatype=ox.NamedNode(XSD + datatype)),
    st.from_regex(r"[-+]?[0-9]{0,3}\.?[0-9]{0,3}([eE][-+]?[0-9]{1,2})?", fullmatch=True)
    | st.sampled_from(["true", "TRUE", "1", "INF", "NaN", " 1", "2024-01-01T00:00:00+00:00"])
    | st.text(st.characters(codec="utf-8"), max_size=8),
    st.sampled_from(["integer", "decimal", "double", "boolean", "dateTime", "string", "date"]),
)
NAMES = st.sampled_from([ox.NamedNode(f"https://example.org/{n}") for n in "abc"])
BLANKS = st.sampled_from([ox.BlankNode(n) for n in "xyz"])
QUADS = st.builds(
    ox.Quad,
    NAMES | BLANKS,
    NAMES,
    NAMES | BLANKS | TERMS | st.sampled_from([ox.Literal("x", language="en")]),
    NAMES | st.just(ox.DefaultGraph()),
)


@given(given_=st.lists(QUADS, min_size=1, max_size=8))
@pytest.mark.parametrize("form", exchange.RDF)
def test_whatever_is_written_reads_back_as_the_same_statements(
    form: str, given_: list[ox.Quad]
) -> None:
    text = writing.serialize(given_, form).decode()
    kept = given_ if form in writing.WITH_GRAPHS else [ox.Quad(*quad.triple) for quad in given_]
    one, other = ox.Dataset(kept), ox.Dataset(quads(text, form))
    for dataset in (one, other):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert one == other


def test_graphs_are_kept_where_the_format_has_them(ask: Ask, tmp_path: Path) -> None:
    lines = (
        "<http://e/a> <http://e/p> <http://e/b> <http://e/g1> .\n"
        "<http://e/a> <http://e/p> <http://e/b> <http://e/g2> .\n"
    )
    path = put(tmp_path, lines, "x.nq")
    assert ask("--data", path, "export", "nq").out == lines
    for form in ("trig", "jsonld"):
        assert len(set(quads(ask("--data", path, "export", form).out, form))) == 2
    assert ask("--data", path, "export", "nt").out.count("\n") == 1


def test_blank_nodes_are_numbered_so_that_the_same_data_give_the_same_bytes(
    ask: Ask, tmp_path: Path
) -> None:
    text = "@prefix e: <http://e/> . e:a e:p [ e:q [ e:r 1 ] ] , _:mine . _:mine e:s [] ."
    for name in ("one.ttl", "two.ttl"):
        put(tmp_path, text.replace("_:mine", "_:yours") if name == "two.ttl" else text, name)
    one, again, other = (
        ask("--data", tmp_path / name, "export", "nt").out
        for name in ("one.ttl", "one.ttl", "two.ttl")
    )
    assert one == again == other
    assert {"_:b1", "_:b4"} <= set(one.split())


@pytest.mark.parametrize("form", exchange.RDF)
def test_the_shipped_data_survives_every_format(
    form: str, shipped: KnowledgeGraph, tmp_path: Path
) -> None:
    text = shipped.export(form)
    assert text == bilat.load().export(form)
    if form == "jsonld":
        assert len(quads(text, form)) == shipped.statements
        return
    kg = bilat.load(put(tmp_path, text, f"all.{form}"))
    assert kg.statements == shipped.statements
    assert kg.data.records.keys() == shipped.data.records.keys()
    assert kg.export("nt") == shipped.export("nt")


def test_with_filters_the_records_come_with_all_they_rest_on(
    shipped: KnowledgeGraph, tmp_path: Path
) -> None:
    text = shipped.export("ttl", kind="listing", as_of="2015")
    path = put(tmp_path, text)
    kg = bilat.load(path)
    wanted = {record.id for record in shipped.timeline(kind="listing", as_of="2015")}
    assert wanted <= kg.data.records.keys()
    assert len(kg.data.records) < len(shipped.data.records) / 2
    assert bilat.check(path).counts["violation"] == 0


# Tables


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_table_has_one_row_a_record(shipped: KnowledgeGraph) -> None:
    found = {row["id"]: row for row in rows(shipped.export("csv"))}
    assert found.keys() == shipped.data.records.keys()
    visit = found["event:2017-12-11-gerasimov-visits-japan"]
    record = shipped.data.records[visit["id"]]
    assert visit["when"] == record.when
    assert (visit["kind"], visit["begin"], visit["realis"]) == ("visit", "2017-12-11", "occurred")
    assert "visitor: Valery Gerasimov" in visit["participants"]
    assert visit["participant_ids"].split("; ") == [part.actor for part in record.participants]
    assert visit["sources"] == str(shipped.data.sources(record))
    assert found["claim:galeotti-coined-term"]["contested"] == "yes"


def test_a_table_takes_the_filters(ask: Ask, shipped: KnowledgeGraph) -> None:
    said = ask("export", "csv", "--kind", "meeting", "--from", "2017", "--certain")
    chosen = shipped.timeline(kind="meeting", since="2017", certain=True)
    assert [row["id"] for row in rows(said.out)] == [record.id for record in chosen]


def literal_data(*texts: str) -> str:
    said = " , ".join(json.dumps(text, ensure_ascii=False) for text in texts)
    return f"<http://e/a> <http://e/p> {said} ."


def test_data_without_records_gives_its_literals(ask: Ask, tmp_path: Path) -> None:
    said = ask("--data", put(tmp_path, LEXICAL), "export", "csv")
    found = {row["property"].rpartition("/")[2]: row for row in rows(said.out)}
    assert found["integer"]["value"] == "007"
    assert found["double"] == {
        "subject": "https://example.org/id/a",
        "property": "https://example.org/id/double",
        "value": "1E3",
        "type": XSD + "double",
    }


def unsafe(cell: str) -> str:
    """What a cell was before it was made safe for a spreadsheet."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(STARTS) else cell


def test_in_a_file_no_cell_begins_a_formula_and_every_value_can_be_had_back(
    ask: Ask, tmp_path: Path
) -> None:
    texts = (*FORMULAS, *(f"'{text}" for text in FORMULAS), *HARMLESS)
    path, out = put(tmp_path, literal_data(*texts)), tmp_path / "out.csv"
    assert ask("--data", path, "export", "csv", "-o", out).code == 0
    cells = [row["value"] for row in rows(out.read_bytes().decode())]
    assert not [cell for cell in cells if cell.startswith(STARTS)]
    assert list(map(unsafe, cells)) == list(texts)
    for raw in (
        ask("--data", path, "export", "csv").out,
        bilat.load(path).export("csv"),
        _written(ask, path, out, "--no-excel-safe"),
    ):
        assert [row["value"] for row in rows(raw)] == list(texts)
    assert rows(ask("--data", path, "export", "csv", "--excel-safe").out) == rows(
        bilat.load(path).export("csv", excel_safe=True)
    )


def _written(ask: Ask, path: Path, out: Path, *options: str) -> str:
    assert ask("--data", path, "export", "csv", "-o", out, *options).code == 0
    return out.read_bytes().decode()


# Networks


def test_every_tie_is_an_edge_of_its_own(shipped: KnowledgeGraph, tmp_path: Path) -> None:
    read = nx.read_graphml(put(tmp_path, shipped.export("graphml"), "x.graphml"))
    assert isinstance(read, nx.MultiDiGraph)
    layers = [shipped.network(layer=layer) for layer in ("event", "situation")]
    ties = sorted(tie for graph in layers for tie in graph.edges(keys=True))
    assert ties == sorted(
        (one, other, edge["record"]) for one, other, edge in read.edges(data=True)
    )
    together = read["person:shinzo-abe"]["person:vladimir-putin"]
    assert len(together) > 20
    assert read.nodes["person:shinzo-abe"] == {"label": "Shinzo Abe", "kind": "person"}
    assert {edge["layer"] for _, _, edge in read.edges(data=True)} == {"event", "situation"}


def test_a_network_has_the_ids_of_edges_once_and_the_same_bytes(shipped: KnowledgeGraph) -> None:
    text = shipped.export("graphml")
    edges = [item for item in ET.fromstring(text).iter() if item.tag.endswith("}edge")]  # noqa: S314  our own
    assert len({edge.get("id") for edge in edges}) == len(edges) > 100
    assert text == bilat.load().export("graphml")


@pytest.mark.parametrize("network", ["actors", "states", "bipartite"])
def test_the_three_networks_can_be_had(shipped: KnowledgeGraph, network: str) -> None:
    read = nx.parse_graphml(shipped.export("graphml", network=network))
    drawn = [shipped.network(network, layer=layer) for layer in ("event", "situation")]
    assert read.number_of_edges() == sum(graph.number_of_edges() for graph in drawn)


@given(label=st.text(max_size=12))
def test_whatever_a_label_holds_is_xml(label: str) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("a", label=label)
    graph.add_edge("a", "b", key="r", event="r", label=label, via=("a", label), none=None)
    read = nx.parse_graphml(graphml.text([graph]))
    [(_, _, edge)] = read.edges(data=True)
    assert edge["record"] == "r"
    assert "none" not in edge
    if label.isprintable():
        assert read.nodes["a"]["label"] == label


# The command line


def test_a_file_is_written_whole_and_stdout_is_utf_8_in_any_locale(
    ask: Ask, tmp_path: Path
) -> None:
    out = tmp_path / "all.nt"
    assert ask("export", "nt", "-o", out).code == 0
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "bilat", "export", "nt"]
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    assert done.stdout == out.read_bytes()
    assert "安倍".encode() in done.stdout


@pytest.mark.parametrize("form", [*exchange.RDF, "csv"])
def test_on_a_terminal_nothing_in_the_data_acts_and_rdf_means_the_same(
    ask: Ask, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, literal_data("\x1b[2J\u202e", "安倍"))
    piped = ask("--data", path, "export", form).out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = ask("--data", path, "export", form).out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "安倍" in shown
    if form != "csv":
        assert set(quads(shown, form)) == set(quads(piped, form))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nosuch",), 2, "choose from: ttl, nt, nq, trig, jsonld, csv, graphml"),
        (("csv", "--network", "states"), 2, "--network"),
        (("graphml", "--network", "all"), 2, "no network"),
        (("csv", "--kind", "nosuch"), 2, "no kind"),
        (("csv", "--kind", "meeting", "--to", "1600"), 1, "nothing to export"),
        (("ttl", "--kind", "meeting", "--to", "1600"), 1, "nothing to export"),
        (("graphml", "--kind", "meeting", "--to", "1600"), 1, "nothing to export"),
        (("nt", "-o", "/dev/full/x"), 7, "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_line(
    ask: Ask, arguments: tuple[str, ...], code: int, said: str
) -> None:
    found = ask("export", *arguments)
    assert found.code == code
    assert found.out == ""
    assert said in found.err
    assert found.err.count("\n") == 1


def test_the_library_refuses_likewise(shipped: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="choose from"):
        shipped.export("xls")
    with pytest.raises(NotFoundError, match="nothing to export"):
        shipped.export("csv", kind="meeting", until="1600")


def test_contested_ties_are_exported_when_asked_for(ask: Ask) -> None:
    plain, all_ = (
        nx.parse_graphml(ask("export", "graphml", *options).out)
        for options in ((), ("--with-contested",))
    )
    assert plain.number_of_edges() <= all_.number_of_edges()
    contested = [edge for _, _, edge in all_.edges(data=True) if edge["contested"]]
    assert all_.number_of_edges() == plain.number_of_edges() + len(contested)


def test_fictional_data_can_be_exported_as_well() -> None:
    kg = bilat.load(FICTIONAL)
    assert len(rows(kg.export("csv"))) == len(kg.data.records)
