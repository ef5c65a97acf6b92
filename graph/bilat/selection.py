"""Which records a question is about: period, kinds, certainty, disputes, number of sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bilat import dates
from bilat.dates import ALWAYS, Bounds
from bilat.errors import UsageError
from bilat.model import KINDS_BELOW, RECORD_KINDS, Dataset, Record


@dataclass(frozen=True, slots=True)
class Selection:
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

    def in_period(self, record: Record) -> bool:
        """Whether the record's dates fit the period and the day that were asked for."""
        if not record.bounds.possibly_overlaps(self.period):
            return False
        if self.as_of and not self._stood(record, self.as_of):
            return False
        return not self.certain or self.surely_in_period(record)

    def surely_in_period(self, record: Record) -> bool:
        """The same on every reading of the record's dates."""
        if self.as_of and not self._surely_stood(record, self.as_of):
            return False
        if self.period == ALWAYS or record.layer != "situation":
            return record.bounds.certainly_within(self.period)
        return _certainly_meets(record.bounds, self.period)

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
        chosen = (record for record in dataset.records.values() if self.admits(record, dataset))
        return iter(sorted(chosen, key=in_date_order))


def _certainly_meets(bounds: Bounds, period: Bounds) -> bool:
    """Whether a situation certainly held on some day of a period."""
    begun = period.latest_end is None or (
        bounds.latest_begin is not None and bounds.latest_begin <= period.latest_end
    )
    lasted = period.earliest_begin is None or (
        bounds.earliest_end is not None and period.earliest_begin <= bounds.earliest_end
    )
    return begun and lasted


def in_date_order(record: Record) -> tuple[date, date, str]:
    """Sort key: earliest begin, then latest end, then id; records without a begin come first."""
    return record.begin or date.min, record.end or date.max, record.id


def make(  # noqa: PLR0913  one parameter per shared option
    *,
    as_of: str | None = None,
    since: str | None = None,
    until: str | None = None,
    kinds: Iterable[str] = (),
    certain: bool = False,
    contested: bool = True,
    announced: bool = True,
    min_sources: int = 0,
) -> Selection:
    """The selection behind the shared options; ``UsageError`` if one makes no sense."""
    kinds = tuple(kinds)
    unknown = [kind for kind in kinds if kind not in RECORD_KINDS]
    if unknown:
        raise UsageError(f'no kind "{unknown[0]}" (choose from: {", ".join(RECORD_KINDS)})')
    try:
        period = dates.parse_period(since, until)
        day = dates.parse(as_of) if as_of else None
    except dates.DateError as error:
        raise UsageError(str(error)) from None
    said = (
        ("as of", as_of),
        ("from", since),
        ("to", until),
        ("kind", ", ".join(kinds)),
        ("certain dates only", certain and " "),
        ("without contested records", not contested and " "),
        ("sources at least", min_sources > 1 and str(min_sources)),
    )
    return Selection(
        period=period,
        as_of=day,
        kinds=frozenset(below for kind in kinds for below in KINDS_BELOW.get(kind, (kind,))),
        certain=certain,
        contested=contested,
        announced=announced,
        min_sources=min_sources,
        words=tuple(f"{name} {value}".strip() for name, value in said if value),
    )
