"""What a query in SPARQL gives: rows of terms, a truth value, or statements as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term: ``uri``, ``literal``, ``bnode`` or ``triple``, as in SPARQL's own JSON.

    ``id`` is the short id of an IRI of ours, or its prefixed name (``bil:Meeting``); else empty.
    """

    type: str
    value: str
    language: str = ""
    datatype: str = ""
    id: str = ""

    def __str__(self) -> str:
        """The term as a person reads it: short id, prefixed name, or the value itself."""
        return self.id or self.value


Solution = Mapping[str, Term]


@dataclass(frozen=True)
class Solutions:
    """The answer to a query; ``form`` is ``select``, ``ask`` or ``graph``.

    ``rows`` hold the variables that are bound. ``truth`` is the answer to ASK, ``statements`` what
    CONSTRUCT and DESCRIBE give, as ``syntax`` (``ttl`` or ``nt``). ``complete`` is false when there
    is more than ``limit`` rows or statements; ``capped`` if nobody asked for so few.
    """

    form: str
    variables: Sequence[str] = ()
    rows: Sequence[Solution] = ()
    truth: bool | None = None
    statements: str = ""
    syntax: str = "ttl"
    number: int = 0
    complete: bool = True
    capped: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is any answer: a row, a statement, or yes."""
        return bool(self.number if self.truth is None else self.truth)

    def values(self, variable: str) -> list[Any]:
        """The values of one variable, row by row; None where it is not bound."""
        return [str(row[variable]) if variable in row else None for row in self.rows]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a saved query: its name, type, default (empty: none) and meaning.

    Types: ``thing`` (an id or a name, as every verb takes it), ``date``, ``number``, ``text``.
    """

    name: str
    type: str
    default: str
    meaning: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query that ships under a name, with a line that says what it answers."""

    name: str
    title: str
    text: str
    parameters: tuple[Parameter, ...] = ()
