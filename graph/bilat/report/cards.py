"""``show``: everything about one thing on one card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from bilat.dates import in_words
from bilat.model import Claim, Dataset, Document, Entity, Record
from bilat.report import columns, rows
from bilat.report.layout import Answer, joined
from bilat.report.rows import Json
from bilat.selection import Selection

if TYPE_CHECKING:
    from bilat.analysis.cards import Card
    from bilat.analysis.sanctions import Standing

_LANGUAGE_NAMES = {"en": "English", "ja": "Japanese", "ru": "Russian"}
_MOST = 12
_COLUMNS = tuple(columns.text(name, only_files=True) for name in ("id", "kind", "label"))


def entity(data: Dataset, card: Card, language: str, **common: Any) -> Answer:  # noqa: ANN401
    """The card of an actor, place, office, topic or legal act."""
    thing = card.entity
    row: Json = {
        **rows.named(data, thing, language),
        "comment": thing.comment or None,
        "country": rows.entity(data, thing.country, language) if thing.country else None,
        "part_of": rows.entity(data, thing.parent, language) if thing.parent else None,
        "offices": [rows.record(data, held, language, card.selection) for held in card.offices],
        "ties": _ties(data, card, language),
        "listed": [
            {
                "authority": rows.entity(data, item.authority, language),
                "status": item.status,
                "stage": item.stage,
                "certain": item.status != "possibly",
                "record": rows.record(
                    data, item.listing, language, certain=item.status != "possibly"
                ),
            }
            for item in card.standings
        ],
        "records": [_brief(data, item, language, card.selection) for item in card.records],
        "claims": [rows.record(data, claim, language, card.selection) for claim in card.claims],
        "holds": [rows.record(data, claim, language, card.selection) for claim in card.held],
        "sources": _sources(data, [*card.records, *card.claims, *card.held]),
    }
    text = [
        *_names(row, thing),
        *_offices(data, card, language),
        *_listings(data, card.standings, language),
        *_with_whom(row),
        *_recent(data, card, language),
        *_claims(data, "Claims about it", card.claims, card.selection, language),
        *_claims(data, "Claims it makes", card.held, card.selection, language),
        *_listed_sources(row["sources"]),
    ]
    return Answer(verb="show", rows=[row], total=1, columns=_COLUMNS, text=text, **common)


def _brief(data: Dataset, item: Record, language: str, selection: Selection | None = None) -> Json:
    # Not a whole row of which most is dropped: a card can have a hundred thousand records.
    return {
        "id": item.id,
        "kind": item.kind,
        "label": item.label(language),
        "when": rows.when(item),
        "realis": item.realis or None,
        "certain": selection.surely_in_period(item) if selection else True,
        "sources": data.sources(item),
    }


def _ties(data: Dataset, card: Card, language: str) -> list[Json]:
    """With whom, in which kinds of record, how often."""
    counts: Counter[tuple[str, str]] = Counter()
    for item in card.records:
        if item.layer == "event" and item.realis != "cancelled":
            counts.update((actor, item.kind) for actor in item.actors if actor != card.entity.id)
    return [
        {"with": rows.entity(data, actor, language), "kind": kind, "records": number}
        for (actor, kind), number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _names(row: Json, thing: Entity) -> list[str]:
    kind = thing.kind.replace("-", " ")
    found = [f"{row['label']}  ({kind}, {thing.id})"]
    for code, names in row["names"].items():
        if names:
            found.append(f"  {_LANGUAGE_NAMES.get(code, code)}: {joined(dict.fromkeys(names))}")
    for key, word in (("part_of", "Part of"), ("country", "Country")):
        if row[key]:
            found.append(f"  {word}: {row[key]['label']}")
    if thing.same_as:
        sure = " (not confirmed)" if "exactMatch" in thing.unconfirmed else ""
        found.append(f"  Same as: {joined(thing.same_as)}{sure}")
    if thing.comment:
        found.append(f"  Note: {thing.comment}")
    return found


def _section(title: str, lines: Sequence[str], total: int | None = None) -> list[str]:
    if not lines:
        return []
    more = "" if total is None or total <= len(lines) else f" (showing {len(lines)} of {total})"
    return ["", f"{title}{more}", *(f"  {line}" for line in lines)]


def _offices(data: Dataset, card: Card, language: str) -> list[str]:
    lines = [
        f"{in_words(held.when) or 'on ' + joined(held.holds_at, most=3)}  "
        f"{data.label(held.office, language)}{_unsure(held)}{_possibly(held, card.selection)}  "
        f"[{rows.cited(data, held, language)}]"
        for held in card.offices
    ]
    return _section("Offices", lines)


def _unsure(item: Record) -> str:
    return " (dates not confirmed)" if "when" in item.unconfirmed else ""


def _possibly(item: Record, selection: Selection) -> str:
    return "" if selection.surely_in_period(item) else " (possibly)"


def _listings(data: Dataset, standings: Iterable[Standing], language: str) -> list[str]:
    lines = [
        f"{data.label(item.authority, language)}: {item.status}, {in_words(item.listing.when)}"
        + (f" ({item.reason})" if item.reason else "")
        + f"  [{rows.cited(data, item.listing, language)}]"
        for item in standings
    ]
    return _section("Sanctions listings", lines)


def _with_whom(row: Json) -> list[str]:
    lines = [
        f"{tie['records']} × {tie['kind']} with {tie['with']['label']}"
        for tie in row["ties"][:_MOST]
    ]
    return _section("Recorded ties", lines, len(row["ties"]))


def _recent(data: Dataset, card: Card, language: str) -> list[str]:
    events = [item for item in card.records if item.layer == "event"]
    lines = [
        f"{in_words(item.when)}  {item.kind}: {item.label(language)}"
        + (f" ({item.realis})" if item.realis != "occurred" else "")
        + f"{_possibly(item, card.selection)}  [{rows.cited(data, item, language)}]"
        for item in events[-_MOST:]
    ]
    return _section("Latest events", lines, len(events))


def _claims(
    data: Dataset, title: str, claims: Sequence[Claim], selection: Selection, language: str
) -> list[str]:
    lines = []
    for claim in claims[:_MOST]:
        holders = joined(data.label(holder, language) for holder in claim.held_by)
        contested = " (contested)" if claim.contested else ""
        contested += _possibly(claim, selection)
        lines.append(f"{holders}: {claim.label(language)}{contested}")
    return _section(title, lines, len(claims))


def _sources(data: Dataset, records: Iterable[Record]) -> list[Json]:
    ids = {item.document for record in records for item in record.evidence}
    ordered = sorted(ids, key=lambda id_: (data.documents[id_].issued, id_))
    return [
        {"id": id_, "citation": data.cite(id_), "issued": data.documents[id_].issued}
        for id_ in ordered
    ]


def _listed_sources(sources: Sequence[Json]) -> list[str]:
    lines = [source["citation"] for source in sources[:_MOST]]
    return _section("Sources", lines, len(sources))


def record(
    data: Dataset,
    item: Record,
    selection: Selection,
    language: str,
    **common: Any,  # noqa: ANN401
) -> Answer:
    """The card of a record: who, when, where, and every passage behind it."""
    row = rows.record(data, item, language, selection)
    text = [
        f"{row['label']}  ({item.kind}, {item.id})",
        f"  When: {in_words(row['when'])}{_unsure(item)}{_possibly(item, selection)}",
    ]
    if item.realis:
        text.append(f"  Realis: {item.realis}")
    text += [f"  {part['role'].capitalize()}: {part['label']}" for part in row["participants"]]
    if isinstance(item, Claim):
        text += [f"  Held by: {joined(holder['label'] for holder in row['held_by'])}"]
        text += [f"  Contradicted by: {data.label(rival, language)}" for rival in item.contradicts]
    if row["place"]:
        text.append(f"  Place: {row['place']['label']}")
    if item.plover:
        text.append(f"  PLOVER: {item.plover}, score {item.score:g}")
    if item.contested or item.contested_facets:
        text.append(f"  Contested: {joined(item.contested_facets) or 'as a whole'}")
    if item.unconfirmed:
        text.append(f"  Not confirmed by a source: {joined(item.unconfirmed)}")
    if item.comment:
        text.append(f"  Note: {item.comment}")
    text += _section("Evidence", [rows.footnote(data, each, language) for each in item.evidence])
    return Answer(verb="show", rows=[row], total=1, columns=_COLUMNS, text=text, **common)


def document(data: Dataset, item: Document, language: str, **common: Any) -> Answer:  # noqa: ANN401
    """The card of a source: how to cite it, its versions, and which records rest on it."""
    bearing = [
        record
        for record in data.records.values()
        if any(each.document == item.id for each in record.evidence)
    ]
    original = data.original(item.id)
    row: Json = {
        "id": item.id,
        "label": item.title,
        "kind": "document",
        "citation": data.cite(item.id, language),
        "issued": item.issued,
        "version_of": original.id if original.id != item.id else None,
        "comment": item.comment or None,
        "records": [_brief(data, each, language) for each in bearing],
    }
    text = [f"{item.title}  (document, {item.id})", f"  {row['citation']}"]
    if row["version_of"]:
        text.append(f"  A version of: {data.cite(original.id, language)}")
    if item.comment:
        text.append(f"  Note: {item.comment}")
    text += _section("Records that rest on it", [each.label(language) for each in bearing])
    return Answer(verb="show", rows=[row], total=1, columns=_COLUMNS, text=text, **common)
