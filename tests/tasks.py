"""What the worker is asked to do in its tests: answer, refuse, hang, fall over.

The worker sees installed packages only, so ``test_sandbox`` runs it in an environment in which this
module is installed.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bilat import sandbox
from bilat.errors import AmbiguousNameError, BadInputError, UnknownNameError


def echo(data: bytes, arguments: Sequence[str]) -> bytes:
    return data + "".join(arguments).encode()


def refuse(data: bytes, _arguments: Sequence[str]) -> bytes:
    raise BadInputError(f"no {data.decode()} here", path="data.ttl", line=4, column=7)


def raise_another_error(data: bytes, _arguments: Sequence[str]) -> bytes:
    raise ValueError(data)


def loop(_data: bytes, _arguments: Sequence[str]) -> bytes:
    while True:
        pass


def start_and_sleep(_data: bytes, arguments: Sequence[str]) -> bytes:
    starting, working = map(float, arguments)
    time.sleep(starting)
    sandbox.ready()
    time.sleep(working)
    return b"done"


def refuse_a_name(_data: bytes, _arguments: Sequence[str]) -> bytes:
    raise UnknownNameError("Ab", ["Abe"])


def refuse_a_use(_data: bytes, _arguments: Sequence[str]) -> bytes:
    raise AmbiguousNameError("Abe", [("person:a", "Abe"), ("person:b", "Abe")])


def sleep(_data: bytes, _arguments: Sequence[str]) -> bytes:
    time.sleep(600)
    return b""


def ignore_signals_and_loop(_data: bytes, _arguments: Sequence[str]) -> bytes:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGXCPU, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def take_all_memory(_data: bytes, _arguments: Sequence[str]) -> bytes:
    taken = []
    while True:
        taken.append(bytes(10_000_000))


def die(_data: bytes, arguments: Sequence[str]) -> bytes:
    os.kill(os.getpid(), signal.Signals[arguments[0]])
    time.sleep(600)
    return b""


def touch_memory_that_is_not_there(_data: bytes, _arguments: Sequence[str]) -> bytes:
    return ctypes.string_at(0)


def leave(_data: bytes, arguments: Sequence[str]) -> bytes:
    sys.exit(int(arguments[0]))


def flood(_data: bytes, _arguments: Sequence[str]) -> bytes:
    """Endlessly, but slowly enough for the parent's memory."""
    while True:
        os.write(1, bytes(100_000))
        time.sleep(0.01)


def chatter(_data: bytes, _arguments: Sequence[str]) -> bytes:
    os.write(2, b"A warning.\n" * 100_000)
    return b"answer"


def answer_of_size(_data: bytes, arguments: Sequence[str]) -> bytes:
    return bytes(int(arguments[0]))


def describe_itself(_data: bytes, _arguments: Sequence[str]) -> bytes:
    found = {
        "pid": os.getpid(),
        "session": os.getsid(0),
        "environment": sorted(os.environ),
        "path": sys.path,
    }
    return json.dumps(found).encode()


def start_another(_data: bytes, arguments: Sequence[str]) -> bytes:
    """Start a process that lasts, write down both numbers, and then do as told."""
    number_file, then = arguments
    stdout = subprocess.DEVNULL if then == "answer" else None
    leave_group = then == "escape"
    child = subprocess.Popen(["/bin/sleep", "600"], stdout=stdout, start_new_session=leave_group)
    Path(number_file).write_text(f"{os.getpid()} {child.pid}")
    while then == "hang":
        time.sleep(1)
    return b"done"


def drip(_data: bytes, _arguments: Sequence[str]) -> bytes:
    """A little at a time, without a pause."""
    while True:
        os.write(1, b"A")


def flood_stderr(_data: bytes, _arguments: Sequence[str]) -> bytes:
    while True:
        os.write(2, bytes(100_000))


def close_everything_and_live_on(_data: bytes, arguments: Sequence[str]) -> bytes:
    Path(arguments[0]).write_text(str(os.getpid()))
    for descriptor in range(3):
        os.close(descriptor)
    while True:
        time.sleep(1)
