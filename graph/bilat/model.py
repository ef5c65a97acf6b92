"""What the graph knows, as plain immutable objects: actors, records, claims, evidence, documents.

Everything downstream (networks, analyses, reports, pages) is computed from these and from nothing
else, so that each can be tested with three hand-made records and no Turtle.

Objects refer to each other by short id (``person:shinzo-abe``); a ``Dataset`` resolves them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from bilat.dates import ALWAYS, Bounds, in_words

LANGUAGES = ("en", "ja", "ru")

EVENT_KINDS = (
    "meeting",
    "call",
    "dialogue",
    "visit",
    "exercise",
    "transaction",
    "statement",
    "measure",
    "military-action",
    "institutional-change",
    "interaction",
)
SITUATION_KINDS = ("listing", "office", "membership", "alliance", "dispute", "control")
RECORD_KINDS = (*EVENT_KINDS, *SITUATION_KINDS, "claim")
ACTOR_KINDS = (
    "person",
    "state",
    "body",
    "international-organisation",
    "company",
    "organisation",
    "group",
    "actor",
)
ENTITY_KINDS = (*ACTOR_KINDS, "place", "post", "legal-act", "topic")
# A ministerial dialogue is a meeting in a standing format: asking for meetings finds it too.
KINDS_BELOW = {"meeting": ("meeting", "dialogue")}

ACTOR_ROLES = ("visitor", "attendee", "speaker", "lender", "authority", "actor")
RECIPIENT_ROLES = ("host", "addressee", "borrower", "target", "recipient")


class Text(NamedTuple):
    """Words with the language they are in (``en``, ``ja``, ``ru``; empty if not stated)."""

    value: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """Anything that has a name: an actor, a place, an office, a topic, a legal act.

    ``parent`` is the body it belongs to (ministry to state) or the larger place; ``country`` is
    the seat or nationality, which orients a reader and never makes its bearer a representative.
    """

    id: str
    kind: str
    labels: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()
    same_as: tuple[str, ...] = ()
    parent: str | None = None
    country: str | None = None
    short_name: str = ""
    cardinality: int | None = None
    comment: str = ""
    unconfirmed: tuple[str, ...] = ()

    @property
    def is_actor(self) -> bool:
        """Whether it can take part in a record."""
        return self.kind in ACTOR_KINDS

    @property
    def names(self) -> tuple[Text, ...]:
        """Labels first, then aliases."""
        return self.labels + self.aliases

    def label(self, language: str = "en") -> str:
        """The label in a language, else in English, else any, else the id."""
        return _in_language(self.labels, language) or self.id


@dataclass(frozen=True, slots=True)
class Document:
    """A source text, or one version of it; ``version_of`` leads from a re-post to the original."""

    id: str
    title: str
    creators: tuple[str, ...]
    issued: str
    issued_bounds: Bounds
    url: str = ""
    publisher: str | None = None
    version_of: str | None = None
    language: str = ""
    comment: str = ""
    digest: str = ""
    unconfirmed: tuple[str, ...] = ()
    kind: str = field(default="document", init=False)

    def label(self, _language: str = "en") -> str:
        """The title, which is in the document's own language."""
        return self.title


class Passage(NamedTuple):
    """Where in a document: paragraph and sentence from 1, page, free text, code-point offsets."""

    paragraph: int | None = None
    sentence: int | None = None
    page: str = ""
    place: str = ""
    start: int | None = None
    end: int | None = None
    digest: str = ""
    first_words: str = ""
    last_words: str = ""

    @property
    def locator(self) -> str:
        """The place in words, such as ``paragraph 3, sentence 1``; empty if none is recorded."""
        parts = [
            f"paragraph {self.paragraph}" if self.paragraph else "",
            f"sentence {self.sentence}" if self.sentence else "",
            f"page {self.page}" if self.page else "",
            self.place,
        ]
        return ", ".join(part for part in parts if part)


_NO_PLACE = Passage()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one passage says about a record: gist in our own words, asserter, stance.

    ``stance`` is ``affirms``, ``presupposes``, ``doubts`` or ``denies``; ``on_property`` narrows
    it to one facet of the record, such as ``when``.
    """

    id: str
    document: str
    gists: tuple[Text, ...]
    asserted_by: str
    stance: str
    passage: Passage = _NO_PLACE
    on_property: str = ""
    hedge: str = ""
    comment: str = ""

    @property
    def supports(self) -> bool:
        """Whether the passage backs the record."""
        return self.stance in ("affirms", "presupposes")

    @property
    def verification(self) -> str:
        """``located`` if a digest fixes the passage, else ``cited``."""
        return "located" if self.passage.digest else "cited"

    def gist(self, language: str = "en") -> str:
        """The gist in a language, else in English, else any."""
        return _in_language(self.gists, language)


class Participation(NamedTuple):
    """One actor in one role of a record."""

    actor: str
    role: str


@dataclass(frozen=True, slots=True)
class Record:
    """One thing the graph states about the world, or one claim it reports.

    ``bounds`` are the four days that follow from ``when`` and ``holds_at``; ``realis`` is
    ``occurred``, ``announced``, ``cancelled`` or, for a situation or claim, empty. ``score``
    (-10 conflict to +10 cooperation) and ``quad`` (1 to 4) are PLOVER's for the event's code.
    """

    id: str
    kind: str
    labels: tuple[Text, ...] = ()
    when: str = ""
    holds_at: tuple[str, ...] = ()
    bounds: Bounds = ALWAYS
    realis: str = ""
    participants: tuple[Participation, ...] = ()
    places: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    part_of: str | None = None
    evidence: tuple[Evidence, ...] = ()
    plover: str = ""
    score: float = 0.0
    quad: int | None = None
    contexts: tuple[str, ...] = ()
    contested: bool = False
    contested_facets: tuple[str, ...] = ()
    contradicts: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    comment: str = ""

    @property
    def layer(self) -> str:
        """``event``, ``situation`` or ``claim``."""
        if self.kind == "claim":
            return "claim"
        return "event" if self.kind in EVENT_KINDS else "situation"

    @property
    def actors(self) -> tuple[str, ...]:
        """Ids of everybody who takes part, each once, in the order of the roles."""
        return tuple(dict.fromkeys(part.actor for part in self.participants))

    @property
    def reciprocal(self) -> bool:
        """Whether all take part on equal footing, so that a tie runs both ways."""
        return any(part.role in ("attendee", "party") for part in self.participants)

    @property
    def settled(self) -> bool:
        """Whether only the precision of its dates can leave a doubt.

        Not so for what is contested, was not seen to occur, or whose date no source confirms.
        """
        return (
            not self.contested
            and self.realis in ("", "occurred")
            and "when" not in self.unconfirmed
        )

    @property
    def begin(self) -> date | None:
        """The earliest day it can have begun."""
        return self.bounds.earliest_begin

    @property
    def end(self) -> date | None:
        """The latest day it can have ended."""
        return self.bounds.latest_end

    def label(self, language: str = "en") -> str:
        """The label in a language, else in English, else any, else the id."""
        return _in_language(self.labels, language) or self.id

    def in_role(self, *roles: str) -> tuple[str, ...]:
        """Ids of those who take part in one of these roles."""
        return tuple(part.actor for part in self.participants if part.role in roles)

    def involves(self, actor: str) -> bool:
        """Whether this actor takes part."""
        return any(part.actor == actor for part in self.participants)


@dataclass(frozen=True, slots=True)
class Listing(Record):
    """A target under restrictive measures by an authority, or by at least one of several."""

    authority_any_of: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """Who is restricted."""
        return self.in_role("target")[0]

    @property
    def authorities(self) -> tuple[str, ...]:
        """Who restricts: one id, or several of which at least one does."""
        return self.in_role("authority") or self.authority_any_of


@dataclass(frozen=True, slots=True)
class OfficeHolding(Record):
    """A person in an office over an interval; ``organisation`` is where the office is."""

    office: str = ""
    organisation: str = ""

    @property
    def person(self) -> str:
        """Who holds the office."""
        return self.in_role("member")[0]


@dataclass(frozen=True, slots=True)
class Transaction(Record):
    """A loan, grant, sale or investment; ``amount`` in units of the ISO 4217 ``currency``."""

    amount: float | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """A proposition somebody holds. The graph reports it; it never becomes a tie.

    ``confirmed_by``, ``refined_by`` and ``overtaken_by`` lead to the records that bear on it.
    """

    claim_kind: str = ""
    texts: tuple[Text, ...] = ()
    held_by: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    value: float | None = None
    unit: str = ""
    count_of: str = ""
    confirmed_by: tuple[str, ...] = ()
    refined_by: tuple[str, ...] = ()
    overtaken_by: tuple[str, ...] = ()

    def label(self, language: str = "en") -> str:
        """The proposition in a language, else in English, else any, else the id."""
        return _in_language(self.texts, language) or _in_language(self.labels, language) or self.id


class Coverage(NamedTuple):
    """What was looked for, and how completely: the only ground on which 0 means none.

    It speaks of records of some ``kinds`` that concern everything in ``about`` and, if ``any_of``
    is not empty, at least one thing of that. ``status`` is ``complete``, ``partial`` or
    ``known-cases-only``.
    """

    id: str
    label: str
    about: tuple[str, ...]
    kinds: tuple[str, ...]
    when: str
    bounds: Bounds
    status: str
    comment: str = ""
    any_of: tuple[str, ...] = ()


class Description(NamedTuple):
    """What the curators say of the dataset as a whole; two states make it a dyad's."""

    title: str = ""
    summary: str = ""
    licence: str = ""
    citation: str = ""
    modified: str = ""
    left_state: str | None = None
    right_state: str | None = None


_NO_WORDS = Description()


@dataclass(frozen=True)
class Dataset:
    """Everything that was loaded, by id, and the few look-ups all analyses share."""

    entities: Mapping[str, Entity]
    documents: Mapping[str, Document]
    records: Mapping[str, Record]
    coverage: tuple[Coverage, ...] = ()
    description: Description = _NO_WORDS

    def thing(self, id_: str) -> Entity | Document | Record:
        """The entity, document or record of this id; ``KeyError`` if there is none."""
        for table in (self.entities, self.records, self.documents):
            if id_ in table:
                found: Entity | Document | Record = table[id_]
                return found
        raise KeyError(id_)

    def label(self, id_: str, language: str = "en") -> str:
        """The label of an id; the id itself if it is not described."""
        try:
            return self.thing(id_).label(language)
        except KeyError:
            return id_

    @cached_property
    def actors(self) -> Mapping[str, Entity]:
        """The entities that can take part in a record."""
        return {id_: entity for id_, entity in self.entities.items() if entity.is_actor}

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All claims."""
        return tuple(record for record in self.records.values() if isinstance(record, Claim))

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """All sanctions listings."""
        return tuple(record for record in self.records.values() if isinstance(record, Listing))

    @cached_property
    def holdings(self) -> Mapping[str, tuple[OfficeHolding, ...]]:
        """The offices each person held."""
        grouped: dict[str, list[OfficeHolding]] = {}
        for record in self.records.values():
            if isinstance(record, OfficeHolding):
                grouped.setdefault(record.person, []).append(record)
        return {person: tuple(held) for person, held in grouped.items()}

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The records that are part of each record."""
        grouped: dict[str, list[str]] = {}
        for record in self.records.values():
            if record.part_of:
                grouped.setdefault(record.part_of, []).append(record.id)
        return {whole: tuple(parts) for whole, parts in grouped.items()}

    def ancestors(self, id_: str) -> Iterator[str]:
        """The bodies or places above an entity, nearest first; a loop ends the walk."""
        seen = {id_}
        current = self.entities.get(id_)
        while current and current.parent and current.parent not in seen:
            seen.add(current.parent)
            yield current.parent
            current = self.entities.get(current.parent)

    def state_of_body(self, id_: str) -> str | None:
        """The state an organisation is part of; a state is its own."""
        for above in (id_, *self.ancestors(id_)):
            entity = self.entities.get(above)
            if entity and entity.kind == "state":
                return above
        return None

    def states_of(self, actor: str, when: Bounds) -> dict[str, bool]:
        """States an actor stood for at a time, each with whether that is certain.

        A person stands for a state through an office held then; a body, or a company that is part
        of one, through its parents. A country is not a mandate.
        """
        entity = self.entities.get(actor)
        if entity is None:
            return {}
        if entity.kind != "person":
            state = self.state_of_body(actor)
            return {state: True} if state else {}
        found: dict[str, bool] = {}
        for held in self.holdings.get(actor, ()):
            overlaps = held.bounds.possibly_overlaps(when)
            if overlaps and (state := self.state_of_body(held.organisation)):
                certain = held.bounds.certainly_covers(when) and held.settled
                found[state] = found.get(state, False) or certain
        return found

    def original(self, document: str) -> Document:
        """The document a re-post or translation goes back to; the document itself otherwise."""
        seen: set[str] = set()
        current = self.documents[document]
        while current.version_of and current.version_of in self.documents:
            if current.id in seen:
                break
            seen.add(current.id)
            current = self.documents[current.version_of]
        return current

    def said(self, evidence: Evidence) -> Bounds:
        """When a passage was first published: a re-post speaks with the date of its original."""
        return self.original(evidence.document).issued_bounds

    def cite(self, document: str, language: str = "en") -> str:
        """A line to cite a document by: author, title, publisher, date, address."""
        found = self.documents[document]
        authors = " and ".join(self.label(creator, language) for creator in found.creators)
        via = self.label(found.publisher, language) if found.publisher else ""
        parts = (authors, f"\u201c{found.title}\u201d", via, in_words(found.issued), found.url)
        return ", ".join(part for part in parts if part)

    def works(self, evidence: Iterable[Evidence]) -> set[str]:
        """Ids of the works behind some evidence: a re-post and its original are one source."""
        return {self.original(item.document).id for item in evidence}

    def sources(self, record: Record) -> int:
        """How many works support a record as a whole or in part."""
        return len(self.works(item for item in record.evidence if item.supports))


def _in_language(texts: Iterable[Text], language: str) -> str:
    known = tuple(texts)
    for choice in (language, "en", ""):
        for text in known:
            if text.language == choice:
                return text.value
    return known[-1].value if known else ""
