"""Structural balance: triads of states, and which tie unbalances which triangle.

Two layers are answered apart and never added together: events, whose PLOVER scores are summed, the
positive and the negative ones each for themselves; and situations, each of weight 1, an alliance
positive, a territorial dispute or a listing negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from bilat import dates, network
from bilat.dates import Bounds
from bilat.errors import UsageError
from bilat.model import Dataset, Record
from bilat.selection import Selection, in_date_order

LAYERS = ("event", "situation")
RULES = ("strict", "generalised")
MIXED = ("net", "undecided")
UNITS = ("year", "all")
# Sums of events say how strong each side is; the number of listings says only how many were listed.
_MIXED_BY_DEFAULT = {"event": "net", "situation": "undecided"}
_TRIANGLE = 3


@dataclass(frozen=True, slots=True)
class Tie:
    """What stands between two states in a period.

    ``positive`` and ``negative`` are sums of PLOVER scores (events) or numbers of situations, both
    at or above 0; ``sign`` is 1, -1 or, undecided, 0. ``records`` holds each record once,
    ``possible`` the ids of those that only possibly count, by their date or by whom somebody stood
    for. ``certain`` tells whether the sign is the same whether or not these count.
    """

    one: str
    other: str
    sign: int
    positive: float
    negative: float
    certain: bool
    records: tuple[Record, ...]
    possible: frozenset[str]

    @property
    def mixed(self) -> bool:
        """Whether there are positive and negative records."""
        return self.positive > 0 and self.negative > 0


@dataclass(frozen=True, slots=True)
class Triad:
    """Three states with a signed tie between each two, in a period.

    ``status`` is ``balanced``, ``unbalanced`` or, where a tie has no sign, ``undecided``;
    ``unbalanced_by`` are the ties that break the rule: the one negative tie between two with a
    common friend or, where strict balance refuses three negative ties, all three. ``before`` is
    the status in the last period in which the triad stood, if that was another.
    """

    layer: str
    period: str
    states: tuple[str, str, str]
    ties: tuple[Tie, Tie, Tie]
    status: str
    certain: bool
    unbalanced_by: tuple[Tie, ...] = ()
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """All triads by layer, states and period; ``unplaced`` are signed records of no two states."""

    triads: tuple[Triad, ...]
    unplaced: Mapping[str, int]


def triads(  # noqa: PLR0913  one parameter per option of the verb
    dataset: Dataset,
    selection: Selection,
    *,
    layers: Sequence[str] = (),
    rule: str = "strict",
    mixed: str | None = None,
    unit: str = "all",
) -> Balance:
    """Every triad of states, by layer (all, if none is named) and period.

    ``rule``: in ``strict`` balance a triad is balanced if the product of its signs is positive, in
    ``generalised`` (weak) balance unless exactly one is negative. ``mixed`` is the sign of a tie
    with positive and negative records: of the larger sum (``net``; none if they are equal) or
    none (``undecided``); by default net for events, undecided for situations. ``unit`` is one
    triad for the whole period (``all``) or one for each calendar ``year``. Only states take part:
    an organisation of states such as the EU is none. Raises ``UsageError``.
    """
    for value, choices, name in (
        *((layer, LAYERS, "layer") for layer in layers),
        (rule, RULES, "rule of balance"),
        (mixed, (None, *MIXED), "way with mixed ties"),
        (unit, UNITS, "unit"),
    ):
        if value not in choices:
            known = ", ".join(choice for choice in choices if choice)
            raise UsageError(f'no {name} "{value}" (choose from: {known})')
    found: list[Triad] = []
    unplaced: dict[str, int] = {}
    for layer in dict.fromkeys(layers or LAYERS):
        way = mixed or _MIXED_BY_DEFAULT[layer]
        # What may hold is part of every sign: asking for what is certain drops triads, not ties.
        asked = selection._replace(certain=False)
        for period, chosen in _periods(dataset, asked, layer, unit):
            ties = _ties(dataset, chosen, layer, way)
            found += _closed(ties, layer, period, rule)
        unplaced[layer] = _unplaced(dataset, asked, layer)
    turned = _turns(sorted(found, key=lambda item: (item.layer, item.states, item.period)))
    kept = [item for item in turned if item.certain or not selection.certain]
    return Balance(tuple(kept), unplaced)


def judge(signs: Sequence[int], rule: str) -> str:
    """``balanced``, ``unbalanced`` or ``undecided``: the verdict on three signs."""
    if 0 in signs:
        return "undecided"
    negative = sum(sign < 0 for sign in signs)
    refused = (1, _TRIANGLE) if rule == "strict" else (1,)
    return "unbalanced" if negative in refused else "balanced"


def _periods(
    dataset: Dataset, selection: Selection, layer: str, unit: str
) -> Iterator[tuple[str, Selection]]:
    """Each period with what is selected in it."""
    if unit == "all":
        yield "", selection
        return
    days = [
        day
        for record in selection.of(dataset)
        if record.layer == layer and _signed(record)
        for day in _known(record.bounds)
    ]
    for number in range(min(days).year, max(days).year + 1) if days else ():
        year = dates.year(number)
        if year.possibly_overlaps(selection.period):
            yield str(number), selection._replace(period=year.within(selection.period))


def _known(bounds: Bounds) -> Iterator[date]:
    """The days a record names; beyond the last of them it says nothing new."""
    every = (
        bounds.earliest_begin,
        bounds.latest_begin,
        bounds.earliest_end,
        bounds.latest_end,
    )
    yield from (day for day in every if day)


def _signed(record: Record) -> bool:
    """Whether a record makes a tie positive or negative."""
    if record.layer == "situation":
        return record.kind in network.SIGNED_SITUATIONS
    return record.layer == "event" and record.realis != "cancelled" and record.score != 0


def _ties(
    dataset: Dataset, selection: Selection, layer: str, mixed: str
) -> dict[tuple[str, str], Tie]:
    """The tie between each two states in a period; each record counts once for a pair."""
    graph = network.states(dataset, selection, layer=layer)
    behind: dict[tuple[str, str], dict[str, bool]] = {}
    for one, other, key, edge in graph.edges(keys=True, data=True):
        record = dataset.records[key]
        if not _signed(record):
            continue
        if layer == "event":
            stood: bool | None = edge["certain"]
        else:
            stood = _held_then(
                dataset, record, zip(edge["via"], (one, other), strict=True), selection
            )
        if stood is not None:
            known = behind.setdefault((min(one, other), max(one, other)), {})
            sure = stood and record.settled and selection.surely_in_period(record)
            known[key] = known.get(key, False) or sure
    return {pair: _tie(dataset, pair, known, mixed) for pair, known in behind.items()}


def _held_then(
    dataset: Dataset,
    record: Record,
    stood_for: Iterable[tuple[str, str]],
    selection: Selection,
) -> bool | None:
    """Whether a situation certainly (true) or possibly (false) was one of these states then.

    A listing outlasts the office of the person listed: both must hold in the period, at one time.
    That each two of the three overlap is enough, as it always is for intervals.
    """
    sure = True
    for actor, state in stood_for:
        if dataset.entities[actor].kind != "person":
            continue
        held = [
            term
            for term in dataset.holdings.get(actor, ())
            if dataset.state_of_body(term.organisation) == state
            and term.bounds.possibly_overlaps(record.bounds)
            and selection.in_period(term)
        ]
        if not held:
            return None
        sure = sure and any(
            term.settled
            and term.bounds.certainly_overlaps(record.bounds)
            and selection.surely_in_period(term)
            for term in held
        )
    return sure


def _tie(dataset: Dataset, pair: tuple[str, str], known: Mapping[str, bool], mixed: str) -> Tie:
    records = sorted((dataset.records[key] for key in known), key=in_date_order)
    positive, sure_positive = _sum(records, known, 1)
    negative, sure_negative = _sum(records, known, -1)
    sign = _sign(positive, negative, mixed)
    # The sums can be no further apart than this: where both ends have one sign, all readings do.
    best, worst = (
        _sign(positive, sure_negative, mixed),
        _sign(sure_positive, negative, mixed),
    )
    return Tie(
        one=pair[0],
        other=pair[1],
        sign=sign,
        positive=positive,
        negative=negative,
        certain=sign == best == worst and any(known.values()),
        records=tuple(records),
        possible=frozenset(key for key, sure in known.items() if not sure),
    )


def _sum(records: Iterable[Record], known: Mapping[str, bool], sign: int) -> tuple[float, float]:
    """The sum of one sign: of all records, and of those that certainly count."""
    weights = [(sign * _weight(record), known[record.id]) for record in records]
    mine = [(weight, sure) for weight, sure in weights if weight > 0]
    # Tenths are exact as decimals only; rounding keeps 0.1 + 0.2 from deciding between two sums.
    return (
        round(sum(weight for weight, _ in mine), 6),
        round(sum(weight for weight, sure in mine if sure), 6),
    )


def _weight(record: Record) -> float:
    """PLOVER's score of an event, or the sign of a situation. Raises ``UsageError``.

    A score without a PLOVER code is on some other scale, such as Goldstein's, and no sum may mix
    the two.
    """
    if record.layer == "situation":
        return network.SIGNED_SITUATIONS[record.kind]
    if not record.plover:
        raise UsageError(
            f"{record.id} has a score but no PLOVER code: scores of two scales are never added "
            "(give it a code, or leave its kind out)"
        )
    return record.score


def _sign(positive: float, negative: float, mixed: str) -> int:
    if mixed == "undecided" and positive and negative:
        return 0
    return (positive > negative) - (positive < negative)


def _closed(
    ties: Mapping[tuple[str, str], Tie], layer: str, period: str, rule: str
) -> Iterator[Triad]:
    """The triads all three ties of which exist."""
    friends: dict[str, set[str]] = {}
    for one, other in ties:
        friends.setdefault(one, set()).add(other)
        friends.setdefault(other, set())
    for one, above in sorted(friends.items()):
        for two, three in combinations(sorted(above), 2):
            if three in friends[two]:
                sides = (ties[one, two], ties[one, three], ties[two, three])
                yield _triad(layer, period, (one, two, three), sides, rule)


def _triad(
    layer: str, period: str, states: tuple[str, str, str], sides: tuple[Tie, Tie, Tie], rule: str
) -> Triad:
    status = judge([side.sign for side in sides], rule)
    hostile = tuple(side for side in sides if side.sign < 0)
    return Triad(
        layer=layer,
        period=period,
        states=states,
        ties=sides,
        status=status,
        certain=all(side.certain for side in sides),
        unbalanced_by=hostile if status == "unbalanced" else (),
    )


def _turns(found: Sequence[Triad]) -> Iterator[Triad]:
    """The triads in order, each with the status before it where that changed."""
    last: Triad | None = None
    for item in found:
        same = last is not None and (last.layer, last.states) == (item.layer, item.states)
        before = last.status if last and same and last.status != item.status else None
        yield replace(item, before=before)
        last = item


def _unplaced(dataset: Dataset, selection: Selection, layer: str) -> int:
    """How many signed records are between no two states: one side is none and stood for none."""
    placed = {key for _, _, key in network.states(dataset, selection, layer=layer).edges(keys=True)}
    signed = (record for record in selection.of(dataset) if record.layer == layer)
    return sum(_signed(record) and record.id not in placed for record in signed)
