"""All statements about one subject, as its objects are made from."""

from __future__ import annotations

from math import isfinite
from typing import Any

import pyoxigraph as ox

from bilat.model import Text
from bilat.store.terms import local, short


class Node:
    """All statements about one subject, by predicate."""

    __slots__ = ("id", "source", "types", "values")

    def __init__(self, id_: str, source: str) -> None:
        self.id = id_
        self.source = source
        self.types: tuple[str, ...] = ()
        self.values: dict[str, list[Any]] = {}

    def all(self, predicate: str) -> list[str]:
        """The values of a predicate: IRIs as short ids, literals as their text."""
        found = self.values.get(predicate)
        return [short(term.value) for term in found] if found else []

    def one(self, predicate: str, default: str = "") -> str:
        """The first value of a predicate."""
        found = self.values.get(predicate)
        return short(found[0].value) if found else default

    def number(self, predicate: str) -> float | None:
        """The first value as a finite number; None if there is none or it is not one."""
        if predicate not in self.values:
            return None
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
        found = (term for term in self.values.get(predicate, ()) if isinstance(term, ox.Literal))
        return tuple(Text(term.value, term.language or "") for term in found)

    def terms(self, predicate: str) -> tuple[str, ...]:
        """The values of a predicate that are terms of a vocabulary, as their local names."""
        return tuple(local(value) for value in self.all(predicate))
