"""Chromium for tests: offline, and everything it complains about is written down."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Playwright

from bilat.model import Dataset
from bilat.page.render import View, render
from page_data import ANNA, BORIS

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
PAIR = f"#v=1&tie={ANNA}~{BORIS}"
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(
        bool(os.environ.get("BILAT_NO_BROWSER")),
        reason="BILAT_NO_BROWSER IS SET: NOTHING OF THE PAGE WAS LOOKED AT",
    ),
    # Playwright's own loop is closed after pytest has looked for open ones.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
READY = 'html[data-ready="1"]'
_LISTEN = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(event.violatedDirective + " " + event.blockedURI);
});
"""


@dataclass
class Heard:
    """What a page did that it should not have done."""

    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        return self.requests + self.console + self.errors + self.dialogs


def start(playwright: Playwright) -> Browser:
    """Debian's Chromium; a missing one is an error, not a skip."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@contextmanager
def opened(  # noqa: PLR0913  a window has this many sides
    browser: Browser,
    path: Path,
    *,
    fragment: str = "",
    width: int = 1440,
    height: int = 900,
    wait: bool = True,
    **context: Any,  # noqa: ANN401
) -> Iterator[tuple[Page, Heard]]:
    """The page in a window of its own, drawn and listened to."""
    window = browser.new_context(
        offline=True, viewport={"width": width, "height": height}, **context
    )
    page = window.new_page()
    heard = Heard()
    own = path.as_uri()
    page.on("request", lambda request: _note_request(heard, request.url, own))
    page.on("console", lambda message: heard.console.append(message.text))
    page.on("pageerror", lambda error: heard.errors.append(error.message))
    page.on("dialog", lambda dialog: _note_dialog(heard, dialog))
    page.add_init_script(_LISTEN)
    page.goto(own + fragment)
    if wait:
        page.wait_for_selector(READY, timeout=15_000)
    yield page, heard
    window.close()


def _note_dialog(heard: Heard, dialog: Dialog) -> None:
    heard.dialogs.append(dialog.message)
    dialog.dismiss()


def _note_request(heard: Heard, url: str, own: str) -> None:
    if url.partition("#")[0] != own and not url.startswith(("data:", "blob:")):
        heard.requests.append(url)


def written(folder: Path, dataset: Dataset, name: str = "page", **view: Any) -> Path:  # noqa: ANN401
    """The page of a dataset, as a file."""
    path = folder / f"{name}.html"
    text = render(dataset, list(dataset.records.values()), View(**view))
    path.write_bytes(text.encode())
    return path
