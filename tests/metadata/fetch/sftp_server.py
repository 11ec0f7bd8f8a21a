"""SFTP servers on free ports of the loopback: OpenSSH's own, and asyncssh's where one has to lie; and a broken wire."""

from __future__ import annotations

import asyncio
import getpass
import os
import select
import socket
import struct
import subprocess
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import asyncssh

SSHD = Path("/usr/sbin/sshd")
USER, PASSWORD = getpass.getuser(), "canary-sftp-51C9"


class Fault(NamedTuple):
    """What happens to one connection when so many bytes have come from the server."""

    after: int = 1 << 40  # bytes
    how: str = "close"  # close | reset | stall
    swap: tuple[bytes, bytes] = (b"", b"")  # in the first piece of the answer
    delay: float = 0.0  # seconds before each piece


class Tally:
    """Faults tried and survived."""

    tried = survived = 0


class Wire:
    """A port that hands connections on to a server, breaking those that a test asks it to break."""

    def __init__(self, upstream: Callable[[], socket.socket]) -> None:
        self.faults: list[Fault] = []  # of the next connections
        self.carried: list[int] = []  # bytes from the server, by connection
        self.ended = 0  # connections that the client has left
        self._upstream, self._threads, self._open = upstream, list[threading.Thread](), list[socket.socket]()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._start(self._accept)

    def _start(self, target: Callable[..., None], *given: object) -> None:
        self._threads.append(threading.Thread(target=target, args=given, name="wire"))
        self._threads[-1].start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:  # closed
                return
            server, fault = self._upstream(), self.faults.pop(0) if self.faults else Fault()
            self._open += [client, server]
            for each in (client, server):
                if each.family == socket.AF_INET:
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.carried.append(0)
            self._start(self._carry, client, server)
            self._start(self._answer, server, client, fault, len(self.carried) - 1)

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError, ValueError):  # closed by the other direction
            while piece := _from(client):
                server.sendall(piece)
        self.ended += 1
        _hang_up(server)

    def _answer(self, server: socket.socket, client: socket.socket, fault: Fault, number: int) -> None:
        stop = threading.Event()
        with suppress(OSError):
            while piece := server.recv(1 << 14):
                stop.wait(fault.delay)
                left = fault.after - self.carried[number]
                client.sendall((piece.replace(*fault.swap, 1) if fault.swap[0] else piece)[:left])
                self.carried[number] += min(left, len(piece))
                if len(piece) >= left:
                    if fault.how == "stall":
                        return
                    if fault.how == "reset":
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        client.close()
                    break
        _hang_up(server)
        _hang_up(client)

    def close(self) -> None:
        _hang_up(self._listening)
        self._listening.close()
        for each in self._open:
            _hang_up(each)
        for thread in self._threads:
            thread.join()
        for each in self._open:
            each.close()


def _from(connection: socket.socket) -> bytes:
    """What has come. It waits in short steps: a socket that is waited for cannot be reset."""
    waiting = select.poll()  # select knows no more than 1,024 descriptors
    waiting.register(connection, select.POLLIN)
    while not waiting.poll(20):
        pass
    return connection.recv(1 << 16)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire_to(upstream: Callable[[], socket.socket]) -> Iterator[Wire]:
    wire = Wire(upstream)
    try:
        yield wire
    finally:
        wire.close()


class Keys(NamedTuple):
    """The keys of one server and of its one reader, made of nothing but this call."""

    host: Path
    host_key: str  # as the vendor file has it
    reader: Path
    locked: Path  # the reader's, under a passphrase
    authorized: Path
    other: str  # the host key of somebody else


PASSPHRASE = "canary-passphrase-0D4E"


def make_keys(folder: Path) -> Keys:
    host, reader = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    keys = Keys(
        folder / "host",
        host.export_public_key().decode().strip(),
        folder / "reader",
        folder / "locked",
        folder / "authorized",
        asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode(),
    )
    for path, content in (
        (keys.host, host.export_private_key()),
        (keys.reader, reader.export_private_key()),
        (keys.locked, reader.export_private_key("pkcs8-pem", PASSPHRASE)),
        (keys.authorized, reader.export_public_key()),
    ):
        path.write_bytes(content)
        path.chmod(0o600)
    return keys


@contextmanager
def openssh(keys: Keys) -> Iterator[Wire]:
    """OpenSSH's sshd, one process a connection as under inetd: nothing of it can stay behind."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd of root wants it to be there
    config = keys.host.with_name("sshd_config")
    config.write_text(
        f"HostKey {keys.host}\nAuthorizedKeysFile {keys.authorized}\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\nLogLevel QUIET\n",
        "utf-8",
    )
    running: list[subprocess.Popen[bytes]] = []

    def upstream() -> socket.socket:
        ours, its = socket.socketpair()
        with its:
            command = [SSHD, "-i", "-f", config]
            running.append(subprocess.Popen(command, stdin=its, stdout=its, stderr=subprocess.DEVNULL))
        return ours

    with wire_to(upstream) as wire:
        yield wire
    for each in running:
        each.wait(timeout=10)


class Lies:
    """What asyncssh's server says that is not so; a test sets it."""

    def __init__(self) -> None:
        self.size: int | None = None
        self.names: list[bytes] | None = None
        self.without_attributes = False
        self.opened: list[bytes] = []
        self.passwords: list[str] = []  # that were shown to it


@contextmanager
def lying(keys: Keys, lies: Lies) -> Iterator[Wire]:
    """asyncssh's own server, which takes a password."""

    class Files(asyncssh.SFTPServer):
        async def scandir(self, path: bytes) -> AsyncIterator[asyncssh.SFTPName]:
            if lies.names is None:
                async for each in super().scandir(path):
                    yield self._told(each)
            for name in lies.names or ():
                regular = asyncssh.SFTPAttrs(size=1, permissions=0o100644, mtime=0)
                yield self._told(asyncssh.SFTPName(name, attrs=regular))

        def _told(self, entry: asyncssh.SFTPName) -> asyncssh.SFTPName:
            entry.attrs.size = entry.attrs.size if lies.size is None else lies.size
            if lies.without_attributes:
                entry.attrs.size = entry.attrs.mtime = None
            return entry

        def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
            lies.opened.append(path)
            return super().open(path, pflags, attrs)

    class Door(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            lies.passwords.append(password)
            return (username, password) == (USER, PASSWORD)

    with _looping() as run:
        options: dict[str, Any] = {"server_host_keys": [str(keys.host)], "sftp_factory": Files, "allow_scp": False}
        server = run(_serve(Door, options))
        with wire_to(lambda: socket.create_connection(("127.0.0.1", server.get_port()))) as wire:
            yield wire
        server.close()
        run(server.wait_closed())


@contextmanager
def _looping() -> Iterator[Callable[[Any], Any]]:
    """An event loop in a thread of its own; gives what runs a coroutine in it and waits."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sftp")
    thread.start()
    try:
        yield lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, loop).result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _serve(door: type[asyncssh.SSHServer], options: dict[str, Any]) -> asyncssh.SSHAcceptor:
    return await asyncssh.create_server(door, "127.0.0.1", 0, **options)
