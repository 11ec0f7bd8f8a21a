"""Bytes on a real connection: what is no HTTP, heads that do not end, readers that do not read."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from fake_catalogue import sample_catalogue
from starlette.responses import Response
from starlette.routing import Route
from web_client import NOW, app_of, web_settings

from metadata.publish.web import wire
from metadata.publish.web.app import create_app

END = b"\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with served(app_of(tmp_path)) as address:
        yield address


@contextmanager
def served(app: object) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, log_level="critical", ws="none", http=wire.Connection)  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def connected(address: str) -> socket.socket:
    place = urlsplit(address)
    return socket.create_connection((str(place.hostname), place.port or 0), timeout=15)


def said(address: str, *parts: bytes) -> bytes:
    """What the server answers before it closes."""
    with connected(address) as connection:
        for part in parts:
            connection.sendall(part)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        (b"GET /oai?verb=Identify HTTP/1.1", 200),
        ("GET /oai?verb=ä HTTP/1.1".encode(), 200),
        (b"GET /oai?verb=\xff\x80 HTTP/1.1", 200),
        (b'GET /oai?verb="<>{}|\\^` HTTP/1.1', 200),
        ("GET /titles/ä HTTP/1.1".encode(), 404),
        (b"GET /oai?verb=\x01 HTTP/1.1", 400),
        (b"GET /oai?verb=a b HTTP/1.1", 400),
        (b"GET oai HTTP/1.1", 400),
        (b"CONNECT localhost:80 HTTP/1.1", 400),
        (b"GET http://[::/oai HTTP/1.1", 400),
        (b"BREW /oai HTTP/1.1", 400),
        (b"GET /oai?" + b"a" * 17_000 + b" HTTP/1.1", 414),
        (b"GET /oai?" + b"a" * 66_000 + b" HTTP/1.1", 414),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 200, 400),
        (b"PRI * HTTP/2.0", 400),
    ],
)
def test_every_line_has_an_answer_with_the_security_headers(server: str, request_line: bytes, expected: int) -> None:
    answer = said(server, request_line + END)
    assert status(answer) == expected
    assert b"nosniff" in answer


def test_bytes_that_no_url_has_are_what_they_are_when_they_are_escaped(server: str) -> None:
    plain, escaped = (said(server, b"GET /oai?verb=" + each + b" HTTP/1.1" + END) for each in (b"\xc3\xa4", b"%C3%A4"))
    assert plain.partition(b"\r\n\r\n")[2] == escaped.partition(b"\r\n\r\n")[2]
    assert "&quot;ä&quot; is not a verb".encode() in plain


def test_a_head_without_end_is_cut_off(server: str) -> None:
    assert status(said(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000)) == 431
    assert status(said(server, b"GET / HTTP/1.1\r\n", *[b"X: a\r\n" * 2_000] * 6)) == 431


def test_a_head_that_does_not_come_is_not_waited_for(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "HEAD_SECONDS", 0.1)
    assert status(said(server)) == 408
    assert status(said(server, b"GET / HTTP/1.1\r\nHost: loc")) == 408


def test_a_second_head_is_not_waited_for_either(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "HEAD_SECONDS", 0.3)
    first = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(server) as connection:
        connection.sendall(first)
        assert status(connection.recv(65536)) == 200
        connection.sendall(b"\r\nGET /hea")
        assert status(connection.recv(65536)) == 408
        assert connection.recv(65536) == b""


def test_requests_on_one_connection_are_all_answered(server: str) -> None:
    one = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /healthz HTTP/1.1" + END
    assert said(server, one * 3 + last).count(b"HTTP/1.1 200 OK") == 4
    assert said(server, one[:20], one[20:] + one[:5], one[5:] + last).count(b"HTTP/1.1 200 OK") == 3


def test_a_reader_that_takes_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "STALL_SECONDS", 0.2)
    large = [Route("/large", lambda _: Response(b"x" * 50_000_000))]
    with served(create_app(sample_catalogue(), web_settings(tmp_path), lambda: NOW, large)) as address:
        with connected(address) as connection:
            connection.sendall(b"GET /large HTTP/1.1" + END)
            time.sleep(1)
            taken = 0
            with suppress(ConnectionResetError):
                while some := connection.recv(1 << 20):
                    taken += len(some)
            assert taken < 25_000_000
        assert status(said(address, b"GET /healthz HTTP/1.1" + END)) == 200


def test_more_connections_than_there_may_be_are_told_to_come_back(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_CONNECTIONS", 1)
    with connected(server) as first:
        time.sleep(0.1)
        refused = said(server)
        assert status(refused) == 503
        assert b"retry-after: 10\r\n" in refused
        first.sendall(b"GET /healthz HTTP/1.1" + END)
        assert status(first.recv(65536)) == 200
