"""One question to one host: what is sent where, what is accepted, and how long it may take."""

from __future__ import annotations

import gzip
import socket
import time
import tracemalloc

import pytest

from bilat.errors import LimitError, RemoteError, UsageError
from bilat.rdf import remote
from bilat.rdf.remote import Endpoint
from loopback import (
    EMPTY,
    JSON,
    TRIPLES,
    always,
    asked,
    drip,
    in_turn,
    refusal,
    said,
    server,
    silence,
    then_hang_up,
)

pytestmark = pytest.mark.loopback

# What is asked.


def test_a_query_is_sent_whole_and_its_answer_comes_back_whole() -> None:
    query = 'SELECT ?x { ?x ?y "Путин & 安倍 + %20" }\n# done'
    with server(always(said(EMPTY))) as heard:
        reply = asked(heard.url + "?default-graph-uri=http://g", query)
    assert heard.queries == [query]
    assert heard.heads[0].startswith("POST /sparql?default-graph-uri=http://g HTTP/1.1")
    assert (reply.media, reply.data) == (JSON, EMPTY.encode())


def test_questions_one_after_the_other_use_one_connection() -> None:
    with server(always(said(EMPTY))) as heard, Endpoint(heard.url) as endpoint:
        for _ in range(3):
            endpoint.ask("ASK {}")
    assert (heard.connections, len(heard.bodies)) == (1, 3)


def test_a_line_that_was_dropped_between_two_questions_is_opened_again() -> None:
    once = then_hang_up(said(EMPTY))
    with server(always(once)) as heard, Endpoint(heard.url) as endpoint:
        endpoint.ask("ASK {}")
        endpoint.ask("ASK {}")
    assert (heard.connections, len(heard.bodies)) == (2, 2)


@pytest.mark.parametrize("old", [True, False])
def test_an_answer_from_a_server_that_hangs_up_after_each_is_read_whole(old: bool) -> None:
    head, _, body = said(EMPTY, JSON, "200 OK", "Connection: close").partition(b"\r\n\r\n")
    if old:
        head = head.replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"\r\nConnection: close", b"")

    def say(line: socket.socket) -> None:
        line.sendall(head + b"\r\n\r\n")
        time.sleep(0.05)  # so that the head comes without the body
        line.sendall(body)
        line.shutdown(socket.SHUT_RDWR)

    with server(always(say)) as heard, Endpoint(heard.url) as endpoint:
        for _ in range(3):
            assert endpoint.ask("ASK {}").data == EMPTY.encode()
    assert heard.connections == 3


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(always(said(EMPTY))) as proxy, server(always(said(EMPTY))) as heard:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        asked(heard.url)
    assert (proxy.connections, heard.connections) == (0, 1)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/sparql",
        "file:///etc/passwd",
        "example.org/sparql",
        "http://",
        "http:///sparql",
        "http://example.org:99999/",
        "http://user:secret@example.org/sparql",
        "http://user@example.org/sparql",
        "http://example.org/a b",
        "http://example.org/\r\nX-Evil: 1",
        "http://пример.рф/sparql",
        "http://[::1/sparql",
    ],
)
def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(UsageError) as met:
        Endpoint(url)
    assert "secret" not in str(met.value)


# What is not accepted.


def test_a_failing_server_is_named_with_status_type_and_size() -> None:
    met = refusal(said("boom", "text/html", "500 Internal Server Error"))
    assert (met.status, met.media, met.size) == (500, "text/html", 4)
    assert "HTTP 500, text/html, 4 bytes" in str(met)


def test_the_first_line_of_a_refusal_in_plain_text_is_passed_on() -> None:
    met = refusal(said("SP030: syntax error at 'x'\nmore", "text/plain", "400 Bad Request"))
    assert "refused the query: SP030: syntax error at 'x' (HTTP 400" in str(met)


@pytest.mark.parametrize(
    ("body", "media"),
    [
        ("<html><body>Sign in</body></html>", "text/html; charset=utf-8"),
        ("{}", "application/json"),
        ("a,b\r\n1,2\r\n", "text/csv"),
        (EMPTY, ""),
        ("", "application/rdf+xml"),
    ],
)
def test_a_page_or_another_format_in_a_good_answer_is_refused(body: str, media: str) -> None:
    met = refusal(said(body, media))
    assert "neither SPARQL results nor a graph" in str(met)
    assert met.size == len(body)


def test_a_graph_where_a_table_was_asked_for_is_refused() -> None:
    assert "another form" in str(refusal(said("<a:b> <a:c> <a:d> .\n", TRIPLES)))


def test_an_answer_shorter_than_announced_is_cut_off() -> None:
    met = refusal(then_hang_up(said(EMPTY, size=len(EMPTY) + 1)))
    assert "cut off" in str(met)
    chunked = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
    met = refusal(then_hang_up(chunked % JSON.encode() + b"36\r\n" + EMPTY.encode() + b"\r\n"))
    assert "no whole HTTP answer: IncompleteRead" in str(met)


@pytest.mark.parametrize(
    "head", [b"", b"220 smtp.example.org ESMTP\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200]
)
def test_what_does_not_speak_http_is_refused(head: bytes) -> None:
    assert str(refusal(then_hang_up(head)))


def test_an_answer_virtuoso_cut_short_after_its_own_time_is_refused() -> None:
    met = refusal(said(EMPTY, JSON, "200 OK", "X-SQL-State: S1TAT"))
    assert "before its answer was whole" in str(met)


def test_nobody_there_is_said_in_a_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(RemoteError, match=r"^127\.0\.0\.1:\d+: cannot be reached"):
        asked(f"http://127.0.0.1:{port}/")


def test_a_name_without_address_is_said_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(RemoteError, match=r"^nowhere\.invalid: no such host"):
        asked("http://nowhere.invalid/sparql")


# How long, how much.


@pytest.mark.parametrize("whole", [said(EMPTY), b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50])
def test_an_answer_that_drips_ends_by_the_time_allowed_for_all_of_it(whole: bytes) -> None:
    begun = time.monotonic()
    met = refusal(drip(whole, 0.05), timeout=0.6)
    assert "no whole answer within 0.6 s" in str(met)
    assert time.monotonic() - begun < 3


def test_a_silent_server_is_left_before_the_whole_time_is_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remote, "IDLE_SECONDS", 0.3)
    assert "sent nothing for 0.3 s" in str(refusal(silence(5)))


def test_a_line_that_never_opens_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0), backlog=1) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for line in waiting:
            line.setblocking(False)
            line.connect_ex(("127.0.0.1", port))
        begun = time.monotonic()
        with pytest.raises(RemoteError, match="cannot be reached: no answer within"):
            asked(f"http://127.0.0.1:{port}/")
        assert time.monotonic() - begun < 3
        for line in waiting:
            line.close()


@pytest.mark.parametrize("packed", [False, True])
def test_more_than_allowed_is_a_limit_reached_with_the_option_that_raises_it(
    packed: bool,
) -> None:
    body = b" " * 50_000_000
    answer = said(gzip.compress(body), JSON, "200 OK", "Content-Encoding: gzip")
    with server(always(answer if packed else said(body))) as heard:
        tracemalloc.start()
        with pytest.raises(LimitError, match="--max-bytes") as met:
            asked(heard.url, max_bytes=100_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert met.value.exit_code == 4
    assert peak < 3_000_000


def test_the_bytes_of_all_answers_count_together() -> None:
    most = 2 * len(EMPTY)
    with server(always(said(EMPTY))) as heard, Endpoint(heard.url, max_bytes=most) as endpoint:
        endpoint.ask("ASK {}")
        endpoint.ask("ASK {}")
        assert endpoint.received == most
        with pytest.raises(LimitError):
            endpoint.ask("ASK {}")


def test_a_packed_answer_is_read_and_a_broken_one_refused() -> None:
    packed = gzip.compress(EMPTY.encode())
    more = ("200 OK", "Content-Encoding: gzip")
    with server(always(said(packed, JSON, *more))) as heard:
        assert asked(heard.url).data == EMPTY.encode()
    assert "cut off" in str(refusal(said(packed[:-9], JSON, *more)))
    assert "not packed as it says" in str(refusal(said("<html>", JSON, *more)))
    assert "more than one" in str(refusal(said(packed + packed, JSON, *more)))
    assert "not asked for" in str(refusal(said(packed, JSON, "200 OK", "Content-Encoding: br")))


# Busy hosts.


@pytest.mark.parametrize("status", ["429 Too Many Requests", "502 Bad Gateway", "503 Unavailable"])
def test_a_busy_host_is_asked_again_after_the_time_it_names(
    monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    busy = then_hang_up(said("", "text/plain", status, "Retry-After: 7"))
    with server(in_turn(busy, busy, said(EMPTY))) as heard:
        asked(heard.url)
    assert waited == [7.0, 7.0]


def test_a_host_that_stays_busy_is_asked_four_times_in_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    with (
        server(always(then_hang_up(said("", "text/plain", "503 Unavailable")))) as heard,
        pytest.raises(RemoteError, match="HTTP 503"),
    ):
        asked(heard.url)
    assert len(heard.bodies) == 4
    assert waited == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("when", ["3600", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_host_that_asks_to_wait_beyond_the_time_is_not_waited_for(when: str) -> None:
    met = refusal(then_hang_up(said("", "text/plain", "429 Busy", f"Retry-After: {when}")))
    assert "asks to wait" in str(met)


def test_a_failure_that_is_no_crowd_is_not_repeated() -> None:
    with server(always(said("", "text/plain", "500 Failed"))) as heard, pytest.raises(RemoteError):
        asked(heard.url)
    assert len(heard.bodies) == 1
