"""sftp: files of OpenSSH's server and, where a server has to lie, of asyncssh's."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import asyncssh
import pytest
from feeds import NOW, home_in
from looks import came, kept, look
from sftp_server import PASSPHRASE, PASSWORD, SSHD, USER, Fault, Keys, Lies, Tally, Wire, lying, make_keys, openssh

from metadata import fetch as fetching
from metadata.connections import Connection
from metadata.errors import ConfigError, SourceError
from metadata.fetch import sftp
from metadata.fetch.budget import Budget, PassingError
from metadata.fetch.remote import UNKNOWN, Place, Remote
from metadata.home import Home
from metadata.sources import Limits, SftpSource
from metadata.vendors import Vendor

CONTENT = os.urandom(600_000)
NOTHING = Fault(after=2_000)  # bytes: the greeting does not come through
HANDSHAKE = 4_000  # bytes from the server before those of a file
QUICK = Limits(per_second=1_000, retries=1)


class Server(NamedTuple):
    """A running server, how to log in, and what vendor files say of it."""

    wire: Wire
    access: Connection
    host_key: str
    folder: Path

    def source(self, **given: Any) -> SftpSource:
        usual = {"path": str(self.folder), "pattern": "*.mrc", "host_key": self.host_key, "limits": QUICK}
        return SftpSource(kind="sftp", **{"private_addresses": True, **usual, **given})

    def listed(self, access: Connection | None = None, **given: Any) -> dict[str, Remote]:
        source = self.source(**{"limits": Limits(per_second=1_000, retries=0), **given})
        place = Place(Path(), access or self.access, "", Budget(source.limits))
        return {each.name: each for each in sftp.listing(source, place)}

    def vendor(self, home: Home, vendor_id: str, **given: Any) -> Vendor:
        return home.vendor("beta").model_copy(update={"fetch": self.source(**given), "id": vendor_id})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, synthetic: Path) -> Iterator[Home]:
    """One installation for tests that each use a vendor of their own."""
    home = home_in(tmp_path_factory.mktemp("shared"), synthetic)
    yield home
    home.close()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The vendor's folder, with one delivery."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "day.mrc").write_bytes(CONTENT)
    return folder


@pytest.fixture
def real(keys: Keys, out: Path) -> Iterator[Server]:
    """OpenSSH's sshd, with a key."""
    if not SSHD.exists():
        pytest.skip(f"OpenSSH's server is not at {SSHD} (openssh-server)")
    with openssh(keys) as wire:
        yield Server(
            wire, Connection("127.0.0.1", wire.port, USER, "", {"key_file": str(keys.reader)}), keys.host_key, out
        )


@pytest.fixture
def lies() -> Lies:
    return Lies()


@pytest.fixture
def odd(keys: Keys, lies: Lies, out: Path) -> Iterator[Server]:
    """asyncssh's server, with a password; honest until told otherwise."""
    with lying(keys, lies) as wire:
        yield Server(wire, Connection("127.0.0.1", wire.port, USER, PASSWORD), keys.host_key, out)


@pytest.fixture(params=["real", "odd"])
def server(request: pytest.FixtureRequest) -> Server:
    """Either server."""
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def read(remote: Remote) -> bytes:
    with remote.open() as stream:
        return b"".join(iter(lambda: stream.read(1 << 18), b""))


def test_only_regular_files_that_fit_are_listed(server: Server) -> None:
    (server.folder / "sub.mrc").mkdir()
    (server.folder / "link.mrc").symlink_to("day.mrc")
    (server.folder / "päivä 2.mrc").write_bytes(b"22")
    Path(os.fsdecode(os.fsencode(server.folder) + b"/k\xe4rp\xe4t.mrc")).write_bytes(b"333")
    (server.folder / "readme.txt").write_bytes(b"no")
    found = server.listed()
    changed = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((server.folder / "day.mrc").stat().st_mtime))
    assert {name: each.size for name, each in found.items()} == {
        "day.mrc": len(CONTENT),
        "päivä 2.mrc": 2,
        "kärpät.mrc": 3,
    }
    assert found["day.mrc"].mtime == changed
    assert read(found["kärpät.mrc"]) == b"333"


def test_strange_names_are_fetched_and_become_no_paths(
    shared: Home, server: Server, request: pytest.FixtureRequest
) -> None:
    names = ("-rf.mrc", "C:\\x.mrc", "x\u202ecrm.mrc", "new\nline.mrc", "DAY.mrc", f"{'x' * 250}.mrc")
    for number, name in enumerate(names):
        (server.folder / name).write_bytes(b"%d" % number)
    vendor_id = request.node.name
    look(shared, server.vendor(shared, vendor_id), server.access)
    contents = came(shared, vendor_id)
    assert sorted(contents.values()) == sorted([CONTENT, *(b"%d" % number for number in range(len(names)))])
    assert {"-rf.mrc", "C:\\x.mrc", "DAY.mrc", "day.mrc"} < contents.keys()


def test_names_that_are_paths_are_passed_over(shared: Home, odd: Server, lies: Lies) -> None:
    lies.names = [b"../../x.mrc", b"/etc/x.mrc", b"..", b".", b"", b"a\0b.mrc", b"sub/x.mrc", b"day.mrc"]
    lies.size = len(CONTENT)
    look(shared, odd.vendor(shared, "paths"), odd.access)
    assert lies.opened == [os.fsencode(odd.folder / "day.mrc")]
    assert came(shared, "paths") == {"day.mrc": CONTENT}


def test_what_the_server_does_not_say_is_not_made_up(shared: Home, odd: Server, lies: Lies) -> None:
    lies.without_attributes = True
    found = odd.listed()["day.mrc"]
    assert (found.size, found.mtime, found.resume) == (UNKNOWN, "", None)
    look(shared, odd.vendor(shared, "says-little"), odd.access)
    assert came(shared, "says-little") == {"day.mrc": CONTENT}


def test_a_wrong_size_is_not_taken_for_a_whole_file(shared: Home, odd: Server, lies: Lies) -> None:
    lies.size = len(CONTENT) + 1
    with pytest.raises(SourceError, match=f"{len(CONTENT) + 1} were announced"):
        look(shared, odd.vendor(shared, "wrong-size"), odd.access)
    assert (came(shared, "wrong-size"), kept(shared, "wrong-size")) == ({}, [])
    lies.size = None
    look(shared, odd.vendor(shared, "wrong-size"), odd.access)
    assert came(shared, "wrong-size") == {"day.mrc": CONTENT}


def test_a_folder_that_is_not_there_is_told_with_host_and_path(server: Server) -> None:
    with pytest.raises(SourceError, match=rf"sftp://127.0.0.1:{server.wire.port}/none: .*check the path"):
        server.listed(path="/none")


# Whom we believe, and who believes us


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256"])
def test_a_server_with_another_host_key_sees_no_password(odd: Server, lies: Lies, kind: str) -> None:
    other = asyncssh.generate_private_key(kind).export_public_key().decode()
    with pytest.raises(
        (ConfigError, SourceError), match=r"does not have the host key of the vendor file|lost"
    ) as caught:
        odd.listed(host_key=other)
    if kind == "ssh-ed25519":  # with no kind of key in common the server may hang up before we do
        assert caught.type is ConfigError
    assert lies.passwords == []


@pytest.mark.parametrize(("host_key", "told"), [("", "needs host_key"), ("ssh-ed25519 x", "no public key such as")])
def test_without_a_host_key_nothing_is_asked(odd: Server, host_key: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        odd.listed(host_key=host_key)
    assert odd.wire.carried == []


def test_a_refused_login_is_tried_once_and_shows_no_password(shared: Home, odd: Server, lies: Lies) -> None:
    wrong = Connection("127.0.0.1", odd.wire.port, USER, "canary-wrong-8E20")
    with pytest.raises(ConfigError, match="login is refused") as caught:
        look(shared, odd.vendor(shared, "refused"), wrong)
    assert (set(lies.passwords), len(odd.wire.carried)) == ({"canary-wrong-8E20"}, 1)
    assert "canary" not in f"{caught.value!r} {caught.value.__context__!r}"


def test_a_key_under_a_passphrase(real: Server, keys: Keys) -> None:
    right = {"key_file": str(keys.locked), "passphrase": PASSPHRASE}
    assert read(real.listed(Connection("127.0.0.1", real.wire.port, USER, "", right))["day.mrc"]) == CONTENT


@pytest.mark.parametrize(
    "extra", [{"passphrase": "canary-wrong"}, {}, {"key_file": "/none"}], ids=["wrong", "none", "no file"]
)
def test_a_key_that_cannot_be_used_is_told_without_the_passphrase(
    real: Server, keys: Keys, extra: dict[str, str]
) -> None:
    access = Connection("127.0.0.1", real.wire.port, USER, "", {"key_file": str(keys.locked), **extra})
    with pytest.raises(ConfigError, match=f"key_file {access.extra['key_file']} .*cannot be used") as caught:
        real.listed(access)
    assert "canary" not in str(caught.value)


def test_nothing_of_the_user_of_this_machine_goes_in(
    real: Server, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ssh, canary = tmp_path / ".ssh", tmp_path / "canary"
    ssh.mkdir()
    (ssh / "id_ed25519").write_bytes(keys.reader.read_bytes())
    (ssh / "known_hosts").write_text(f"* {keys.host_key}\n", "utf-8")
    (ssh / "config").write_text(f"Host *\n  IdentityFile {keys.reader}\n  ProxyCommand touch {canary}\n", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    with socket.socket(socket.AF_UNIX) as agent:
        agent.bind(str(tmp_path / "agent"))
        agent.listen()
        agent.setblocking(False)
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
        with pytest.raises(ConfigError, match="login is refused"):
            real.listed(Connection("127.0.0.1", real.wire.port, USER))
        with pytest.raises(ConfigError, match="does not have the host key"):
            real.listed(host_key=keys.other)
        with pytest.raises(BlockingIOError):
            agent.accept()
    assert not canary.exists()


def test_a_source_without_a_host_or_a_login_is_told(odd: Server) -> None:
    with pytest.raises(ConfigError, match="needs a host"):
        odd.listed(Connection(login=USER))
    with pytest.raises(ConfigError, match="needs a login"):
        odd.listed(Connection("127.0.0.1", odd.wire.port))


def test_a_private_address_needs_leave(odd: Server) -> None:
    with pytest.raises(SourceError, match="private_addresses"):
        odd.listed(private_addresses=False)


# Faults of transfers


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Prints at the end how many faults were survived."""
    tally = Tally()
    yield tally
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\nSFTP faults survived: {tally.survived}/{tally.tried}")


def at(percent: int, how: str = "close") -> Fault:
    return Fault(HANDSHAKE + len(CONTENT) * percent // 100, how)


FAULTS = {f"cut at {percent} %": at(percent) for percent in (1, 10, 50, 90, 99)} | {
    "reset": at(50, "reset"),
    "reset at once": Fault(1, "reset"),
    "silence": at(50, "stall"),
}


def survives(home: Home, server: Server, fault: Fault, vendor_id: str) -> bool:
    """A fault once is overcome within the look; for ever it leaves nothing behind, and the look after it is right."""
    vendor = server.vendor(home, vendor_id)
    server.wire.faults = [Fault(), fault, NOTHING, NOTHING, NOTHING]
    with pytest.raises(SourceError, match=f"{vendor_id}: "):
        look(home, vendor, server.access)
    nothing = (came(home, vendor_id), kept(home, vendor_id)) == ({}, [])
    server.wire.faults = [Fault(), fault]
    look(home, vendor, server.access)
    return nothing and came(home, vendor_id) == {"day.mrc": CONTENT}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_nothing_partial_and_the_next_look_is_right(
    shared: Home, real: Server, tally: Tally, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally.tried += 1
    monkeypatch.setattr(sftp, "SILENCE", 0.5 if fault == "silence" else 20.0)
    assert survives(shared, real, FAULTS[fault], fault.replace(" ", "-"))
    tally.survived += 1


def test_a_broken_transfer_goes_on_where_it_broke(shared: Home, real: Server) -> None:
    real.wire.faults = [Fault(), at(90)]
    look(shared, real.vendor(shared, "resumed"), real.access)
    assert came(shared, "resumed") == {"day.mrc": CONTENT}
    assert real.wire.carried[2] < len(CONTENT) * 2 // 3


def test_a_file_that_has_changed_is_not_gone_on_with(server: Server) -> None:
    found = server.listed()["day.mrc"]
    (server.folder / "day.mrc").write_bytes(CONTENT + b"more")
    assert found.resume
    assert found.resume(1_000) is None


def test_a_slow_server_ends_with_the_time_of_the_look(shared: Home, real: Server) -> None:
    vendor = real.vendor(shared, "slow", limits=Limits(per_second=1_000, max_seconds=1))
    real.wire.faults = [Fault(), *[Fault(delay=0.2)] * 9]
    began = time.monotonic()
    with pytest.raises(SourceError, match="max_seconds"):
        fetching.fetch(vendor, shared.settings, shared.store, NOW, connect=lambda name: real.access)
    assert time.monotonic() - began < 4
    assert kept(shared, "slow") == []


def test_a_lost_connection_says_which_file(real: Server) -> None:
    found = real.listed()["day.mrc"]
    real.wire.faults = [at(50)]
    with pytest.raises(PassingError, match=r"sftp://127.0.0.1:\d+/.*/out: day.mrc: "):
        read(found)


def test_every_connection_is_closed(server: Server) -> None:
    found = server.listed()["day.mrc"]
    with found.open() as stream:
        stream.read(10)  # and no more
    (server.folder / "day.mrc").unlink()
    with pytest.raises(SourceError, match=r"day\.mrc: "):
        found.open()
    wait_for(lambda: server.wire.ended == len(server.wire.carried) == 3)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_a_night_with_folders_only_does_not_pay_for_the_clients() -> None:
    code = "import sys, metadata.fetch.sftp, metadata.fetch.s3; print({'asyncssh', 'botocore'} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout == b"set()\n"
