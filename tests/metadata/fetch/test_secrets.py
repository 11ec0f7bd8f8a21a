"""Secrets come in from a connection and are found nowhere else, whatever goes wrong (reliability.md F23)."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from feeds import vendor_yaml
from repository import Repository
from sqlalchemy import select
from web_server import Answer, Web, cut, reset, status

from metadata import pipeline
from metadata.connections import connections_of
from metadata.errors import ConfigError, EmatError
from metadata.home import Home
from metadata.store.tables import metadata as tables
from metadata.vendors import load_vendor

PASSWORD, KEY, TOKEN = "canary-pass-7f3a91", "canary-key-52b0c4", "canary-token-e8d1f6"
CANARIES = (PASSWORD, KEY, TOKEN)
ENVIRONMENT = {
    "EMAT_CONN_CANARY": f"https://ada:{PASSWORD}@vendor.example/?query=key%3D{KEY}",
    "EMAT_CONN_BEARER": f"https://vendor.example/?token={TOKEN}&query=key%3D{KEY}",
}


def echo(handler: object) -> None:
    """An OAI-PMH error that repeats the request, key and all."""
    page = Repository().error("badArgument", handler.path)  # type: ignore[attr-defined]
    handler.send(200, page.content, {})  # type: ignore[attr-defined]


def redirect(handler: object) -> None:
    """A redirect to another host that carries the key along."""
    target = f"http://other.example{handler.path}"  # type: ignore[attr-defined]
    handler.send(302, b"", {"Location": target})  # type: ignore[attr-defined]


def circle(handler: object) -> None:
    """A redirect to where it came from, credentials in the address."""
    host = handler.headers["Host"]  # type: ignore[attr-defined]
    handler.send(302, b"", {"Location": f"http://ada:{PASSWORD}@{host}{handler.path}"})  # type: ignore[attr-defined]


def again(handler: object) -> None:
    """A redirect to itself."""
    handler.send(302, b"", {"Location": handler.path})  # type: ignore[attr-defined]


TROUBLES: dict[str, Answer] = {
    "nothing": lambda handler: handler.give(),
    "401": status(401),
    "404": status(404),
    "503": status(503, Retry_After="0"),
    "reset": reset,
    "cut": cut(50),
    "elsewhere": redirect,
    "credentials in a redirect": circle,
    "circle": again,
    "echo": echo,
}
SOURCES = {
    "file": "kind: http, url: {url}, connection: canary",
    "key in the file": f"kind: http, url: '{{url}}?key={KEY}', connection: bearer",
    "pages": "kind: http, url: {url}, listing: links, connection: canary",
    "oai": "kind: oai, url: {url}, connection: canary",
}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """All that is logged, by everybody, at any level."""
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3"):
        yield lambda: "\n".join([caplog.text, *(repr(each.__dict__) for each in caplog.records)])


def everything_in(home: Home) -> bytes:
    """Every file of the installation, names too, and every row of every table."""
    files = [each for each in home.settings.data_dir.rglob("*") if each.is_file()]
    with home.store.read() as connection:
        rows = [repr(tuple(row)) for table in tables.sorted_tables for row in connection.execute(select(table))]
    return b"\n".join([*(each.read_bytes() for each in files), repr([*files, *rows]).encode()])


def what_is_told(home: Home) -> str:
    """What the stages say: their errors with all that led to them, and the report of the night."""
    try:
        pipeline.fetch(home, "beta")
    except EmatError as error:
        told = "".join(traceback.format_exception(error)) + repr(error)
        return f"{told}{pipeline.harvest(home, 'beta')!r}"
    return ""


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_no_secret_is_found_anywhere(
    home: Home,
    own_schemas: Path,
    web: Web,
    logged: Callable[[], str],
    kind: str,
    trouble: str,
) -> None:
    web.put("/beta.mrc", b'<a href="feed.mrc">feed</a>' * 99, ETag='"1"')
    web.put("/feed.mrc", b"feed" * 99)
    if kind == "oai":
        web.pages["/beta.mrc"] = repository = Repository()
        repository.add("b1")
    web.faults = [TROUBLES[trouble]] * 99 if trouble != "echo" or kind == "oai" else []  # a file may hold what it will
    limits = "private_addresses: true, limits: {per_second: 9999, retries: 0}"
    source = SOURCES[kind].format(url=web.url("/beta.mrc"))
    text = vendor_yaml("beta").splitlines()
    text = [f"fetch: {{{source}, {limits}}}" if each.startswith("fetch:") else each for each in text]
    text = [each.replace("marc21", "marcxml") if each.startswith("format:") else each for each in text]
    (own_schemas / "vendors" / "beta.yml").write_text("\n".join(text), "utf-8")
    home.settings, home.connect = replace(home.settings, schemas=own_schemas), connections_of(ENVIRONMENT)
    told = what_is_told(home)
    assert any(KEY in path for _, path, _ in web.asked), "the key was used"
    assert told or trouble not in ("401", "404", "503", "reset", "cut", "circle")
    seen = told + logged() + everything_in(home).decode("utf-8", "replace") + repr(home.connect("canary"))
    assert "127.0.0.1" in logged(), "urllib3 was heard"
    assert [each for each in CANARIES if each in seen] == []


@pytest.mark.parametrize(
    "url", [f"https://ada:{PASSWORD}@vendor.example/", f"ftp://x/?key={PASSWORD}", f"http://[{KEY}"]
)
def test_a_wrong_address_in_a_vendor_file_is_not_quoted(own_schemas: Path, home: Home, url: str) -> None:
    path = own_schemas / "vendors" / "beta.yml"
    text = vendor_yaml("beta").splitlines()
    text = [f"fetch: {{kind: http, url: '{url}'}}" if each.startswith("fetch:") else each for each in text]
    path.write_text("\n".join(text), "utf-8")
    with pytest.raises(ConfigError) as raised:
        load_vendor(path)
    told = "".join(traceback.format_exception(raised.value))
    assert not [each for each in CANARIES if each in told]
    assert "beta.yml:4" in told


@pytest.mark.parametrize(
    "uri",
    [
        f"https://ada:{PASSWORD[:10]}/{PASSWORD}@vendor.example/",
        f"https://ada:{PASSWORD}@[vendor",
        f"https://ada:{PASSWORD}@vendor.example:port/",
        f'{{"password": "{PASSWORD}", ',
        f'{{"password": "{PASSWORD}", "extra": 1}}',
        f'{{"password": "{PASSWORD}", "port": "x"}}',
        PASSWORD,
    ],
)
def test_a_wrong_connection_is_not_quoted(uri: str) -> None:
    with pytest.raises(ConfigError, match="the connection 'canary' is not a URI") as raised:
        connections_of({"EMAT_CONN_CANARY": uri})("canary")
    assert PASSWORD not in "".join(traceback.format_exception(raised.value))
