"""No sentence of a source stands in this repository: held against texts you name.

Sources are under copyright, so none is kept here. Set BILAT_SOURCES to a folder of texts (UTF-8,
.txt) to run this; without it, it is skipped.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LONGEST = 8
SUSPICIOUS = 5

Words = tuple[str, ...]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("’", "'").replace("'", ""))


def runs(listed: list[str], size: int) -> Iterator[Words]:
    return (tuple(listed[n : n + size]) for n in range(len(listed) - size + 1))


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    found = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in found if path.suffix not in (".png", ".svg") and path.is_file()]


@pytest.fixture(scope="module")
def sources() -> list[list[str]]:
    folder = os.environ.get("BILAT_SOURCES")
    if not folder:
        pytest.skip("no texts given: set BILAT_SOURCES to a folder of the sources you hold")
    texts = sorted(Path(folder).glob("*.txt"))
    assert texts, "the folder holds no .txt"
    return [words(path.read_text("utf-8")) for path in texts]


def test_no_run_of_eight_words_comes_from_a_source(sources: list[list[str]]) -> None:
    theirs = {run for source in sources for run in runs(source, LONGEST)}
    found = {
        f"{path.relative_to(ROOT)}: {' '.join(run)}"
        for path in tracked()
        for run in runs(words(path.read_text("utf-8", "replace")), LONGEST)
        if run in theirs
    }
    assert found == set()


def test_shorter_runs_are_listed_for_the_eye(sources: list[list[str]]) -> None:
    theirs = {run for source in sources for run in runs(source, SUSPICIOUS)}
    found = {
        f"{path.relative_to(ROOT)}: {' '.join(run)}"
        for path in tracked()
        for run in runs(words(path.read_text("utf-8", "replace")), SUSPICIOUS)
        if run in theirs
    }
    print("\n".join(sorted(found)))  # noqa: T201  for the eye: pytest -s
    assert len(found) < 200, "names and titles are fine, sentences are not: look at the list"
