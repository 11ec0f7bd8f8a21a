"""ftp: files of real FTP and FTPS servers, old, broken and hostile ones too."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from feeds import NOW, home_in
from ftp_server import PASSWORD, USER, Faults, ftp_server, make_certificate
from looks import QUICK, Clock, came, kept, look
from sftp_server import Tally

from metadata import fetch as fetching
from metadata.connections import Connection
from metadata.errors import ConfigError, SourceError
from metadata.fetch import ftp
from metadata.fetch.budget import Budget, PassingError
from metadata.fetch.remote import UNKNOWN, Place, Remote
from metadata.home import Home
from metadata.sources import FtpSource, Limits
from metadata.vendors import Vendor

CONTENT = bytes(range(256)) * 1_200  # 307 kB
OLD = ("MLSD", "MLST", "MDTM", "SIZE")
SERVERS = {
    "modern": (),
    "without MLSD": OLD[:2],
    "old": OLD,
    "without MDTM": OLD[:3],
    "without SIZE": (*OLD[:2], OLD[3]),
}
PERCENT = (1, 10, 50, 90, 99)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Iterator[Home]:
    """One installation for tests that each use a vendor of their own."""
    home = home_in(tmp_path_factory.mktemp("shared"), synthetic)
    yield home
    home.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("certificate") / "server.pem")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The vendor's folder, with one delivery."""
    folder = tmp_path / "served" / "out"
    folder.mkdir(parents=True)
    (folder / "day.mrc").write_bytes(CONTENT)
    return folder


def source(**given: Any) -> FtpSource:
    usual = {"path": "/out", "pattern": "*.mrc", "tls": "none", "private_addresses": True, "limits": QUICK}
    return FtpSource(kind="ftp", **{**usual, **given})


def access(port: int, password: str = PASSWORD, **extra: object) -> Connection:
    return Connection("127.0.0.1", port, USER, password, {key: str(value) for key, value in extra.items()})


def listed(connection: Connection, **given: Any) -> dict[str, Remote]:
    limits = given.setdefault("limits", Limits(per_second=1_000, retries=0))
    place = Place(Path(), connection, "", Budget(limits))
    return {each.name: each for each in ftp.listing(source(**given), place)}


def read(remote: Remote) -> bytes:
    with remote.open() as stream:
        return b"".join(iter(lambda: stream.read(1 << 16), b""))


def vendor_of(home: Home, vendor_id: str, **given: Any) -> Vendor:
    return home.vendor("beta").model_copy(update={"fetch": source(**given), "id": vendor_id})


def test_only_regular_files_that_fit_are_listed(out: Path) -> None:
    (out / "sub.mrc").mkdir()
    (out / "sub.mrc" / "inner.mrc").write_bytes(b"inner")
    (out / "päivä 2.mrc").write_bytes(b"22")
    (out / "readme.txt").write_bytes(b"no")
    with ftp_server(out.parent) as port:
        found = listed(access(port))
    changed = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((out / "day.mrc").stat().st_mtime))
    assert {name: each.size for name, each in found.items()} == {"day.mrc": len(CONTENT), "päivä 2.mrc": 2}
    assert found["day.mrc"].mtime == changed


def test_a_name_in_latin_1_is_read_as_such(out: Path) -> None:
    faults = Faults()
    faults.names = [b"type=file;size=1;modify=20261101020000; k\xe4rp\xe4t.mrc\r\n"]
    with ftp_server(out.parent, faults) as port:
        assert list(listed(access(port))) == ["kärpät.mrc"]


def test_what_an_old_server_is_asked_of_each_file_is_paced(out: Path) -> None:
    for n in range(4):
        (out / f"{n}.mrc").write_bytes(b"x")
    clock, limits = Clock(), Limits(per_second=2, retries=0)
    with ftp_server(out.parent, without=SERVERS["without MLSD"]) as port:
        place = Place(Path(), access(port), "", Budget(limits, clock, clock.sleep))
        assert len(list(ftp.listing(source(), place))) == 5
    assert clock.now - 1_000.0 == pytest.approx(5.0)  # the listing, and SIZE and MDTM of five files


def test_time_that_is_up_ends_the_asking_of_an_old_server(out: Path) -> None:
    for n in range(4):
        (out / f"{n}.mrc").write_bytes(b"x")
    clock, faults = Clock(), Faults()
    with ftp_server(out.parent, faults, without=SERVERS["without MLSD"]) as port:
        budget = Budget(Limits(per_second=2, retries=0, max_seconds=2), clock, clock.sleep)
        with pytest.raises(SourceError, match=r"limits\.max_seconds"):
            list(ftp.listing(source(), Place(Path(), access(port), "", budget)))
    assert sum(each[:4] in ("SIZE", "MDTM") for each in faults.asked) == 3


@pytest.mark.parametrize("without", SERVERS.values(), ids=SERVERS)
def test_what_the_server_does_not_know_is_not_made_up(shared: Home, out: Path, without: tuple[str, ...]) -> None:
    vendor_id = f"knows-{len(without)}-{'SIZE' in without}"
    with ftp_server(out.parent, without=without) as port:
        found = listed(access(port))["day.mrc"]
        look(shared, vendor_of(shared, vendor_id), access(port))
    assert found.size == (UNKNOWN if "SIZE" in without else len(CONTENT))
    assert (found.mtime == "") == ("MDTM" in without)
    assert (found.resume is None) == bool({"SIZE", "MDTM"} & set(without))
    assert came(shared, vendor_id) == {"day.mrc": CONTENT}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("-rw-r--r--   1 Domain Users  1024 Nov 22 18:37 a b.mrc", "a b.mrc"),
        ("-rw-r--r--+  1 owner group   1024 Nov 22  2025 1.mrc", "1.mrc"),
        ("-rw-r--r--   1 owner group   1024 22. marras 18:37 1.mrc", "1.mrc"),
        ("-rw-r--r--   1 owner group   1024 2026-11-22 18:37 1.mrc", "1.mrc"),
        ("11-22-26  06:37PM             1024 1.mrc", "1.mrc"),
        ("11-22-2026  18:37             1024 1 2.mrc", "1 2.mrc"),
        ("lrwxrwxrwx   1 owner group     12 Nov 22 18:37 1.mrc -> /etc/1.mrc", ""),
        ("drwxr-xr-x   2 owner group   4096 Nov 22 18:37 1.mrc", ""),
        ("crw-rw-rw-   1 root  root    1, 3 Nov 22 18:37 1.mrc", ""),
        ("11-22-26  06:37PM       <DIR>      1.mrc", ""),
        ("total 12", ""),
    ],
)
def test_a_line_of_list(out: Path, line: str, name: str) -> None:
    faults = Faults()
    faults.names = [f"{line}\r\n".encode()]
    with ftp_server(out.parent, faults, without=OLD) as port:
        assert list(listed(access(port))) == ([name] if name else [])


def test_a_list_in_an_unknown_form_is_not_taken_for_an_empty_folder(out: Path) -> None:
    faults = Faults()
    faults.names = [b"DAY.MRC;1    2048/2048    22-NOV-2026 18:37:00\r\n"]
    with (
        ftp_server(out.parent, faults, without=OLD) as port,
        pytest.raises(SourceError, match="form that is not known"),
    ):
        listed(access(port))


def test_a_folder_that_is_not_there_is_told_with_host_and_path(out: Path) -> None:
    with (
        ftp_server(out.parent) as port,
        pytest.raises(SourceError, match=rf"ftp://127.0.0.1:{port}/in: .*check the path"),
    ):
        listed(access(port), path="/in")


def test_files_come_through_tls_in_one_session(out: Path, certificate: Path) -> None:
    faults = Faults()
    with ftp_server(out.parent, faults, certificate=certificate) as port:
        found = listed(access(port, ca_file=certificate), tls="explicit")["day.mrc"]
        with found.open() as stream:
            assert stream.read(1)
            data = stream._data  # type: ignore[attr-defined]
            assert isinstance(data, ssl.SSLSocket)
            assert data.session_reused
        assert read(found) == CONTENT
    assert faults.asked.index("AUTH TLS") < faults.asked.index(f"USER {USER}") < faults.asked.index("PROT P")


@pytest.mark.parametrize("trusted", ["nobody", "another host"])
def test_no_password_goes_to_a_server_that_is_not_trusted(
    tmp_path: Path, out: Path, certificate: Path, trusted: str
) -> None:
    other = make_certificate(tmp_path / "other.pem", "127.0.0.2")
    extra: dict[str, Any] = {"ca_file": other} if trusted == "another host" else {}
    faults = Faults()
    served = other if trusted == "another host" else certificate
    with (
        ftp_server(out.parent, faults, certificate=served) as port,
        pytest.raises(ConfigError, match=r"certificate not trusted .*ca_file"),
    ):
        listed(access(port, **extra), tls="explicit")
    assert faults.asked == ["AUTH TLS"]


def test_no_password_goes_to_a_server_without_tls(out: Path) -> None:
    faults = Faults()
    with ftp_server(out.parent, faults) as port, pytest.raises(ConfigError, match="offers no TLS"):
        listed(access(port), tls="explicit")
    assert not [each for each in faults.asked if each.startswith(("USER", "PASS"))]


def test_a_missing_ca_file_is_told(out: Path) -> None:
    with ftp_server(out.parent) as port, pytest.raises(ConfigError, match="ca_file /none"):
        listed(access(port, ca_file="/none"), tls="explicit")


def test_a_refused_login_is_tried_once_and_shows_no_password(shared: Home, out: Path) -> None:
    faults, wrong = Faults(), "canary-wrong-22B1"
    with ftp_server(out.parent, faults) as port, pytest.raises(ConfigError, match="refuses the login") as caught:
        look(shared, vendor_of(shared, "refused"), access(port, wrong))
    assert [each for each in faults.asked if each.startswith("USER")] == [f"USER {USER}"]
    assert wrong not in f"{caught.value!r} {caught.value.__context__!r}"


def test_a_source_without_a_host_is_told() -> None:
    with pytest.raises(ConfigError, match="needs a host"):
        listed(Connection())


def test_a_private_address_needs_leave(out: Path) -> None:
    with ftp_server(out.parent) as port, pytest.raises(SourceError, match="private_addresses"):
        listed(access(port), private_addresses=False)


def test_the_port_of_the_vendor_file_goes_first(out: Path) -> None:
    with ftp_server(out.parent) as port:
        assert listed(Connection("127.0.0.1", 1, USER, PASSWORD), port=port)


def test_a_foreign_host_in_the_answer_to_pasv_is_not_followed(out: Path) -> None:
    with ftp_server(out.parent, masquerade="192.0.2.1") as port:
        assert read(listed(access(port))["day.mrc"]) == CONTENT


def test_names_that_are_paths_are_passed_over(shared: Home, out: Path) -> None:
    faults = Faults()
    bad = (b"../../x.mrc", b"/etc/x.mrc", b"..", b"a\0b.mrc", b"sub/x.mrc", b".", b"", b"x\r.mrc")
    faults.names = [
        b"type=file;size=%d;modify=20261101020000; %s\r\n" % (len(CONTENT), each) for each in (*bad, b"day.mrc")
    ]
    with ftp_server(out.parent, faults) as port:
        look(shared, vendor_of(shared, "paths"), access(port, PASSWORD))
    assert [each for each in faults.asked if each.startswith("RETR")] == ["RETR day.mrc"]
    assert len(kept(shared, "paths")) == 1


def test_strange_names_are_fetched_and_become_no_paths(shared: Home, out: Path) -> None:
    names = ("-rf.mrc", "C:\\x.mrc", "x\u202ecrm.mrc", "DAY.mrc", "%2e%2e.mrc", f"{'x' * 250}.mrc")
    for number, name in enumerate(names):
        (out / name).write_bytes(b"%d" % number)
    with ftp_server(out.parent) as port:
        look(shared, vendor_of(shared, "strange"), access(port))
    contents = came(shared, "strange")
    assert sorted(contents.values()) == sorted([CONTENT, *(b"%d" % number for number in range(len(names)))])
    assert {"-rf.mrc", "C:\\x.mrc", "DAY.mrc", "day.mrc"} < contents.keys()


# Faults of transfers


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Prints at the end how many faults were survived."""
    tally = Tally()
    yield tally
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nFTP faults survived: {tally.survived}/{tally.tried}")


def cut(size: int) -> Callable[[Faults, int], None]:
    """Breaks off after so many bytes, and then the given number of times before anything has come."""

    def order(faults: Faults, times: int) -> None:
        faults.cuts = [size, *[0] * (times - 1)] if times else []

    return order


def reset(faults: Faults, times: int) -> None:
    faults.reset = True
    cut(len(CONTENT) // 2)(faults, times)


def short(size: int) -> Callable[[Faults, int], None]:
    """Says that all went well after so many bytes."""

    def order(faults: Faults, times: int) -> None:
        faults.short = [size] * times

    return order


CUTS = {f"cut at {percent} %": cut(len(CONTENT) * percent // 100) for percent in PERCENT}
LIES = {f"whole at {percent} %": short(len(CONTENT) * percent // 100) for percent in (0, 50, 99)}
CASES = [
    *((kind, fault) for kind in ("modern", "tls") for fault in (*CUTS, *LIES, "reset")),
    *(("old", fault) for fault in (*CUTS, "reset")),  # with no size to go by, a lie is taken for the truth
]


@pytest.mark.parametrize(("kind", "fault"), CASES)
def test_a_fault_leaves_nothing_partial_and_the_next_look_is_right(
    shared: Home, out: Path, certificate: Path, tally: Tally, kind: str, fault: str
) -> None:
    tally.tried += 1
    order: Callable[[Faults, int], None] = {**CUTS, **LIES, "reset": reset}[fault]
    vendor_id, faults = f"{kind}-{fault}".replace(" ", "-"), Faults()
    served = {"certificate": certificate} if kind == "tls" else {"without": OLD if kind == "old" else ()}
    vendor = vendor_of(shared, vendor_id, tls="explicit" if kind == "tls" else "none")
    with ftp_server(out.parent, faults, **served) as port:
        connection = access(port, ca_file=certificate)
        order(faults, 40)
        with pytest.raises(SourceError, match=f"{vendor_id}: "):
            look(shared, vendor, connection)
        assert (came(shared, vendor_id), kept(shared, vendor_id)) == ({}, [])
        faults.cuts, faults.short = [], []
        order(faults, 0 if fault in LIES else 1)  # a break is overcome in the look, a lie is not believed twice
        look(shared, vendor, connection)
    assert came(shared, vendor_id) == {"day.mrc": CONTENT}
    tally.survived += 1


def test_a_broken_transfer_goes_on_where_it_broke(shared: Home, out: Path) -> None:
    faults = Faults()
    faults.cuts = [100_000]
    with ftp_server(out.parent, faults) as port:
        look(shared, vendor_of(shared, "resumed"), access(port))
    assert [each for each in faults.asked if each.startswith(("RETR", "REST"))] == [
        "RETR day.mrc",
        "REST 100000",
        "RETR day.mrc",
    ]
    assert came(shared, "resumed") == {"day.mrc": CONTENT}


def test_a_server_without_rest_is_asked_from_the_beginning(shared: Home, out: Path) -> None:
    faults = Faults()
    faults.cuts = [100_000]
    with ftp_server(out.parent, faults, without=("REST",)) as port:
        look(shared, vendor_of(shared, "without-rest"), access(port))
    assert came(shared, "without-rest") == {"day.mrc": CONTENT}


def test_a_file_that_has_changed_is_not_gone_on_with(out: Path) -> None:
    with ftp_server(out.parent) as port:
        found = listed(access(port))["day.mrc"]
        (out / "day.mrc").write_bytes(CONTENT + b"more")
        assert found.resume
        assert found.resume(1_000) is None


def test_a_slow_server_ends_with_the_time_of_the_look(shared: Home, out: Path) -> None:
    vendor = vendor_of(shared, "slow", limits=Limits(per_second=1_000, max_seconds=1))
    began = time.monotonic()
    with ftp_server(out.parent, bytes_a_second=2_000) as port, pytest.raises(SourceError, match=r"max_seconds"):
        fetching.fetch(vendor, shared.settings, shared.store, NOW, connect=lambda name: access(port))
    assert time.monotonic() - began < 4
    assert kept(shared, "slow") == []


def test_silence_counts_as_broken(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ftp, "SILENCE", 0.1)
    with ftp_server(out.parent, bytes_a_second=1) as port, pytest.raises(PassingError, match=r"day.mrc: .*timed out"):
        read(listed(access(port))["day.mrc"])


def test_a_server_that_is_not_there_is_told_after_all_tries(shared: Home, out: Path) -> None:
    with ftp_server(out.parent) as port:
        pass
    with pytest.raises(SourceError, match=rf"127.0.0.1:{port} .*given up after 4 tries"):
        look(shared, vendor_of(shared, "absent"), access(port))


@pytest.mark.parametrize("kind", ["plain", "tls"])
def test_every_connection_is_closed(out: Path, certificate: Path, kind: str) -> None:
    faults = Faults()
    with ftp_server(out.parent, faults, certificate=certificate if kind == "tls" else None) as port:
        tls = "explicit" if kind == "tls" else "none"
        found = listed(access(port, ca_file=certificate), tls=tls)["day.mrc"]
        with found.open() as stream:
            stream.read(10)  # and no more
        (out / "day.mrc").unlink()
        with pytest.raises(SourceError):
            found.open()
        deadline = time.monotonic() + 5
        while faults.sessions and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not faults.sessions
