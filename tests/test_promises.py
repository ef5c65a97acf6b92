"""What SECURITY.md and the README promise names the tests that hold it, and these exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
PAGES = ("SECURITY.md", "README.md")


def named(page: str) -> list[tuple[str, str]]:
    """Files of tests, each with the test in it that is named, if one is."""
    return NAMED.findall((ROOT / page).read_text("utf-8"))


def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {name for name in found if name.startswith("test_")}


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_is_named_exists(page: str) -> None:
    assert len(named(page)) > 5
    for file, name in named(page):
        assert (ROOT / file).is_file(), file
        assert name in names_in(file) if name else names_in(file), f"{file}::{name}"


def items(page: str, heading: str) -> list[str]:
    """The points below a heading, each as one text."""
    text = (ROOT / page).read_text("utf-8")
    below = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [" ".join(item.split()) for item in re.split(r"\n(?:-|\d+\.) ", f"\n{below}")[1:]]


@pytest.mark.parametrize(
    "heading", ["Files from elsewhere", "Queries", "Network", "Output", "Your files"]
)
def test_every_promise_names_a_test(heading: str) -> None:
    found = items("SECURITY.md", heading)
    assert found
    assert [item for item in found if not NAMED.search(item)] == []


def test_every_promise_of_the_readme_names_a_test_but_what_is_not_promised() -> None:
    found = items("README.md", "What it promises")
    assert len(found) > 9
    without = [item for item in found if not NAMED.search(item)]
    assert [item.startswith("*Not promised:*") for item in without] == [True]
