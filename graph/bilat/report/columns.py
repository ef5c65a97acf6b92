"""Columns that several answers have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bilat.dates import in_words
from bilat.model import Coverage
from bilat.report.layout import Column, Row, joined

EVERY = 0
POSSIBLE = "~ possible, not certain, within the dates asked for"

T = TypeVar("T")


def cut(found: Sequence[T], limit: int) -> Sequence[T]:
    """The first ``limit`` of something; 0 is all."""
    return found if limit == EVERY else found[:limit]


def text(name: str, heading: str = "", **options: bool) -> Column:
    """A value of a row as it stands."""
    return Column(heading or name.capitalize(), lambda row: str(row.get(name) or ""), **options)


def when(get: Callable[[Row], str]) -> tuple[Column, Column]:
    """A date in words for tables, as EDTF for files."""
    return (
        Column("When", lambda row: in_words(get(row)), only_tables=True),
        Column("When", get, only_files=True),
    )


def searched(found: Sequence[Coverage]) -> tuple[str, ...]:
    """What was looked for, and how completely, behind a number of records."""
    if not found:
        return ("Search: no coverage statement, so these are known cases (see: bilat coverage)",)
    parts = (f"{item.label}: {item.status}, {in_words(item.when)}" for item in found)
    return (f"Search: {joined(parts)}",)


def yes(value: bool) -> str:  # noqa: FBT001  the value to say
    """A truth value in a word."""
    return "yes" if value else "no"


def spaced(name: str) -> str:
    """``AssetFreeze`` to ``asset freeze``."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
