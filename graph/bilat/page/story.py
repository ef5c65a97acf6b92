"""Stories: a Markdown file becomes a guided tour of the page, in steps that cite records.

A small part of Markdown is read, line by line: front matter, ``## Step``, paragraphs, lists with
``-``, ``**strong**``, ``*emphasis*`` and links. Everything else, HTML too, is text and stays text.
Lines such as ``period: 2013/2016`` right under a heading say what the step shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NoReturn

from bilat import dates, files
from bilat.errors import BadInputError
from bilat.page import island

MAX_BYTES = 256 * 1024
MAX_STEPS = 60
# Marks of emphasis are searched forwards from each other: a longer paragraph would take long.
MAX_PARAGRAPH = 6_000
VIEWS = ("shores", "network", "ego", "path", "lanes", "matrix", "table")

_NEEDED = ("title", "language")
_KNOWN = (*_NEEDED, "author", "date", "licence", "description")
_DIRECTIVES = ("period", "focus", "view")
_SETTING = re.compile(r"([a-z]+):\s+(\S.*)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_EMPHASIS = re.compile(
    r"\*\*(?=\S)([^*]{1,500})(?<=\S)\*\*|\*(?=\S)([^*]{1,500})(?<=\S)\*"
    r"|(?<!\w)_(?=\S)([^_]{1,500})(?<=\S)_(?!\w)"
)
# Signs after a backslash are put aside here, among code points nobody writes, while marks are read.
_ASIDE = 0xE000
_ESCAPED = re.compile(r"\\([\\*\[\]()#_-])")


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one style; with a ``target``, an id or an http address, they are a link."""

    text: str
    target: str = ""
    line: int = 0
    style: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, which has one item, or a list."""

    items: tuple[tuple[Span, ...], ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the tour. The first has the title of the story and what stands before all steps.

    ``focus`` holds the ids of a record, an actor, or two actors; ``period`` is EDTF, such as
    ``2013/2016``; ``lines`` tells where in the file each of the settings stands.
    """

    title: str
    blocks: tuple[Block, ...]
    period: str = ""
    focus: tuple[str, ...] = ()
    view: str = ""
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def links(self) -> Iterator[Span]:
        """The links of the text, in its order."""
        spans = (span for block in self.blocks for item in block.items for span in item)
        return (span for span in spans if span.target)


@dataclass(frozen=True, slots=True)
class Story:
    """A file that was read; nothing of it has been looked up yet."""

    name: str
    told: dict[str, str]
    steps: tuple[Step, ...]


def shipped() -> list[str]:
    """The names of the stories that come with the package."""
    folder = resources.files("bilat.page").joinpath("stories")
    return sorted(file.name[:-3] for file in folder.iterdir() if file.name.endswith(".md"))


def read(name: str) -> Story:
    """The story of a file, or one of the package by its name.

    Raises ``BadInputError`` with the line for anything that is not understood.
    """
    if name in shipped() and not Path(name).exists():
        file = resources.files("bilat.page").joinpath("stories", f"{name}.md")
        return parse(file.read_text(encoding="utf-8"), f"{name}.md")
    try:
        data = files.read(Path(name), max_bytes=MAX_BYTES)
        return parse(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInputError("is not UTF-8", path=name, line=line) from None
    except BadInputError as error:
        if error.line is None and "/" not in name and not name.endswith(".md"):
            known = ", ".join(shipped())
            message = f"{error.message}; stories that come with bilat: {known}"
            raise BadInputError(message, path=name) from None
        raise


def parse(text: str, name: str) -> Story:
    """The story a text holds."""
    return _Reader(name, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).story()


class _Reader:
    """Goes down the lines once; ``at`` is the next one, from 0."""

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        self.name, self.lines, self.at = name, lines, 0

    def refuse(self, message: str, line: int | None = None) -> NoReturn:
        raise BadInputError(message, path=self.name, line=self.at if line is None else line)

    def next(self) -> str | None:
        """The next line without blanks at its end."""
        self.at += 1
        return self.lines[self.at - 1].rstrip() if self.at <= len(self.lines) else None

    def story(self) -> Story:
        told = self._front_matter()
        steps: list[Step] = []
        title: str | None = told["title"]
        while title is not None:
            if len(steps) > MAX_STEPS:
                self.refuse(f"over {MAX_STEPS} steps (divide the story)")
            step, title = self._step(island.markup_safe(title), first=not steps)
            steps.append(step)
        if len(steps) == 1:
            self.refuse('no step (a step begins with a line such as "## How it began")')
        return Story(self.name, told, tuple(steps))

    def _front_matter(self) -> dict[str, str]:
        if self.next() != "---":
            self.refuse('a story begins with a line "---" and its title and language')
        told: dict[str, str] = {}
        while (line := self.next()) != "---":
            if line is None:
                self.refuse('the front matter has no end (a second line "---")', 1)
            if not line or line.startswith("#"):
                continue
            key, value = self._setting(line, _KNOWN)
            if key in told:
                self.refuse(f'"{key}" twice')
            told[key] = island.markup_safe(value.strip("\"'"))
        for key in _NEEDED:
            if not told.get(key):
                self.refuse(f'the front matter has no "{key}"', 1)
        if not _LANGUAGE.fullmatch(told["language"]):
            self.refuse(f'"{told["language"]}" is no language (such as: en, ja, pt-BR)', 1)
        return told

    def _setting(self, line: str, known: Sequence[str]) -> tuple[str, str]:
        found = _SETTING.fullmatch(line)
        if not found or found[1] not in known:
            self.refuse(f'not understood: "{line[:60]}" (known: {", ".join(known)})')
        return found[1], found[2]

    def _step(self, title: str, *, first: bool) -> tuple[Step, str | None]:
        """A step, and the title of the one after it."""
        settings = {} if first else self._settings()
        lines = {key: line for key, (_, line) in settings.items()}
        said = {key: value for key, (value, _) in settings.items()}
        self._check(said, lines)
        blocks, following = self._blocks()
        focus = tuple(part.strip() for part in said.get("focus", "").split("~") if part.strip())
        step = Step(
            title, tuple(blocks), said.get("period", ""), focus, said.get("view", ""), lines
        )
        return step, following

    def _settings(self) -> dict[str, tuple[str, int]]:
        """The lines right under a heading, up to the first blank one."""
        found: dict[str, tuple[str, int]] = {}
        while (line := self.next()) and (match := _SETTING.fullmatch(line)):
            if match[1] not in _DIRECTIVES:
                self.refuse(
                    f'no setting "{match[1]}" (known: {", ".join(_DIRECTIVES)}; '
                    "text begins after a blank line)"
                )
            if match[1] in found:
                self.refuse(f'"{match[1]}" twice')
            found[match[1]] = (match[2], self.at)
        self.at -= 1
        return found

    def _check(self, said: dict[str, str], lines: dict[str, int]) -> None:
        if "period" in said:
            try:
                dates.parse(said["period"])
            except dates.DateError as error:
                self.refuse(f"period: {error}", lines["period"])
        if said.get("view", VIEWS[0]) not in VIEWS:
            self.refuse(
                f'no view "{said["view"]}" (choose from: {", ".join(VIEWS)})', lines["view"]
            )
        if said.get("focus", "").count("~") > 1:
            self.refuse("focus: an id, or two with ~ between them", lines["focus"])

    def _blocks(self) -> tuple[list[Block], str | None]:
        """The text up to the next heading, and that heading."""
        parts: list[tuple[bool, int, list[str]]] = []
        fresh = True
        while (line := self.next()) is not None and not line.startswith("#"):
            is_item = line.startswith("- ")
            if line and (fresh or is_item):
                parts.append((is_item, self.at, []))
            if line:
                parts[-1][2].append(line.removeprefix("- ").strip())
            fresh = not line
        blocks: list[Block] = []
        for is_item, group in groupby(parts, key=itemgetter(0)):
            items = tuple(tuple(self._spans("\n".join(words), at)) for _, at, words in group)
            blocks += [Block(items, is_list=True)] if is_item else [Block((one,)) for one in items]
        return blocks, None if line is None else self._heading(line)

    def _heading(self, line: str) -> str:
        title = line.removeprefix("## ").strip()
        if not line.startswith("## ") or not title:
            self.refuse('only "## Title" begins a step (write \\# for a plain #)')
        return title

    def _spans(self, text: str, line: int) -> Iterator[Span]:
        """Styled words and links; ``line`` is that of the first sign."""
        if len(text) > MAX_PARAGRAPH:
            self.refuse(f"a paragraph of over {MAX_PARAGRAPH} characters (divide it)", line)
        text = _ESCAPED.sub(lambda found: chr(_ASIDE + ord(found[1])), text)
        done = 0
        for link in _LINK.finditer(text):
            at = line + text.count("\n", 0, link.start())
            if text[link.start() - 1 : link.start()] == "!":
                self.refuse("pictures are not shown (link to one instead)", at)
            yield from _styled(text[done : link.start()])
            yield Span(_plain(link[1]), _plain(link[2]), at)
            done = link.end()
        yield from _styled(text[done:])


def _styled(text: str) -> Iterator[Span]:
    done = 0
    for found in _EMPHASIS.finditer(text):
        if done < found.start():
            yield Span(_plain(text[done : found.start()]))
        style = "strong" if found[1] else "em"
        yield Span(_plain(found[1] or found[2] or found[3]), style=style)
        done = found.end()
    if done < len(text):
        yield Span(_plain(text[done:]))


def _plain(text: str) -> str:
    """Escaped signs put back, and nothing that hides or turns the words around it."""
    back = "".join(chr(ord(c) - _ASIDE) if _ASIDE < ord(c) < _ASIDE + 128 else c for c in text)
    return island.markup_safe(back)
