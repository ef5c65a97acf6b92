"""Kills a process that adds records to a file, again and again, and looks at what is left.

Run as a program: ``kills.py SIGNAL TIMES FOLDER``. Prints what was wrong; nothing if all is well.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bilat import files
from bilat.curate import turtle
from bilat.curate.turtle import Iri, Literal, Statement

SPACE = "https://w3id.org/bilat/id/event/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
HEAD = f"# Kept by hand.\n@prefix event: <{SPACE}> .\n".encode()
_MOST_SECONDS = 0.02


def record(number: int) -> list[Statement]:
    subject = f"{SPACE}2017-{number:04}"
    return [
        Statement(subject, turtle.RDF_TYPE, Iri("https://w3id.org/bilat/ns#Meeting")),
        Statement(subject, LABEL, Literal("x" * 2000, "en", "")),
    ]


def with_one_more(data: bytes) -> bytes:
    return turtle.added(data, record(records(data)), {}).data


def records(data: bytes) -> int:
    return sum(not block.is_directive for block in turtle.outline(data).blocks)


def states(most: int = 10_000) -> Iterator[bytes]:
    """The file with no record, with one, with two, and so on."""
    data = HEAD
    for _ in range(most):
        yield data
        data = with_one_more(data)


def write_until_killed(path: Path, begins: int) -> None:
    try:
        os.write(begins, b"!")
        while True:
            files.edit(path, with_one_more)
    except KeyboardInterrupt:
        os._exit(130)


def ended(child: int) -> bool:
    """Whether a process ends within five seconds."""
    for _ in range(1000):
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.005)
    return False


def wrong(path: Path, known: list[bytes]) -> str:
    """What is not as it should be after a writer has been killed."""
    data = path.read_bytes()
    number = records(data)
    if data != known[number]:
        return f"the file is no state that ever was ({len(data)} bytes)"
    left = sorted(item.name for item in path.parent.iterdir() if item != path)
    if len(left) > 1 or not all(name.startswith(".bilat-") for name in left):
        return f"left behind: {left}"
    return ""


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main(name: str, times: str, folder: str) -> None:
    path = Path(folder) / "events.ttl"
    known: list[bytes] = []
    every = states()
    chance = random.Random(7)  # noqa: S311  the same moments on every run
    for _ in range(int(times)):
        files.write(path, HEAD)
        left = [item.name for item in path.parent.iterdir() if item != path]
        if left:
            say(f"not swept by the next writer: {left}")
        begun, begins = os.pipe()
        child = os.fork()
        if not child:
            write_until_killed(path, begins)
        os.read(begun, 1)
        time.sleep(chance.random() * _MOST_SECONDS)
        os.kill(child, signal.Signals[name])
        if not ended(child):
            say("goes on after the signal")
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        os.close(begun)
        os.close(begins)
        while len(known) <= records(path.read_bytes()):
            known.append(next(every))
        reason = wrong(path, known)
        if reason:
            say(reason)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(*sys.argv[1:])
