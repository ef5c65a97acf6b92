"""What goes by a name in a dataset, and the filters every question shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from bilat import selection
from bilat.analysis import names
from bilat.errors import AmbiguousNameError, UnknownNameError, UsageError
from bilat.model import Dataset, Entity
from bilat.selection import Filters, Selection


class Things:
    """Everything in ``data`` by its names, in any script."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self._called: dict[str, str] = {}

    def find(self, text: str) -> list[tuple[names.Thing, str]]:
        """Everything a text is a name or part of a name of, with the name that fits; best first."""
        return names.search(self.data, text)

    def actor(self, name: str) -> Entity:
        """The actor of this name. Raises ``UnknownNameError`` or ``AmbiguousNameError``.

        A whole name of something else is no part of an actor's name: ``UsageError``.
        """
        if name not in self._called:
            try:
                found = names.resolve(self.data.actors.values(), name)
            except (UnknownNameError, AmbiguousNameError):
                self._refuse_others(name)
                raise
            if not names.is_named(found, name):
                self._refuse_others(name)
            self._called[name] = found.id
        return self.data.entities[self._called[name]]

    def _refuse_others(self, name: str) -> None:
        for thing in self.data.entities.values():
            if not thing.is_actor and names.is_named(thing, name):
                kind = thing.kind.replace("-", " ")
                raise UsageError(f'"{name}" is a {kind}, no actor (see: bilat show {thing.id})')

    def thing(self, name: str) -> names.Thing:
        """The actor, else anything else (place, office, record, document) of this name."""
        tables = (self.data.entities, self.data.records, self.data.documents)
        everything = [thing for table in tables for thing in table.values()]
        for thing in everything:
            if thing.id == name.strip():
                return thing
        if not any(names.is_named(actor, name) for actor in self.data.actors.values()):
            whole = [thing for thing in everything if names.is_named(thing, name)]
            if whole:
                return names.resolve(whole, name, "thing")
        try:
            return self.actor(name)
        except UnknownNameError:
            return names.resolve(everything, name, "thing")

    def select(self, **filters: Unpack[Filters]) -> Selection:
        """The shared filters as one object, from the texts a person writes."""
        return selection.make(**filters)

    def _actors(self, names_: str | Sequence[str]) -> list[str]:
        """Ids of one actor, or of several."""
        return [self.actor(name).id for name in ([names_] if isinstance(names_, str) else names_)]
