"""The bad inputs of a folder that somebody else keeps, as its README.md says of each.

``BILAT_BAD_INPUTS`` names the folder. Its README.md has a table with the columns file, command,
exit and what must be said; a command names ``FILE``, and ``OUT`` for what it writes.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bilat.cli.app import THEMES
from test_bad_inputs import Ran, assert_calm, assert_refused, bilat

FOLDER = os.environ.get("BILAT_BAD_INPUTS", "")
VERBS = {verb for verbs in THEMES.values() for verb in verbs}
# What is said in these words by us as well.
WORDS = (
    *("no statements", "merge conflict", "DTD not allowed", "remote context not allowed"),
    *("relative IRI", "over 8 MB", "SERVICE", "not UTF-8", "more exist", "stopped after"),
)


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    file: str
    command: str
    codes: tuple[int, ...]
    says: str


def rows(readme: str) -> list[Row]:
    """The rows of the table, in whose cells code is marked as such."""
    found = []
    for line in readme.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) >= 4 and re.search(r"\d", cells[2]):
            codes = tuple(map(int, re.findall(r"\d+", cells[2])))
            found.append(Row(cells[0].strip("`"), cells[1].strip("`"), codes, cells[3]))
    return found


TABLE = rows((Path(FOLDER) / "README.md").read_text("utf-8")) if FOLDER else []


def test_the_table_of_a_readme_is_read() -> None:
    readme = "# Title\n\n| file | command | exit | must say |\n|---|---|---|---|\n"
    readme += "| `x.ttl` | `bilat --data FILE check` | 1 or 3 | U+0000 at line 4 |\n"
    assert rows(readme) == [Row("x.ttl", "bilat --data FILE check", (1, 3), "U+0000 at line 4")]


@pytest.mark.skipif(not FOLDER, reason="BILAT_BAD_INPUTS names no folder of bad inputs")
def test_there_is_a_folder_with_a_table() -> None:
    assert len(TABLE) > 10


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.file)
def test_an_input_gets_what_its_readme_says(row: Row, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(FOLDER, data)
    if not row.command.startswith("bilat "):
        folder = tmp_path / "folder"
        folder.mkdir()
        shutil.copy(data / "ok.ttl", folder)
        shutil.copy(data / row.file, folder)
        ran = bilat(folder, "--data", folder, "check")
    else:
        words = row.command.split()[1:]
        if not VERBS & {*words}:
            pytest.skip(f"there is no such verb yet: bilat {' '.join(words)}")
        given = [word.replace("FILE", row.file).replace("OUT", "../out") for word in words]
        ran = bilat(data, *given)
    assert ran.code in row.codes, ran
    if ran.code > 1 and ran.code != 4:
        assert_refused(ran)
    assert_calm(ran.out + ran.err)
    assert_said(ran, row)
    before = {path.name: path.read_bytes() for path in Path(FOLDER).iterdir()}
    assert {path.name: path.read_bytes() for path in data.iterdir()} == before


def assert_said(ran: Ran, row: Row) -> None:
    """What is said of lines and in words of ours is in the answer."""
    said = ran.out + ran.err
    lines = re.findall(r"line (\d+)", row.says)
    assert not lines or any(re.search(rf"(:|line ){line}\b", said) for line in lines), ran
    wanted = [word for word in WORDS if word in row.says and ran.code in (3, 4)]
    assert not wanted or any(word in said for word in (*wanted, "is not read")), ran
    assert "PICKLE-RAN-CODE" not in said
