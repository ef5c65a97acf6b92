"""Files gone wrong through every verb that reads: what may come of it, and what came of it.

A case is a number: seed file, mutation, verb and format follow from it and from the seed of the
dice. Cases run one after the other in one process, which is slow to start; now and then one has a
process of its own. ``python tests/fuzzing.py SEED FIRST LAST`` runs some and says a line of JSON on
each.
"""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import hashlib
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox

import exchanges
import hostile
import offline  # noqa: F401  whoever reaches for the network fails
from bilat import shipped
from bilat.cli import app
from bilat.knowledge import exchange
from exchanges import OUT
from mutations import mutated

HERE = Path(__file__).parent
FICTIONAL = HERE / "fictional"
KEPT = HERE / "fuzz"

# Of the table of exit codes those that a file can be the reason for, and misuse by a mutated name.
CODES = {0, 1, 2, 3, 4}
LONGEST_ERROR = 300
# Seconds a case may take at most, several times what its worker is given; bytes likewise.
SECONDS, WORKER_SECONDS = 60, "5"
MEMORY = int(2.5 * 1024**3)
WHOLE = 15  # one case of so many is a process of its own

# Those whose answer is a file.
WITHOUT_FORMAT = ("graph", "import", "export", "add")
FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")
READING = (
    ("check",), ("check", "--infos"), ("stats",), ("find", "Talen"), ("show", "person:mira-talen"),
    ("timeline",), ("timeline", "--as-of", "2022"), ("timeline", "--certain", "--kind", "visit"),
    ("path", "person:mira-talen", "person:oren-vask"), ("centrality",), ("communities",),
    ("listed", "--by", "body:northern-compact"), ("engaged",), ("claims",), ("coverage",),
    ("compare", "2021", "2023"), ("balance", "--unit", "all"), ("graph", "-o", OUT),
    ("query", "-q", "SELECT * { ?s ?p ?o } LIMIT 20"), ("query", "--named", "sources"),
    *exchanges.EXPORTS,
)  # fmt: skip
GRAPH_FORMATS = {
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True)
class Seed:
    """A file that is well: what it is called, what it holds, and whether others go with it."""

    name: str
    data: bytes
    with_others: bool = False

    @property
    def ending(self) -> str:
        return self.name[self.name.index(".") :]

    @property
    def kind(self) -> str:
        """Of a table, which one; else what the file is called by."""
        return self.ending.split(".")[1]


@dataclass(frozen=True)
class Case:
    """A file, and what is asked about it; ``FILE`` and ``OUT`` with any ending are places."""

    seed: Seed
    call: tuple[str, ...]
    whole: bool = False


@cache
def seeds() -> tuple[Seed, ...]:
    """Files of every kind that is read, the same ones every time."""
    fictional = {path.name: path.read_bytes() for path in sorted(FICTIONAL.glob("*.ttl"))}
    whole = [quad for text in fictional.values() for quad in ox.parse(text, ox.RdfFormat.TURTLE)]
    small = {
        f"small{ending}": ox.serialize(whole[:120], format=form) or b""
        for ending, form in GRAPH_FORMATS.items()
    }
    tables = {kind: exchange.sample(kind).encode() for kind in exchange.KINDS}
    return (
        *(Seed(name, data, with_others=True) for name, data in fictional.items()),
        *(Seed(path.name, path.read_bytes()) for path in sorted((HERE / "bad").glob("*.ttl"))[::7]),
        *(Seed(name, piece(data)) for name, data in _shipped()),
        *(Seed(name, data) for name, data in small.items()),
        *(Seed(f"{name}.gz", gzip.compress(data, mtime=0)) for name, data in small.items()),
        *(Seed(f"table.{kind}", data) for kind, data in tables.items()),
        *(Seed(f"table.{kind}.gz", gzip.compress(data, mtime=0)) for kind, data in tables.items()),
        *(Seed(name, data) for name, data in shipped.listing("queries", suffix=".rq")),
        *(Seed(path.name, path.read_bytes()) for path in kept()),
    )


def _shipped() -> Iterator[tuple[str, bytes]]:
    for dataset in shipped.datasets():
        yield from shipped.listing("dataset", dataset, suffix=".ttl")


def piece(data: bytes, size: int = 6000) -> bytes:
    """The beginning of a file, to the end of a block."""
    end = data.find(b"\n\n", size)
    return data if end < 0 else data[: end + 1]


def kept() -> list[Path]:
    """Files that something once went wrong with."""
    return sorted(path for path in KEPT.glob("*.*") if path.suffix != ".md")


def case(seed: int, number: int) -> Case:
    """The case of a number."""
    dice = Random(f"{seed} {number}")  # noqa: S311  repeatable, not secret
    one, other = dice.choice(seeds()), dice.choice(seeds())
    if number % 8 == 5:
        one = dice.choice([seed for seed in seeds() if seed.with_others])
    went_wrong = exchanges.packed if one.ending.endswith(".gz") else mutated
    data = went_wrong(one.data, other.data, dice)
    call = dice.choice(calls(one))
    if number % 8 == 5:
        call = exchanges.addition(dice)
        data = dice.choice((data, one.data))
    elif number % 20 == 19 and one.ending == ".ttl":
        text = data[dice.randrange(len(data) + 1) :][:400].replace(b"\0", b"")
        call = (*dice.choice((("show",), ("find",), ("timeline",))), "--", os.fsdecode(text))
        data = one.data
    elif call[0] not in WITHOUT_FORMAT:
        call = (*call, "-f", dice.choice(FORMATS))
    return Case(Seed(one.name, data, one.with_others), call, number % WHOLE == 0)


def calls(one: Seed) -> Sequence[tuple[str, ...]]:
    """What can be asked about a file of this kind."""
    if one.ending == ".rq":
        return [("query", "FILE"), ("query", "FILE", "-p", "who=Talen")]
    if one.kind in exchange.KINDS:
        return exchanges.imports(one.kind)
    return READING


# Running one


@dataclass
class Outcome:
    """What a call gave: exit code, and what was printed."""

    code: int
    out: bytes
    err: bytes


def complaints(one: Case) -> list[str]:
    """Everything that is not as promised about a case."""
    with tempfile.TemporaryDirectory(prefix="bilat-fuzz-") as name:
        folder, here = Path(name), Path.cwd()
        data = folder / "data"
        data.mkdir()
        if one.seed.with_others:
            for path in FICTIONAL.glob("*.ttl"):
                (data / path.name).write_bytes(path.read_bytes())
        file = data / one.seed.name
        file.write_bytes(one.seed.data)
        (folder / "empty").mkdir()
        os.chdir(folder / "empty")
        try:
            before = _listing(folder)
            outcome = (_in_its_own_process if one.whole else in_this_process)(
                _arguments(one, file, folder)
            )
            found = [*about(outcome, one), *leftovers(), *exchanges.written(folder)]
            after = _listing(folder)
            if exchanges.adds(one.call):
                found += exchanges.changes(_contents(before), _contents(after), outcome.code)
            elif after != before:
                found.append("files changed")
        finally:
            os.chdir(here)
    return found


def _arguments(one: Case, file: Path, folder: Path) -> list[str]:
    call = [
        str(file if part == "FILE" else folder / part) if _is_place(part) else part
        for part in one.call
    ]
    limits = ("--timeout", WORKER_SECONDS)
    if call[0] == "import":
        return [*call, *limits]
    data = FICTIONAL if one.seed.ending == ".rq" else file.parent if one.seed.with_others else file
    if call[0] == "query" and one.seed.ending == ".rq":
        return ["--data", str(data), *call, *limits]
    return [*limits, "--data", str(data), *call]


def _is_place(part: str) -> bool:
    return part == "FILE" or part.partition(".")[0] == OUT


def _listing(folder: Path) -> dict[str, Any]:
    """Every file with its content and the time it was changed, those aside that were asked for."""
    return {
        str(path): (path.is_file() and path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if not _is_place(path.name)
    }


def _contents(listing: dict[str, Any]) -> dict[str, bytes]:
    return {name: content for name, (content, _) in listing.items() if content is not False}


def in_this_process(arguments: list[str]) -> Outcome:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        signal.alarm(SECONDS)
        try:
            code = app.run(arguments)
        finally:
            signal.alarm(0)
            out.flush()
            err.flush()
    return Outcome(code, out.buffer.getvalue(), err.buffer.getvalue())


def _in_its_own_process(arguments: list[str]) -> Outcome:
    command = [sys.executable, "-m", "bilat", *arguments]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        return Outcome(130, late.stdout or b"", late.stderr or b"")
    return Outcome(done.returncode, done.stdout, done.stderr)


def about(outcome: Outcome, one: Case) -> Iterator[str]:
    if outcome.code not in CODES:
        last = outcome.err.decode("utf-8", "replace").strip().rpartition("\n")[2]
        yield f"exit code {outcome.code}: {last}"
    yield from _unsafe(outcome, one)
    yield from exchanges.about(one.call, one.seed.data, outcome.code, outcome.out, outcome.err)
    lines = outcome.err.decode("utf-8", "replace").split("\n")
    if any(len(line) > LONGEST_ERROR for line in lines):
        yield "a long line on stderr"
    if outcome.code in {2, 3, 4}:
        if outcome.out and outcome.code != 4:
            yield "an error, and something on stdout"
        if len(lines) != 2 or not lines[0].startswith("bilat: "):
            yield f"an error that is not one line: {lines[:3]}"


def _unsafe(outcome: Outcome, one: Case) -> Iterator[str]:
    """What acts on a terminal, or was not meant for people."""
    for name, said in (("stdout", outcome.out), ("stderr", outcome.err)):
        try:
            text = said.decode("utf-8")
        except UnicodeDecodeError:
            yield f"{name} is not UTF-8"
            continue
        if name == "stdout" and exchanges.is_raw(one.call):
            continue
        allowed = {"\t"} if {"csv", "tsv"} & {*one.call} or one.call[0] == "graph" else set()
        if steering := set(text) & hostile.FORBIDDEN - allowed:
            yield f"{name} has {sorted(steering)}"
        if "Traceback" in text:
            yield f"a traceback on {name}"


def leftovers() -> Iterator[str]:
    """Processes that outlived the call, and memory beyond what was allowed."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
    if children:
        yield f"processes left: {len(children)}"
        for child in children:
            with contextlib.suppress(OSError):
                os.kill(int(child), signal.SIGKILL)
                os.waitpid(int(child), 0)
    largest = 1024 * max(_own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    if largest > MEMORY:
        yield f"{largest / 1024**3:.1f} GB of memory"


def _own_peak() -> int:
    """In kB; ``getrusage`` would count what the process that started this one held."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


_SUBREAPER = 36


def _too_late(*_: object) -> None:
    raise KeyboardInterrupt


def _prepare() -> None:
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)  # orphans of whatever is started become ours
    signal.signal(signal.SIGALRM, _too_late)


def batch(seed: int, first: int, last: int) -> None:
    """Run some cases: a line of JSON before each, and one after it."""
    say = sys.stdout
    _prepare()
    for number in range(first, last):
        print(json.dumps({"begins": number}), file=say, flush=True)
        found = complaints(case(seed, number))
        print(json.dumps({"ended": number, "complaints": found}), file=say, flush=True)


# Running many


@dataclass
class Failure:
    """A case that did not go as promised."""

    number: int
    complaints: list[str]

    @property
    def sort(self) -> str:
        """The same for failures that look alike."""
        return re.sub(r"\d+|/\S+", "…", "; ".join(self.complaints))


def fuzz(seconds: float, seed: int, first: int = 0) -> tuple[int, list[Failure]]:
    """Run cases for a while, each batch in a process that may die; how many, and what failed."""
    deadline = time.monotonic() + seconds
    number, failures = first, []
    while time.monotonic() < deadline:
        command = [sys.executable, __file__, str(seed), str(number), str(number + BATCH)]
        # Where nobody can be asked for what is missing.
        streams: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, **streams, text=True) as running:
            assert running.stdout
            begun = number - 1
            for line in running.stdout:
                said = json.loads(line)
                begun = said.get("begins", begun)
                if said.get("complaints"):
                    failures.append(Failure(said["ended"], said["complaints"]))
                if "ended" in said:
                    number = said["ended"] + 1
                    if time.monotonic() > deadline:
                        running.terminate()
                        break
            code = running.wait()
        if code and time.monotonic() < deadline:
            failures.append(Failure(begun, [f"the process ended with status {code}"]))
            number = begun + 1
    return number - first, failures


BATCH = 150
REDUCTIONS = 60


def apart(one: Case) -> list[str]:
    """The complaints about a case that has a process of its own to bring down."""
    told = {"name": one.seed.name, "with_others": one.seed.with_others, "call": one.call}
    given = json.dumps(told).encode() + b"\n" + one.seed.data
    command = [sys.executable, __file__, "one"]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    if done.returncode:
        return [f"the process ended with status {done.returncode}"]
    found: list[str] = json.loads(done.stdout)
    return found


def _one(given: bytes) -> None:
    head, _, data = given.partition(b"\n")
    told = json.loads(head)
    _prepare()
    found = complaints(Case(Seed(told["name"], data, told["with_others"]), tuple(told["call"])))
    print(json.dumps(found))  # noqa: T201


def smaller(one: Case) -> Case:
    """The same failure with less of the file, as far as a few dozen tries lead."""
    wanted, left = Failure(0, apart(one)).sort, REDUCTIONS
    size = len(one.seed.data.splitlines()) // 2
    while size and left > 0:
        for less in islice(_without(one, size), left):
            left -= 1
            if Failure(0, apart(less)).sort == wanted:
                one = less
                break
        else:
            size //= 2
    return one


def _without(one: Case, size: int) -> Iterator[Case]:
    """The case with so many lines less, wherever they are."""
    lines = one.seed.data.splitlines(keepends=True)
    for start in range(0, len(lines), size):
        data = b"".join(lines[:start] + lines[start + size :])
        yield replace(one, seed=replace(one.seed, data=data))


def keep(one: Case) -> Path:
    """Put the file of a failure, made small, where the tests find it."""
    seed = smaller(one).seed
    path = KEPT / f"{hashlib.sha256(seed.data).hexdigest()[:12]}{seed.ending}"
    path.write_bytes(seed.data)
    return path


if __name__ == "__main__":
    if sys.argv[1:] == ["one"]:
        _one(sys.stdin.buffer.read())
    else:
        batch(*map(int, sys.argv[1:]))
