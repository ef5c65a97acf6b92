"""Chains of people who met: the shortest ones between two actors, each hop a cited record.

Only simple chains are looked for, in which nobody comes twice. They come by length; of one length
those that are certain first, then those whose weakest hop has most sources, then those with most
sources in all, then by the ids along them. A search ends after ``MAX_VISITS`` ties and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

import networkx as nx

from bilat.analysis.ordering import Order, Reached, vagueness
from bilat.model import Dataset, Record

MAX_HOPS = 4
MAX_PATHS = 100
# Ties looked at before a search gives up, about two seconds.
MAX_VISITS = 1_000_000
# The same, where all that was asked for is found and only whether there is more is open.
MAX_GLANCES = 20_000


@dataclass(frozen=True, slots=True)
class Hop:
    """One step: ``record`` ties ``source`` to ``target``; ``others`` do so as well."""

    source: str
    target: str
    record: Record
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of hops. ``certain`` speaks of their order in time, where that was asked for.

    Where it is in doubt, ``decides`` names the record on whose date it depends most.
    """

    hops: tuple[Hop, ...]
    certain: bool = True
    decides: str | None = None

    @property
    def length(self) -> int:
        """How many hops."""
        return len(self.hops)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The actors along the chain."""
        return (self.hops[0].source, *(hop.target for hop in self.hops))


@dataclass(frozen=True, slots=True)
class Clash:
    """Why the dates rule out the shortest chain, ``nodes``: ``record`` comes too early.

    It ties the actors before and at ``hop`` of the chain (from 1), and of their records it is the
    latest; ``after`` is the one in front that a chain can be through with soonest. With
    ``possible`` the order is not certain, which was asked for, but possible.
    """

    nodes: tuple[str, ...]
    hop: int
    record: Record
    after: Record
    possible: bool = False


@dataclass(frozen=True, slots=True)
class Paths:
    """The chains found, best first.

    ``more`` says whether there are others within the bounds asked for. ``cut`` names the bound
    that ended the search before the answer was known to be right; to have found as many chains as
    were asked for is no cut. Without any chain, ``clash`` says where the dates run backwards.
    """

    found: tuple[Path, ...]
    more: Literal["no", "yes", "unknown"] = "no"
    cut: str = ""
    clash: Clash | None = None

    @property
    def complete(self) -> bool:
        """Whether these are all chains within the bounds asked for."""
        return self.more == "no" and not self.cut


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: ``most`` chains of up to ``max_hops`` between two actors.

    ``avoid`` are actors no chain runs through, nor through any state unless ``through_states``.
    With ``time_respecting`` each hop begins on the day the one before ended, or later; on a later
    day with ``strict``. ``certain`` keeps the chains that do so on every reading of the dates.
    """

    start: str
    goal: str
    most: int = 1
    max_hops: int = MAX_HOPS
    through_states: bool = False
    avoid: Collection[str] = ()
    time_respecting: bool = False
    strict: bool = False
    certain: bool = False


def shortest(links: nx.Graph[str], dataset: Dataset, asked: Question) -> Paths:
    """The shortest chains between two actors over ties that are not negative.

    Direction does not matter: to have received somebody is to have met. At most ``MAX_PATHS``
    chains are given, whatever is asked for.
    """
    found = _Search(links, dataset, asked).answer()
    if found.found or found.cut or not asked.time_respecting:
        return found
    return replace(found, clash=_clash(links, dataset, asked))


def _clash(links: nx.Graph[str], dataset: Dataset, asked: Question) -> Clash | None:
    """Why no chain is in time: the best that would be one if less were asked for."""
    any_time = replace(asked, time_respecting=False, certain=False, most=1)
    possible = replace(asked, certain=False, most=1)
    for question in (possible, any_time) if asked.certain else (any_time,):
        search = _Search(links, dataset, question)
        for path in search.answer().found:
            return search.clash(path, surely=question.time_respecting)
    return None


class _SpentError(Exception):
    """A search has looked at as many ties as it may."""


class _Search:
    def __init__(self, links: nx.Graph[str], dataset: Dataset, asked: Question) -> None:
        self._links, self._dataset, self._asked = links, dataset, asked
        self._left = MAX_VISITS
        self._sources: dict[str, int] = {}
        self._records: dict[tuple[str, str], list[Record]] = {}
        self._away = {asked.goal: 0}
        self._nearest: dict[tuple[str, int], list[str]] = {}
        self._front = [asked.goal]
        self._sure = Order(asked.strict, surely=True, spend=self._spend)
        self._maybe = Order(asked.strict, surely=False, spend=self._spend)

    def answer(self) -> Paths:
        """Chains by length, each length whole, until there are enough."""
        found: list[Path] = []
        same: list[Path] = []
        asked = self._asked
        most = min(asked.most, MAX_PATHS)
        try:
            for length in self._lengths():
                if len(found) >= most:
                    self._left = min(self._left, MAX_GLANCES)
                for path in self._paths(length):
                    same.append(path)
                    if len(found) >= most:
                        break
                found += sorted(same, key=self._by_evidence)
                same.clear()
                if len(found) > most:
                    break
        except _SpentError:
            if len(found) < most:
                found += sorted(same, key=self._by_evidence)
                reason = f"{MAX_VISITS:,} ties looked at, so chains may be missing"
                return Paths(tuple(found[:most]), "unknown", reason)
            same.clear()
            return self._capped(Paths(tuple(found), "unknown"))
        more: Literal["no", "yes"] = "yes" if len(found) > most else "no"
        return self._capped(Paths(tuple(found[:most]), more))

    def _capped(self, paths: Paths) -> Paths:
        """The same, cut if more chains were asked for than are ever given."""
        if self._asked.most <= MAX_PATHS or paths.more == "no":
            return paths
        return replace(paths, cut=f"{MAX_PATHS} chains shown, more exist or may exist")

    def clash(self, path: Path, *, surely: bool) -> Clash:
        """Where the dates of a chain are not in order, or not surely."""
        self._left = MAX_VISITS
        hops = [self._between(one, other) for one, other in pairwise(path.nodes)]
        index, record, after = (self._sure if surely else self._maybe).clash(hops)
        return Clash(path.nodes, index + 1, record, after, possible=surely)

    def _lengths(self) -> Iterator[int]:
        """Numbers of hops with which there may be a chain, after a search from the goal."""
        asked = self._asked
        if asked.start not in self._links or asked.goal not in self._links:
            return
        for length in range(1, min(asked.max_hops, len(self._links) - 1) + 1):
            spread = self._spread()
            if asked.start in self._away:
                yield length
            elif not spread:
                return

    def _spread(self) -> bool:
        """Go one hop further from the goal; whether there was anybody new."""
        reached = []
        for node in self._front:
            for other in self._links[node] if node != self._asked.start else ():
                if other not in self._away and (other == self._asked.start or self._open(other)):
                    self._away[other] = self._away[node] + 1
                    reached.append(other)
        self._front = reached
        return bool(reached)

    def _open(self, actor: str) -> bool:
        """Whether a chain may run through an actor."""
        if actor in self._asked.avoid:
            return False
        return self._asked.through_states or self._dataset.entities[actor].kind != "state"

    def _chains(self, length: int) -> Iterator[tuple[str, ...]]:
        """Simple chains of so many hops by id, without those the dates rule out on the way."""
        chain = [self._asked.start]
        reached: list[Reached | None] = [None]
        onward = [self._nearer(chain, length)]
        while onward:
            node = next(onward[-1], None)
            if node is None:
                onward.pop()
                chain.pop()
                reached.pop()
                continue
            after = self._after(reached[-1], chain[-1], node)
            if after is not None and not after:
                continue
            if len(chain) == length:
                yield (*chain, node)
                continue
            chain.append(node)
            reached.append(after)
            onward.append(self._nearer(chain, length))

    def _nearer(self, chain: Sequence[str], length: int) -> Iterator[str]:
        """Whom a chain can go on to so that it reaches the goal with its last hop, by id."""
        left = length - len(chain)
        here = (chain[-1], left)
        if here not in self._nearest:
            away, ties = self._away, self._links[chain[-1]]
            self._spend(len(ties))
            # The goal alone is no hop away, and a chain that comes to it is at its end.
            near = range(1, left + 1) if left else (0,)
            self._nearest[here] = sorted(other for other in ties if away.get(other) in near)
        self._spend(len(self._nearest[here]))
        return (other for other in self._nearest[here] if other not in chain)

    def _after(self, reached: Reached | None, one: str, other: str) -> Reached | None:
        """What a chain has reached in time with one more hop; None where time is no matter."""
        if not self._asked.time_respecting:
            return None
        order = self._sure if self._asked.certain else self._maybe
        return order.onward(reached, self._between(one, other))

    def _paths(self, length: int) -> Iterator[Path]:
        for chain in self._chains(length):
            hops = [self._between(one, other) for one, other in pairwise(chain)]
            path = self._in_time(chain, hops) if self._asked.time_respecting else None
            if path:
                yield path
            elif not self._asked.time_respecting:
                yield _path(chain, [records[0] for records in hops], hops)

    def _in_time(self, chain: Sequence[str], hops: Sequence[Sequence[Record]]) -> Path | None:
        """A chain with records that are surely in order, else with such as may be."""
        surely = self._sure.choose(hops)
        if surely:
            return _path(chain, surely, hops)
        maybe = None if self._asked.certain else self._maybe.choose(hops)
        if not maybe:
            return None
        vaguest = max(
            self._maybe.doubtful(maybe), key=lambda record: (vagueness(record), record.id)
        )
        return replace(_path(chain, maybe, hops), certain=False, decides=vaguest.id)

    def _between(self, one: str, other: str) -> list[Record]:
        """The records that tie two actors, best sourced first, then latest."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self._records:
            records = [self._dataset.records[id_] for id_ in self._links[one][other]["records"]]
            self._spend(len(records))
            self._records[pair] = sorted(records, key=self._worth)
        return self._records[pair]

    def _worth(self, record: Record) -> tuple[int, int, str]:
        return -self._cited(record), -(record.begin or date.min).toordinal(), record.id

    def _cited(self, record: Record) -> int:
        if record.id not in self._sources:
            self._sources[record.id] = self._dataset.sources(record)
        return self._sources[record.id]

    def _by_evidence(self, path: Path) -> tuple[bool, int, int, tuple[str, ...]]:
        sources = [self._cited(hop.record) for hop in path.hops]
        return not path.certain, -min(sources), -sum(sources), path.nodes

    def _spend(self, ties: int) -> None:
        self._left -= ties
        if self._left < 0:
            raise _SpentError


def _path(chain: Sequence[str], chosen: Sequence[Record], hops: Sequence[Sequence[Record]]) -> Path:
    return Path(
        tuple(
            Hop(one, other, record, tuple(item.id for item in records if item.id != record.id))
            for (one, other), record, records in zip(pairwise(chain), chosen, hops, strict=True)
        )
    )
