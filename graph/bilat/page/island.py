"""The data of the page, as columns: what the script in it may know, and nothing else.

Each column is named here: a field that is not packed below does not leave the graph. Entities,
records, evidence and documents refer to each other by position; short texts that come again and
again are kept once, in ``text``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from bilat.dates import ALWAYS, Bounds
from bilat.model import (
    ACTOR_KINDS,
    RECORD_KINDS,
    Claim,
    Dataset,
    Document,
    Evidence,
    Listing,
    Record,
    Text,
    Transaction,
)
from bilat.page.scene import (
    LANES,
    SIDES,
    STATUSES,
    TONES,
    Scene,
    authorities,
    lane,
    short_name,
    status,
    tone,
)

# Actors and records first: this order is that of the legend.
KINDS = (*ACTOR_KINDS, *RECORD_KINDS, "place", "topic", "legal-act", "document")
STANCES = ("affirms", "presupposes", "doubts", "denies")
VERIFICATIONS = ("verified", "located", "cited")

Columns = dict[str, Any]

# Control characters, and marks that turn the direction of the text after them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_IN_SCRIPT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def clean(text: str) -> str:
    """The text without control and direction characters; line breaks become blanks."""
    return _UNSEEN.sub("", text.replace("\n", " ").replace("\t", " "))


def markup_safe(text: str) -> str:
    """Cleaned text that UTF-8 can hold: half a surrogate pair becomes the replacement sign."""
    return _SURROGATE.sub("\ufffd", clean(text))


def link(url: str) -> str:
    """The address if it is plain http or https with a host, else an empty text."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    plain = url.isprintable() and not re.search(r"[\s<>\"\\]", url)
    return url if parts.scheme in ("http", "https") and host and plain else ""


def to_json(value: object) -> str:
    """JSON that is safe between script tags and holds every text, lone surrogates included."""
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Escaping after the fact is sound: these signs occur in JSON only inside of strings.
    safe = packed.translate(_IN_SCRIPT)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", safe)


def columns(rows: Sequence[Mapping[str, Any]], *, sparse: Iterable[str] = ()) -> Columns:
    """Rows as one list a key; a sparse column holds the filled places alone, by position."""
    names = list(rows[0]) if rows else []
    rare = set(sparse)
    return {
        name: {str(at): row[name] for at, row in enumerate(rows) if row[name]}
        if name in rare
        else [row[name] for row in rows]
        for name in names
    }


@dataclass
class _Shelf:
    """Things met so far, each once; asking for a thing gives its position."""

    found: dict[str, int] = field(default_factory=dict)

    def at(self, key: str) -> int:
        return self.found.setdefault(key, len(self.found))

    def all_at(self, keys: Iterable[str]) -> list[int]:
        return [self.at(key) for key in keys]


@dataclass
class Packer:
    """Packs a scene; ``verified`` overrides the verification of evidence by id."""

    dataset: Dataset
    scene: Scene
    language: str
    verified: Mapping[str, str]
    texts: _Shelf = field(default_factory=_Shelf)
    entities: _Shelf = field(default_factory=_Shelf)
    documents: _Shelf = field(default_factory=_Shelf)
    passages: _Shelf = field(default_factory=_Shelf)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each record of the scene stands."""
        return {record.id: at for at, record in enumerate(self.scene.records)}

    @cached_property
    def imposing(self) -> frozenset[str]:
        """Everybody who imposes a listing, and so needs a short name."""
        return frozenset(one for record in self.scene.records for one in authorities(record))

    def pack(self) -> Columns:
        """All columns but those of actors and ties, which pyvis holds."""
        self.entities.all_at(sorted(self.scene.sides))
        records = [self._record(record) for record in self.scene.records]
        told = {item.id: item for record in self.scene.records for item in record.evidence}
        evidence = [self._evidence(told[id_]) for id_ in self.passages.found]
        documents = self._until_settled(self.documents, self._document)
        entities = self._until_settled(self.entities, self._entity)
        return {
            "codes": {
                "kind": KINDS,
                "tone": TONES,
                "side": SIDES,
                "lane": LANES,
                "status": STATUSES,
                "stance": STANCES,
                "verification": VERIFICATIONS,
            },
            "entities": columns(entities, sparse=("names", "aliases", "short", "of", "offices")),
            "records": columns(records, sparse=_RARE_IN_RECORDS),
            "evidence": columns(evidence, sparse=_RARE_IN_EVIDENCE),
            "documents": columns(documents, sparse=("lang", "of", "by")),
            "text": list(self.texts.found),
        }

    def _until_settled(self, shelf: _Shelf, pack: Callable[[str], Columns]) -> list[Columns]:
        """Packing a thing can put further things on its shelf: go on until there are no new."""
        rows: list[Columns] = []
        while len(rows) < len(shelf.found):
            rows.append(pack(list(shelf.found)[len(rows)]))
        return rows

    def _text(self, text: str) -> int:
        """Position of a recurring text, from 1; 0 is the empty text."""
        return self.texts.at(clean(text)) + 1 if text else 0

    def _label(self, id_: str) -> int:
        return self._text(self.dataset.label(id_, self.language))

    def _record(self, record: Record) -> Columns:
        return {
            "id": record.id,
            "kind": KINDS.index(record.kind),
            "label": clean(record.label(self.language)),
            "when": _written(record),
            "days": _days(record),
            "tone": TONES.index(tone(record)),
            "lane": LANES.index(name) if (name := lane(record, self.scene.pair)) else -1,
            "evidence": self.passages.all_at(item.id for item in record.evidence),
            "who": [
                number
                for part in record.participants
                for number in (self.entities.at(part.actor), self._text(part.role))
            ],
            "status": STATUSES.index(status(record)),
            "places": self.entities.all_at(record.places),
            "facets": self.texts_of(record.contested_facets),
            "unconfirmed": self.texts_of(record.unconfirmed),
            "against": self._known(record.contradicts),
            "part": self._known((record.part_of or "",)),
            **self._special(record),
        }

    def _special(self, record: Record) -> Columns:
        """What only some kinds of record have."""
        listing = record if isinstance(record, Listing) else None
        claim = record if isinstance(record, Claim) else None
        deal = record if isinstance(record, Transaction) else None
        about = claim.about if claim else ()
        bearing = (*claim.confirmed_by, *claim.refined_by, *claim.overtaken_by) if claim else ()
        return {
            "by": self.entities.all_at(listing.authorities) if listing else [],
            "open": int(bool(listing and listing.authority_any_of)),
            "basis": self.entities.all_at(listing.legal_basis) if listing else [],
            "measures": self.texts_of(listing.measures) if listing else [],
            "held": self.entities.all_at(claim.held_by) if claim else [],
            "about": self.entities.all_at(id_ for id_ in about if id_ in self.dataset.entities),
            "see": self._known((*about, *bearing)),
            "sum": f"{deal.amount:,.0f} {deal.currency}" if deal and deal.amount else "",
        }

    def texts_of(self, texts: Iterable[str]) -> list[int]:
        """Positions of recurring texts."""
        return [self._text(text) for text in texts]

    def _known(self, ids: Iterable[str]) -> list[int]:
        return [self.positions[id_] for id_ in ids if id_ in self.positions]

    def _evidence(self, item: Evidence) -> Columns:
        gist = item.gist(self.language)
        passage = item.passage
        verification = self.verified.get(item.id, item.verification)
        return {
            "doc": self.documents.at(item.document),
            "gist": clean(gist),
            "by": self.entities.at(item.asserted_by),
            "stance": STANCES.index(item.stance),
            "verification": VERIFICATIONS.index(verification),
            "place": self._text(passage.locator),
            "lang": "" if (lang := _language(item.gists, gist)) == self.language else lang,
            "on": self._text(item.on_property),
            "hedge": clean(item.hedge),
            "page": clean(passage.page),
            "words": [clean(passage.first_words), clean(passage.last_words)]
            if passage.first_words
            else [],
        }

    def _document(self, id_: str) -> Columns:
        document = self.dataset.documents.get(id_) or Document(id_, id_, (), "", ALWAYS)
        original = document.version_of
        known = original if original in self.dataset.documents else None
        return {
            "issued": clean(document.issued),
            "publisher": self._label(document.publisher) if document.publisher else 0,
            "by": [self._label(id_) for id_ in document.creators],
            "lang": document.language if document.language != self.language else "",
            "of": self.documents.at(known) + 1 if known else 0,
        }

    def _entity(self, id_: str) -> Columns:
        entity = self.dataset.entities.get(id_)
        label = self.dataset.label(id_, self.language)
        texts = entity.labels if entity else ()
        aliases = entity.aliases if entity else ()
        above = (entity.parent or entity.country) if entity else None
        return {
            "id": id_,
            "label": clean(label),
            "kind": KINDS.index(entity.kind) if entity and entity.kind in KINDS else -1,
            "names": _others(texts, {label}),
            "aliases": _others(aliases, {label, *(text.value for text in texts)}),
            "short": clean(short_name(self.dataset, id_)) if id_ in self.imposing else "",
            "of": self._label(above) if above else 0,
            "offices": [
                number
                for held in self.dataset.holdings.get(id_, ())
                for number in (self._label(held.office), self._text(_written(held)))
            ],
        }


_RARE_IN_RECORDS = [
    "places",
    "facets",
    "unconfirmed",
    "against",
    "part",
    "by",
    "open",
    "basis",
    "measures",
    "held",
    "about",
    "see",
    "sum",
    "days",
    "status",
]
_RARE_IN_EVIDENCE = ["lang", "on", "hedge", "page", "words", "place"]


def _others(texts: Iterable[Text], known: set[str]) -> list[str]:
    return list(dict.fromkeys(clean(text.value) for text in texts if text.value not in known))


def _language(texts: Iterable[Text], value: str) -> str:
    return next((text.language for text in texts if text.value == value), "")


def _written(record: Record) -> str:
    """The date as the curator wrote it; ``@`` marks a date at which it was attested."""
    return clean(record.when or ("@" + record.holds_at[0] if record.holds_at else ""))


def _days(record: Record) -> list[int | None] | int:
    """The four bounds as days since 1970, or 0 where ``when`` is one exact day and says it all."""
    bounds = record.bounds
    edges = (bounds.earliest_begin, bounds.latest_begin, bounds.earliest_end, bounds.latest_end)
    if bounds == Bounds(*(edges[0],) * 4) and edges[0] and edges[0].isoformat() == record.when:
        return 0
    return [(day - date(1970, 1, 1)).days if day else None for day in edges]
