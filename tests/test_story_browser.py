"""Stories in a browser: the tour, its links, on paper, and for everyone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browser import MARKS, Heard, opened
from page_data import Builder
from test_story import page_with

pytestmark = MARKS


@pytest.fixture(scope="module")
def tale(folder: Path) -> Path:
    path = folder / "tale.html"
    path.write_bytes(page_with(Builder().dataset()).encode())
    return path


def step_shown(page: Page) -> str:
    return str(page.locator(".step:visible h3").inner_text())


def test_the_tour_goes_on_by_button_list_and_keys(browser: Browser, tale: Path) -> None:
    with opened(browser, tale) as (page, heard):
        assert page.locator(".step:visible").count() == 1
        page.click("#story-next")
        assert step_shown(page) == "Money"
        assert page.inner_text("#period").startswith("1 Jan 2017 to 31 Dec 2017")
        assert page.evaluate("document.activeElement.id") == "story-next"
        page.keyboard.press("Shift+ArrowRight")
        assert step_shown(page) == "Two people"
        assert page.inner_text("#panel-title") == "Anna Wald – Boris Stern"
        page.focus("#stage")
        page.keyboard.press("Shift+ArrowLeft")
        assert step_shown(page) == "Money"
        page.select_option("#story-at", "3")
        assert step_shown(page) == "The tariff"
        page.focus("#story-next")
        page.keyboard.press("Enter")
        assert step_shown(page) == "The tariff"
        page.wait_for_timeout(300)
        assert "3 of 3: The tariff" in page.inner_text("#live")
        assert heard == Heard()


def test_a_step_lights_what_it_cites_and_dims_the_rest(browser: Browser, tale: Path) -> None:
    with opened(browser, tale, fragment="#v=1&step=1") as (page, _):
        bright = page.locator("#names .name:not(.dimmed) text").all_text_contents()
        assert {"Bank of Avalia", "Borea Steel", "Fritz Lake", "Hugo Comet"} <= set(bright)
        assert "Greta Moon" not in bright
        assert page.inner_text("#panel-title") == "Cited in this step"
        assert page.locator("#details .record").count() == 2


def test_a_link_opens_the_evidence(browser: Browser, tale: Path) -> None:
    with opened(browser, tale, fragment="#v=1&step=1") as (page, _):
        page.click(".step:visible a:has-text('disputed meeting')")
        assert page.inner_text("#panel-title").startswith("fritz-lake meets hugo-comet")
        assert page.locator("#details .evidence").count() == 3
        assert "record=" in page.evaluate("location.hash")
        page.click(".step:visible a:has-text('Anna')")
        assert page.inner_text("#panel-title") == "Anna Wald"
        page.keyboard.press("Escape")
        assert page.inner_text("#panel-title") == "Cited in this step"


def test_a_link_to_a_step_restores_it_and_what_was_changed_in_it(
    browser: Browser, tale: Path
) -> None:
    with opened(browser, tale, fragment="#v=1&step=2") as (page, _):
        assert step_shown(page) == "Two people"
        assert page.input_value("#from") == "2012-01-01"
        page.fill("#to", "2013-12-31")
        page.locator("#to").blur()
        page.keyboard.press("Escape")
        hash_ = page.evaluate("location.hash")
        assert (hash_.count("from="), hash_.count("to="), hash_.count("step=2")) == (0, 1, 1)
    with opened(browser, tale, fragment=hash_) as (page, _):
        assert step_shown(page) == "Two people"
        assert page.input_value("#to") == "2013-12-31"
        assert page.inner_text("#panel-title") != "Anna Wald – Boris Stern"


def test_a_step_there_is_not_is_reported(browser: Browser, tale: Path) -> None:
    with opened(browser, tale, fragment="#v=1&step=17") as (page, _):
        assert "step 17" in page.inner_text("#notice")
        assert step_shown(page) == "How they met"


def test_the_story_can_be_left_and_taken_up_again(browser: Browser, tale: Path) -> None:
    with opened(browser, tale, fragment="#v=1&step=2") as (page, _):
        page.click("#story-leave")
        assert page.locator(".step:visible").count() == 0
        assert page.locator("#names .dimmed").count() == 0
        assert page.inner_text("#period").startswith("Whole period")
        page.keyboard.press("Shift+ArrowRight")
        assert page.locator(".step:visible").count() == 0
        page.click("#story-leave")
        assert step_shown(page) == "Two people"


def test_on_paper_all_steps_are_printed_with_their_addresses(browser: Browser, tale: Path) -> None:
    with opened(browser, tale, fragment="#v=1&step=1") as (page, _):
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".step:visible").count() == 4
        assert page.locator(".cites li:visible").count() == 3
        assert not page.locator(".turn").is_visible()
        shown = page.locator(".cites a").first.evaluate(
            "(node) => getComputedStyle(node, '::after').content"
        )
        assert "https://archive.example/reports/" in shown
        tops = page.evaluate(
            "['#stage', '#story', '#panel'].map((name) =>"
            " document.querySelector(name).getBoundingClientRect().top)"
        )
        assert tops == sorted(tops)


@pytest.mark.parametrize(
    ("width", "scheme", "step"),
    [(1440, "light", 1), (1440, "dark", 2), (320, "light", 0), (320, "dark", 1)],
)
def test_axe_finds_nothing_in_a_story(
    browser: Browser, tale: Path, width: int, scheme: str, step: int
) -> None:
    link = f"#v=1&step={step}"
    seen = opened(browser, tale, fragment=link, width=width, color_scheme=scheme)
    with seen as (page, _):
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_nothing_in_a_story_without_a_script(browser: Browser, tale: Path) -> None:
    still = tale.with_name("still-tale.html")
    text = re.sub(r"<script.*?</script>", "", tale.read_text("utf-8"), flags=re.DOTALL)
    still.write_bytes(text.encode())
    with opened(browser, still, wait=False) as (page, _):
        assert page.locator(".step:visible").count() == 4
        page.click("a[href='#cite-1-1']")
        assert page.evaluate("document.querySelector(':target').id") == "cite-1-1"
        assert Axe().run(page).response["violations"] == []
