"""Whether the passages cited from a document are in a text of it: by fingerprint.

A fingerprint is the SHA-256 of the passage after NFC, with every run of white space made one space
and the ends stripped. So line wraps and the composition of accents change nothing; anything else
does.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from bilat.findings import Finding, PassageCheck
from bilat.model import Dataset, Evidence

# White space within a cited passage: how much shorter than its offsets its plain form may be.
_SLACK = 24
_CONTEXT = 48


def fingerprint(passage: str) -> str:
    """``sha256:`` and 64 hexadecimal digits."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFC", passage)).strip()
    return "sha256:" + hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def verify(dataset: Dataset, document: str, text: str) -> list[PassageCheck]:
    """Check every fingerprinted passage of a document against a text, in order of place.

    Offsets are code points of the text as given, half-open. A passage that is not at its offsets is
    looked for everywhere before it is said to differ.
    """
    cited = {
        item.id: item
        for record in dataset.records.values()
        for item in record.evidence
        if item.document == document and item.passage.digest
    }
    searched = _Searched(text)
    ordered = sorted(cited.values(), key=lambda item: (item.passage.start or 0, item.id))
    return [_check(item, searched) for item in ordered]


def count(dataset: Dataset, checked: Iterable[PassageCheck]) -> dict[str, int]:
    """How far the evidence of a dataset has been checked: verified, located, cited."""
    held = {item.evidence for item in checked if item.status != "differs"}
    every = {item.id: item for record in dataset.records.values() for item in record.evidence}
    found = Counter("verified" if id_ in held else item.verification for id_, item in every.items())
    return {status: found[status] for status in ("verified", "located", "cited")}


def moved(checked: Iterable[PassageCheck]) -> Iterator[Finding]:
    """V30: passages that the text has, but elsewhere than recorded."""
    for item in checked:
        if item.status == "moved":
            where = f"{item.start} to {item.end}"
            message = f"V30 The passage stands at {where} in the text given (correct its position)."
            yield Finding("V30", "warning", item.evidence, message)


def differing_bytes(dataset: Dataset, document: str, content: bytes) -> Iterator[Finding]:
    """V31: the text given is not, byte for byte, the one whose fingerprint the document records."""
    recorded = dataset.documents[document].digest
    if recorded and recorded != "sha256:" + hashlib.sha256(content).hexdigest():
        message = "V31 The file given is not byte for byte the one recorded (passages decide)."
        yield Finding("V31", "info", document, message)


def _check(item: Evidence, searched: _Searched) -> PassageCheck:
    start, end = item.passage.start or 0, item.passage.end or 0
    text, digest = searched.text, item.passage.digest
    if fingerprint(text[start:end]) == digest:
        return PassageCheck(item.id, item.document, "verified", start, end)
    found = searched.find(digest, end - start)
    if found:
        return PassageCheck(item.id, item.document, "moved", *found)
    context = " ".join(text[start : start + _CONTEXT].split())
    return PassageCheck(item.id, item.document, "differs", start, end, context)


class _Searched:
    """A text with its plain form and the way back from there."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _words(self) -> list[tuple[int, int, str]]:
        """Each word's begin and end in the text, and its plain form."""
        return [
            (match.start(), match.end(), unicodedata.normalize("NFC", match[0]))
            for match in re.finditer(r"\S+", self.text)
        ]

    @cached_property
    def _known(self) -> dict[int, dict[str, tuple[int, int]]]:
        return {}

    def find(self, digest: str, length: int) -> tuple[int, int] | None:
        """Where whole words of about a length have a digest; None if nowhere."""
        if length not in self._known:
            self._known[length] = dict(self._windows(length))
        return self._known[length].get(digest)

    def _windows(self, length: int) -> Iterator[tuple[str, tuple[int, int]]]:
        words = self._words
        for first, (begin, _, _) in enumerate(words):
            plain = ""
            for _, end, word in words[first:]:
                plain = f"{plain} {word}" if plain else word
                if len(plain) > length + _SLACK:
                    break
                if len(plain) >= length - _SLACK:
                    yield fingerprint(plain), (begin, end)
