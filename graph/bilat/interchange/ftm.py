"""FollowTheMoney entities, one JSON object a line: actors, and who is under whose sanctions.

Schema: https://followthemoney.tech/explorer/. JSON is read strictly: what other readers pass over
(a key given twice, NaN, a number of thousands of digits, deep nesting) is refused with its reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bilat import dates
from bilat.statements import (
    Dropped,
    RefusedError,
    State,
    Statements,
    address,
    describe_state,
    id_of,
    plain,
    short,
    words,
)

MAX_DEPTH = 256
MAX_DIGITS = 1000
_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DATE = re.compile(r"([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:[T ][0-9:.+Z-]{1,30})?")
_LATIN = 0x250
_LONGEST = 1000
_LONGEST_GIST = 280

# Schema, the kind its ids begin with, and our class; a public body of no known state is the last.
_ACTORS = {
    "Person": ("person", "Person"),
    "Company": ("body", "Company"),
    "Organization": ("body", "Organisation"),
    "PublicBody": ("body", "StateBody"),
    "LegalEntity": ("actor", "UnsortedActor"),
}
_SCHEMATA = (*_ACTORS, "Sanction")
_FIELDS = frozenset(
    (
        *("id", "schema", "properties", "caption", "datasets", "referents", "target", "origin"),
        *("first_seen", "last_seen", "last_change"),
    )
)
_NAMES = ("name", "alias", "previousName")
_COUNTRIES = ("country", "nationality", "citizenship", "mainCountry", "jurisdiction")
_OF_ACTORS = frozenset((*_NAMES, *_COUNTRIES, "wikidataId", "sourceUrl"))
_PERIOD = ("startDate", "endDate", "listingDate")
_OF_SANCTIONS = frozenset(
    (
        *("entity", "authority", "publisher", "country", "program", "provisions", "sourceUrl"),
        *_PERIOD,
    )
)
_DATED = ("date", "modifiedAt", "retrievedAt")
# Words of provisions, and the kind of measure they stand for.
_MEASURES = (
    (re.compile("freez|frozen|blocking", re.IGNORECASE), "AssetFreeze"),
    (re.compile("travel|entry ban|visa", re.IGNORECASE), "TravelBan"),
    (re.compile("sectoral", re.IGNORECASE), "SectoralRestriction"),
    (re.compile("arms|trade|export|import", re.IGNORECASE), "TradeRestriction"),
)


class Entity(NamedTuple):
    """One object of a file, looked at: values by property, datasets, when it was last seen."""

    id: str
    schema: str
    values: Mapping[str, Sequence[str]]
    datasets: Sequence[str]
    seen: str


def read(line: bytes) -> tuple[Entity, Sequence[str]]:
    """The entity in a line, and the fields of it that FollowTheMoney does not have.

    Raises ``RefusedError`` with the reason if the line is no such thing.
    """
    found = _json(line)
    if not isinstance(found, dict):
        raise RefusedError(f"is {_shape(found)}, not an object")
    for field in ("id", "schema"):
        if not isinstance(found.get(field), str) or not found[field].strip():
            raise RefusedError(f'has no "{field}"')
    properties = found.get("properties", {})
    if not isinstance(properties, dict):
        raise RefusedError(f'"properties" is {_shape(properties)}, not an object')
    id_, schema = _text(found["id"], "id"), _text(found["schema"], "schema")
    if schema not in _SCHEMATA:
        raise RefusedError(f'schema "{short(schema, 40)}" is none of {", ".join(_SCHEMATA)}')
    values = {short(_text(name, "property"), 40): _values(name, properties[name])
              for name in properties}  # fmt: skip
    for name, texts in values.items():
        if name.endswith("Date") or name in _DATED:
            values[name] = [_day(text, name) for text in texts]
    seen = found.get("last_seen")
    last = _day(seen, "last_seen") if isinstance(seen, str) else ""
    datasets = _values("datasets", found.get("datasets", []))
    return Entity(id_, schema, values, datasets, last), [
        name for name in found if name not in _FIELDS
    ]


def _json(line: bytes) -> Any:  # noqa: ANN401  whatever the line holds
    if not line.strip():
        raise RefusedError("an empty line")
    if line.count(b"[") + line.count(b"{") > MAX_DEPTH:
        _refuse_depth(line)
    try:
        return json.loads(
            line.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_fraction,
        )
    except UnicodeDecodeError as error:
        raise RefusedError(f"not UTF-8: byte 0x{line[error.start]:02X}") from None
    except json.JSONDecodeError as error:
        raise RefusedError(f"not JSON: {error.msg} at column {error.colno}") from None


def _refuse_depth(line: bytes) -> None:
    depth = 0
    for match in _BRACKET.finditer(line):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            raise RefusedError(f"nested deeper than {MAX_DEPTH}")


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RefusedError(f'duplicate key "{short(twice, 40)}"')
    return found


def _constant(text: str) -> float:
    raise RefusedError(f"{text} is no JSON value")


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise RefusedError(f"an integer of {len(text):,} digits (at most {MAX_DIGITS:,})")
    return int(text)


def _fraction(text: str) -> float:
    found = float(text)
    if found in (float("inf"), float("-inf")):
        raise RefusedError(f"the number {short(text, 40)} is out of range")
    return found


def _shape(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return "null" if value is None else names.get(type(value), "a number")


def _values(name: str, found: object) -> list[str]:
    if not isinstance(found, list):
        raise RefusedError(f'property "{short(name, 40)}" is {_shape(found)}, not a list')
    for value in found:
        if not isinstance(value, str):
            raise RefusedError(f'property "{short(name, 40)}" holds {_shape(value)}, not a text')
    return [_text(value, name) for value in found if value.strip()]


def _text(value: str, what: str) -> str:
    found = _UNSAFE.search(value)
    if found:
        raise RefusedError(f"{short(what, 40)} holds the character U+{ord(found[0]):04X}")
    return value.strip()


def _day(text: str, what: str) -> str:
    """A date as far as it is known: year, month or day; the time of day is left."""
    found = _DATE.fullmatch(text)
    try:
        if found:
            dates.parse(found[1])
            return found[1]
    except dates.DateError:
        pass
    raise RefusedError(f'{short(what, 40)} "{short(text, 40)}" is no date')


class Waiting(NamedTuple):
    """A sanction that waits until all actors are known."""

    line: int
    entity: Entity


class Entities:
    """The entities of some files, said as statements."""

    def __init__(
        self, statements: Statements, dropped: Dropped, states: Mapping[str, State]
    ) -> None:
        self._statements, self._dropped, self._states = statements, dropped, states
        self._actors: dict[str, tuple[str, str]] = {}
        self._sanctions: set[str] = set()
        self._waiting: list[Waiting] = []

    def add(self, line: bytes, number: int) -> None:
        """Say an actor, or keep a sanction for later. Raises ``RefusedError``."""
        entity, others = read(line)
        if entity.id in self._actors or entity.id in self._sanctions:
            raise RefusedError(f'id "{short(entity.id, 60)}" is there already')
        if entity.schema == "Sanction":
            period = _period(entity)
            if not entity.values.get("entity"):
                raise RefusedError("a sanction on nobody (it has no entity)")
            for text in (text for name in _PERIOD for text in entity.values.get(name, ())):
                if text not in "".join(period):
                    self._dropped.add("further dates", text)
            self._sanctions.add(entity.id)
            self._waiting.append(Waiting(number, entity))
        else:
            self._actor(entity)
        for name in others:
            self._dropped.add("unknown fields", name)
        used = _OF_SANCTIONS if entity.schema == "Sanction" else _OF_ACTORS
        for name, values in entity.values.items():
            if name not in used and values:
                self._dropped.add("unknown properties", name, len(values))

    def _actor(self, entity: Entity) -> None:
        names = list(dict.fromkeys(text for part in _NAMES for text in entity.values.get(part, ())))
        for name in names:
            if len(name) > _LONGEST or not any(map(str.isalnum, name)):
                raise RefusedError(f'"{short(name, 40)}" is no name')
        if not names:
            raise RefusedError("has no name")
        # One label a language, the first; every other name is an alias.
        labels = {_language(name): name for name in reversed(names)}
        links = [address(url) for url in entity.values.get("sourceUrl", ())]
        kind, class_ = _ACTORS[entity.schema]
        countries = list(self._countries(entity))
        if class_ == "StateBody" and not countries:
            class_ = "Organisation"
        said = [("rdfs:label", words(name, language)) for language, name in labels.items()]
        aliases = [name for name in names if name not in labels.values()]
        said += [("skos:altLabel", words(name, _language(name))) for name in aliases]
        above = "org:subOrganizationOf" if class_ == "StateBody" else "bil:country"
        said += [(above, state) for state in countries[:1]]
        for state in countries[1:]:
            self._dropped.add("further countries", state)
        said += [("skos:exactMatch", link) for link in self._wikidata(entity)]
        said += [("rdfs:seeAlso", link) for link in dict.fromkeys(links)]
        own = id_of(kind, "ftm", entity.id)
        self._statements.describe(own, ("a", f"bil:{class_}"), *said)
        self._actors[entity.id] = (own, labels.get("en") or names[0])

    def _countries(self, entity: Entity) -> Iterator[str]:
        codes = [code for part in _COUNTRIES for code in entity.values.get(part, ())]
        for code in dict.fromkeys(codes):
            state = self._states.get(code.casefold())
            if state:
                yield describe_state(self._statements, state)
            else:
                self._dropped.add("unknown countries", code)

    def _wikidata(self, entity: Entity) -> Iterator[str]:
        for number in entity.values.get("wikidataId", ()):
            if re.fullmatch("Q[1-9][0-9]{0,15}", number):
                yield f"<http://www.wikidata.org/entity/{number}>"
            else:
                self._dropped.add("unknown values", number)

    def waiting(self) -> list[Waiting]:
        """The sanctions since this was last asked: their actors may be in a file yet to come."""
        found, self._waiting = self._waiting, []
        return found

    def close(
        self, sanctions: Sequence[Waiting], document: str, title: str, digest: str
    ) -> Iterator[tuple[int, str]]:
        """Say the sanctions of a file, and what file it is: line and reason of each refused."""
        latest: date | None = None
        coder = id_of("body", "ftm", title)
        for line, entity in sanctions:
            try:
                day = self._sanction(entity, document, coder)
            except RefusedError as refused:
                yield line, str(refused)
            else:
                latest = max(filter(None, (day, latest)), default=None)
        if latest:
            self._statements.describe(
                coder,
                ("a", "bil:Organisation"),
                ("rdfs:label", words(f"Compilers of {title}")),
            )
            self._statements.describe(
                document,
                ("a", "bil:Document"),
                ("dcterms:title", words(title)),
                ("dcterms:creator", coder),
                ("dcterms:issued", plain(f"[{latest}..]", "edtf:EDTF")),
                ("dcterms:identifier", plain(f"sha256:{digest}")),
            )

    def _sanction(self, entity: Entity, document: str, coder: str) -> date | None:
        when, attested = _period(entity)
        targets = []
        for name in dict.fromkeys(entity.values["entity"]):
            if name not in self._actors:
                raise RefusedError(f'its entity "{short(name, 60)}" is in none of the lines kept')
            targets.append(self._actors[name])
        links = [address(url) for url in entity.values.get("sourceUrl", ())]
        authority, called = self._authority(entity)
        dated = [("bil:when", plain(when, "edtf:EDTF"))] if when else []
        dated += [("bil:holdsAt", plain(attested, "edtf:EDTF"))] if attested else []
        extra = [*self._measures(entity), *self._programmes(entity)]
        extra += [("rdfs:seeAlso", link) for link in dict.fromkeys(links)]
        for own, name in targets:
            said = f"{short(called)} lists {short(name)}"
            period = f" ({when or attested})"
            lists = f", as in {', '.join(entity.datasets[:3])}" if entity.datasets else ""
            passage = id_of("ev", "ftm", entity.id, own)
            self._statements.write(
                passage,
                ("a", "bil:Evidence"),
                ("oa:hasSource", document),
                ("bil:locator", plain(short(f"entity {entity.id}"))),
                ("bil:gist", words(short(f"{said}{period}{short(lists)}.", _LONGEST_GIST))),
                ("prov:wasAttributedTo", coder),
                ("bil:stance", "bil:Affirms"),
            )
            self._statements.write(
                id_of("sit", "ftm", entity.id, own),
                ("a", "bil:SanctionsListing"),
                ("rdfs:label", words(said)),
                ("bil:target", own),
                ("bil:authority", authority),
                *dated,
                *extra,
                ("bil:evidence", passage),
            )
        bounds = dates.parse(entity.seen or attested or when)
        return bounds.earliest_begin or bounds.latest_end

    def _authority(self, entity: Entity) -> tuple[str, str]:
        """Who keeps the list: as it is called, else as it is published, else the state."""
        parts = ("authority", "publisher", "country")
        first, *others = [text for part in parts for text in entity.values.get(part, ())] or [""]
        state = self._states.get(first.casefold())
        if not state and (len(first) > _LONGEST or not any(map(str.isalnum, first))):
            raise RefusedError("a sanction by nobody (it has no authority)")
        for name in others:
            self._dropped.add("further authorities", name)
        if state:
            return describe_state(self._statements, state), state.name
        own = self._statements.describe(
            id_of("body", "ftm", first),
            ("a", "bil:Organisation"),
            ("rdfs:label", words(first, _language(first))),
        )
        return own, first

    def _measures(self, entity: Entity) -> Iterator[tuple[str, str]]:
        found = set()
        for text in entity.values.get("provisions", ()):
            kinds = {kind for pattern, kind in _MEASURES if pattern.search(text)}
            if not kinds:
                self._dropped.add("unknown provisions", text)
            found |= kinds
        return (("bil:measure", f"bil:{kind}") for kind in sorted(found))

    def _programmes(self, entity: Entity) -> Iterator[tuple[str, str]]:
        for name in dict.fromkeys(entity.values.get("program", ())):
            if any(map(str.isalnum, name)) and len(name) <= _LONGEST:
                act = self._statements.describe(
                    id_of("act", "ftm", name),
                    ("a", "bil:LegalAct"),
                    ("rdfs:label", words(name, _language(name))),
                )
                yield "bil:legalBasis", act
            else:
                self._dropped.add("unknown values", name)


def _period(entity: Entity) -> tuple[str, str]:
    """When a sanction runs, or else a day on which it is attested, as EDTF; the other is empty."""
    begins, ends, listed = (sorted(entity.values.get(name, ())) for name in _PERIOD)
    if begins or ends:
        when = f"{begins[0] if begins else ''}/{ends[-1] if ends else '..'}"
        try:
            dates.parse(when)
        except dates.DateError as error:
            raise RefusedError(str(error)) from None
        return when, ""
    attested = entity.seen or (listed[-1] if listed else "")
    if not attested:
        raise RefusedError("a sanction without a date (startDate, endDate, listingDate, last_seen)")
    return "", attested


def _language(text: str) -> str:
    """English for names in Latin letters, as English texts would have them; else not known."""
    return "en" if all(ord(character) < _LATIN for character in text) else "und"


# Made up.
_MADE_UP = (
    {"id": "jo", "schema": "Person", "properties": {"name": ["Jo Example"], "country": ["ca"]}},
    {"id": "acme", "schema": "Company", "properties": {"name": ["Acme"], "jurisdiction": ["no"]}},
    {
        "id": "listing-jo",
        "schema": "Sanction",
        "properties": {
            "entity": ["jo"],
            "authority": ["Example Authority"],
            "startDate": ["2015-03-01"],
            "provisions": ["Asset freeze"],
            "program": ["Example programme"],
        },
    },
)


def sample() -> str:
    """A few made-up lines in this layout."""
    return "".join(json.dumps(entity) + "\n" for entity in _MADE_UP)
