"""graph: the interactive page."""

import sys
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import typer

from bilat import files
from bilat.cli import options
from bilat.errors import UsageError
from bilat.report import terminal


def register(app: typer.Typer) -> None:
    """Add the verb of this file."""
    app.command()(graph)


def graph(
    context: typer.Context,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE.html", help="Where to; - is stdout."),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open it in your browser.")] = False,
    focus: Annotated[
        list[str] | None,
        typer.Option(
            "--focus",
            metavar="NAME",
            autocompletion=options.complete_name,
            help="Only what surrounds this actor (repeatable).",
        ),
    ] = None,
    hops: Annotated[int, typer.Option("--hops", min=1, max=4, help="How far around.")] = 1,
    title: Annotated[str, typer.Option("--title", help="The page's title.")] = "",
    story: Annotated[
        str | None,
        typer.Option(
            "--story",
            metavar="FILE.md",
            help="Guide the reader through this story, or one of bilat's by its name.",
        ),
    ] = None,
    split: Annotated[
        bool, typer.Option("--split", help="A folder for a web site instead of one file.")
    ] = False,
    theme: Annotated[
        str,
        typer.Option(
            "--theme",
            metavar="auto|light|dark",
            help="Colours.",
        ),
    ] = "auto",
    max_view: Annotated[
        int, typer.Option("--max-view", min=1, help="Actors drawn at the most.")
    ] = 1500,
    as_of: options.AsOf = None,
    start: options.From = None,
    end: options.To = None,
    kinds: options.Kinds = None,
    certain: options.Certain = False,
    language: options.Language = "en",
) -> None:
    """The interactive page: one HTML file that works offline.

    \b
    Examples:
      bilat graph -o japan-russia.html --open
      bilat graph -o gerasimov.html --focus Gerasimov --hops 2
      bilat graph -o tour.html --story why-japan-courted-russia
    """  # noqa: D301
    if output is None and (open_ or sys.stdout.isatty()):
        raise UsageError("say where the page goes: -o FILE.html")
    if split and output in (None, "-"):
        raise UsageError("say which folder the page goes to: -o FOLDER")
    session = options.session(context)
    asked: dict[str, Any] = {
        "focus": focus or (),
        "hops": hops,
        "title": title,
        "language": language,
        "theme": theme,
        "max_view": max_view,
        "story": story,
        **options.filters(as_of, start, end, kinds, certain),
    }
    if split:
        session.graph.site(str(output), **asked)
        session.say(f"wrote {output} (open {output}/index.html, or put the folder on a server)")
        _show(session, Path(str(output)) / "index.html", wanted=open_)
        return
    page = session.graph.html(**asked).encode("utf-8", "backslashreplace")
    if output in (None, "-"):
        terminal.send(page)
        return
    path = Path(str(output))
    files.write(path, page)
    session.say(f"wrote {path} ({len(page) / 1000:.0f} kB)")
    _show(session, path, wanted=open_)


def _show(session: options.Session, path: Path, *, wanted: bool) -> None:
    if wanted and not webbrowser.open(path.resolve().as_uri()):
        session.say(f"no browser found; open {path} yourself")
