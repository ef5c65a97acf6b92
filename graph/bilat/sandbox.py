"""Runs one function of this package in a process that can be killed.

Parsers and query engines written in other languages can hang, take all memory or end their
process; a timeout in a thread stops none of that. So whatever comes from a stranger is handled in
a child with limits on time and memory, which sends its answer back as plain bytes.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence

from bilat.errors import BadInputError, BilatError, LimitError

TIMEOUT_SECONDS = 10.0
MEMORY_BYTES = 2 * 1024**3
MAX_ANSWER_BYTES = 1024**3

Task = Callable[[bytes, Sequence[str]], bytes]

_ANSWER, _REFUSAL = b"A", b"R"


def run(  # noqa: PLR0913  each bound by its name
    task: Task,
    data: bytes,
    arguments: Sequence[str] = (),
    *,
    timeout: float = TIMEOUT_SECONDS,
    memory: int = MEMORY_BYTES,
    subject: str = "the input",
) -> bytes:
    """Call ``task(data, arguments)`` in a child process and return its bytes.

    ``task`` is a module-level function of this package. Its ``BadInputError`` is raised here again;
    running out of time (seconds) or memory (bytes), or dying, is a ``LimitError`` that names
    ``subject``.
    """
    command = [sys.executable, "-I", "-m", __name__, f"{task.__module__}:{task.__name__}"]
    child = subprocess.Popen(  # noqa: S603  our own interpreter and module
        [*command, str(timeout), str(memory), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},
    )
    try:
        answer, _ = child.communicate(data, timeout=timeout + 1)
    except subprocess.TimeoutExpired:
        message = f"{subject}: stopped after {timeout:g} s (raise it with --timeout)"
        raise LimitError(message) from None
    finally:
        _end(child)
    return _read_answer(child.returncode, answer, subject, timeout)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole group and reap the child, whatever happened."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _read_answer(code: int, answer: bytes, subject: str, timeout: float) -> bytes:
    kind, body = answer[:1], answer[1:]
    if code == 0 and kind == _ANSWER:
        return body
    if code == 0 and kind == _REFUSAL:
        details = json.loads(body)
        raise BadInputError(**details)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise LimitError(f"{subject}: stopped after {timeout:g} s (raise it with --timeout)")
    if code in (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, _OUT_OF_MEMORY):
        raise LimitError(f"{subject}: needs more memory than allowed")
    raise BilatError(f"{subject}: the worker ended with status {code} (please report this)")


_OUT_OF_MEMORY = 77


def _limit(seconds: float, memory: int) -> None:
    """Cap this process; where the platform has no such limits the parent's clock remains."""
    try:
        import resource  # noqa: PLC0415  not on every platform
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: Sequence[str]) -> int:
    """The child's side: read stdin, run the task, write the answer."""
    name, seconds, memory, *rest = arguments
    _limit(float(seconds), int(memory))
    module, _, function = name.partition(":")
    try:
        task: Task = getattr(importlib.import_module(module), function)
        answer = _ANSWER + task(sys.stdin.buffer.read(), rest)
    except MemoryError:
        return _OUT_OF_MEMORY
    except BadInputError as error:
        details = {
            "message": error.message,
            "path": error.path,
            "line": error.line,
            "column": error.column,
        }
        answer = _REFUSAL + json.dumps(details).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
