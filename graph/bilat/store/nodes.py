"""All statements about one subject, as its object is read from: from quads, or from lines."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import lru_cache
from math import isfinite
from typing import Self, TypeAlias, TypeVar, cast

import pyoxigraph as ox

from bilat.model import Text
from bilat.store.terms import local, short

T = TypeVar("T")
Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"


class Node(ABC):
    """All statements about one subject, by predicate."""

    __slots__ = ("iri", "source", "types")

    iri: str
    source: str
    types: tuple[str, ...]

    @property
    def id(self) -> str:
        """The subject as a short id."""
        return short(self.iri)

    @property
    def is_blank(self) -> bool:
        """Whether it has no name of its own."""
        return self.iri[:2] == "_:"

    @abstractmethod
    def get(self, predicate: str) -> Sequence[Term]:
        """The values of a predicate, each once."""

    def iris(self, predicate: str) -> Sequence[str]:
        """The values of a predicate, IRIs and literals as they are."""
        return [self.read(value) for value in self.unread(predicate)]

    @abstractmethod
    def unread(self, predicate: str) -> Sequence[Hashable]:
        """The values of a predicate in some form that is the same wherever it is said the same."""

    @abstractmethod
    def term(self, unread: Hashable) -> Term:
        """An unread value as a term, for all subjects of one form."""

    @abstractmethod
    def read(self, unread: Hashable) -> str:
        """An unread value as an IRI or text, for all subjects of one form."""

    @abstractmethod
    def together(self, others: Sequence[Self], predicate: str) -> Collection[Hashable]:
        """The unread values of a predicate of some others of the same form, each once."""

    @abstractmethod
    def has(self, predicate: str) -> bool:
        """Whether a predicate is stated."""

    @property
    @abstractmethod
    def counts(self) -> Mapping[str, int]:
        """The predicates that are stated, with their numbers of values."""

    @property
    @abstractmethod
    def form(self) -> Hashable:
        """The same for subjects with the same predicates in the same numbers."""

    @abstractmethod
    def named(self, names: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """The values of predicates that have a name, as by ``all``, each with that name.

        Always asked with the same names.
        """

    def all(self, predicate: str) -> list[str]:
        """The values of a predicate: IRIs as short ids, literals as their text."""
        return [short(_value(term)) for term in self.get(predicate)]

    def one(self, predicate: str, default: str = "") -> str:
        """The first value of a predicate."""
        found = self.get(predicate)
        return short(_value(found[0])) if found else default

    def number(self, predicate: str) -> float | None:
        """The first value as a finite number; None if there is none or it is not one."""
        try:
            number = float(self.one(predicate))
        except ValueError:
            return None
        return number if isfinite(number) else None

    def integer(self, predicate: str) -> int | None:
        """The first value as a whole number; None if there is none or it is not one."""
        number = self.number(predicate)
        return int(number) if number is not None and number.is_integer() else None

    def texts(self, predicate: str) -> tuple[Text, ...]:
        """The values of a predicate with their languages."""
        return tuple(
            [
                Text(term.value, term.language or "")
                for term in self.get(predicate)
                if isinstance(term, ox.Literal)
            ]
        )

    def terms(self, predicate: str) -> tuple[str, ...]:
        """The values of a predicate that are terms of a vocabulary, as their local names."""
        return tuple(local(value) for value in self.all(predicate))


def _value(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else str(term.value)


class QuadNode(Node):
    """A subject with the terms a parser has given."""

    __slots__ = ("values",)

    def __init__(self, iri: str, source: str) -> None:
        self.iri, self.source, self.types = iri, source, ()
        self.values: dict[str, list[Term]] = {}

    def get(self, predicate: str) -> Sequence[Term]:
        """The values of a predicate, each once."""
        return self.values.get(predicate, ())

    def unread(self, predicate: str) -> Sequence[Hashable]:
        """The values of a predicate in some form that is the same wherever it is said the same."""
        return self.values.get(predicate, ())

    def term(self, unread: Hashable) -> Term:
        """An unread value as a term, for all subjects of one form."""
        return cast("Term", unread)

    def read(self, unread: Hashable) -> str:
        """An unread value as an IRI or text, for all subjects of one form."""
        return _value(cast("Term", unread))

    def together(self, others: Sequence[Self], predicate: str) -> Collection[Hashable]:
        """The unread values of a predicate of some others of the same form, each once."""
        return dict.fromkeys(term for node in others for term in node.values.get(predicate, ()))

    def has(self, predicate: str) -> bool:
        """Whether a predicate is stated."""
        return predicate in self.values

    def named(self, names: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """The values of predicates that have a name, as by ``all``, each with that name."""
        return [
            (short(_value(term)), names[predicate])
            for predicate, terms in self.values.items()
            if predicate in names
            for term in terms
        ]

    @property
    def form(self) -> Hashable:
        """The same for subjects with the same predicates in the same numbers."""
        return tuple(self.counts.items())

    @property
    def counts(self) -> Mapping[str, int]:
        """The predicates that are stated, with their numbers of values."""
        return {predicate: len(values) for predicate, values in self.values.items()}


Wait = Callable[[], None]


class Layout:
    """Where in the lines of a subject its predicates stand: shared by all that have the same.

    ``wait`` returns once a parser has found the lines of the file valid, and raises if it has not.
    """

    __slots__ = ("counts", "named", "places", "predicates", "repeats", "wait")

    def __init__(self, predicates: Sequence[bytes], wait: Wait) -> None:
        self.predicates = predicates
        found: dict[str, list[int]] = {}
        for place, predicate in enumerate(predicates):
            found.setdefault(predicate[1:-1].decode(), []).append(place)
        self.places = {name: tuple(places) for name, places in found.items()}
        self.counts = {name: len(places) for name, places in self.places.items()}
        self.named: list[tuple[int, str]] | None = None
        self.repeats = len(self.places) < len(predicates)
        self.wait = wait


_SIMPLE = re.compile(rb'"([^"\\\r]*)"(?:@([A-Za-z0-9-]+)|\^\^<([^<>\\ ]*)>)? \.\n')


class LineNode(Node):
    """A subject with the N-Triples lines about it from their objects on, read when asked for.

    A parser may still be going over them in the worker. Whatever is not written in the plainest way
    waits until it has found them valid, and is read by the parser again.
    """

    __slots__ = ("layout", "lines")

    def __init__(self, iri: str, source: str, lines: Sequence[bytes], layout: Layout) -> None:
        self.iri, self.source, self.types = iri, source, ()
        self.lines = lines
        self.layout = layout

    def has(self, predicate: str) -> bool:
        """Whether a predicate is stated."""
        return predicate in self.layout.places

    def named(self, names: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """The values of predicates that have a name, as by ``all``, each with that name."""
        lines, layout = self.lines, self.layout
        wait = layout.wait
        if layout.named is None:
            places = layout.places.items()
            layout.named = [(at, names[one]) for one, ats in places if one in names for at in ats]
        return [(_short(lines[place], wait), name) for place, name in layout.named]

    @property
    def form(self) -> Hashable:
        """The same for subjects with the same predicates in the same numbers."""
        return self.layout

    @property
    def counts(self) -> Mapping[str, int]:
        """The predicates that are stated, with their numbers of values."""
        return self.layout.counts

    def get(self, predicate: str) -> Sequence[Term]:
        """The values of a predicate, each once."""
        return self._each(_term, predicate)

    def unread(self, predicate: str) -> Sequence[Hashable]:
        """The values of a predicate in some form that is the same wherever it is said the same."""
        lines = self.lines
        return [lines[place] for place in self.layout.places.get(predicate, ())]

    def term(self, unread: Hashable) -> Term:
        """An unread value as a term, for all subjects of one form."""
        return _term(cast("bytes", unread), self.layout.wait)

    def read(self, unread: Hashable) -> str:
        """An unread value as an IRI or text, for all subjects of one form."""
        return _object(cast("bytes", unread), self.layout.wait)

    def together(self, others: Sequence[Self], predicate: str) -> Collection[Hashable]:
        """The unread values of a predicate of some others of the same form, each once."""
        places = self.layout.places.get(predicate, ())
        # In their order: that of a set leads back and forth through all of the memory.
        return dict.fromkeys([node.lines[place] for place in places for node in others])

    def all(self, predicate: str) -> list[str]:
        """The values of a predicate: IRIs as short ids, literals as their text."""
        return self._each(_short, predicate)

    def one(self, predicate: str, default: str = "") -> str:
        """The first value of a predicate."""
        layout = self.layout
        places = layout.places.get(predicate)
        return _short(self.lines[places[0]], layout.wait) if places else default

    def _each(self, read: Callable[[bytes, Wait], T], predicate: str) -> list[T]:
        lines, layout = self.lines, self.layout
        wait = layout.wait
        return [read(lines[place], wait) for place in layout.places.get(predicate, ())]


# The same actors, classes and dates are in very many lines.
@lru_cache(maxsize=65536)
def _short(line: bytes, wait: Wait) -> str:
    """The object of a line as a short id or text."""
    return short(_object(line, wait))


def _object(line: bytes, wait: Wait) -> str:
    """The object of a line as an IRI or text."""
    if line[0] == _LESS and line.find(b">") == len(line) - 4 and b"\\" not in line:
        return line[1:-4].decode()
    return _value(_term(line, wait))


_LESS = ord("<")


@lru_cache(maxsize=65536)
def _term(line: bytes, wait: Wait) -> Term:
    """The object of a line."""
    simple = _SIMPLE.fullmatch(line)
    if simple is None:
        wait()
        (quad,) = ox.parse(input=b"<x:s> <x:p> " + line, format=ox.RdfFormat.N_TRIPLES)
        object_: Term = quad.object
        return object_
    text, language, datatype = (part.decode() if part else "" for part in simple.groups())
    if language:
        return ox.Literal(text, language=language)
    return ox.Literal(text, datatype=ox.NamedNode(datatype)) if datatype else ox.Literal(text)
