"""What the worker is asked to do with the W3C's SHACL suite: the report of each test."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bilat.rdf import shapes

Pair = tuple[str, str]


def reports(data: bytes, _arguments: Sequence[str]) -> bytes:
    """Of each pair of data and shapes (N-Triples), the report as N-Triples, or what went wrong."""
    pairs: list[Pair] = json.loads(data)
    return json.dumps([_report(*pair) for pair in pairs]).encode()


def _report(data: str, constraints: str) -> dict[str, str]:
    try:
        found = shapes.report(*(shapes.as_written(text.encode()) for text in (data, constraints)))
    except Exception as error:  # noqa: BLE001  each test for itself
        return {"failure": f"{type(error).__name__}: {error}"}
    return {"report": found.serialize(format="nt")}
