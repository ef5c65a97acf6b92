"""Environments for what tests start: with the tests' own tasks, and with the watch on the network.

A worker takes no path and no variable from its caller, so it sees only what is installed.
"""

from __future__ import annotations

import shutil
import site
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import offline

HERE = Path(__file__).parent


@contextmanager
def environment(folder: Path, *modules: str) -> Iterator[Path]:
    """``sys.executable`` is one with everything this one has, the watch, and some test modules.

    Gives the file in which the watch writes down who reached for the network.
    """
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    ours = [path for path in site.getsitepackages() if Path(path).is_dir()]
    lines = [f"import site; site.addsitedir({path!r})" for path in ours]
    (packages / "watched.pth").write_text("\n".join([*lines, "import offline", ""]), "utf-8")
    for name in ("offline", *modules):
        shutil.copy(HERE / f"{name}.py", packages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(folder / "bin" / "python"))
        yield packages / Path(offline.LOG).name
