"""Words as values: texts, dates, numbers, addresses, and the ids that follow from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from bilat import dates
from bilat.curate.turtle import XSD, Iri, Literal
from bilat.errors import UsageError
from bilat.knowledge.fields import FIELDS, option
from bilat.store.terms import EDTF


def refuse_no_text(where: str, word: str) -> None:
    """Raise ``UsageError`` for what is not text: bytes that are no UTF-8, and NUL."""
    if "\0" in word or any("\ud800" <= letter <= "\udfff" for letter in word):
        raise UsageError(f"{where} is no text in UTF-8 (type it again)")


_LANGUAGE = re.compile(r"([a-z]{2}(?:-[A-Za-z0-9]{1,8})*)=(.*)", re.DOTALL)


def text(_: str, word: str) -> Literal:
    """``ja=安倍晋三`` is Japanese; without a language it is English."""
    found = _LANGUAGE.fullmatch(word)
    return Literal(found[2], found[1], "") if found else Literal(word, "en", "")


def edtf(name: str, word: str) -> Literal:
    """A date in EDTF, as exact as the source. Raises ``UsageError`` if it is none."""
    try:
        dates.parse(word)
    except dates.DateError as error:
        raise UsageError(f"{option(name)}: {error}") from None
    return Literal(word, "", EDTF)


def day(name: str, word: str) -> Literal:
    """The same; a whole day as plain XML dates are."""
    value = edtf(name, word)
    is_day = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word)
    return Literal(word, "", XSD + "date") if is_day else value


def number(name: str, word: str) -> Literal:
    """A number as it was written. Raises ``UsageError``, also for a fraction of a whole one."""
    found = re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]{1,9})?", word)
    if not found or (FIELDS[name].words == "integer" and found[1]):
        raise UsageError(f'{option(name)} is no number: "{word}" (write digits alone)')
    return Literal(word, "", XSD + ("decimal" if found[1] else "integer"))


_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+")


def address(name: str, word: str) -> Iri:
    """A web address. Raises ``UsageError`` for what is none, or hides something."""
    unseen = any(unicodedata.category(letter) in ("Cf", "Cn", "Co", "Zl", "Zp") for letter in word)
    if unseen or not _ADDRESS.fullmatch(word):
        raise UsageError(f'{option(name)} is no web address: "{word}" (write https://…)')
    return Iri(word)


_OWN_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def own_id(wanted: str, space: str, kind: str, taken: Collection[str]) -> str:
    """An id that a person chose. Raises ``UsageError`` if it is none, or another thing's."""
    prefix, colon, name = wanted.rpartition(":")
    if not _OWN_ID.fullmatch(name) or (colon and prefix != space):
        raise UsageError(f'--id is not "{wanted}" (write {space}:some-words, as for any {kind})')
    if f"{space}:{name}" in taken:
        raise UsageError(f"{space}:{name} is there already (choose another --id)")
    return f"{space}:{name}"


def slug(words: Sequence[str], most: int) -> str:
    """The first words of the first text that has Latin letters, for an id."""
    for word in words:
        plain = unicodedata.normalize("NFKD", text("", word).text)
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
        found = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain.casefold()))
        if found and all(letter.isascii() or not letter.isalpha() for letter in plain):
            return "-".join(found[:most])[:60].rstrip("-")
    return ""


def date(words: Sequence[str]) -> str:
    """The first date in some EDTF, for an id."""
    found = re.search(r"[0-9]{4}(-[0-9]{2}){0,2}", " ".join(words))
    return found[0] if found else ""
