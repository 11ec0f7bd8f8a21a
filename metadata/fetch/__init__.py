"""fetch: bring every new file of a vendor into the data folder, as received, and write it into the ledger.

A name from outside never becomes a path: a delivery is stored under its SHA-256. `fetch` does it all with one look;
`discover` only looks, and then several may `fetch` some names each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator
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
from metadata.store import deliveries, incoming
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

    @property
    def is_full(self) -> bool:
        """True if each delivery holds all there is, not only what changed."""


class Fetched(NamedTuple):
    """What one look at a vendor's files brought."""

    new: tuple[int, ...]  # delivery ids
    seen: int  # files that were known, or whose content was


class _Look(NamedTuple):
    """A source that is being looked at: its files by what the ledger is told of them, in the vendor's own order."""

    remotes: dict[Listed, Remote]
    since: str  # up to when it had been brought before


def discover(vendor: Feed, settings: Settings, store: Store, now: str, *, connect: Connect) -> list[Listed]:
    """Write into the ledger what the source has; returns the files that are to be fetched, in the vendor's own order.

    Raises SourceError when the source cannot be listed, ConfigError when vendor file or connection do not fit.
    """
    with _looking(vendor, settings, store, now, connect, budget_of(vendor.fetch)) as look:
        with store.write() as connection:
            wanted = incoming.seen(connection, vendor.id, look.remotes, now, full=vendor.is_full)
        sweep(settings.deliveries / vendor.id, vendor.fetch.limits.max_seconds + GRACE)
    _note_good_look(vendor, store, now)
    return [listed for _, listed in wanted]


def fetch(
    vendor: Feed,
    settings: Settings,
    store: Store,
    now: str,
    *,
    connect: Connect,
    budget: Budget | None = None,
    only: Collection[str] | None = None,
) -> Fetched:
    """Bring the vendor's new files; one of known name, size, time and mark is not read again.

    `only`: names that were discovered. What came whole is registered even when another file failed. Raises SourceError
    when the source cannot be listed or a file not be read, ConfigError when the vendor file or its connection does not
    fit.
    """
    budget = budget or budget_of(vendor.fetch)
    with _looking(vendor, settings, store, now, connect, budget, only) as look:
        with store.write() as connection:
            whole = only is None
            wanted = incoming.seen(connection, vendor.id, look.remotes, now, full=vendor.is_full, whole=whole)
        sweep(settings.deliveries / vendor.id, budget.limits.max_seconds + GRACE)
        new = _bring(vendor, [(number, look.remotes[each]) for number, each in wanted], settings, store, now, budget)
    _note_good_look(vendor, store, now, _upto(vendor, look))
    return Fetched(tuple(new), len(look.remotes) - len(new))


@contextmanager
def _looking(
    vendor: Feed,
    settings: Settings,
    store: Store,
    now: str,
    connect: Connect,
    budget: Budget,
    only: Collection[str] | None = None,
) -> Iterator[_Look]:
    """What the source has, while it may be asked; what goes wrong stands in the ledger, without any secret."""
    credentials, names = NONE, None if only is None else frozenset(only)
    try:
        with store.read() as connection:
            before, since = deliveries.known(connection, vendor.id), deliveries.last_look(connection, vendor.id)
        with ExitStack() as held:
            with _named(vendor.id):
                credentials = connect(vendor.fetch.connection)
                marks = _marks(before)
                place = Place(settings.inbox, credentials, since, budget, marks, vendor.identity, held, names)
                look = _Look(_list(vendor, place, now), since)
            yield look
    except EmatError as error:
        words = credentials.hide(str(error))  # a server may have repeated them
        with store.write() as connection:
            deliveries.look(connection, vendor.id, now, error=words)
        raise type(error)(words) from None


def _note_good_look(vendor: Feed, store: Store, now: str, upto: str | None = None) -> None:
    """Write down that all has come; nothing while a file that was seen has not, for its own look tells why."""
    with store.write() as connection:
        if not deliveries.with_state(connection, vendor=vendor.id, states=("seen",)):
            deliveries.look(connection, vendor.id, now, upto=upto)


def budget_of(source: Source, one_of: int = 1) -> Budget:
    """The budget of one look, or of each of several that are at work at a time: together they ask as often as one may.

    A folder is not spared and nothing in it is mended by waiting a minute.
    """
    limits = source.limits
    if getattr(source, "kind", "") == "folder":
        limits = limits.model_copy(update={"per_second": math.inf, "retries": 0})
    spared = {"parallel": max(1, limits.parallel // one_of), "per_second": limits.per_second / one_of}
    return Budget(limits.model_copy(update=spared))


def lists_files(source: AnySource) -> bool:
    """True if the source has files to be listed; a harvest, or a file at a fixed address, is found by fetching it."""
    return source.kind not in ("oai", "http") or getattr(source, "listing", "") not in ("", "none")


def _upto(vendor: Feed, look: _Look) -> str | None:
    """Up to when all has come: now (None), but of a harvest the clock of the source, which its delivery carries.

    A repository that has nothing yet tells no time: the next harvest begins where this one began.
    """
    if vendor.fetch.kind != "oai":
        return None
    return max((each.mtime for each in look.remotes), default=look.since)


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
        if not place.wants(name):
            continue
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
    vendor: Feed, wanted: list[tuple[int, Remote]], settings: Settings, store: Store, now: str, budget: Budget
) -> list[int]:
    """Fetch what is not known, some at a time, and register each in its order; returns what is new."""
    new, failed = [], list[EmatError]()
    with ThreadPoolExecutor(budget.limits.parallel) as pool:
        jobs = [pool.submit(_content, remote, vendor, settings, budget) for _, remote in wanted]
        for (number, _), job in zip(wanted, jobs, strict=True):
            try:
                content = job.result()
            except EmatError as error:
                failed.append(error)
                continue
            with store.write() as connection:
                if incoming.fetched(connection, number, content, now, full=vendor.is_full) != "duplicate":
                    new.append(number)
    if failed:
        raise type(failed[0])("; ".join(map(str, failed)))
    return new


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
