"""Options that are the same on every verb, the data they load, and the way answers leave."""

import gc
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

import typer
from typer.core import TyperCommand

from bilat import collection, files, selection
from bilat.errors import NotFoundError, UsageError
from bilat.knowledge import answers, loading
from bilat.knowledge.graph import KnowledgeGraph
from bilat.model import LANGUAGES
from bilat.report import terminal
from bilat.report.layout import FORMATS, Answer, render
from bilat.selection import Filters, Scope

LIMIT = answers.LIMIT


@dataclass
class Session:
    """What was said before the verb, and the dataset it stands for."""

    data: tuple[Path, ...] = ()
    quiet: bool = False
    debug: bool = False
    bounds: dict[str, Any] = field(default_factory=dict)
    endpoint: str | None = None
    needs: Callable[[], Scope] = Scope

    @cached_property
    def graph(self) -> KnowledgeGraph:
        """The loaded dataset; of one at an endpoint, what the verb needs."""
        # It lives as long as the process: spare the collector its walks through millions of things.
        with collection.paused():
            if self.endpoint is None:
                graph = loading.load(*self.data, **self.bounds)
            else:
                with Progress(self.endpoint, quiet=self.quiet) as progress:
                    graph = loading.load(
                        endpoint=self.endpoint, scope=self.needs(), progress=progress, **self.bounds
                    )
            gc.freeze()
        return graph

    def say(self, text: str) -> None:
        """A word to the person, on stderr."""
        if not self.quiet:
            terminal.say(text)


class Progress:
    """A line on a terminal that says how much has come from an endpoint, once it takes a while."""

    def __init__(self, endpoint: str, *, quiet: bool) -> None:
        self.endpoint = endpoint
        self.shows = sys.stderr.isatty() and not quiet
        self.begun = time.monotonic()
        self.shown = False

    def __call__(self, subjects: int, size: int) -> None:
        """Say it anew."""
        if self.shows and time.monotonic() - self.begun > 1:
            self.shown = True
            terminal.say_anew(f"{self.endpoint}: {subjects:,} subjects, {size / 1e6:.1f} MB")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            terminal.say_anew("")


_session: ContextVar[Session | None] = ContextVar("session", default=None)


def session(context: typer.Context) -> Session:
    """The session of a verb."""
    found: Session = context.ensure_object(Session)
    if found.endpoint is not None:
        from bilat.cli import scope  # noqa: PLC0415  most questions are to files

        found.needs = lambda: scope.of(context.info_name or "", context.params)
    _session.set(found)
    return found


def _with_origin(answer: Answer) -> Answer:
    """The answer, with word of the endpoint its data comes from."""
    found = _session.get()
    if found is None or found.endpoint is None:
        return answer
    return replace(
        answer,
        heading=" · ".join(filter(None, (answer.heading, f"from {found.endpoint}"))),
        extra={**answer.extra, "endpoint": found.endpoint},
    )


def complete_name(incomplete: str) -> list[str]:
    """Labels and ids that begin with what was typed, for the shell."""
    paths = os.environ.get("BILAT_DATA", "")
    graph = loading.load(*filter(None, paths.split(os.pathsep)))
    wanted = incomplete.casefold()
    things: Iterable[Any] = (*graph.data.actors.values(), *graph.data.records.values())
    options = {text for thing in things for text in (thing.label(), thing.id)}
    # A name that cannot be shown as it is cannot be typed either.
    shown = (text for text in options if text == terminal.visible(text))
    return sorted(text for text in shown if text.casefold().startswith(wanted))


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


said = selection.said


class Verb(TyperCommand):
    """A verb whose JSON has no rows, rather than being none, when nothing is found."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  typer keeps this class to itself
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except NotFoundError as error:
            if error.answer is not None and ctx.params.get("format_") == "json":
                emit(error.answer, "json", ctx.params.get("output"), excel_safe=None)
            raise


def emit(answer: Answer, format_: str, output: str | None, *, excel_safe: bool | None) -> None:
    """Print an answer, or write it to a file whole."""
    answer = _with_origin(answer)
    to_file = output is not None and output != "-"
    safe = to_file and format_ == "csv" if excel_safe is None else excel_safe
    on_terminal = sys.stdout.isatty() and not to_file
    columns = shutil.get_terminal_size().columns if on_terminal else None
    text = render(answer, format_, columns=columns, excel_safe=safe)
    send_text(text, output, format_)


def send_text(text: str, output: str | None, format_: str) -> None:
    """Print an answer in some format, or write it to a file whole; nothing in its data acts."""
    to_file = output is not None and output != "-"
    safe = terminal.calm(text, format_, on_terminal=sys.stdout.isatty() and not to_file)
    if output is not None and to_file:
        files.write(Path(output), safe.encode("utf-8", "backslashreplace"))
    else:
        terminal.send(safe)


# Seconds: a day.
LONGEST = 86_400.0


def bounded(option: str, value: float | None, most: float, *, least: float = 0) -> None:
    """Refuse a bound that bounds nothing: not a number, not above ``least``, or beyond ``most``."""
    if value is not None and not (least < value <= most or value == least > 0):
        raise UsageError(f"{option} is {value:g} (give a number above {least:g}, up to {most:g})")


def bounds(*, max_bytes: int | None, timeout: float | None, allow_empty: bool) -> dict[str, Any]:
    """The bounds of loading, None where the source of the data decides."""
    return {"max_bytes": max_bytes, "timeout": timeout, "allow_empty": allow_empty}
