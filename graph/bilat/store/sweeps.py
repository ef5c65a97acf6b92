"""Whole-graph checks that compare things with each other, in little more than one pass.

A query that holds each event of two people against every other takes a hundred times as long for
ten times as many. So the queries of these checks give what is to be compared, one row each, and
what is found wrong is worked out here; a thing is named with one other, not with all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate

# What a query gives for each of its variables, as text; empty where it is not bound.
Row = Mapping[str, str]

# After every date as text: where a bound is not known.
_LAST = "\uffff"


def told_twice(rows: Iterable[Row]) -> Iterator[Row]:
    """E11: events of one ``?kind`` and the same people in a ``?role``, with a day in common.

    A row is about one ``?person``, about kind and time, or about an event that one is known to be
    distinct from (``?apart``).
    """
    rows = list(rows)
    apart = _apart(rows)
    people: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row["person"]:
            people[row["this"]][row["role"]].add(row["person"])
    alike: dict[object, list[tuple[str, str, str]]] = defaultdict(list)
    for row in rows:
        if row["kind"] and row["this"] in people:
            for role, taking_part in people[row["this"]].items():
                group = alike[row["kind"], role, frozenset(taking_part)]
                group.append((row["from"], row["this"], row["to"]))
    for events in alike.values():
        lasting: OrderedDict[str, str] = OrderedDict()
        for begin, this, end in sorted(events):
            other = _still(lasting, begin, {*apart[this], this})
            if other:
                yield _both(this, other)
            lasting[this] = end


def _still(lasting: OrderedDict[str, str], day: str, apart: set[str]) -> str:
    """The first that lasts until a day; what does not is taken out, once and for all."""
    found, over = "", []
    for name, end in lasting.items():
        if end < day:
            over.append(name)
        elif name not in apart:
            found = name
            break
    for name in over:
        del lasting[name]
    return found


def same_seat(rows: Iterable[Row]) -> Iterator[Row]:
    """O3: terms of two persons in one ``?office`` that overlap."""
    for (office,), terms in _grouped(rows, "office"):
        # The terms that end last, of two persons: one of them is another's than the next.
        longest: list[Row] = []
        for term in sorted(terms, key=_begin):
            others = [row for row in longest if row["person"] != term["person"]]
            if others and others[0]["end"] > term["begin"]:
                yield {**_both(term["this"], others[0]["this"]), "office": office}
            ranked = sorted([*longest, term], key=lambda row: row["end"], reverse=True)
            longest = list({row["person"]: row for row in reversed(ranked)}.values())[::-1][:2]


def same_term(rows: Iterable[Row]) -> Iterator[Row]:
    """O5: terms of one ``?person`` in one ``?office`` that overlap."""
    for (office, _), terms in _grouped(rows, "office", "person"):
        longest: Row | None = None
        for term in sorted(terms, key=_begin):
            if longest and longest["end"] > term["begin"] and longest["this"] != term["this"]:
                yield {**_both(term["this"], longest["this"]), "office": office}
            longest = max(longest or term, term, key=lambda row: row["end"])


def _begin(term: Row) -> tuple[str, str]:
    return term["begin"], term["this"]


def namesakes(rows: Iterable[Row]) -> Iterator[Row]:
    """N7: things of one ``?class`` with one ``?name``; ``?apart`` as for events told twice."""
    rows = list(rows)
    apart = _apart(rows)
    for (_, name, _), group in _grouped((row for row in rows if row["name"]), *_NAME):
        things = sorted({row["this"] for row in group})
        for place, thing in enumerate(things):
            # Whoever is told apart from many is so by as many statements: this ends soon.
            other = next((item for item in things[:place] if item not in apart[thing]), "")
            if other:
                yield {**_both(thing, other), "name": name}


_NAME = ("class", "name", "language")


def without_country(rows: Iterable[Row]) -> Iterator[Row]:
    """P1: persons who at some ``?event`` held nothing; what they ever ``?held`` are rows too.

    Where a bound is not known it may lie anywhere.
    """
    for (person,), group in _grouped(rows, "this"):
        held = sorted((row["from"], row["to"] or _LAST) for row in group if row["held"])
        begins = [begin for begin, _ in held]
        ends = list(accumulate((end for _, end in held), max))
        events = []
        for row in group:
            begun = bisect_right(begins, row["to"] or _LAST)
            if row["event"] and not (begun and ends[begun - 1] >= row["from"]):
                events.append(row["event"])
        if events:
            yield {"this": person, "event": min(events)}


def loops(rows: Iterable[Row]) -> Iterator[Row]:
    """H1, H2, H3: what lies, over ``?above``, in the end above itself."""
    rows = list(rows)
    ring = _rings((row["this"], row["above"]) for row in rows)
    within = (row["this"] for row in rows if ring[row["this"]] == ring[row["above"]])
    return ({"this": this} for this in dict.fromkeys(within))


def copies_of_copies(rows: Iterable[Row]) -> Iterator[Row]:
    """H6: what is a ``?version`` of a version of an ``?original``, but for what goes in a ring."""
    rows = list(rows)
    ring = _rings(
        edge
        for row in rows
        for edge in ((row["this"], row["version"]), (row["version"], row["original"]))
    )
    return (row for row in rows if ring[row["this"]] != ring[row["original"]])


def stateless(rows: Iterable[Row]) -> Iterator[Row]:
    """N4: a ``?body`` of which nothing ``?above``, over any number of steps, is a ``?state``."""
    rows = list(rows)
    below: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        below[row["above"]].append(row["this"])
    reached: set[str] = set()
    found = [row["state"] for row in rows if row["state"]]
    while found:
        under = below.pop(found.pop(), [])
        reached.update(under)
        found += under
    for body in dict.fromkeys(row["body"] for row in rows):
        if body and body not in reached:
            yield {"this": body}


# The checks whose queries give what is to be compared, by code.
SWEEPS: Mapping[str, Callable[[Iterable[Row]], Iterator[Row]]] = {
    "E11": told_twice,
    "H1": loops,
    "H2": loops,
    "H3": loops,
    "H6": copies_of_copies,
    "N4": stateless,
    "N7": namesakes,
    "O3": same_seat,
    "O5": same_term,
    "P1": without_country,
}


def _grouped(rows: Iterable[Row], *names: str) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple([row[name] for name in names])].append(row)
    yield from groups.items()


def _both(one: str, other: str) -> dict[str, str]:
    return {"this": min(one, other), "other": max(one, other)}


def _apart(rows: Iterable[Row]) -> dict[str, set[str]]:
    """What each thing is said to be distinct from, whoever of the two says it."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["apart"]:
            found[row["this"]].add(row["apart"])
            found[row["apart"]].add(row["this"])
    return found


def _rings(edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """One of its members for each ring: of all that lead to each other and back.

    Kosaraju's algorithm for strongly connected components, with a stack instead of calls.
    """
    onward: dict[str, list[str]] = defaultdict(list)
    back: dict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        onward[one].append(other)
        back[other].append(one)
    ring: dict[str, str] = {}
    for start in reversed(_as_left(onward)):
        found = [start]
        while found:
            thing = found.pop()
            if thing not in ring:
                ring[thing] = start
                found += back.get(thing, ())
    return ring


def _as_left(onward: Mapping[str, list[str]]) -> list[str]:
    """All things in the order in which a walk into the depth leaves them for good."""
    seen: set[str] = set()
    left: dict[str, None] = {}
    for start in onward:
        path = [start]
        while path:
            thing = path[-1]
            if thing in seen:
                left.setdefault(path.pop())
            else:
                seen.add(thing)
                path += [item for item in onward.get(thing, ()) if item not in seen]
    return list(left)
