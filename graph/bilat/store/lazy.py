"""Model objects that read a field from the statements when it is first looked at.

Most questions look at a few fields of a few records: reading all of them took half of the time to
an answer, and nearly all of it on hundreds of thousands of events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from bilat.store.nodes import Node

T = TypeVar("T")
World = TypeVar("World")
Readers = Mapping[str, Callable[[World, Node], Any]]

# The objects are frozen for everybody but the reader of their fields.
_set = object.__setattr__


class Maker(Generic[T, World]):
    """Makes objects of a frozen dataclass with slots, each field read by its reader.

    What it makes belongs to a subclass, which behaves as the class itself in every respect.
    """

    def __init__(self, class_: type[T], readers: Readers[World]) -> None:
        def read(self: object, name: str) -> Any:  # noqa: ANN401  a field of any type
            reader = readers.get(name)
            if reader is None:
                raise AttributeError(f"{class_.__name__} has no {name}")
            value = reader(self._world, self._node)  # type: ignore[attr-defined]  # slots below
            _set(self, name, value)
            return value

        space = {
            "__slots__": ("_node", "_world"),
            "__getattr__": read,
            "__doc__": class_.__doc__,
            "__module__": class_.__module__,
            "__qualname__": class_.__qualname__,
        }
        self._class: type[T] = type(class_.__name__, (class_,), space)
        self._new = object.__new__

    def __call__(self, world: World, node: Node, **known: object) -> T:
        """An object of a node; ``known`` are fields that need no reading."""
        made: T = self._new(self._class)
        _set(made, "_world", world)
        _set(made, "_node", node)
        for name, value in known.items():
            _set(made, name, value)
        return made
