"""Ways in which a file goes wrong, drawn from dice: bytes, lines, tokens, blocks, encodings."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Sequence
from random import Random

_TOKEN = re.compile(rb"(\s+|[;,.\[\](){}<>\"'])")
_BLOCK = re.compile(rb"\n\s*\n")
_NUMBER = re.compile(rb"\d+")

# What may stand where something else is expected.
NASTY = (
    b"", b"[]", b"()", b"[ [ [", b"( ( (", b"<<( <urn:a> <urn:b> <urn:c> )>>", b"<< ?s ?p ?o >>",
    b'"\\ud800"', b'"\\u0000"', b"<urn:a b>", b"<>", b"<../../x>", b"_:x", b"ex:nowhere", b"a",
    b'"2018-02-30"^^<http://www.w3.org/2001/XMLSchema#date>', b"1e400", b"9" * 5000, b"-0", b"007",
    b'"NaN"^^<http://www.w3.org/2001/XMLSchema#double>', b'"-99999999999"^^edtf:EDTF',
    b'"9999-99-99"^^edtf:EDTF', b'"2018-XX-XX"^^edtf:EDTF', b'"[1667,1668..]"^^edtf:EDTF',
    b'"{..1983}"^^edtf:EDTF', b'"Y170000002"^^edtf:EDTF', b'"../.."^^edtf:EDTF', b'"/"^^edtf:EDTF',
    b'"2010/2005"^^edtf:EDTF', b'"2018-12-11?/~2019%"^^edtf:EDTF', b'"x"@en-' + b"a" * 300,
    b'"""', b"'''", b'"' + b"long " * 3000 + b'"', b"@prefix bil: <urn:x#> .", b"@base <urn:y> .",
    b"PREFIX person: <urn:z/>", b"<urn:a> a <urn:b> .", b"bil:partOf", b"bil:when", b"rdfs:label",
    b"owl:sameAs", b"bil:contradicts", b"bil:holdsAt", b"org:subOrganizationOf", b"true", b"NaN",
    b"\x1b[2J", b"\xe2\x80\xae", b"\xef\xbf\xbe", b"{", b"}", b"GRAPH", b"SERVICE <urn:x>", b"null",
    b'{"@context":"http://x/"}', b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<![CDATA[", b"\t",
    b"\xef\xbb\xbf", b"<<<<<<< ours\n", b"#", b"FILTER(", b"(bil:x|!bil:y)*", b"VALUES ?x { 1 }",
    b"OPTIONAL {", b"GROUP BY ?x", b"1/0", b"REGEX('a', '(a+)+$')", b"BIND(CONCAT(?x,?x) AS ?y)",
)  # fmt: skip

Mutation = Callable[[bytes, bytes, Random], bytes]


def _span(data: bytes, dice: Random, most: int) -> tuple[int, int]:
    start = dice.randrange(len(data) + 1)
    return start, min(len(data), start + dice.randrange(most + 1))


def change_bytes(data: bytes, _other: bytes, dice: Random) -> bytes:
    found = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20))):
        if found:
            found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def remove_bytes(data: bytes, _other: bytes, dice: Random) -> bytes:
    start, end = _span(data, dice, dice.choice((1, 10, 300)))
    return data[:start] + data[end:]


def repeat_bytes(data: bytes, _other: bytes, dice: Random) -> bytes:
    start, end = _span(data, dice, 60)
    return data[:end] + data[start:end] * dice.choice((1, 2, 50, 2000)) + data[end:]


def cut(data: bytes, _other: bytes, dice: Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _of_lines(change: Callable[[list[bytes], Random], None]) -> Mutation:
    def mutate(data: bytes, _other: bytes, dice: Random) -> bytes:
        lines = data.split(b"\n")
        change(lines, dice)
        return b"\n".join(lines)

    return mutate


def _remove_one(lines: list[bytes], dice: Random) -> None:
    del lines[dice.randrange(len(lines))]


def _repeat_one(lines: list[bytes], dice: Random) -> None:
    place = dice.randrange(len(lines))
    lines[place:place] = [lines[place]] * dice.choice((1, 1, 3, 500))


def _swap(lines: list[bytes], dice: Random) -> None:
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def exchange_token(data: bytes, other: bytes, dice: Random) -> bytes:
    """A word is another: a nasty one, one of this file, or one of another file."""
    parts, others = _TOKEN.split(data), _TOKEN.split(other)
    for _ in range(dice.choice((1, 1, 2, 8))):
        pool: Sequence[bytes] = dice.choice((NASTY, NASTY, parts, others))
        parts[dice.randrange(len(parts))] = dice.choice(pool)
    return b"".join(parts)


def remove_token(data: bytes, _other: bytes, dice: Random) -> bytes:
    parts = _TOKEN.split(data)
    del parts[dice.randrange(len(parts))]
    return b"".join(parts)


def enlarge_number(data: bytes, _other: bytes, dice: Random) -> bytes:
    numbers = list(_NUMBER.finditer(data))
    if not numbers:
        return data
    one = dice.choice(numbers)
    large = dice.choice((b"0", b"-1", b"99999999999999999999", b"9" * 4301, b"1e999", b"13", b"32"))
    return data[: one.start()] + large + data[one.end() :]


def _of_blocks(change: Callable[[list[bytes], list[bytes], Random], None]) -> Mutation:
    def mutate(data: bytes, other: bytes, dice: Random) -> bytes:
        blocks = _BLOCK.split(data)
        change(blocks, _BLOCK.split(other), dice)
        return b"\n\n".join(blocks)

    return mutate


def _remove_block(blocks: list[bytes], _others: list[bytes], dice: Random) -> None:
    del blocks[dice.randrange(len(blocks))]


def _repeat_block(blocks: list[bytes], _others: list[bytes], dice: Random) -> None:
    blocks += [dice.choice(blocks)] * dice.choice((1, 2, 20))


def _borrow_block(blocks: list[bytes], others: list[bytes], dice: Random) -> None:
    blocks.insert(dice.randrange(len(blocks) + 1), dice.choice(others))


def nest(data: bytes, _other: bytes, dice: Random) -> bytes:
    depth = dice.choice((3, 100, 257, 5000))
    opening, closing = dice.choice(
        (
            (b"<urn:a> <urn:b> " + b"[ <urn:b> " * depth, b"1 " + b"]" * depth + b" ."),
            (b"<urn:a> <urn:b> " + b"( " * depth, b")" * depth + b" ."),
            (b"{" * depth, b"}" * depth),
            (b'{"a":' * depth, b"1" + b"}" * depth),
            (b"[" * depth, b"]" * depth),
            (b"<a>" * depth, b"</a>" * depth),
        )
    )
    start, end = _span(data, dice, 0)
    return data[:start] + b"\n" + opening + closing + b"\n" + data[end:]


def encode(data: bytes, _other: bytes, dice: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    way = dice.randrange(7)
    if way < 3:
        return text.encode(("utf-16", "utf-8-sig", "utf-32")[way])
    if way == 3:
        return text.encode("latin-1", "replace")
    if way == 4:
        return data.replace(b"\n", dice.choice((b"\r\n", b"\r", b"\x0b")))
    if way == 5:
        return gzip.compress(data, mtime=0)
    letter = dice.choice(("е", "\u200b", "\u202e", "\ufb01", "ｅ", "e\u0301", "\U000e0041"))
    return text.replace("e", letter, dice.choice((1, 5, 1000))).encode()


ALL: tuple[Mutation, ...] = (
    change_bytes,
    remove_bytes,
    repeat_bytes,
    cut,
    _of_lines(_remove_one),
    _of_lines(_repeat_one),
    _of_lines(_swap),
    exchange_token,
    exchange_token,
    exchange_token,
    remove_token,
    enlarge_number,
    _of_blocks(_remove_block),
    _of_blocks(_repeat_block),
    _of_blocks(_borrow_block),
    nest,
    encode,
)


def mutated(data: bytes, other: bytes, dice: Random) -> bytes:
    """The same with one to four things gone wrong, now and then with none."""
    for _ in range(dice.choice((0, 1, 1, 1, 2, 4))):
        data = dice.choice(ALL)(data, other, dice)[:400_000]
    return data
