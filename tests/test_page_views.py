"""The views of the page in a browser: one selection, and what each picture shows of it."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bilat.dates import parse
from bilat.model import Dataset, Evidence, Participation, Passage, Record, Text
from browser import MARKS, opened, written
from page_data import ANNA, BORIS, THIRD, Builder
from page_views import CARL, HUGO, PLACES, VIEWS, go, title, view
from test_page_browser import APART, LABELS, REGIONS, boxes, overlap, pixels

pytestmark = MARKS


# ---- one page, one selection


def test_every_view_is_a_tab_and_one_of_them_is_chosen(page: Page) -> None:
    tabs = page.locator('[role="tablist"] [role="tab"]')
    names = tabs.all_inner_texts()
    assert names == [
        "Two shores", "Network", "Around one", "Path", "Timeline", "Sanctions", "Table",
    ]  # fmt: skip
    page.focus("#tab-shores")
    for expected in [*names[1:], names[0]]:
        page.keyboard.press("ArrowRight")
        assert view(page) == expected
        assert page.evaluate("document.activeElement.textContent") == expected
        labelled = page.get_attribute("#view", "aria-labelledby")
        assert page.inner_text(f"#{labelled}") == expected
        assert tabs.evaluate_all("(all) => all.filter((tab) => tab.tabIndex === 0).length") == 1
    page.keyboard.press("End")
    assert view(page) == "Table"


@pytest.mark.parametrize("name", VIEWS)
def test_filters_period_and_selection_stay_when_the_view_changes(page: Page, name: str) -> None:
    go(page, f"actor={BORIS}&from=2014-01-01&to=2016-12-31&off=kind:claim")
    before = page.inner_text("#period"), title(page)
    page.click(f"#tab-{name}")
    assert (page.inner_text("#period"), title(page)) == before
    hash_ = page.evaluate("location.hash").replace("%3A", ":")
    assert f"actor={BORIS}" in hash_
    assert "off=kind:claim" in hash_
    assert (f"view={name}" in hash_) == (name != "shores")


@pytest.mark.parametrize("name", VIEWS)
def test_a_deep_link_opens_each_view(browser: Browser, sample: Path, name: str) -> None:
    with opened(browser, sample, fragment=f"#v=1&view={name}&actor={ANNA}") as (page, heard):
        assert page.get_attribute(f"#tab-{name}", "aria-selected") == "true"
        assert title(page) == "Anna Wald"
        on_board = name in {"lanes", "matrix", "table"}
        assert page.locator("#board").is_visible() == on_board
        assert page.locator("#stage").is_visible() != on_board
        assert heard.all() == []


def test_back_and_forward_retrace_views_and_selections(page: Page) -> None:
    page.click("#tab-matrix")
    page.click("#tab-network")
    page.locator("#names .name text", has_text="Boris Stern").click()
    assert title(page) == "Boris Stern"
    page.click("#back")
    page.wait_for_function("() => document.querySelector('#panel-title').textContent[0] === 'S'")
    assert view(page) == "Network"
    page.click("#back")
    page.wait_for_selector("#tab-matrix[aria-selected=true]")
    page.click("#forward")
    page.wait_for_selector("#tab-network[aria-selected=true]")


def test_a_slider_does_not_fill_the_history(page: Page) -> None:
    before = page.evaluate("history.length")
    page.focus("#slide-from")
    for _ in range(5):
        page.keyboard.press("PageUp")
    assert "from=" in page.evaluate("location.hash")
    assert page.evaluate("history.length") == before


@pytest.mark.parametrize("camera", ["3.00,800,800", "3.00,0,500"])
def test_a_picture_from_close_by_is_whole_at_once(
    browser: Browser, sample: Path, camera: str
) -> None:
    drawn = "document.querySelector('#graph canvas').toDataURL()"
    with opened(browser, sample, fragment=f"#v=1&view=network&camera={camera}") as (page, _):
        at_once = page.evaluate(drawn)
        # Another theme and back: everything is drawn anew.
        for theme in ("dark", "auto"):
            page.select_option("#theme", theme)
        assert page.evaluate(drawn) == at_once


def test_the_camera_is_part_of_the_link(browser: Browser, sample: Path, page: Page) -> None:
    page.click("#tab-network")
    page.click("#zoom-in")
    page.wait_for_timeout(80)
    link = page.evaluate("location.hash")
    assert "camera=1.25," in link.replace("%2C", ",")
    with opened(browser, sample, fragment=link) as (other, _):
        transform = "document.querySelector('#names > g.name').getAttribute('transform')"
        assert other.evaluate(transform) == page.evaluate(transform)
    page.click("#zoom-fit")


# ---- each picture


@pytest.mark.parametrize("width", [1440, 1024, 768, 320])
@pytest.mark.parametrize("name", ["network", "ego&hops=2", "path"])
def test_labels_of_every_picture_are_legible_and_apart(
    browser: Browser, shipped: Path, name: str, width: int
) -> None:
    with opened(browser, shipped, fragment=f"#v=1&view={name}", width=width) as (page, heard):
        found = page.evaluate(LABELS)
        assert len(found) >= 4
        assert min(label["size"] for label in found) >= 12
        for one, other in combinations(found, 2):
            assert not overlap(one, other), (one["text"], other["text"])
        assert heard.all() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
@pytest.mark.parametrize("name", VIEWS[1:])
def test_no_region_of_any_view_overlaps_another_or_leaves_the_window(
    browser: Browser, shipped: Path, name: str, width: int, scheme: str
) -> None:
    link = f"#v=1&view={name}"
    with opened(browser, shipped, fragment=link, width=width, color_scheme=scheme) as (page, _):
        hidden = {"#stage"} if page.locator("#board").is_visible() else {"#board"}
        names = [one for one in (*REGIONS, "#board", ".view-line") if one not in hidden]
        found = boxes(page, *names)
        for (one, box), (other, rival) in combinations(zip(names, found, strict=True), 2):
            assert not overlap(box, rival), (one, other, box, rival)
        for one, box in zip(names, found, strict=True):
            assert box["height"] > 0, one
            assert 0 <= box["x"] <= box["x"] + box["width"] <= width + 0.6, (one, box)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["network", "ego&hops=2", "path", "shores"])
def test_nothing_of_a_view_moves_when_time_moves(page: Page, name: str) -> None:
    go(page, f"view={name}&a={ANNA}&b={BORIS}")
    before = sorted(page.evaluate(PLACES)), boxes(page, "#stage", "#bars")
    go(page, f"view={name}&a={ANNA}&b={BORIS}&from=2016-01-01&to=2017-12-31")
    assert (sorted(page.evaluate(PLACES)), boxes(page, "#stage", "#bars")) == before


def test_the_network_draws_ties_within_one_shore_too(browser: Browser, shipped: Path) -> None:
    with opened(browser, shipped, fragment="#v=1&view=network") as (page, _):
        counted = pixels(page, "cooperation", "conflict", "left", "right", "top")
        assert all(count > 25 for count in counted), counted
        go(page, "view=network&actor=person:sergei-shoigu")
        assert title(page) == "Sergei Shoigu"
        names = page.locator("#names .name:not(.dimmed)").all_text_contents()
        assert any(name.startswith("Sergey Lavrov") for name in names)


def test_a_neighbourhood_stands_in_columns_by_steps(page: Page) -> None:
    go(page, f"view=ego&centre={ANNA}&hops=2")
    where = {id_: (x, y) for id_, x, y in page.evaluate(PLACES)}
    columns = sorted({x for x, _ in where.values()})
    assert len(columns) == 3
    assert where[ANNA][0] == columns[0]
    assert where[BORIS][0] == columns[1]
    # Carl met Boris, who met Anna.
    assert where[CARL][0] == columns[2]
    heads = page.locator("#names .column-head").all_text_contents()
    assert heads[0].startswith("one step")
    page.select_option("#bar select", "1")
    assert CARL not in {id_ for id_, *_ in page.evaluate(PLACES)}
    assert all(count > 25 for count in pixels(page, "cooperation", "left", "right"))


def test_the_neighbourhood_of_another_is_asked_for_by_name(page: Page) -> None:
    page.click("#tab-ego")
    page.fill("#bar input", "hugo")
    page.locator("#bar input").press("Enter")
    assert page.input_value("#bar input") == "Hugo Comet"
    assert f"centre={HUGO}" in page.evaluate("location.hash").replace("%3A", ":")
    go(page, f"actor={BORIS}")
    page.get_by_role("button", name="Look around").click()
    assert page.input_value("#bar input") == "Boris Stern"


def link_of(page: Page, one: str, other: str, more: str = "") -> None:
    go(page, f"view=path&a={one}&b={other}{more}")


def chain_data(*dates: str) -> Dataset:
    """Anna met Boris, Boris met Carl, Carl met Hugo, on these dates."""
    dataset = Builder().dataset()
    people = [ANNA, BORIS, CARL, HUGO]
    records = {}
    for at, (pair, when) in enumerate(zip(pairwise(people), dates, strict=True)):
        item = Evidence(f"ev:{at}", "doc:1", (Text("g", "en"),), ANNA, "affirms", Passage())
        records[f"event:{at}"] = Record(
            f"event:{at}", "meeting", labels=(Text(f"Meeting {at}", "en"),), when=when,
            bounds=parse(when), participants=tuple(Participation(one, "attendee") for one in pair),
            evidence=(item,), realis="occurred", quad=1,
        )  # fmt: skip
    return Dataset(dataset.entities, dataset.documents, records, description=dataset.description)


def test_a_path_is_in_view_whole_with_its_steps_as_records(page: Page) -> None:
    link_of(page, CARL, ANNA)
    assert title(page) == "Carl Brook – Anna Wald"
    steps = page.locator(".steps > li")
    assert steps.count() == 2
    assert steps.locator("h4").all_inner_texts() == [
        "Carl Brook – Boris Stern", "Boris Stern – Anna Wald",
    ]  # fmt: skip
    assert steps.locator(".evidence").count() >= 2
    stage = boxes(page, "#stage")[0]
    inside = page.evaluate(PLACES)
    assert {CARL, BORIS, ANNA} <= {id_ for id_, *_ in inside}
    for _, x, y in inside:
        assert 0 <= x <= stage["width"]
        assert 0 <= y <= stage["height"]


def test_other_chains_are_dimmed_and_can_be_chosen(browser: Browser, shipped: Path) -> None:
    link = "#v=1&view=path&a=person:shinzo-abe&b=person:valery-gerasimov"
    with opened(browser, shipped, fragment=link) as (page, _):
        chains = page.locator("#details .rows button")
        assert chains.count() == 5
        lengths = [int(n) for n in re.findall(r"(\d) steps", " ".join(chains.all_inner_texts()))]
        assert lengths == sorted(lengths)
        assert len(set(chains.all_inner_texts())) == 5
        bright = page.locator("#names .name:not(.dimmed)").all_text_contents()
        assert len(bright) == lengths[0] + 1
        assert pixels(page, "dim")[0] > 200
        chains.nth(1).click()
        assert "nth=2" in page.evaluate("location.hash")
        assert page.locator("#names .name:not(.dimmed)").all_text_contents() != bright
        # The other pictures show it, too, until it is taken off.
        page.click("#tab-network")
        assert pixels(page, "dim")[0] > 200
        page.locator("#bar button").click()
        assert pixels(page, "dim")[0] < 200


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (("2016-01-01", "2016-01-02", "2016-01-03"), "in order of dates on every reading"),
        (("2016-01-01", "2016", "2016-01-03"), "possibly in order of dates"),
        (("2016-01-03", "2016-01-02", "2016-01-01"), "No chain of these two has dates"),
    ],
)
def test_a_path_in_order_of_dates_is_certain_possible_or_none(
    browser: Browser, folder: Path, dates: tuple[str, ...], found: str
) -> None:
    path = written(folder, chain_data(*dates), "chain")
    link = f"#v=1&view=path&a={ANNA}&b={HUGO}"
    with opened(browser, path, fragment=link) as (page, _):
        assert page.locator(".steps > li").count() == 3
        page.check("#bar input[type=checkbox]")
        assert found in page.inner_text("#details")
        assert page.locator(".steps > li").count() == (0 if "No" in found else 3)


def test_a_path_follows_the_filters(page: Page) -> None:
    link_of(page, CARL, ANNA, "&off=kind:meeting")
    assert "No chain joins these two" in page.inner_text("#details")


def test_a_path_shown_as_an_example_leaves_the_other_pictures_alone(page: Page) -> None:
    page.click("#tab-path")
    assert page.locator(".steps > li").count() >= 2
    page.click("#tab-shores")
    assert page.locator("#names .name.dimmed").count() == 0
    assert "a=" not in page.evaluate("location.hash")


def test_both_ends_of_a_path_can_be_named_in_the_panel(page: Page) -> None:
    go(page, f"actor={CARL}")
    page.get_by_role("button", name="Path from here").click()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "to"
    page.keyboard.type("Anna Wald")
    page.keyboard.press("Enter")
    assert title(page) == "Carl Brook – Anna Wald"
    page.get_by_role("button", name="Swap the ends").click()
    assert title(page) == "Anna Wald – Carl Brook"


def test_arrows_in_the_network_lead_to_linked_neighbours(page: Page) -> None:
    tied = {"Boris Stern", "Ida Nova", "Borea"}
    reached = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        go(page, f"view=network&actor={ANNA}")
        page.focus("#stage")
        page.keyboard.press(key)
        reached.add(title(page))
    assert "Boris Stern" in reached
    assert reached <= tied | {"Anna Wald"}
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "stage"


def test_a_change_of_view_is_said_to_a_screen_reader(page: Page) -> None:
    page.click("#tab-matrix")
    page.wait_for_function(
        "() => document.querySelector('#live').textContent.startsWith('Sanctions. ')"
    )


def test_a_badge_leads_to_its_listing(page: Page) -> None:
    go(page, "")
    page.locator("#names .badge", has_text="CE").click()
    assert title(page) == "boris-stern is listed"
    assert f"record=sit:{THIRD}-lists" in page.evaluate("location.hash").replace("%3A", ":")


def test_where_a_record_leads_is_drawn_when_its_tie_is_opened(page: Page) -> None:
    go(page, "tie=body:avalia-bank~company:borea-steel")
    opened_ = pixels(page, "cooperation")[0]
    page.evaluate("CanvasRenderingContext2D.prototype.lineTo = () => {}")
    page.click("#zoom-in")
    page.click("#zoom-fit")
    assert pixels(page, "cooperation")[0] < opened_
    page.reload()
    page.wait_for_selector('html[data-ready="1"]')


def test_numbers_stand_apart_in_a_neighbourhood(browser: Browser, shipped: Path) -> None:
    with opened(browser, shipped, fragment="#v=1&view=ego&hops=2") as (page, _):
        numbers = page.evaluate(APART)
        assert len(numbers) >= 5
        assert not any(overlap(one, other) for one, other in combinations(numbers, 2))
