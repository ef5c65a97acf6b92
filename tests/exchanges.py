"""What imports, exports and additions are fuzzed with, and what they promise besides."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pyoxigraph as ox

from bilat.knowledge import exchange
from bilat.store import writing
from mutations import NASTY, mutated

# Places to write to begin so: a case puts them in a folder of its own.
OUT = "OUT"

EXPORTS: tuple[tuple[str, ...], ...] = (
    *(("export", form) for form in exchange.FORMATS),
    ("export", "csv", "-o", f"{OUT}.csv"), ("export", "jsonld", "-o", f"{OUT}.jsonld"),
    ("export", "ttl", "--kind", "meeting"), ("export", "nq", "--as-of", "2022"),
    ("export", "graphml", "--network", "states", "--certain"),
)  # fmt: skip
_PASSAGE = ("--document", "doc:lund-2022", "--gist", "Says it is so.", "--locator", "end")
ADDITIONS: tuple[tuple[str, ...], ...] = (
    ("person", "--label", "Zoë Brandt", "--alias", "ja=ブラント", "--country", "Aldmark"),
    ("place", "--label", "Elm Head", "--same-as", "https://example.org/x", "--id", "place:elm"),
    ("document", "--title", "de=Ein Bericht", "--creator", "The Courier", "--issued",
     "2022-06-21", "--url", "https://courier.example.org/21?a=b#c"),
    ("meeting", "--label", "They meet again", "--when", "2021-10-03", "--actor", "Mira Talen",
     "--actor", "attendee=Oren Vask", "--realis", "occurred", "--plover", "consult", *_PASSAGE),
    ("claim", "--text", "It was a mistake.", "--claim-kind", "opinion", "--held-by", "Pia Lund",
     "--about", "event:2022-loan", "--when", "2022-06-20", *_PASSAGE),
    ("listing", "--label", "Ruvane lists Orlec", "--actor", "target=Tam Orlec", "--actor",
     "authority=Ruvane", "--when", "2022-01-05/..", "--measure", "travel-ban", *_PASSAGE),
)  # fmt: skip


def imports(kind: str) -> Sequence[tuple[str, ...]]:
    """Calls that read a table, strictly or not, and leave what they find in some place."""
    call = ("import", kind, "FILE")
    return (
        call,
        (*call, "--max-reject", "2"),
        (*call, "-o", "-"),
        *((*call, "--keep-going", *more) for more in ((), ("-o", "-"), ("-o", f"{OUT}.ttl"))),
        (*call, "--keep-going", "-o", f"{OUT}.nq", "--rejects", f"{OUT}.csv"),
    )


def addition(dice: Random) -> tuple[str, ...]:
    """Something to add, rehearsed or not, whose words may have gone wrong."""
    call = list(dice.choice(ADDITIONS))
    for _ in range(dice.choice((0, 1, 1, 2))):
        place = dice.choice(range(2, len(call), 2))
        wrong = mutated(call[place].encode("utf-8", "surrogateescape"), dice.choice(NASTY), dice)
        call[place] = os.fsdecode(wrong[:400].replace(b"\0", b""))
    return ("add", *call, *dice.choice(((), ("--dry-run",))))


def packed(data: bytes, other: bytes, dice: Random) -> bytes:
    """A packed file gone wrong, most of the time before it was packed."""
    if dice.random() < 1 / 3:
        return mutated(data, other, dice)
    return gzip.compress(mutated(gzip.decompress(data), other, dice), mtime=0)


def is_raw(call: Sequence[str]) -> bool:
    """Whether stdout, being no terminal, is a file that holds texts as they are."""
    return call[0] == "import" or (call[0] == "export" and call[1] != "graphml")


def adds(call: Sequence[str]) -> bool:
    """Whether a call may change a file."""
    return call[0] == "add" and "--dry-run" not in call


# What came of it

_COUNTS = re.compile(r"\bread (\d+), kept (\d+), rejected (\d+)\b")


def about(call: Sequence[str], data: bytes, code: int, out: bytes, err: bytes) -> Iterator[str]:
    """What is not as promised in the answer to an import or export of some data."""
    if call[0] == "import":
        yield from _uncounted(data, code, err.decode("utf-8", "replace"), *call)
    written = "-o" not in call or call[call.index("-o") + 1] == "-"
    if code == 0 and call[0] == "export" and written:
        yield from unreadable(out, call[1])
    if code == 0 and call[0] == "import":
        yield from unreadable(out, "nt")


def _uncounted(data: bytes, code: int, err: str, *call: str) -> Iterator[str]:
    """Complaints about the lines of a table that are neither kept nor rejected."""
    said = [tuple(map(int, found)) for found in _COUNTS.findall(err)]
    if any(read != kept + rejected for read, kept, rejected in said):
        yield f"read is not kept and rejected: {said}"
    if code:
        return
    if not said or not err.startswith("read "):
        yield "an import without its numbers"
        return
    read, kept, rejected = said[0]
    lines = _lines(data)
    headings = call[1] != "ftm"
    if read not in ({lines, lines - 1} if headings else {lines}):
        yield f"read {read} of {lines} lines"
    if not kept:
        yield "an import of nothing"
    if rejected > (2 if "--max-reject" in call else 0) and "--keep-going" not in call:
        yield f"{rejected} rejects"
    listed = len(re.findall(r"(?m)^/.*?:\d+: ", err))
    if "--rejects" not in call and listed != min(rejected, 100):
        yield f"{listed} of {rejected} rejects listed"


def _lines(data: bytes) -> int:
    text = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    return text.count(b"\n") + (
        not text.endswith(b"\n") and text.removeprefix(b"\xef\xbb\xbf") != b""
    )


def unreadable(text: bytes, form: str) -> Iterator[str]:
    """Whether a file in some format cannot be read by others."""
    try:
        if form in writing.FORMATS:
            for _ in ox.parse(text, writing.FORMATS[form]):
                pass
        elif form == "csv":
            widths = {len(row) for row in csv.reader(io.StringIO(text.decode(), newline=""))}
            assert len(widths) == 1, f"rows of {sorted(widths)} cells"
        elif form == "graphml":
            ET.fromstring(text)  # noqa: S314  our own
        if form == "jsonld":
            json.loads(text)
    except (SyntaxError, ValueError, AssertionError) as error:
        yield f"{form} that cannot be read: {error}"


def written(folder: Path) -> Iterator[str]:
    """Complaints about the files a call was told to write."""
    for path in sorted(folder.glob(f"{OUT}.*")):
        yield from unreadable(path.read_bytes(), path.suffix[1:])


def changes(old: dict[str, bytes], new: dict[str, bytes], code: int) -> Iterator[str]:
    """Complaints about the files before and after an addition."""
    changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    if len(changed) != (code == 0) or old.keys() != new.keys():
        yield f"code {code}, and files changed: {len(changed)}"
    for name in changed if old.keys() == new.keys() else ():
        yield from _lost(old[name], new[name])


def _lost(old: bytes, new: bytes) -> Iterator[str]:
    """Lines and statements that an edited file has no more, or a file that is none any more."""
    found = iter(new.split(b"\n"))
    missing = next((line for line in old.split(b"\n") if line not in found), None)
    if missing is not None:
        yield f"a line is not there any more: {missing[:60]!r}"
    before, after = (_statements(text) for text in (old, new))
    if not before < after:
        yield f"{len(before - after)} statements are not there any more"


def _statements(text: bytes) -> set[str]:
    """The statements of some Turtle, those of blank nodes aside; none if it is no Turtle."""
    try:
        quads = list(ox.parse(text.removeprefix(b"\xef\xbb\xbf"), ox.RdfFormat.TURTLE))
    except SyntaxError:
        return set()
    return {
        str(quad)
        for quad in itertools.filterfalse(
            lambda quad: any(isinstance(term, ox.BlankNode) for term in quad), quads
        )
    }
