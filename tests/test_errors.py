"""Whatever a user can cause has an exit code of its own and says where it happened."""

from __future__ import annotations

import pytest

from bilat import errors
from bilat.errors import BadInputError, BilatError

EXIT_CODES = {
    "BilatError": 70,
    "UsageError": 2,
    "AmbiguousNameError": 2,
    "NotFoundError": 1,
    "UnknownNameError": 1,
    "BadInputError": 3,
    "LimitError": 4,
    "RemoteError": 5,
    "LockedError": 6,
    "WriteError": 7,
}


def test_every_error_has_its_exit_code() -> None:
    found = {
        name: thing.exit_code
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, BilatError)
    }
    assert found == EXIT_CODES


@pytest.mark.parametrize(
    ("path", "line", "column", "text"),
    [
        ("", None, None, "no"),
        ("a.ttl", None, None, "a.ttl: no"),
        ("a.ttl", 4, None, "a.ttl:4: no"),
        ("a.ttl", 4, 7, "a.ttl:4:7: no"),
        ("", 4, None, "4: no"),
    ],
)
def test_bad_input_has_its_place_in_front(
    path: str, line: int | None, column: int | None, text: str
) -> None:
    error = BadInputError("no", path=path, line=line, column=column)
    assert str(error) == text
    assert (error.message, error.path, error.line, error.column) == ("no", path, line, column)
