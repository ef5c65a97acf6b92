"""A story on its page: each link and setting looked up among what the page holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlsplit

from bilat import dates
from bilat.errors import BadInputError
from bilat.model import Dataset, Record
from bilat.page import island
from bilat.page.scene import Scene
from bilat.page.story import Span, Step, Story

# A record may have thirty passages: it is cited by these; the panel shows all of them.
MOST_SOURCES = 2


@dataclass
class Tour:
    """Turns a story into what the template prints. ``positions`` are those of entities."""

    story: Story
    dataset: Dataset
    scene: Scene
    positions: Mapping[str, int]
    language: str
    records: dict[str, int] = field(init=False)
    ties: dict[frozenset[str], int] = field(init=False)

    def __post_init__(self) -> None:
        self.records = {record.id: at for at, record in enumerate(self.scene.records)}
        self.ties = {frozenset((tie.one, tie.other)): at for at, tie in enumerate(self.scene.ties)}

    def context(self) -> dict[str, Any]:
        """The whole story. Raises ``BadInputError`` with its line for an unknown id."""
        told = self.story.told
        parts = (told.get(key, "") for key in ("author", "date", "licence"))
        return {
            "lang": told["language"],
            "title": told["title"],
            "byline": " · ".join(part for part in parts if part),
            "description": told.get("description", ""),
            "steps": [self._step(step) for step in self.story.steps],
        }

    def _refuse(self, message: str, line: int) -> NoReturn:
        raise BadInputError(message, path=self.story.name, line=line)

    def _step(self, step: Step) -> dict[str, Any]:
        cited: dict[str, int] = {}
        blocks = [
            {
                "is_list": block.is_list,
                "items": [[self._span(span, cited) for span in item] for item in block.items],
            }
            for block in step.blocks
        ]
        period = dates.parse(step.period) if step.period else None
        return {
            "title": step.title,
            "blocks": blocks,
            "begin": period.earliest_begin.isoformat() if period and period.earliest_begin else "",
            "end": period.latest_end.isoformat() if period and period.latest_end else "",
            "focus": self._focus(step),
            "view": step.view,
            "cites": [self._cite(self.scene.records[self.records[id_]]) for id_ in cited],
        }

    def _span(self, span: Span, cited: dict[str, int]) -> dict[str, Any]:
        """A span for the template; records are numbered in the order they are cited."""
        found: dict[str, Any] = {
            "text": span.text,
            "style": span.style,
            "go": "",
            "url": "",
            "number": 0,
        }
        if not span.target:
            return found
        if "://" in span.target:
            found["url"] = island.link(span.target)
            if not found["url"]:
                self._refuse(f'"{span.target}" is no web address (http or https)', span.line)
            return found | {"host": urlsplit(found["url"]).hostname}
        found["go"] = self._thing(span.target, span.line)
        if span.target in self.records:
            found["number"] = cited.setdefault(span.target, len(cited) + 1)
        return found

    def _thing(self, id_: str, line: int) -> str:
        """Where the page has a record or entity, such as ``record:12``."""
        if id_ in self.records:
            return f"record:{self.records[id_]}"
        if id_ in self.positions and self._is_named(id_):
            return f"entity:{self.positions[id_]}"
        known = id_ in self.dataset.records or id_ in self.dataset.entities
        message = (
            f"{id_} is not on this page (a filter or its kind keeps it out)"
            if known
            else f'no record or actor has the id "{id_}" (try: bilat find)'
        )
        raise BadInputError(message, path=self.story.name, line=line)

    def _is_named(self, id_: str) -> bool:
        """Whether the page can show an entity: it is drawn, or some record names it."""
        return id_ in self.scene.sides or any(record.involves(id_) for record in self.scene.records)

    def _focus(self, step: Step) -> str:
        """What the step selects, such as ``actor:3`` or ``tie:7``."""
        if not step.focus:
            return ""
        line = step.lines["focus"]
        things = [self._thing(id_, line) for id_ in step.focus]
        if len(things) == 1:
            id_ = step.focus[0]
            if id_ in self.records:
                return things[0]
            if id_ not in self.scene.sides:
                self._refuse(f"focus: {id_} is not in the picture", line)
            return f"actor:{sorted(self.scene.sides).index(id_)}"
        pair = frozenset(step.focus)
        if pair not in self.ties:
            self._refuse(f"focus: no tie between {' and '.join(step.focus)} is drawn", line)
        return f"tie:{self.ties[pair]}"

    def _cite(self, record: Record) -> dict[str, Any]:
        """A footnote: date and label of the record, and what it rests on."""
        works = list(dict.fromkeys(item.document for item in record.evidence))
        known = [work for work in works if work in self.dataset.documents]
        return {
            "when": island.markup_safe(dates.in_words(record.when or ", ".join(record.holds_at))),
            "label": island.markup_safe(record.label(self.language)).rstrip(".。"),
            "contested": record.contested,
            "sources": [self._source(work) for work in known[:MOST_SOURCES]],
            "more": max(len(works) - MOST_SOURCES, 0),
        }

    def _source(self, document: str) -> dict[str, str]:
        url = island.link(self.dataset.documents[document].url)
        line = island.markup_safe(self.dataset.cite(document, self.language))
        # The address is printed behind the line on paper: once is enough.
        return {"url": url, "text": line.removesuffix(f", {url}") if url else line}
