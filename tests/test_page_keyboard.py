"""The whole task by keyboard alone: find, read, follow a tie, change the period, export."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browser import MARKS, PAIR, Heard, opened
from page_data import ANNA

pytestmark = MARKS

MOST_STOPS = 150


def walk_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Press Tab until the focus is on something; fails where keys do not lead to it."""
    for _ in range(MOST_STOPS):
        if page.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    message = f"no way to {selector} by Tab"
    raise AssertionError(message)


def focus_is_seen(page: Page) -> bool:
    """Whether what has the focus is in the window, and not behind something else."""
    found: bool = page.evaluate(
        """() => { const { x, y, width, height } = document.activeElement.getBoundingClientRect();
          const inside = y + height > 0 && y < innerHeight && x + width > 0 && x < innerWidth;
          return width > 0 && inside; }"""
    )
    return found


@pytest.mark.parametrize("width", [1440, 320])
def test_the_task_of_a_reader_is_done_by_keyboard_alone(
    browser: Browser, sample: Path, width: int
) -> None:
    with opened(browser, sample, width=width) as (page, heard):
        # Find a person.
        page.keyboard.press("/")
        page.keyboard.type("Вальд")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "panel-title"
        assert page.inner_text("#panel-title") == "Anna Wald"
        # Read the evidence.
        walk_to(page, "#details .record > summary")
        page.keyboard.press("Enter")
        page.wait_for_selector("#details .evidence .gist")
        walk_to(page, "#details .evidence a[href^='https://archive.example/']")
        assert focus_is_seen(page)
        # Follow the strongest tie, from the picture, to the other end.
        walk_to(page, "#stage", back=True)
        page.keyboard.press("n")
        assert page.inner_text("#panel-title") == "Anna Wald – Boris Stern"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "panel-title"
        # Change the period.
        walk_to(page, "#slide-from", back=True)
        assert focus_is_seen(page)
        for _ in range(4):
            page.keyboard.press("PageUp")
        period = page.inner_text("#period")
        assert not period.startswith("Whole period")
        # Export what is shown.
        walk_to(page, "#open-export", back=True)
        page.keyboard.press("Enter")
        assert page.locator("#export").is_visible()
        walk_to(page, "#ways button:nth-child(5)")
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        text = waiting.value.path().read_text("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert f"{len(rows)} of " in period
        assert page.evaluate("document.activeElement.id") == "open-export"
        assert heard == Heard()


def test_with_a_dialog_open_the_keys_of_the_page_rest(browser: Browser, sample: Path) -> None:
    with opened(browser, sample, fragment=f"#v=1&actor={ANNA}") as (page, _):
        walk_to(page, "#open-export")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        assert not page.locator("#export").is_visible()
        assert page.inner_text("#panel-title") == "Anna Wald"


@pytest.mark.parametrize("state", ["panel", "table", "sources", "help", "year"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(
    browser: Browser, sample: Path, state: str, scheme: str
) -> None:
    with opened(browser, sample, fragment=PAIR, color_scheme=scheme) as (page, _):
        if state == "panel":
            page.locator("#details .record > summary").first.click()
            page.wait_for_selector("#details .evidence")
        elif state == "help":
            page.keyboard.press("?")
        elif state == "year":
            page.locator("#bars .axis", has_text="2016").click()
        else:
            page.click(f"#{state} > summary")
            page.wait_for_selector("#table-body tr, #source-list li")
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]] == []
