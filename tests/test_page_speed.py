"""How the page compares with pyvis's of the same graph: ratios of one run, never times.

The whole comparison, at 1,000 and 5,000 actors, is scripts/bench_page.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Browser

from browser import MARKS
from page_race import EVERYTHING, Graph, places_at_hand, race
from proportion import seconds

pytestmark = [*MARKS, pytest.mark.alone]

ACTORS, MEETINGS, RUNS = 600, 1_800, 3


@pytest.fixture(scope="module")
def ratios(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Ours to pyvis with its places at hand and its physics off, in turn, medians of three."""
    folder = tmp_path_factory.mktemp("race")
    graph = Graph(ACTORS, MEETINGS)
    pages: dict[bool, Path] = {True: folder / "ours.html", False: folder / "theirs.html"}
    with places_at_hand(graph):
        pages[True].write_text(graph.ours(), "utf-8")
    pages[False].write_text(graph.theirs(), "utf-8")
    pairs = [
        [
            race(browser, pages[ours], ours=ours, patience=20, fragment=EVERYTHING if ours else "")
            for ours in (True, False)
        ]
        for _ in range(RUNS)
    ]
    found = {
        what: median(one[what] / other[what] for one, other in pairs)
        for what in ("ready", "step", "pan", "heap")
    }
    return found | {"bytes": pages[True].stat().st_size / pages[False].stat().st_size}


# At this size a fast machine moves both pictures at the screen's own rate: the ratio is then 1.
@pytest.mark.parametrize(
    ("what", "bound"),
    [("ready", 2.5), ("step", 0.9), ("pan", 1.25), ("heap", 0.75), ("bytes", 0.9)],
)
def test_a_page_of_many_costs_less_than_pyvis(
    ratios: dict[str, float], what: str, bound: float
) -> None:
    assert ratios[what] <= bound, ratios


def test_the_page_of_thousands_is_made_sooner_than_pyvis_makes_its_own() -> None:
    graph = Graph(5_000, 15_000)
    with places_at_hand(graph):
        graph.ours()
        ratios = [seconds(graph.ours) / seconds(graph.theirs) for _ in range(RUNS)]
    assert median(ratios) <= 0.8, ratios
