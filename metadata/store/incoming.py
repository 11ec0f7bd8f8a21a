"""What arrives: files that a source shows become deliveries, and get their content. Fetched in whatever order, by one
look or by several at a time, they end in the same states.

A vendor may go back to what it sent before (A, B, then A again), or send an old file by mistake: the gate asks a person
which it is. So a delivery is a duplicate only of the one right before it in the vendor's order: of several alike that
follow one upon the other the first counts. And a file that comes again under its name with the content that it had last
is the same file, touched or read once more, in a feed of changes, or from a source that tells no time. A full delivery
that was put there anew is what its vendor has today, and stands where its time puts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Tuple, literal, select, tuple_, update

from metadata.store import deliveries
from metadata.store.deliveries import Content, Delivery, Listed
from metadata.store.tables import delivery, ledger

_NOTHING = ("seen", "vanished", "ignored", "empty")  # states in which a delivery says nothing of the vendor's records
_IS_FILE = delivery.c.kind == "file"  # no renewal
_STATE = (
    select(ledger.c.state)
    .where(ledger.c.delivery_id == delivery.c.id)
    .order_by(ledger.c.id.desc())
    .limit(1)
    .scalar_subquery()
)


def seen(
    connection: Connection, vendor: str, files: Iterable[Listed], at: str, *, full: bool, whole: bool = True
) -> list[tuple[int, Listed]]:
    """Write down what a listing shows; returns what is to be fetched, with delivery ids, in the order of `files`.

    `full`: each delivery holds all there is. A file that was seen, never fetched, and is not in this `whole` listing
    has vanished.
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
        if not _is_known(file, before.get(name, ()), full)
    ]


def _is_known(file: Listed, before: Sequence[tuple[Delivery, str]], full: bool) -> bool:
    """True if the source shows nothing new under this name.

    What it showed earlier than the last content is past, and new when it is back; but a file of changes that has the
    very time that it had then is the old file.
    """
    last = max((each.id for each, _ in before if each.sha256), default=0)
    came = [each for each, state in before if state not in ("seen", "vanished")]
    if any(file.is_same_as(each) for each in came if each.id >= last):
        return True
    return not full and any(file.mtime == each.mtime != "" and file.is_same_as(each) for each in came)


def _see(connection: Connection, vendor: str, file: Listed, at: str, before: Iterable[tuple[Delivery, str]]) -> int:
    """The delivery that a listed file is to become: the one of this name that has no content yet, or a new one."""
    empty, state = next(((each, state) for each, state in before if not each.sha256), (None, ""))
    values = file._asdict() | {"order_key": _order_key(file, [each for each, _ in before if each.sha256])}
    if empty is None:
        number = deliveries.add_delivery(connection, {"vendor": vendor, **values, "sha256": "", "path": ""})
        deliveries.note(connection, number, "seen", at)
        return number
    connection.execute(update(delivery).where(delivery.c.id == empty.id).values(**values))
    if state != "duplicate" or file.mtime or file.mark:  # a source that tells no time is read every night
        deliveries.note(connection, empty.id, "seen", at)
    return empty.id


def _order_key(file: Listed, before: Sequence[Delivery]) -> str:
    """Of one name, the later content is the newer one, also where it has an older time: the file was put back."""
    if not before:
        return file.order_key
    last = max(before, key=lambda each: each.id).order_key.removesuffix(f" {len(before) - 1:04}")
    return f"{max(last, file.order_key)} {len(before):04}"


def fetched(connection: Connection, delivery_id: int, content: Content, at: str, *, full: bool) -> str:
    """A seen file has come; returns its state: fetched, empty, or duplicate of what it repeats.

    `full`: each delivery holds all there is. What was judged before this one came is judged anew: a later delivery of
    the same content that is still as it came gives way, and a duplicate that this one comes before counts.
    """
    new = deliveries.load(connection, delivery_id)
    if new.sha256 == content.sha256:  # another look brought it meanwhile
        entry = deliveries.state_of(connection, delivery_id)
        return entry.state if entry else ""
    new = new._replace(**content._asdict())
    last = _last_of_name(connection, new)
    again = last if last is not None and last.sha256 == new.sha256 else None
    newest = deliveries.newest_committed_order(connection, new.vendor)
    state, reason = "fetched", f"older than {newest}, which is committed" if new.order_key < newest else ""
    if not content.size:
        state, reason = "empty", "the file has no bytes"
    elif twin := _twin(connection, new, again, full):
        state, reason = "duplicate", _same_as(twin)
    else:
        _judge_next(connection, new, at, full)
    values = {"size": content.size} if again and state != "fetched" else content._asdict()
    connection.execute(update(delivery).where(delivery.c.id == delivery_id).values(**values))
    deliveries.note(connection, delivery_id, state, at, reason=reason)
    return state


def _same_as(other: Delivery) -> str:
    return f"same content as {other.name}, delivery {other.id}"


def _twin(connection: Connection, new: Delivery, again: Delivery | None, full: bool) -> Delivery | None:
    """The delivery that a new one only repeats: the same file, or its neighbour in the vendor's order."""
    if again is not None and not (full and new.mtime):
        return again
    counts = _with_state(new, _place() < _place_of(new)).where(_STATE != "duplicate")
    row = connection.execute(counts.order_by(delivery.c.order_key.desc(), delivery.c.id.desc()).limit(1)).first()
    before = Delivery(*row[:-1]) if row else None
    if before is not None and before.sha256 == new.sha256:
        return before
    behind, state = _behind(connection, new, full) or (None, "")
    return behind if behind is not None and behind.sha256 == new.sha256 and state != "fetched" else None


def _judge_next(connection: Connection, new: Delivery, at: str, full: bool) -> None:
    """Right behind a new delivery that counts the same content gives way, and a duplicate of other content counts."""
    behind, state = _behind(connection, new, full) or (None, "")
    if behind is None:
        return
    if behind.sha256 == new.sha256:
        deliveries.note(connection, behind.id, "duplicate", at, reason=_same_as(new))
    elif state == "duplicate":
        values = {"sha256": behind.sha256, "path": behind.path}
        connection.execute(update(delivery).where(delivery.c.id == behind.id).values(**values))
        deliveries.note(connection, behind.id, "fetched", at, reason=f"it follows {new.name}, which came late")


def _behind(connection: Connection, new: Delivery, full: bool) -> tuple[Delivery, str] | None:
    """The next delivery in the vendor's order, but for duplicates of the same content; and its state.

    One without content of its own is the file of its name that was there before, put there anew.
    """
    query = _with_state(new, _place() > _place_of(new)).order_by(delivery.c.order_key, delivery.c.id)
    for row in connection.execute(query):
        each, state = Delivery(*row[:-1]), str(row[-1])
        if not each.sha256:
            kept = _last_of_name(connection, each) if full and each.mtime else None
            if kept is None:
                continue
            each = each._replace(sha256=kept.sha256, path=kept.path)
        if state != "duplicate" or each.sha256 != new.sha256:
            return each, state
    return None


def _last_of_name(connection: Connection, new: Delivery) -> Delivery | None:
    """The last content that came under a name; one without bytes only where the new one has none either."""
    where = [delivery.c.vendor == new.vendor, delivery.c.name == new.name, delivery.c.sha256 != ""]
    if new.size:
        where.append(delivery.c.size > 0)
    row = connection.execute(select(delivery).where(*where, _IS_FILE).order_by(delivery.c.id.desc()).limit(1)).first()
    return Delivery(*row) if row else None


def _with_state(new: Delivery, where: ColumnElement[bool]) -> Select[Any]:
    """Deliveries of the same vendor that say something, each with its state."""
    return select(delivery, _STATE).where(delivery.c.vendor == new.vendor, _IS_FILE, where, _STATE.not_in(_NOTHING))


def _place() -> Tuple:
    """Where a delivery stands in its vendor's order."""
    return tuple_(delivery.c.order_key, delivery.c.id)


def _place_of(one: Delivery) -> Tuple:
    return tuple_(literal(one.order_key, delivery.c.order_key.type), literal(one.id, delivery.c.id.type))
