"""Options that are the same on every verb, the data they load, and the way answers leave."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer

from bilat import files, sandbox
from bilat.errors import UsageError
from bilat.knowledge import loading
from bilat.knowledge.graph import KnowledgeGraph
from bilat.model import LANGUAGES
from bilat.report.layout import FORMATS, Answer, render, visible
from bilat.selection import Filters

LIMIT = 50
_LONGEST_ERROR = 300


@dataclass
class Session:
    """What was said before the verb, and the dataset it stands for."""

    data: tuple[Path, ...] = ()
    quiet: bool = False
    debug: bool = False
    bounds: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def graph(self) -> KnowledgeGraph:
        """The loaded dataset."""
        graph = loading.load(*self.data, **self.bounds)
        # It lives as long as the process: spare the collector a walk through it, 45 ms at the end.
        gc.freeze()
        return graph

    def say(self, text: str) -> None:
        """A word to the person, on stderr."""
        if not self.quiet:
            print(visible(text), file=sys.stderr)  # noqa: T201  the command line speaks


def session(context: typer.Context) -> Session:
    """The session of a verb."""
    found: Session = context.ensure_object(Session)
    return found


def complete_name(incomplete: str) -> list[str]:
    """Labels and ids that begin with what was typed, for the shell."""
    paths = os.environ.get("BILAT_DATA", "")
    graph = loading.load(*filter(None, paths.split(os.pathsep)))
    wanted = incomplete.casefold()
    things: Iterable[Any] = (*graph.data.actors.values(), *graph.data.records.values())
    options = {text for thing in things for text in (thing.label(), thing.id)}
    return sorted(text for text in options if text.casefold().startswith(wanted))


def _one_of(choices: tuple[str, ...], name: str) -> Any:  # noqa: ANN401  a typer callback
    def check(value: str | None) -> str | None:
        if value is not None and value not in choices:
            raise UsageError(f'no {name} "{value}" (choose from: {", ".join(choices)})')
        return value

    return check


Names = Annotated[list[str] | None, typer.Argument(autocompletion=complete_name)]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="The world as it stood on a date.")
]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="From this date (EDTF).")]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Up to this date (EDTF).")]
Authority = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="AUTHORITY",
        help="Only what this authority listed.",
        autocompletion=complete_name,
    ),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help="Only records of this kind (repeatable)."),
]
Certain = Annotated[
    bool, typer.Option("--certain", help="Only what holds on every reading of the dates.")
]
WithContested = Annotated[
    bool, typer.Option("--with-contested", help="Use contested records as well.")
]
Language = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="en|ja|ru",
        callback=_one_of(LANGUAGES, "language"),
        help="Language of the names.",
    ),
]
Limit = Annotated[int, typer.Option("--limit", min=0, help="Rows at the most; 0 is all.")]
Format = Annotated[
    str,
    typer.Option(
        "-f",
        "--format",
        metavar="|".join(FORMATS),
        callback=_one_of(FORMATS, "format"),
        help="How to print the answer.",
    ),
]
Output = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to a file; - is stdout.")
]
ExcelSafe = Annotated[
    bool | None,
    typer.Option(
        "--excel-safe/--no-excel-safe",
        show_default=False,
        help="Keep spreadsheets from running cells (default for -o FILE.csv).",
    ),
]


def filters(
    as_of: str | None, since: str | None, until: str | None, kinds: list[str] | None, certain: bool
) -> Filters:
    """The shared filters as the library takes them."""
    return {
        "as_of": as_of,
        "since": since,
        "until": until,
        "kinds": tuple(kinds or ()),
        "certain": certain,
    }


def said(chosen: Filters) -> dict[str, Any]:
    """The filters as JSON shows them: those that were given."""
    names = {"since": "from", "until": "to", "kinds": "kind"}
    kept = {names.get(key, key): value for key, value in chosen.items() if value and key != "as_of"}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in kept.items()}


def given(**asked: str | None) -> dict[str, str]:
    """Names a verb was asked about, as JSON shows them: those that were given."""
    return {key: value for key, value in asked.items() if value}


def emit(answer: Answer, format_: str, output: str | None, *, excel_safe: bool | None) -> None:
    """Print an answer, or write it to a file whole."""
    to_file = output is not None and output != "-"
    safe = to_file and format_ == "csv" if excel_safe is None else excel_safe
    on_terminal = sys.stdout.isatty() and not to_file
    columns = shutil.get_terminal_size().columns if on_terminal else None
    send_text(render(answer, format_, columns=columns, excel_safe=safe), output)


def send_text(text: str, output: str | None) -> None:
    """Print a text, or write it to a file whole."""
    if output is not None and output != "-":
        files.write(Path(output), text.encode("utf-8", "backslashreplace"))
    else:
        send(text)


class ReaderLeft(Exception):  # noqa: N818  no error: whoever read has seen enough
    """Whoever read our output has closed it."""


def send(output: str | bytes) -> None:
    """Write to stdout; ``ReaderLeft`` if nobody reads any more.

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


def fail(message: str) -> None:
    """One line on stderr."""
    line = visible(f"bilat: {' '.join(message.split())}")
    if len(line) > _LONGEST_ERROR:
        line = line[: _LONGEST_ERROR - 1] + "…"
    print(line, file=sys.stderr)  # noqa: T201  the command line speaks


def bounds(*, max_bytes: int | None, timeout: float | None, allow_empty: bool) -> dict[str, Any]:
    """The bounds of loading that were raised by name."""
    return {
        "max_bytes": files.MAX_BYTES if max_bytes is None else max_bytes,
        "timeout": sandbox.TIMEOUT_SECONDS if timeout is None else timeout,
        "allow_empty": allow_empty,
    }
