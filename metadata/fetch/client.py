"""One HTTP request to a vendor's server, safely: pinned addresses, redirects judged one by one, secrets kept in.

It makes one try and says by its error whether another may help; `Budget.retrying` repeats. No message and no log
line of it holds credentials or the query of an address.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import RawIOBase
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from metadata.connections import Connection
from metadata.errors import SourceError
from metadata.fetch.addresses import Door, joined, origin_of, parsed, shown
from metadata.fetch.budget import Budget, PassingError
from metadata.sources import Source

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_CHAIN = 5  # redirects
SILENCE = 60.0  # seconds without a byte after which a connection counts as broken
PAGE = 64 << 20  # bytes of a page that is read into memory
PASSING = frozenset({408, 425, 429, *range(500, 600)})
AGENT = "ematerial (library metadata harvester)"


class Client:
    """Asks the server of one source for the length of one look."""

    def __init__(self, url: str, source: Source, connection: Connection, budget: Budget) -> None:
        """`url` is the source's own address: its origin alone is shown the credentials."""
        self.door = Door.of(url, source.allowed_hosts, source.private_addresses)
        self._origin = origin_of(parsed(url))
        self._connection, self._budget = connection, budget
        self._session = _Session()
        self._session.trust_env = False  # no proxies, no .netrc: credentials come from the connection only
        self._session.verify = connection.extra.get("ca_file") or True
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Pinned(self.door, budget))
        logging.getLogger("urllib3.connectionpool").addFilter(_without_queries)

    def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, method: str = "GET", fine: Collection[int] = (200,)
    ) -> requests.Response:
        """The answer, its body not yet read, if its status is `fine`; redirects are followed.

        Raises PassingError for what may be better soon, SourceError for what will not.
        """
        for _ in range(LONGEST_CHAIN + 1):
            answer = self._send(url, headers or {}, method)
            if answer.status_code in fine:
                return answer
            answer.close()
            if answer.status_code not in REDIRECTS or "location" not in answer.headers:
                raise _fault(answer, url)
            url = self._redirected(url, answer.headers["location"])
        raise SourceError(f"{shown(url)}: more than {LONGEST_CHAIN} redirects")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send a body; returns the status of the answer, whose own body is not read. No redirect is followed.

        Raises PassingError for what may be better soon, SourceError for what will not.
        """
        answer = self._send(url, headers, "POST", body)
        answer.close()
        if answer.status_code in PASSING:
            raise _fault(answer, url)
        return answer.status_code

    def close(self) -> None:
        """Give all connections up."""
        self._session.close()

    def text(self, url: str) -> tuple[bytes, requests.Response]:
        """The body of a page and its answer. Raises as `get`, and SourceError for a page of unreasonable size."""
        answer = self.get(url)
        with Body(answer, url) as body:
            page = bytearray()
            while block := body.read(1 << 16):
                page += block
                self._budget.check(shown(url))
                if len(page) > PAGE:
                    raise SourceError(f"{shown(url)}: a page of more than {PAGE} bytes")
        return bytes(page), answer

    def _send(self, url: str, headers: Mapping[str, str], method: str, body: bytes = b"") -> requests.Response:
        parts = self.door.check(url)
        inside = origin_of(parts) == self._origin
        given = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
        request = requests.Request(method, url, headers=given, data=body)
        if inside:
            self._authorise(request)
        wait = min(SILENCE, max(self._budget.remaining(), 0.1))
        try:
            prepared = self._session.prepare_request(request)
            return self._session.send(prepared, stream=True, timeout=wait, allow_redirects=False)
        except (requests.RequestException, HTTPError) as error:  # their words hold the whole address
            raise _trouble(error, url) from None

    def _authorise(self, request: requests.Request) -> None:
        """Basic by login and password, bearer by the extra `token`, a key in the address by the extra `query`."""
        given = self._connection
        if token := given.extra.get("token"):
            request.headers["Authorization"] = f"Bearer {token}"
        elif given.login or given.password:
            request.auth = (given.login.encode(), given.password.encode())
        if query := given.extra.get("query"):
            request.url += ("&" if "?" in request.url else "?") + query

    def _redirected(self, url: str, location: str) -> str:
        target = joined(url, location)
        if self.door.check(target).scheme == "http" and parsed(url).scheme == "https":
            raise SourceError(f"{shown(url)}: it redirects from https to http")
        return target


class Body(RawIOBase):
    """The body of an answer as it came, without unpacking; a read gives what is there, a broken body is an error."""

    def __init__(self, answer: requests.Response, url: str) -> None:
        self._answer, self._url = answer, url

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; b"" at the end. Raises PassingError when the body breaks off."""
        try:
            return self._answer.raw.read1(size if size >= 0 else None, decode_content=False) or b""
        except (HTTPError, OSError) as error:
            raise PassingError(f"{shown(self._url)}: the answer broke off ({type(error).__name__})") from None

    def close(self) -> None:
        """Give the connection up."""
        if not self.closed:
            self._answer.close()
        super().close()


class _Session(requests.Session):
    """Prepares no redirects: for that the library would read the whole answer and trust its address."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: the Client follows."""


class _Pinned(HTTPAdapter):
    """Makes connections through a Door, and cuts each when the time of the look is up."""

    def __init__(self, door: Door, budget: Budget) -> None:
        self._door, self._budget = door, budget
        super().__init__(max_retries=0)

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        """As requests does, with connection classes of our own."""
        super().init_poolmanager(*given, **named)
        pools = self.poolmanager.pool_classes_by_scheme
        self.poolmanager.pool_classes_by_scheme = pinned(pools, self._door, self._budget)


def pinned(pools: Mapping[str, type[Any]], door: Door, budget: Budget) -> dict[str, type[Any]]:
    """Connection pools of urllib3 by scheme, whose connections go through a Door and end with the time of the look."""
    return {
        scheme: type("Pool", (pool,), {"ConnectionCls": _connection_of(pool.ConnectionCls, door, budget)})
        for scheme, pool in pools.items()
    }


def _connection_of(kind: type[HTTPConnection], door: Door, budget: Budget) -> type[HTTPConnection]:
    class Pinned(kind):  # type: ignore[misc,valid-type]
        """A connection to a judged address: the name stays for TLS and the Host header."""

        watch: threading.Timer | None = None

        def _new_conn(self) -> Any:
            wait = self.timeout if isinstance(self.timeout, int | float) else SILENCE
            sock = door.connect(self.host, self.port, wait)
            for option in self.socket_options or ():
                sock.setsockopt(*option)
            return sock

        def connect(self) -> None:
            super().connect()
            self.watch = threading.Timer(budget.remaining(), _cut, [self.sock])
            self.watch.daemon = True
            self.watch.start()

        def close(self) -> None:
            if self.watch:
                self.watch.cancel()
            super().close()

    return Pinned


def _cut(sock: socket.socket) -> None:
    """End a connection: a server that sends a header byte a second would hold us for ever, no time-out sees it."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _fault(answer: requests.Response, url: str) -> SourceError:
    """What a status means."""
    status, where = answer.status_code, shown(url)
    if status in PASSING:
        return PassingError(f"{where}: the server says {status}", _asked(answer))
    if status in (401, 403):
        return SourceError(f"{where}: the server refuses us ({status}): look at the connection of the vendor file")
    if status in (404, 410):
        return SourceError(f"{where}: there is nothing ({status}): look at the address in the vendor file")
    return SourceError(f"{where}: the server says {status}")


def _asked(answer: requests.Response) -> float | None:
    """Seconds of Retry-After (RFC 9110 §10.2.3), a time being measured by the server's own clock."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    until, now = http_time(said), http_time(answer.headers.get("Date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds()) if until else None


def http_time(text: str) -> datetime | None:
    """The time of an HTTP header; None for what is none."""
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _trouble(error: Exception, url: str) -> SourceError:
    """What an error of the library means; its text is not used, for it holds the whole address."""
    where = shown(url)
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return SourceError(f"{where}: its certificate is not to be trusted")
    if isinstance(error, requests.Timeout):
        return PassingError(f"{where}: no answer in time")
    if isinstance(error, requests.ConnectionError | HTTPError | requests.exceptions.ChunkedEncodingError):
        return PassingError(f"{where}: the connection broke")
    return SourceError(f"{where}: cannot be asked ({type(error).__name__})")


def _without_queries(entry: logging.LogRecord) -> bool:
    """Keep the log lines of urllib3, without the queries of addresses."""
    if isinstance(entry.args, tuple):
        entry.args = tuple(each.partition("?")[0] if isinstance(each, str) else each for each in entry.args)
    return True
