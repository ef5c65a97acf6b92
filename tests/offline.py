"""Whoever reaches for the network in a test fails: a hook that Python calls before it does.

It stands in the tests' own process and, through an environment that this file is copied into, in
every process that a test starts with ``sys.executable``, workers too. Extensions open sockets
without Python: for them the questions of ``test_offline`` are asked where there is no network.
"""

from __future__ import annotations

import os
import sys

# Set for tests that talk to servers of their own; in the environment for what they start.
ALLOWED = "BILAT_TESTS_LOOPBACK"
# Lines on who reached for what, since the error may be caught; next to the copy of this file.
LOG = __file__ + ".reached"


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse a connection to anything but this computer, and to that unless it is allowed."""
    if event == "urllib.Request":
        _refuse(f"urllib.Request {arguments[0]}")
    elif event == "socket.connect" and not _is_allowed(arguments[1]):
        _refuse(f"socket.connect {arguments[1]}")


def _is_allowed(place: object) -> bool:
    if isinstance(place, (str, bytes)):
        return True  # a socket of the file system
    host = str(place[0]) if isinstance(place, tuple) else ""
    is_here = host in ("::1", "localhost") or host.startswith("127.")
    return is_here and bool(os.environ.get(ALLOWED))


def _refuse(what: str) -> None:
    with open(LOG, "a", encoding="utf-8") as log:  # noqa: PTH123  at the start of every process
        log.write(f"{what} by {' '.join(sys.argv)[:200]}\n")
    raise RuntimeError(f"a test reached for the network: {what}")


sys.addaudithook(watch)
