"""Every rule on some data: here for what ships, in the worker for anything from elsewhere.

The rules are queries, shapes and patterns over whole files, so a stranger's data decides how long
they run; the caller sees nothing of it but findings, one line of JSON each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import islice
from typing import TYPE_CHECKING

from bilat import sandbox
from bilat.errors import BadInputError
from bilat.findings import Finding, PassageCheck, Report

if TYPE_CHECKING:
    from bilat.model import Dataset
    from bilat.store.quads import Source

# The text of a document as somebody holds it: the file's name, for messages, and its bytes.
HeldText = tuple[str, bytes]


def check(
    sources: Sequence[Source],
    texts: Mapping[str, HeldText],
    *,
    allow_empty: bool = False,
    timeout: float = sandbox.TIMEOUT_SECONDS,
) -> Report:
    """What every rule finds in some files; ``texts`` are held against the documents they name.

    Raises ``BadInputError`` for a file that cannot be read, ``LimitError`` for data from elsewhere
    that takes longer than ``timeout`` seconds or more memory than the worker has.
    """
    if not texts and all(source.is_shipped for source in sources):
        return examine(sources, {}, allow_empty=allow_empty)
    head = {
        "files": [(item.name, item.form, item.trusted, len(item.data)) for item in sources],
        "texts": [(name, path, len(data)) for name, (path, data) in texts.items()],
        "allow_empty": allow_empty,
    }
    bodies = [*(item.data for item in sources), *(data for _, data in texts.values())]
    subject = sources[0].name if len(sources) == 1 else "the data"
    found = sandbox.run(
        task, b"\n".join([json.dumps(head).encode(), *bodies]), timeout=timeout, subject=subject
    )
    return _read(found)


def task(data: bytes, _arguments: Sequence[str]) -> bytes:
    """The worker's task behind ``check``."""
    from bilat.store.quads import Source

    start = data.index(b"\n") + 1
    asked = json.loads(data[:start])
    pieces = _pieces(data, start, [item[-1] for item in (*asked["files"], *asked["texts"])])
    sources = [
        Source(name, body, trusted=trusted, form=form)
        for (name, form, trusted, _), body in zip(asked["files"], pieces, strict=False)
    ]
    texts = {name: (path, next(pieces)) for name, path, _ in asked["texts"]}
    report = examine(sources, texts, allow_empty=asked["allow_empty"])
    head = (report.statements, report.files, report.verification, len(report.findings))
    rows = (head, *map(astuple, report.findings), *map(astuple, report.passages))
    return "\n".join(map(json.dumps, rows)).encode()


def _pieces(data: bytes, position: int, sizes: Sequence[int]) -> Iterator[bytes]:
    for size in sizes:
        yield data[position : position + size]
        position += size + 1


def _read(answer: bytes) -> Report:
    rows = map(json.loads, answer.split(b"\n"))
    statements, files, verification, number = next(rows)
    findings = tuple(Finding(*row) for row in islice(rows, number))
    return Report(
        findings, statements, files, tuple(PassageCheck(*row) for row in rows), verification
    )


def examine(
    sources: Sequence[Source], texts: Mapping[str, HeldText], *, allow_empty: bool = False
) -> Report:
    """The same as ``check``, in this process."""
    from bilat.analysis import passages
    from bilat.curate import remarks
    from bilat.rdf import shapes
    from bilat.store import build, quads, query

    parsed = quads.parse_here(sources, allow_empty=allow_empty)
    statements = quads.count(parsed)
    refuse_nothing(sources, statements, allow_empty=allow_empty)
    loaded, problems = build.build(parsed)
    checked, notes = _verify(loaded, texts)
    store = query.open_store(parsed, loaded, checked)
    findings = [
        *problems,
        *notes,
        *query.run_checks(store),
        *shapes.run_shapes(quads.to_triples(parsed)),
        *remarks.characters(remarks.Literal(*row) for row in quads.literals(parsed)),
        *remarks.prefixes((source.name, source.data) for source in sources),
    ]
    by_name = {source.name: source for source in sources}
    return remarks.report(
        findings,
        quads.files_of(parsed),
        lambda file, subject: quads.line_of(by_name[file], subject),
        statements=statements,
        files=len(sources),
        passages=checked,
        verification=passages.count(loaded, checked),
    )


def refuse_nothing(sources: Sequence[Source], statements: int, *, allow_empty: bool) -> None:
    """Raise ``BadInputError`` if there is not one statement and nobody said that this is right."""
    if not statements and not allow_empty:
        where = sources[0].name if sources else "the data"
        raise BadInputError("no statements (use --allow-empty)", path=where)


def _verify(
    data: Dataset, texts: Mapping[str, HeldText]
) -> tuple[list[PassageCheck], list[Finding]]:
    """The passages of some documents against their texts, and what is to be said about these."""
    from bilat.analysis import names, passages

    checked: list[PassageCheck] = []
    notes: list[Finding] = []
    for name, (path, content) in texts.items():
        document = names.resolve(data.documents.values(), name, "document").id
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadInputError("not UTF-8 (save it as UTF-8)", path=path) from None
        checked += passages.verify(data, document, text)
        notes += passages.differing_bytes(data, document, content)
    return checked, [*notes, *passages.moved(checked)]
