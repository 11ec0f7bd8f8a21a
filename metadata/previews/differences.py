"""What differs between the store as it stands and as it would be: every record, with its fields before and after.

Read from two connections: one sees what stands, the other is inside the transaction that is rolled back later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from metadata.gate.samples import title_in
from metadata.store import quarantine
from metadata.store.tables import source_record
from transforms.record import Record

BATCH = 500  # records compared at a time
OUTCOMES = ("new", "changed", "cured", "withdrawn", "withheld")


class Difference(NamedTuple):
    """A record that would come out differently."""

    record: str  # "vendor:vendor-id"
    outcome: str  # of OUTCOMES
    title: str
    fields: tuple[dict[str, str], ...] = ()  # tag, before, after: `field_pairs`
    rule: str = ""  # that withholds it
    reason: str = ""  # why it is withheld or withdrawn

    def told(self) -> dict[str, Any]:
        """As a preview has it."""
        return {**self._asdict(), "fields": list(self.fields)}


def differences(before: Connection, after: Connection, vendor: str) -> Iterator[Difference]:
    """Every record of a vendor that differs, by vendor id; then what is withheld or cured without being another."""
    cured, withheld = _quarantine(before, after, vendor)
    for new, old in _records(before, after, vendor):
        told = _difference(vendor, new, old)
        if told is not None:
            yield told._replace(outcome="cured") if new.vendor_id in cured and told.fields else told
            cured.discard(new.vendor_id)
    yield from (Difference(f"{vendor}:{each}", "cured", "") for each in sorted(cured))
    for vendor_id, rule, message in withheld:
        yield Difference(f"{vendor}:{vendor_id}", "withheld", "", (), rule, message)


def _records(before: Connection, after: Connection, vendor: str) -> Iterator[tuple[Any, Any]]:
    """Records that were written to as something new, each with what stands of it, or None."""
    c = source_record.c
    query = select(c.id).where(c.changed.is_(True), c.vendor == vendor).order_by(c.vendor_id)
    ids = iter(list(after.execute(query).scalars()))
    while batch := list(islice(ids, BATCH)):
        columns = select(c.id, c.vendor_id, c.deleted, c.reason, c.record).where(c.id.in_(batch))
        old = {row.id: row for row in before.execute(columns)}
        for row in after.execute(columns.order_by(c.vendor_id)):
            yield row, old.get(row.id)


def _difference(vendor: str, new: Any, old: Any) -> Difference | None:
    """What differs; None where nothing does, or where what is deleted was never there."""
    stood = "" if old is None or old.deleted else old.record
    stands = "" if new.deleted else new.record
    if stood == stands:
        return None
    name, title = f"{vendor}:{new.vendor_id}", title_in(stands or stood)
    if not stands:
        return Difference(name, "withdrawn", title, (), "", new.reason)
    return Difference(name, "changed" if stood else "new", title, tuple(field_pairs(stood, stands)))


def _quarantine(before: Connection, after: Connection, vendor: str) -> tuple[set[str], list[tuple[str, str, str]]]:
    """Ids of what would be cured or released, and (id, rule, message) of what would be withheld beside what is."""
    was, would = (
        {row.id: row for row in quarantine.listed(each, vendor=vendor, states=quarantine.STATES)}
        for each in (before, after)
    )
    cured = {
        row.vendor_id
        for number, row in would.items()
        if row.state in ("cured", "released") and number in was and was[number].state == quarantine.OPEN
    }
    open_now, open_then = (
        Counter((row.vendor_id, row.rule, row.message) for row in rows.values() if row.state == quarantine.OPEN)
        for rows in (was, would)
    )
    return cured, sorted((open_then - open_now).elements())


def field_pairs(before: str, after: str) -> list[dict[str, str]]:
    """Fields of packed records that go and come, in mnemonic form, paired within a tag; "" has none."""
    old, new = _lines(before), _lines(after)
    gone, came = list((old - new).elements()), list((new - old).elements())
    found = []
    for tag in sorted({line[1:4] for line in (*gone, *came)}):
        left, right = ([line for line in lines if line[1:4] == tag] for lines in (gone, came))
        for place in range(max(len(left), len(right))):
            pair = {"before": "".join(left[place : place + 1]), "after": "".join(right[place : place + 1])}
            found.append({"tag": tag, **pair})
    return found


def _lines(packed: str) -> Counter[str]:
    return Counter(str(Record.unpack(packed)).split("\n")) if packed else Counter()


class Told:
    """The differences as a preview has them: all of them counted, and of each outcome the first ones shown."""

    def __init__(self, samples: int | None) -> None:
        """`samples`: how many of each outcome are shown; None: all."""
        self.samples = samples
        self.outcomes: Counter[str] = Counter()
        self.tags: Counter[str] = Counter()
        self.changed: list[dict[str, Any]] = []

    def take(self, each: Difference) -> None:
        """Count one, and show it if there are not enough of its kind yet."""
        self.outcomes[each.outcome] += 1
        self.tags.update(field["tag"] for field in each.fields)
        if self.samples is None or self.outcomes[each.outcome] <= self.samples:
            self.changed.append(each.told())

    def told(self) -> dict[str, Any]:
        """`outcomes` and `tags` with their numbers, and `changed`."""
        outcomes = {each: self.outcomes[each] for each in OUTCOMES if self.outcomes[each]}
        return {"outcomes": outcomes, "tags": dict(sorted(self.tags.items())), "changed": self.changed}


def shown(changed: Sequence[dict[str, Any]], most: int) -> Sequence[dict[str, Any]]:
    """The first of the records whose fields differ."""
    return [each for each in changed if each["fields"]][:most]
