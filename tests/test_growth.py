"""Four times the data takes less than six times as long; the worker costs a few bare starts."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from types import ModuleType

import pytest

import bilat
from bilat import files
from bilat.knowledge import checking
from bilat.store import gather, quads
from proportion import BOUND, growth, seconds

pytestmark = pytest.mark.alone

FICTIONAL = Path(__file__).parent / "fictional"
SCRIPT = Path(__file__).parents[1] / "scripts" / "growth"


def script() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("growth", str(SCRIPT))
    spec = importlib.util.spec_from_loader("growth", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.modules["growth"] = module  # where its annotations are looked up
    loader.exec_module(module)
    return module


GROWTH = script()


# Those without many statements, which so can be many more lines in the same time.
LINES = ("prefixes", "blank lines", "comments", "literal of many lines", "escapes")


@pytest.mark.parametrize("shape", GROWTH.SHAPES)
def test_no_shape_of_data_makes_a_rule_or_the_loader_slow(shape: str, tmp_path: Path) -> None:
    sizes = [
        GROWTH.write(tmp_path, f"{number}.ttl", GROWTH.SHAPES[shape](number))
        for number in ((2, 10_000, 40_000) if shape in LINES else (2, 100, 400))
    ]

    def check(file: Path) -> None:
        checking.examine(quads.sources([file], files.MAX_BYTES), {})

    assert max(growth(check, sizes)) < BOUND


@pytest.mark.parametrize("form", ["nt", "ttl"])
@pytest.mark.parametrize("shape", ["objects", "names of one person", "passages for one record"])
def test_many_values_of_one_thing_do_not_slow_the_loader(
    shape: str, form: str, tmp_path: Path
) -> None:
    sizes = [
        GROWTH.write(tmp_path, f"{number}.{form}", GROWTH.SHAPES[shape](number))
        for number in (2, 5_000, 20_000)
    ]

    def load(file: Path) -> None:
        quads.nodes(quads.sources([file], files.MAX_BYTES), lambda found: found)

    assert max(growth(load, sizes)) < BOUND


def test_lines_of_one_thing_in_many_places_do_not_slow_the_loader() -> None:
    def mixed(number: int) -> bytes:
        many = b"".join(b"<a:s> <a:p> <a:%d> .\n" % one for one in range(number))
        return many + b"".join(
            b"<a:%d> <a:p> <a:o> .\n<a:s> <a:q> <a:%d> .\n" % (one, one) for one in range(number)
        )

    sizes = [mixed(number) for number in (2, 5_000, 20_000)]
    assert max(growth(lambda data: gather.lines("x", data), sizes, least=0.01)) < BOUND


def test_load_path_page_and_check_grow_with_the_data(tmp_path: Path) -> None:
    sizes = [
        GROWTH.write(tmp_path, f"{number}.nt", GROWTH.drawn(number))
        for number in (2, 75, 300, 1_200)
    ]
    asked: dict[str, Callable[[Path], object]] = {
        "load": bilat.load,
        "path": lambda file: bilat.load(file).path("Person 0", "Person 1"),
        "page": lambda file: bilat.load(file).page(tmp_path / "page.html"),
        "check": lambda file: checking.examine(quads.sources([file], files.MAX_BYTES), {}),
    }
    found = {verb: growth(ask, sizes) for verb, ask in asked.items()}
    assert all(max(ratios) < BOUND for ratios in found.values()), found


@pytest.mark.parametrize("shape", GROWTH.HUBS)
def test_the_page_of_one_with_many_ties_grows_with_them(shape: str, tmp_path: Path) -> None:
    # An event of many people is many ties; a listing is little work, so there can be more of them.
    least = {"events of many people": 50, "listings of one person": 7_500}.get(shape, 2_500)
    sizes = [
        GROWTH.write(tmp_path, f"{number}.nt", GROWTH.SHAPES[shape](number))
        for number in (2, least, 4 * least)
    ]
    ratios = growth(lambda file: bilat.load(file).page(tmp_path / "page.html"), sizes)
    assert max(ratios) < BOUND


def test_a_page_says_how_many_of_how_many_ties_it_shows(tmp_path: Path) -> None:
    file = GROWTH.write(tmp_path, "hub.nt", GROWTH.SHAPES[GROWTH.HUBS[0]](1_700))
    page = tmp_path / "page.html"
    bilat.load(file).page(page)
    text = page.read_text()
    assert "The first 1000 of 1700 records." in text
    assert re.search(r"[^\d]\d+ of 1701 actors", text)


def test_what_grows_with_the_square_is_told() -> None:
    assert max(growth(lambda size: sum(range(size**2)), (0, 1_000, 4_000), least=0.01)) > BOUND


def test_the_worker_costs_a_few_starts_of_a_bare_interpreter() -> None:
    """About 45 ms where a bare start takes 11: most of it are imports, which the caller has."""
    sources = quads.sources([FICTIONAL], files.MAX_BYTES)
    bare = [sys.executable, "-I", "-c", "pass"]
    taken: dict[str, list[float]] = {"here": [], "worker": [], "bare": []}
    for _ in range(9):
        taken["here"].append(seconds(lambda: quads.parse_here(sources)))
        taken["worker"].append(seconds(lambda: quads.parse(sources)))
        taken["bare"].append(seconds(lambda: subprocess.run(bare, check=True)))
    here, worker, start = (median(taken[name]) for name in ("here", "worker", "bare"))
    assert worker - here < 5.5 * start, taken
