"""What the tests of the page's views share: to go to one, and to ask what is there."""

from __future__ import annotations

from playwright.sync_api import Page

VIEWS = ["shores", "network", "ego", "path", "lanes", "matrix", "table"]
HUGO, CARL = "person:hugo-comet", "person:carl-brook"
PLACES = """() => [...document.querySelectorAll("#names > g.name")]
  .map((node) => [node.actor.entity.id, node.actor.x, node.actor.y])"""


def go(page: Page, fragment: str) -> None:
    """Another address of the same page."""
    page.evaluate("(hash) => { location.hash = hash; }", f"#v=1&{fragment}")
    page.wait_for_timeout(80)


def view(page: Page) -> str:
    """The name of the chosen tab."""
    return page.locator('[role="tab"][aria-selected="true"]').inner_text()


def title(page: Page) -> str:
    """What the panel is about."""
    return page.inner_text("#panel-title")
