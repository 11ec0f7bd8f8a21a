"""ONIX deliveries in the order in which their messages were sent, for vendors whose file names and times tell none."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import update

from metadata.home import Home
from metadata.payload import RefusedFileError, open_files
from metadata.store import deliveries
from metadata.store.tables import delivery


def order_by_sent(home: Home, vendor_id: str) -> None:
    """Give fetched deliveries that nobody has looked into yet the SentDateTime of their message as order.

    One without a time keeps the order that fetching gave it, its time of change; a time in the future counts as now,
    for a wrong clock must not make all that follows old.
    """
    with home.store.read() as connection:
        waiting = deliveries.with_state(connection, vendor=vendor_id, states=("fetched",))
    home.settings.work.mkdir(parents=True, exist_ok=True)
    for each, _ in waiting:
        with TemporaryDirectory(prefix="sent-", dir=home.settings.work) as folder:
            sent = min(sent_time(home.settings.data_dir / each.path, Path(folder)), home.clock())
        key = f"{sent} {each.name}"
        if sent and key != each.order_key:
            with home.store.write() as connection:
                connection.execute(update(delivery).where(delivery.c.id == each.id).values(order_key=key))


def sent_time(source: Path, work: Path) -> str:
    """The latest SentDateTime in a delivery, ISO 8601 in UTC; "" when it tells none or cannot be read."""
    try:
        files = open_files(source, work).files
    except RefusedFileError:
        return ""
    return max((each.envelope.sent for each in files), default="")
