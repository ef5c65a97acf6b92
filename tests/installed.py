"""An environment in which the tests' own tasks are installed, since the worker sees no other."""

from __future__ import annotations

import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import bilat


@contextmanager
def with_tasks(environment: Path) -> Iterator[None]:
    """Workers run there, in a new folder, until the block is left."""
    venv.create(environment, symlinks=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    libraries = [path for path in map(Path, sys.path) if path.name == "site-packages"]
    folders = (Path(bilat.__file__).parents[1], Path(__file__).parent, *libraries)
    (packages / "tasks.pth").write_text("".join(f"{folder}\n" for folder in folders), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", str(environment / "bin" / "python"))
        yield
