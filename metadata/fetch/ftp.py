"""Files in a folder of an FTP server (RFC 959, RFC 3659; TLS by RFC 4217), down to servers that know only LIST.

The server never says where to connect to, and a file is whole only when the server confirms the transfer.
"""

from __future__ import annotations

import ftplib
import io
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from fnmatch import fnmatch
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from metadata.connections import Connection
from metadata.errors import ConfigError, SourceError
from metadata.fetch.addresses import Door
from metadata.fetch.budget import Budget, PassingError
from metadata.fetch.remote import UNKNOWN, Place, Remote
from metadata.sources import FtpSource

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SILENCE = 60.0  # seconds without a byte after which a connection counts as broken
MOST_LINES = 200_000  # of one listing

# `-rw-r--r-- 1 owner group 1024 Nov 22 18:37 name`, with dates as servers write them; and that of DOS.
_DAY = r"(?:\S+ +\d\d?|\d\d?\.? +\S+|\d{4}-\d\d-\d\d)"
_UNIX = re.compile(rf"([-dlbcps])[-rwxsStT]{{9}}\S? .*? {_DAY} +(?:\d\d?:\d\d|\d{{4}}) (.+)")
_DOS = re.compile(r"\d\d-\d\d-\d{2,4} +\d\d:\d\d(?: ?[AP]M)? +(<\w+>|\d+) +(.+)")


class _Listed(NamedTuple):
    """A file as the server lists it; the name in the characters of the wire, one a byte."""

    wire: str
    size: int
    mtime: str


class _Data(ssl.SSLSocket):
    """A TLS connection whose end need not be said in TLS: many servers do not, and the reply 226 is what counts."""

    def unwrap(self) -> socket.socket:
        with suppress(OSError):
            return super().unwrap()
        return self

    def __del__(self) -> None:
        self.close()  # wrap_socket loses one that is reset before the handshake


class _Ftps(ftplib.FTP_TLS):
    """FTP_TLS that continues the session of the control connection on data connections: many servers insist."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        data, size = super(ftplib.FTP_TLS, self).ntransfercmd(cmd, rest)  # not wrapped yet
        control = cast(ssl.SSLSocket, self.sock)
        return self.context.wrap_socket(data, server_hostname=self.host, session=control.session), size


class _Download(io.RawIOBase):
    """The bytes of one file as they come; the end is one only when the server confirms it."""

    def __init__(self, connection: ExitStack, ftp: ftplib.FTP, data: socket.socket, what: str, budget: Budget) -> None:
        self._connection, self._ftp, self._data, self._what, self._budget = connection, ftp, data, what, budget
        self._whole = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._budget.check(self._what)
        if self._whole:
            return 0
        with _in_words(self._what):
            got = self._data.recv_into(buffer)
            if not got:
                self._confirm()
        return got

    def _confirm(self) -> None:
        if isinstance(self._data, ssl.SSLSocket):
            self._data.unwrap()
        self._data.close()
        self._ftp.voidresp()
        self._whole = True

    def close(self) -> None:
        if not self.closed:
            self._data.close()
            self._connection.close()
        super().close()


def listing(source: FtpSource, place: Place) -> Iterator[Remote]:
    """The regular files of the folder that fit the pattern; sub-folders are not entered.

    Raises SourceError; ConfigError for a refused login, a server without TLS or with a certificate nobody trusts.
    """
    for each in place.budget.retrying("the listing", partial(_list, source, place)):
        again = partial(_resume, source, place, each) if each.mtime and each.size != UNKNOWN else None
        yield Remote(_text(each.wire), each.size, each.mtime, partial(_open, source, place, each), again)


def _list(source: FtpSource, place: Place) -> list[_Listed]:
    with _in_words(where := _where(source, place)), _connected(source, place) as ftp:
        try:
            listed = [_of_facts(line) for line in _lines(ftp, "MLSD", place)]
        except ftplib.error_perm:  # not known here
            names = _names(_lines(ftp, "LIST", place), where)
            ftp.voidcmd("TYPE I")  # SIZE is of the bytes that would be sent (RFC 3659, section 4)
            return [_asked(ftp, name, place.budget) for name in names if _wanted(name, source, place)]
    return [each for each in listed if each and _wanted(each.wire, source, place)]


def _open(source: FtpSource, place: Place, listed: _Listed) -> BinaryIO:
    return cast(BinaryIO, _resume(source, place, listed, 0))


def _resume(source: FtpSource, place: Place, listed: _Listed, offset: int) -> BinaryIO | None:
    """The file from this byte; None when it is not the one that was listed, or the server cannot begin there."""
    what = f"{_where(source, place)}: {_text(listed.wire)}"
    with _in_words(what), ExitStack() as until_handed_over:
        ftp = until_handed_over.enter_context(_connected(source, place))
        ftp.voidcmd("TYPE I")
        if offset and _asked(ftp, listed.wire, place.budget) != listed:
            return None
        try:
            data = ftp.transfercmd(f"RETR {listed.wire}", offset or None)
        except ftplib.error_perm:
            if offset:
                return None
            raise
        return cast(BinaryIO, _Download(until_handed_over.pop_all(), ftp, data, what, place.budget))


@contextmanager
def _connected(source: FtpSource, place: Place) -> Iterator[ftplib.FTP]:
    """A connection in the folder of the source, closed at the end."""
    host, port = _address(source, place.connection)
    ftp = _Ftps(context=_context(place.connection)) if source.tls == "explicit" else ftplib.FTP()  # noqa: S321 (asked for)
    door = Door(frozenset({host.lower()}), source.private_addresses)
    ftp.encoding = "latin-1"  # a name goes back as it came
    ftp.timeout = max(1.0, min(SILENCE, place.budget.remaining()))
    try:
        _greet(ftp, host, door.connect(host, port, ftp.timeout))
        _log_in(ftp, source, place.connection)
        ftp.cwd(_wire(source.path))
        yield ftp
    finally:
        ftp.close()


def _greet(ftp: ftplib.FTP, host: str, connected: socket.socket) -> None:
    """What FTP.connect does, on a connection to an address that was judged."""
    ftp.host, ftp.port = host, connected.getpeername()[1]
    ftp.sock, ftp.af = connected, connected.family
    ftp.file = connected.makefile("r", encoding=ftp.encoding)
    ftp.welcome = ftp.getresp()


def _log_in(ftp: ftplib.FTP, source: FtpSource, connection: Connection) -> None:
    where = f"ftp://{ftp.host}:{ftp.port}"
    try:
        if isinstance(ftp, _Ftps):
            ftp.auth()
    except ftplib.error_perm:
        raise ConfigError(f"{where} offers no TLS: ask the vendor for it; `tls: none` shows the password") from None
    except ssl.SSLCertVerificationError as error:
        reason = error.verify_message
        raise ConfigError(f"{where}: certificate not trusted ({reason}): name its CA as ca_file") from None
    try:
        ftp.login(_wire(connection.login), _wire(connection.password))
    except ftplib.error_perm:  # what the server says is not quoted: it may repeat what it was told
        raise ConfigError(f"{where} refuses the login of {connection.login!r}: see {source.connection!r}") from None
    if isinstance(ftp, _Ftps):
        ftp.prot_p()


def _context(connection: Connection) -> ssl.SSLContext:
    ca_file = connection.extra.get("ca_file")
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise ConfigError(f"the ca_file {ca_file} of the connection cannot be used: {error}") from None
    context.sslsocket_class = _Data
    return context


def _address(source: FtpSource, connection: Connection) -> tuple[str, int]:
    """Host and port; what the vendor file says goes before the connection."""
    host = source.host or connection.host
    if not host:
        raise ConfigError("an FTP source needs a host, in the vendor file or in its connection")
    return host, source.port if "port" in source.model_fields_set else connection.port or source.port


def _where(source: FtpSource, place: Place) -> str:
    host, port = _address(source, place.connection)
    return f"ftp://{host}:{port}/{source.path.lstrip('/')}"


@contextmanager
def _in_words(what: str) -> Iterator[None]:
    """Says with PassingError what may be gone at the next try, with SourceError what will not."""
    try:
        yield
    except ftplib.error_temp as error:
        raise PassingError(f"{what}: {error}") from None
    except ftplib.Error as error:
        raise SourceError(f"{what}: the server answers {error}; check the path and what the login may read") from None
    except EOFError:
        raise PassingError(f"{what}: the server closed the connection") from None
    except OSError as error:
        raise PassingError(f"{what}: {error}") from None


# What servers answer


def _lines(ftp: ftplib.FTP, command: str, place: Place) -> list[str]:
    lines: list[str] = []

    def take(line: str) -> None:
        place.budget.check(f"ftp://{ftp.host}: {command}")
        if len(lines) == MOST_LINES:
            raise SourceError(f"ftp://{ftp.host}: more than {MOST_LINES} files: ask the vendor to clear the folder")
        lines.append(line)

    ftp.retrlines(command, take)
    return lines


def _of_facts(line: str) -> _Listed | None:
    """A line of MLSD: `type=file;size=1024;modify=20261122183700; name` (RFC 3659, section 7)."""
    facts, _, name = line.partition(" ")
    said = dict(each.lower().partition("=")[::2] for each in facts.split(";"))
    if said.get("type") != "file":
        return None
    return _Listed(name, _size(said.get("size", "")), _time(said.get("modify", "")))


def _names(lines: list[str], where: str) -> list[str]:
    """The names of regular files in a LIST. Raises SourceError when no line is in a form that is known."""
    lines = [line for line in lines if line.strip() and not line.lower().startswith("total ")]
    unix = [found.groups() for line in lines if (found := _UNIX.fullmatch(line))]
    dos = [found.groups() for line in lines if (found := _DOS.fullmatch(line))]
    if lines and not unix and not dos:
        raise SourceError(f"{where}: a listing in a form that is not known: {_text(lines[0])[:100]!r}")
    return [name for kind, name in unix if kind == "-"] + [name for kind, name in dos if kind.isdecimal()]


def _asked(ftp: ftplib.FTP, wire: str, budget: Budget) -> _Listed:
    return _Listed(wire, _size(_answer(ftp, f"SIZE {wire}", budget)), _time(_answer(ftp, f"MDTM {wire}", budget)))


def _answer(ftp: ftplib.FTP, command: str, budget: Budget) -> str:
    """What a server says to SIZE or MDTM; empty when it does not know the command or will not say."""
    budget.pace(f"ftp://{ftp.host}: {command[:4]}")
    try:
        return ftp.voidcmd(command)[4:].strip()
    except ftplib.error_perm:
        return ""


def _size(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() else UNKNOWN


def _time(said: str) -> str:
    """20261122183700[.123], which is UTC (RFC 3659, section 2.3), in ISO 8601; empty for what is no time."""
    try:
        return datetime.strptime(said[:14], "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return ""


def _wanted(wire: str, source: FtpSource, place: Place) -> bool:
    """It is looked for and is a plain name: no path, and nothing that would end a command."""
    plain = wire not in ("", ".", "..") and not set(wire) & set("/\0\r\n")
    return plain and fnmatch(_text(wire), source.pattern) and place.wants(_text(wire))


def _text(wire: str) -> str:
    """The characters of a name: UTF-8, as RFC 2640 wants it, else Latin-1."""
    try:
        return wire.encode("latin-1").decode()
    except UnicodeDecodeError:
        return wire


def _wire(text: str) -> str:
    return text.encode().decode("latin-1")
