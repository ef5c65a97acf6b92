"""The page in a browser: the picture, its sizes, and everyone who looks at it."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browser import MARKS, PAIR, opened
from page_data import ANNA

pytestmark = MARKS

# ---- the picture

COUNT = """(names) => {
  const drawn = document.querySelector("#graph canvas");
  const canvas = new OffscreenCanvas(drawn.width, drawn.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(drawn, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const style = getComputedStyle(document.documentElement);
  return names.map((name) => {
    const hex = style.getPropertyValue("--" + name).trim();
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    let n = 0;
    for (let i = 0; i < data.length; i += 4) {
      const far = Math.max(
        Math.abs(data[i] - r), Math.abs(data[i + 1] - g), Math.abs(data[i + 2] - b));
      if (data[i + 3] > 250 && far <= 12) n += 1;
    }
    return n;
  });
}"""


def pixels(page: Page, *names: str) -> list[int]:
    page.wait_for_timeout(80)
    found: list[int] = page.evaluate(COUNT, names)
    return found


def test_every_colour_of_the_legend_is_in_the_picture(page: Page) -> None:
    names = ("cooperation", "conflict", "left", "right", "top")
    assert all(count > 25 for count in pixels(page, *names)), pixels(page, *names)


def test_what_the_legend_switches_off_leaves_the_picture(page: Page) -> None:
    before = pixels(page, "conflict", "cooperation")
    page.click("#key button:has-text('conflict')")
    after = pixels(page, "conflict", "cooperation")
    assert after[0] == 0 < before[0]
    assert after[1] >= before[1] > 0
    page.click("#key button:has-text('cooperation')")
    assert pixels(page, "cooperation") == [0]


def test_a_selection_dims_the_rest(page: Page) -> None:
    before = pixels(page, "dim")[0]
    page.evaluate(f"location.hash = '{PAIR}'")
    page.wait_for_function("document.querySelectorAll('.name.dimmed').length > 3")
    assert pixels(page, "dim")[0] > before + 200


REGIONS = ("#head", "#key", "#stage", ".below-picture", "#strip", "#panel", "#below", "#foot")
PARTS = (".period-line", "#bars", "#sliders")


def boxes(page: Page, *selectors: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.evaluate(
        "(names) => names.map((name) => {"
        " const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();"
        " return { x, y, width, height }; })",
        selectors,
    )
    return found


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(
        one[at] + one[size] > other[at] + 0.6 and other[at] + other[size] > one[at] + 0.6
        for at, size in (("x", "width"), ("y", "height"))
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 768, 320])
def test_the_regions_neither_overlap_nor_leave_the_window(
    browser: Browser, shipped: Path, width: int, scheme: str
) -> None:
    with opened(browser, shipped, width=width, color_scheme=scheme) as (page, heard):
        for selectors in (REGIONS, PARTS):
            found = boxes(page, *selectors)
            for (name, one), (rival, other) in combinations(zip(selectors, found, strict=True), 2):
                assert not overlap(one, other), (name, rival, one, other)
            for name, box in zip(selectors, found, strict=True):
                assert box["height"] > 0, name
                assert box["x"] >= 0, name
                assert box["x"] + box["width"] <= width + 0.6, (name, box)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert heard.all() == []


def test_the_first_screen_holds_picture_and_time(browser: Browser, shipped: Path) -> None:
    with opened(browser, shipped) as (page, _):
        bottom = boxes(page, "#sliders")[0]
        assert bottom["y"] + bottom["height"] <= 900


LABELS = """() => [...document.querySelectorAll("#names > g")]
  .filter((node) => node.getAttribute("visibility") !== "hidden")
  .map((node) => {
    const parts = [...node.querySelectorAll("text, .badge rect")];
    const rects = parts.map((part) => part.getBoundingClientRect());
    const x = Math.min(...rects.map((r) => r.left)), y = Math.min(...rects.map((r) => r.top));
    return { x, y: y + 1, width: Math.max(...rects.map((r) => r.right)) - x,
      height: Math.max(...rects.map((r) => r.bottom)) - y - 2, text: node.textContent,
      size: Math.min(...parts.filter((p) => p.tagName === "text")
        .map((p) => parseFloat(getComputedStyle(p).fontSize))) };
  })"""


@pytest.mark.parametrize("width", [1440, 1024, 768, 320])
def test_no_label_lies_on_another_and_none_is_small(
    browser: Browser, shipped: Path, width: int
) -> None:
    with opened(browser, shipped, width=width) as (page, _):
        for zoomed in (False, True):
            if zoomed:
                page.click("#zoom-in")
                page.wait_for_timeout(80)
            found = page.evaluate(LABELS)
            assert len(found) > 15
            assert min(label["size"] for label in found) >= 11
            for one, other in combinations(found, 2):
                assert not overlap(one, other), (one["text"], other["text"])


APART = """() => [...document.querySelectorAll("#names > g.number")]
  .filter((node) => node.getAttribute("visibility") !== "hidden")
  .map((node) => { const { x, y, width, height } = node.getBoundingClientRect();
    return { x: x - 2, y: y, width: width + 4, height: height }; })"""


def test_at_first_sight_nothing_is_cut_off_and_numbers_stand_apart(
    browser: Browser, shipped: Path
) -> None:
    for width, height in ((1440, 900), (1440, 1400), (1024, 768), (768, 1024)):
        with opened(browser, shipped, width=width, height=height) as (page, _):
            names = page.locator("#names .name text").all_text_contents()
            assert len(names) > 40
            assert not [name for name in names if "…" in name]
            numbers = page.evaluate(APART)
            assert len(numbers) >= 8
            assert not any(overlap(one, other) for one, other in combinations(numbers, 2))
            box = "const box = document.querySelector('#filter-box');"
            assert page.evaluate(f"() => {{ {box} return box.scrollHeight <= box.clientHeight }}")


def test_names_stay_by_their_nodes_when_the_camera_moves(
    browser: Browser, shipped: Path, page: Page
) -> None:
    where = """(id) => {
      const label = [...document.querySelectorAll("#names > g.name")]
        .find((node) => node.actor && node.actor.entity.id === id);
      const [, x, y] = label.getAttribute("transform").match(/\\(([-\\d.]+) ([-\\d.]+)\\)/);
      const canvas = document.querySelector("#graph canvas");
      const ratio = canvas.width / canvas.clientWidth;
      const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
      context.drawImage(canvas, -x * ratio, -y * ratio);
      return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }"""
    violet = [0x5B, 0x3F, 0x99]
    for width, height in ((1440, 900), (1024, 768), (768, 1024)):
        with opened(browser, shipped, width=width, height=height) as (other, _):
            other.wait_for_timeout(80)
            assert other.evaluate(where, "person:shinzo-abe") == violet, width
            ratio = other.evaluate(
                "(() => { const { width, height } = document.querySelector('#stage')"
                ".getBoundingClientRect(); const { viewBox } = document.querySelector('#over');"
                " return [viewBox.baseVal.width / width, viewBox.baseVal.height / height]; })()"
            )
            assert all(abs(part - 1) < 0.01 for part in ratio), (width, ratio)
    assert page.evaluate(where, ANNA) == violet
    page.click("#zoom-in")
    page.wait_for_timeout(100)
    assert page.evaluate(where, ANNA) == violet
    page.click("#zoom-fit")


def test_the_container_does_not_grow(browser: Browser, sample: Path) -> None:
    with opened(browser, sample) as (page, _):
        before = boxes(page, "#stage", "#graph canvas")
        page.wait_for_timeout(2000)
        assert boxes(page, "#stage", "#graph canvas") == before


def test_a_page_without_room_waits_for_it(page: Page) -> None:
    page.evaluate("document.querySelector('#work').hidden = true")
    page.wait_for_timeout(200)
    page.evaluate("document.querySelector('#work').hidden = false")
    page.wait_for_timeout(200)
    assert all(count > 25 for count in pixels(page, "cooperation", "left"))


def test_nothing_moves_when_time_moves(page: Page) -> None:
    places = """() => [...document.querySelectorAll("#names > g.name")]
      .map((node) => [node.actor.entity.id, node.getAttribute("transform")]).sort()"""
    before = page.evaluate(places), boxes(page, "#stage", "#bars")
    page.evaluate("location.hash = '#v=1&from=2016-01-01&to=2016-12-31'")
    page.wait_for_function("document.querySelector('#period').textContent.includes('2016')")
    assert (page.evaluate(places), boxes(page, "#stage", "#bars")) == before


def test_sanctions_are_filled_in_force_hollow_before_and_struck_when_lifted(page: Page) -> None:
    def states() -> list[str]:
        found: list[str] = page.evaluate(
            "[...document.querySelectorAll('#names .badge')]"
            ".map((node) => node.getAttribute('class').split(' ')[1]).sort()"
        )
        return found

    assert states() == ["filled", "filled", "filled", "struck"]
    page.evaluate("location.hash = '#v=1&to=2014-12-31'")
    page.wait_for_timeout(100)
    assert states() == ["filled", "filled", "hollow", "hollow"]


def test_on_paper_the_picture_is_whole_and_drawn_in_lines(browser: Browser, sample: Path) -> None:
    with opened(browser, sample, fragment=PAIR) as (page, _):
        pdf = page.pdf()
        assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 8
        page.set_viewport_size({"width": 720, "height": 1000})
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#vectors path").count() > 20
        box = boxes(page, "#over")[0]
        assert 0 <= box["x"] < box["x"] + box["width"] <= 720
        assert not page.locator("#graph").is_visible()
        assert page.locator("#details .evidence").count() > 5


# ---- for everyone


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node['any'][:1]}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(
    ("width", "scheme", "fragment"),
    [(1440, "light", ""), (1440, "dark", PAIR), (320, "light", PAIR), (320, "dark", "")],
)
def test_axe_finds_nothing(
    browser: Browser, sample: Path, width: int, scheme: str, fragment: str
) -> None:
    seen = opened(browser, sample, fragment=fragment, width=width, color_scheme=scheme)
    with seen as (page, _):
        for summary in page.locator("#details .record > summary").all()[:2]:
            summary.click()
        page.click("#table > summary")
        page.click("#sources > summary")
        assert violations(page) == []


def test_axe_finds_nothing_without_a_script(browser: Browser, sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    # As a browser without JavaScript lays it out: axe itself needs a script.
    text = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    still = sample.with_name("still.html")
    still.write_bytes(text.encode())
    with opened(browser, still, wait=False) as (page, _):
        assert page.locator("#still .tie path").count() > 5
        assert page.locator("#below tbody tr").count() > 20
        assert not page.locator(".js:visible").count()
        assert violations(page) == []
