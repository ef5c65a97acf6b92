"""What every test has: repeatable examples, no network, and Chromium with pages to look at."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

import bilat
import offline
from browser import opened, start, written
from installed import environment
from page_data import Builder

# A gate started in the background inherits that interrupts are ignored; Ctrl-C is tested here.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Property tests draw the same examples on every run, so that a failure can be seen again.
settings.register_profile("stable", derandomize=True, deadline=None, max_examples=60, database=None)
settings.load_profile("stable")


@pytest.fixture(scope="session", autouse=True)
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Whatever tests start is watched too; gives the file that says who reached for the network."""
    with environment(tmp_path_factory.mktemp("watched") / "environment") as reached:
        offline.LOG = str(reached)
        yield reached


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Only a test that says so may talk to this computer, and so may what it needs."""
    if item.get_closest_marker("loopback"):
        os.environ[offline.ALLOWED] = "1"
    try:
        return (yield)
    finally:
        os.environ.pop(offline.ALLOWED, None)


@pytest.fixture(autouse=True)
def no_network(watched: Path) -> Iterator[None]:
    """A test that reaches for the network fails, even if what it tests hides the error."""
    yield
    if watched.exists():
        said = watched.read_text("utf-8")
        watched.unlink()
        pytest.fail(f"the network was reached for: {said}")


@pytest.fixture(autouse=True)
def garbage(request: pytest.FixtureRequest) -> Iterator[None]:
    """What other tests have left is not gone through again and again by one that measures.

    The command line too keeps what it has loaded for as long as it lives: here that is one test.
    """
    if request.node.get_closest_marker("alone"):
        gc.collect()
        gc.freeze()
    yield
    gc.unfreeze()


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
