"""http: files at an address or behind the pages of a listing, whatever the network does."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from feeds import home_in
from looks import QUICK, Clock, came, http_vendor, kept, listed, look
from web_server import Answer, Handler, Web, chunked_cut, cut, drip, reset, status, wrong_length

from metadata import fetch as fetching
from metadata.connections import Connection
from metadata.errors import SourceError
from metadata.fetch import Fetched
from metadata.home import Home
from metadata.sources import Limits
from metadata.store import deliveries

CONTENT = bytes(range(256)) * 1_000  # 256 kB
CHANGED = "Sun, 01 Nov 2026 02:00:00 GMT"
FAULTS: dict[str, Answer] = {
    "reset": reset,
    "429": status(429),
    "429 with Retry-After": status(429, Retry_After="7"),
    "500": status(500),
    "502": status(502),
    "503 with Retry-After": status(503, Retry_After="7"),
    "503 with a date": status(503, Retry_After="Sun, 01 Nov 2026 02:00:07 GMT", Date=CHANGED),
    "a length too long": wrong_length(10),
    "chunks without an end": chunked_cut,
    **{f"cut at {percent} %": cut(percent) for percent in (1, 10, 50, 90, 99)},
    **{f"reset at {percent} %": cut(percent, hard=True) for percent in (1, 10, 50, 90, 99)},
}
ETAG, TIME = {"ETag": '"1"'}, {"Last_Modified": CHANGED}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Iterator[Home]:
    """One installation for tests that each use a vendor of their own."""
    home = home_in(tmp_path_factory.mktemp("shared"), synthetic)
    yield home
    home.close()


def survives(home: Home, web: Web, fault: Answer, vendor_id: str, **headers: str) -> bool:
    """A fault once is overcome within the look; for ever it leaves nothing behind, and the look after it is right."""
    page = web.put("/day.mrc", CONTENT, **headers)
    vendor = http_vendor(home, web.url("/day.mrc"), vendor_id=vendor_id)
    web.faults = [fault] * 40
    with pytest.raises(SourceError, match=f"{vendor_id}: "):
        look(home, vendor)
    nothing = (came(home, vendor_id), kept(home, vendor_id)) == ({}, [])
    web.faults = [fault]
    look(home, vendor)
    once = came(home, vendor_id) == {"day.mrc": CONTENT}
    web.faults = []
    page.content = CONTENT[::-1]
    page.headers = {key: value.replace("1", "2") for key, value in page.headers.items()}
    look(home, vendor)
    contents = {path.read_bytes() for path in (home.settings.deliveries / vendor_id).iterdir()}
    return nothing and once and contents == {CONTENT, CONTENT[::-1]}


@pytest.mark.parametrize("marks", [ETAG, {}], ids=["etag", "no-mark"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_nothing_partial_and_the_next_look_is_right(
    shared: Home, web: Web, fault: str, marks: dict[str, str]
) -> None:
    assert survives(shared, web, FAULTS[fault], f"{fault} {len(marks)}".replace(" ", "-"), **marks)


def test_how_many_faults_are_survived(shared: Home, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    survived = [survives(shared, web, each, f"all-{n}", **TIME) for n, each in enumerate(FAULTS.values())]
    with capsys.disabled():
        print(f"\nHTTP faults survived: {sum(survived)}/{len(FAULTS)}")
    assert all(survived)


def test_a_broken_transfer_goes_on_where_it_broke(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT, ETag='"1"')
    web.faults = [cut(50), cut(10)]
    look(home, http_vendor(home, web.url("/day.mrc")))
    asked = [(headers.get("Range"), headers.get("If-Range")) for _, _, headers in web.asked]
    assert asked == [(None, None), (f"bytes={len(CONTENT) // 2}-", '"1"'), (asked[-1][0], '"1"')]
    assert came(home) == {"day.mrc": CONTENT}


def test_many_breaks_are_no_more_than_slow_while_each_brings_something(home: Home, web: Web) -> None:
    page = web.put("/day.mrc", CONTENT, ETag='"1"')

    def a_little(handler: object) -> None:
        start = int((handler.headers["Range"] or "bytes=0-")[6:-1])  # type: ignore[attr-defined]
        rest = page.content[start:]
        headers = {"Content-Range": f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}", **page.headers}
        handler.begin(206 if start else 200, {**headers, "Content-Length": str(len(rest))})  # type: ignore[attr-defined]
        handler.wfile.write(rest[:20_000])  # type: ignore[attr-defined]
        handler.hang_up()  # type: ignore[attr-defined]

    web.faults = [a_little] * 12
    look(home, http_vendor(home, web.url("/day.mrc")))
    assert came(home) == {"day.mrc": CONTENT}


def part(content: bytes, *, whole: str = "", **headers: str) -> Answer:
    """A part as it is asked for, whatever If-Range says."""

    def answer(handler: Handler) -> None:
        start = int(handler.headers["Range"][6:-1])
        said = {"Content-Range": f"bytes {start}-{len(content) - 1}/{whole or len(content)}"}
        handler.send(206, content[start:], said | {key.replace("_", "-"): value for key, value in headers.items()})

    return answer


@pytest.mark.parametrize("marks", [ETAG, TIME], ids=["ETag", "Last-Modified"])
@pytest.mark.parametrize(
    "other",
    [
        part(CONTENT[::-1], ETag='"2"'),
        part(CONTENT[::-1], Last_Modified="Sun, 01 Nov 2026 03:00:00 GMT"),
        part(CONTENT[::-1]),
        part(CONTENT, whole="9999999", **ETAG, **TIME),
        part(CONTENT, whole="*", **ETAG, **TIME),
        part(CONTENT[::-1] + b"more", **ETAG),
    ],
    ids=["another ETag", "another time", "no validator", "another length", "no length", "longer"],
)
def test_a_part_that_is_not_of_the_same_content_is_no_part(
    home: Home, web: Web, marks: dict[str, str], other: Answer
) -> None:
    web.put("/day.mrc", CONTENT, **marks)
    web.faults = [cut(50), other]
    look(home, http_vendor(home, web.url("/day.mrc")))
    assert came(home) == {"day.mrc": CONTENT}
    assert web.asked[-1][2].get("Range") is None


def test_requests_leave_at_the_pace_of_the_vendor_file(home: Home, web: Web) -> None:
    for n in range(5):
        web.put(f"/in/{n}.mrc", b"%d" % n)
    web.put("/in/", "".join(f'<a href="{n}.mrc">x</a>' for n in range(5)).encode())
    clock, times = Clock(), list[float]()
    web.faults = [lambda handler: (times.append(clock.now), handler.give())] * 99  # type: ignore[func-returns-value,list-item]
    limits = Limits(per_second=2, parallel=4)
    look(home, http_vendor(home, web.url("/in/"), listing="links", limits=limits), clock=clock)
    assert len(times) == 1 + 2 * 5  # the page; HEAD and GET of each file
    assert clock.now - 1_000.0 == pytest.approx(5.0)
    assert all(sum(begin <= each < begin + 1 for each in times[:6]) <= 2 for begin in times[:6])


def test_a_file_that_changes_on_the_way_is_begun_again(home: Home, web: Web) -> None:
    page = web.put("/day.mrc", CONTENT, ETag='"1"')

    def cut_and_change(handler: object) -> None:
        cut(50)(handler)  # type: ignore[arg-type]
        page.content, page.headers = CONTENT[::-1], {"ETag": '"2"'}

    web.faults = [cut_and_change]
    look(home, http_vendor(home, web.url("/day.mrc"), limits=QUICK))
    assert CONTENT not in came(home).values()


def test_an_unchanged_file_is_not_sent_again(home: Home, web: Web) -> None:
    for headers in ETAG, TIME:
        web.put("/day.mrc", CONTENT, **headers)
        vendor = http_vendor(home, web.url("/day.mrc"))
        look(home, vendor)
        web.asked.clear()
        assert look(home, vendor) == Fetched((), 1)
        (asked,) = web.asked
        assert {"If-None-Match", "If-Modified-Since"} & asked[2].keys()


def test_a_server_that_knows_no_conditions_is_read_no_further_than_its_head(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT, ETag='"1"')
    vendor = http_vendor(home, web.url("/day.mrc"))
    look(home, vendor)
    web.faults = [lambda handler: handler.send(200, CONTENT, {"ETag": '"1"'})]
    assert look(home, vendor) == Fetched((), 1)


def test_without_marks_the_content_tells(home: Home, web: Web) -> None:
    page = web.put("/day.mrc", CONTENT)
    vendor = http_vendor(home, web.url("/day.mrc"))
    assert len(look(home, vendor).new) == 1
    assert look(home, vendor) == look(home, vendor) == Fetched((), 1)
    page.content = CONTENT[::-1]
    assert len(look(home, vendor).new) == 1


def test_a_file_that_was_announced_too_short_is_asked_for_again(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT, ETag='"1"')
    web.faults = [wrong_length(-10)]
    vendor = http_vendor(home, web.url("/day.mrc"))
    (first,) = look(home, vendor).new
    with home.store.write() as connection:  # what refine finds out
        deliveries.note(connection, first, "unreadable", "2026-11-01T05:00:00Z")
    look(home, vendor)
    assert came(home) == {"day.mrc": CONTENT}


@pytest.mark.parametrize(
    ("code", "words"), [(401, "connection"), (403, "connection"), (404, "nothing"), (410, "nothing")]
)
def test_what_cannot_pass_is_not_tried_again(home: Home, web: Web, code: int, words: str) -> None:
    web.faults, clock = [status(code)] * 5, Clock()
    with pytest.raises(SourceError, match=rf"beta: http://127\.0\.0\.1:\d+/day\.mrc: .*{words}"):
        look(home, http_vendor(home, web.url("/day.mrc")), clock=clock)
    assert (len(web.asked), clock.slept) == (1, [])


def test_retry_after_is_honoured(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT)
    web.faults, clock = [status(503, Retry_After="120")], Clock()
    look(home, http_vendor(home, web.url("/day.mrc")), clock=clock)
    assert clock.slept[0] == 120


def test_retry_after_is_no_longer_than_the_look_may_take(home: Home, web: Web) -> None:
    web.faults, clock = [status(503, Retry_After="500")], Clock()
    limits = Limits(per_second=1_000, max_seconds=60)
    with pytest.raises(SourceError, match=r"503.*60 s of limits\.max_seconds"):
        look(home, http_vendor(home, web.url("/day.mrc"), limits=limits), clock=clock)
    assert clock.slept == []


@pytest.mark.parametrize("head", [False, True], ids=["body", "head"])
def test_a_byte_now_and_then_does_not_hold_us_for_ever(shared: Home, web: Web, head: bool) -> None:
    web.put("/day.mrc", CONTENT)
    web.faults = [drip(0.02, head=head)] * 9
    name = f"slow-{head}"
    vendor = http_vendor(shared, web.url("/day.mrc"), vendor_id=name, limits={"max_seconds": "1s", "per_second": 9})
    begun = time.monotonic()
    with pytest.raises(SourceError, match=r"limits\.max_seconds"):
        fetching.fetch(vendor, shared.settings, shared.store, "2026-11-01T04:00:00Z", connect=shared.connect)
    assert time.monotonic() - begun < 3
    assert (came(shared, name), kept(shared, name)) == ({}, [])


def test_more_than_the_allowed_bytes_are_refused(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT)
    web.faults = [
        chunked_cut,
        lambda handler: handler.begin(200, {}) or handler.wfile.write(CONTENT) or handler.hang_up(),
    ]
    vendor = http_vendor(home, web.url("/day.mrc"), limits={"max_bytes": 1_000, "per_second": 9_999})
    with pytest.raises(SourceError, match=r"limits\.max_bytes"):
        look(home, vendor)
    web.faults = []
    web.put("/in/", b'["/day.mrc"]')
    with pytest.raises(SourceError, match=r"256000 bytes are more than 1000"):
        listed(home, web, listing="json", limits={"max_bytes": 1_000, "per_second": 9_999})
    assert kept(home) == []


def test_login_and_password_go_as_basic(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT)
    look(home, http_vendor(home, web.url("/day.mrc")), Connection(login="ada", password="pä:ss"))
    assert web.asked[0][2]["Authorization"] == "Basic " + base64.b64encode("ada:pä:ss".encode()).decode()


def test_a_token_goes_as_bearer_and_a_key_in_the_address(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT)
    look(home, http_vendor(home, web.url("/day.mrc?format=marc")), Connection(extra={"token": "t", "query": "key=k"}))
    assert web.asked[0][1:] == ("/day.mrc?format=marc&key=k", web.asked[0][2])
    assert web.asked[0][2]["Authorization"] == "Bearer t"
    assert list(came(home)) == ["day.mrc"]


def test_credentials_do_not_follow_a_redirect_to_another_host(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT)
    with Web() as first:
        first.faults = [status(302, Location=web.url("/day.mrc"))] * 2
        look(
            home, http_vendor(home, first.url("/go")), Connection(login="ada", password="pass", extra={"query": "k=1"})
        )
        assert "Authorization" in first.asked[0][2]
    assert all("Authorization" not in headers and path == "/day.mrc" for _, path, headers in web.asked)
    assert len(came(home)) == 1


def test_a_redirect_stays_on_the_allowed_hosts(home: Home, web: Web) -> None:
    web.put("/day.mrc", CONTENT)
    web.faults = [status(302, Location=web.url("/day.mrc", "localhost"))]
    with pytest.raises(SourceError, match="'localhost' is not a host of this source"):
        look(home, http_vendor(home, web.url("/go")))
    web.faults = [status(302, Location=web.url("/day.mrc", "localhost"))]
    look(home, http_vendor(home, web.url("/go"), allowed_hosts=["localhost"]))
    assert len(came(home)) == 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/x", "//user:pw@127.0.0.1/"]
)
def test_a_redirect_stays_with_http(home: Home, web: Web, target: str) -> None:
    web.faults = [status(302, Location=target)]
    with pytest.raises(SourceError, match="beta: an address with"):
        look(home, http_vendor(home, web.url("/go")))
    assert len(web.asked) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry_After": "\u00b2"},
        {"Retry_After": "9" * 5_000},
        {"Retry_After": "soon"},
        {"Retry_After": "Fri, 99 Foo 0000 99:99:99 +9999"},
        {"Retry_After": "Mon, 01 Jan 0001 00:00:00 +1400"},
        {"Retry_After": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"},
    ],
)
def test_a_header_that_makes_no_sense_is_only_that(home: Home, web: Web, headers: dict[str, str]) -> None:
    web.put("/day.mrc", CONTENT)
    web.faults = [status(503, **headers)]
    look(home, http_vendor(home, web.url("/day.mrc")))
    assert came(home) == {"day.mrc": CONTENT}


@pytest.mark.parametrize(
    "location", ["http://[", "http://[::1", "", "http://:0/", "\\\\other.example\\x", "http://a b/"]
)
def test_a_redirect_to_no_address_is_told_of(home: Home, web: Web, location: str) -> None:
    web.faults = [status(302, Location=location)] * 9
    with pytest.raises(SourceError, match="beta: "):
        look(home, http_vendor(home, web.url("/go")))


def test_the_content_of_a_redirect_is_not_read(home: Home, web: Web) -> None:
    def endless(handler: Handler) -> None:
        handler.begin(302, {"Location": "/day.mrc", "Transfer-Encoding": "chunked"})
        with suppress(OSError):
            while True:
                handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    web.put("/day.mrc", CONTENT)
    web.faults = [endless]
    look(home, http_vendor(home, web.url("/go"), limits={"max_seconds": "20s"}))
    assert list(came(home).values()) == [CONTENT]


def test_redirects_in_a_circle_end(home: Home, web: Web) -> None:
    web.faults = [status(302, Location="/go")] * 99
    with pytest.raises(SourceError, match="more than 5 redirects"):
        look(home, http_vendor(home, web.url("/go")))
    assert len(web.asked) == 6


def test_a_private_address_gets_no_request(home: Home, web: Web) -> None:
    with pytest.raises(SourceError, match=r"127\.0\.0\.1, which is not public"):
        look(home, http_vendor(home, web.url("/day.mrc"), private_addresses=False))
    assert web.asked == []
