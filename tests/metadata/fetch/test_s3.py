"""s3: objects of a real S3 service (moto's), over a wire that breaks."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from feeds import NOW, home_in
from looks import came, kept, look
from s3_server import BUCKET, KEY, SECRET, Service, s3_service
from sftp_server import Fault, Tally, Wire, wire_to

from metadata import fetch as fetching
from metadata.connections import Connection
from metadata.errors import ConfigError, SourceError
from metadata.fetch import s3
from metadata.fetch.addresses import Door
from metadata.fetch.budget import Budget, PassingError
from metadata.fetch.remote import Place, Remote
from metadata.home import Home
from metadata.sources import Limits, S3Source
from metadata.vendors import Vendor

CONTENT = os.urandom(300_000)
ACCESS = Connection(login=KEY, password=SECRET)
QUICK = Limits(per_second=1_000, retries=1)
BEFORE = [Fault()]  # connections of a look before the first object: the listing


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Iterator[Home]:
    """One installation for tests that each use a vendor of their own."""
    home = home_in(tmp_path_factory.mktemp("shared"), synthetic)
    yield home
    home.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    with s3_service() as service:
        yield service


@pytest.fixture
def service(running: Service) -> Service:
    """The service, with one delivery."""
    running.empty()
    running.put("out/day.mrc", CONTENT)
    return running


@pytest.fixture
def wire(service: Service) -> Iterator[Wire]:
    """A wire to the service, whole until told otherwise."""
    with wire_to(lambda: socket.create_connection(("127.0.0.1", service.port))) as wire:
        yield wire


def source(port: int, **given: Any) -> S3Source:
    usual = {
        "bucket": BUCKET,
        "prefix": "out",
        "pattern": "*.mrc",
        "endpoint": f"http://127.0.0.1:{port}",
        "limits": QUICK,
    }
    return S3Source(kind="s3", **{"private_addresses": True, **usual, **given})


def listed(port: int, access: Connection = ACCESS, **given: Any) -> dict[str, Remote]:
    asked = source(port, **{"limits": Limits(per_second=1_000, retries=0), **given})
    return {each.name: each for each in s3.listing(asked, Place(Path(), access, "", Budget(asked.limits)))}


def read(remote: Remote) -> bytes:
    with remote.open() as stream:
        return b"".join(iter(lambda: stream.read(1 << 18), b""))


def vendor_of(home: Home, vendor_id: str, port: int, **given: Any) -> Vendor:
    return home.vendor("beta").model_copy(update={"fetch": source(port, **given), "id": vendor_id})


@pytest.mark.parametrize("prefix", ["out", "out/", "/out"])
def test_only_objects_right_under_the_prefix_are_listed(service: Service, prefix: str) -> None:
    for key in ("out/sub/inner.mrc", "out/", "out/readme.txt", "outer.mrc", "out.mrc", "out//x.mrc"):
        service.put(key, b"no")
    service.put("out/päivä %2F&+2.mrc", b"22")
    found = listed(service.port, prefix=prefix)
    assert {name: each.size for name, each in found.items()} == {"day.mrc": len(CONTENT), "päivä %2F&+2.mrc": 2}
    assert read(found["päivä %2F&+2.mrc"]) == b"22"
    assert found["day.mrc"].mark.strip('"')
    assert found["day.mrc"].mtime.startswith("20")
    assert found["day.mrc"].mtime.endswith("Z")


def test_without_a_prefix_the_top_of_the_bucket_is_listed(service: Service) -> None:
    service.put("top.mrc", b"top")
    assert list(listed(service.port, prefix="")) == ["top.mrc"]


def test_a_listing_goes_over_pages(service: Service, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    import moto.settings

    monkeypatch.setattr(moto.settings, "get_s3_default_max_keys", lambda: 2)
    for number in range(4):
        service.put(f"out/{number}.mrc", b"x")
    assert list(listed(wire.port)) == ["0.mrc", "1.mrc", "2.mrc", "3.mrc", "day.mrc"]
    assert len(wire.carried) == 3  # three pages of two


def test_strange_names_are_fetched_and_become_no_paths(shared: Home, service: Service) -> None:
    names = ("-rf.mrc", "C:\\x.mrc", "x\u202ecrm.mrc", "DAY.mrc", f"{'x' * 300}.mrc")
    for number, name in enumerate(names):
        service.put(f"out/{name}", b"%d" % number)
    look(shared, vendor_of(shared, "strange", service.port), ACCESS)
    contents = came(shared, "strange")
    assert sorted(contents.values()) == sorted([CONTENT, *(b"%d" % number for number in range(len(names)))])
    assert {"-rf.mrc", "C:\\x.mrc", "DAY.mrc", "day.mrc"} < contents.keys()


# Keys


def test_only_the_keys_of_the_connection_are_used(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ambient = tmp_path / "credentials"
    ambient.write_text(f"[default]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        elsewhere = f"http://127.0.0.1:{canary.getsockname()[1]}"
        for name in (
            "AWS_ENDPOINT_URL",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "HTTP_PROXY",
            "http_proxy",
        ):
            monkeypatch.setenv(name, elsewhere)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(ambient))
        monkeypatch.setenv("AWS_PROFILE", "none-such")
        monkeypatch.setenv("AWS_CA_BUNDLE", "/none")
        monkeypatch.setenv("AWS_DEFAULTS_MODE", "auto")
        s3._session.cache_clear()
        with pytest.raises(ConfigError, match="keys are refused"):  # who signs with any keys may read
            listed(service.port, Connection())["day.mrc"].open()
        assert read(listed(service.port)["day.mrc"]) == CONTENT
        with pytest.raises(BlockingIOError):
            canary.accept()


@pytest.mark.parametrize("wrong", ["key", "secret"])
def test_refused_keys_are_tried_once_and_not_shown(shared: Home, service: Service, wire: Wire, wrong: str) -> None:
    reader, _ = service.reader()
    login, secret = "AKIANOBODY" if wrong == "key" else reader, "canary-wrong-77D0"
    try:
        with pytest.raises(ConfigError, match="keys are refused") as caught:
            look(shared, vendor_of(shared, f"refused-{wrong}", wire.port), Connection(login=login, password=secret))
    finally:
        service.open_to_all()
    assert len(wire.carried) == len(BEFORE)
    assert "canary" not in f"{caught.value!r} {caught.value.__context__!r}"


def test_half_a_pair_of_keys_is_told(service: Service) -> None:
    with pytest.raises(ConfigError, match="needs both"):
        listed(service.port, Connection(login=KEY))


def test_a_bucket_that_is_not_there_is_told(service: Service) -> None:
    with pytest.raises(SourceError, match="s3://none-such/out/: the service answers 404 NoSuchBucket"):
        listed(service.port, bucket="none-such")


def test_a_bucket_that_cannot_be_is_a_mistake_of_ours(service: Service) -> None:
    with pytest.raises(ConfigError, match="see bucket, region and endpoint"):
        listed(service.port, bucket="x y")


def test_a_private_address_needs_leave(service: Service) -> None:
    with pytest.raises(SourceError, match="private_addresses"):
        listed(service.port, private_addresses=False)


def test_each_connection_goes_to_an_address_that_was_judged(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["127.0.0.1", "169.254.169.254"]  # the name leads elsewhere at the second question

    def resolve(host: str, port: int, *given: Any, **named: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))] if host == "localhost" else []

    monkeypatch.setattr(Door, "of", lambda url, *given: Door(frozenset({"localhost"}), True, resolve))
    here = f"http://localhost:{service.port}"
    found = listed(service.port, endpoint=here)["day.mrc"]
    with pytest.raises(SourceError, match=r"^s3://feeds/out/: localhost has the address 169\.254\.169\.254") as caught:
        found.open()
    assert not isinstance(caught.value, PassingError)
    assert answers == []


# Faults of transfers


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Prints at the end how many faults were survived."""
    tally = Tally()
    yield tally
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nS3 faults survived: {tally.survived}/{tally.tried}")


def at(percent: int, how: str = "close") -> Fault:
    return Fault(600 + len(CONTENT) * percent // 100, how)  # bytes of the header, and some of the object


def length(said: int) -> Fault:
    return Fault(swap=(b"Content-Length: %d" % len(CONTENT), b"Content-Length: %d" % said))


def status(line: bytes) -> Fault:
    return Fault(swap=(b"HTTP/1.1 200 OK", b"HTTP/1.1 " + line))


FAULTS = {f"cut at {percent} %": at(percent) for percent in (1, 10, 50, 90, 99)} | {
    "reset": at(50, "reset"),
    "reset at once": Fault(1, "reset"),
    "silence": at(50, "stall"),
    "a length too long": length(len(CONTENT) + 9),
    "500": status(b"500 Internal Server Error"),
    "503": status(b"503 Slow Down"),
    "429": status(b"429 Too Many Requests"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_nothing_partial_and_the_next_look_is_right(
    shared: Home, wire: Wire, tally: Tally, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally.tried += 1
    monkeypatch.setattr(s3, "SILENCE", 0.3 if fault == "silence" else 20.0)
    vendor_id = fault.replace(" ", "-")
    vendor = vendor_of(shared, vendor_id, wire.port)
    wire.faults = [*BEFORE, FAULTS[fault], *[Fault(1)] * 3]
    with pytest.raises(SourceError, match=f"{vendor_id}: "):
        look(shared, vendor, ACCESS)
    assert (came(shared, vendor_id), kept(shared, vendor_id)) == ({}, [])
    wire.faults = [*BEFORE, FAULTS[fault]]
    look(shared, vendor, ACCESS)
    assert came(shared, vendor_id) == {"day.mrc": CONTENT}
    tally.survived += 1


def test_a_length_too_short_is_not_taken_for_the_whole(shared: Home, wire: Wire) -> None:
    wire.faults = [*BEFORE, length(200_000)]
    with pytest.raises(SourceError, match="gave 200000 bytes, 300000 were announced"):
        look(shared, vendor_of(shared, "short", wire.port), ACCESS)
    assert kept(shared, "short") == []
    look(shared, vendor_of(shared, "short", wire.port), ACCESS)
    assert came(shared, "short") == {"day.mrc": CONTENT}


def test_a_cut_listing_is_not_taken_for_the_whole(wire: Wire) -> None:
    wire.faults = [Fault(after=500)]
    with pytest.raises(SourceError, match="given up after 1 tries"):
        listed(wire.port)


def test_a_broken_transfer_goes_on_where_it_broke(shared: Home, wire: Wire) -> None:
    wire.faults = [*BEFORE, at(90)]
    look(shared, vendor_of(shared, "resumed", wire.port), ACCESS)
    assert came(shared, "resumed") == {"day.mrc": CONTENT}
    assert wire.carried[2] < len(CONTENT) // 2


def test_a_service_without_ranges_is_asked_from_the_beginning(shared: Home, wire: Wire) -> None:
    whole = Fault(swap=(b"Content-Range:", b"X-Nothing:"))
    wire.faults = [*BEFORE, at(50), whole]
    look(shared, vendor_of(shared, "no-ranges", wire.port), ACCESS)
    assert came(shared, "no-ranges") == {"day.mrc": CONTENT}


def test_an_object_that_has_changed_is_neither_gone_on_with_nor_opened(service: Service) -> None:
    found = listed(service.port)["day.mrc"]
    service.put("out/day.mrc", CONTENT[::-1])
    assert found.resume
    assert found.resume(1_000) is None
    with pytest.raises(SourceError, match="has changed since it was listed"):
        found.open()


def test_a_slow_service_ends_with_the_time_of_the_look(shared: Home, wire: Wire) -> None:
    vendor = vendor_of(shared, "slow", wire.port, limits=Limits(per_second=1_000, max_seconds=1))
    wire.faults = [*BEFORE, *[Fault(delay=0.2)] * 9]
    began = time.monotonic()
    with pytest.raises(SourceError, match="max_seconds"):
        fetching.fetch(vendor, shared.settings, shared.store, NOW, connect=lambda name: ACCESS)
    assert time.monotonic() - began < 4
    assert kept(shared, "slow") == []


def test_a_lost_connection_says_which_object(wire: Wire) -> None:
    found = listed(wire.port)["day.mrc"]
    wire.faults = [at(50)]
    with pytest.raises(PassingError, match=r"s3://feeds/out/day\.mrc: "):
        read(found)


def test_every_connection_is_closed(service: Service, wire: Wire) -> None:
    found = listed(wire.port)["day.mrc"]
    with found.open() as stream:
        stream.read(10)  # and no more
    service.put("out/day.mrc", b"changed")
    with pytest.raises(SourceError):
        found.open()
    deadline = time.monotonic() + 5
    while wire.ended < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert wire.ended == len(wire.carried) == 3
