"""Our page against pyvis's: one graph, drawn by each, opened and moved in turn.

A is pyvis as it comes, B1 the best its options give: positions at hand, physics off.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as TooLate
from pyvis.network import Network

from bilat.dates import parse
from bilat.model import (
    Dataset,
    Document,
    Entity,
    Evidence,
    Participation,
    Passage,
    Record,
    Text,
)
from bilat.page import layout, render
from bilat.page.scene import build

# Our page opens with the strongest actors; with this in its address it draws every actor and tie.
EVERYTHING = "#v=1&more=1"
# A pyvis page that has drawn nothing by then is counted as having taken so long.
PATIENCE_SECONDS = 60.0
_OURS = "document.documentElement.dataset.ready === '1'"
_THEIRS = "typeof network === 'object' && network !== null"
# With physics on the picture is there to be used once it has come to rest.
_AT_REST = f"{_THEIRS} && network.physics && network.physics.stabilized"
# Ready: two frames after the first drawing. A page that computes gives no frames, so no answer.
_CLOCK = """
const look = () => {
  if (%s) requestAnimationFrame(() => requestAnimationFrame(() => {
    console.log("READY " + performance.now());
  }));
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
_FRAMES = """() => {
  window.__frames = [];
  const note = (now) => {
    window.__frames.push(now);
    window.__panning = requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""
# From the event to the second frame after it; the first half of the years goes and comes back.
_OUR_STEP = """async (far) => {
  const slider = document.querySelector("#slide-from");
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const begin = performance.now();
  slider.value = far ? slider.max / 2 : 0;
  slider.dispatchEvent(new Event("input"));
  await frame();
  await frame();
  return performance.now() - begin;
}"""
_THEIR_STEP = """async (far) => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const begin = performance.now();
  edges.update(edges.get().map((edge, at) => ({ id: edge.id, hidden: far && at % 2 === 0 })));
  await frame();
  await frame();
  return performance.now() - begin;
}"""

# What a person waits for: from a key or a click until the picture after it is painted, in ms.
_KEY = """async (letter) => {
  const box = document.querySelector("#search");
  await new Promise(requestAnimationFrame);
  const begin = performance.now();
  box.value += letter;
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done));
  return performance.now() - begin;
}"""
_SELECT = """async ([address, words]) => {
  await new Promise(requestAnimationFrame);
  const begin = performance.now();
  location.hash = address;
  do await new Promise(requestAnimationFrame);
  while (!document.querySelector("#panel-title")?.textContent.includes(words));
  await new Promise((done) => setTimeout(done));
  return performance.now() - begin;
}"""


class Graph:
    """So many actors and meetings of two, by chance that repeats, with places at hand."""

    def __init__(self, actors: int, meetings: int) -> None:
        dice = random.Random(7)  # noqa: S311  repeatable, not secret
        names = [f"person:p{at:05}" for at in range(actors)]
        self.pairs: list[tuple[str, str, int]] = []
        while len(self.pairs) < meetings:
            # Few meet many, as everywhere: by the square of a chance.
            one, other = (names[int(dice.random() ** 2 * actors)] for _ in range(2))
            if one != other:
                self.pairs.append((one, other, 2000 + dice.randrange(20)))
        entities = {
            name: Entity(name, "person", labels=(Text(f"Person {name[8:]}", "en"),))
            for name in names
        }
        records = {}
        for at, (one, other, year) in enumerate(self.pairs):
            when = f"{year}-{at % 12 + 1:02}-{at % 28 + 1:02}"
            id_ = f"event:{when}-m{at}"
            records[id_] = Record(
                id_, "meeting", labels=(Text(f"Meeting {at}", "en"),), when=when,
                bounds=parse(when), realis="occurred", quad=1,
                participants=(Participation(one, "attendee"), Participation(other, "attendee")),
            )  # fmt: skip
        self.dataset = Dataset(entities, {}, records)
        self.actors = actors
        scene = build(self.dataset, list(records.values()), actors)
        self.places = layout.places(scene)

    def ours(self) -> str:
        """Our page of it; every actor can be drawn."""
        return self._page(self.dataset)

    def ours_with_evidence(self) -> str:
        """Our page with a passage of its own for each meeting, which pyvis's page has not."""
        documents = {
            f"doc:{at}": Document(
                f"doc:{at}", f"Report {at}", (self.pairs[at][0],), "2020", parse("2020"),
                url=f"https://reports.example/{at}",
            )
            for at in range(len(self.pairs) // 30)
        }  # fmt: skip
        records = {
            record.id: replace(record, evidence=(_passage(record, at, len(documents)),))
            for at, record in enumerate(self.dataset.records.values())
        }
        return self._page(Dataset(self.dataset.entities, documents, records))

    def _page(self, dataset: Dataset) -> str:
        records = list(dataset.records.values())
        return render.render(dataset, records, render.View(max_view=self.actors))

    def theirs(self, *, placed: bool = True) -> str:
        """The page of pyvis: B1, or A without places."""
        net = Network(height="800px", width="100%", directed=True, cdn_resources="in_line")
        for name, place in self.places.items():
            more: dict[str, Any] = {"x": place.x, "y": place.y} if placed else {}
            net.add_node(name, label=f"Person {name[8:]}", size=8, **more)
        for one, other, year in self.pairs:
            if one in self.places and other in self.places:
                net.add_edge(one, other, title=str(year))
        if placed:
            net.toggle_physics(status=False)
        html: str = net.generate_html()
        return html


def _passage(record: Record, at: int, documents: int) -> Evidence:
    one, other = (part.actor[8:] for part in record.participants)
    gist = f"Says that {one} met {other} on {record.when} and talked for {at % 90 + 5} minutes."
    return Evidence(
        f"ev:{at}", f"doc:{at % documents}", (Text(gist, "en"),), record.participants[0].actor,
        "affirms", Passage(paragraph=at % 12 + 1, first_words=f"they met {at}", last_words="again"),
    )  # fmt: skip


@contextmanager
def places_at_hand(graph: Graph) -> Iterator[None]:
    """Within, our page takes the places as they are, as pyvis does."""
    computed = layout.places
    layout.places = lambda scene: graph.places  # noqa: ARG005  as the caller names it
    try:
        yield
    finally:
        layout.places = computed


def race(  # noqa: PLR0913  a page can be opened in as many ways
    browser: Browser,
    path: Path,
    *,
    ours: bool,
    patience: float = PATIENCE_SECONDS,
    settled: bool = False,
    fragment: str = "",
) -> dict[str, float]:
    """One page: ms until it is ready, for a step in time, p95 of frames while panned; heap in MB.

    A page that is not ready in time has its patience as its time, and nothing else.
    """
    window = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = window.new_page()
    page.add_init_script(_CLOCK % (_OURS if ours else _AT_REST if settled else _THEIRS))
    try:
        # It calls out to us: a page that is computing would not answer a question.
        try:
            with page.expect_console_message(
                lambda message: message.text.startswith("READY "), timeout=patience * 1000
            ) as ready:
                page.goto(path.as_uri() + fragment, wait_until="commit")
        except TooLate:
            return {"ready": patience * 1000}
        found = {"ready": float(ready.value.text.split()[1])}
        page.wait_for_timeout(500)
        found["heap"] = _heap(page)
        step = _OUR_STEP if ours else _THEIR_STEP
        steps = [float(page.evaluate(step, at % 2 == 0)) for at in range(4)]
        found["step"] = sorted(steps)[2]
        found["pan"] = _pan(page, "#stage" if ours else "#mynetwork canvas")
        return found
    finally:
        window.close()


def waits(browser: Browser, path: Path) -> dict[str, float]:
    """How long our page, as it opens, lets a person wait at a key in the search and at a click.

    Medians in ms, until the picture is painted; what the panel says of a person is there by then.
    """
    window = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = window.new_page()
    try:
        page.goto(path.as_uri())
        page.wait_for_function(_OURS)
        page.wait_for_timeout(500)
        keys = [float(page.evaluate(_KEY, letter)) for letter in "person 0012"]
        page.keyboard.press("Escape")
        people = [f"{number:05}" for number in (3, 40, 500, 7, 90)]
        picked = [
            float(page.evaluate(_SELECT, [f"#v=1&actor=person:p{one}", f"Person {one}"]))
            for one in people
        ]
        return {"keystroke": median(keys), "select": median(picked)}
    finally:
        window.close()


def _heap(page: Page) -> float:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    found = session.send("Runtime.getHeapUsage")
    # What typed arrays hold lies beside the heap of objects, and is counted with it.
    return float(found["usedSize"] + found.get("backingStorageSize", 0)) / 1e6


def _pan(page: Page, selector: str) -> float:
    """The 95th percentile of the time between frames while the picture is dragged."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    # From a corner, where no node is hit.
    x, y = box["x"] + 12, box["y"] + 12
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(_FRAMES)
    for at in range(40):
        page.mouse.move(x + 6 * at, y + 4 * at)
    page.mouse.up()
    frames: list[float] = page.evaluate(
        "() => { cancelAnimationFrame(__panning); return __frames; }"
    )
    gaps = sorted(b - a for a, b in pairwise(frames))
    return gaps[math.ceil(0.95 * len(gaps)) - 1]
