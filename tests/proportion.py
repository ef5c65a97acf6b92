"""How the time something takes grows with the data: processor time, whatever else the machine does.

Another process can make work slower, never faster. So what counts is the least of several rounds,
and there are more rounds for as long as the bound is not met.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf
from typing import TypeVar

Size = TypeVar("Size")

# For four times as much data; and no ratio is taken of less time than this (seconds).
BOUND, LEAST = 6.0, 0.1
ROUNDS = 6


def seconds(ask: Callable[[], object]) -> float:
    """Processor seconds of this process and of what it has waited for."""

    def now() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + used.ru_utime + used.ru_stime

    begun = now()
    ask()
    return now() - begun


def ratio(less: float, more: float, least: float = LEAST) -> float:
    """How many times as long the second took."""
    return more / max(less, least)


def growth(
    ask: Callable[[Size], object], sizes: Sequence[Size], least: float = LEAST
) -> list[float]:
    """How many times as long each next size takes, what the first one takes taken off them all.

    The first is next to nothing; no ratio is taken of less than ``least`` seconds.
    """
    taken = [inf for _ in sizes]
    found = [inf]
    for _ in range(ROUNDS):
        for place, size in enumerate(sizes):
            taken[place] = min(taken[place], seconds(lambda size=size: ask(size)))  # type: ignore[misc]
        start, *rest = taken
        found = [ratio(less - start, more - start, least) for less, more in pairwise(rest)]
        if max(found) < BOUND:
            break
    return found
