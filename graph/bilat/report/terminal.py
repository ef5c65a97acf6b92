"""The one way to a terminal: every string from data is made safe here, and nobody else prints.

What would control a terminal, hide or turn text around is written out. JSON and Turtle have escapes
of their own for that, so they keep their meaning; a text for people has the code in braces.
"""

from __future__ import annotations

import re
import sys

from bilat.errors import shortened

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
# What no text has a use for. Joiners and marks that some scripts are written with are not here.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_ERROR = 300
_LONGEST_WORD = 80

_JSON = ("json", "jsonl", "jsonld", "srj")
_TURTLE = ("ttl", "trig", "nt", "nq")


class ReaderLeft(Exception):  # noqa: N818  no error: whoever read has seen enough
    """Whoever read our output has closed it."""


def visible(text: str) -> str:
    """A string from data, safe on a terminal: what would control or hide is written out."""
    return _UNSAFE.sub(lambda match: _written(match[0]), text)


def _written(character: str) -> str:
    return f"\\u{{{ord(character):04X}}}"


def escaped(text: str) -> str:
    """Turtle or N-Triples, safe on a terminal and with the same meaning; line ends stay."""
    return _UNSAFE.sub(lambda match: match[0] if match[0] == "\n" else _escape(match[0]), text)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"  # noqa: PLR2004


def calm(text: str, format_: str, *, on_terminal: bool = True) -> str:
    """The text of an answer in some format, its own line ends and tabs kept: nothing in it acts.

    JSON means the same as before, Turtle and its kin on a terminal too, and elsewhere they stay as
    they are. Of another file, invisible characters that some scripts need stay, unless it goes to
    a terminal.
    """
    if format_ in _TURTLE and not on_terminal:
        return text
    write = _in_json if format_ in _JSON else _escape if format_ in _TURTLE else _written
    unsafe = _UNSAFE if on_terminal or format_ in _JSON else _CONTROL
    return unsafe.sub(lambda match: match[0] if match[0] in "\n\t" else write(match[0]), text)


def _in_json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


def send(output: str | bytes) -> None:
    """Write to stdout what is safe there; ``ReaderLeft`` if nobody reads any more.

    The pipe's own error must not reach typer, which would end with exit code 1.
    """
    try:
        if isinstance(output, bytes):
            sys.stdout.buffer.write(output)
        else:
            sys.stdout.write(output)
        sys.stdout.flush()
    except BrokenPipeError:
        raise ReaderLeft from None


def say(text: str) -> None:
    """A line to the person, on stderr."""
    print(visible(text), file=sys.stderr)  # noqa: T201  the command line speaks


def say_anew(text: str) -> None:
    """A line on stderr in place of the one that was said so before; an empty one takes it away."""
    print(f"\r\x1b[K{visible(text)}", end="", file=sys.stderr, flush=True)  # noqa: T201


def ask(question: str) -> None:
    """The beginning of a line on stderr that the person ends; stdout stays free for the answer."""
    print(visible(question), end=": ", file=sys.stderr, flush=True)  # noqa: T201


def fail(message: str) -> None:
    """One line on stderr, in which the place comes first and the remedy last: both stay."""
    line = visible(f"bilat: {' '.join(message.split())}")
    if len(line) > _LONGEST_ERROR:
        line = " ".join(shortened(word, _LONGEST_WORD) for word in line.split(" "))
    say(shortened(line, _LONGEST_ERROR))


def trace(error: BaseException) -> None:
    """Where an error came from, for those who asked for it; its message may hold data."""
    import traceback  # noqa: PLC0415  hardly ever asked for

    for part in traceback.format_exception(error):
        for line in part.rstrip("\n").split("\n"):
            say(line)
