"""What the page gives away: pictures, rows and graphs of the view, read back by other programs."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bilat.page.render import View, render
from browser import MARKS, PAIR, Heard, opened, written
from page_data import ANNA, BORIS, Builder

pytestmark = MARKS

SVG = "{http://www.w3.org/2000/svg}"
NARROWED = "#v=1&from=2014-01-01&to=2018-12-31&off=kind:claim"


def saved(page: Page, way: str) -> bytes:
    """The file a button of the export gives."""
    page.click("#open-export")
    with page.expect_download() as waiting:
        page.click(f'#ways button:text-is("{way}")')
    return waiting.value.path().read_bytes()


@pytest.fixture(scope="module")
def fetch(browser: Browser, sample: Path) -> Callable[..., bytes]:
    def get(way: str, fragment: str = "", path: Path = sample) -> bytes:
        with opened(browser, path, fragment=fragment) as (page, heard):
            content = saved(page, way)
            assert page.evaluate("window.__violations") == []
            assert heard == Heard()
        return content

    return get


def shown(browser: Browser, sample: Path, fragment: str) -> set[str]:
    """Ids of the records that are shown, by the table."""
    with opened(browser, sample, fragment=fragment) as (page, _):
        page.click("#table > summary")
        page.wait_for_selector("#table-body tr")
        return set(page.locator("#table-body tbody td:nth-child(3)").all_inner_texts())


def test_the_csv_holds_the_records_that_are_shown(
    browser: Browser, sample: Path, fetch: Callable[..., bytes]
) -> None:
    text = fetch("CSV", NARROWED).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["label"] for row in rows} == shown(browser, sample, NARROWED)
    loan = next(row for row in rows if row["id"] == "event:loan")
    assert (loan["when"], loan["from"], loan["to"]) == ("2017-10", "2017-10-01", "2017-10-31")
    assert loan["who_ids"] == "body:avalia-bank | company:borea-steel"
    assert loan["addresses"].startswith("https://archive.example/reports/")


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@sum", "'=1", " =1", "\t=1"])
def test_no_cell_begins_as_a_formula_and_every_cell_comes_back_whole(
    fetch: Callable[..., bytes], folder: Path, start: str
) -> None:
    nasty = start + ',"quoted"; line\nbreak'
    dataset = Builder(text=lambda words: nasty + words).dataset()
    path = written(folder, dataset, f"formula-{start.encode().hex()}")
    rows = list(csv.reader(io.StringIO(fetch("CSV", "", path).decode("utf-8-sig"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert len({len(row) for row in rows}) == 1
    assert not [cell for cell in cells if re.match(r"\s*[=+\-@]", cell)]
    cleaned = nasty.replace("\n", " ").replace("\t", " ")
    assert any(cell.removeprefix("'").startswith(cleaned) for cell in cells)


def test_the_graphml_is_the_graph_that_is_shown(fetch: Callable[..., bytes]) -> None:
    graph = nx.read_graphml(io.BytesIO(fetch("GraphML", NARROWED)), force_multigraph=True)
    together = graph.get_edge_data(ANNA, BORIS)
    expected = {
        record.when
        for record in Builder().dataset().records.values()
        if record.involves(ANNA) and record.involves(BORIS) and "2014" <= record.when < "2019"
    }
    assert len(expected) > 4
    assert {edge["when"] for edge in together.values()} == expected
    anna = graph.nodes[ANNA]
    assert (anna["label"], anna["kind"], anna["side"]) == ("Anna Wald", "person", "left")
    assert anna["records"] >= len(expected)
    listings = [edge for _, _, edge in graph.edges(data=True) if edge["kind"] == "listing"]
    assert {edge["label"] for edge in listings} >= {"boris-stern is listed"}
    assert all(isinstance(edge["passages"], int) for _, _, edge in graph.edges(data=True))


def test_the_json_names_its_period_filters_records_and_evidence(
    browser: Browser, sample: Path, fetch: Callable[..., bytes]
) -> None:
    value = json.loads(fetch("JSON", NARROWED))
    assert value["period"] == {"from": "2014-01-01", "to": "2018-12-31", "mode": "overlap"}
    assert value["off"] == ["kind:claim"]
    assert {one["label"] for one in value["records"]} == shown(browser, sample, NARROWED)
    actors = {one["id"] for one in value["actors"]}
    assert {end for one, other, _ in value["edges"] for end in (one, other)} <= actors
    evidence = [item for one in value["records"] for item in one["evidence"]]
    assert {item["stance"] for item in evidence} == {"affirms", "doubts", "denies"}
    assert any("2030-01-01" in line for line in value["about"])


def test_the_svg_is_drawn_in_vectors_with_a_title_on_every_edge(
    fetch: Callable[..., bytes],
) -> None:
    root = ET.fromstring(fetch("SVG", NARROWED))  # noqa: S314  our own file
    assert not list(root.iter(f"{SVG}image")) + list(root.iter(f"{SVG}foreignObject"))
    edges = [group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]
    edges = [group for group in edges if group.find(f"{SVG}path") is not None]
    assert len(edges) >= 8
    titles = [edge.findtext(f"{SVG}title") for edge in edges]
    assert "Anna Wald – Boris Stern · 6 records" in titles
    words = " ".join("".join(node.itertext()) for node in root.iter(f"{SVG}text"))
    for expected in (
        "Avalia and Borea", "1 Jan 2014 to 31 Dec 2018", "without: claim", "cooperation",
        "sanctions listing", "Anna Wald", "Data of 2030-01-01", "Nobody: Avalia and Borea.",
    ):  # fmt: skip
        assert expected in words, expected


def test_alone_in_a_browser_the_svg_looks_the_same_and_cuts_nothing_off(
    browser: Browser, sample: Path, folder: Path
) -> None:
    path = folder / "picture.svg"
    with opened(browser, sample) as (page, _):
        path.write_bytes(saved(page, "SVG"))
        style = "(node) => { const one = getComputedStyle(node); return [one.fill, one.fontSize]; }"
        within = page.locator("#names .name text", has_text="Anna Wald").evaluate(style)
    with opened(browser, path, wait=False) as (page, heard):
        assert page.locator("text", has_text="Anna Wald").first.evaluate(style) == within
        outside = page.evaluate(
            """() => { const all = document.documentElement.getBoundingClientRect();
            return [...document.querySelectorAll("text")].filter((node) => {
              const { left, top, right, bottom } = node.getBoundingClientRect();
              return left < 0 || top < 0 || right > all.right || bottom > all.bottom;
            }).map((node) => node.textContent); }"""
        )
        assert outside == []
        assert heard == Heard()


def pixels(png: bytes, page: Page, colour: str) -> int:
    """How many pixels of a PNG have a colour, by the browser that reads it."""
    found: int = page.evaluate(
        """async ([signs, hex]) => {
          const bytes = Uint8Array.from(atob(signs), (sign) => sign.charCodeAt(0));
          const picture = await createImageBitmap(new Blob([bytes]));
          const canvas = new OffscreenCanvas(picture.width, picture.height);
          const context = canvas.getContext("2d", { willReadFrequently: true });
          context.drawImage(picture, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          const want = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
          let n = 0;
          for (let i = 0; i < data.length; i += 4)
            if (want.every((part, at) => Math.abs(data[i + at] - part) <= 12)) n += 1;
          return n;
        }""",
        [b64encode(png).decode(), colour],
    )
    return found


def test_a_png_has_the_size_and_the_colours_of_the_picture(browser: Browser, sample: Path) -> None:
    colours = {"left": "#5b3f99", "right": "#00604c", "tie": "#1a76b5", "listing": "#c4410b"}
    with opened(browser, sample) as (page, heard):
        svg = ET.fromstring(saved(page, "SVG"))  # noqa: S314  our own file
        size = int(svg.attrib["width"]), int(svg.attrib["height"])
        counts = {}
        for times in (1, 2, 4):
            png = saved(page, f"PNG {times}×")
            assert png.startswith(b"\x89PNG\r\n\x1a\n")
            assert struct.unpack(">II", png[16:24]) == (size[0] * times, size[1] * times)
            if times < 4:
                counts[times] = {name: pixels(png, page, hex_) for name, hex_ in colours.items()}
        assert all(count > 80 for count in counts[1].values()), counts
        for name, count in counts[1].items():
            assert 3 < counts[2][name] / count < 6, counts
        assert heard == Heard()


def test_a_saved_picture_is_whole_whatever_the_zoom(browser: Browser, sample: Path) -> None:
    with opened(browser, sample) as (page, _):
        before = saved(page, "SVG")
        for _ in range(4):
            page.click("#zoom-in")
        page.wait_for_timeout(100)
        place = page.locator("#names .name").first.get_attribute("transform")
        assert saved(page, "SVG") == before
        assert page.locator("#names .name").first.get_attribute("transform") == place


def test_the_same_view_gives_the_same_bytes(browser: Browser, sample: Path) -> None:
    seen = []
    for _ in range(2):
        with opened(browser, sample, fragment=PAIR) as (page, _):
            ways = ("SVG", "CSV", "GraphML", "JSON", "PNG 1×")
            seen.append([saved(page, way) for way in ways])
    assert seen[0] == seen[1]
    assert all(len(content) > 1000 for content in seen[0])


def test_texts_that_xml_cannot_hold_do_not_break_the_files(
    fetch: Callable[..., bytes], folder: Path
) -> None:
    nasty = "\ud800 \ufffe </svg>]]><script>&amp;\u0001"
    path = written(folder, Builder(text=lambda words: words + nasty).dataset(), "unxml")
    svg = ET.fromstring(fetch("SVG", "", path))  # noqa: S314  our own file
    assert not list(svg.iter("script")) + list(svg.iter(f"{SVG}script"))
    graph = nx.read_graphml(io.BytesIO(fetch("GraphML", "", path)))
    assert graph.nodes[ANNA]["label"].startswith("Anna Wald")
    json.loads(fetch("JSON", "", path))


def test_a_title_becomes_the_name_of_the_file(browser: Browser, folder: Path) -> None:
    dataset = Builder().dataset()
    path = folder / "named.html"
    records = list(dataset.records.values())
    path.write_bytes(render(dataset, records, View(title="../Ein: Titel / 日本")).encode())
    with opened(browser, path) as (page, _):
        page.click("#open-export")
        with page.expect_download() as waiting:
            page.click('#ways button:text-is("CSV")')
        assert waiting.value.suggested_filename == "ein-titel-日本.csv"


def test_axe_finds_nothing_in_the_export(browser: Browser, sample: Path) -> None:
    with opened(browser, sample, width=320) as (page, _):
        page.click("#open-export")
        assert page.locator("#ways button").count() == 8
        assert Axe().run(page).response["violations"] == []
        page.keyboard.press("Escape")
        assert not page.locator("#export").is_visible()
        assert page.evaluate("document.activeElement.id") == "open-export"
