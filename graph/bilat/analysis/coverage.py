"""What was looked for and how completely, so that silence can be read.

A count of records is the number there was only where a coverage statement says that the search was
complete; elsewhere it is a lower bound, or says nothing at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bilat import dates
from bilat.analysis.cards import concerns
from bilat.dates import Bounds
from bilat.model import Coverage, Dataset, Record


@dataclass(frozen=True, slots=True)
class Cell:
    """Records that began in a year under one coverage statement, and what their number means.

    ``records`` are those that certainly began then, ``possible`` those that may have.
    """

    coverage: Coverage
    year: int
    records: int
    possible: int = 0

    @property
    def reading(self) -> str:
        """The number as such where coverage is complete, else as a lower bound."""
        if self.coverage.status == "complete":
            most = self.records + self.possible
            return f"{self.records} to {most}" if self.possible else str(self.records)
        return f"at least {self.records}" if self.records else "not known"


def covers(dataset: Dataset, coverage: Coverage, record: Record) -> bool:
    """Whether a record is of the kind and about the things a coverage statement speaks of."""
    return (
        record.kind in coverage.kinds
        and record.realis in ("", "occurred")
        and record.bounds.possibly_overlaps(coverage.bounds)
        and all(_bears_on(dataset, record, id_) for id_ in coverage.about)
        and (not coverage.any_of or any(_bears_on(dataset, record, id_) for id_ in coverage.any_of))
    )


def _bears_on(dataset: Dataset, record: Record, id_: str) -> bool:
    """Whether a record concerns something itself, or through who stood for it that day."""
    if concerns(record, id_):
        return True
    return any(id_ in _stood_for(dataset, actor, record.bounds) for actor in record.actors)


def _stood_for(dataset: Dataset, actor: str, when: Bounds) -> Iterator[str]:
    """The states, bodies and offices an actor stood for at a time."""
    yield from dataset.states_of(actor, when)
    yield from dataset.ancestors(actor)
    for held in dataset.holdings.get(actor, ()):
        if held.bounds.possibly_overlaps(when):
            yield held.office
            yield held.organisation
            yield from dataset.ancestors(held.organisation)


def matrix(dataset: Dataset) -> list[Cell]:
    """A cell for each coverage statement and year of its period, statements by label."""
    cells = []
    for coverage in sorted(dataset.coverage, key=lambda item: (item.label, item.id)):
        mine = [record for record in dataset.records.values() if covers(dataset, coverage, record)]
        cells += [_cell(coverage, mine, year) for year in _years(coverage)]
    return cells


def _cell(coverage: Coverage, records: Iterable[Record], year: int) -> Cell:
    """The records that began in a year; one whose begin nobody dates is counted in none."""
    days = dates.year(year)
    counted = Counter(
        "when" not in record.unconfirmed and record.bounds.beginning.certainly_within(days)
        for record in records
        if record.begin and record.bounds.beginning.possibly_overlaps(days)
    )
    return Cell(coverage, year, counted[True], counted[False])


def _years(coverage: Coverage) -> range:
    begin, end = coverage.bounds.earliest_begin, coverage.bounds.latest_end
    return range(begin.year, end.year + 1) if begin and end else range(0)


def complete(
    dataset: Dataset, kinds: Iterable[str], actors: Iterable[str], period: Bounds
) -> Coverage | None:
    """The statement by which records of some kinds that involve some actors are complete.

    It must be about these actors and no others, and its days must meet the period asked for.
    """
    asked, wanted = set(actors), set(kinds)
    for coverage in dataset.coverage:
        if (
            coverage.status == "complete"
            and wanted
            and wanted <= {*coverage.kinds}
            and asked
            and {*coverage.about} <= asked <= {*coverage.about, *coverage.any_of}
            and coverage.bounds.possibly_overlaps(period)
        ):
            return coverage
    return None


def bearing(
    dataset: Dataset, kinds: Iterable[str], things: Iterable[str], period: Bounds
) -> list[Coverage]:
    """The statements that speak of some kinds and things in a period, the most complete first."""
    wanted, asked = set(kinds), set(things)
    found = [
        coverage
        for coverage in dataset.coverage
        if wanted & {*coverage.kinds}
        and asked <= {*coverage.about, *coverage.any_of}
        and coverage.bounds.possibly_overlaps(period)
    ]
    order = ("complete", "partial", "known-cases-only")
    return sorted(found, key=lambda item: (order.index(item.status), item.label))
