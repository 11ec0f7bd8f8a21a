"""Secrets come in from a connection and are found nowhere else, whatever goes wrong (reliability.md F23)."""

from __future__ import annotations

import logging
import re
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import ftp_server
import pytest
import s3_server
import sftp_server
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
    with ExitStack() as levels:
        for each in ("", "urllib3", "asyncssh", "botocore"):
            levels.enter_context(caplog.at_level(logging.DEBUG, each or None))
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


class Served(NamedTuple):
    """What a vendor file and a connection say of a running server, and how it is made to fail."""

    fetch: str
    uri: str
    fail: Callable[[], object]


@contextmanager
def by_ftp(folder: Path) -> Iterator[Served]:
    faults = ftp_server.Faults()
    with ftp_server.ftp_server(folder, faults) as port:
        uri = f"ftp://{ftp_server.USER}:{ftp_server.PASSWORD}@127.0.0.1:{port}/"
        yield Served("kind: ftp, tls: none, path: /, pattern: '*.mrc'", uri, lambda: faults.cuts.append(10))


@contextmanager
def by_ftps(folder: Path) -> Iterator[Served]:
    faults, certificate = ftp_server.Faults(), ftp_server.make_certificate(folder / "server.pem")
    with ftp_server.ftp_server(folder, faults, certificate=certificate) as port:
        uri = f"ftp://{ftp_server.USER}:{ftp_server.PASSWORD}@127.0.0.1:{port}/?ca_file={quote(str(certificate), '')}"
        yield Served("kind: ftp, path: /, pattern: '*.mrc'", uri, lambda: faults.cuts.append(10))


@contextmanager
def by_sftp(folder: Path) -> Iterator[Served]:
    keys = sftp_server.make_keys(folder)
    with sftp_server.lying(keys, sftp_server.Lies()) as wire:
        extra = f"key_file={quote(str(keys.locked), '')}&passphrase={sftp_server.PASSPHRASE}"
        uri = f"sftp://{sftp_server.USER}:{sftp_server.PASSWORD}@127.0.0.1:{wire.port}/?{extra}"
        fetch = f"kind: sftp, path: '{folder}', pattern: '*.mrc', host_key: '{keys.host_key}'"
        yield Served(fetch, uri, lambda: wire.faults.extend([sftp_server.Fault(after=4_100)] * 9))


@contextmanager
def by_s3(folder: Path) -> Iterator[Served]:
    with s3_server.s3_service() as service:
        service.empty()
        service.put("feed.mrc", (folder / "feed.mrc").read_bytes())
        with sftp_server.wire_to(lambda: socket.create_connection(("127.0.0.1", service.port))) as wire:
            uri = f"aws://{s3_server.KEY}:{s3_server.SECRET}@/"
            fetch = f"kind: s3, bucket: {s3_server.BUCKET}, endpoint: 'http://127.0.0.1:{wire.port}'"
            yield Served(fetch, uri, lambda: wire.faults.extend([sftp_server.Fault(after=900)] * 9))


SERVERS = {"ftp": by_ftp, "ftps": by_ftps, "sftp": by_sftp, "s3": by_s3}
HEARD = {"sftp": "asyncssh", "s3": "botocore"}  # ftplib logs nothing
ACCESS = (ftp_server.PASSWORD, sftp_server.PASSWORD, sftp_server.PASSPHRASE, s3_server.SECRET, PASSWORD)


@pytest.mark.parametrize("trouble", ["nothing", "cut", "refused"])
@pytest.mark.parametrize("kind", SERVERS)
def test_no_secret_of_any_other_server_is_found_anywhere(
    home: Home, own_schemas: Path, tmp_path: Path, logged: Callable[[], str], kind: str, trouble: str
) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "feed.mrc").write_bytes(b"feed" * 9_999)
    with SERVERS[kind](folder) as served:
        limits = "private_addresses: true, limits: {per_second: 9999, retries: 0}"
        text = vendor_yaml("beta").splitlines()
        fetch = f"fetch: {{{served.fetch}, connection: canary, {limits}}}"
        text = [fetch if each.startswith("fetch:") else each for each in text]
        (own_schemas / "vendors" / "beta.yml").write_text("\n".join(text), "utf-8")
        uri = served.uri
        if trouble == "refused":
            user = f"//nobody:{PASSWORD}@" if kind != "s3" else f"//:{PASSWORD}@"
            uri = re.sub(r"//.*?@", user, uri)
        if trouble == "cut":
            served.fail()
        home.settings = replace(home.settings, schemas=own_schemas)
        home.connect = connections_of({"EMAT_CONN_CANARY": uri})
        told = what_is_told(home)
    assert bool(told) == (trouble == "refused") or trouble == "cut", told  # the rest of what was cut is fetched
    seen = told + logged() + everything_in(home).decode("utf-8", "replace") + repr(home.connect("canary"))
    assert (HEARD.get(kind, "") in logged()) or (kind, trouble) == ("s3", "refused"), "the library was heard"
    assert [each for each in ACCESS if each in seen] == []


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
