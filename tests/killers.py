"""Runs the command line as somebody would, and says what it took."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

PROGRAM = [sys.executable, "-m", "bilat"]


class Run(NamedTuple):
    """How a call ended; wall and processor seconds, and the largest process of it in bytes."""

    code: int
    out: str
    err: str
    wall: float
    cpu: float
    memory: int


# Calls a program and writes down what it took. Whatever a large process starts is taken for large
# itself at first, and the tests may be: so a small one stands between.
MEASURED = """
import json, pathlib, resource, subprocess, sys, time
begun = time.monotonic()
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
took = [code, time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024]
pathlib.Path(sys.argv[1]).write_text(json.dumps(took))
"""


def run(folder: Path, *words: str | Path) -> Run:
    """Call the program; its children count, since it waits for them."""
    took = folder / "took"
    command = [sys.executable, "-I", "-c", MEASURED, took, *PROGRAM, *words]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        subprocess.run(command, stdout=out, stderr=err, check=True)
    said, complained = (Path(folder, name).read_text("utf-8") for name in ("out", "err"))
    code, wall, cpu, memory = json.loads(took.read_text("utf-8"))
    return Run(code, said, complained, wall, cpu, memory)


def children(number: int) -> list[int]:
    """The processes that a process has started."""
    return [
        int(child)
        for listed in Path(f"/proc/{number}/task").glob("*/children")
        for child in listed.read_text("ascii").split()
    ]


HEAD = """\
@prefix bil: <https://w3id.org/bilat/ns#> .
@prefix body: <https://w3id.org/bilat/id/body/> .
@prefix claim: <https://w3id.org/bilat/id/claim/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix doc: <https://w3id.org/bilat/id/doc/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix ev: <https://w3id.org/bilat/id/ev/> .
@prefix event: <https://w3id.org/bilat/id/event/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix office: <https://w3id.org/bilat/id/office/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix person: <https://w3id.org/bilat/id/person/> .
@prefix place: <https://w3id.org/bilat/id/place/> .
@prefix pl: <https://w3id.org/bilat/plover#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sit: <https://w3id.org/bilat/id/sit/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix state: <https://w3id.org/bilat/id/state/> .

state:talen a bil:State ; rdfs:label "Talen"@en ; bil:isoAlpha3 "TLN" ; bil:cowCode 1 .
body:press a bil:StateBody ; rdfs:label "Press Office"@en ; org:subOrganizationOf state:talen .
doc:paper a bil:Document ; dcterms:title "Paper"@en ; dcterms:issued "2020"^^edtf:EDTF ;
    dcterms:creator body:press ; dcterms:source <https://example.org/paper> .
ev:page a bil:Evidence ; oa:hasSource doc:paper ; bil:gist "It says so."@en ;
    bil:stance bil:Affirms ; bil:locator "1" ; prov:wasAttributedTo body:press .
"""


def person(name: str) -> str:
    return f'person:{name} a bil:Person ; rdfs:label "{name.title()}"@en .\n'


def meeting(name: str, people: Sequence[str], when: str = "2012-05-01") -> str:
    who = " , ".join(f"person:{one}" for one in people)
    return (
        f'event:{name} a bil:Meeting ; rdfs:label "They meet: {name}"@en ;'
        f' bil:when "{when}"^^edtf:EDTF ; bil:realis bil:Occurred ; bil:plover pl:CONSULT ;'
        f" bil:attendee {who} ; bil:evidence ev:page .\n"
    )


def day(number: int) -> str:
    """One of 6,720 days, the same for the same number."""
    return f"20{number % 20:02}-{number // 20 % 12 + 1:02}-{number // 240 % 28 + 1:02}"


def clique(people: int) -> Iterator[str]:
    """Everybody has met everybody; one has met nobody."""
    yield HEAD
    for one in range(people):
        yield person(f"p{one}")
        for other in range(one):
            yield meeting(f"m{one}-{other}", [f"p{one}", f"p{other}"])
    yield person("loner")
