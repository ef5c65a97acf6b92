"""Still pictures: nothing in them runs, every word can be read, and they tell the truth."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

import bilat
from bilat.dates import ALWAYS
from bilat.errors import NotFoundError, UsageError, WriteError
from bilat.knowledge.graph import KnowledgeGraph
from bilat.model import Dataset
from bilat.page.svg import Picture, fitted, measure, palette, tidy, wrapped
from browser import MARKS
from page_data import ANNA, BORIS, LEFT, UNION, Builder
from samples import (
    ABE,
    JAPAN,
    PUTIN,
    body,
    dataset,
    listing,
    listing_by_one_of,
    meeting,
    office,
    sourced,
    visit,
)

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "g", "title", "rect", "circle", "line", "path", "text"}
PAYLOAD = (
    "</text></title><script>window.__hit=1</script>\"' onload=x &amp; \ufffe\x07\u202e\ud800 {{7}}"
)


def library(data: Dataset) -> KnowledgeGraph:
    """The library on objects made by hand, without Turtle."""
    graph = KnowledgeGraph.__new__(KnowledgeGraph)
    graph.data, graph._called = data, {}  # noqa: SLF001  what __init__ reads from files
    return graph


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return bilat.load()


def every_picture(graph: KnowledgeGraph, one: str, other: str, host: str) -> Iterator[Picture]:
    """One picture of each sort."""
    yield graph.picture()
    yield graph.picture(focus=one, hops=1, language="ja")
    yield graph.picture(language="ru", until="2017")
    yield graph.chart(graph.ask("path", one, other, most=3))
    yield graph.chart(graph.ask("timeline", one, other))
    yield graph.chart(graph.ask("timeline", limit=0))
    yield graph.chart(graph.ask("centrality", limit=15))
    yield graph.chart(graph.ask("centrality", as_of="2018", compare="2014", limit=15))
    yield graph.chart(graph.ask("listed", other, on="2016-01-01"))
    yield graph.chart(graph.ask("engaged", state=host, limit=0))
    yield graph.chart(graph.ask("claims", disputed=True))
    yield graph.chart(graph.ask("claims"))


def of_shipped(graph: KnowledgeGraph) -> Iterator[Picture]:
    yield from every_picture(graph, "Shinzo Abe", "Nikolai Patrushev", "Japan")


def of_invented(**made: Any) -> Iterator[Picture]:  # noqa: ANN401
    graph = library(Builder(**made).dataset())
    yield from every_picture(graph, ANNA, BORIS, LEFT)


def parsed(picture: Picture) -> ET.Element:
    return ET.fromstring(picture.svg)  # noqa: S314  our own text, which is what is tested


def texts(picture: Picture) -> list[str]:
    return [text.text or "" for text in parsed(picture).iter(f"{SVG}text")]


# Nothing in them runs, links or loads.


@pytest.mark.parametrize("payload", ["", PAYLOAD], ids=["plain", "hostile"])
def test_a_picture_is_wellformed_and_has_no_element_that_could_do_anything(payload: str) -> None:
    for picture in of_invented(text=lambda words: words + payload):
        root = parsed(picture)
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= TAGS
        names = {name for element in root.iter() for name in element.attrib}
        assert not {name for name in names if name.startswith("on") or "href" in name}
        assert "url(" not in picture.svg
        assert picture.svg.count("http") == 1 + "".join(root.itertext()).count("http")


def test_a_hostile_text_is_shown_as_text_without_what_controls_or_cannot_be_written() -> None:
    data = Builder(text=lambda words: words + PAYLOAD).dataset()
    picture = library(data).picture(title="a" + PAYLOAD)
    shown = "".join(parsed(picture).itertext())
    assert "<script>window.__hit=1</script>" in shown
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ud800-\udfff\ufffe\uffff]", shown)
    picture.svg.encode()


@given(st.text(max_size=40))
def test_any_text_can_be_a_title(text: str) -> None:
    from bilat.page.svg import framed

    parsed(framed(text, [text], [], size=(300, 10), notes=[text]))


def test_colours_are_the_light_ones_of_the_page() -> None:
    allowed = {*palette().values(), "none"}
    for picture in of_invented():
        drawn = {
            element.attrib[name]
            for element in parsed(picture).iter()
            for name in ("fill", "stroke")
            if name in element.attrib
        }
        assert drawn <= allowed


# Same input, same bytes; heavy libraries stay away.


def test_a_picture_is_the_same_in_every_process_zone_and_locale() -> None:
    code = (
        "import bilat, sys; kg = bilat.load();"
        "sys.stdout.buffer.write((kg.picture().svg + kg.chart(kg.ask('engaged')).svg).encode())"
    )
    drawn = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/New_York"))
    ]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) > 10_000


def test_a_still_picture_needs_no_library_of_the_page() -> None:
    code = (
        "import bilat, sys; kg = bilat.load(); kg.picture(); kg.chart(kg.ask('engaged'));"
        "print([m for m in ('pyvis', 'jinja2', 'IPython', 'rdflib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"


def test_a_picture_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    picture = library(Builder().dataset()).picture()
    picture.save(tmp_path / "x.svg")
    assert (tmp_path / "x.svg").read_text("utf-8") == picture.svg == picture._repr_svg_()
    with pytest.raises(WriteError):
        picture.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["x.svg"]


# Every word can be read.


@pytest.mark.parametrize("room", [30, 100, 400])
@given(text=st.text("abc WЖ安倍ー, ", max_size=80))
def test_lines_fit_their_room_and_lose_nothing_that_fits(room: int, text: str) -> None:
    lines = wrapped(text, room, most=3)
    assert len(lines) <= 3
    assert all(measure(line) <= room or line == "…" for line in lines)
    if not any("…" in line for line in lines):
        assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(max_size=60), st.integers(20, 300))
def test_a_text_is_cut_only_where_there_is_no_room_and_says_so(text: str, room: int) -> None:
    short = fitted(text, room)
    assert short == text or (short.endswith("…") and measure(text) > room)


Box = tuple[str, float, float, float, float]


def _boxes(browser: Browser, pictures: Sequence[Picture]) -> list[list[Box]]:
    """Where a browser puts each text; a little is taken off above and below, where no ink is."""
    page = browser.new_page(viewport={"width": 1400, "height": 2000})
    page.set_content("".join(f"<div>{picture.svg}</div>" for picture in pictures))
    found: list[list[Box]] = page.evaluate(
        """() => [...document.querySelectorAll("svg")].map((svg) => {
          const own = svg.getBoundingClientRect();
          return [...svg.querySelectorAll("text")].map((text) => {
            const box = text.getBoundingClientRect();
            return [
              text.textContent, box.left - own.left, box.top - own.top + 3,
              box.right - own.left, box.bottom - own.top - 3,
            ];
          });
        })"""
    )
    page.close()
    return found


LONG = " of the Commission for the Coordination of Everything with Everybody"


def crowd() -> KnowledgeGraph:
    """Forty people of no state, all of whom met one: a network without shores, full of names."""
    hub = "person:the-one-whom-everybody-met"
    met = (meeting(f"m{at}", "2016", hub, f"person:somebody-number-{at}") for at in range(40))
    return library(dataset(*met))


@pytest.mark.parametrize("source", ["shipped", "invented", "long", "japanese", "crowd"])
@MARKS[0]
@MARKS[1]
@MARKS[2]
def test_every_word_is_in_the_picture_and_covers_no_other(
    browser: Browser, shipped: KnowledgeGraph, source: str
) -> None:
    pictures: dict[str, Callable[[], Iterator[Picture]]] = {
        "shipped": lambda: of_shipped(shipped),
        "invented": of_invented,
        "long": lambda: of_invented(text=lambda words: words + LONG),
        "crowd": lambda: iter([crowd().picture()]),
        "japanese": lambda: of_invented(
            text=lambda words: f"{words}に関する内閣官房の長い名称の会議"
        ),
    }
    drawn = list(pictures[source]())
    for picture, boxes in zip(drawn, _boxes(browser, drawn), strict=True):
        width, height = map(int, re.findall(r'(?:width|height)="(\d+)"', picture.svg)[:2])
        assert boxes
        for text, left, top, right, bottom in boxes:
            inside = left >= 0 and top >= 0 and right <= width and bottom <= height
            assert inside, (picture, text)
        for one, other in combinations(boxes, 2):
            beside = one[3] <= other[1] or other[3] <= one[1]
            assert beside or one[4] <= other[2] or other[4] <= one[2], (picture, one, other)


@MARKS[0]
@MARKS[1]
@MARKS[2]
def test_no_text_is_wider_than_it_was_measured(browser: Browser) -> None:
    samples = [
        "Valentina Matvienko", "Office of the Director of National Intelligence", "WWW MMM",
        "illicit fjord (1956-10-19)", "Валентина Матвиенко", "ЖЩШЮФ", "安倍晋三、ラブロフ外相",
        "EU 2014",
    ]  # fmt: skip
    for bold in (False, True):
        lines = "".join(
            f'<text y="{20 * at}" font-size="13" font-weight="{600 if bold else 400}">{text}</text>'
            for at, text in enumerate(samples, start=1)
        )
        font = re.search(r'font-family="([^"]+)"', library(Builder().dataset()).picture().svg)
        assert font
        svg = f'<svg width="900" height="300" font-family="{font[1]}">{lines}</svg>'
        for text, left, _, right, _ in _boxes(browser, [Picture(svg, "")])[0]:
            assert right - left <= measure(text, bold=bold), text


# They tell the truth.


def bricks(picture: Picture) -> list[Mapping[str, str]]:
    shade = palette()["cooperation"]
    return [e.attrib for e in parsed(picture).iter(f"{SVG}rect") if e.get("fill") == shade]


def test_each_record_is_a_block_over_its_year(shipped: KnowledgeGraph) -> None:
    answer = shipped.ask("timeline", "Abe", "Putin", kind="meeting")
    picture = shipped.chart(answer)
    assert len(bricks(picture)) == 27
    columns = Counter(block["x"] for block in bricks(picture))
    assert sorted(columns.values()) == [1, 2, 2, 3, 3, 4, 4, 4, 4]
    said = " ".join(texts(picture))
    assert "27 records, complete for 2006-09-26 to 2020-09-16" in said
    assert f"data of {shipped.data.description.modified}" in said


def test_a_block_is_pale_where_the_year_is_not_certain_and_dashed_where_contested() -> None:
    sure = meeting("sure", "2016-12-15", ABE, PUTIN)
    one_of = meeting("either", "[2016,2017]", ABE, PUTIN)
    contested = replace(meeting("contested", "2017-01-01", ABE, PUTIN), contested=True)
    graph = library(dataset(sure, one_of, contested))
    found = bricks(graph.chart(graph.ask("timeline")))
    assert sum("fill-opacity" in block for block in found) == 1
    assert sum("stroke-dasharray" in block for block in found) == 1
    assert len(found) == 3


def spans(picture: Picture) -> list[tuple[float, float, bool]]:
    """Begin and end of each bar, and whether it is pale."""
    shade = palette()["listing"]
    bars = [e.attrib for e in parsed(picture).iter(f"{SVG}rect") if e.get("fill") == shade]
    return [
        (float(e["x"]), float(e["x"]) + float(e["width"]), e["fill-opacity"] == "0.3") for e in bars
    ]


def test_a_listing_is_solid_where_it_is_certain_and_pale_where_it_is_possible() -> None:
    known = listing("known", "person:a", "body:eu", "2014-01-01/2015-12-31")
    begun_by = listing("by", "person:a", "body:us", "2013/2015-12-31")
    graph = library(dataset(known, begun_by))
    answer = graph.ask("listed", "person:a", on="2014-07-01")
    by_authority = {row["authority"]["id"]: at for at, row in enumerate(answer.rows)}
    found = spans(graph.chart(answer))
    pale, solid = ([bar[:2] for bar in found if bar[2] is wanted] for wanted in (True, False))
    eu, us = by_authority["body:eu"], by_authority["body:us"]
    assert pale[eu] == pytest.approx(solid[eu], abs=0.1)
    assert pale[us][0] < solid[us][0] - 100
    assert pale[us][1] == pytest.approx(solid[us][1], abs=0.1)


def test_a_listing_by_one_of_several_is_drawn_once_for_each_standing() -> None:
    graph = library(dataset(listing_by_one_of("x", "person:a", ["body:eu", "body:us"], "2014/..")))
    answer = graph.ask("listed", "person:a", on="2016")
    assert sum(pale for *_, pale in spans(graph.chart(answer))) == len(answer.rows)


def test_what_happened_while_listed_is_a_dot_on_the_bar() -> None:
    banned = listing("ban", PUTIN, "body:eu", "2014-01-01/2016-12-31")
    trip = visit("trip", "2015-07-02", PUTIN, ABE)
    cabinet = body("cabinet", JAPAN)
    graph = library(dataset(banned, trip, cabinet, office(ABE, "body:cabinet", "2012/2020")))
    picture = graph.chart(graph.ask("engaged"))
    begin, end, _ = spans(picture)[0]
    (dot,) = parsed(picture).iter(f"{SVG}circle")
    axis = end - begin  # two years, since the axis ends with the year of the last event
    assert float(dot.attrib["cx"]) == pytest.approx(begin + axis * 547 / 730, abs=1)


def test_a_chain_names_its_actors_dates_and_sources() -> None:
    one = sourced(meeting("one", "2017-12-11", "person:a", "person:b"), "doc:1", "doc:2")
    two = sourced(meeting("two", "2018-07-31", "person:b", "person:c"), "doc:3")
    graph = library(dataset(one, two))
    said = texts(graph.chart(graph.ask("path", "person:a", "person:c")))
    at = [said.index(word) for word in ("2017-12-11", "2 sources", "2018-07-31", "1 source")]
    assert at == sorted(at)
    assert [word for word in said if word.startswith("person:")] == [
        "person:a",
        "person:b",
        "person:c",
    ]


def test_the_longest_bar_is_that_of_the_highest_score(shipped: KnowledgeGraph) -> None:
    answer = shipped.ask("centrality", compare="2014", limit=8)
    picture = shipped.chart(answer)
    shade = palette()["left"]
    lengths = [
        float(e.attrib["width"])
        for e in parsed(picture).iter(f"{SVG}rect")
        if e.get("fill") == shade
    ]
    assert [length / lengths[0] for length in lengths] == pytest.approx(
        [row["score"] / answer.rows[0]["score"] for row in answer.rows], abs=0.01
    )
    assert f"showing 8 of {answer.total}" in texts(picture)


def test_both_sides_of_a_dispute_face_each_other(shipped: KnowledgeGraph) -> None:
    picture = shipped.chart(shipped.ask("claims", about="Gerasimov", disputed=True))
    at = {text.text: float(text.attrib["x"]) for text in parsed(picture).iter(f"{SVG}text")}
    assert at["James D. J. Brown"] < at["≠"] < at["Mark Galeotti"]


def test_who_is_cut_off_is_said(shipped: KnowledgeGraph) -> None:
    said = " ".join(texts(shipped.picture(max_view=10)))
    assert re.search(r"Drawn: \d+ of \d+ actors", said)


def test_names_there_is_no_room_for_are_counted() -> None:
    picture = crowd().picture()
    named = [word for word in texts(picture) if word.startswith("person:")]
    counted = re.search(r"Without a name for lack of room: (\d+)", picture.svg)
    assert counted
    assert len(named) + int(counted[1]) == 41


def test_what_the_picture_is_limited_to_is_said(shipped: KnowledgeGraph) -> None:
    said = " ".join(texts(shipped.picture(focus="Gerasimov", until="2017")))
    assert "around Valery Gerasimov" in said
    assert "to 2017" in said
    assert shipped.data.description.modified in said


def test_actors_without_two_shores_are_named_too() -> None:
    records = [meeting(f"m{n}", "2016", f"person:p{n}", f"person:p{n + 1}") for n in range(12)]
    picture = library(dataset(*records)).picture()
    assert "Without a name" not in picture.svg
    circles = sum(1 for _ in parsed(picture).iter(f"{SVG}circle"))
    assert circles == 13
    assert len([word for word in texts(picture) if word.startswith("person:")]) == 13


@pytest.mark.parametrize("verb", ["show", "find"])
def test_an_answer_without_a_picture_is_refused_with_those_that_have_one(
    shipped: KnowledgeGraph, verb: str
) -> None:
    with pytest.raises(UsageError, match="timeline, path"):
        shipped.chart(shipped.ask(verb, "Gerasimov"))


def test_nothing_to_draw_is_said(shipped: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError):
        shipped.picture(until="1900", kind="visit")
    with pytest.raises(UsageError, match="choose from"):
        shipped.picture(language="tlh")
    undated = library(dataset(replace(meeting("m", "2016", ABE, PUTIN), when="", bounds=ALWAYS)))
    with pytest.raises(NotFoundError, match="first year"):
        undated.chart(undated.ask("timeline"))


def test_tidy_leaves_ordinary_text_as_it_is() -> None:
    for text in ("Shinzō Abe", "安倍晋三", "Путин", "a & b < c", "🇯🇵"):
        assert tidy(text) == text


def test_authorities_of_the_invented_pair_are_drawn_on_top() -> None:
    said = texts(library(Builder().dataset()).picture())
    assert "Union of Cities" in said
    assert UNION not in said
