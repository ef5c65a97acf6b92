"""Who goes by a name: ids, labels and aliases in any language and script.

Names are compared as people read them: compatibility forms, case, accents and invisible characters
make no difference. A name in another script is never turned into Latin letters; the aliases in the
data carry those forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from bilat.errors import AmbiguousNameError, UnknownNameError
from bilat.model import Dataset, Document, Entity, Record

Thing = Entity | Document | Record

# Latin and Cyrillic accents. Kana voicing marks (U+3099, U+309A) tell words apart and stay.
_ACCENTS = "\u0300-\u036f"
# The format characters of Unicode (category Cf), which nobody sees.
_FORMAT = (
    "\u00ad \u0600-\u0605 \u061c \u06dd \u070f \u0890 \u0891 \u08e2 \u180e \u200b-\u200f "
    "\u202a-\u202e \u2060-\u2064 \u2066-\u206f \ufeff \ufff9-\ufffb \U000110bd \U000110cd "
    "\U00013430-\U0001343f \U0001bca0-\U0001bca3 \U0001d173-\U0001d17a "
    "\U000e0001 \U000e0020-\U000e007f"
)
# Left out of names. A table, since a pattern of as much takes longer to compile than to be used.
_UNSEEN = {
    number: None
    for span in f"{_ACCENTS} {_FORMAT}".split()
    for number in range(ord(span[0]), ord(span[-1]) + 1)
}
_BREAKS = re.compile(r"[\W_]+")
# Kana, ideographs and Hangul, as ranges: a pattern of them takes longer to compile than an answer.
_UNSPACED = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af"))
_NEAREST = 3
# Comparing takes the time of the product of both lengths, and no name is longer.
_LONGEST_NEAR = 200


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A name as it is compared."""
    if text.isascii():
        return text.casefold().strip()
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", apart.translate(_UNSEEN)).casefold().strip()


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a folded name."""
    return tuple(word for word in _BREAKS.split(fold(text)) if word)


def names_of(thing: Thing) -> tuple[str, ...]:
    """Every name something goes by, its id and the short form included."""
    if isinstance(thing, Entity):
        short = (thing.short_name,) if thing.short_name else ()
        return (thing.id, *(text.value for text in thing.names), *short)
    if isinstance(thing, Document):
        return (thing.id, thing.title)
    return (thing.id, *(text.value for text in thing.labels))


def _same(query: str, name: str) -> bool:
    asked = words(query)
    return asked == words(name) if asked else fold(query) == fold(name) != ""


def _has_words(query: str, name: str) -> bool:
    asked = words(query)
    return bool(asked) and set(asked) <= set(words(name))


def _begins_words(query: str, name: str) -> bool:
    asked, given = words(query), words(name)
    return bool(asked) and all(any(word.startswith(part) for word in given) for part in asked)


def _within(query: str, name: str) -> bool:
    return bool(fold(query)) and fold(query) in fold(name)


def _within_unspaced(query: str, name: str) -> bool:
    """Japanese and Chinese write names without spaces, so a family name is a part of the whole."""
    unspaced = any(low <= letter <= high for letter in query for low, high in _UNSPACED)
    return unspaced and _within(query, name)


_Test = Callable[[str, str], bool]
_RESOLVE: tuple[_Test, ...] = (_same, _has_words, _within_unspaced, _begins_words)
_SEARCH: tuple[_Test, ...] = (_same, _has_words, _begins_words, _within)


def search(dataset: Dataset, text: str) -> list[tuple[Thing, str]]:
    """Everything a text is a name, or part of a name, of: best fit first, with the fitting name."""
    ranked: list[tuple[int, int, str, Thing, str]] = []
    tables: tuple[Mapping[str, Any], ...] = (
        dataset.entities,
        dataset.records,
        dataset.documents,
    )
    for order, table in enumerate(tables):
        things: Iterable[Thing] = table.values()
        for thing in things:
            fit = _best_fit(text, thing)
            if fit:
                ranked.append((fit[0], order, thing.id, thing, fit[1]))
    return [(thing, name) for _, _, _, thing, name in sorted(ranked, key=lambda row: row[:3])]


def _best_fit(text: str, thing: Thing) -> tuple[int, str] | None:
    may_fit = _likely(text)
    near = [name for name in names_of(thing) if may_fit(name)]
    for rank, test in enumerate(_SEARCH):
        for name in near:
            if test(text, name):
                return rank, name
    return None


@lru_cache(maxsize=16)
def _likely(text: str) -> Callable[[str], bool]:
    """Whether any test can pass: each looks for the words, or for the whole, within the name."""
    whole, parts = fold(text), words(text)

    def may_fit(name: str) -> bool:
        folded = fold(name)
        # A loop, since every name in the data comes by here.
        for word in parts:
            if word not in folded:
                return False
        return bool(parts) or whole in folded

    return may_fit


def is_named(thing: Thing, text: str) -> bool:
    """Whether a text is a whole name or the id of a thing."""
    may_fit = _likely(text)
    return any(may_fit(name) and _same(text, name) for name in names_of(thing))


def resolve(things: Iterable[Thing], text: str, sort: str = "actor") -> Thing:
    """The one thing a name means.

    The first test that anything passes decides: the id, a whole name, whole words of a name, the
    beginnings of words. Raises ``AmbiguousNameError`` when that leaves several, and
    ``UnknownNameError`` with the nearest names when it leaves none.
    """
    pool = list(things)
    for thing in pool:
        if thing.id == text.strip():
            return thing
    may_fit = _likely(text)
    near = [(thing, [name for name in names_of(thing) if may_fit(name)]) for thing in pool]
    for test in _RESOLVE:
        found = [thing for thing, names in near if any(test(text, name) for name in names)]
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousNameError(text, sorted((item.id, item.label()) for item in found))
    raise UnknownNameError(text, nearest(pool, text), sort)


def nearest(things: Iterable[Thing], text: str) -> list[str]:
    """Up to three labels whose names look most like a text, or like the beginning of a long one."""
    import difflib  # noqa: PLC0415  only when nothing is found

    text = text[:_LONGEST_NEAR]
    by_name = {fold(name): thing.label() for thing in things for name in names_of(thing)}
    parts = {word: label for name, label in by_name.items() for word in words(name)}
    pool = {**parts, **by_name}
    close = difflib.get_close_matches(fold(text), pool, n=12, cutoff=0.5)
    if not close:
        asked = [difflib.get_close_matches(word, pool, n=3, cutoff=0.6) for word in words(text)]
        close = [name for names in asked for name in names]
    return list(dict.fromkeys(pool[name] for name in close))[:_NEAREST]
