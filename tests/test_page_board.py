"""The page in a browser: timeline, sanctions and table; time, other data, every reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import bilat
from bilat.model import Dataset, Participation, Record, Text
from browser import MARKS, opened, written
from page_data import ANNA, UNION, Builder
from page_views import CARL, PLACES, VIEWS, go, title, view
from test_page_browser import boxes, overlap, pixels, violations

pytestmark = MARKS


# ---- the board


def test_the_timeline_has_a_row_an_actor_or_a_kind(page: Page) -> None:
    go(page, "view=lanes")
    names = page.locator(".lane-name").all_text_contents()
    assert names[0].startswith("Anna Wald")
    marks = page.locator(".lane-mark").count()
    assert marks > 60
    page.select_option("#bar select", "kind")
    kinds = [re.sub(r"\d+$", "", name) for name in page.locator(".lane-name").all_text_contents()]
    assert kinds == ["meeting", "transaction", "measure", "sanctions listing", "office", "claim"]
    go(page, "view=lanes&rows=kind&from=2016-01-01&to=2016-12-31")
    assert page.locator(".lane-name").first.text_content() == "meeting4"


def test_the_timeline_is_walked_by_keys(page: Page) -> None:
    go(page, "view=lanes")
    page.focus("#board")
    page.keyboard.press("ArrowRight")
    first = title(page)
    page.keyboard.press("ArrowRight")
    assert title(page) != first
    page.keyboard.press("ArrowLeft")
    assert title(page) == first
    page.keyboard.press("ArrowDown")
    assert page.locator(".lane-mark.chosen").count() >= 1
    assert page.evaluate("document.activeElement.id") == "board"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel-title"


def test_marks_of_the_timeline_lie_apart_and_those_without_room_are_counted(
    browser: Browser, shipped: Path
) -> None:
    with opened(browser, shipped, fragment="#v=1&view=lanes&rows=kind") as (page, _):
        shapes = page.evaluate(
            "[...document.querySelectorAll('.lane-mark')].map((node) => {"
            " const { x, y, width, height } = node.querySelector('.reach').getBBox();"
            " return { x: x + 1.5, y: y + 1, width: width - 3, height: height - 2.5 }; })"
        )
        assert len(shapes) > 150
        assert not any(overlap(one, other) for one, other in combinations(shapes, 2))
        counted = page.locator(".lane-mark text").first
        n = int(counted.text_content() or "0")
        counted.click()
        assert f"{n} of {n}" in page.inner_text("#details h3")
        link = page.evaluate("location.hash")
    with opened(browser, shipped, fragment=link) as (page, _):
        assert f"{n} of {n}" in page.inner_text("#details h3")


def cells(page: Page) -> dict[str, str]:
    """What each cell of the matrix says."""
    labels = page.locator(".matrix button.cell").evaluate_all(
        "(all) => all.map((node) => node.getAttribute('aria-label'))"
    )
    return {", ".join(words.split(", ")[:2]): words.split(", ", 2)[2] for words in labels}


def test_the_matrix_says_who_is_on_whose_list_and_when(page: Page) -> None:
    go(page, "view=matrix")
    assert cells(page) == {
        "Boris Stern, Union of Cities": "in force, 2014",
        "Boris Stern, Cestria": "in force, 2022",
        "Greta Moon, Union of Cities": "lifted, 2014–2015",
        "Ida Nova, Avalia": "in force, 2022",
    }
    go(page, "view=matrix&to=2015-12-31&mode=asof")
    assert cells(page) == {"Boris Stern, Union of Cities": "in force, 2014"}
    go(page, "view=matrix&columns=year")
    found = cells(page)
    assert found["Boris Stern, 2014"] == "in force, UC"
    assert found["Boris Stern, 2022"] == "in force, UC CE"
    assert found["Greta Moon, 2015"] == "lifted, UC"
    assert "Greta Moon, 2022" not in found


def test_form_tells_in_force_announced_and_lifted_apart(page: Page) -> None:
    go(page, "view=matrix")
    marks = page.evaluate(
        "[...document.querySelectorAll('.cell-key .cell-mark')].map((node) => {"
        " const rect = getComputedStyle(node.querySelector('rect'));"
        " return [rect.fill === 'none', rect.strokeDasharray, node.children.length]; })"
    )
    assert len({json.dumps(mark) for mark in marks}) == 3


def test_the_matrix_is_walked_by_arrows_and_opens_the_evidence(page: Page) -> None:
    go(page, "view=matrix")
    stops = "[...document.querySelectorAll('.matrix button')].filter((n) => n.tabIndex === 0)"
    assert page.evaluate(f"{stops}.length") == 1
    page.evaluate(f"{stops}[0].focus()")
    assert page.evaluate("document.activeElement.textContent") == "Boris Stern"
    page.keyboard.press("ArrowRight")
    assert "Union of Cities" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert page.evaluate(f"{stops}.length") == 1
    page.keyboard.press("Enter")
    assert title(page) == "boris-stern is listed"
    assert page.locator("#details .evidence").count() >= 1
    chosen = page.locator(".matrix .cell.chosen")
    assert chosen.count() == 1
    page.keyboard.press("ArrowDown")
    assert "Greta Moon" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_the_table_is_a_view_of_its_own_and_goes_back_below(page: Page) -> None:
    go(page, "view=table")
    page.wait_for_selector("#board #table-body tbody tr")
    assert not page.locator("#table").is_visible()
    page.locator("#board th button", has_text="Kind").click()
    assert page.locator("#board th[aria-sort=ascending]").inner_text() == "Kind"
    kinds = page.locator("#board tbody tr td:nth-child(2)").all_inner_texts()
    assert [kind.split()[0] for kind in kinds] == sorted(kind.split()[0] for kind in kinds)
    page.click("#tab-shores")
    assert page.locator("#table #table-body").count() == 1


# ---- time, and what the reader keeps


def test_as_of_a_date_holds_what_held_then(page: Page) -> None:
    go(page, "to=2015-06-15&mode=asof")
    assert re.fullmatch(r"On 15 Jun 2015: \d+ of \d+ records", page.inner_text("#period"))
    assert page.locator("#slide-from").is_disabled()
    go(page, "view=matrix&to=2015-06-15&mode=asof")
    assert set(cells(page)) == {"Boris Stern, Union of Cities", "Greta Moon, Union of Cities"}


def test_what_is_only_possibly_in_the_period_is_counted_and_can_be_left_out(page: Page) -> None:
    # One meeting is dated by its year alone.
    go(page, "from=2016-03-01&to=2016-12-31&off=kind:office,kind:claim,kind:listing")
    shown = int(page.inner_text("#period").split(": ")[1].split()[0])
    assert page.inner_text("#possible") == "(1 only possibly)"
    page.check("#sure")
    assert int(page.inner_text("#period").split(": ")[1].split()[0]) == shown - 1
    assert not page.locator("#possible").is_visible()
    page.uncheck("#sure")
    go(page, f"from=2016-03-01&to=2016-12-31&actor={CARL}")
    assert "possibly in the period" in page.inner_text("#details .records")


def test_undated_records_can_be_shown_in_every_period(browser: Browser, folder: Path) -> None:
    dataset = Builder().dataset()
    records = dict(dataset.records)
    meeting = next(record for record in records.values() if record.kind == "meeting")
    extra = Record(
        "event:undated", "meeting", labels=(Text("Once", "en"),),
        participants=meeting.participants, evidence=meeting.evidence, realis="occurred", quad=1,
    )  # fmt: skip
    records[extra.id] = extra
    data = Dataset(dataset.entities, dataset.documents, records, description=dataset.description)
    path = written(folder, data, "undated")
    with opened(browser, path, fragment="#v=1&from=2016-01-01&to=2016-12-31") as (page, _):
        before = int(page.inner_text("#period").split(": ")[1].split()[0])
        page.get_by_role("button", name="show undated (1)").click()
        assert int(page.inner_text("#period").split(": ")[1].split()[0]) == before + 1
        assert "undated=1" in page.evaluate("location.hash")


def test_a_pinned_actor_stays_in_sight_and_in_the_link(browser: Browser, shipped: Path) -> None:
    link = "#v=1&actor=person:hirofumi-nakasone"
    with opened(browser, shipped, fragment=link) as (page, _):
        page.get_by_role("button", name="Pin").click()
        page.keyboard.press("Escape")
        names = page.locator("#names .name").all_text_contents()
        assert "Hirofumi Nakasone" in names
        assert "Pinned" in page.inner_text("#details")
        assert "pin=person" in page.evaluate("location.hash")


def test_only_one_document_s_records_can_be_shown(page: Page) -> None:
    go(page, "")
    total = int(page.inner_text("#period").split(" of ")[1].split()[0])
    page.click("#sources > summary")
    page.get_by_role("button", name="its records: Report 3").click()
    shown = int(page.inner_text("#period").split(": ")[1].split()[0])
    assert 0 < shown < total
    assert "Report 3" in page.inner_text("#only-doc")
    assert "doc=" in page.evaluate("location.hash")
    page.click("#reset-filters")
    assert f"{total} of {total}" in page.inner_text("#period")
    page.click("#sources > summary")


def test_one_value_of_a_filter_can_be_asked_for_alone(page: Page) -> None:
    page.get_by_role("button", name="only: measure").focus()
    page.keyboard.press("Enter")
    off = page.locator("#filters .facet").nth(1).locator(".chip[aria-pressed=true]")
    assert off.locator(".word").all_inner_texts() == ["measure"]
    page.click("#reset-filters")


def test_announced_and_contested_ties_are_dashed_unlike_each_other(page: Page) -> None:
    marks = page.locator("#key .chip .tie").evaluate_all(
        "(all) => all.map((node) => node.getAttribute('stroke-dasharray'))"
    )
    dashes = [mark for mark in marks if mark]
    assert len(dashes) == 2
    assert len(set(dashes)) == 2
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    drawn = page.locator("#vectors path[stroke-dasharray]").evaluate_all(
        "(all) => all.map((node) => node.getAttribute('stroke-dasharray'))"
    )
    assert set(drawn) == set(dashes)


def test_years_play_one_after_the_other_unless_less_motion_is_wanted(
    browser: Browser, sample: Path
) -> None:
    with opened(browser, sample) as (page, _):
        assert page.get_attribute("#play", "aria-pressed") == "false"
        page.click("#play")
        first = page.inner_text("#period")
        page.wait_for_function("(was) => document.querySelector('#period').textContent !== was",
                               arg=first)  # fmt: skip
        page.keyboard.press("Escape")
        assert page.get_attribute("#play", "aria-pressed") == "false"
    with opened(browser, sample, reduced_motion="reduce") as (page, _):
        assert not page.locator("#play").is_visible()


# ---- the weak points of before


LINES = """() => {
  const names = [...document.querySelectorAll("#names > g.name")].filter((node) => node.actor.seat === "top" || node.actor.out);
  const boxes = names.map((node) => { const { x, y, width, height } = node.querySelector("g").getBoundingClientRect();
    return { id: node.actor.at, x: x + 4, y: y + 4, width: width - 8, height: height - 8 }; });
  const stage = document.querySelector("#over").getBoundingClientRect();
  const crossed = [];
  for (const path of document.querySelectorAll("#vectors .tie")) {
    const length = path.getTotalLength();
    const [start, end] = [path.getPointAtLength(0), path.getPointAtLength(length)];
    for (let at = 0; at < length; at += 3) {
      const point = path.getPointAtLength(at);
      for (const box of boxes) {
        const [x, y] = [point.x + stage.x, point.y + stage.y];
        if (x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height) crossed.push(box.id);
      }
    }
  }
  return [boxes.length, [...new Set(crossed)]];
}"""  # noqa: E501


@pytest.mark.parametrize("width", [1440, 1024, 768, 320])
def test_no_tie_runs_through_the_name_of_a_third_party(
    browser: Browser, shipped: Path, width: int
) -> None:
    with opened(browser, shipped, width=width) as (page, _):
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        page.evaluate("document.querySelector('#vectors').style.display = 'inline'")
        found, crossed = page.evaluate(LINES)
        assert found == 8
        assert crossed == []


@pytest.mark.parametrize("width", [1440, 1024, 768, 320])
def test_no_name_is_cut_and_hardly_a_badge_is_only_counted(
    browser: Browser, shipped: Path, width: int
) -> None:
    with opened(browser, shipped, width=width) as (page, _):
        names = page.locator("#names .name text").all_text_contents()
        assert len(names) > 40
        assert not [name for name in names if "…" in name]
        counted = page.locator("#names .beside", has_text=re.compile(r"^\+")).count()
        assert page.locator("#names .badge").count() >= 40
        assert counted <= 1


# ---- other data


@pytest.fixture(scope="module")
def crowd(folder: Path) -> Path:
    """Two states, 2,000 persons and 5,000 meetings."""
    dataset = Builder().dataset()
    people = [f"person:{number:04}" for number in range(2000)]
    entity = dataset.entities[ANNA]
    entities = dict(dataset.entities)
    for number, id_ in enumerate(people):
        home = ("state:avalia", "state:borea")[number % 2]
        entities[id_] = replace(
            entity, id=id_, labels=(Text(f"Person {number}", "en"),), aliases=(), country=home
        )
    meeting = next(r for r in dataset.records.values() if r.kind == "meeting")
    records = {}
    for number in range(5000):
        one, other = people[(number * number) % 97], people[(number * 7 + 1) % 2000]
        if one != other:
            parts = (Participation(one, "attendee"), Participation(other, "attendee"))
            id_ = f"event:m{number}"
            records[id_] = replace(meeting, id=id_, participants=parts)
    said = dataset.description
    return written(folder, Dataset(entities, dataset.documents, records, description=said), "crowd")


def _drawn_of_2000(page: Page) -> int:
    found = re.match(r"Drawn: (\d+) of 2,0\d\d actors", page.inner_text("#drawn"))
    assert found
    return int(found[1])


def test_thousands_are_capped_with_the_way_to_more(browser: Browser, crowd: Path) -> None:
    with opened(browser, crowd, wait=True) as (page, heard):
        assert _drawn_of_2000(page)
        page.click("#tab-network")
        drawn = _drawn_of_2000(page)
        assert 0 < drawn <= 125
        page.click("#more")
        assert _drawn_of_2000(page) > drawn
        page.fill("#search", "Person 1900")
        page.keyboard.press("Escape")
        for name in ("ego", "path", "lanes"):
            page.click(f"#tab-{name}")
            assert page.get_attribute(f"#tab-{name}", "aria-selected") == "true"
        assert heard.all() == []


@pytest.mark.parametrize("width", [1440, 320])
def test_everybody_drawn_around_one_of_thousands_hangs_on_somebody(
    browser: Browser, crowd: Path, width: int
) -> None:
    with opened(browser, crowd, fragment="#v=1&view=ego&hops=3", width=width) as (page, heard):
        places = page.evaluate(PLACES)
        assert 30 < len(places) <= 73
        assert all(isinstance(y, int | float) and y > 0 for _, _, y in places)
        assert len({(x, y) for _, x, y in places}) == len(places)
        assert heard.all() == []


def test_a_dataset_without_a_pair_begins_with_its_network(browser: Browser, folder: Path) -> None:
    dataset = Builder().dataset()
    records = {r.id: r for r in dataset.records.values() if r.kind == "meeting"}
    said = dataset.description._replace(left_state=None, right_state=None)
    path = written(folder, replace(dataset, description=said, records=records), "single")
    with opened(browser, path) as (page, heard):
        assert view(page) == "Network"
        assert page.locator("#tab-shores").count() == 0
        assert page.locator("#tab-matrix").count() == 0
        assert all(count > 25 for count in pixels(page, "cooperation", "free"))
        assert heard.all() == []


def test_another_pair_gets_the_same_page(browser: Browser, folder: Path) -> None:
    path = folder / "fictional.html"
    data = Path(__file__).parent / "fictional"
    path.write_bytes(bilat.load(data).html().encode())
    with opened(browser, path) as (page, heard):
        for name in VIEWS:
            page.click(f"#tab-{name}")
            assert page.get_attribute(f"#tab-{name}", "aria-selected") == "true"
        assert heard.all() == []


# ---- for everyone


@pytest.fixture(scope="module")
def narrow(browser: Browser, sample: Path) -> Iterator[Page]:
    with opened(browser, sample, width=320, color_scheme="light") as (page, _):
        yield page


@pytest.mark.parametrize("name", VIEWS[1:])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view(
    browser: Browser, sample: Path, name: str, scheme: str
) -> None:
    with opened(browser, sample, fragment=f"#v=1&view={name}", color_scheme=scheme) as (page, _):
        assert violations(page) == []


@pytest.mark.parametrize("name", VIEWS[1:])
def test_axe_finds_nothing_in_any_view_of_a_narrow_window(narrow: Page, name: str) -> None:
    go(narrow, f"view={name}&record=event:2018-02-02-fritz-lake-hugo-comet")
    assert violations(narrow) == []


def test_person_evidence_path_period_and_sanctions_by_keyboard_alone(
    browser: Browser, sample: Path
) -> None:
    with opened(browser, sample) as (page, heard):
        page.keyboard.press("/")
        page.keyboard.type("carl")
        page.keyboard.press("Enter")
        assert title(page) == "Carl Brook"
        assert page.evaluate("document.activeElement.id") == "panel-title"
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Path from here":
                break
        page.keyboard.press("Enter")
        page.keyboard.type("anna wald")
        page.keyboard.press("Enter")
        assert title(page) == "Carl Brook – Anna Wald"
        assert page.locator(".steps .evidence").count() >= 2
        page.focus("#slide-to")
        page.keyboard.press("PageDown")
        assert "Whole period" not in page.inner_text("#period")
        page.focus("#tab-path")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert view(page) == "Sanctions"
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("Boolean(document.activeElement.closest('.matrix'))"):
                break
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        assert UNION in page.evaluate("location.hash").replace("%3A", ":")
        assert heard.all() == []


@pytest.mark.parametrize("name", ["network", "lanes", "matrix", "table"])
def test_on_paper_each_view_is_whole(browser: Browser, sample: Path, name: str) -> None:
    with opened(browser, sample, fragment=f"#v=1&view={name}") as (page, heard):
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf())) <= 8
        page.set_viewport_size({"width": 720, "height": 1000})
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        shown = "#over" if name == "network" else "#board"
        box = boxes(page, shown)[0]
        assert 0 <= box["x"] < box["x"] + box["width"] <= 720
        assert box["height"] > 100
        clipped = page.evaluate(
            "(() => { const node = document.querySelector('#board');"
            " return node.scrollHeight - node.clientHeight; })()"
        )
        assert clipped <= 1
        assert not page.locator(".view-line").is_visible()
        assert heard.all() == []
