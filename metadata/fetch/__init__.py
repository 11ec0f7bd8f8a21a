"""fetch: bring every new file of a vendor into the data folder, as received, and write it into the ledger.

A name from outside never becomes a path: a delivery is stored under its SHA-256.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import Connection

from metadata.errors import SourceError
from metadata.fetch import folder
from metadata.fetch.remote import Remote
from metadata.settings import Settings
from metadata.store import deliveries
from metadata.store.store import Store
from metadata.vendors import Fetch, Vendor

BLOCK = 1 << 20
LISTERS: dict[str, Callable[[Fetch, Path], Iterable[Remote]]] = {"folder": folder.listing}


class Fetched(NamedTuple):
    """What one look at a vendor's files brought."""

    new: tuple[int, ...]  # delivery ids
    seen: int  # files that were known


def fetch(vendor: Vendor, settings: Settings, store: Store, now: str) -> Fetched:
    """Bring the vendor's new files; a file of known name, size and time is not read again.

    Raises SourceError when the source cannot be listed or read.
    """
    new, seen = [], 0
    remotes = LISTERS[vendor.fetch.kind](vendor.fetch, settings.inbox)
    for remote in sorted(remotes, key=lambda each: _order(each, vendor, now)):
        with store.read() as connection:
            known = deliveries.find(connection, vendor.id, name=remote.name, size=remote.size, mtime=remote.mtime)
        added = None if known else _bring(remote, vendor, settings, store, now)
        if added is None:
            seen += 1
        else:
            new.append(added)
    return Fetched(tuple(new), seen)


def _order(remote: Remote, vendor: Vendor, now: str) -> str:
    """What puts deliveries in the vendor's own order: the name, or the time for vendors that number nothing.

    No time, or one in the future, counts as arrival: a wrong clock must not make all that follows old.
    """
    return remote.name if vendor.fetch.order_by == "name" else f"{min(remote.mtime or now, now)} {remote.name}"


def _bring(remote: Remote, vendor: Vendor, settings: Settings, store: Store, now: str) -> int | None:
    """Store one file and register it; None when the same name with the same content is known."""
    folder_of_vendor = settings.deliveries / vendor.id
    folder_of_vendor.mkdir(parents=True, exist_ok=True)
    arriving = folder_of_vendor / f".arriving-{os.getpid()}"
    try:
        with remote.open() as source:
            sha256, size = _copy(source, arriving)
        if size != remote.size:  # cut on the way, or still being written
            raise SourceError(f"{vendor.id}: {remote.name} gave {size} bytes, {remote.size} were announced")
        stored = folder_of_vendor / sha256
        arriving.replace(stored)
    except OSError as error:
        raise SourceError(f"{vendor.id}: {remote.name} cannot be read: {error}") from None
    finally:
        arriving.unlink(missing_ok=True)
    values = {
        "vendor": vendor.id,
        "name": remote.name,
        "order_key": _order(remote, vendor, now),
        "size": size,
        "mtime": remote.mtime,
        "sha256": sha256,
        "path": str(stored.relative_to(settings.data_dir)),
    }
    with store.write() as connection:
        return _register(connection, values, now)


def _register(connection: Connection, values: Mapping[str, Any], now: str) -> int | None:
    """Write a stored file into the ledger; None when the same name with the same content is known."""
    vendor, name, sha256 = values["vendor"], values["name"], values["sha256"]
    if deliveries.find(connection, vendor, name=name, sha256=sha256):
        return None
    twin = deliveries.find(connection, vendor, sha256=sha256)
    added = deliveries.add_delivery(connection, values)
    if values["size"] == 0:
        deliveries.note(connection, added, "empty", now, reason="the file has no bytes")
    elif twin:
        deliveries.note(connection, added, "duplicate", now, reason=f"same content as {twin.name}")
    else:
        deliveries.note(connection, added, "fetched", now)
    return added


def _copy(source: BinaryIO, target: Path) -> tuple[str, int]:
    """Copy to disk, hashing on the way; returns SHA-256 and size. The bytes are on disk when it returns."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size
