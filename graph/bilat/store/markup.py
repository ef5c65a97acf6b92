"""XML, before a parser of RDF reads it: no DTD, not too deep, no literal too long, and whole.

The tokenizer only tells what it comes across. Entities are declared in a DTD, and the first sign of
one ends it, so nothing is ever expanded or fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.parsers import expat

from bilat import files
from bilat.errors import BadInputError
from bilat.store import complaints
from bilat.store.terms import RDF

_ENCODINGS = ("", "utf-8", "us-ascii", "utf-16", "utf-16le", "utf-16be")
_CUT_OFF = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")


class MalformedError(BadInputError):
    """XML that is not well formed, unless its encoding is another than it says."""


def look_over(data: bytes, name: str) -> None:
    """Raise ``BadInputError`` or ``LimitError`` for what must not reach the parser.

    ``MalformedError`` where it is not well formed. UTF-16 is looked over as well.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    scan = _Scan(parser, name)
    parser.XmlDeclHandler = scan.declaration
    parser.StartDoctypeDeclHandler = scan.doctype
    parser.StartNamespaceDeclHandler = scan.namespace
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    if len(data) > files.MAX_LINE:
        parser.CharacterDataHandler = scan.text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)  # noqa: FBT003  the last piece
    except expat.ExpatError as error:
        raise scan.complaint(error, data) from None
    except (LookupError, ValueError):
        raise complaints.save_as_utf8("declares an encoding that is not read", name) from None
    scan.finish()


class _Scan:
    """What the tokenizer has come across so far."""

    def __init__(self, parser: expat.XMLParserType, name: str) -> None:
        self.parser, self.name = parser, name
        self.depth = self.length = self.tag_line = 0
        self.encoding = self.root = ""
        self.prefixes: list[str] = []
        self.is_rdf = False

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding or ""

    def doctype(self, *_: object) -> None:
        message = "DTD not allowed (remove the DOCTYPE)"
        raise BadInputError(message, path=self.name, line=self.line)

    def namespace(self, prefix: str | None, iri: str | None) -> None:
        self.prefixes.append(prefix or "")
        self.is_rdf = self.is_rdf or iri == RDF

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.root = self.root or tag.rpartition(" ")[2]
        self.depth += 1
        self.length, self.tag_line = 0, self.line
        if self.depth > complaints.MAX_DEPTH:
            raise complaints.too_deep(self.name, self.line)
        for attribute, value in attributes.items():
            if len(value) > files.MAX_LINE:
                raise complaints.too_long(self.name, self.line)
            # The parser would leave this out without a word.
            if value == "Triple" and attribute == f"{RDF} parseType":
                raise complaints.not_read("triple terms are", self.name, self.line)

    def end(self, _tag: str) -> None:
        self.depth -= 1
        self.length, self.tag_line = 0, self.line

    def text(self, text: str) -> None:
        self.length += len(text)
        if self.length > files.MAX_LINE:
            raise complaints.too_long(self.name, self.tag_line)

    def finish(self) -> None:
        """Raise for what is well formed and still not read."""
        if self.encoding.lower() not in _ENCODINGS:
            raise complaints.save_as_utf8(f"is declared as {self.encoding}", self.name)
        if not self.is_rdf:
            raise BadInputError(f"is XML with the root <{self.root}>, no RDF/XML", path=self.name)

    def complaint(self, error: expat.ExpatError, data: bytes) -> MalformedError:
        """What the tokenizer stopped at."""
        what = expat.ErrorString(error.code)
        line, column = error.lineno, error.offset + 1
        if what == "unbound prefix":
            tag = data[self.parser.CurrentByteIndex :][:200].lstrip(b"<").decode("utf-8", "replace")
            what = complaints.undeclared(tag.partition(":")[0], self.prefixes)
        elif what in _CUT_OFF:
            what = f"Unexpected end of file: {what} (it is cut off)"
        else:
            what = f"{what} (correct it here or just above)"
        return MalformedError(what, path=self.name, line=line, column=column)
