"""Nothing in the package writes but one module."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "graph" / "bilat"

# Nothing else writes

WRITES = {"write_text", "write_bytes", "touch", "unlink", "rename", "mkdir", "rmdir", "chmod"}
WRITES |= {"symlink_to", "hardlink_to", "mkstemp", "mkdtemp", "NamedTemporaryFile"}
WRITES |= {"TemporaryFile", "TemporaryDirectory", "truncate", "makedirs", "memfd_create"}
OS_WRITES = {"remove", "replace", "link", "symlink", "rmdir", "removedirs", "renames"}
# A worker's input and a stream that nobody reads; neither has a name in any folder.
ALLOWED = {("sandbox.py", "memfd_create"), ("sandbox.py", "fdopen"), ("cli/app.py", "open")}
ALLOWED |= {("sandbox.py", "TemporaryFile")}
HOMES = ("files.py", "locks.py")


def writing_calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not isinstance(node, ast.Call):
            continue
        of_os = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "os"
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        words = [ast.unparse(one) for one in (*node.args, *(key.value for key in node.keywords))]
        modes = [word for word in words if re.fullmatch(r"'[rwaxbt+]+'", word)]
        only_reads = "O_RDONLY" in " ".join(words) and "O_CREAT" not in " ".join(words)
        opens = any(set(mode) & set("wax+") for mode in modes) or (of_os and not only_reads)
        opens = opens and name in ("open", "fdopen")
        moves = name == "replace" and len(node.args) == 1 and not node.keywords
        if opens or name in WRITES or (of_os and name in OS_WRITES) or moves:
            yield name


def test_nothing_in_the_package_opens_for_writing_but_one_module() -> None:
    found = {
        (str(path.relative_to(PACKAGE)), name)
        for path in PACKAGE.rglob("*.py")
        for name in writing_calls(path)
    }
    elsewhere = {(path, name) for path, name in found if path not in HOMES}
    assert elsewhere == ALLOWED & elsewhere
    assert {"open", "unlink", "replace", "mkdir"} <= {name for path, name in found if path in HOMES}


AUDIT = """
import os, sys
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        if writes and os.fspath(path) != os.devnull:
            print(os.fsdecode(path), file=sys.stderr)
    if event in ("os.remove", "os.rename", "os.truncate", "os.link", "os.symlink"):
        print(*map(str, arguments[:1]), file=sys.stderr)
sys.addaudithook(watch)
from bilat.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("timeline", "Talen", "-o", "{folder}/a.csv"),
        ("graph", "-o", "{folder}/page.html"),
        ("graph", "--split", "-o", "{folder}/site"),
        ("add", "person", "--label", "A name"),
    ],
    ids=" ".join,
)
def test_a_verb_that_writes_opens_nothing_but_its_temporary_files(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    import shutil

    data = shutil.copytree(HERE / "fictional", tmp_path / "data")
    (tmp_path / "out").mkdir()
    said = [part.format(folder=tmp_path / "out") for part in arguments]
    said = ["Mira Talen" if part == "Talen" else part for part in said]
    done = subprocess.run(
        [sys.executable, "-B", "-c", AUDIT, "--quiet", "--data", data, *said],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    touched = done.stderr.splitlines()
    assert touched
    assert [path for path in touched if not Path(path).name.startswith(".bilat-")] == []
