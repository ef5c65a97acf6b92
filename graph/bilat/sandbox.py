"""Runs one function of this package in a process that can be killed.

Parsers and query engines written in other languages can hang, take all memory or end their
process; a timeout in a thread stops none of that. So whatever comes from a stranger is handled in
a child with limits on time and memory, which sends its answer back as plain bytes.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any

from bilat.errors import BadInputError, BilatError, LimitError, NotFoundError, UsageError

if TYPE_CHECKING:
    import subprocess

TIMEOUT_SECONDS = 10.0
MEMORY_BYTES = 2 * 1024**3
MAX_ANSWER_BYTES = 1024**3
_PIECE = 1 << 20

Task = Callable[[bytes, Sequence[str]], bytes]

_ANSWER, _REFUSAL, _READY = b"A", b"R", b"S"
_REFUSALS = {kind.__name__: kind for kind in (BadInputError, NotFoundError, UsageError)}


def run(  # noqa: PLR0913  each bound by its name
    task: Task,
    data: bytes,
    arguments: Sequence[str] = (),
    *,
    timeout: float = TIMEOUT_SECONDS,
    starting: float = 0,
    memory: int = MEMORY_BYTES,
    subject: str = "the input",
) -> bytes:
    """Call ``task(data, arguments)`` in a child process and return its bytes.

    ``task`` is a module-level function of this package. Its ``BadInputError``, ``UsageError`` and
    ``NotFoundError`` are raised here again; running out of time (seconds) or memory (bytes), or
    being killed by the system, is a ``LimitError`` that names ``subject``; any other death is a
    ``BilatError``. A task that calls ``ready`` has ``starting`` seconds until then, and ``timeout``
    from then on.
    """
    with running(
        task,
        data,
        arguments,
        timeout=timeout,
        starting=starting,
        memory=memory,
        subject=subject,
    ) as answer:
        return answer()


def ready() -> None:
    """Called by a task in the child: what its time limit is for begins now."""
    sys.stdout.buffer.write(_READY)
    sys.stdout.buffer.flush()


@contextlib.contextmanager
def running(  # noqa: PLR0913  each bound by its name
    task: Task,
    data: bytes,
    arguments: Sequence[str] = (),
    *,
    timeout: float = TIMEOUT_SECONDS,
    starting: float = 0,
    memory: int = MEMORY_BYTES,
    subject: str = "the input",
) -> Iterator[Callable[[], bytes]]:
    """The same while the caller goes on: gives a function that waits for the answer.

    The time runs from the start; leaving the block ends the child, answered or not.
    """
    import subprocess  # noqa: PLC0415  the child runs this module too, and starts nobody

    command = [sys.executable, "-I", "-X", "utf8", "-m", __name__]
    task_name = f"{task.__module__}:{task.__name__}"
    deadline = time.monotonic() + (starting or timeout) + 1
    with (
        _as_file(data) as stdin,
        subprocess.Popen(  # noqa: S603  our own interpreter and module
            [*command, task_name, str(starting + timeout), str(memory), *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={"PATH": os.environ.get("PATH", "")},
        ) as child,
    ):

        def answer() -> bytes:
            try:
                found = _collect(child, deadline, timeout)
            except TimeoutError as late:
                if starting and not late.args:
                    raise LimitError(_too_slow(starting)) from None
                raise LimitError(_too_long(subject, timeout)) from None
            if len(found) > MAX_ANSWER_BYTES:
                raise LimitError(f"{subject}: the answer is over {MAX_ANSWER_BYTES // 1024**2} MB")
            return _read_answer(child.returncode, found, subject, timeout)

        try:
            yield answer
        finally:
            _end(child)


def _as_file(data: bytes) -> IO[bytes]:
    """Some bytes as a file without a name, so that nobody has to feed the child."""
    if hasattr(os, "memfd_create"):
        found: IO[bytes] = os.fdopen(os.memfd_create("bilat"), "w+b")
    else:
        import tempfile  # noqa: PLC0415  where memory cannot be a file

        found = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
    found.write(data)
    found.seek(0)
    return found


def _collect(child: subprocess.Popen[bytes], deadline: float, timeout: float) -> bytes:
    """The child's answer, up to one byte more than is accepted, once it has ended.

    Raises ``TimeoutError`` when it has not by the deadline (monotonic seconds): a child that
    closes its pipe and lives on, too. One that says it is ready has ``timeout`` seconds from then;
    the error then says so.
    """
    import selectors  # noqa: PLC0415  the caller's side, as above
    import subprocess  # noqa: PLC0415

    is_ready: tuple[str, ...] = ()
    answer = bytearray()
    stream = child.stdout
    if stream is None:
        return b""
    os.set_blocking(stream.fileno(), False)
    with selectors.DefaultSelector() as readable:
        readable.register(stream, selectors.EVENT_READ)
        while len(answer) <= MAX_ANSWER_BYTES:
            if not readable.select(max(deadline - time.monotonic(), 0)):
                raise TimeoutError(*is_ready)
            part = os.read(stream.fileno(), _PIECE)
            answer += part
            if not part:
                break
            if answer.startswith(_READY):
                del answer[: len(_READY)]
                is_ready, deadline = ("ready",), time.monotonic() + timeout
            if time.monotonic() > deadline:
                raise TimeoutError(*is_ready)
    if len(answer) <= MAX_ANSWER_BYTES:
        try:
            child.wait(max(deadline - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            raise TimeoutError(*is_ready) from None
    return bytes(answer)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole group, whatever its leader has started, and reap the child."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _too_long(subject: str, timeout: float) -> str:
    return f"{subject}: stopped after {timeout:g} s (raise it with --timeout)"


def _too_slow(starting: float) -> str:
    return f"stopped after {starting:g} s of reading the data (raise it with bilat --timeout)"


def _read_answer(code: int, answer: bytes, subject: str, timeout: float) -> bytes:
    kind, body = answer[:1], answer[1:]
    if code == 0 and kind == _ANSWER:
        return body
    if code == 0 and kind == _REFUSAL:
        details = json.loads(body)
        raise _REFUSALS[details.pop("error")](details.pop("message"), **details)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise LimitError(_too_long(subject, timeout))
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
    for kind, wanted in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (most, most))


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
    except (BadInputError, NotFoundError, UsageError) as error:
        answer = _REFUSAL + json.dumps(_details(error)).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


def _details(error: BilatError) -> dict[str, Any]:
    """What the parent raises the same error from."""
    if isinstance(error, BadInputError):
        place = {"path": error.path, "line": error.line, "column": error.column}
        return {"error": BadInputError.__name__, "message": error.message, **place}
    kind = NotFoundError if isinstance(error, NotFoundError) else UsageError
    return {"error": kind.__name__, "message": str(error)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
