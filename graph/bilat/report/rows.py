"""Model objects to the JSON rows of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bilat.dates import in_words
from bilat.model import LANGUAGES, Claim, Dataset, Document, Entity, Evidence, Listing, Record
from bilat.selection import Selection

Json = dict[str, Any]


def entity(data: Dataset, id_: str, language: str = "en") -> Json:
    """Id, label and kind of anything, described or not."""
    try:
        kind = data.thing(id_).kind
    except KeyError:
        kind = "unknown"
    return {"id": id_, "label": data.label(id_, language), "kind": kind}


def named(data: Dataset, thing: Entity | Document | Record, language: str = "en") -> Json:
    """An entity with all its names by language, and the same thing elsewhere."""
    names: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    same_as: list[str] = []
    if isinstance(thing, Entity):
        for text in thing.names:
            names.setdefault(text.language or "und", []).append(text.value)
        same_as = list(thing.same_as)
    elif isinstance(thing, Record):
        for text in thing.labels:
            names.setdefault(text.language or "und", []).append(text.value)
    return {**entity(data, thing.id, language), "names": names, "same_as": same_as}


def evidence(data: Dataset, item: Evidence, language: str = "en") -> Json:
    """One passage: document, place, gist, asserter, stance, verification."""
    document = data.documents[item.document]
    return {
        "id": item.id,
        "document": {
            "id": document.id,
            "title": document.title,
            "issued": document.issued,
            "url": document.url,
            "version_of": document.version_of,
        },
        "locator": item.passage.locator,
        "gist": item.gist(language),
        "asserted_by": entity(data, item.asserted_by, language),
        "stance": item.stance,
        "on": item.on_property or None,
        "verification": item.verification,
    }


def when(item: Record) -> str:
    """The dates of a record as EDTF, or those at which it was attested."""
    return item.when or ", ".join(item.holds_at)


def record(
    data: Dataset,
    item: Record,
    language: str = "en",
    selection: Selection | None = None,
    *,
    certain: bool = True,
) -> Json:
    """A record with its dates, participants and every passage behind it.

    ``certain`` speaks of the question asked: whether the record answers it on every reading of the
    dates. It follows from the ``selection``, where that is the whole question.
    """
    row: Json = {
        "id": item.id,
        "kind": item.kind,
        "label": item.label(language),
        "when": when(item),
        "begin": item.begin.isoformat() if item.begin else None,
        "end": item.end.isoformat() if item.end else None,
        "realis": item.realis or None,
        "contested": item.contested,
        "contested_facets": list(item.contested_facets),
        "certain": selection.surely_in_period(item) if selection else certain,
        "participants": [
            {"id": part.actor, "label": data.label(part.actor, language), "role": part.role}
            for part in item.participants
        ],
        "place": _place(data, item, language),
        "part_of": item.part_of,
        "sources": data.sources(item),
        "comment": item.comment or None,
        "unconfirmed": list(item.unconfirmed),
        "evidence": [evidence(data, found, language) for found in item.evidence],
    }
    if isinstance(item, Listing):
        row["measures"] = list(item.measures)
        row["legal_basis"] = legal_basis(data, item, language)
    if isinstance(item, Claim):
        row.update(_claim(data, item, language))
    return row


def _place(data: Dataset, item: Record, language: str) -> Json | None:
    if not item.places:
        return None
    labels = ", ".join(data.label(place, language) for place in item.places)
    return {"id": item.places[0], "label": labels}


def legal_basis(data: Dataset, item: Listing, language: str = "en") -> Json | None:
    """The first act a listing rests on."""
    return entity(data, item.legal_basis[0], language) if item.legal_basis else None


def _claim(data: Dataset, item: Claim, language: str) -> Json:
    return {
        "claim_kind": item.claim_kind,
        "text": item.label(language),
        "held_by": [entity(data, holder, language) for holder in item.held_by],
        "about": list(item.about),
        "contradicts": list(item.contradicts),
    }


def sides(row: Mapping[str, Any]) -> str:
    """Who takes part in a record's row: those who act, an arrow, those who receive."""
    receiving = {"host", "addressee", "borrower", "target", "recipient", "organisation"}
    parts = row["participants"]
    left = [part["label"] for part in parts if part["role"] not in receiving]
    right = [part["label"] for part in parts if part["role"] in receiving]
    if not left and row["kind"] == "listing":
        left = ["one of several authorities"]
    return " → ".join("; ".join(side) for side in (left, right) if side)


def backing(data: Dataset, item: Record) -> list[Evidence]:
    """The passages that support a record, the first report of it first."""
    found = [each for each in item.evidence if each.supports]
    return sorted(found, key=lambda each: _as_reported(data, item, each))


def cited(data: Dataset, item: Record, language: str = "en") -> str:
    """Where a record comes from, short: who first reported it, and how many more works do."""
    found = backing(data, item)
    if not found:
        return ""
    others = len(data.works(found)) - 1
    more = f" +{others}" if others else ""
    issued = in_words(data.original(found[0].document).issued)
    return f"{data.label(found[0].asserted_by, language)} {issued}{more}"


def _as_reported(data: Dataset, item: Record, found: Evidence) -> tuple[bool, bool, str, str]:
    """Order of passages: on the record as a whole, not from before it began, earliest."""
    issued = data.said(found)
    announced = issued.latest_end is None or issued.certainly_before(item.bounds)
    return bool(found.on_property), announced, str(issued.latest_end), found.id


def footnote(data: Dataset, item: Evidence, language: str = "en") -> str:
    """A passage in one line: what it says, who asserts it, how it bears, where it stands."""
    where = f", {item.passage.locator}" if item.passage.locator else ""
    on = f" on {item.on_property}" if item.on_property else ""
    asserter = data.label(item.asserted_by, language)
    gist = item.gist(language) or "no gist recorded"
    source = data.cite(item.document, language)
    return f"{gist} ({asserter} {item.stance}{on}; {item.verification}) {source}{where}"
