"""The web application over a fake catalogue, and what to read from its pages."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from fake_catalogue import DOMAIN, FakeCatalogue, FakeView, entry, sample_catalogue, title_id
from lxml import html
from starlette.applications import Starlette

from metadata.publish.web.app import create_app
from metadata.publish.web.settings import PageNames, WebSettings
from tests import shipped
from transforms.record import Field, Record

NOW = datetime(2026, 11, 22, 18, 10, 11, tzinfo=UTC)
SCHEMAS = Path(__file__).parents[3] / "schemas"
TABLES = shipped.tables()
NAMES = PageNames(
    {"fi": "E-aineistot", "sv": "E-material", "en": "E-material"},
    {"FI-Abc": {"fi": "Aapelin kirjasto", "sv": "Abels bibliotek", "en": "Abel Library"}},
    {"Lainaa": {"fi": "Lainaa", "sv": "Låna", "en": "Borrow"}},
)
BASE = "http://localhost:8088"


def web_settings(files: Path, **more: object) -> WebSettings:
    told = {"tables": TABLES, "names": NAMES} | more
    return WebSettings("E-aineistot", "metadata@example.org", DOMAIN, b"k" * 32, files, **told)  # type: ignore[arg-type]


def app_of(files: Path, catalogue: FakeCatalogue | None = None, **more: object) -> Starlette:
    return create_app(catalogue or sample_catalogue(), web_settings(files, **more), lambda: NOW)


def parsed(content: bytes | str) -> Any:
    return html.fromstring(content)


def with_title(catalogue: FakeCatalogue, *fields: Field) -> str:
    """Publish one title with these fields; its path."""
    view = FakeView("all", 2, (entry(0),), (), {title_id(0): Record.of(Field("001", title_id(0)), *fields)})
    catalogue.publish(view)
    return f"/titles/{title_id(0)}"


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """The app on a real server at a free port of the loopback; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
