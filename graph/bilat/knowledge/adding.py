"""Adds something new to curated data: as text, checked before it is there, alone with the file."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bilat import files, sandbox, shipped
from bilat.curate import turtle
from bilat.curate.turtle import Edited, Statement
from bilat.errors import BadInputError, UsageError
from bilat.findings import Finding, Report
from bilat.knowledge import checking, fields
from bilat.knowledge.describing import Describing, Need
from bilat.knowledge.fields import Given
from bilat.knowledge.things import Things
from bilat.store import build, difference, quads
from bilat.store.quads import Source
from bilat.store.terms import TYPE, short


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added, or would be: ids, the file and the line (from 1), the block as it stands.

    ``report`` is what ``check`` says of it; with a violation, or as a rehearsal, nothing is
    ``written``.
    """

    ids: tuple[str, ...]
    kind: str
    file: str
    line: int
    text: str
    report: Report
    written: bool


# What is to be said, and the file that says it.
_Ready = tuple[Sequence[Statement], Edited]


class Curation:
    """Some data that can be added to: what ships, as a rehearsal, or the files you name."""

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        dataset: str = shipped.DEFAULT_DATASET,
        max_bytes: int | None = None,
        timeout: float | None = None,
    ) -> None:
        """Read the files. Raises ``BadInputError`` if anything in them cannot be used."""
        self._paths = tuple(paths)
        self._max_bytes = files.MAX_BYTES if max_bytes is None else max_bytes
        self._timeout = sandbox.TIMEOUT_SECONDS if timeout is None else timeout
        self._sources = self._read() if paths else quads.shipped_sources(dataset)
        self._parsed = quads.parse(self._sources, timeout=self._timeout)
        data, problems = build.build(self._parsed)
        for problem in problems[:1]:
            raise BadInputError(
                f"{problem.message} [{problem.subject}] (run: bilat check)", path=problem.file
            )
        self._files_of = quads.files_of(self._parsed)
        passages = [id_ for id_ in self._files_of if id_.startswith("ev:")]
        self.describing = Describing(Things(data), passages)

    def _read(self) -> list[Source]:
        return quads.sources(self._paths, self._max_bytes)

    def refuse_what_ships(self) -> None:
        """Raise ``UsageError`` unless there are files that may be edited."""
        if not self._paths:
            raise UsageError(
                "what ships is not edited: name your data (bilat --data FOLDER add …), or --dry-run"
            )

    def needs(self, kind: str, given: Given) -> list[Need]:
        """What must still be said of something of a kind before it can be added."""
        return self.describing.needs(kind, given)

    def add(
        self, kind: str, given: Given, *, to: str | None = None, rehearsal: bool = False
    ) -> Addition:
        """Add something of a kind, of which the words in ``given`` are said (see ``fields``).

        It goes to the file ``to``, or the one that holds most of its kind. Nothing is written if
        it would break a rule, nor if the text would say anything but what was meant: the latter is
        a ``BadInputError``. Raises ``UsageError`` for what cannot be said, and as ``files.edit``.
        """
        statements = self.describing.statements(kind, given, self._files_of.keys())
        target = self._target(kind, to, rehearsal=rehearsal)
        edited = self._edited(target, statements)
        report = self._report(target._replace(data=edited.data), statements)
        if rehearsal or report.counts["violation"]:
            return _addition(kind, target, statements, edited, report)
        written = self._write(kind, given, target, (statements, edited))
        return replace(_addition(kind, target, *written, report), written=True)

    def _write(self, kind: str, given: Given, target: Source, ready: _Ready) -> _Ready:
        """Write what is ready, or make it ready anew on what another has written meanwhile.

        Whoever adds holds all the data that was named, so that no two things get one id.
        """
        result = ready

        def change(current: bytes) -> bytes:
            nonlocal result
            known = {source.name: source.data for source in self._sources}
            others = [one for one in self._read() if known.get(one.name) != one.data]
            if not others and current == target.data:
                return ready[1].data
            taken = {*self._files_of, *quads.files_of(quads.parse(others, timeout=self._timeout))}
            statements = self.describing.statements(kind, given, taken)
            result = statements, self._edited(target._replace(data=current), statements)
            return result[1].data

        with contextlib.ExitStack() as stack:
            for path in sorted(os.path.realpath(path) for path in self._paths):
                stack.enter_context(files.locked(Path(path)))
            files.edit(Path(target.name), change, create=True, max_bytes=self._max_bytes)
        return result

    def _edited(self, target: Source, statements: Sequence[Statement]) -> Edited:
        """The file with the statements, which a parser has found to be just those."""
        edited = turtle.added(target.data, statements, self._prefixes, target.name)
        difference.refuse_other(
            target.data,
            edited.data,
            [(one.subject, one.property, tuple(one.value)) for one in statements],
            name=target.name,
            timeout=self._timeout,
        )
        return edited

    @cached_property
    def _prefixes(self) -> Mapping[str, str]:
        return fields.usual_prefixes()

    def _target(self, kind: str, to: str | None, *, rehearsal: bool) -> Source:
        if not rehearsal:
            self.refuse_what_ships()
        found = self._named(to) if to else self._fullest(kind)
        if Path(found.name).suffix.lower() != ".ttl":
            raise UsageError(f"{found.name}: only Turtle is added to (choose --to FILE.ttl)")
        package = Path(__file__).resolve().parents[1]
        if not rehearsal and package in Path(found.name).resolve().parents:
            raise UsageError(
                f"{found.name} belongs to the package (copy the folder, name the copy)"
            )
        return found

    def _named(self, to: str) -> Source:
        """The file of that name: one of the data, or a new one in a folder of the data."""
        asked = {os.path.realpath(to)}
        asked |= {os.path.realpath(path / to) for path in self._paths if path.is_dir()}
        for source in self._sources:
            if os.path.realpath(source.name) in asked or (not self._paths and source.name == to):
                return source
        for path in self._paths:
            inside = os.path.realpath(path) + os.sep
            new = next((one for one in sorted(asked) if one.startswith(inside)), "")
            if path.is_dir() and new and not os.path.lexists(new):
                return Source(new, b"")
        raise UsageError(f"--to {to} is no part of the data (name a file of it, see --data)")

    def _fullest(self, kind: str) -> Source:
        """The file that holds most of a kind, or else most of its like."""
        like = [one for one in fields.KINDS if fields.KINDS[one] == fields.KINDS[kind]]
        for wanted in ([kind], like):
            classes = {self.describing.class_of(one) for one in wanted}
            numbers = [
                sum(
                    quad.predicate.value == TYPE and getattr(quad.object, "value", "") in classes
                    for quad in found
                )
                for source, found in self._parsed
                if source.name.endswith(".ttl")
            ]
            turtles = [source for source in self._sources if source.name.endswith(".ttl")]
            if any(numbers):
                return turtles[numbers.index(max(numbers))]
        raise UsageError(f"no file holds anything like a {kind} yet (say which: --to FILE.ttl)")

    def _report(self, edited: Source, statements: Sequence[Statement]) -> Report:
        """What the rules say of the new things, once they are there."""
        sources = [edited if one.name == edited.name else one for one in self._sources]
        if edited.name not in {one.name for one in self._sources}:
            sources.append(edited)
        report = checking.check(sources, {}, timeout=self._timeout)
        new = {short(one.subject) for one in statements}
        found = tuple(finding for finding in report.findings if _concerns(finding, new))
        return replace(report, findings=found)


def _concerns(finding: Finding, new: set[str]) -> bool:
    """Whether a finding is about something new, or names it."""
    said = {word.strip("(),.;\"'") for word in finding.message.split()}
    return finding.subject in new or bool(said & new)


def _addition(
    kind: str, target: Source, statements: Sequence[Statement], edited: Edited, report: Report
) -> Addition:
    ids = tuple(dict.fromkeys(short(one.subject) for one in statements))
    return Addition(ids, kind, target.name, edited.line, edited.block, report, written=False)
