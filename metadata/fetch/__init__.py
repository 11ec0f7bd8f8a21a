"""fetch: bring every new file of a vendor into the data folder, as received, and write it into the ledger.

A name from outside never becomes a path: a delivery is stored under its SHA-256.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple, Protocol

from metadata.connections import NONE, Connect
from metadata.errors import EmatError, SourceError
from metadata.fetch import folder
from metadata.fetch.budget import Budget, told
from metadata.fetch.download import download, sweep
from metadata.fetch.names import safe_name
from metadata.fetch.remote import Place, Remote
from metadata.settings import Settings
from metadata.sources import AnySource, FtpSource, HttpSource, OaiSource, S3Source, SftpSource, Source
from metadata.store import deliveries
from metadata.store.deliveries import Content, Delivery, Listed
from metadata.store.store import Store

GRACE = 3_600.0  # seconds past its time at which the unfinished file of a look counts as left behind


def _ftp(source: FtpSource, place: Place) -> Iterable[Remote]:
    from metadata.fetch import ftp

    return ftp.listing(source, place)


def _http(source: HttpSource, place: Place) -> Iterable[Remote]:
    from metadata.fetch import http  # here, as with its neighbours: a client is slow to import and a night needs few

    return http.listing(source, place)


def _oai(source: OaiSource, place: Place) -> Iterable[Remote]:
    from metadata.fetch import oai

    return oai.listing(source, place)


def _s3(source: S3Source, place: Place) -> Iterable[Remote]:
    from metadata.fetch import s3

    return s3.listing(source, place)


def _sftp(source: SftpSource, place: Place) -> Iterable[Remote]:
    from metadata.fetch import sftp

    return sftp.listing(source, place)


LISTERS: dict[str, Callable[[Any, Place], Iterable[Remote]]] = {
    "folder": folder.listing,
    "ftp": _ftp,
    "http": _http,
    "oai": _oai,
    "s3": _s3,
    "sftp": _sftp,
}


class Feed(Protocol):
    """Whoever delivers: a vendor, or a library its list of acquisitions."""

    @property
    def id(self) -> str:
        """Its name in the ledger, and of its folder."""

    @property
    def fetch(self) -> AnySource:
        """Where its deliveries come from."""

    @property
    def identity(self) -> str:
        """The field with the id of a record, for harvests."""


class Fetched(NamedTuple):
    """What one look at a vendor's files brought."""

    new: tuple[int, ...]  # delivery ids
    seen: int  # files that were known, or whose content was


def fetch(
    vendor: Feed, settings: Settings, store: Store, now: str, *, connect: Connect, budget: Budget | None = None
) -> Fetched:
    """Bring the vendor's new files; one of known name, size, time and mark is not read again.

    What came whole is registered even when another file failed. Raises SourceError when the source cannot be listed
    or a file not be read, ConfigError when the vendor file or its connection does not fit.
    """
    budget, credentials = budget or budget_of(vendor.fetch), NONE
    try:
        with store.read() as connection:
            before, since = deliveries.known(connection, vendor.id), deliveries.last_look(connection, vendor.id)
        with ExitStack() as held:
            with _named(vendor.id):
                credentials = connect(vendor.fetch.connection)
                place = Place(settings.inbox, credentials, since, budget, _marks(before), vendor.identity, held)
                remotes = _list(vendor, place, now)
            fetched = _bring(vendor, remotes, settings, store, now, budget)
    except EmatError as error:
        words = credentials.hide(str(error))  # a server may have repeated them
        with store.write() as connection:
            deliveries.look(connection, vendor.id, now, error=words)
        raise type(error)(words) from None
    with store.write() as connection:
        deliveries.look(connection, vendor.id, now, upto=_upto(vendor, remotes, since))
    return fetched


def budget_of(source: Source) -> Budget:
    """The budget of one look. A folder is not spared and nothing in it is mended by waiting a minute."""
    if getattr(source, "kind", "") == "folder":
        return Budget(source.limits.model_copy(update={"per_second": math.inf, "retries": 0}))
    return Budget(source.limits)


def _upto(vendor: Feed, remotes: dict[Listed, Remote], since: str) -> str | None:
    """Up to when all has come: now (None), but of a harvest the clock of the source, which its delivery carries.

    A repository that has nothing yet tells no time: the next harvest begins where this one began.
    """
    if vendor.fetch.kind != "oai":
        return None
    return max((each.mtime for each in remotes), default=since)


def _marks(before: dict[str, list[tuple[Delivery, str]]]) -> dict[str, str]:
    """The newest mark by name; a file that never came or could not be read has none, so that it is asked for again."""
    newest = {name: max(found, key=lambda each: each[0].id) for name, found in before.items()}
    again = ("seen", "vanished", "unreadable")
    return {name: each.mark for name, (each, state) in newest.items() if each.mark and state not in again}


def _list(vendor: Feed, place: Place, now: str) -> dict[Listed, Remote]:
    """The files of the source by what the ledger is told of them, in the vendor's own order."""
    found: dict[str, tuple[Listed, Remote]] = {}
    for remote in LISTERS[vendor.fetch.kind](vendor.fetch, place):
        place.budget.check("the listing")
        name = safe_name(remote.name)
        if name in found:
            raise SourceError(f"two files have the name {name}")
        found[name] = Listed(name, _order(name, remote, vendor, now), remote.size, remote.mtime, remote.mark), remote
    return dict(sorted(found.values(), key=lambda each: each[0].order_key))


def _order(name: str, remote: Remote, vendor: Feed, now: str) -> str:
    """What puts deliveries in the vendor's own order: the name, or the time for vendors that number nothing.

    No time, or one in the future, counts as arrival: a wrong clock must not make all that follows old. A harvest is
    as new as our look, whatever the repository's clock says ("oai": no older key, name or time, sorts behind it).
    """
    if vendor.fetch.kind == "oai":
        return f"oai-{now} {name}"
    return name if vendor.fetch.order_by == "name" else f"{min(remote.mtime or now, now)} {name}"


def _bring(
    vendor: Feed, remotes: dict[Listed, Remote], settings: Settings, store: Store, now: str, budget: Budget
) -> Fetched:
    """Fetch what is not known, some at a time, and register each in its order."""
    with store.write() as connection:
        wanted = deliveries.seen(connection, vendor.id, remotes, now)
    target = settings.deliveries / vendor.id
    sweep(target, budget.limits.max_seconds + GRACE)
    new, failed = [], list[EmatError]()
    with ThreadPoolExecutor(vendor.fetch.limits.parallel) as pool:
        jobs = [pool.submit(_content, remotes[each], vendor, settings, budget) for _, each in wanted]
        for (number, _), job in zip(wanted, jobs, strict=True):
            try:
                content = job.result()
            except EmatError as error:
                failed.append(error)
                continue
            with store.write() as connection:
                if deliveries.fetched(connection, number, content, now) != "duplicate":
                    new.append(number)
    if failed:
        raise type(failed[0])("; ".join(map(str, failed)))
    return Fetched(tuple(new), len(remotes) - len(new))


def _content(remote: Remote, vendor: Feed, settings: Settings, budget: Budget) -> Content:
    """Store one file."""
    target, what = settings.deliveries / vendor.id, f"{vendor.id}: {safe_name(remote.name)}"
    if remote.size > budget.limits.max_bytes:
        raise SourceError(f"{what}: {remote.size} bytes are more than {budget.limits.max_bytes} (limits.max_bytes)")
    try:
        with _named(what):
            sha256, size = download(remote, target, budget, what)
    except OSError as error:
        raise SourceError(f"{what} cannot be read: {error}") from None
    return Content(sha256, size, str((target / sha256).relative_to(settings.data_dir)))


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Puts the name of vendor or file before what went wrong."""
    try:
        yield
    except EmatError as error:
        raise type(error)(told(what, error)) from None
