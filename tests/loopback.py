"""Servers on loopback that a test can ask: one that misbehaves as told, one that knows SPARQL."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from bilat.errors import RemoteError
from bilat.rdf import answers
from bilat.rdf.remote import TABLES, Endpoint, Reply

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
TRIPLES = "application/n-triples"

EMPTY = '{"head": {"vars": ["x"]}, "results": {"bindings": []}}'

Say = Callable[[socket.socket], None]


@dataclass
class Heard:
    """What a server was asked: connections, and each request with its head and body."""

    url: str
    port: int
    connections: int = 0
    heads: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    @property
    def queries(self) -> list[str]:
        return [parse_qs(body)["query"][0] for body in self.bodies]


@contextmanager
def server(
    answer: Callable[[Heard], Say | bytes], certificate: Path | None = None
) -> Iterator[Heard]:
    """A server that answers each request with what ``answer`` gives, and keeps the line open."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate:
        context.load_cert_chain(certificate)
    root = "https://localhost" if certificate else "http://127.0.0.1"
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    heard = Heard(f"{root}:{port}/sparql", port)
    lines: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                heard.connections += 1
                lines.append(line)
                threading.Thread(target=talk, args=(line,), daemon=True).start()

    def talk(line: socket.socket) -> None:
        with suppress(OSError):
            if certificate:
                line = context.wrap_socket(line, server_side=True)
                lines.append(line)
            while _read(line, heard):
                said = answer(heard)
                if isinstance(said, bytes):
                    line.sendall(said)
                else:
                    said(line)
                    return

    waiting = threading.Thread(target=serve, daemon=True)
    waiting.start()
    try:
        yield heard
    finally:
        # shutdown wakes the thread that waits in accept; close alone leaves it there.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        waiting.join()
        for line in lines:
            line.close()


def _read(line: socket.socket, heard: Heard) -> bool:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = line.recv(65536)
        if not piece:
            return False
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    text = head.decode()
    length = next(int(item[15:]) for item in text.split("\r\n") if item.startswith("Content-Len"))
    while len(body) < length:
        body += line.recv(65536)
    heard.heads.append(text)
    heard.bodies.append(body.decode())
    return True


def said(
    body: bytes | str = b"", media: str = JSON, status: str = "200 OK", *more: str, size: int = -1
) -> bytes:
    """An HTTP answer; ``size`` is what it says its length is, if that is not true."""
    content = body.encode() if isinstance(body, str) else body
    length = len(content) if size < 0 else size
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media}", f"Content-Length: {length}", *more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def always(answer: bytes | Say) -> Callable[[Heard], Say | bytes]:
    return lambda _heard: answer


def in_turn(*answers: bytes | Say) -> Callable[[Heard], Say | bytes]:
    """Each answer once, the last one ever after."""
    return lambda heard: answers[min(len(heard.bodies), len(answers)) - 1]


def drip(data: bytes, seconds: float) -> Say:
    """A byte at a time."""

    def say(line: socket.socket) -> None:
        for place in range(len(data)):
            line.sendall(data[place : place + 1])
            time.sleep(seconds)

    return say


def silence(seconds: float) -> Say:
    return lambda _line: time.sleep(seconds)


def then_hang_up(data: bytes) -> Say:
    def say(line: socket.socket) -> None:
        line.sendall(data)
        line.close()

    return say


def knowing(triples: bytes, *, cap: int = 10_000) -> Callable[[Heard], bytes]:
    """Answers from some N-Triples, cut silently after ``cap`` rows or statements."""
    store = ox.Store()
    store.bulk_load(triples, ox.RdfFormat.N_TRIPLES)
    lock = threading.Lock()

    def answer(heard: Heard) -> bytes:
        with lock:
            found = store.query(heard.queries[-1])
            if isinstance(found, ox.QueryTriples):
                cut = [triple for _, triple in zip(range(cap), found, strict=False)]
                return said(ox.serialize(cut, format=ox.RdfFormat.N_TRIPLES) or b"", TRIPLES)
            text = found.serialize(format=ox.QueryResultsFormat.JSON) or b""
            return said(_first(text, cap))

    return answer


def _first(results: bytes, cap: int) -> bytes:
    import json

    found = json.loads(results)
    if "results" in found:
        found["results"]["bindings"] = found["results"]["bindings"][:cap]
    return json.dumps(found).encode()


def addresses(*given: Sequence[str]) -> Callable[..., Sequence[object]]:
    """A resolver that gives these addresses for any name, others each time, the last ever after."""
    asked = socket.getaddrinfo
    left = list(given)

    def resolve(host: str, port: int, **options: int) -> Sequence[object]:
        if host[-1].isdigit():
            return asked(host, port, **options)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in found]

    return resolve


def asked(
    url: str,
    query: str = "ASK {}",
    **options: Any,  # noqa: ANN401  as Endpoint takes them
) -> Reply:
    with Endpoint(url, **options) as endpoint:
        return endpoint.ask(query, TABLES)


def refusal(answer: Any, **options: Any) -> RemoteError:  # noqa: ANN401  as server and Endpoint
    """The error somebody meets who asks a server that answers so."""
    with server(always(answer)) as heard, pytest.raises(RemoteError) as met:
        answers.table(asked(heard.url, **options))
    assert met.value.exit_code == 5
    assert met.value.host == f"127.0.0.1:{heard.port}"
    assert "\n" not in str(met.value)
    return met.value
