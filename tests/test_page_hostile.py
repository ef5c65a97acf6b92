"""Thousands of hostile texts through every field of a page: none runs, none calls out."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bilat.page import story
from bilat.page.render import View, render
from browser import MARKS, Heard, opened
from page_data import Builder
from payloads import generated
from test_page_safety import CENSUS, tour

pytestmark = MARKS

PAGES, ON_A_PAGE = 6, 340
PAYLOADS = generated(PAGES * ON_A_PAGE)


def field_of() -> str:
    """Which field a text is for: the place in the builder that names it."""
    frame = sys._getframe(2)  # noqa: SLF001  the builder's own lines tell its fields apart
    while frame.f_code.co_name in ("_texts", "<genexpr>", "<listcomp>"):
        frame = frame.f_back  # type: ignore[assignment]
    return f"{frame.f_code.co_name}:{frame.f_lineno}"


class Spread:
    """Shares out payloads: all texts of one field hold all of them together."""

    def __init__(self, payloads: list[str]) -> None:
        self.payloads, self.places = payloads, defaultdict[str, list[str]](list)
        self.count = True
        builder = Builder(text=self.text, id=self.id)
        builder.dataset()
        self.count, self.taken = False, defaultdict[str, int](int)

    def text(self, words: str) -> str:
        field = field_of()
        if self.count:
            self.places[field].append(words)
            return words
        at = self.taken[field]
        self.taken[field] += 1
        return words + "".join(self.payloads[at :: len(self.places[field])])

    def id(self, words: str) -> str:
        kind = f"id {words.partition(':')[0]}"
        known = self.places[kind]
        if self.count:
            if words not in known:
                known.append(words)
            return words
        return words + "".join(self.payloads[known.index(words) :: len(known)])


def escaped(text: str) -> str:
    """A text as a story has to write it: on one line, its marks after a backslash."""
    flat = re.sub(r"[\r\n]", " ", text)
    return re.sub(r"([\\*\[\]()#_-])", r"\\\1", flat).encode("utf-8", "replace").decode()


def tale(words: Callable[[str], str]) -> story.Story:
    """A story whose every part ends in what is put there."""
    text = (
        f"---\ntitle: A tale{words('title')}\nlanguage: en\nauthor: Me{words('author')}\n---\n\n"
        f"## Step{words('heading')}\n\nWords{words('text')}\n\nMore{words('more')}\n\n"
        f"See [linked{words('link')}](https://archive.example/story).\n\n"
        f"- item{words('item')}\n- item{words('item')}\n"
    )
    return story.parse(text, "hostile.md")


def page_of(folder: Path, name: str, payloads: list[str]) -> Path:
    spread = Spread(payloads)
    assert len(spread.places) > 20, "fields were told apart"
    dataset = Builder(text=spread.text, id=spread.id).dataset()
    parts = iter(range(8))
    told = tale(lambda _: escaped("".join(payloads[next(parts) :: 8])))
    view = View(
        title="Avalia and Borea" + "".join(payloads), filters=("".join(payloads),), story=told
    )
    path = folder / f"{name}.html"
    html = render(dataset, list(dataset.records.values()), view)
    path.write_bytes(html.encode())
    return path


def walked(page: Page) -> list[dict[str, int]]:
    """Everything the page can show: story, search, panels, table, sources."""
    found = [page.evaluate(CENSUS)]
    page.click("#story-next")
    found.append(page.evaluate(CENSUS))
    page.click("#story-leave")
    return found + tour(page)


@pytest.fixture(scope="module")
def benign(browser: Browser, folder: Path) -> list[dict[str, int]]:
    with opened(browser, page_of(folder, "benign", [""])) as (page, _):
        return walked(page)


@pytest.mark.parametrize("number", range(PAGES))
def test_generated_texts_stay_texts_in_every_field(
    browser: Browser, folder: Path, benign: list[dict[str, int]], number: int
) -> None:
    chunk = PAYLOADS[number * ON_A_PAGE : (number + 1) * ON_A_PAGE]
    with opened(browser, page_of(folder, f"hostile{number}", chunk)) as (page, heard):
        assert walked(page) == benign
        page.wait_for_timeout(50)
        assert page.evaluate("window.__hit") is None
        assert page.evaluate("window.__violations") == []
        assert heard == Heard()


def test_there_are_thousands_of_payloads_and_no_two_alike() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 2_000
    assert generated(len(PAYLOADS)) == PAYLOADS


def test_a_saved_picture_of_hostile_texts_runs_nothing(browser: Browser, folder: Path) -> None:
    saved = folder / "hostile.svg"
    with opened(browser, page_of(folder, "to-save", PAYLOADS[:ON_A_PAGE])) as (page, _):
        page.click("#open-export")
        with page.expect_download() as waiting:
            page.click('#ways button:text-is("SVG")')
        waiting.value.save_as(saved)
    with opened(browser, saved, wait=False) as (page, heard):
        assert page.locator("text").count() > 20
        assert page.evaluate("window.__hit") is None
        assert heard == Heard()


def test_the_same_texts_as_markup_and_without_a_policy_do_run(
    browser: Browser, folder: Path
) -> None:
    path = folder / "control.html"
    path.write_bytes(b"<!DOCTYPE html><title>Control</title>")
    run = """(all) => { for (const one of all) {
      const holder = document.createElement("div");
      document.body.append(holder);
      holder.innerHTML = one;
    } }"""
    with opened(browser, path, wait=False) as (page, heard):
        # Others lead away from the page, or load frames: these run by themselves and at once.
        alone = [text for text in PAYLOADS[:600] if "<img src=x onerror=" in text]
        page.evaluate(run, [text for text in alone if "alert" not in text])
        page.wait_for_function("window.__hit > 20")
        assert heard.requests
