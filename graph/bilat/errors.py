"""Everything a user can cause to go wrong, each with its exit code.

    BilatError              70
    ├── UsageError           2   an option or argument makes no sense
    │   └── AmbiguousNameError   a name fits several things
    ├── NotFoundError        1   nothing answers the question
    │   └── UnknownNameError     nothing goes by this name
    ├── BadInputError        3   a file cannot be used as it is
    ├── LimitError           4   a stated bound was reached
    ├── RemoteError          5   a host did not answer as it should
    ├── LockedError          6   somebody else is writing
    └── WriteError           7   the output cannot be written

The command line catches the base once and prints one line; a notebook reads the values that
failed from the attributes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_MOST_NAMED = 6
_LONGEST_PATH = 120


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters: of a longer one, its beginning and its end."""
    if len(text) <= most:
        return text
    end = (most - 1) // 2
    return f"{text[: most - 1 - end]}…{text[len(text) - end :]}"


class BilatError(Exception):
    """The base of all errors this package raises on purpose.

    ``exit_code`` is the process status the command line ends with.
    """

    exit_code = 70


class UsageError(BilatError):
    """An option or argument that makes no sense, with what to write instead."""

    exit_code = 2


class AmbiguousNameError(UsageError):
    """A name that fits several things; ``candidates`` holds ``(id, label)`` pairs."""

    def __init__(self, name: str, candidates: Sequence[tuple[str, str]]) -> None:
        """Name the candidates so that the caller can choose one by its id."""
        self.name = name
        self.candidates = tuple(candidates)
        hidden = len(self.candidates) - _MOST_NAMED
        listed = ", ".join(f"{label} ({id_})" for id_, label in self.candidates[:_MOST_NAMED])
        more = f" and {hidden} more" if hidden > 0 else ""
        super().__init__(f'"{name}" fits {len(self.candidates)}: {listed}{more} (use an id)')


class NotFoundError(BilatError):
    """A well-formed question without an answer.

    ``answer`` is what there is to print all the same where programs read it: one without rows.
    """

    exit_code = 1
    answer: Any = None


class UnknownNameError(NotFoundError):
    """A name nothing goes by; ``nearest`` holds up to three labels that look like it."""

    def __init__(self, name: str, nearest: Sequence[str], sort: str = "one or nothing") -> None:
        """Suggest the nearest names."""
        self.name = name
        self.nearest = tuple(nearest)
        hint = f" (did you mean {', '.join(self.nearest)}?)" if nearest else " (try: bilat find)"
        super().__init__(f'no {sort} is called "{name}"{hint}')


class BadInputError(BilatError):
    """A file that cannot be used; ``path``, ``line`` and ``column`` say where, from 1.

    A long path is whole in ``path``, and shortened in what is printed.
    """

    exit_code = 3

    def __init__(
        self, message: str, *, path: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        """Put the place in front of the message, as compilers do."""
        self.message = message
        self.path, self.line, self.column = path, line, column
        parts = (shortened(path, _LONGEST_PATH), line, column)
        place = ":".join(str(part) for part in parts if part not in ("", None))
        super().__init__(f"{place}: {message}" if place else message)


class LimitError(BilatError):
    """A bound that was reached; the message names the option that raises it."""

    exit_code = 4


class RemoteError(BilatError):
    """A host that could not be asked, or answered with something that cannot be used.

    ``host`` is as it was named; ``status`` (HTTP), ``media`` (content type) and ``size`` (bytes)
    are those of the answer, as far as there was one.
    """

    exit_code = 5

    def __init__(
        self, host: str, message: str, *, status: int | None = None, media: str = "", size: int = 0
    ) -> None:
        """Put the host in front, and what came from it behind."""
        self.host, self.status, self.media, self.size = host, status, media, size
        came = f" (HTTP {status}, {media or 'no type'}, {size:,} bytes)" if status else ""
        super().__init__(f"{host}: {message}{came}")


class LockedError(BilatError):
    """Another process is writing the same file."""

    exit_code = 6


class WriteError(BilatError):
    """An output that cannot be written; what was there before is untouched."""

    exit_code = 7
