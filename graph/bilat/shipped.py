"""Finds what ships with the package: vocabulary, shapes, checks, datasets, page parts.

In a wheel the ``ontology`` folder lies inside the package; in a checkout it lies two levels above.
Everybody reads bytes, never paths, so that a zipped wheel works too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

DEFAULT_DATASET = "japan-russia"


def ontology() -> Traversable:
    """The ``ontology`` folder."""
    from importlib import resources  # noqa: PLC0415  10 ms that a worker need not pay

    package = resources.files("bilat")
    inside = package / "ontology"
    if inside.is_dir():
        return inside
    return package / ".." / ".." / "ontology"


def read(*parts: str) -> bytes:
    """The bytes of one file below ``ontology``, such as ``read("vocabulary.ttl")``."""
    return ontology().joinpath(*parts).read_bytes()


def listing(*parts: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the files with a suffix in one folder below ``ontology``, by name."""
    folder = ontology().joinpath(*parts)
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_file() and item.name.endswith(suffix):
            yield item.name, item.read_bytes()


def datasets() -> list[str]:
    """Names of the datasets that ship with the package."""
    folder = ontology() / "dataset"
    return sorted(item.name for item in folder.iterdir() if item.is_dir())
