"""A webhook through a real HTTP server: what it gets, how it is signed, and when it is tried again."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from metadata.connections import Connect, connections_of
from metadata.errors import ConfigError, SourceError
from metadata.fetch.budget import Budget
from metadata.notices import webhook
from metadata.notices.notice import Line, Notice, Section
from metadata.notices.words import load_texts
from metadata.settings import shipped

TEXTS = load_texts(shipped("schemas"))
NOW = "2026-11-28T05:00:00Z"
ROLES = frozenset({"operator"})
SECRET = "geheim-und-lang"


class Receiver:
    """Takes what is posted; `answers` are its next statuses, 204 when there are none left."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({key.lower(): value for key, value in self.headers.items()}, body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                if status in (301, 302):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *given: Any) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?key=inside"

    def connect(self, **more: Any) -> Connect:
        given = {"password": SECRET, "extra": {"url": self.url}} | more
        return connections_of({"AIRFLOW_CONN_NOTICES_WEBHOOK": json.dumps(given)})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def notice(roles: frozenset[str], language: str) -> Notice:
    return Notice("held", language, "Subject\r\nX: y", "Lead", (Section("", (Line("one"),)),), {"deliveries": [3]})


def send(connect: Connect, build: webhook.Build = notice) -> bool:
    budget = Budget(webhook.LIMITS, clock=lambda: 0.0, sleep=lambda seconds: None)
    return webhook.send(build, ROLES, connect, TEXTS, NOW, budget)


def test_without_a_connection_or_with_nothing_to_tell_nothing_is_sent(receiver: Receiver) -> None:
    assert not send(connections_of({}))
    assert not send(receiver.connect(), lambda roles, language: None)
    assert receiver.got == []


def test_it_gets_json_and_can_prove_whom_it_is_from(receiver: Receiver) -> None:
    assert send(receiver.connect())
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert (told["kind"], told["subject"], told["data"]) == ("held", "Subject X: y", {"deliveries": [3]})
    assert (told["at"], told["language"]) == (NOW, "fi")
    assert "* one" in told["text"]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mark = b64decode(headers["webhook-signature"].removeprefix("v1,"))
    assert hmac.compare_digest(mark, hmac.digest(SECRET.encode(), signed, sha256))
    assert headers["content-type"] == "application/json"
    assert SECRET not in repr(receiver.got)


def test_a_secret_of_the_standard_form_is_base64(receiver: Receiver) -> None:
    key = bytes(range(24))
    send(receiver.connect(password=f"whsec_{b64encode(key).decode()}"))
    ((headers, body),) = receiver.got
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == f"v1,{b64encode(hmac.digest(key, signed, sha256)).decode()}"
    with pytest.raises(ConfigError, match="Base64"):
        send(receiver.connect(password="whsec_not!base64"))


def test_without_a_secret_nothing_is_signed(receiver: Receiver) -> None:
    assert send(receiver.connect(password=None))
    assert "webhook-signature" not in receiver.got[0][0]


def test_what_can_pass_is_tried_again_under_one_id(receiver: Receiver) -> None:
    receiver.answers = [503, 429]
    assert send(receiver.connect())
    assert len(receiver.got) == 3
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


@pytest.mark.parametrize("status", [301, 400, 401, 404, 500])
def test_what_is_not_taken_is_told_without_the_query_of_the_address(receiver: Receiver, status: int) -> None:
    receiver.answers = [status] * 9
    with pytest.raises(SourceError, match=f"says {status}") as told:
        send(receiver.connect())
    assert "inside" not in str(told.value)
    assert len(receiver.got) == (1 if status < 500 else webhook.LIMITS.retries + 1)


@pytest.mark.parametrize("url", ["", "ftp://example.org/", "https://user:pw@example.org/", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    given = json.dumps({"extra": {"url": url}})
    with pytest.raises(ConfigError, match="'url'"):
        send(connections_of({"EMAT_CONN_NOTICES_WEBHOOK": given}))


def test_an_unknown_language_is_refused(receiver: Receiver) -> None:
    with pytest.raises(ConfigError, match="'language'"):
        send(receiver.connect(extra={"url": receiver.url, "language": "de"}))
