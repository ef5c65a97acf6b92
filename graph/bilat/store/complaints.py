"""What is wrong with a data file, in words: where, what, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from bilat import files
from bilat.errors import BadInputError, LimitError

# Trees deeper than this are refused: parsers go down them by calling themselves.
MAX_DEPTH = 256


def line_at(text: bytes, place: int) -> int:
    """The number of the line that a place in a text is on, from 1."""
    return text.count(b"\n", 0, place) + 1


def too_deep(name: str, line: int) -> BadInputError:
    """For a tree that is too deep."""
    return BadInputError(f"nested deeper than {MAX_DEPTH} (flatten it)", path=name, line=line)


def too_long(name: str, line: int) -> LimitError:
    """For a literal that is too long."""
    return LimitError(f"{name}:{line}: a literal over {files.MAX_LINE // 1024**2} MB (break it up)")


def save_as_utf8(what: str, name: str, line: int | None = None) -> BadInputError:
    """For a text in another encoding."""
    return BadInputError(f"{what} (save it as UTF-8)", path=name, line=line)


def conflict(name: str, line: int) -> BadInputError:
    """For what version control left in a file."""
    message = f"unresolved merge conflict at line {line} (keep what is right, remove the marks)"
    return BadInputError(message, path=name, line=line)


def not_read(what: str, name: str, line: int | None) -> BadInputError:
    """For what RDF has since version 1.2."""
    return BadInputError(f"RDF 1.2 {what} not read (say it in RDF 1.1)", path=name, line=line)


def relative(iri: str, name: str, line: int | None, column: int | None = None) -> BadInputError:
    """For a relative IRI: no name may depend on where a file is."""
    message = f"relative IRI without a base: <{iri}> (write it in full, or declare a base)"
    return BadInputError(message, path=name, line=line, column=column)


_COMPARED, _LONG = 5000, 60


def undeclared(prefix: str, declared: Iterable[str]) -> str:
    """A prefix nobody declared, with the nearest that somebody did."""
    import difflib  # noqa: PLC0415  most data is as it should be

    # Comparing takes time: of thousands of prefixes some are enough, and so is the start of each.
    known = [one for one in islice(declared, _COMPARED) if 0 < len(one) < _LONG]
    near = difflib.get_close_matches(prefix[:_LONG], known, n=1, cutoff=0)
    hint = f"did you mean {near[0]}:?" if near else "declare it at the top"
    return f"prefix {prefix}: not declared ({hint})"


_PREFIX = re.compile(rb"^[ \t]*@?prefix\s+([^\s:<]*):", re.IGNORECASE | re.MULTILINE)
_HALVES = re.compile(r"={7}[ \t\r]*")


def explained(error: SyntaxError, data: bytes, name: str) -> BadInputError:
    """The parser's complaint about Turtle or its kin, at the place where the statement went wrong.

    A parser sees that a dot is missing where the next statement begins, and that a file is cut off
    at its end.
    """
    message = re.sub(r"^Parser error (at|between) line.*?: ", "", error.msg)
    rows = data.split(b"\n")
    line, column = error.lineno or 1, error.offset or 1
    row = _row(rows, line)
    if _HALVES.fullmatch(row):
        return conflict(name, line)
    at = row[column - 1 :]
    if _lacks_dot(message, row[: column - 1]):
        cause = _line_of_end(rows, line, column)
        message = "A dot is expected at the end of statements (add it, or what is missing, here)"
        return BadInputError(
            message, path=name, line=cause, column=column if cause == line else None
        )
    if message.startswith("Unexpected end"):
        if at[:1] in ("'", '"', "<"):
            what = "an IRI" if at.startswith("<") else "a string"
            message = f"Unexpected end of file inside {what} that begins here (it is cut off)"
            return BadInputError(message, path=name, line=line, column=column)
        message = "Unexpected end of file within a statement (it is cut off, or lacks a dot)"
        return BadInputError(message, path=name, line=_line_of_end(rows, line, column))
    if message.startswith("No scheme found"):
        return relative(re.sub(r"^<|>.*", "", at, flags=re.DOTALL), name, line, column)
    unknown = re.match(r"The prefix (.*): has not been declared", message)
    if unknown:
        message = undeclared(unknown[1], _declared(data))
    else:
        message = f"{message} (correct it here or just above)"
    return BadInputError(message, path=name, line=line, column=column)


def _lacks_dot(message: str, before: str) -> bool:
    """Whether a statement lacks its final dot; before ``@prefix``, this reads as a language."""
    declares = re.fullmatch(r"\s*@(prefix|base)\s*", before) is not None
    expected = ("A dot is expected", "Quads must be followed by a dot")
    return message.startswith(expected) or (declares and "prefix" in message)


def _row(rows: list[bytes], line: int) -> str:
    return rows[line - 1].decode("utf-8", "replace") if line <= len(rows) else ""


def _declared(data: bytes) -> Iterator[str]:
    return (found[1].decode("utf-8", "replace") for found in _PREFIX.finditer(data))


def _line_of_end(rows: list[bytes], line: int, column: int) -> int:
    """The line where what stands before a place ends, blanks and comments left out."""
    if _row(rows, line)[: column - 1].strip() not in ("", "@prefix", "@base"):
        return line
    above = (n for n in range(min(line - 1, len(rows)), 0, -1) if _says_something(rows[n - 1]))
    return next(above, line)


def _says_something(row: bytes) -> bool:
    return row.strip() != b"" and not row.lstrip().startswith(b"#")
