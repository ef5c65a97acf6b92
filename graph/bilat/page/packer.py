"""The data of the page, as columns: what the script in it may know, and nothing else.

Each column is named here: a field that is not packed below does not leave the graph. Entities,
records, evidence and documents refer to each other by position; short texts that come again and
again are kept once, in ``text``.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bilat.dates import ALWAYS, in_words
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
from bilat.page.island import Columns, Lists, Shelf, clean, columns, digits, lines, link, small
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
_EPOCH = date(1970, 1, 1).toordinal()


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
    roles: Shelf = field(default_factory=Shelf)
    looks: dict[tuple[object, ...], str] = field(default_factory=dict)

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
        drawn = self.scene.sides
        return [*sorted(drawn), *sorted(self.scene.concerned.difference(drawn))]

    def pack(self) -> Columns:
        """All columns but those of actors and ties, which pyvis holds."""
        self.entities.all_at(self.named)
        records = self._records()
        told = {item.id: item for record in self.scene.records for item in record.evidence}
        evidence = columns(
            [self._evidence(told[id_]) for id_ in self.passages.found],
            sparse=_RARE_IN_EVIDENCE,
            codes=("stance", "verification"),
        )
        documents = self._until_settled(self.documents, self._document)
        entities = columns(
            self._until_settled(self.entities, self._entity),
            sparse=("short", "of", "offices"),
            codes=("kind",),
        )
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
                **entities,
                "label": lines(entities.get("label", ())),
                "id": lines(self.named),
                "names": lines([self._names(id_) for id_ in self.named]),
                "aliases": lines([self._aliases(id_) for id_ in self.named]),
            },
            "records": records,
            "evidence": {**evidence, "gist": lines(evidence.get("gist", ()))},
            "documents": columns(documents, sparse=("of", "cited")),
            "text": list(self.texts.found),
        }

    def _until_settled(self, shelf: Shelf, pack: Callable[[str], Columns]) -> list[Columns]:
        """Packing a thing can put further things on its shelf: go on until there are no new."""
        rows: list[Columns] = []
        while len(rows) < len(shelf.found):
            rows += [pack(key) for key in list(shelf.found)[len(rows) :]]
        return rows

    def _text(self, text: str) -> int:
        """Position of a recurring text, from 1; 0 is the empty text."""
        return self.texts.at(clean(text)) + 1 if text else 0

    def _label(self, id_: str) -> int:
        return self._text(self.dataset.label(id_, self.language))

    def _records(self) -> Columns:
        """The columns of the records, in one go: of many thousands each is looked at once."""
        who, evidence = Lists(), Lists()
        position, roles = self.entities.found, self.roles.found
        looks: list[str] = []
        rare: dict[str, Columns] = {}
        ids: list[str] = []
        role: list[int] = []
        whens: list[str] = []
        labels: list[str] = []
        exact: list[int] = []
        before = 0
        for at, record in enumerate(self.scene.records):
            ids.append(_short_id(record))
            looks.append(self._look(record))
            parts, told = record.participants, record.evidence
            who.add([position[part.actor] for part in parts])
            role += [roles.setdefault(part.role, len(roles)) for part in parts]
            evidence.add([self.passages.next(item.id) for item in told] if told else ())
            day = _exact_day(record)
            if day is None:
                rare.setdefault("days", {})[str(at)] = _days(record)
            else:
                exact.append(day - before)
                before = day
            # The first ones stand in the table for readers without a script, where it reads them.
            if at >= TOLD:
                whens.append(_marked(record) if day is None else "")
                labels.append(clean(record.label(self.language)))
            if type(record) is not Record or _has_more(record):
                for name, value in self._rare(record):
                    if value:
                        rare.setdefault(name, {})[str(at)] = value
        kinds, tones, statuses, lanes = (
            ("".join(row) for row in zip(*looks, strict=True)) if looks else [""] * 4
        )
        return {
            "id": lines(ids),
            "kind": kinds,
            "tone": tones,
            "status": statuses,
            "lane": lanes,
            "who": who.columns,
            "role": small(role),
            "roles": [clean(one) for one in self.roles.found],
            "evidence": evidence.columns,
            "exact": exact,
            "when": lines(whens),
            "label": lines(labels),
            **rare,
        }

    def _look(self, record: Record) -> str:
        """Digits for kind, tone, status and lane: thousands of records have few looks."""
        pair = self.scene.pair
        theirs = pair is not None and all(record.involves(one) for one in pair)
        key = (record.kind, record.quad, record.score, record.realis, record.contested, theirs)
        look = self.looks.get(key)
        if look is None:
            codes = (
                KINDS.index(record.kind),
                TONES.index(tone(record)),
                STATUSES.index(status(record)),
                ("", *LANES).index(lane(record, pair)),
            )
            look = self.looks[key] = digits(codes)
        return look

    def _rare(self, record: Record) -> Iterable[tuple[str, object]]:
        """What only some records have, by column."""
        if record.holds_at and not record.when:
            yield "attested", 1
        if record.places:
            yield "places", self.entities.all_at(record.places)
        if record.contested_facets:
            yield "facets", self.texts_of(record.contested_facets)
        if record.unconfirmed:
            yield "unconfirmed", self.texts_of(record.unconfirmed)
        if record.contradicts:
            yield "against", self._known(record.contradicts)
        if record.part_of:
            yield "part", self._known((record.part_of,))
        if isinstance(record, Listing):
            yield "by", self.entities.all_at(record.authorities)
            yield "open", int(bool(record.authority_any_of))
            yield "basis", self.entities.all_at(record.legal_basis)
            yield "measures", self.texts_of(record.measures)
        elif isinstance(record, Claim):
            about = record.about
            bearing = (*record.confirmed_by, *record.refined_by, *record.overtaken_by)
            yield "held", self.entities.all_at(record.held_by)
            yield (
                "about",
                self.entities.all_at(id_ for id_ in about if id_ in self.dataset.entities),
            )
            yield "see", self._known((*about, *bearing))
        elif isinstance(record, Transaction) and record.amount:
            yield "sum", f"{record.amount:,.0f} {record.currency}"

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
            "kind": _KIND_CODES[entity.kind] + 1 if entity and entity.kind in _KIND_CODES else 0,
            "short": clean(short_name(self.dataset, id_)) if id_ in self.imposing else "",
            "of": self._label(above) if above else 0,
            "offices": [
                number
                for held in self.dataset.holdings.get(id_, ())
                for number in (self._label(held.office), self._text(_marked(held)))
            ],
        }

    def _names(self, id_: str) -> str:
        """Its names beside the label."""
        entity = self.dataset.entities.get(id_)
        return _told(entity.labels, {entity.label(self.language)}) if entity else ""

    def _aliases(self, id_: str) -> str:
        entity = self.dataset.entities.get(id_)
        if entity is None or not entity.aliases:
            return ""
        names = {text.value for text in entity.labels}
        return _told(entity.aliases, {entity.label(self.language), *names})


_KIND_CODES = {kind: at for at, kind in enumerate(KINDS)}
_RARE_IN_EVIDENCE = ["lang", "on", "hedge", "page", "words", "by"]


def _has_more(record: Record) -> bool:
    """Whether there is more to say of a record than who, when and by whom it is told."""
    return bool(
        record.places
        or record.part_of
        or record.holds_at
        or record.contradicts
        or record.unconfirmed
        or record.contested_facets
    )


def _told(texts: Iterable[Text], known: Container[str]) -> str:
    """The texts that are not known yet, with tabs between them."""
    return "\t".join(dict.fromkeys(clean(text.value) for text in texts if text.value not in known))


def _language(texts: Iterable[Text], value: str) -> str:
    return next((text.language for text in texts if text.value == value), "")


def _short_id(record: Record) -> str:
    """An id that begins with ``event:`` and the date says so by a ``*``."""
    id_, day = record.id, record.when[:10]
    if id_.startswith("event:") and id_.startswith(day, len("event:")):
        return "*" + id_[len("event:") + len(day) :]
    return id_


def written(record: Record) -> str:
    """The date as the curator wrote it, or the dates at which it was attested."""
    return clean(record.when or ", ".join(record.holds_at))


def _marked(record: Record) -> str:
    """The date as written; ``@`` marks dates at which it was attested."""
    return "@" + written(record) if record.holds_at and not record.when else written(record)


def _exact_day(record: Record) -> int | None:
    """The day since 1970 where ``when`` is one exact day, which then says it all."""
    bounds = record.bounds
    day = bounds.earliest_begin
    if day is None or not day == bounds.latest_end == bounds.latest_begin == bounds.earliest_end:
        return None
    return day.toordinal() - _EPOCH if day.isoformat() == record.when else None


def _days(record: Record) -> list[int | None]:
    """The four bounds as days since 1970."""
    bounds = record.bounds
    edges = (bounds.earliest_begin, bounds.latest_begin, bounds.earliest_end, bounds.latest_end)
    return [day.toordinal() - _EPOCH if day else None for day in edges]
