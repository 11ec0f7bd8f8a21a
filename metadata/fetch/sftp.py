"""Files in a folder of an SFTP server, which is believed only when it has the host key of the vendor file.

Nothing of this machine's user goes in: no agent, no keys, no known_hosts, no configuration of SSH.
"""

from __future__ import annotations

import asyncio
import io
import posixpath
from collections.abc import Awaitable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar, cast

from metadata.connections import Connection
from metadata.errors import ConfigError, SourceError
from metadata.fetch.addresses import Door
from metadata.fetch.budget import Budget, PassingError, reason_of
from metadata.fetch.remote import UNKNOWN, Place, Remote
from metadata.sources import SftpSource

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from asyncssh import SFTPAttrs, SFTPClient, SFTPClientFile, SSHClientConnection, SSHKey

SILENCE = 60.0  # seconds after which an answer that has not come counts as lost
PIECE = 1 << 18  # bytes asked for at a time; the client asks for its parts at once
MOST_FILES = 200_000  # of one folder
REGULAR = 1  # SSH_FILEXFER_TYPE_REGULAR

Result = TypeVar("Result")


class _Listed(NamedTuple):
    """A file as the server lists it; the path in the bytes of the wire."""

    path: bytes
    size: int
    mtime: str


class _Session:
    """A connection used from ordinary code: its event loop runs only while an answer is waited for."""

    def __init__(self, where: str, budget: Budget) -> None:
        self.where, self._budget, self._runner = where, budget, asyncio.Runner()

    def wait(self, answer: Awaitable[Result]) -> Result:
        """The answer. Raises PassingError for what may be gone at the next try, SourceError for what will not."""
        with _in_words(self.where):
            return self._runner.run(_within(answer, min(SILENCE, self._budget.remaining())))

    def close(self, connection: SSHClientConnection) -> None:
        """End the connection without waiting for the server's consent."""
        connection.abort()
        self._runner.run(connection.wait_closed())

    def end(self) -> None:
        """End the event loop."""
        self._runner.close()


class _Download(io.RawIOBase):
    """The bytes of one file as they come."""

    def __init__(self, opened: ExitStack, session: _Session, file: SFTPClientFile, offset: int) -> None:
        self._opened, self._session, self._file, self._offset = opened, session, file, offset

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        piece = cast(bytes, self._session.wait(self._file.read(min(len(view), PIECE), self._offset)))
        view[: len(piece)] = piece
        self._offset += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._opened.close()
        super().close()


def listing(source: SftpSource, place: Place) -> Iterator[Remote]:
    """The regular files of the folder that fit the pattern; sub-folders are not entered, links not followed.

    Raises SourceError; ConfigError for a missing or another host key and for a refused login.
    """
    for each in place.budget.retrying("the listing", partial(_list, source, place)):
        again = partial(_resume, source, place, each) if each.mtime and each.size != UNKNOWN else None
        yield Remote(_text(each.path), each.size, each.mtime, partial(_open, source, place, each), again)


def _list(source: SftpSource, place: Place) -> list[_Listed]:
    with ExitStack() as opened:
        session, sftp = _connect(opened, source, place)
        return session.wait(_scan(sftp, source))


async def _scan(sftp: SFTPClient, source: SftpSource) -> list[_Listed]:
    listed = list[_Listed]()
    folder = source.path.encode()
    async for each in sftp.scandir(folder):
        if len(listed) == MOST_FILES:
            raise SourceError(f"{source.path} has more than {MOST_FILES} files: ask the vendor to clear it")
        name = cast(bytes, each.filename)
        if each.attrs.type == REGULAR and _wanted(name, source.pattern):
            listed.append(_of_attributes(posixpath.join(folder, name), each.attrs))
    return listed


def _open(source: SftpSource, place: Place, listed: _Listed) -> BinaryIO:
    return cast(BinaryIO, _resume(source, place, listed, 0))


def _resume(source: SftpSource, place: Place, listed: _Listed, offset: int) -> BinaryIO | None:
    """The file from this byte; None when it is not the one that was listed."""
    with ExitStack() as opened:
        session, sftp = _connect(opened, source, place)
        session.where += f": {_text(listed.path)}"
        if offset and _of_attributes(listed.path, session.wait(sftp.lstat(listed.path))) != listed:
            return None
        file = session.wait(sftp.open(listed.path, "rb"))
        return cast(BinaryIO, _Download(opened.pop_all(), session, file, offset))


# The connection


def _connect(opened: ExitStack, source: SftpSource, place: Place) -> tuple[_Session, SFTPClient]:
    """A session, and the client in it; `opened` closes both."""
    import asyncssh

    host, port = _address(source, place.connection)
    options = _options(source, place.connection)
    session = _Session(f"sftp://{host}:{port}/{source.path.lstrip('/')}", place.budget)
    opened.callback(session.end)
    door = Door(frozenset({host.lower()}), source.private_addresses)
    socket = door.connect(host, port, max(1.0, min(SILENCE, place.budget.remaining())))
    opened.callback(socket.close)
    connection = session.wait(asyncssh.connect(host, port, sock=socket, **options))
    opened.callback(session.close, connection)
    return session, session.wait(connection.start_sftp_client(path_encoding=None))


def _options(source: SftpSource, connection: Connection) -> dict[str, Any]:
    """What asyncssh is told, above all what it shall not look for by itself."""
    if not connection.login:
        raise ConfigError(f"an SFTP source needs a login: give it in the connection {source.connection!r}")
    key = _private_key(connection)
    return {
        "known_hosts": ([_host_key(source)], [], []),
        "username": connection.login,
        "password": connection.password or None,
        "client_keys": [key] if key else None,
        "preferred_auth": ("publickey", "password", "keyboard-interactive"),
        "config": None,
        "agent_path": None,
        "gss_auth": False,
        "gss_kex": False,
        "x509_trusted_certs": None,
    }


def _host_key(source: SftpSource) -> SSHKey:
    import asyncssh

    if not source.host_key:
        raise ConfigError("an SFTP source needs host_key, the server's public key: ask the vendor for it")
    try:
        return asyncssh.import_public_key(source.host_key)
    except asyncssh.KeyImportError:
        raise ConfigError("host_key is no public key such as `ssh-ed25519 AAAA…`") from None


def _private_key(connection: Connection) -> SSHKey | None:
    import asyncssh

    file = connection.extra.get("key_file")
    try:
        return asyncssh.read_private_key(file, connection.extra.get("passphrase")) if file else None
    except (OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise ConfigError(f"the key_file {file} of the connection cannot be used: {error}") from None


def _address(source: SftpSource, connection: Connection) -> tuple[str, int]:
    """Host and port; what the vendor file says goes before the connection."""
    host = source.host or connection.host
    if not host:
        raise ConfigError("an SFTP source needs a host, in the vendor file or in its connection")
    return host, source.port if "port" in source.model_fields_set else connection.port or source.port


async def _within(answer: Awaitable[Result], seconds: float) -> Result:
    return await asyncio.wait_for(answer, seconds)


@contextmanager
def _in_words(where: str) -> Iterator[None]:
    """Says with PassingError what may be gone at the next try, with SourceError or ConfigError what will not."""
    import asyncssh

    try:
        yield
    except asyncssh.PermissionDenied:
        raise ConfigError(f"{where}: the login is refused: see user, password and key of the connection") from None
    except (asyncssh.HostKeyNotVerifiable, asyncssh.KeyExchangeFailed) as error:
        hint = "ask the vendor whether its key has changed, then write the new one as host_key"
        raise ConfigError(
            f"{where}: the server does not have the host key of the vendor file ({error}): {hint}"
        ) from None
    except (asyncssh.DisconnectError, asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, OSError) as error:
        raise PassingError(f"{where}: {reason_of(error)}") from None
    except asyncssh.Error as error:
        raise SourceError(f"{where}: the server answers {error}; check the path and what the login may read") from None


# What servers answer


def _of_attributes(path: bytes, attributes: SFTPAttrs) -> _Listed:
    size, changed = attributes.size, attributes.mtime
    mtime = "" if changed is None else datetime.fromtimestamp(changed, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _Listed(path, UNKNOWN if size is None else size, mtime)


def _wanted(name: bytes, pattern: str) -> bool:
    """It fits the pattern and is a plain name, no path."""
    plain = name not in (b"", b".", b"..") and not set(name) & set(b"/\0")
    return plain and fnmatch(_text(name), pattern)


def _text(path: bytes) -> str:
    """The characters of a name: UTF-8, else Latin-1."""
    name = posixpath.basename(path)
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("latin-1")
