"""Whether the dates of records in a row go forward: on every reading, on some, or on none.

A reading gives each record a first and a last day within its four bounds, the same wherever in
the row it stands. The row is in order if each record begins on the day the one in front of it
ended, or later; ``strict`` wants it later. One record on two hops in a row is in order with
itself, since it is one event, but never strictly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bilat.model import Record

# Days before and after every date there is: bounds that nobody knows.
_PAST, _FUTURE = -(10**7), 10**7

Options = Sequence[Sequence[Record]]
# By record of the last hop, the first day on which a row can be through with it.
Reached = dict[str, int]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of records, ``strict`` or not, that holds ``surely`` or on some reading.

    ``spend`` is called with the number of records that were weighed.
    """

    strict: bool
    surely: bool
    spend: Callable[[int], None]

    def onward(self, reached: Reached | None, records: Sequence[Record]) -> Reached:
        """What a row reaches with one more hop; ``None`` stands for the empty row.

        Empty if no record can follow. A record that comes back after others is taken for another
        one here, so a row that is possible is never given up, but ``allows`` must have the word.
        """
        self.spend(len(records))
        if reached is None:
            return {record.id: self._through(record, _PAST) for record in records}
        soonest = sorted((day, id_) for id_, day in reached.items())[:2]
        found: Reached = {}
        for record in records:
            days = [day for day, id_ in soonest if id_ != record.id][:1]
            ends = [
                self._through(record, day + self.strict) for day in days if self._fits(record, day)
            ]
            if record.id in reached and not self.strict:
                ends.append(reached[record.id])
            if ends:
                found[record.id] = min(ends)
        return found

    def _fits(self, record: Record, day: int) -> bool:
        """Whether a record can begin, or surely begins, once the one before ended on a day."""
        day += self.strict
        bounds = record.bounds
        if self.surely:
            return record.settled and day <= _day(bounds.earliest_begin, _PAST)
        return day <= _day(bounds.latest_begin, _FUTURE) and day <= _day(bounds.latest_end, _FUTURE)

    def _through(self, record: Record, day: int) -> int:
        """When a record that does not begin before a day is over, at the soonest or surely."""
        bounds = record.bounds
        if self.surely:
            return _day(bounds.latest_end, _FUTURE) if record.settled else _FUTURE
        begin = max(day, _day(bounds.earliest_begin, _PAST))
        return max(begin, _day(bounds.earliest_end, _PAST))

    def allows(self, options: Options) -> bool:
        """Whether one record can be chosen of each hop's so that the row is in order."""
        layers = self._layers(options)
        if not layers:
            return False
        # On all readings, neighbours in order make the row so. On one, a record that comes back
        # has the same dates again, which the layers do not see: then every row has to be read.
        return (
            self.surely
            or self._readable(self._soonest(options, layers))
            or next(self._readable_rows(options, ()), None) is not None
        )

    def _layers(self, options: Options) -> list[Reached]:
        """What is reached after each hop; empty if one cannot be made."""
        layers: list[Reached] = []
        for records in options:
            layers.append(self.onward(layers[-1] if layers else None, records))
            if not layers[-1]:
                return []
        return layers

    def _soonest(self, options: Options, layers: Sequence[Reached]) -> list[Record]:
        """The row that is through soonest, found from its end."""
        row: list[Record] = []
        day = _PAST
        for records, reached in zip(reversed(options), reversed(layers), strict=True):
            after = row[-1].id if row else ""
            stayed = not self.strict and after in reached and reached[after] == day
            before = [(end, id_) for id_, end in reached.items() if id_ != after]
            day, chosen = (day, after) if stayed else min(before)
            row.append(next(record for record in records if record.id == chosen))
        return row[::-1]

    def _readable_rows(
        self, options: Options, front: tuple[Record, ...]
    ) -> Iterator[tuple[Record, ...]]:
        if len(front) == len(options):
            yield front
            return
        for record in options[len(front)]:
            row = (*front, record)
            self.spend(len(row))
            if self._readable(row) and self._layers(
                [*([one] for one in row), *options[len(row) :]]
            ):
                yield from self._readable_rows(options, row)

    def _readable(self, row: Sequence[Record]) -> bool:
        """Whether some reading has these very records in order."""
        now = _PAST
        for index, (size, window) in enumerate(_stretches(row)):
            first, latest_begin, earliest_end, last = window
            begin = max(first, now + (self.strict and index > 0))
            now = max(begin, earliest_end)
            if begin > latest_begin or now > last or (self.strict and size > 1):
                return False
        return True

    def choose(self, options: Options) -> list[Record] | None:
        """For each hop the first of its records with which the row is in order; None if none is."""
        if not self.allows(options):
            return None
        chosen: list[Record] = []
        for index, records in enumerate(options):
            front, rest = [[record] for record in chosen], options[index + 1 :]
            fitting = (one for one in records if self.allows([*front, [one], *rest]))
            chosen.append(next(fitting))
        return chosen

    def doubtful(self, row: Sequence[Record]) -> list[Record]:
        """The records of a row whose order with a neighbour is not certain."""
        sure = Order(self.strict, surely=True, spend=self.spend)
        return [
            record
            for index, record in enumerate(row)
            if any(
                not sure.allows([[one] for one in pair])
                for pair in (row[max(index - 1, 0) : index + 1], row[index : index + 2])
            )
        ]

    def clash(self, options: Options) -> tuple[int, Record, Record]:
        """Where a row that is not allowed breaks: the hop, its latest record, the one in front.

        The one in front is that which is over soonest of those the row can have reached.
        """
        hop = next(end for end in range(1, len(options)) if not self.allows(options[: end + 1]))
        reached: Reached | None = None
        for records in options[:hop]:
            reached = self.onward(reached, records)
        over = {id_: (day, id_) for id_, day in (reached or {}).items()}
        in_front = min(
            (record for record in options[hop - 1] if record.id in over),
            key=lambda record: over[record.id],
        )
        others = [record for record in options[hop] if record.id != in_front.id]
        return hop, max(others or options[hop], key=self._starts), in_front

    def _starts(self, record: Record) -> tuple[int, str]:
        """When a record begins: at the latest, or surely not before."""
        bounds = record.bounds
        if self.surely:
            return _day(bounds.earliest_begin, _PAST), record.id
        return _day(bounds.latest_begin, _FUTURE), record.id


def vagueness(record: Record) -> int:
    """By how many days the begin and the end of a record are open; more if no source dates it."""
    first, latest_begin, earliest_end, last = _window(record)
    days = (latest_begin - first) + (last - earliest_end)
    return days if record.settled else days + 5 * _FUTURE


def _day(bound: date | None, missing: int) -> int:
    return bound.toordinal() if bound else missing


def _stretches(row: Sequence[Record]) -> Iterator[tuple[int, tuple[int, int, int, int]]]:
    """A row cut where nothing in front comes back behind, each part with its size and bounds.

    A record that comes back can neither end before what stands between began nor begin after it
    ended: all of that is one day.
    """
    last = {record.id: index for index, record in enumerate(row)}
    begin = 0
    while begin < len(row):
        end = index = begin
        while index <= end:
            end = max(end, last[row[index].id])
            index += 1
        part = {record.id: _window(record) for record in row[begin : end + 1]}
        windows = list(part.values())
        if len(windows) == 1:
            yield end + 1 - begin, windows[0]
        else:
            low = max(max(first, earliest_end) for first, _, earliest_end, _ in windows)
            high = min(min(latest_begin, final) for _, latest_begin, _, final in windows)
            yield end + 1 - begin, (low, high, low, high)
        begin = end + 1


def _window(record: Record) -> tuple[int, int, int, int]:
    bounds = record.bounds
    return (
        _day(bounds.earliest_begin, _PAST),
        _day(bounds.latest_begin, _FUTURE),
        _day(bounds.earliest_end, _PAST),
        _day(bounds.latest_end, _FUTURE),
    )
