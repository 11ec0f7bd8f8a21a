"""The guard: time, overload, and what is said when a door fails."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fake_catalogue import FakeCatalogue, FakeView, sample_catalogue
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from web_client import BASE, NOW, serving, web_settings

from metadata.errors import PipelineError
from metadata.publish.web.app import Told, create_app
from metadata.publish.web.guard import HEADERS

Answer = Callable[[Request], Response]


class Broken(FakeCatalogue):
    """A catalogue whose store is gone."""

    def view(self, name: str, publication: int | None = None) -> FakeView | None:
        raise PipelineError("the store postgresql://reader:***@db.internal/emat: connection refused")


def client_of(files: Path, answer: Answer, **settings: object) -> TestClient:
    app = create_app(sample_catalogue(), web_settings(files, **settings), lambda: NOW, [Route("/more", answer)])
    return TestClient(app, base_url=BASE, raise_server_exceptions=False)


@pytest.mark.parametrize("path", ["/oai?verb=Identify", "/titles/x", "/healthz"])
def test_a_store_that_cannot_be_read_is_told_with_503_and_without_its_words(tmp_path: Path, path: str) -> None:
    app = create_app(Broken(), web_settings(tmp_path), lambda: NOW)
    response = TestClient(app, base_url=BASE).get(path)
    assert response.status_code == 503
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert "postgresql" not in response.text
    assert response.headers.items() >= {name.lower(): value for name, value in HEADERS.items()}.items()


def test_what_nobody_foresaw_is_a_plain_answer_with_all_headers_and_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: Request) -> Response:
        raise ZeroDivisionError("secret of the house")

    with caplog.at_level(logging.ERROR):
        response = client_of(tmp_path, fails).get("/more?key=SECRET-OF-THE-QUERY", headers={"X-Key": "SECRET-TOO"})
    assert response.status_code == 500
    assert "secret" not in response.text.casefold()
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "ZeroDivisionError" in caplog.text
    assert "SECRET" not in caplog.text


def test_a_late_answer_is_given_up_and_the_next_is_in_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    go_on, heard = threading.Event(), list[str]()

    def slow(request: Request) -> Response:
        if "wait" in request.query_params:
            go_on.wait(10)
        heard.append("answered")
        return PlainTextResponse("here")

    with client_of(tmp_path, slow, seconds=0.05) as client:
        timer = threading.Timer(0.3, go_on.set)
        timer.start()
        late = client.get("/more?wait=1")
        assert (late.status_code, late.text) == (503, "This took too long; come back soon.\n")
        assert int(late.headers["Retry-After"]) > 0
        assert client.get("/more").text == "here"
        timer.join()
    assert heard == ["answered", "answered"]
    assert "wait" not in caplog.text


def test_a_late_answer_does_not_keep_the_client_waiting(tmp_path: Path) -> None:
    go_on = threading.Event()

    def slow(_: Request) -> Response:
        go_on.wait(20)
        return PlainTextResponse("here")

    app = create_app(sample_catalogue(), web_settings(tmp_path, seconds=0.1), lambda: NOW, [Route("/slow", slow)])
    with serving(app) as address:
        begun = time.monotonic()
        assert httpx.get(f"{address}/slow", timeout=15).status_code == 503
        assert time.monotonic() - begun < 10
        go_on.set()


def test_an_answer_that_has_begun_may_take_its_time(tmp_path: Path) -> None:
    def content() -> Iterator[bytes]:
        for each in (b"a", b"b"):
            time.sleep(0.1)
            yield each

    with client_of(tmp_path, lambda _: StreamingResponse(content()), seconds=0.05) as client:
        assert client.get("/more").content == b"ab"


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    def slowly() -> Iterator[bytes]:
        yield b"verb="
        time.sleep(0.5)
        yield b"Identify"

    app = create_app(sample_catalogue(), web_settings(tmp_path, body_seconds=0.1), lambda: NOW)
    with serving(app) as address:
        response = httpx.post(f"{address}/oai", content=slowly(), timeout=10)
    assert response.status_code == 408
    assert response.headers["x-content-type-options"] == "nosniff"


def test_long_headers_are_refused(tmp_path: Path) -> None:
    client = client_of(tmp_path, lambda _: PlainTextResponse("here"))
    assert client.get("/more", headers={"X": "a" * 15_000}).status_code == 200
    assert client.get("/more", headers={"X": "a" * 17_000}).status_code == 431
    assert client.get("/more", headers=[("X", "a" * 1_000)] * 17).status_code == 431


def test_beyond_the_limit_clients_come_back_and_get_their_answer(tmp_path: Path) -> None:
    inside, go_on = threading.Semaphore(0), threading.Event()

    def slow(_: Request) -> Response:
        inside.release()
        go_on.wait(10)
        return PlainTextResponse("here")

    app = create_app(sample_catalogue(), web_settings(tmp_path, max_requests=2), lambda: NOW, [Route("/slow", slow)])
    answers = list[int]()
    with serving(app) as address:

        def ask() -> None:
            answers.append(httpx.get(f"{address}/slow", timeout=15).status_code)

        asking = [threading.Thread(target=ask) for _ in range(2)]
        for each in asking:
            each.start()
            inside.acquire(timeout=10)
        refused = httpx.get(f"{address}/oai?verb=Identify")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        go_on.set()
        for each in asking:
            each.join(10)
        assert httpx.get(f"{address}/oai?verb=Identify").status_code == 200
    assert answers == [200, 200]


def test_the_end_is_told_in_order(tmp_path: Path) -> None:
    told = list[str]()
    stopping = (lambda: told.append("first"), lambda: told.append("second"))
    app = create_app(sample_catalogue(), web_settings(tmp_path), lambda: NOW, told=Told(stopping=stopping))
    with TestClient(app, base_url=BASE):
        assert told == []
    assert told == ["first", "second"]
