"""What is declared, pinned, installed and shipped agrees, and set-up costs nothing twice."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
SCRIPTS = [*sorted(p for p in (ROOT / "scripts").iterdir() if p.is_file()), ROOT / ".ci/run"]


def pinned() -> dict[str, str]:
    pairs = (line.split("==") for line in PINS)
    return {canonicalize_name(name): version for name, version in pairs}


def requirements() -> list[Requirement]:
    project = PROJECT["project"]
    texts = [*PROJECT["build-system"]["requires"], *project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        texts += extra
    return [Requirement(text) for text in texts]


def installed() -> dict[str, str]:
    found = {canonicalize_name(d.name): d.version for d in metadata.distributions()}
    return {n: v for n, v in found.items() if n not in {"bilat", "pip", "setuptools"}}


def repository_files() -> list[Path]:
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git checkout")
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]


def imported_libraries(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def libraries_with_a_home() -> set[str]:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    forbidden = (contract.get("forbidden_modules", []) for contract in contracts)
    return {name for names in forbidden for name in names if not name.startswith("bilat")}


def test_a_pin_is_a_name_and_a_version_and_holds_no_address() -> None:
    odd = [line for line in PINS if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)]
    assert odd == []


def test_pins_are_sorted_and_unique() -> None:
    names = [line.partition("==")[0].upper() for line in PINS]
    assert names == sorted(set(names))


def test_the_declared_ranges_admit_the_pins() -> None:
    pins = pinned()
    outside = [
        str(r) for r in requirements() if not r.specifier.contains(pins[canonicalize_name(r.name)])
    ]
    assert outside == []


def test_everything_installed_is_pinned_to_that_version() -> None:
    pins = pinned()
    differing = {n: v for n, v in installed().items() if pins.get(n) != v}
    assert differing == {}, "run scripts/pin"


def test_every_library_imported_has_one_home() -> None:
    known = libraries_with_a_home() | set(sys.stdlib_module_names) | {"bilat"}
    homeless = {
        f"{path.relative_to(ROOT)}: {library}"
        for path in (ROOT / "graph").rglob("*.py")
        for library in imported_libraries(path)
        if library not in known
    }
    assert homeless == set(), "give it a contract in pyproject.toml"


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert metadata.version("bilat") == version
    assert f"\nversion: {version}\n" in citation


def test_the_repository_has_no_lock_file_of_another_tool() -> None:
    locks = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"}
    assert [path for path in repository_files() if path.name in locks] == []


def test_no_file_of_the_set_up_names_an_index_or_a_folder_of_a_machine() -> None:
    address = re.compile(r"file://|index-url|find-links|trusted-host|/simple\b|/(home|root|Users)/")
    files = [ROOT / "pyproject.toml", ROOT / "constraints.txt", ROOT / "CITATION.cff", *SCRIPTS]
    naming = [str(path) for path in files if address.search(path.read_text("utf-8"))]
    assert naming == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_executable_and_a_shell_script_stops_at_its_first_error(script: Path) -> None:
    text = script.read_text("utf-8")
    assert os.access(script, os.X_OK)
    assert "\nset -euo pipefail\n" in text or not text.startswith("#!/usr/bin/env bash\n")


def tools_only(folder: Path, *names: str) -> dict[str, str]:
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found is not None
        (folder / name).symlink_to(found)
    return {"PATH": str(folder), "HOME": str(folder)}


def test_an_installation_that_is_current_starts_no_python(tmp_path: Path) -> None:
    if not (ROOT / ".venv/bilat-stamp").exists():
        pytest.skip("not installed by scripts/install")
    env = tools_only(tmp_path / "bin", "bash", "readlink")
    done = subprocess.run([ROOT / "scripts/install"], env=env, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_without_python_the_set_up_says_what_to_install(tmp_path: Path) -> None:
    env = tools_only(tmp_path / "bin", "bash", "readlink")
    checkout = tmp_path / "a check out"
    (checkout / "scripts").mkdir(parents=True)
    for name in ("pyproject.toml", "constraints.txt", "scripts/install", "scripts/bilat"):
        shutil.copy(ROOT / name, checkout / name)
    done = subprocess.run([checkout / "scripts/bilat"], env=env, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (69, b"")
    assert re.fullmatch(rb"bilat: no python3 on PATH \(needs Python 3\.11 .*\)\n", done.stderr)
