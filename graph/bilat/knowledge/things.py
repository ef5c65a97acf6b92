"""What goes by a name in a dataset, and the filters every question shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from bilat import selection
from bilat.analysis import names
from bilat.errors import UnknownNameError
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
        """The actor of this name. Raises ``UnknownNameError`` or ``AmbiguousNameError``."""
        if name not in self._called:
            self._called[name] = names.resolve(self.data.actors.values(), name).id
        return self.data.entities[self._called[name]]

    def thing(self, name: str) -> names.Thing:
        """The actor, else anything else (place, office, record, document) of this name."""
        tables = (self.data.entities, self.data.records, self.data.documents)
        everything = [thing for table in tables for thing in table.values()]
        for thing in everything:
            if thing.id == name.strip():
                return thing
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
