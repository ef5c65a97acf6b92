"""Files nobody should have to think about: each with its name, its bytes and what is said of it.

They are made here, small, or large by repetition; none is a copy of a file from elsewhere.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass

OK, PROBLEMS, REFUSED, TOO_MUCH = 0, 1, 3, 4

HEAD = (
    "@prefix ex: <http://example.org/> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
FINE = HEAD + 'ex:tea rdfs:label "tea"@en .\n'
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:ex="http://example.org/">\n'
DTD = '<!DOCTYPE rdf:RDF [\n<!ENTITY a "lol">\n]>\n'


@dataclass(frozen=True)
class Bad:
    """A bad input: what it is, its name, its bytes, the exit code, and what must be said."""

    what: str
    name: str
    data: bytes
    code: int
    says: str


def turtle(what: str, text: str | bytes, code: int, says: str, name: str = "x.ttl") -> Bad:
    """A file whose fourth line is the first after three prefixes."""
    body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return Bad(what, name, HEAD.encode() + body, code, says)


def xml(what: str, body: str, code: int, says: str, name: str = "x.rdf") -> Bad:
    return Bad(what, name, f"{XML}{body}</rdf:RDF>\n".encode(), code, says)


def described(body: str, about: str = "http://example.org/tea") -> str:
    return f'<rdf:Description rdf:about="{about}">\n{body}\n</rdf:Description>\n'


def as_json(what: str, data: object, code: int, says: str, name: str = "x.jsonld") -> Bad:
    text = data if isinstance(data, str) else json.dumps(data, indent=1)
    return Bad(what, name, text.encode(), code, says)


TEA = "http://example.org/tea"
LABEL = "http://example.org/label"


def cut_off() -> Iterator[Bad]:
    long_ = "".join(f"ex:n{n} ex:p {n} .\n" for n in range(1000))
    yield turtle("cut in a string", long_ + 'ex:a ex:p "abc', REFUSED, r":1004:11: .*cut off")
    yield turtle("cut in a long string", 'ex:a ex:p """abc\n\nx', REFUSED, r":4:11: .*cut off")
    yield turtle("cut in an IRI", "ex:a ex:p <http://exa", REFUSED, r":4:.*cut off")
    yield turtle("cut in a statement", "ex:a ex:p ex:b ;\n", REFUSED, r":4: .*cut off")
    yield turtle("cut between", "ex:a ex:p\n\n# more\n", REFUSED, r":4: .*cut off")
    yield turtle("cut in a list", "ex:a ex:p ( 1 2\n", REFUSED, r":4")
    yield turtle("Turtle called N-Triples", "", REFUSED, r":1:", name="x.nt")
    yield Bad("cut in a line", "x.nq", b"<http://e/a> <http://e/b> <http://e", REFUSED, ":1:.*cut")
    whole = f"{XML}{described('<ex:p>v</ex:p>')}{described('<ex:p>w</ex:p>')}"
    yield Bad("cut XML", "x.rdf", whole.encode(), REFUSED, r":8:\d+: .*cut off")
    yield Bad("cut in a tag", "x.owl", whole[:-9].encode(), REFUSED, r":7:\d+: .*cut off")
    yield as_json("cut JSON", '{"@id": "http://example.org/a",\n"http://e', REFUSED, ":2:.*cut")


def left_by_git() -> Iterator[Bad]:
    for mark in ("<<<<<<< HEAD", "||||||| 1a2b3c4", "=======", ">>>>>>> theirs", "=======\r"):
        text = f"ex:a ex:p 1 .\n{mark}\nex:a ex:p 2 .\n"
        says = r"x\.ttl:5: unresolved merge conflict at line 5"
        yield turtle(f"conflict {mark!r}", text, REFUSED, says)
        yield turtle(f"{mark!r} in a statement", text.replace(" .", " ;"), REFUSED, says)
    body = "\n<<<<<<< HEAD\n" + described("<ex:p>v</ex:p>") + "=======\n>>>>>>> theirs\n"
    yield xml("conflict in XML", body, REFUSED, "merge conflict at line 3")
    data = '{"@id": "http://example.org/a",\n<<<<<<< HEAD\n"http://example.org/p": 1\n}'
    yield as_json("conflict in JSON", data, REFUSED, "merge conflict at line 2")
    yield turtle("a heading underlined", 'ex:a ex:p """x\n=======\ny""" .\n', OK, "0 violations")
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"
    for name in ("x.ttl", "x.rdf", "x.jsonld", "x.nq"):
        yield Bad(f"LFS pointer {name}", name, pointer, REFUSED, "Git LFS pointer.*git lfs pull")


def encodings() -> Iterator[Bad]:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        data = FINE.encode(encoding)
        yield Bad(encoding, "x.ttl", data, REFUSED, "looks like UTF-16.*save it as UTF-8")
        data = f"{XML}{described('<ex:p>v</ex:p>')}</rdf:RDF>".encode(encoding)
        yield Bad(f"{encoding} XML", "x.rdf", data, REFUSED, "looks like UTF-16.*save it as UTF-8")
    for encoding in ("utf-32", "utf-32-le", "utf-32-be"):
        for name in ("x.ttl", "x.rdf", "x.jsonld"):
            data = FINE.encode(encoding)
            yield Bad(f"{encoding} {name}", name, data, REFUSED, "looks like UTF-32.*save it as")
    yield turtle("latin1", b'ex:a rdfs:label "C\xf4te" .', REFUSED, ":4: not UTF-8: byte 0xF4")
    latin = described("<ex:p>\xf4</ex:p>").encode("latin1")
    data = XML.encode() + latin + b"</rdf:RDF>"
    yield Bad("latin1 XML", "x.rdf", data, REFUSED, ":3: not UTF-8: byte 0xF4")
    declared = b'<?xml version="1.0" encoding="ISO-8859-1"?>\n' + data
    yield Bad("latin1 declared", "x.rdf", declared, REFUSED, "ISO-8859-1 .*save it as UTF-8")
    declared = declared.replace(b"ISO-8859-1", b"no-such-thing")
    yield Bad("unknown encoding", "x.rdf", declared, REFUSED, "save it as UTF-8|unknown encoding")
    yield Bad("byte-order mark", "x.ttl", b"\xef\xbb\xbf" + FINE.encode(), OK, "0 violations")
    data = f"{XML}{described('<ex:p>v</ex:p>')}</rdf:RDF>".encode("utf-8-sig")
    yield Bad("byte-order mark XML", "x.rdf", data, OK, "0 violations.*1 statements")
    data = json.dumps({"@id": TEA, LABEL: "x"}).encode("utf-8-sig")
    yield Bad("byte-order mark JSON", "x.jsonld", data, OK, "0 violations.*1 statements")
    yield turtle("surrogate", b'ex:a ex:p "\xed\xa0\x80" .', REFUSED, ":4: not UTF-8: byte 0xED")
    yield turtle("surrogate escape", r'ex:a ex:p "\uD800" .', REFUSED, ":4:.*D800")
    yield turtle("surrogate in an IRI", r"ex:a ex:p <http://e/\uDFFF> .", REFUSED, ":4:.*DFFF")
    yield as_json(
        "surrogate JSON", '{"@id": "http://e/a",\n"http://e/p": "\\ud800"}', REFUSED, ":2"
    )
    yield xml("surrogate XML", described("<ex:p>&#xD800;</ex:p>"), REFUSED, ":3:.*character")


def characters() -> Iterator[Bad]:
    yield turtle("NUL", 'ex:a rdfs:label "a\0b" .', PROBLEMS, r"x\.ttl:4 .*U\+0000")
    yield turtle("NUL outside", "ex:a ex:p 1 .\0", REFUSED, ":4:")
    yield Bad("nothing but NUL", "x.ttl", bytes(5000), REFUSED, "NUL bytes")
    yield turtle("CR LF", 'ex:a rdfs:label """a\r\nb""" .', OK, r"warning .*x\.ttl:4 .*F7 .*\\r")
    yield turtle("CR LF ends", "ex:a ex:p 1 .\r\nex:a ex:p 2 .\r\n", OK, "0 violations, 0 warn")
    says = r"violation .*:4 .*F2 .*U\+202C, U\+202E"
    yield turtle("direction", 'ex:a rdfs:label "A\u202eB\u202c" .', PROBLEMS, says)
    yield turtle("invisible", 'ex:a rdfs:label "A\u200bB" .', PROBLEMS, r":4 .*F3 .*U\+200B")
    says = r"violation .*:4 .*F1 control character U\+0007, U\+001B"
    yield turtle("escapes", r'ex:a rdfs:label "\u001B[2J\u0007" .', PROBLEMS, says)
    yield turtle("brackets", 'ex:a rdfs:label "[/bold]" .', OK, "0 violations, 0 warnings")
    two = 'ex:a rdfs:label "C\u00f4te" . ex:b rdfs:label "Co\u0302te" .'
    yield turtle("two spellings", two, OK, r"warning .*:4 .*example.org/b .*F5 looks like")
    yield turtle("two scripts", 'ex:a rdfs:label "P\u0430ris" .', OK, r"warning .*F4 Cyrillic")


def names() -> Iterator[Bad]:
    yield turtle("blank in an IRI", "ex:a ex:p <http://e/a b> .", REFUSED, ":4:11: .*IRI")
    yield turtle("escape in an IRI", r"ex:a ex:p <http://e/\u003e> .", REFUSED, ":4:11: .*IRI")
    yield turtle("percent in an IRI", "ex:a ex:p <http://e/%zz> .", REFUSED, ":4:11: .*IRI")
    body = described("<ex:p>v</ex:p>", "http://example.org/a b")
    yield xml("blank in an IRI of XML", body, REFUSED, ":2: .*IRI .*http://example.org/a b")
    for data in (
        {"@id": "http://e/a b", LABEL: "x"},
        {"@id": TEA, LABEL: {"@id": "http://e/a b"}},
        {"@id": TEA, "@type": "http://e/a b"},
        {"@id": TEA, "http://e/a b": "x"},
        {
            "@id": TEA,
            LABEL: "x",
            "@context": {"q": {"@id": LABEL, "@type": "@id"}},
            "q": "http://e/a b",
        },
    ):
        says = r":\d+: invalid IRI <http://e/a b>"
        yield as_json(f"blank in an IRI of JSON {list(data)}", data, REFUSED, says)
    yield turtle(
        "relative IRI", "<a> ex:p ex:b .", REFUSED, ":4:1: relative IRI without a base: <a>"
    )
    relative = r"relative IRI without a base: <tea>"
    yield xml("relative in XML", described("<ex:p>v</ex:p>", "tea"), REFUSED, f":2: {relative}")
    body = described('<ex:p rdf:resource="tea"/>')
    yield xml("relative object in XML", body, REFUSED, f":3: {relative}")
    body = '<rdf:Description rdf:ID="tea"><ex:p>v</ex:p></rdf:Description>'
    yield xml("name in XML", body, REFUSED, ":2: relative IRI without a base: <#tea>")
    yield as_json("relative in JSON", {"@id": "tea", LABEL: "x"}, REFUSED, f":2: {relative}")
    data = {"@id": TEA, LABEL: {"@id": "tea"}}
    yield as_json("relative object in JSON", data, REFUSED, f":4: {relative}")
    data = {"@context": {"name": LABEL}, "@id": TEA, "name": "tea", "nmae": "tae"}
    yield as_json("key nobody defines", data, REFUSED, ':7: no context defines "nmae"')
    data = {"@context": {"name": LABEL}, "@id": TEA, "name": "tea", "full name": "tae"}
    yield as_json("key nobody defines", data, REFUSED, ':7: .*"full name"|<full name>')
    data = {"@id": TEA, LABEL: {"@value": "tea", "@language": "no language"}}
    yield as_json("no language", data, REFUSED, ':5: "no language" is no language')
    yield turtle("no language", 'ex:a rdfs:label "x"@e_n .', REFUSED, ":4:")
    says = r":4:1: prefix rfds: not declared \(did you mean rdfs:\?\)"
    yield turtle("unknown prefix", 'rfds:a ex:p "x" .', REFUSED, says)
    body = described("<exx:p>v</exx:p>")
    says = r":3:\d+: prefix exx: not declared \(did you mean ex:\?\)"
    yield xml("unknown prefix in XML", body, REFUSED, says)
    text = "<http://e/a> <http://e/p> ex:a ."
    yield Bad("no prefix", "x.ttl", text.encode(), REFUSED, r"prefix ex: not declared \(declare")
    again = "ex:a ex:p 1 .\n@prefix ex: <http://evil.example/> .\nex:a ex:p 1 .\n"
    says = "violation .*:5 .*F6 prefix ex: .*<http://example.org/> and <http://evil.example/>"
    yield turtle("prefix again", again, PROBLEMS, says)
    yield turtle(
        "PREFIX again", again.replace("@prefix", "PREFIX").replace("e/> .", "e/>"), PROBLEMS, says
    )
    one_line = "@prefix ex: <http://evil.example/> . ex:a ex:p 1 ."
    yield turtle("again on a line", f"ex:b ex:p 1 . {one_line}", PROBLEMS, says.replace(":5", ":4"))
    yield turtle("in a comment", f"# {one_line}\nex:a ex:p '{one_line}' .", OK, "0 violations")


def statements() -> Iterator[Bad]:
    dot = ":{}:? .*A dot is expected"
    for what, text, line in (
        ("before a subject", "ex:a a ex:T\nex:b a ex:T .", 4),
        ("before blank lines", "ex:a a ex:T\n\n# more\n\nex:b a ex:T .", 4),
        ("before an indented subject", "ex:a a ex:T\n  ex:b a ex:T .", 4),
        ("before a prefix", 'ex:a ex:p "T"\n@prefix e: <http://e.org/> .', 4),
        ("before another prefix", "ex:a a ex:T\nPREFIX e: <http://e.org/>", 4),
        ("in a block", "ex:a a ex:T ;\n ex:p 1 ;\n ex:q 2\n ex:r 3 .", 6),
        ("after a comment", "ex:a a ex:T # no dot.\nex:b a ex:T .", 4),
    ):
        yield turtle(f"missing dot {what}", text, REFUSED, dot.format(line))
    text = "<http://e/a> <http://e/p> <http://e/b>\n<http://e/a> <http://e/p> <http://e/c> .\n"
    yield Bad("missing dot in N-Triples", "x.nt", text.encode(), REFUSED, dot.format(1))
    yield turtle("word", "hello world", REFUSED, ":4:1: hello is not a valid subject")
    yield turtle("quotes", "ex:a ex:p \u201cx\u201d .", REFUSED, ":4:11:")
    for text in (
        "ex:a ex:p <<( ex:a ex:p 1 )>> .",
        "ex:a ex:p 1 {| ex:q 2 |} .",
        "ex:a ex:p 1 ~ ex:r .",
    ):
        yield turtle(f"triple term {text}", f"ex:a ex:p 2 .\n{text}", REFUSED, ":5: RDF 1.2 triple")
    yield turtle(
        "direction of 1.2", '\nex:a ex:p "x"@ar--rtl .', REFUSED, ":5: RDF 1.2 base direction"
    )
    body = described('<ex:p rdf:parseType="Triple"/>')
    yield xml("triple term in XML", body, REFUSED, ":3: RDF 1.2 triple terms")
    body = described('<ex:p rdf:annotation="http://example.org/r">v</ex:p>')
    yield xml("annotation in XML", body, REFUSED, ":3: RDF 1.2 triple terms")
    direction = {"@id": TEA, LABEL: {"@value": "x", "@language": "ar", "@direction": "rtl"}}
    yield as_json("direction in JSON", direction, REFUSED, "RDF 1.2 base direction")
    escaped = json.dumps(direction).replace("@direction", r"@\u0064irection")
    yield as_json("direction in JSON, escaped", escaped, REFUSED, "RDF 1.2 base direction")
    its = 'xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" its:dir="rtl"'
    body = described(f'<ex:p rdf:version="1.2" xml:lang="ar" {its}>x</ex:p>')
    yield xml("direction in XML", body, REFUSED, ":3: RDF 1.2 base direction")
    yield xml("mismatched tags", described("<ex:p>v</ex:q>"), REFUSED, r":3:\d+: mismatched tag")
    yield xml("undefined entity", described("<ex:p>&xxe;</ex:p>"), REFUSED, ":3:.*undefined entity")
    body = described('<ex:p rdf:aboutEach="http://e/">v</ex:p>')
    yield xml("what RDF/XML has no more", body, REFUSED, ":3: .*aboutEach")
    yield as_json("two roots", '{"@id": "http://e/a"}\n{"@id": "http://e/b"}', REFUSED, ":2:1:")
    yield as_json("not a number", '{"@id": "http://e/a",\n"http://e/p": NaN}', REFUSED, ":2:")


def literals() -> Iterator[Bad]:
    three = 'ex:a ex:n "abc"^^xsd:integer ; ex:d "2024-02-30"^^xsd:date ; ex:b "yes"^^xsd:boolean .'
    yield turtle(
        "ill-typed", three, PROBLEMS, r"(violation .*:4 .*T3.*){3}3 violations, 0 warnings"
    )
    digits = "1" * 100_000
    for text in (digits, f"{digits}.5", f'"{digits}-01-01"^^xsd:date'):
        says = "violation .*:4 .*T3.*1 violation, 0 warnings"
        yield turtle(f"long number …{text[-20:]}", f"ex:a ex:n {text} .", PROBLEMS, says)
    for text in ('"1e999999999"^^xsd:double', f"{digits}e1", "1e-999999999"):
        yield turtle(f"double {text[-20:]}", f"ex:a ex:n {text} .", OK, "0 violations")
    lines = "a line of no interest\n" * 450_000
    too_long = "a (literal|line) over 8 MB"
    yield turtle("long literal", f'ex:a ex:p """{lines}""" .', TOO_MUCH, f"x.ttl:4: {too_long}")
    yield turtle("long line", f'ex:a ex:p "{"x" * 9_000_000}" .', TOO_MUCH, f"x.ttl:4: {too_long}")
    nt = f'<http://e/a> <http://e/p> "{"x" * 9_000_000}" .\n'
    yield Bad("long N-Triple", "x.nt", nt.encode(), TOO_MUCH, f"x.nt:1: {too_long}")
    yield xml(
        "long literal in XML", described(f"<ex:p>{lines}</ex:p>"), TOO_MUCH, f"x.rdf:3: {too_long}"
    )
    attribute = described("<ex:p>v</ex:p>").replace(" rdf:about", f' ex:q="{lines}" rdf:about')
    yield xml("long attribute", attribute, TOO_MUCH, too_long)
    data = json.dumps({"@id": TEA, LABEL: "x" * 9_000_000})
    yield as_json("long literal in JSON", data, TOO_MUCH, too_long)
    packed = gzip.compress(f'ex:a ex:p "{"x" * 9_000_000}" .'.encode())
    yield Bad("long line, packed", "x.ttl.gz", packed, TOO_MUCH, f"x.ttl.gz:1: {too_long}")


def trees() -> Iterator[Bad]:
    deep = "nested deeper than 256"
    for depth, code, says in (
        (120, OK, "0 violations"),
        (129, REFUSED, f":130: {deep}"),
        (5000, REFUSED, deep),
    ):
        body = "<rdf:Description>\n<ex:p>" * depth + "</ex:p></rdf:Description>" * depth
        yield xml(f"{depth} nodes deep", body, code, says)
    for depth in (300, 10_000, 60_000):
        data = f'{{"@id": "http://e/a",\n"{LABEL}": ' * depth + "1" + "}" * depth
        yield as_json(f"{depth} objects deep", data, REFUSED, f":{257}: {deep}|:256: {deep}")
        yield as_json(f"{depth} arrays deep", "[" * depth + "]" * depth, REFUSED, f":1: {deep}")
    quotes = '{"@id": "' + '\\"' * 500_000
    yield as_json("quotes that do not end", quotes, REFUSED, ":1:.*cut off")
    brackets = {"@id": TEA, LABEL: "[" * 1000 + '\\"{' * 1000}
    yield as_json("brackets in a string", brackets, OK, "1 statements")
    for text in ("[" * 100_000, "(" * 100_000):
        yield turtle(f"{text[0]} 100,000 deep", f"ex:a ex:p {text}", REFUSED, ":4")


def fetched() -> Iterator[Bad]:
    """What would be fetched from an address; ``ADDRESS`` stands for one that listens."""
    says = ":{}: remote context not allowed: {}"
    there = "http://ADDRESS/c.jsonld"
    for what, line, context in (
        ("an address", 3, there),
        ("a file", 3, "file:///etc/hostname"),
        ("a file near by", 3, "context.jsonld"),
        ("one of a list", 7, [{"a": LABEL}, there]),
        ("an import", 4, {"@import": there}),
        ("in a term", 6, {"a": {"@id": LABEL, "@context": there}}),
        ("in a term's list", 8, {"a": {"@id": LABEL, "@context": [None, there]}}),
    ):
        data = {"@id": TEA, "@context": context, LABEL: "x"}
        address = context if isinstance(context, str) else there
        yield as_json(f"context: {what}", data, REFUSED, says.format(line, address))
    data = {"@id": TEA, LABEL: [{"@id": f"{TEA}/1", "@context": there, LABEL: 1}]}
    yield as_json("context: deep in the data", data, REFUSED, says.format(6, there))
    text = f'{{"@id": "{TEA}",\n"\\u0040context": "{there}"}}'
    yield as_json("context: spelt otherwise", text, REFUSED, says.format(2, there))
    data = {"@id": TEA, LABEL: ["@context", there, f'"@context": "{there}"', "@import"]}
    yield as_json("context: said, not meant", data, OK, "4 statements")
    value = {"@type": "@json", "@value": {"@context": there}}
    yield as_json("context: in a value", {"@id": TEA, LABEL: value}, OK, "1 statements")
    dtd = r":{}: DTD not allowed"
    body = f"{XML}{described('<ex:p>&a;</ex:p>')}</rdf:RDF>"
    outside = f'<!DOCTYPE rdf:RDF SYSTEM "{there}">\n'
    entity = (
        f'<!DOCTYPE rdf:RDF [\n<!ENTITY a SYSTEM "{there}">\n<!ENTITY % b SYSTEM "{there}"> %b;\n]>'
    )
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 10))
    bomb = f'<!DOCTYPE rdf:RDF [\n<!ENTITY a0 "lol">\n{laughs}<!ENTITY a "&a9;">\n]>'
    square = f'<!DOCTYPE rdf:RDF [\n<!ENTITY a "{"x" * 100_000}">\n]>'
    for what, doctype in (
        ("external", outside),
        ("entity", entity),
        ("bomb", bomb),
        ("inner", DTD),
    ):
        yield Bad(f"DTD {what}", "x.rdf", (doctype + body).encode(), REFUSED, dtd.format(1))
    many = square + body.replace("&a;", "&a;" * 10_000)
    yield Bad("DTD square", "x.owl", many.encode(), REFUSED, dtd.format(1))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-8-sig", "ascii"):
        said = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
        text = f'<?xml version="1.0" encoding="{said}"?>\n<!-- x -->\n{bomb}{body}'
        yield Bad(f"DTD {encoding}", "x.rdf", text.encode(encoding), REFUSED, dtd.format(3))
    text = f'<?xml version="1.0" encoding="cp1251"?>{bomb}{body}'
    yield Bad("DTD cp1251", "x.xml", text.encode("cp1251"), REFUSED, dtd.format(1))
    packed = gzip.compress((bomb + body).encode())
    yield Bad("DTD packed", "x.rdf.gz", packed, REFUSED, dtd.format(1))
    said = described("<ex:p><![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]></ex:p><!-- <!DOCTYPE x> -->")
    yield xml("DTD said, not meant", said, OK, "1 statements")
    graphs = ((".graphml", "GraphML"), (".gexf", "GEXF"), (".trix", "TriX"))
    for ending, format_ in graphs:
        text = f"{bomb}<{format_}/>"
        yield Bad(
            f"DTD {format_}", f"x{ending}", text.encode(), REFUSED, f'format "{ending}" is not'
        )


def kinds() -> Iterator[Bad]:
    empty = r"x\.\w+: no statements \(use --allow-empty\)"
    rdf = f'<rdf:RDF xmlns:rdf="{RDF}"/>'
    for name, text in (
        ("x.ttl", ""), ("x.ttl", "# nothing\n"), ("x.ttl", HEAD), ("x.nq", "\n \n"),
        ("x.trig", "# \n"), ("x.jsonld", ""), ("x.jsonld", "{}"),
        ("x.rdf", ""), ("x.rdf", rdf), ("x.owl", f"<!-- -->{rdf}"),
        ("x.jsonld", "[]"), ("x.json", '{"@id": "http://e/a"}'), ("x.ttl", "\ufeff"), ("x.nt", ""),
    ):  # fmt: skip
        yield Bad(f"empty {name} {text!r}", name, text.encode(), REFUSED, empty)
    page = b"<!DOCTYPE html>\n<html><body>Not found</body></html>"
    for name in ("x.ttl", "x.nt", "x.jsonld"):
        yield Bad(f"page {name}", name, page, REFUSED, "is HTML")
    yield Bad("page XML", "x.rdf", page, REFUSED, "DTD not allowed|is HTML")
    yield Bad("page packed", "x.ttl.gz", page, REFUSED, "is HTML")
    whole = gzip.compress(FINE.encode())
    yield Bad("packed", "x.ttl.gz", whole, OK, "0 violations.*1 statements")
    yield Bad("cut gzip", "x.ttl.gz", whole[:-20], REFUSED, "gzip ends early")
    yield Bad("packed, not named so", "x.ttl", whole, REFUSED, "is gzip")
    yield Bad("named packed, not so", "x.ttl.gz", FINE.encode(), REFUSED, "is not gzip")
    bomb = gzip.compress((HEAD + "# a comment of no interest\n" * 5_000_000).encode())
    yield Bad("bomb", "x.ttl.gz", bomb, TOO_MUCH, "200 times its size")
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>'
    yield Bad("XML called Turtle", "x.ttl", f"{XML}</rdf:RDF>".encode(), REFUSED, "is XML .*rdf")
    yield Bad("other XML", "x.xml", feed, REFUSED, "XML with the root <feed>, no RDF/XML")
    pickle = (
        b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94."
    )
    yield Bad("pickle", "x.ttl", pickle, REFUSED, "not UTF-8|UTF-16")
    for ending in (".csv", ".n3", ".zip", ".pkl", ".db", ""):
        yield Bad(f"format {ending}", f"x{ending}", pickle, REFUSED, "is not read .use .ttl")
    lines = described(f"<ex:p>{'x' * 20}\n" + "line\n" * 80_000 + "</ex:p>")
    yield xml("80,000 lines", lines, OK, "1 statements")
    many = "".join(f"@prefix p{n}: <http://example.org/{n}#> .\n" for n in range(5500))
    yield turtle("5,500 prefixes", many + "p1:a p2:b p3:c .\n", OK, "1 statements")
    xml_ = f"{XML}{described('<ex:p>v</ex:p>')}</rdf:RDF>"
    data = json.dumps({"@context": {"p": LABEL}, "@id": TEA, "p": ["x", "y"]})
    for name, text, number in (
        ("x.rdf", xml_, 1), ("x.owl", xml_, 1), ("x.xml", xml_, 1), ("x.RDF", xml_, 1),
        ("x.jsonld", data, 2), ("x.json", data, 2),
    ):  # fmt: skip
        yield Bad(f"fine {name}", name, text.encode(), OK, f"0 violations.* {number} statements")
        packed = gzip.compress(text.encode())
        yield Bad(
            f"fine {name}.gz", f"{name}.gz", packed, OK, f"0 violations.* {number} statements"
        )


ALL = [
    bad
    for family in (
        *(cut_off, left_by_git, encodings, characters, names),
        *(statements, literals, trees, fetched, kinds),
    )
    for bad in family()
]
