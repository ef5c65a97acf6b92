"""What a person says of something new, from words to statements.

``FIELDS`` is all that can be said, in the order in which it is written; what must be said follows
from the shapes, and names mean what they mean to every other question.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bilat.analysis import names
from bilat.curate.turtle import RDF_TYPE, Iri, Literal, Statement
from bilat.errors import UsageError
from bilat.knowledge import values
from bilat.knowledge.fields import (
    FIELDS,
    KINDS,
    RECORDS,
    SPACES,
    USUAL_ROLES,
    Given,
    of_layer,
    option,
)
from bilat.knowledge.things import Things
from bilat.store import properties as of
from bilat.store import terms
from bilat.store.terms import BIL, long


class Need(NamedTuple):
    """What must still be said: the field, the role for ``actor``, and a hint for whoever asks."""

    field: str
    role: str
    hint: str

    def __str__(self) -> str:
        if self.field == "evidence":
            return "--evidence (or --document and --gist)"
        return f"{option(self.field)} {self.role}=NAME" if self.role else option(self.field)


class Describing:
    """Turns words into statements, with the names of one dataset."""

    def __init__(self, things: Things, evidence: Collection[str] = ()) -> None:
        """``evidence`` are the ids of the passages there are."""
        self.things = things
        self._evidence = evidence

    @cached_property
    def _vocabulary(self) -> terms.Vocabulary:
        return terms.load_vocabulary()

    @cached_property
    def _terms(self) -> Mapping[str, str]:
        """Classes and members of closed lists by the words for them."""
        words = {word: iri for iri, word in self._vocabulary.kinds.items()}
        return {**words, "evidence": of.EVIDENCE_CLASS}

    def class_of(self, kind: str) -> str:
        """The class of a kind. Raises ``UsageError`` if there is no such kind."""
        if kind not in KINDS:
            near = difflib.get_close_matches(kind, KINDS, n=3)
            hint = f"did you mean {', '.join(near)}?" if near else "see: bilat add --help"
            raise UsageError(f'no kind "{kind}" ({hint})')
        return self._terms[kind]

    def needs(self, kind: str, given: Given) -> list[Need]:
        """What the shapes want of a kind and was not given, in the order of the fields."""
        class_ = self.class_of(kind)
        found = [*self._unmet(class_, kind, given)]
        layer = KINDS[kind]
        said = {name for name, words in given.items() if words}
        if layer == "situation" and not said & {"when", "holds_at"}:
            found.append(Need("when", "", "an interval a/b; --holds-at for a day it is attested"))
        if layer == "situation" and not said & {"label", "id"}:
            found.append(Need("label", "", "say in a few words what holds"))
        if kind == "listing" and "authority_any_of" not in said and not _role(given, "authority"):
            found.append(Need("actor", "authority", "say who restricts"))
        if layer == "event" and not said & {"actor"} and not any(n.role for n in found):
            found.append(Need("actor", "actor", "say who acts"))
        if layer == "document" and "url" not in said:
            found.append(Need("url", "", "its address, http or https"))
        if layer in RECORDS and said & {*of_layer("evidence")}:
            found += self._unmet(of.EVIDENCE_CLASS, "evidence", given)
        order = [*FIELDS]
        return sorted(found, key=lambda need: order.index(need.field))

    def _unmet(self, class_: str, kind: str, given: Given) -> Iterator[Need]:
        vocabulary = self._vocabulary
        for above in sorted(vocabulary.classes_of((class_,))):
            for need in vocabulary.requirements.get(above, ()):
                name, role = self._field(need.path, kind)
                if not name:
                    continue
                said = _role(given, role, USUAL_ROLES.get(kind)) if role else [*given.get(name, ())]
                if name == "evidence":
                    said += [word for one in of_layer("evidence") for word in given.get(one, ())]
                if name == "stance" or (name == "asserted_by" and self._asserter(given)):
                    continue
                hint = re.search(r"\((.+)\)\.?$", need.message)
                for _ in range(need.least - len(said)):
                    yield Need(name, role, hint[1] if hint else "")

    def _field(self, path: str, kind: str) -> tuple[str, str]:
        """The field, and for a participant the role, that says a property of a kind."""
        role = self._vocabulary.roles.get(path, "")
        if role:
            return "actor", role
        layer = KINDS[kind]
        names_ = (one for one, field in FIELDS.items() if field.property == path)
        return next((one for one in names_ if layer in FIELDS[one].of), ""), ""

    def statements(self, kind: str, given: Given, taken: Collection[str]) -> list[Statement]:
        """All that was given of a new thing, and of the passage it rests on.

        ``taken`` are the ids that exist. Raises ``UsageError`` for what cannot be said of this
        kind or is no date, number or address, and as every question for names.
        """
        class_, layer = self.class_of(kind), KINDS[kind]
        allowed = {*of_layer(layer), *(of_layer("evidence") if layer in RECORDS else ())}
        for name, words in given.items():
            if words and name in FIELDS and name not in allowed:
                raise UsageError(f"{option(name)} is not said of a {kind}")
        needs = self.needs(kind, given)
        if needs:
            named = ", ".join(dict.fromkeys(map(str, needs)))
            raise UsageError(f"{_a(kind)} needs {named} (see: bilat add --help)")
        passage = self._passage(given, layer, taken)
        id_ = self._id(kind, given, taken)
        said = [
            Statement(long(id_), FIELDS[name].property or property_, value)
            for name in FIELDS
            if layer in FIELDS[name].of
            for property_, value in self._values(kind, name, given.get(name, ()))
        ]
        if layer == "evidence":
            said += self._defaults(long(id_), given)
        rests_on = [Statement(long(id_), of.EVIDENCE, Iri(one.subject)) for one in passage[:1]]
        return [Statement(long(id_), RDF_TYPE, Iri(class_)), *said, *rests_on, *passage]

    def _passage(self, given: Given, layer: str, taken: Collection[str]) -> list[Statement]:
        """The passage that was described along with a record."""
        about_it = {name: given[name] for name in of_layer("evidence") if given.get(name)}
        if layer not in RECORDS or not about_it:
            return []
        return self.statements("evidence", about_it, taken)

    def _asserter(self, given: Given) -> str:
        """Whoever wrote a document, if it is one: that is who asserts what stands in it."""
        documents = [self._named("document", name) for name in given.get("document", ())[:1]]
        creators = [self.things.data.documents[one].creators for one in documents]
        return creators[0][0] if creators and len(creators[0]) == 1 else ""

    def _defaults(self, subject: str, given: Given) -> Iterator[Statement]:
        if not given.get("asserted_by"):
            value = Iri(long(self._asserter(given)))
            yield Statement(subject, of.PROV_WAS_ATTRIBUTED_TO, value)
        if not given.get("stance"):
            yield Statement(subject, of.STANCE, Iri(self._terms["affirms"]))

    def _values(
        self, kind: str, name: str, words: Sequence[str]
    ) -> Iterator[tuple[str, Iri | Literal]]:
        for word in words:
            values.refuse_no_text(option(name), word)
            if FIELDS[name].words == "role":
                yield self._part(kind, word)
            else:
                yield "", self._value(name, word)

    def _part(self, kind: str, word: str) -> tuple[str, Iri]:
        """A participant, as the property of its role and its id."""
        roles = {role: iri for iri, role in self._vocabulary.roles.items()}
        role, equals, name = word.partition("=")
        if not equals:
            role, name = USUAL_ROLES.get(kind, ""), word
        if role not in roles or role == "participant":
            usual = ", ".join(sorted(roles.keys() - {"participant"}))
            raise UsageError(f'say the role of "{word}": ROLE=NAME (roles: {usual})')
        return roles[role], Iri(long(self.things.actor(name).id))

    def _value(self, name: str, word: str) -> Iri | Literal:
        field = FIELDS[name]
        readers: dict[str, Callable[[str, str], Iri | Literal]] = {
            "text": values.text,
            "string": lambda _, one: Literal(one),
            "date": values.edtf,
            "day": values.day,
            "integer": values.number,
            "number": values.number,
            "address": values.address,
            "choice": self._choice,
            "code": self._code,
            "kind": lambda _, one: Iri(self.class_of(one)),
            "property": self._property,
        }
        if field.words in readers:
            return readers[field.words](name, word)
        return Iri(long(self._named(field.words, word)))

    def _named(self, sort: str, name: str) -> str:
        """The id of the one thing of a sort that a name means."""
        data = self.things.data
        if sort == "actor":
            return self.things.actor(name).id
        if sort == "thing":
            return self.things.thing(name).id
        if sort == "document":
            return names.resolve(data.documents.values(), name, sort).id
        if sort == "record":
            return names.resolve(data.records.values(), name, sort).id
        if sort == "evidence":
            if name not in self._evidence:
                raise UsageError(f'no passage has the id "{name}" (write ev:…, or --document)')
            return name
        pool = [entity for entity in data.entities.values() if entity.kind == sort]
        return names.resolve(pool, name, sort.replace("-", " ")).id

    def _choice(self, name: str, word: str) -> Iri:
        if word not in FIELDS[name].choices:
            choices = ", ".join(FIELDS[name].choices)
            raise UsageError(f'{option(name)} is not "{word}" (choose from: {choices})')
        return Iri(self._terms[word])

    def _code(self, name: str, word: str) -> Iri:
        codes = {code.casefold(): iri for code, iri in self._vocabulary.codes.items()}
        wanted = word.casefold().removeprefix("pl:")
        for code in (wanted, f"ctx-{wanted}"):
            if code in codes:
                return Iri(codes[code])
        raise UsageError(f'{option(name)}: PLOVER has no "{word}" (see: ontology/plover.ttl)')

    def _property(self, name: str, word: str) -> Iri:
        known = {terms.local(iri): iri for iri in sorted(self._vocabulary.known)}
        ours = BIL + word.removeprefix("bil:")
        found = ours if ours in self._vocabulary.known else known.get(word, "")
        if not found:
            raise UsageError(f'{option(name)}: no property "{word}" (write when, place, …)')
        return Iri(found)

    def _id(self, kind: str, given: Given, taken: Collection[str]) -> str:
        space = SPACES.get(KINDS[kind], SPACES.get(kind, kind))
        wanted = [*given.get("id", ())][:1]
        if wanted:
            return values.own_id(wanted[0], space, kind, taken)
        words = self._id_words(kind, given)
        stem = f"{space}:{'-'.join(filter(None, words)) or kind}"
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(one for one in (stem, *numbered) if one not in taken)

    def _id_words(self, kind: str, given: Given) -> list[str]:
        layer = KINDS[kind]
        if layer == "evidence":
            document = self._named("document", given["document"][0])
            return [document.partition(":")[2], values.slug(given["gist"], 4)]
        if layer == "document":
            creator = self._named("actor", given["creator"][0])
            return [creator.partition(":")[2], values.date(given["issued"])]
        if kind == "state" and given.get("iso"):
            return [values.slug(given["iso"], 1)]
        named = values.slug(given.get("text") or given.get("label", ()), 8)
        return [values.date(given["when"]), named] if layer == "event" else [named]


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


def _role(given: Given, role: str, usual: str | None = None) -> list[str]:
    """The participants that were given in a role."""
    parts = [word.partition("=") for word in given.get("actor", ())]
    return [one[2] or one[0] for one in parts if (one[0] if one[1] else usual) == role]
