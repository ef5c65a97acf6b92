"""The data of the page, as columns: what the script in it may know, and nothing else.

Each column is named here: a field that is not packed below does not leave the graph. Entities,
records, evidence and documents refer to each other by position; short texts that come again and
again are kept once, in ``text``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bilat.dates import ALWAYS, Bounds, in_words
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
from bilat.page.island import Columns, Shelf, clean, columns, link
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

# Rows of the table for readers without a script; a page says so when it shows fewer than all.
TOLD = 1000
# Columns the first drawing can do without: they are packed by themselves, and unpacked after it.
LATE = {"entities": ("names", "aliases"), "documents": ("title", "url"), "evidence": ("gist",)}
# Actors and records first: this order is that of the legend.
KINDS = (*ACTOR_KINDS, *RECORD_KINDS, "place", "topic", "legal-act", "document")
STANCES = ("affirms", "presupposes", "doubts", "denies")
VERIFICATIONS = ("verified", "located", "cited")


@dataclass
class Packer:
    """Packs a scene; ``verified`` overrides the verification of evidence by id."""

    dataset: Dataset
    scene: Scene
    language: str
    verified: Mapping[str, str]
    texts: Shelf = field(default_factory=Shelf)
    entities: Shelf = field(default_factory=Shelf)
    documents: Shelf = field(default_factory=Shelf)
    passages: Shelf = field(default_factory=Shelf)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each record of the scene stands."""
        return {record.id: at for at, record in enumerate(self.scene.records)}

    @cached_property
    def imposing(self) -> frozenset[str]:
        """Everybody who imposes a listing, and so needs a short name."""
        return frozenset(one for record in self.scene.records for one in authorities(record))

    @cached_property
    def named(self) -> list[str]:
        """The entities with a place in the picture or a part in a record: these have ids here."""
        drawn = sorted(self.scene.sides)
        concerned = (one for record in self.scene.records for one in self._concerned(record))
        return list(dict.fromkeys([*drawn, *concerned]))

    def _concerned(self, record: Record) -> tuple[str, ...]:
        claim = record if isinstance(record, Claim) else None
        about = [id_ for id_ in claim.about if id_ in self.dataset.entities] if claim else ()
        held = claim.held_by if claim else ()
        return (*record.actors, *authorities(record), *held, *about)

    def pack(self) -> Columns:
        """All columns but those of actors and ties, which pyvis holds."""
        self.entities.all_at(self.named)
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
            "entities": {
                **columns(entities, sparse=("short", "of", "offices"), codes=("kind",)),
                **columns([self._names(id_) for id_ in self.named]),
            },
            "records": {
                **columns(records, sparse=_RARE_IN_RECORDS, codes=_CODES_OF_RECORDS),
                **columns(
                    [_told_elsewhere(record, self.language) for record in self.scene.records[TOLD:]]
                ),
            },
            "evidence": columns(
                evidence, sparse=_RARE_IN_EVIDENCE, codes=("stance", "verification")
            ),
            "documents": columns(documents, sparse=("of", "cited")),
            "text": list(self.texts.found),
        }

    def _until_settled(self, shelf: Shelf, pack: Callable[[str], Columns]) -> list[Columns]:
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
            "id": _short_id(record),
            "kind": KINDS.index(record.kind),
            "attested": int(_marked(record) != written(record)),
            "days": _days(record),
            "tone": TONES.index(tone(record)),
            "lane": ("", *LANES).index(lane(record, self.scene.pair)),
            "evidence": [self.passages.next(item.id) for item in record.evidence],
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
        document = self.dataset.documents.get(item.document)
        author = document.creators[0] if document and document.creators else None
        return {
            "doc": self.documents.next(item.document),
            "gist": clean(gist),
            "by": self.entities.at(item.asserted_by) + 1 if item.asserted_by != author else 0,
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
        issued = clean(document.issued)
        makers = self.entities.all_at(document.creators)
        return {
            "title": clean(document.title),
            "url": link(document.url),
            "issued": issued,
            # As it is cited, where that is not how it is written.
            "cited": "" if (words := clean(in_words(document.issued))) == issued else words,
            "publisher": self._label(document.publisher) if document.publisher else 0,
            "by": makers[0] if len(makers) == 1 else makers,
            "lang": self._text(document.language),
            "of": self.documents.at(known) + 1 if known else 0,
        }

    def _entity(self, id_: str) -> Columns:
        entity = self.dataset.entities.get(id_)
        above = (entity.parent or entity.country) if entity else None
        return {
            "label": clean(self.dataset.label(id_, self.language)),
            "kind": KINDS.index(entity.kind) + 1 if entity and entity.kind in KINDS else 0,
            "short": clean(short_name(self.dataset, id_)) if id_ in self.imposing else "",
            "of": self._label(above) if above else 0,
            "offices": [
                number
                for held in self.dataset.holdings.get(id_, ())
                for number in (self._label(held.office), self._text(_marked(held)))
            ],
        }

    def _names(self, id_: str) -> Columns:
        entity = self.dataset.entities.get(id_)
        label = self.dataset.label(id_, self.language)
        texts = entity.labels if entity else ()
        aliases = entity.aliases if entity else ()
        return {
            "id": id_,
            "names": _others(texts, {label}),
            "aliases": _others(aliases, {label, *(text.value for text in texts)}),
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
    "attested",
]
_CODES_OF_RECORDS = ("kind", "tone", "lane", "status")
_RARE_IN_EVIDENCE = ["lang", "on", "hedge", "page", "words", "by"]


def _others(texts: Iterable[Text], known: set[str]) -> list[str]:
    return list(dict.fromkeys(clean(text.value) for text in texts if text.value not in known))


def _language(texts: Iterable[Text], value: str) -> str:
    return next((text.language for text in texts if text.value == value), "")


def _told_elsewhere(record: Record, language: str) -> Columns:
    """What the table for readers without a script tells of its records; the script reads it."""
    return {"when": _marked(record), "label": clean(record.label(language))}


def _short_id(record: Record) -> str:
    """An id that begins with ``event:`` and the date says so by a ``*``."""
    beginning = f"event:{record.when[:10]}"
    return "*" + record.id[len(beginning) :] if record.id.startswith(beginning) else record.id


def written(record: Record) -> str:
    """The date as the curator wrote it, or the dates at which it was attested."""
    return clean(record.when or ", ".join(record.holds_at))


def _marked(record: Record) -> str:
    """The date as written; ``@`` marks dates at which it was attested."""
    return "@" + written(record) if record.holds_at and not record.when else written(record)


def _days(record: Record) -> list[int | None] | int:
    """The four bounds as days since 1970, or 0 where ``when`` is one exact day and says it all."""
    bounds = record.bounds
    edges = (bounds.earliest_begin, bounds.latest_begin, bounds.earliest_end, bounds.latest_end)
    if bounds == Bounds(*(edges[0],) * 4) and edges[0] and edges[0].isoformat() == record.when:
        return 0
    return [(day - date(1970, 1, 1)).days if day else None for day in edges]
