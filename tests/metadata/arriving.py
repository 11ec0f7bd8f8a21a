"""Files that a source shows, and what comes of them: how tests of deliveries say it."""

from __future__ import annotations

from feeds import NOW

from metadata.home import Home
from metadata.store import deliveries, incoming
from metadata.store.deliveries import Content, Listed


def listed(name: str, size: int = 1, mtime: str = NOW, mark: str = "") -> Listed:
    return Listed(name, name, size, mtime, mark)


def content(text: str) -> Content:
    return Content(text.ljust(64, "0") if text else "0" * 64, len(text), f"deliveries/{text}")


def see(home: Home, *files: Listed, at: str = NOW, whole: bool = True, full: bool = False) -> list[str]:
    """The names that are to be fetched."""
    with home.store.write() as connection:
        return [file.name for _, file in incoming.seen(connection, "beta", files, at, full=full, whole=whole)]


def bring(home: Home, file: Listed, text: str, order_key: str = "", *, full: bool = False) -> str:
    """See and fetch one file; its state."""
    file = file._replace(order_key=order_key or file.order_key)
    with home.store.write() as connection:
        ((number, _),) = incoming.seen(connection, "beta", [file], NOW, full=full, whole=False)
        return incoming.fetched(connection, number, content(text), NOW, full=full)


def by_time(name: str, mtime: str, size: int = 1) -> Listed:
    """A file of a source whose order is that of time."""
    return Listed(name, f"{mtime or NOW} {name}", size, mtime)


def history(home: Home, name: str) -> list[str]:
    """The states of all deliveries of this name, in order of the ledger."""
    with home.store.read() as connection:
        found = [each for each, _ in deliveries.with_state(connection, vendor="beta") if each.name == name]
        entries = [entry for each in found for entry in deliveries.history(connection, each.id)]
        return [entry.state for entry in sorted(entries, key=lambda entry: entry.id)]
