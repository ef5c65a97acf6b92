"""The program: options before the verb, and errors as one line with the right exit code."""

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import bilat
from bilat.cli.options import LONGEST, Session, Verb, bounded, bounds
from bilat.errors import BilatError, UsageError
from bilat.report import terminal
from bilat.report.terminal import ReaderLeft, fail

# The verbs by the module they are in, in the order of the help.
THEMES = {
    "ask": ("find", "show", "timeline"),
    "chains": ("path",),
    "rank": ("centrality", "communities"),
    "sanctions": ("listed", "engaged"),
    "world": ("compare", "balance"),
    "evidence": ("claims", "coverage", "stats"),
    "query": ("query",),
    "draw": ("graph",),
    "check": ("check",),
    "add": ("add",),
    "exchange": ("import", "export"),
}

# Verbs about the text of files, not about what it says.
OF_FILES = ("check", "add", "import")


def program(given: Sequence[str] = ()) -> typer.Typer:
    """The program with the verbs some words may mean, or all if they name none.

    A question so builds one verb; building all of them takes longer than answering.
    """
    app = typer.Typer(
        name="bilat",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(before_the_verb)
    named = [theme for theme, verbs in THEMES.items() if {*verbs} & {*given}]
    for theme in named or THEMES:
        importlib.import_module(f"bilat.cli.{theme}").register(app)
    for command in app.registered_commands:
        command.cls = Verb
    if named:
        app.registered_commands = [
            command for command in app.registered_commands if _verb(command) in given
        ]
    return app


def _verb(command: Any) -> str:  # noqa: ANN401  typer keeps this class to itself
    name: str = command.name or command.callback.__name__
    return name


def _show_version(wanted: bool) -> None:
    if wanted:
        terminal.send(f"bilat {bilat.__version__}\n")
        raise typer.Exit


def before_the_verb(
    context: typer.Context,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            envvar="BILAT_DATA",
            metavar="PATH",
            help="Your data: file or folder (repeatable). Default: what ships.",
        ),
    ] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint",
            metavar="URL",
            help="Ask the data in a SPARQL 1.1 store instead: what the verb needs is pulled.",
        ),
    ] = None,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="Plain text (bilat uses no colour).")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No words on stderr but errors.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Accept data without statements.")
    ] = False,
    max_bytes: Annotated[
        int | None,
        typer.Option(
            "--max-bytes", metavar="N", help="Largest file, or most to pull from an endpoint."
        ),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            help="Longest time to read a file, or for an endpoint to answer.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Relations between states: dated, cited, drawn.

    \b
    Examples:
      bilat timeline "Shinzo Abe" "Vladimir Putin" --kind meeting
      bilat path "Valery Gerasimov" "Shinzo Abe"
      bilat graph -o japan-russia.html --open
    """  # noqa: D301  \b keeps the lines apart
    bounded("--timeout", timeout, LONGEST)
    bounded("--max-bytes", max_bytes, sys.maxsize)
    limits = bounds(max_bytes=max_bytes, timeout=timeout, allow_empty=allow_empty)
    if endpoint is not None:
        _refuse_with_endpoint(context)
    context.obj = Session(
        tuple(data or ()), quiet=quiet, debug=debug, bounds=limits, endpoint=endpoint
    )


def _refuse_with_endpoint(context: typer.Context) -> None:
    """Say what cannot be had from an endpoint, before anything is sent to it."""
    source = context.get_parameter_source("data")
    # What the environment names is a default, and the endpoint stands instead of it.
    if source is not None and source.name == "COMMANDLINE":
        raise UsageError("--endpoint and --data exclude each other (choose one)")
    if context.invoked_subcommand in OF_FILES:
        raise UsageError(f"{context.invoked_subcommand} is about files, not an endpoint")


def run(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit code. Never a traceback, unless asked for with --debug."""
    # Names are typed in UTF-8, whatever the locale believes.
    typed = [os.fsencode(part).decode("utf-8", "surrogateescape") for part in sys.argv[1:]]
    given = typed if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        # A terminal or locale that cannot show a letter gets its escape, not a crash.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # text streams
    try:
        code = _run(given)
        sys.stdout.flush()
    except (ReaderLeft, BrokenPipeError):
        # The reader has gone; point stdout elsewhere so that the interpreter's own flush is quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _run(given: list[str]) -> int:
    try:
        result = program(given)(given, standalone_mode=False, prog_name="bilat")
    except (ReaderLeft, BrokenPipeError):
        raise
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001  the last resort
        if "--debug" in given:
            terminal.trace(error)
        return _explain(error)
    return result if isinstance(result, int) else 0


def _explain(error: BaseException) -> int:
    if isinstance(error, BilatError):
        fail(str(error))
        return error.exit_code
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        fail("interrupted")
        return 130
    if isinstance(error, MemoryError):
        fail("out of memory (narrow the question)")
        return 4
    if hasattr(error, "format_message"):
        return _explain_usage(error)
    fail(f"internal error: {type(error).__name__}: {error} (run again with --debug and report it)")
    return 70


def _explain_usage(error: Any) -> int:  # noqa: ANN401  typer keeps these classes private
    """Say what is wrong with the words of a call; without any words, show the help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        terminal.send(f"{error.format_message()}\n")
    else:
        verb = getattr(getattr(error, "ctx", None), "command_path", "bilat")
        fail(f"{error.format_message()} (see: {verb} --help)")
    return UsageError.exit_code
