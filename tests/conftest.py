"""What every test may ask for: repeatable examples, and Chromium with two pages to look at."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

import bilat
from browser import opened, start, written
from page_data import Builder

# A gate started in the background inherits that interrupts are ignored; Ctrl-C is tested here.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Property tests draw the same examples on every run, so that a failure can be seen again.
settings.register_profile("stable", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("stable")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = start(playwright)
        yield running
        running.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("page")


@pytest.fixture(scope="module")
def sample(folder: Path) -> Path:
    return written(folder, Builder().dataset())


@pytest.fixture(scope="module")
def shipped(folder: Path) -> Path:
    return written(folder, bilat.load().data, "shipped")


@pytest.fixture(scope="module")
def shared(browser: Browser, sample: Path) -> Iterator[Page]:
    """One window for the tests that put back what they change."""
    with opened(browser, sample) as (page, heard):
        yield page
        assert heard.all() == []


@pytest.fixture
def page(shared: Page) -> Page:
    shared.evaluate("location.hash = '#v=1'")
    shared.keyboard.press("Escape")
    shared.evaluate("document.querySelector('#filter-box').open = true")
    return shared
