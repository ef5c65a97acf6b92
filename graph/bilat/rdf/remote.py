"""Queries to a SPARQL 1.1 endpoint over HTTP: the only network access of this package.

Nothing is contacted but the host somebody named, at an address looked up once. A redirect is
followed only if it leads to a public address, or back to the very host and port that were named.
Proxies that the environment names are not used. What comes back is bounded in time and size, and is
accepted by its content type alone: results as JSON or XML, graphs as N-Triples or Turtle.
"""

from __future__ import annotations

import contextlib
import email.utils
import http.client
import io
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import urlencode, urljoin, urlsplit

from bilat.errors import LimitError, RemoteError, UsageError

CONNECT_SECONDS = 5.0
IDLE_SECONDS = 15.0
TOTAL_SECONDS = 60.0
MAX_BYTES = 64 * 1024**2
MAX_REDIRECTS = 3
MAX_RETRIES = 3

TABLES = ("application/sparql-results+json", "application/sparql-results+xml")
GRAPHS = ("application/n-triples", "text/turtle")

_OK = 200
_MOVED = (301, 302, 307, 308)
_BUSY = (429, 502, 503)
_PORTS = {"http": 80, "https": 443}
_PIECE = 1 << 16
_MOST_OF_A_REFUSAL = 1 << 16
_SAID = 120


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: its content type without parameters, and its bytes.

    ``row_limit`` is where the server says it stops, whatever was asked for.
    """

    host: str
    media: str
    data: bytes
    row_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is: scheme, host, port, and what comes after them."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def shown(self) -> str:
        """Host and port as a person would write them."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def address(url: str) -> Address:
    """The parts of an ``http`` or ``https`` address; ``UsageError`` if it is none."""
    hint = "expected http://HOST/PATH or https://HOST/PATH"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError(f"--endpoint {url}: not an address ({hint})") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(f"--endpoint {url}: not an address ({hint})")
    if "@" in parts.netloc:
        raise UsageError(
            f"--endpoint {parts.scheme}://…@{parts.hostname}: no user or password in an address "
            "(they would end up in logs; use an endpoint that answers without)"
        )
    if not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise UsageError(f"--endpoint {url}: write it in ASCII (percent-encoded, without blanks)")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], target)


class Endpoint:
    """A SPARQL endpoint somebody named. ``received`` counts the bytes it has sent so far.

    ``timeout`` (seconds) bounds each question as a whole, ``max_bytes`` all its answers together.
    The connection is kept for the next question: ``close`` it, or use ``with``.
    """

    def __init__(
        self, url: str, *, timeout: float = TOTAL_SECONDS, max_bytes: int = MAX_BYTES
    ) -> None:
        self.url = url
        self.named = address(url)
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.received = 0
        self._looked_up: dict[str, list[tuple[int, Any]]] = {}
        self._open: tuple[Address, _Line] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def host(self) -> str:
        """Its host, as it is shown to people."""
        return self.named.shown

    def ask(self, query: str, wanted: Sequence[str] = (*TABLES, *GRAPHS)) -> Reply:
        """The answer to one query, in one of the media types ``wanted``, best first.

        Raises ``RemoteError`` for any other answer, ``LimitError`` for one that is too large.
        """
        deadline = time.monotonic() + self.timeout
        for attempt in range(MAX_RETRIES + 1):
            answer = self._followed(query, wanted, deadline)
            if answer.status not in _BUSY or attempt == MAX_RETRIES:
                break
            self._wait(answer, attempt, deadline)
        if answer.status != _OK:
            raise answer.error(f"refused the query{answer.said}")
        if answer.media not in wanted:
            raise answer.error(
                "answered with neither SPARQL results nor a graph (is it a SPARQL endpoint?)"
                if answer.media not in (*TABLES, *GRAPHS)
                else f"answered in another form than {' or '.join(wanted)}"
            )
        if answer.is_partial:
            raise answer.error("stopped before its answer was whole (narrow the question)")
        return Reply(self.host, answer.media, answer.data, answer.row_limit)

    def close(self) -> None:
        """Hang up."""
        if self._open:
            self._open[1].close()
            self._open = None

    def _wait(self, answer: _Answer, attempt: int, deadline: float) -> None:
        """Wait as long as a busy host asks, else one, two, four seconds."""
        seconds = answer.retry_after
        seconds = float(2**attempt) if seconds is None else seconds
        if time.monotonic() + seconds >= deadline:
            raise answer.error(f"is busy and asks to wait {seconds:.0f} s (try later)")
        time.sleep(seconds)

    def _followed(self, query: str, wanted: Sequence[str], deadline: float) -> _Answer:
        """The answer after redirects, each checked before anything is sent to it."""
        where = self.named
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._exchanged(where, query, wanted, deadline)
            if answer.status not in _MOVED:
                return answer
            where = self._next(where, answer)
        raise answer.error(f"redirects more than {MAX_REDIRECTS} times")

    def _next(self, where: Address, answer: _Answer) -> Address:
        old = f"{where.scheme}://{where.shown}{where.target}"
        try:
            new = address(urljoin(old, answer.location))
        except (UsageError, ValueError):
            raise answer.error("redirects to something that is no http(s) address") from None
        if (where.scheme, new.scheme) == ("https", "http"):
            raise answer.error(f"redirects from https to http at {new.shown}")
        upgraded = (self.named.scheme, new.scheme) == ("http", "https")
        known = new.host == self.named.host and (new.port == self.named.port or upgraded)
        if not known and not all(_is_public(str(place[0])) for _, place in self._look_up(new)):
            raise RemoteError(
                self.host, f"redirects to the private address of {new.shown} (refused)"
            )
        return new

    def _look_up(self, where: Address) -> list[tuple[int, Any]]:
        """Families and socket addresses of a host; the resolver is asked once for each host."""
        if where.host not in self._looked_up:
            try:
                found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError):
                raise RemoteError(where.shown, "no such host (check the address)") from None
            self._looked_up[where.host] = [(item[0], item[4]) for item in found]
        return self._looked_up[where.host]

    def _exchanged(
        self, where: Address, query: str, wanted: Sequence[str], deadline: float
    ) -> _Answer:
        """Send the query and read the answer whole, on the connection that is open if one is."""
        known, self._open = self._open, None
        if known and known[0] != where:
            known[1].close()
            known = None
        line = known[1] if known else self._connected(where, deadline)
        line.deadline = deadline
        try:
            return self._talk(where, line, query, wanted)
        except ConnectionError:
            line.close()
            if known:  # it may only have hung up in the meantime
                return self._exchanged(where, query, wanted, deadline)
            raise RemoteError(where.shown, "hung up without an answer") from None
        except TimeoutError:
            line.close()
            raise self._too_slow(where, deadline) from None
        except (http.client.HTTPException, OSError, ValueError) as error:
            line.close()
            raise RemoteError(where.shown, f"no whole HTTP answer: {_reason(error)}") from None
        except BaseException:
            line.close()
            raise

    def _too_slow(self, where: Address, deadline: float) -> RemoteError:
        if time.monotonic() >= deadline:
            hint = "raise it with --timeout"
            return RemoteError(where.shown, f"no whole answer within {self.timeout:g} s ({hint})")
        return RemoteError(where.shown, f"sent nothing for {IDLE_SECONDS:g} s (try later)")

    def _connected(self, where: Address, deadline: float) -> _Line:
        """A connection to one of the host's addresses, with TLS if the scheme asks for it."""
        failure: Exception | None = None
        for family, place in self._look_up(where):
            plain = socket.socket(family, socket.SOCK_STREAM)
            try:
                plain.settimeout(max(min(CONNECT_SECONDS, deadline - time.monotonic()), 0.001))
                plain.connect((place[0], where.port, *place[2:]))
                # Head and body leave as two packets: without this the second waits 40 ms each time.
                plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return _Line(_secured(plain, where), deadline)
            except OSError as error:
                plain.close()
                failure = error
        raise RemoteError(where.shown, f"cannot be reached: {_reason(failure)}") from None

    def _talk(self, where: Address, line: _Line, query: str, wanted: Sequence[str]) -> _Answer:
        connection = http.client.HTTPConnection(where.host, where.port)
        connection.sock = _Lent(line)  # as much of a socket as it uses
        connection.auto_open = 0
        connection.putrequest("POST", where.target, skip_host=True, skip_accept_encoding=True)
        body = urlencode({"query": query}).encode()
        for name, value in (
            ("Host", where.shown),
            ("User-Agent", "bilat"),
            ("Accept", _accepted(wanted)),
            ("Accept-Encoding", "gzip, identity"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", str(len(body))),
        ):
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        answer = _Answer(where.shown, response)
        if answer.status == _OK:
            answer.data = self._whole(response, answer)
        else:
            answer.data = response.read(_MOST_OF_A_REFUSAL)
            self.received += len(answer.data)
        if answer.status == _OK and not response.will_close:
            self._open = (where, line)
        else:
            line.close()
        return answer

    def _whole(self, response: http.client.HTTPResponse, answer: _Answer) -> bytes:
        """The body, unpacked, up to what is still allowed."""
        unpack = _unpacker(response.headers.get("Content-Encoding", ""), answer)
        found = bytearray()
        while piece := response.read(_PIECE):
            answer.size += len(piece)
            # A little at a time: a packed bomb stops here, not in memory.
            for text in unpack(piece):
                found += text
                if self.received + len(found) > self.max_bytes:
                    raise self._too_large()
        if response.length or unpack.unfinished:
            raise answer.error("its answer is cut off")
        self.received += len(found)
        return bytes(found)

    def _too_large(self) -> LimitError:
        mega = 1024**2
        most = (
            f"{self.max_bytes // mega} MB" if self.max_bytes >= mega else f"{self.max_bytes} bytes"
        )
        return LimitError(
            f"{self.host}: over {most} asked for (narrow it by names, --kind or dates, "
            "or raise it with --max-bytes)"
        )


@dataclass
class _Answer:
    """What came back: status and headers, and later the body."""

    host: str
    response: http.client.HTTPResponse
    data: bytes = b""
    size: int = 0
    status: int = field(init=False)

    def __post_init__(self) -> None:
        self.status = self.response.status

    @property
    def media(self) -> str:
        return self.response.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def location(self) -> str:
        return str(self.response.headers.get("Location", ""))

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait as the host asks, None if it does not say."""
        text = self.response.headers.get("Retry-After", "").strip()
        if text.isdigit():
            return float(text[:9])
        with contextlib.suppress(ValueError, TypeError):
            then = email.utils.parsedate_to_datetime(text)
            return max((then - datetime.now(UTC)).total_seconds(), 0.0)
        return None

    @property
    def is_partial(self) -> bool:
        """Whether Virtuoso says so: past its own time it answers 200 with what it has by then."""
        return "X-SQL-State" in self.response.headers

    @property
    def row_limit(self) -> int | None:
        text = self.response.headers.get("X-SPARQL-MaxRows", "").strip()
        return int(text[:9]) if text.isdigit() else None

    @property
    def said(self) -> str:
        """The first line of a refusal in plain text."""
        lines = self.data.decode("utf-8", "replace").split("\n") if "plain" in self.media else [""]
        return f": {lines[0][:_SAID]}" if lines[0].strip() else ""

    def error(self, message: str) -> RemoteError:
        size = self.size or len(self.data)
        return RemoteError(self.host, message, status=self.status, media=self.media, size=size)


class _Line:
    """A socket on which every read and write ends by a deadline, however slowly bytes trickle in.

    A time limit of a socket starts anew with each byte; this one does not.
    """

    def __init__(self, plain: socket.socket, deadline: float) -> None:
        self.socket = plain
        self.deadline = deadline

    def limit(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.socket.settimeout(min(IDLE_SECONDS, left))

    def sendall(self, data: bytes) -> None:
        self.limit()
        self.socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self), _PIECE)

    def close(self) -> None:
        self.socket.close()


class _Lent:
    """A line for as long as one answer takes: who is done with it does not hang up.

    http.client closes what it sent on as soon as it knows that the other side will, before the
    answer is read; a real socket stays open for its reader.
    """

    def __init__(self, line: _Line) -> None:
        self.sendall = line.sendall
        self.makefile = line.makefile

    def close(self) -> None:
        """Leave it open: whoever lent it closes it."""


class _Incoming(io.RawIOBase):
    """The reading side of a line."""

    def __init__(self, line: _Line) -> None:
        self.line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  a buffer of the io module
        self.line.limit()
        return self.line.socket.recv_into(buffer)


class _Plain:
    """A body that is not packed."""

    unfinished = False

    def __call__(self, piece: bytes) -> Iterator[bytes]:
        yield piece


class _Gzip:
    """A packed body, unpacked in pieces of a bounded size."""

    def __init__(self, answer: _Answer) -> None:
        self.engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.answer = answer

    @property
    def unfinished(self) -> bool:
        return not self.engine.eof

    def __call__(self, piece: bytes) -> Iterator[bytes]:
        if self.engine.eof:
            raise self.answer.error("sends more than one packed file")
        try:
            while text := self.engine.decompress(piece, _PIECE):
                yield text
                piece = self.engine.unconsumed_tail
        except zlib.error:
            raise self.answer.error("is not packed as it says") from None
        if self.engine.unused_data:
            raise self.answer.error("sends more than one packed file")


def _unpacker(encoding: str, answer: _Answer) -> _Plain | _Gzip:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip"):
        return _Gzip(answer)
    raise answer.error("is packed in a way that was not asked for")


def _accepted(wanted: Sequence[str]) -> str:
    return ", ".join(f"{media};q={1 - place / 10:.1f}" for place, media in enumerate(wanted))


def _secured(plain: socket.socket, where: Address) -> socket.socket:
    if where.scheme == "http":
        return plain
    return ssl.create_default_context().wrap_socket(plain, server_hostname=where.host)


def _is_public(text: str) -> bool:
    """Whether an address is on the open internet, also one that stands for another inside it."""
    found = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner:
            return _is_public(str(inner))
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _reason(error: Exception | None) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return f"no answer within {CONNECT_SECONDS:g} s"
    return getattr(error, "strerror", None) or type(error).__name__
