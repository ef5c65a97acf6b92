"""The page in a browser: what must never happen, whatever the data says."""

from __future__ import annotations

import html as markup
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser import MARKS, PAIR, READY, Heard, opened, written
from page_data import Builder

pytestmark = MARKS

PAYLOADS = (
    "<img src=x onerror=window.__hit=1>",
    "</script><script>window.__hit=1</script>",
    "</title></style></noscript><svg onload=window.__hit=1>",
    "\"'><body onload=window.__hit=1 onfocus=window.__hit=1 autofocus>",
    "javascript:window.__hit=1//",
    "<!--<script>",
    "{{7*7}}{% raw %}${window.__hit=1}",
    "<iframe srcdoc='<script>parent.__hit=1</script>'></iframe>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<base href=https://evil.example/><link rel=stylesheet href=//evil.example/x.css>",
    "\u202etxt.exe\u2066 \u2028window.__hit=1\u2029 \u0000\u0007 \ud800",
)
# Inside the drawings numbers differ with the room for words; there the kinds of element count.
CENSUS = """() => {
  const n = {};
  for (const node of document.querySelectorAll("*")) {
    if (node.matches("#told i")) continue; // who is not named in the label: it depends on the names
    const drawn = node.closest("#over, #bars");
    n[node.tagName] = drawn ? 1 : (n[node.tagName] || 0) + 1;
  }
  return n;
}"""


def hostile(folder: Path, payload: str, name: str) -> tuple[Path, Builder]:
    builder = Builder(text=lambda words: words + payload, id=lambda words: words + payload)
    return written(folder, builder.dataset(), name), builder


def tour(page: Page) -> list[dict[str, int]]:
    """Opens everything the page can show, and counts the elements on the way."""
    found = []
    page.click("#table > summary")
    page.click("#sources > summary")
    # Both are filled when the browser says that they were opened: some time after the click.
    page.wait_for_selector("#table-body tr")
    page.wait_for_selector("#source-list li")
    page.fill("#search", "report")
    found.append(page.evaluate(CENSUS))
    page.keyboard.press("Escape")
    for selector in ("#details .rows button", "#details .link", "#details .record summary"):
        page.locator(selector).first.click()
        page.wait_for_timeout(30)
        if selector.endswith("summary"):
            page.wait_for_selector("#details .evidence")
        found.append(page.evaluate(CENSUS))
    return found


@pytest.fixture(scope="module")
def benign(browser: Browser, sample: Path) -> list[dict[str, int]]:
    with opened(browser, sample) as (page, _):
        return tour(page)


@pytest.mark.parametrize("number", [-1, 0, 3, 10])
def test_hostile_texts_stay_texts(
    browser: Browser, folder: Path, benign: list[dict[str, int]], number: int
) -> None:
    payload = "".join(PAYLOADS) if number < 0 else PAYLOADS[number]
    path, _ = hostile(folder, payload, f"hostile{number}")
    with opened(browser, path) as (page, heard):
        assert page.title().startswith("Avalia and Borea")
        assert tour(page) == benign
        assert page.evaluate("window.__hit") is None
        assert page.evaluate("window.__violations") == []
        assert heard == Heard()


def test_only_web_addresses_become_links(browser: Browser, folder: Path) -> None:
    path = written(folder, Builder(address="javascript:window.__hit={}").dataset(), "address")
    with opened(browser, path, fragment=PAIR) as (page, heard):
        page.locator("#details .record summary").first.click()
        page.wait_for_selector(".evidence")
        assert "no web address" in page.inner_text("#details")
        assert page.locator("a[href]:not(.skip)").count() == 0
        assert heard == Heard()


def test_the_same_texts_unescaped_and_without_the_policy_do_run(
    browser: Browser, folder: Path
) -> None:
    path, _ = hostile(folder, PAYLOADS[0], "unsafe")
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    head, script, rest = text.partition("<script")
    path.write_bytes((markup.unescape(head) + script + rest).encode())
    with opened(browser, path, wait=False) as (page, heard):
        page.wait_for_function("window.__hit === 1")
        assert heard.requests


def test_the_policy_alone_stops_the_unescaped_texts(browser: Browser, folder: Path) -> None:
    path, _ = hostile(folder, PAYLOADS[0], "guarded")
    text = path.read_text(encoding="utf-8")
    policy, body, rest = text.partition("<body>")
    head, script, rest = rest.partition("<script")
    path.write_bytes((policy + body + markup.unescape(head) + script + rest).encode())
    with opened(browser, path, wait=False) as (page, heard):
        page.wait_for_timeout(300)
        assert page.evaluate("window.__hit") is None
        assert page.evaluate("window.__violations.length") > 0
        assert heard.dialogs == []


def test_a_quiet_page(browser: Browser, shipped: Path) -> None:
    with opened(browser, shipped, fragment="#v=1&actor=person:vladimir-putin") as (page, heard):
        tour(page)
        assert page.evaluate("window.__violations") == []
        assert heard == Heard()
        assert page.locator(READY).count() == 1
