"""What ``path`` prints: chains in plain words, a sentence a hop, with footnotes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bilat.dates import in_prose, in_words
from bilat.model import ACTOR_ROLES, Dataset, Record
from bilat.report import columns, rows
from bilat.report.layout import Answer, Column, Noted
from bilat.report.rows import Json
from bilat.selection import Selection

if TYPE_CHECKING:
    from bilat.analysis.paths import Clash, Hop, Path, Paths

# Passages quoted for each hop; the JSON has them all.
_FOOTNOTES = 2

# What those who act, or all, did to the others; and what then happened to these.
_DEEDS = {
    "meeting": ("met", "met"),
    "call": ("had a call with", "had a call with"),
    "dialogue": ("held talks with", "held talks with"),
    "visit": ("was received by", "received"),
    "exercise": ("held an exercise with", "held an exercise with"),
    "transaction": ("financed", "was financed by"),
    "statement": ("made a statement to", "was addressed by"),
    "measure": ("took a measure towards", "was the subject of a measure by"),
    "military-action": ("took military action towards", "was the subject of military action by"),
    "institutional-change": ("took part in a change with", "took part in a change with"),
    "interaction": ("acted towards", "was acted towards by"),
}


def path(
    data: Dataset,
    found: Paths,
    selection: Selection,
    language: str,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """Chains of cited records: sentences for people, a line a hop for files, chains as JSON."""
    footnotes: dict[str, int] = {}
    quoted: list[str] = []
    text: list[str | Noted] = []
    lines: list[Json] = []
    for number, item in enumerate(found.found, start=1):
        text.append(f"Chain {number}, {_length(item)}{_in_time(data, item, language)}:")
        for step, hop in enumerate(item.hops):
            marks = []
            for each in rows.backing(data, hop.record)[:_FOOTNOTES]:
                if each.id not in footnotes:
                    footnotes[each.id] = len(footnotes) + 1
                    quoted.append(rows.footnote(data, each, language))
                marks.append(footnotes[each.id])
            again = any(hop.record.id == before.record.id for before in item.hops[:step])
            said = sentence(data, hop, language, selection, again=again)
            text.append(Noted(f"  - {said}", marks))
            lines.append(_line(data, str(number), item, hop, language))
    return Answer(
        verb="path",
        rows=[_row(data, item, language, selection) for item in found.found],
        lines=lines,
        total=len(found.found),
        complete=found.complete,
        extra={"more": found.more, "cut": found.cut or None},
        text=text,
        notes=tuple(_rest(found)),
        footnotes=quoted,
        columns=(
            *(columns.text(name, only_files=True) for name in ("path", "from", "to")),
            Column("When", lambda row: str(row["when"]), only_files=True),
            *(columns.text(name, only_files=True) for name in _FILE_COLUMNS),
        ),
        **common,
    )


_FILE_COLUMNS = ("record", "evidence", "id", "kind", "certain", "others", "sentence")


def _length(item: Path) -> str:
    return "1 hop" if item.length == 1 else f"{item.length} hops"


def _in_time(data: Dataset, item: Path, language: str) -> str:
    """Whether the dates are in order for certain; if not, on which it depends."""
    if item.certain:
        return ""
    decides = data.records[str(item.decides)]
    when = in_words(decides.when)
    return (
        ", possible in time but not certain (it depends on the date of "
        f"“{decides.label(language)}”, {when})"
    )


def _rest(found: Paths) -> Iterator[str]:
    """Whether there are more chains, or the search was cut."""
    if found.cut:
        yield f"cut: {found.cut}"
    elif found.more != "no":
        word = "more chains exist" if found.more == "yes" else "more chains may exist"
        yield f"{word} (use -k to see more)"


def sentence(
    data: Dataset,
    hop: Hop,
    language: str = "en",
    selection: Selection | None = None,
    *,
    again: bool = False,
) -> str:
    """A hop in plain words: when who did what with whom, where, and how well that is sourced.

    Where a selection is given, also whether the date is certain to fit it. ``again`` says that the
    chain has come by the same record before: all of them were at one table.
    """
    item = hop.record
    when = in_prose(item.when)
    where = ", ".join(data.label(place, language) for place in item.places)
    doubts = [item.realis] if item.realis not in ("", "occurred") else []
    doubts += ["contested"] if item.contested else []
    if selection and not selection.surely_in_period(item):
        doubts.append("possibly not within the dates asked for")
    doubts += ["the same record as above"] if again else []
    said = ", ".join((item.kind, _sources(data, item), *doubts))
    more = len(hop.others)
    others = f"; {more} more record{'s' if more > 1 else ''} of the two" if more else ""
    return (
        f"{when[0].upper()}{when[1:]} {data.label(hop.source, language)} {_deed(hop)} "
        f"{data.label(hop.target, language)}{f' in {where}' if where else ''} ({said}{others})."
    )


def _deed(hop: Hop) -> str:
    active, passive = _DEEDS.get(hop.record.kind, ("had to do with", "had to do with"))
    roles = {part.role for part in hop.record.participants if part.actor == hop.source}
    return active if roles & {*ACTOR_ROLES, "party"} else passive


def _sources(data: Dataset, item: Record) -> str:
    number = data.sources(item)
    return f"{number} source{'' if number == 1 else 's'}" if number else "no source"


def _line(data: Dataset, number: str, item: Path, hop: Hop, language: str) -> Json:
    return {
        "path": number,
        "from": data.label(hop.source, language),
        "to": data.label(hop.target, language),
        "when": hop.record.when,
        "record": hop.record.label(language),
        "evidence": rows.cited(data, hop.record, language),
        "id": hop.record.id,
        "kind": hop.record.kind,
        "certain": columns.yes(item.certain),
        "others": str(len(hop.others)),
        "sentence": sentence(data, hop, language),
    }


def _row(data: Dataset, item: Path, language: str, selection: Selection) -> Json:
    return {
        "length": item.length,
        "certain": item.certain,
        "decides": item.decides,
        "hops": [
            {
                "from": rows.entity(data, hop.source, language),
                "to": rows.entity(data, hop.target, language),
                "record": rows.record(data, hop.record, language, selection),
                "others": list(hop.others),
                "sentence": sentence(data, hop, language, selection),
            }
            for hop in item.hops
        ],
    }


def out_of_time(data: Dataset, clash: Clash, language: str = "en", *, strict: bool = False) -> str:
    """Why the dates leave no chain: in the shortest, which record comes before which."""
    early, late = (_dated(item, language) for item in (clash.record, clash.after))
    names = ", ".join(data.label(node, language) for node in clash.nodes)
    if clash.possible:
        return (
            f"no chain is certain in time: {early} may come before {late} is over, in the first "
            f"that is possible ({names}) (leave out --certain to see it)"
        )
    hint = "leave out --strict" if strict else "try other dates, or the other direction"
    if clash.record.id == clash.after.id:
        why = f"{early} is all there is for two hops of"
    else:
        why = f"{early} comes before {late} can be over, in"
    return f"the dates rule out every chain: {why} the shortest ({names}) ({hint})"


def _dated(item: Record, language: str) -> str:
    return f"“{item.label(language)}” ({in_words(item.when)})"
