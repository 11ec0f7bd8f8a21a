"""What arrives: files that a source shows become deliveries, and get their content. Fetched in whatever order, by one
look or by several at a time, they end in the same states.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, update

from metadata.store import deliveries
from metadata.store.deliveries import Content, Delivery, Listed
from metadata.store.tables import delivery


def seen(
    connection: Connection, vendor: str, files: Iterable[Listed], at: str, *, whole: bool = True
) -> list[tuple[int, Listed]]:
    """Write down what a listing shows; returns what is to be fetched, with delivery ids, in the order of `files`.

    A file that was seen, never fetched, and is not in this `whole` listing has vanished.
    """
    before, wanted = deliveries.known(connection, vendor), {each.name: each for each in files}
    if whole:
        why = "gone from the source before it could be fetched"
        for name in sorted(before.keys() - wanted.keys()):
            for each in (one for one, state in before[name] if state == "seen"):
                deliveries.note(connection, each.id, "vanished", at, reason=why)
    return [
        (_see(connection, vendor, file, at, before.get(name, ())), file)
        for name, file in wanted.items()
        if not any(file.is_same_as(each) for each, state in before.get(name, ()) if state not in ("seen", "vanished"))
    ]


def _see(connection: Connection, vendor: str, file: Listed, at: str, before: Iterable[tuple[Delivery, str]]) -> int:
    """The delivery that a listed file is to become: the one of this name that has no content yet, or a new one."""
    empty, state = next(((each, state) for each, state in before if not each.sha256), (None, ""))
    values = file._asdict()
    if again := sum(bool(each.sha256) for each, _ in before):
        values["order_key"] += f" {again:04}"  # of one name, the later content is the newer one
    if empty is None:
        number = deliveries.add_delivery(connection, {"vendor": vendor, **values, "sha256": "", "path": ""})
        deliveries.note(connection, number, "seen", at)
        return number
    connection.execute(update(delivery).where(delivery.c.id == empty.id).values(**values))
    if state != "duplicate" or file.mtime or file.mark:  # a source that tells no time is read every night
        deliveries.note(connection, empty.id, "seen", at)
    return empty.id


def fetched(connection: Connection, delivery_id: int, content: Content, at: str) -> str:
    """A seen file has come; returns its state: fetched, empty, or duplicate of what came before.

    Of files with the same content the first in the vendor's order counts, whichever came first: one that is to come
    later in that order, and is still as it came, gives way.
    """
    new = deliveries.load(connection, delivery_id)
    again = deliveries.find(connection, new.vendor, name=new.name, sha256=content.sha256)
    twin = again or deliveries.find(connection, new.vendor, sha256=content.sha256)
    values = {"size": content.size} if again else content._asdict()
    connection.execute(update(delivery).where(delivery.c.id == delivery_id).values(**values))
    newest = deliveries.newest_committed_order(connection, new.vendor)
    state, reason = "fetched", f"older than {newest}, which is committed" if new.order_key < newest else ""
    if not content.size:
        state, reason = "empty", "the file has no bytes"
    elif twin and not again and _gives_way(connection, twin, new):
        deliveries.note(connection, twin.id, "duplicate", at, reason=_same_as(new))
    elif twin:
        state, reason = "duplicate", _same_as(twin)
    deliveries.note(connection, delivery_id, state, at, reason=reason)
    return state


def _same_as(other: Delivery) -> str:
    return f"same content as {other.name}, delivery {other.id}"


def _gives_way(connection: Connection, twin: Delivery, new: Delivery) -> bool:
    """True if a delivery of the same content stands later in the vendor's order and nothing was done with it."""
    entry = deliveries.state_of(connection, twin.id)
    return (new.order_key, new.id) < (twin.order_key, twin.id) and entry is not None and entry.state == "fetched"
