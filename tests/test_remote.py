"""One question to one host: what is sent where, what is accepted, and how long it may take."""

from __future__ import annotations

import gzip
import shutil
import socket
import subprocess
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from bilat.errors import LimitError, RemoteError, UsageError
from bilat.rdf import answers, remote
from bilat.rdf.answers import Table, Term
from bilat.rdf.remote import GRAPHS, TABLES, Endpoint, Reply
from loopback import (
    JSON,
    TRIPLES,
    XML,
    addresses,
    always,
    drip,
    in_turn,
    said,
    server,
    silence,
    then_hang_up,
)

EMPTY = '{"head": {"vars": ["x"]}, "results": {"bindings": []}}'
TRACE = (
    "java.lang.OutOfMemoryError: Java heap space\n\tat org.example.Engine.run(Engine.java:417)\n"
)


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


@pytest.mark.parametrize(
    "body",
    [
        EMPTY[:-1],
        TRACE,
        "",
        "[]",
        "null",
        "{}",
        '{"head": {}, "results": {"bindings": []}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"y": {"type": "uri", "value": ""}}]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": 7}}]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "?", "value": ""}}]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": "y"}]}}',
        '{"head": {"vars": ["x"]}, "results": {"bindings": NaN}}',
        "[" * 100_000,
        '{"head": ' + "9" * 5000 + "}",
        EMPTY + TRACE,
        "\xff\xfe",
    ],
)
def test_broken_json_is_refused(body: str) -> None:
    content = body.encode("latin-1")
    met = refusal(said(content))
    assert "broken SPARQL results" in str(met)
    assert (met.status, met.media, met.size) == (200, JSON, len(content))


NAMESPACE = 'xmlns="http://www.w3.org/2005/sparql-results#"'
BINDING = '<binding name="%s"><uri>a</uri></binding>'
HEAD = '<head><variable name="x"/><variable name="y"/></head>'


@pytest.mark.parametrize(
    "body",
    [
        f"<sparql {NAMESPACE}>{HEAD}<results>",
        f'<!DOCTYPE sparql [<!ENTITY a "aaaa">]><sparql {NAMESPACE}>{HEAD}<results/></sparql>',
        f'<!DOCTYPE sparql SYSTEM "http://example.org/x"><sparql {NAMESPACE}/>',
        f"<sparql>{HEAD}<results/></sparql>",
        f"<html {NAMESPACE}></html>",
        f"<sparql {NAMESPACE}>" + "<head>" * 100,
        f'<sparql {NAMESPACE}>{HEAD}<result><binding name="x"/></result></sparql>',
        f"<sparql {NAMESPACE}>{HEAD}<result>{BINDING % 'z'}</result></sparql>",
        f"<sparql {NAMESPACE}>{HEAD}{BINDING % 'x'}</sparql>",
        f"<sparql {NAMESPACE}>{HEAD}<boolean>perhaps</boolean></sparql>",
        TRACE,
        "",
    ],
)
def test_broken_xml_is_refused_and_no_dtd_is_read(body: str) -> None:
    assert "broken SPARQL results" in str(refusal(said(body, XML)))


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


# Redirects.


def moved(where: str, status: str = "302 Found") -> bytes:
    return said("", "text/plain", status, f"Location: {where}")


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address a connection is opened to."""
    places: list[Any] = []

    class Watched(socket.socket):
        def connect(self, place: Any) -> None:  # noqa: ANN401  as the socket takes it
            places.append(place)
            if not place[0].startswith("127."):
                raise ConnectionRefusedError(111, "Connection refused")
            super().connect(place)

    monkeypatch.setattr(socket, "socket", Watched)
    return places


@pytest.mark.parametrize(
    "where",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://127.0.0.2/",
        "http://localhost:9/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::1]/",
    ],
)
def test_a_redirect_to_a_private_address_is_never_connected(reached: list[Any], where: str) -> None:
    with (
        server(always(moved(where))) as heard,
        pytest.raises(RemoteError, match=r"private address|no such host"),
    ):
        asked(heard.url)
    assert reached == [("127.0.0.1", heard.port)]


@pytest.mark.parametrize("found", [("10.1.2.3",), ("93.184.216.34", "169.254.169.254")])
def test_a_redirect_to_a_name_that_resolves_to_a_private_address_is_never_connected(
    reached: list[Any], monkeypatch: pytest.MonkeyPatch, found: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", addresses(found))
    with (
        server(always(moved("http://inside.example/"))) as heard,
        pytest.raises(RemoteError, match=r"private address of inside\.example"),
    ):
        asked(heard.url)
    assert reached == [("127.0.0.1", heard.port)]


def test_a_redirect_goes_to_the_very_address_that_was_checked(
    reached: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resolver that changes its mind after the check gains nothing."""
    changing = addresses(("93.184.216.34",), ("169.254.169.254",))
    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with (
        server(always(moved("http://turncoat.example/"))) as heard,
        pytest.raises(RemoteError, match=r"turncoat\.example: cannot be reached"),
    ):
        asked(heard.url)
    assert reached == [("127.0.0.1", heard.port), ("93.184.216.34", 80)]


def test_the_host_that_was_named_is_looked_up_once_even_when_it_moves_to_https(
    reached: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    changing = addresses(("127.0.0.1",), ("169.254.169.254",))
    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with server(always(moved("https://turncoat.example/"))) as heard:
        url = heard.url.replace("127.0.0.1", "turncoat.example")
        with pytest.raises(RemoteError, match=r"turncoat\.example: cannot be reached"):
            asked(url)
    assert reached == [("127.0.0.1", heard.port), ("127.0.0.1", 443)]


def test_a_redirect_to_another_port_of_loopback_is_never_connected() -> None:
    with (
        server(always(said(EMPTY))) as other,
        server(always(moved(other.url))) as heard,
        pytest.raises(RemoteError, match="private address"),
    ):
        asked(heard.url)
    assert other.connections == 0


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Again", "308 Ever"])
def test_a_redirect_within_the_host_that_was_named_is_followed_with_the_query(
    status: str,
) -> None:
    with server(in_turn(moved("/other/sparql", status), said(EMPTY))) as heard:
        asked(heard.url)
    assert heard.heads[1].startswith("POST /other/sparql ")
    assert heard.queries == ["ASK {}", "ASK {}"]


def test_a_fourth_redirect_is_not_followed() -> None:
    with (
        server(always(moved("/again"))) as heard,
        pytest.raises(RemoteError, match="more than 3 times"),
    ):
        asked(heard.url)
    assert len(heard.bodies) == 4


@pytest.mark.parametrize(
    "where", ["", "ftp://example.org/", "file:///etc/passwd", "http://a:b@127.0.0.1/", "http://["]
)
def test_a_redirect_that_is_no_web_address_is_refused(where: str) -> None:
    if where:
        assert "no http(s) address" in str(refusal(moved(where)))
    else:
        assert "more than 3 times" in str(refusal(moved(where)))


# TLS.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    key = ("-newkey", "rsa:2048", "-nodes", "-keyout", str(path))
    out = ("-out", str(path.with_suffix(".crt")))
    subprocess.run(
        ["openssl", "req", "-x509", "-days", "2", *key, *subject, *out],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + path.with_suffix(".crt").read_bytes())
    return path


def test_a_certificate_the_system_vouches_for_is_accepted(
    monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    with server(always(said(EMPTY)), certificate) as heard:
        assert asked(heard.url).data == EMPTY.encode()


def test_a_certificate_nobody_vouches_for_is_refused_and_nothing_is_sent(
    certificate: Path,
) -> None:
    with (
        server(always(said(EMPTY)), certificate) as heard,
        pytest.raises(RemoteError, match="certificate is not accepted"),
    ):
        asked(heard.url)
    assert heard.bodies == []


def test_a_redirect_from_https_to_http_is_refused(
    monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    with (
        server(always(said(EMPTY))) as plain,
        server(always(moved(plain.url)), certificate) as heard,
        pytest.raises(RemoteError, match="from https to http"),
    ):
        asked(heard.url)
    assert plain.connections == 0


# What an answer says.

ROWS = Table(
    ("x", "y"),
    (
        (Term("iri", "http://a/ж"), Term("literal", " 安倍\n", language="ja")),
        (Term("blank", "b0"), None),
        (None, Term("literal", "7", datatype="http://www.w3.org/2001/XMLSchema#integer")),
    ),
)
ROWS_JSON = """{"head": {"link": [], "vars": ["x", "y"]}, "results": {"bindings": [
  {"x": {"type": "uri", "value": "http://a/ж"},
   "y": {"type": "literal", "xml:lang": "ja", "value": " 安倍\\n"}},
  {"x": {"type": "bnode", "value": "b0"}},
  {"y": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer",
         "value": "7"}}]}}"""
ROWS_XML = f"""<?xml version="1.0"?><sparql {NAMESPACE}>{HEAD}<results>
  <result><binding name="x"><uri>http://a/ж</uri></binding>
          <binding name="y"><literal xml:lang="ja"> 安倍\n</literal></binding></result>
  <result><binding name="x"><bnode>b0</bnode></binding></result>
  <result><binding name="y"><literal datatype="http://www.w3.org/2001/XMLSchema#integer">7</literal>
  </binding></result></results></sparql>"""


def reply(text: str, media: str, row_limit: int | None = None) -> Reply:
    return Reply("here", media, text.encode(), row_limit)


def test_json_and_xml_say_the_same() -> None:
    assert answers.table(reply(ROWS_JSON, JSON)) == ROWS
    assert answers.table(reply(ROWS_XML, XML)) == ROWS


def test_a_yes_is_a_yes_in_each_spelling() -> None:
    virtuoso = (
        '{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [{"__ASK_RETVAL": '
        '{"type": "typed-literal", "value": "%s"}}]}}'
    )
    for media, text in (
        (JSON, '{"head": {}, "boolean": %s}'),
        (XML, f"<sparql {NAMESPACE}><head/><boolean>%s</boolean></sparql>"),
    ):
        assert answers.table(reply(text % "true", media)).truth is True
        assert answers.table(reply(text % "false", media)).truth is False
    assert answers.table(reply(virtuoso % "1", JSON)).truth is True
    assert answers.table(reply(virtuoso % "0", JSON)).truth is False


def test_as_many_rows_as_the_server_ever_sends_may_not_be_all() -> None:
    assert answers.table(reply(ROWS_JSON, JSON)).complete
    assert answers.table(reply(ROWS_JSON, JSON, 4)).complete
    assert not answers.table(reply(ROWS_JSON, JSON, 3)).complete


@pytest.mark.parametrize(
    ("query", "media"),
    [
        ("SELECT * {}", TABLES),
        ("ask{}", TABLES),
        ("PREFIX construct: <http://a/> # CONSTRUCT\nBASE <http://b/>\n SELECT * {}", TABLES),
        ("# SELECT\nprefix : <http://a#> Construct {} WHERE {}", GRAPHS),
        ("DESCRIBE <http://a>", GRAPHS),
    ],
)
def test_the_form_of_a_query_tells_what_can_answer_it(query: str, media: tuple[str, ...]) -> None:
    assert answers.wanted(query) == media


@pytest.mark.parametrize(
    "query", ["", "DROP ALL", "INSERT DATA { <a:b> <a:c> 'SELECT' }", "# SELECT * {}", "SELECTED"]
)
def test_what_is_no_query_is_not_sent(query: str) -> None:
    with pytest.raises(UsageError):
        answers.wanted(query)
