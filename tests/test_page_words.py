"""The page in a browser: its words, filters, search, panel, table and links."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import bilat
from browser import MARKS, PAIR, opened, written
from page_data import ANNA, Builder

pytestmark = MARKS


def chip(page: Page, name: str) -> str:
    return page.locator(".chip", has_text=name).locator(".n").first.inner_text()


def test_the_counts_of_the_legend_follow_the_slider(page: Page) -> None:
    shown, total = map(int, chip(page, "meeting").split("/"))
    assert shown == total > 15
    page.focus("#slide-from")
    for _ in range(30):
        page.keyboard.press("PageUp")
    page.wait_for_timeout(80)
    later, same = map(int, chip(page, "meeting").split("/"))
    assert later < shown
    assert same == total


def test_the_period_is_one_sentence(page: Page) -> None:
    page.fill("#from", "2014-01-01")
    page.locator("#from").blur()
    sentence = page.inner_text("#period")
    assert re.fullmatch(r"1 Jan 2014 to 31 Dec 2022: \d+ of \d+ records", sentence)


def test_a_year_opens_to_its_months(page: Page) -> None:
    page.locator("#bars .axis", has_text="2016").click()
    months = page.locator("#bars .axis").all_text_contents()
    assert months[:2] == ["Jan", "Feb"]
    # One meeting is dated by its year alone: it has a bin of its own, not a January.
    assert months[-1] == "no month"
    page.click("#back-to-years")
    assert "2016" in page.locator("#bars .axis").all_text_contents()


def test_the_legend_is_in_the_order_of_the_vocabulary(page: Page) -> None:
    names = page.locator("#filters .facet").nth(1).locator(".word").all_inner_texts()
    assert names == ["meeting", "transaction", "measure", "sanctions listing", "office", "claim"]


@pytest.mark.parametrize("asked", ["Вальд", "ヴァルト", "anna w", "ÁNNA"])
def test_search_finds_a_name_in_any_script_and_empties_its_box(page: Page, asked: str) -> None:
    page.fill("#search", asked)
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-title") == "Anna Wald"
    assert page.input_value("#search") == ""


def test_search_says_that_what_it_found_is_hidden(page: Page) -> None:
    page.evaluate("location.hash = '#v=1&off=actor:company'")
    page.fill("#search", "steel")
    assert "hidden by filters" in page.locator("#hits li").first.inner_text()
    page.keyboard.press("Escape")


def test_the_panel_shows_the_evidence_whole(page: Page) -> None:
    page.evaluate("location.hash = '#v=1&record=event:2018-02-02-fritz-lake-hugo-comet'")
    page.wait_for_selector(".evidence")
    text = page.inner_text("#details")
    for expected in (
        "Gist 40: they affirms it.", "affirms", "doubts", "denies", "on: when", "reportedly",
        "Anna Wald", "Rita Reporter", "Report 2", "Bank of Avalia", "paragraph 1", "page 12",
        "cited", "located", "archive.example", "contested",
    ):  # fmt: skip
        assert expected in text, expected
    assert "archive copy" not in text  # no document has one yet
    assert page.locator(".sides").count() == 1
    located = page.locator(".evidence", has_text="Gist 42").locator("a")
    assert located.get_attribute("href") == (
        "https://archive.example/reports/3?a=1&b=2"
        "#:~:text=The%20two%20%2D%20met%2C%20%26%20spoke,for%20an%20hour"
    )
    assert located.get_attribute("rel") == "noopener noreferrer"


def test_a_citation_is_copied_as_the_command_line_writes_it(page: Page) -> None:
    dataset = Builder().dataset()
    page.evaluate(
        "window.__copied = []; Object.defineProperty(navigator, 'clipboard', { configurable: true,"
        " value: { writeText: async (words) => { window.__copied.push(words); } } })"
    )
    cited = set()
    for record in dataset.records.values():
        if record.involves("person:hugo-comet"):
            page.evaluate("(id) => { location.hash = '#v=1&record=' + id; }", record.id)
            page.wait_for_selector(".evidence")
            for copy in page.locator("#details .links button").all():
                copy.click()
            cited |= {dataset.cite(item.document) for item in record.evidence}
    assert set(page.evaluate("window.__copied")) == cited
    assert any("2016-03-01 or later" in words for words in cited)


def test_the_list_of_sources_names_every_document(browser: Browser, shipped: Path) -> None:
    documents = bilat.load().data.documents
    with opened(browser, shipped) as (page, _):
        page.click("#sources > summary")
        page.wait_for_selector("#source-list li")
        texts = page.locator("#source-list li").all_inner_texts()
        links = page.eval_on_selector_all("#source-list a", "(all) => all.map((a) => a.href)")
        assert len(links) == len(texts) == int(page.inner_text("#sources .of"))
        told = {page.evaluate("(url) => new URL(url).href", one.url) for one in documents.values()}
        assert set(links) <= told
        assert all(re.search(r"\S+\.\S+$", text) for text in texts)


@pytest.mark.parametrize(
    ("filters", "sentence", "applied"),
    [
        ({"as_of": "2017-12-11"}, r"On 11 Dec 2017: \d+ of \d+ records", "as of 2017-12-11"),
        (
            {"since": "2016", "until": "2018"},
            r"(Whole period, 2016 to 2018|1 Jan 2016 to 31 Dec 2018): \d+ of \d+ records",
            "from 2016; to 2018",
        ),
    ],
)
def test_the_filters_of_the_command_line_preset_the_period_and_are_named(
    browser: Browser, folder: Path, filters: dict[str, Any], sentence: str, applied: str
) -> None:
    path = folder / "preset.html"
    path.write_bytes(bilat.load().html(**filters).encode())
    with opened(browser, path) as (page, heard):
        assert re.fullmatch(sentence, page.inner_text("#period"))
        assert applied in page.inner_text(".applied")
        assert heard.all() == []


def test_a_missing_gist_is_said_openly(page: Page) -> None:
    with_gap = "sit:office-hugo-comet"
    page.evaluate(f"location.hash = '#v=1&record={with_gap}'")
    page.wait_for_selector(".evidence")
    assert "no gist recorded" in page.inner_text(".evidence")


def test_a_deep_link_restores_what_was_seen(browser: Browser, sample: Path) -> None:
    link = f"{PAIR}&from=2014-01-01&to=2016-12-31&off=kind:visit&theme=dark"
    with opened(browser, sample, fragment=link) as (page, _):
        assert page.inner_text("#panel-title") == "Anna Wald – Boris Stern"
        assert page.input_value("#from") == "2014-01-01"
        assert page.get_attribute("html", "data-theme") == "dark"
        assert "4 of 9" in page.inner_text("#details h3")
        hash_ = page.evaluate("location.hash")
        assert all(part in hash_.replace("%3A", ":") for part in ("from=2014", "kind:visit", ANNA))


def test_an_unknown_id_in_a_link_is_reported(browser: Browser, sample: Path) -> None:
    with opened(browser, sample, fragment="#v=1&actor=person:nobody") as (page, _):
        assert "person:nobody" in page.inner_text("#notice")


def test_the_picture_can_be_walked_by_keys(page: Page) -> None:
    page.focus("#stage")
    page.keyboard.press("ArrowDown")
    first = page.inner_text("#panel-title")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#panel-title") != first
    page.evaluate(f"location.hash = '#v=1&actor={ANNA}'")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#panel-title") == "Boris Stern"
    page.keyboard.press("n")
    assert page.inner_text("#panel-title") == "Anna Wald – Boris Stern"
    page.keyboard.press("Escape")
    assert page.inner_text("#panel-title") == "Boris Stern"
    page.keyboard.press("Escape")
    assert page.inner_text("#panel-title") == "Strongest ties"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.focus("#stage")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()


def test_a_name_and_a_line_can_be_clicked(page: Page) -> None:
    page.locator("#names .name text", has_text="Boris Stern").click()
    assert page.inner_text("#panel-title") == "Boris Stern"
    page.keyboard.press("Escape")
    number = page.locator("#names .number").first.bounding_box()
    assert number
    page.mouse.click(number["x"] + number["width"] / 2, number["y"] + number["height"] / 2)
    assert " – " in page.inner_text("#panel-title")


def test_the_table_holds_every_record_and_follows_the_filters(page: Page) -> None:
    page.click("#table > summary")
    page.wait_for_selector("#table-body tr")
    total = int(re.findall(r"of (\d+)", page.inner_text("#period"))[0])
    assert page.locator("#table-body tbody tr").count() == total
    page.locator("#filters .chip", has_text="claim").click()
    assert page.locator("#table-body tbody tr").count() == total - 2
    page.click("#table > summary")


def test_japanese_and_russian_pages_say_everything_in_their_language(
    browser: Browser, folder: Path
) -> None:
    for language, expected in (("ja", "全期間"), ("ru", "Весь период")):
        path = written(folder, Builder().dataset(), language, language=language)
        with opened(browser, path) as (page, heard):
            assert expected in page.inner_text("#period")
            assert page.get_attribute("html", "lang") == language
            assert heard.all() == []
