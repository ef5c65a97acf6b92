"""Which records a question is about: period, kinds, certainty, disputes, number of sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple, TypedDict, Unpack

from bilat import dates
from bilat.dates import ALWAYS, Bounds
from bilat.errors import UsageError
from bilat.model import KINDS_BELOW, RECORD_KINDS, Dataset, Record


class Selection(NamedTuple):
    """The shared filters; ``make`` builds one from the texts a person writes.

    ``as_of`` keeps what had happened by that date and what held on it. ``certain`` keeps only what
    holds on every reading of the dates; otherwise what is possible is kept as well.
    """

    period: Bounds = ALWAYS
    as_of: Bounds | None = None
    kinds: frozenset[str] = frozenset()
    certain: bool = False
    contested: bool = True
    announced: bool = True
    min_sources: int = 0
    words: tuple[str, ...] = ()

    def admits(self, record: Record, dataset: Dataset) -> bool:
        """Whether a record passes every filter."""
        return (
            (not self.kinds or record.kind in self.kinds)
            and (self.contested or not record.contested)
            and (self.announced or record.realis in ("", "occurred"))
            and self.in_period(record)
            and (self.min_sources <= 1 or dataset.sources(record) >= self.min_sources)
        )

    @property
    def dated(self) -> bool:
        """Whether a date was asked for at all; else every record is within it, surely."""
        return self.as_of is not None or self.period != ALWAYS

    def in_period(self, record: Record) -> bool:
        """Whether the record's dates fit the period and the day that were asked for."""
        if not self.dated:
            return True
        if not record.bounds.possibly_overlaps(self.period):
            return False
        if self.as_of and not self._stood(record, self.as_of):
            return False
        return not self.certain or self.surely_in_period(record)

    def surely_in_period(self, record: Record) -> bool:
        """The same on every reading of the record's dates, where a source confirms them."""
        if not self.dated:
            return True
        if "when" in record.unconfirmed:
            return False
        if self.as_of and not self._surely_stood(record, self.as_of):
            return False
        if self.period == ALWAYS or record.layer != "situation":
            return record.bounds.certainly_within(self.period)
        return record.bounds.certainly_meets(self.period)

    def _stood(self, record: Record, day: Bounds) -> bool:
        if record.layer == "situation":
            return record.bounds.possibly_overlaps(day)
        begin = record.bounds.earliest_begin
        return begin is None or day.latest_end is None or begin <= day.latest_end

    def _surely_stood(self, record: Record, day: Bounds) -> bool:
        if record.layer == "situation":
            return record.bounds.certainly_covers(day)
        end = record.bounds.latest_end
        return end is not None and day.earliest_begin is not None and end <= day.earliest_begin

    def of(self, dataset: Dataset) -> Iterator[Record]:
        """The records that pass, in date order."""
        return iter(sorted(self.among(dataset), key=in_date_order))

    def among(self, dataset: Dataset) -> Iterator[Record]:
        """The records that pass, in no order: for many of them sorting is most of the work."""
        return (record for record in dataset.records.values() if self.admits(record, dataset))


def in_date_order(record: Record) -> tuple[date, date, str]:
    """Sort key: earliest begin, then latest end, then id; records without a begin come first."""
    return record.begin or date.min, record.end or date.max, record.id


class Filters(TypedDict, total=False):
    """The shared filters as a person writes them; dates are EDTF texts.

    ``kind`` is short for ``kinds`` with one item. ``as_of`` is the world as it stood on a date,
    ``since`` and ``until`` a period.
    """

    as_of: str | None
    since: str | None
    until: str | None
    kind: str
    kinds: Sequence[str]
    certain: bool
    contested: bool
    announced: bool
    min_sources: int


def make(**filters: Unpack[Filters]) -> Selection:
    """The selection behind some filters; ``UsageError`` if one makes no sense or is none."""
    strange = [name for name in filters if name not in Filters.__annotations__]
    if strange:
        choices = ", ".join(Filters.__annotations__)
        raise UsageError(f'no filter "{strange[0]}" (choose from: {choices})')
    kinds = asked_kinds(filters)
    unknown = [kind for kind in kinds if kind not in RECORD_KINDS]
    if unknown:
        raise UsageError(f'no kind "{unknown[0]}" (choose from: {", ".join(RECORD_KINDS)})')
    as_of = filters.get("as_of")
    try:
        period = dates.parse_period(filters.get("since"), filters.get("until"))
        day = dates.parse(as_of) if as_of else None
    except dates.DateError as error:
        raise UsageError(str(error)) from None
    return Selection(
        period=period,
        as_of=day,
        kinds=frozenset(below for kind in kinds for below in KINDS_BELOW.get(kind, (kind,))),
        certain=filters.get("certain", False),
        contested=filters.get("contested", True),
        announced=filters.get("announced", True),
        min_sources=filters.get("min_sources", 0),
        words=tuple(_in_words(filters, kinds)),
    )


def said(filters: Filters) -> dict[str, Any]:
    """The filters that were given, by the names of the command line, as JSON shows them."""
    names = {"since": "from", "until": "to", "kinds": "kind"}
    given: dict[str, Any] = {**filters, "kinds": list(asked_kinds(filters))}
    order = [name for name in Filters.__annotations__ if name not in ("as_of", "kind")]
    return {names.get(name, name): given[name] for name in order if given.get(name)}


def asked_kinds(filters: Filters) -> tuple[str, ...]:
    """The kinds that were asked for, by either name of the filter."""
    return (*filters.get("kinds", ()), *([filters["kind"]] if "kind" in filters else []))


def between(before: str, after: str) -> Bounds:
    """The days after the last day of one EDTF date, up to the last day of another.

    A date less exact than a day so stands for the world at its end: from ``2014`` to ``2016`` are
    the years 2015 and 2016. Raises ``UsageError`` if a date is none, has no last day, or does not
    lie before the other.
    """
    try:
        first, last = dates.parse(before).latest_end, dates.parse(after).latest_end
    except dates.DateError as error:
        raise UsageError(str(error)) from None
    if first is None or last is None:
        unclear = before if first is None else after
        raise UsageError(f'"{unclear}" has no last day (name a day, a month or a year)')
    if first == last:
        raise UsageError(f'"{before}" and "{after}" both end on {last} (name two different dates)')
    if first > last:
        raise UsageError(f'"{before}" is later than "{after}" (write: {after} {before})')
    following = first + timedelta(days=1)
    return Bounds(following, following, last, last)


def _in_words(filters: Filters, kinds: Sequence[str]) -> Iterator[str]:
    """What was asked for, as the heading of an answer says it."""
    dated = (("as of", "as_of"), ("from", "since"), ("to", "until"))
    yield from (f"{word} {filters[key]}" for word, key in dated if filters.get(key))  # type: ignore[literal-required]  # keys above
    if kinds:
        yield f"kind {', '.join(kinds)}"
    if filters.get("certain"):
        yield "certain dates only"
    if not filters.get("contested", True):
        yield "without contested records"
    if filters.get("min_sources", 0) > 1:
        yield f"sources at least {filters['min_sources']}"


class Scope(NamedTuple):
    """How much of a dataset that lies elsewhere a question needs: what is in it, or a bit more.

    ``about`` are names; their records are needed, as far as ``hops`` steps away (0: only the things
    themselves). ``together`` wants only records that concern all of them, ``through_states`` takes
    steps from one actor to the next by way of whole states as well. ``search`` is a text some
    names contain. Without names, all records that pass ``chosen`` are needed; without filters
    either, everything. ``listings`` adds the sanctions listings of any time, ``also`` what some
    further names stand for. All names are those of ``actors`` alone, or of anything.
    """

    about: tuple[str, ...] = ()
    hops: int = 1
    together: bool = False
    through_states: bool = False
    search: str = ""
    listings: bool = False
    also: tuple[str, ...] = ()
    actors: bool = False
    chosen: Selection = Selection()

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows it."""
        return not (self.about or self.search or self.chosen.dated or self.chosen.kinds)
