"""Where a question may be led: redirects, private addresses, certificates."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bilat.errors import RemoteError
from loopback import EMPTY, addresses, always, asked, in_turn, refusal, said, server

pytestmark = pytest.mark.loopback


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
