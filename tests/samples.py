"""Model objects made by hand: a test needs three records, and no Turtle.

The kind of an actor is the part of its id before the colon; ``dataset`` describes whoever takes
part and is not described. Anything unusual is ``dataclasses.replace`` of what a builder returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bilat.dates import ALWAYS, Bounds, parse
from bilat.model import (
    Dataset,
    Document,
    Entity,
    Evidence,
    Listing,
    OfficeHolding,
    Participation,
    Record,
    Text,
)

Thing = Entity | Document | Record

JAPAN, RUSSIA, AMERICA = "state:japan", "state:russia", "state:united-states"
ABE, PUTIN, GERASIMOV = "person:shinzo-abe", "person:vladimir-putin", "person:valery-gerasimov"


def entity(id_: str, *names: str, parent: str | None = None, country: str | None = None) -> Entity:
    """The first name is the English label, the others are aliases."""
    return Entity(
        id_,
        id_.partition(":")[0],
        labels=tuple(Text(name, "en") for name in names[:1]),
        aliases=tuple(Text(name) for name in names[1:]),
        parent=parent,
        country=country,
    )


def person(name: str, *names: str) -> Entity:
    return entity(f"person:{name}", *names)


def state(name: str, *names: str) -> Entity:
    return entity(f"state:{name}", *names)


def body(name: str, parent: str) -> Entity:
    return entity(f"body:{name}", parent=parent)


def document(name: str, issued: str = "2018-01-22", version_of: str | None = None) -> Document:
    return Document(name, f"On {name}", (), issued, parse(issued), version_of=version_of)


def evidence(document_id: str, stance: str = "affirms", on_property: str = "") -> Evidence:
    gist = (Text(f"{document_id} {stance} it.", "en"),)
    id_ = f"evidence:{document_id}-{stance}"
    return Evidence(id_, document_id, gist, "person:author", stance, on_property=on_property)


def bounds(when: str = "", holds_at: Iterable[str] = ()) -> Bounds:
    found = parse(when) if when else ALWAYS
    for day in holds_at:
        found = found.holding_at(parse(day))
    return found


def parts(role: str, *actors: str) -> tuple[Participation, ...]:
    return tuple(Participation(actor, role) for actor in actors)


def event(
    id_: str, when: str, *participants: Participation, kind: str = "meeting", score: float = 7.0
) -> Record:
    return Record(
        id_,
        kind,
        when=when,
        bounds=bounds(when),
        realis="occurred",
        participants=participants,
        score=score,
    )


def sourced(record: Record, *documents: str) -> Record:
    """The same, affirmed by a passage of each document."""
    return replace(record, evidence=tuple(map(evidence, documents)))


def meeting(id_: str, when: str, *attendees: str, score: float = 7.0) -> Record:
    return event(id_, when, *parts("attendee", *attendees), score=score)


def visit(id_: str, when: str, visitor: str, host: str) -> Record:
    return event(id_, when, *parts("visitor", visitor), *parts("host", host), kind="visit")


def situation(id_: str, kind: str, when: str, *participants: Participation) -> Record:
    return Record(id_, kind, when=when, bounds=bounds(when), participants=participants)


def act(id_: str, one: str, other: str, score: float, when: str = "2016") -> Record:
    """Something two states did together or one to another, on PLOVER's scale."""
    made = event(id_, when, *parts("attendee", one, other), score=score)
    return replace(made, plover="CONSULT")


def pact(one: str, other: str, when: str = "2010/2020") -> Record:
    return situation(f"pact-{one}-{other}", "alliance", when, *parts("party", one, other))


def quarrel(one: str, other: str, when: str = "2010/2020") -> Record:
    return situation(f"quarrel-{one}-{other}", "dispute", when, *parts("party", one, other))


def office(
    holder: str, organisation: str, when: str, holds_at: Iterable[str] = ()
) -> OfficeHolding:
    return OfficeHolding(
        f"office:{holder}-{organisation}-{when}",
        "office",
        when=when,
        holds_at=tuple(holds_at),
        bounds=bounds(when, holds_at),
        participants=parts("member", holder),
        office=f"post:{organisation}",
        organisation=organisation,
    )


def listing(
    id_: str, target: str, authority: str, when: str, holds_at: Iterable[str] = ()
) -> Listing:
    return Listing(
        id_,
        "listing",
        when=when,
        holds_at=tuple(holds_at),
        bounds=bounds(when, holds_at),
        participants=(*parts("authority", authority), *parts("target", target)),
    )


def listing_by_one_of(id_: str, target: str, authorities: Iterable[str], when: str) -> Listing:
    of_one = listing(id_, target, "", when)
    return replace(
        of_one, participants=parts("target", target), authority_any_of=tuple(authorities)
    )


def dataset(*things: Thing) -> Dataset:
    """The things by id, and whoever or whatever they refer to."""
    records = {thing.id: thing for thing in things if isinstance(thing, Record)}
    documents = {thing.id: thing for thing in things if isinstance(thing, Document)}
    entities = {thing.id: thing for thing in things if isinstance(thing, Entity)}
    for above in [thing.parent for thing in entities.values() if thing.parent]:
        entities.setdefault(above, entity(above))
    for record in records.values():
        organisations = (record.organisation,) if isinstance(record, OfficeHolding) else ()
        for id_ in (*record.actors, *organisations):
            entities.setdefault(id_, entity(id_))
        for item in record.evidence:
            documents.setdefault(item.document, document(item.document))
    return Dataset(entities=entities, documents=documents, records=records)
