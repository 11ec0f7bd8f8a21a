"""Random requests to every door of an installation: no request makes a server's error, and no view tells of another.

The application is called as a server calls it, so that paths, queries and headers may hold any bytes.
"""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote_from_bytes, unquote

import pytest
from feeds import home_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from oai_chain import Chain
from oai_door import OAI
from oai_schema import schema
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message

from metadata.publish import server
from metadata.publish.server import create_server
from metadata.settings import Serving

PUBLISH = Path(server.__file__).parent
_PARAMETER = re.compile(r"\{[^}]*\}")
VIEWS = ("all", "FI-One", "FI-Two")
HOSTS = {"FI-One": b"host-of-one.example", "FI-Two": b"host-of-two.example"}  # of the links that only they show
VERBS = ("Identify", "ListMetadataFormats", "ListSets", "GetRecord", "ListIdentifiers", "ListRecords")
ARGUMENTS = ("verb", "metadataPrefix", "identifier", "set", "from", "until", "resumptionToken")
PARAMETERS = ("view", "lang", "page", "type", "publication")  # of the other doors
NAMES = (*ARGUMENTS, *PARAMETERS, "x")
WORDS = (
    *VERBS,
    *("marc21", "marcxml", "marc21_local", "oai_dc", "collection:beta", "lang", "new", "type:ebook", "all", "FI-One"),
    *("2026-11-01", "2026-11-01T04:00:00Z", "2026-02-30", "2026-11-01T04:00:00.1Z", "9999-12-31", "0000-00-00"),
    *(
        "%00",
        "%zz",
        "[::]",
        "../../oai.key",
        "..%2F..",
        "' OR 1=1 --",
        "<script>",
        "]]>",
        "\x00\x1f",
        "\ud7ff\uffff",
        "ä",
    ),
    *("0", "-1", "1e9", "NaN", "fi", "sv", "en", "index.json", "new.atom", "manifest.json", "a" * 6000),
)
HEADERS = (
    *("accept", "accept-encoding", "accept-language", "range", "if-none-match", "if-modified-since", "if-range"),
    *("content-type", "content-length", "cookie", "x-forwarded-for", "x-forwarded-host", "user-agent", "referer"),
)
HEADER_VALUES = (
    *("*/*", "text/html;q=x", "application/ld+json", "gzip;q=", "gzip", "identity;q=0", "bytes=0-", "bytes=9-1,a-b"),
    *('W/"x"', '"', "*", "Thu, 32 Foo 9999 99:99:99 GMT", "-1", "99999999999999999999", "application/json", "sv;q=9"),
)


class Asked(NamedTuple):
    """A request as a server hands it on."""

    method: str
    path: str
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class Said(NamedTuple):
    """A response."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


@dataclass
class World:
    """An installation with three views, what each may tell, and its application."""

    app: ASGIApp
    loop: asyncio.Runner
    titles: dict[str, set[str]]  # by view
    paths: list[str]
    words: list[str]

    def ask(self, asked: Asked) -> Said:
        return self.loop.run(answer(self.app, asked))


async def answer(app: ASGIApp, asked: Asked) -> Said:
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": asked.path,
        "raw_path": asked.path.encode("utf-8", "replace"),
        "root_path": "",
        "query_string": asked.query,
        "headers": list(asked.headers),
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 80),
    }
    sent: list[Message] = []
    waiting = [{"type": "http.request", "body": asked.body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    begun = next(each for each in sent if each["type"] == "http.response.start")
    body = b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body")
    return Said(begun["status"], dict(begun["headers"]), body)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("doors")
    schemas = shutil.copytree(synthetic, folder / "schemas")
    chain = Chain(home_in(folder / "data", schemas), schemas, seed=3)
    chain.select("FI-One", '["beta"]', host="host-of-one")
    chain.select("FI-Two", '["gamma"]', host="host-of-two")
    chain.fill(titles=6)
    chain.fill(titles=2)
    app = create_server(chain.home, Serving(page_size=2))
    with asyncio.Runner() as loop:
        made = World(app, loop, {}, [], list(WORDS))
        for name in VIEWS:
            view = chain.catalogue.view(name)
            assert view is not None
            made.titles[name] = {each.title_id for each in view.entries()}
        domain = chain.home.consortium.oai_domain
        some = [each for name in VIEWS for each in sorted(made.titles[name])[:4]]
        made.words += [*some, *(f"oai:{domain}:{each}" for each in some), *tokens(made)]
        files = [str(each.relative_to(chain.home.settings.files)) for each in chain.home.settings.files.rglob("*")]
        made.paths = sorted({path for each in app.routes for path in filled(each, [*some, *VIEWS, *files[:20]])})
        yield made
    chain.home.close()


def filled(route: object, values: list[str]) -> Iterator[str]:
    """The paths of a route, its parameters filled with each of the values."""
    if isinstance(route, Mount):
        yield from (f"{route.path}/{each}" for each in values)
    elif isinstance(route, Route):
        yield from {_PARAMETER.sub(lambda _, value=each: value, route.path) for each in values}


def door(view: str) -> str:
    return "/oai" if view == "all" else f"/oai/lib/{view}"


HOST = ((b"host", b"localhost"),)


def tokens(world: World) -> Iterator[str]:
    """A token of each view and verb."""
    for view in VIEWS:
        for verb in ("ListRecords", "ListIdentifiers"):
            said = world.ask(Asked("GET", door(view), f"verb={verb}&metadataPrefix=marc21".encode(), HOST, b""))
            yield str(etree.fromstring(said.body).findtext(f".//{OAI}resumptionToken"))


def requests(world: World) -> st.SearchStrategy[Asked]:
    word = st.sampled_from(world.words) | st.text(max_size=12)
    odd = st.tuples(word, st.integers(0, 40), st.text(max_size=2)).map(lambda x: x[0][: x[1]] + x[2] + x[0][x[1] + 1 :])
    value = (word | odd).map(lambda text: text.encode("utf-8", "replace"))
    pair = st.tuples(st.sampled_from(NAMES).map(str.encode), value | st.binary(max_size=8), st.booleans())
    given_ = pair.map(lambda x: x[0] + b"=" + (quote_from_bytes(x[1]).encode() if x[2] else x[1]))
    likely = st.sampled_from(VERBS).flatmap(
        lambda verb: st.lists(given_, max_size=2).map(
            lambda more: [f"verb={verb}".encode(), b"metadataPrefix=marc21", *more][: 1 + len(verb) % 3 + len(more)]
        )
    )
    query = (likely | st.lists(given_, max_size=5)).map(b"&".join) | st.binary(max_size=30)
    path = st.sampled_from([door(each) for each in VIEWS] * 20 + world.paths)
    strange = st.tuples(path, word).map(lambda x: f"{x[0]}/{x[1]}" if len(x[1]) % 2 else f"/{x[1]}")
    header = st.tuples(
        st.sampled_from(HEADERS).map(str.encode),
        st.sampled_from(HEADER_VALUES).map(str.encode)
        | st.binary(max_size=12).map(lambda x: x.translate(None, b"\r\n\0")),
    )
    headers = st.lists(header, max_size=3).map(lambda each: (*HOST, *each))
    body = st.just(b"") | query | st.binary(max_size=50) | st.just(b"x" * 70_000)
    method = st.sampled_from(["GET"] * 6 + ["POST"] * 2 + ["HEAD", "PUT", "OPTIONS", "BREW"])
    return st.builds(Asked, method, path | path | strange.map(unquote), query, headers, body)


def judge(world: World, asked: Asked, said: Said) -> None:
    """What holds of every answer."""
    assert said.status < 500, said.body[:200]
    assert b"Traceback" not in said.body
    views = {door(each): each for each in VIEWS}
    if asked.path not in views:
        assert said.status in (200, 206, 301, 302, 304, 307, 400, 404, 405, 406, 410, 413, 414, 416)
        return
    assert said.status in (200, 405, 413, 414)
    if said.status != 200:
        return
    assert said.headers[b"content-type"] == b"text/xml; charset=utf-8"
    if said.headers.get(b"content-encoding") == b"gzip":
        return  # the same as without, which has a test of its own
    root = etree.fromstring(said.body)
    if (whole := schema()) is not None:
        whole.assertValid(root)
    view = views[asked.path]
    told = {str(each.text).rpartition(":")[2] for each in root.iter(f"{OAI}identifier")}
    assert told <= world.titles[view]
    for other, host in HOSTS.items():
        assert other == view or host not in said.body


def test_views_differ_enough_to_tell_one_of_another(world: World) -> None:
    assert world.titles["FI-One"] - world.titles["FI-Two"]
    assert world.titles["FI-Two"] - world.titles["FI-One"]
    for view, host in HOSTS.items():
        query = b"verb=ListRecords&metadataPrefix=marc21"
        assert host in world.ask(Asked("GET", door(view), query, HOST, b"")).body
    assert {"/oai", "/healthz", "/"} <= set(world.paths)


def test_every_parameter_that_a_door_reads_is_asked_with() -> None:
    code = "".join(each.read_text("utf-8") for each in PUBLISH.rglob("*.py"))
    assert set(re.findall(r'query(?:_params)?\.get\("(\w+)"', code)) == set(PARAMETERS)


def test_the_parameters_of_lists_are_asked_with_anything(world: World) -> None:
    for name in PARAMETERS:
        for word in world.words:
            query = f"{name}={quote_from_bytes(word.encode('utf-8', 'replace'))}".encode()
            for path in ("/opds/all/titles", "/files/", "/"):
                asked = Asked("GET", path, query, HOST, b"")
                judge(world, asked, world.ask(asked))


def test_bytes_that_no_url_has_count_as_sent_and_are_answered(world: World) -> None:
    for size, status in ((16 * 1024, 200), (16 * 1024 + 1, 414)):
        assert world.ask(Asked("GET", "/oai", b"\xff" * size, HOST, b"")).status == status
    assert world.ask(Asked("GET", "/", b"lang=\xe4 \x00", HOST, b"")).status == 200


_SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@given(st.data())
@settings(max_examples=150, **_SETTINGS)  # type: ignore[arg-type]
def test_any_request_is_answered(world: World, data: st.DataObject) -> None:
    asked = data.draw(requests(world))
    judge(world, asked, world.ask(asked))


@pytest.mark.long
@given(st.data())
@settings(max_examples=10_000, **_SETTINGS)  # type: ignore[arg-type]
def test_ten_thousand_requests_are_answered(world: World, data: st.DataObject) -> None:
    asked = data.draw(requests(world))
    judge(world, asked, world.ask(asked))


def test_token_or_identifier_of_one_view_tells_nothing_at_another(world: World) -> None:
    """Whatever is asked with it, the answer is that to rubbish."""
    strange = [
        each
        for each in world.words
        if len(each) > 60 and each.isascii() and each.replace("-", "").replace("_", "").isalnum()
    ]
    identifiers = [each for each in world.words if each.startswith("oai:")]
    for view in VIEWS:
        for verb in ("ListRecords", "ListIdentifiers", "ListSets"):
            answers = set()
            for token in ("junk", *strange):
                query = f"verb={verb}&resumptionToken={token}".encode()
                root = etree.fromstring(world.ask(Asked("GET", door(view), query, HOST, b"")).body)
                answers.add(root.findtext(f"{OAI}error"))
            assert len(answers - {None}) == 1
        unknown = {each for each in identifiers if each.rpartition(":")[2] not in world.titles[view]}
        answers = set()
        for identifier in ("oai:a:b", *unknown):
            query = f"verb=GetRecord&metadataPrefix=marc21&identifier={identifier}".encode()
            root = etree.fromstring(world.ask(Asked("GET", door(view), query, HOST, b"")).body)
            answers.add(root.findtext(f"{OAI}error"))
        assert len(answers) == 1
        assert view == "all" or len(unknown) > 1
