"""preview: what a changed rule, mapping or vendor file would do to the stored records. Writes nothing.

It is the renewal that the next run would make, and the publication after it, done in a folder of its own and a
transaction that is rolled back: what it tells cannot differ from what the run then does.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from metadata import gate as gating
from metadata import renewal
from metadata.changes import told_changes
from metadata.commit import Basis
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.mint import mint_title_id
from metadata.publish.guard import rejected_kept
from metadata.publish.policies import policies
from metadata.publish.publication import publish_changes
from metadata.publish.publication_gate import look
from metadata.references import house_of
from metadata.review.asking import mark_expired
from metadata.rows import Row, rows_of
from metadata.rule_counts import plain
from metadata.store import deliveries, quarantine
from metadata.store.tables import delivery as delivered
from metadata.store.tables import source_record, version
from metadata.story import refined_again
from metadata.vendors import load_vendors
from transforms.record import Issue, Level, Outcome, Record

SAMPLES = 20


class Scope(NamedTuple):
    """Which stored records are looked at: all by default."""

    vendors: tuple[str, ...] = ()
    since: str = ""  # only what came with a delivery of this day or later, as 2026-11-01
    ids: frozenset[str] = frozenset()  # "vendor:vendor-id"


def preview(home: Home, scope: Scope = Scope(), rules: Path | None = None) -> dict[str, Any]:  # noqa: B008  # immutable
    """What the next run would change, with the rules of another folder where one is given.

    `vendors`: for each its counts, changes by tag and by rule, the gate's verdict, and every changed record with its
    fields before and after, the first of them with what made these; `titles`: what would be published.
    Raises ConfigError.
    """
    with _looking(home, rules) as candidate:
        known, refused = load_vendors(candidate.settings.schemas)
        wanted = list(scope.vendors) or sorted(known)
        if unknown := [each for each in wanted if each not in known]:
            raise ConfigError("; ".join(refused.get(each, f"there is no vendor {each}") for each in unknown))
        with TemporaryDirectory(prefix="preview-", dir=home.settings.work) as folder:
            refined = {each: _refined(candidate, each, scope, Path(folder) / each) for each in wanted}
            with home.store.write() as connection:
                try:
                    vendors = {
                        each: _vendor(candidate, connection, each, refined[each], Path(folder) / each)
                        for each in wanted
                    }
                    return {"vendors": vendors, "titles": _titles(candidate, connection)}
                finally:
                    connection.rollback()


@contextmanager
def _looking(home: Home, rules: Path | None) -> Iterator[Home]:
    """The installation as it would be: with other rules, and ids that are not kept."""
    home.settings.work.mkdir(parents=True, exist_ok=True)
    if rules is not None and not rules.is_dir():
        raise ConfigError(f"{rules} is no folder of rules")
    with TemporaryDirectory(prefix="schemas-", dir=home.settings.work) as folder:
        schemas = home.settings.schemas if rules is None else _with_rules(home.settings.schemas, rules, Path(folder))
        candidate = replace(home, settings=replace(home.settings, schemas=schemas), mint=mint_title_id)
        with closing(candidate):
            yield candidate


def _with_rules(schemas: Path, rules: Path, folder: Path) -> Path:
    """A copy of the schemas with other rules."""
    copy = folder / "schemas"
    shutil.copytree(schemas, copy, ignore=lambda here, names: {"rules"} & set(names) if here == str(schemas) else set())
    shutil.copytree(rules, copy / "rules")
    return copy


def _refined(home: Home, vendor_id: str, scope: Scope, work: Path) -> Counter[str]:
    """Refine what the run would renew, as far as it is asked for; rows go to the work folder."""
    work.mkdir(parents=True)
    rules = house_of(vendor_id, home.references, home.today)[0].rules
    if rules.errors:
        raise ConfigError("\n".join(rules.errors))
    with home.store.write() as connection:
        try:
            mark_expired(connection, home.settings.schemas, home.today)  # as the run does first
            ids, withheld = renewal.stale(home, connection, vendor_id)
            ids = _asked_for(connection, vendor_id, ids, scope)
        finally:
            connection.rollback()
    return renewal.refine_ids(home, vendor_id, ids, withheld if scope == Scope(scope.vendors) else [], work, "preview")


def _asked_for(connection: Connection, vendor_id: str, ids: Sequence[int], scope: Scope) -> list[int]:
    if not scope.since and not scope.ids:
        return list(ids)
    c = source_record.c
    since = _since(connection, vendor_id, scope.since)
    rows = connection.execute(select(c.id, c.vendor_id, c.delivery_id).where(c.vendor == vendor_id))
    wanted = {
        row.id
        for row in rows
        if (not scope.ids or f"{vendor_id}:{row.vendor_id}" in scope.ids)
        and (since is None or row.delivery_id in since)
    }
    return [each for each in ids if each in wanted]


def _since(connection: Connection, vendor_id: str, day: str) -> Collection[int] | None:
    """The deliveries that were committed on a day or later; None for no day."""
    if not day:
        return None
    committed = deliveries.with_state(connection, vendor=vendor_id, states=("committed",))
    return {each.id for each, entry in committed if entry.at >= day}


def _vendor(home: Home, connection: Connection, vendor_id: str, counts: Counter[str], work: Path) -> dict[str, Any]:
    """What the renewal of one vendor would do; the caller rolls it back."""
    parts = sorted(work.glob("*.rows"))
    if not counts["read"]:
        return {"read": 0, "would_be": "nothing to do", "counts": {}, "tags": {}, "rules": {}, "changed": []}
    vendor, now = home.vendor(vendor_id), home.clock()
    before = _stored(connection, [row.source for row in rows_of(parts) if row.source > 0])
    told = _differences(vendor_id, rows_of(parts), before, _withheld(connection, vendor_id))
    _tell_causes(home, connection, vendor_id, told["changed"][:SAMPLES])
    delivery = _delivery(connection, vendor_id)
    arrived = gating.Arrived(delivery, vendor, home.made_with(vendor_id), counts, "", rows_of(parts))
    seen = gating.weigh(connection, arrived, now)
    rules = house_of(vendor_id, home.references, home.today)[0].rules
    reason = gating.load_gate_texts(home.settings.schemas).told(seen.tripped) if seen.tripped else ""
    with connection.begin_nested() as point:
        basis = Basis(home.made_with(vendor_id), rules, now)
        result = renewal.commit_renewal(connection, delivery, vendor, basis, parts)
        if reason:
            point.rollback()  # a held renewal changes nothing
    return {
        "read": counts["read"],
        "would_be": f"held: {reason}" if reason else "committed",
        "counts": {**plain(seen.counts), **result.counts, "live": result.live},
        **told,
    }


def _delivery(connection: Connection, vendor_id: str) -> deliveries.Delivery:
    """A renewal that is rolled back with everything else."""
    newest = deliveries.newest_committed_order(connection, vendor_id)
    values = {"vendor": vendor_id, "name": "preview", "order_key": newest, "size": 0, "mtime": "", "sha256": "preview"}
    number = deliveries.add_delivery(connection, {**values, "path": "", "kind": renewal.KIND})
    return deliveries.load(connection, number)


class _Before(NamedTuple):
    """A stored record as it stands."""

    record: str
    issues: list[Issue]


def _stored(connection: Connection, ids: Sequence[int]) -> dict[int, _Before]:
    found = {}
    for start in range(0, len(ids), 500):
        c = source_record.c
        query = select(c.id, c.record, c.issues).where(c.id.in_(ids[start : start + 500]))
        found.update(
            {row.id: _Before(row.record, [Issue(*each) for each in row.issues]) for row in connection.execute(query)}
        )
    return found


def _withheld(connection: Connection, vendor_id: str) -> dict[int, str]:
    """The rules that withhold what is in quarantine, by number."""
    rows = quarantine.listed(connection, vendor=vendor_id, states=(quarantine.OPEN,))
    return {row.id: row.rule for row in rows}


def _differences(
    vendor_id: str, rows: Iterator[Row], before: Mapping[int, _Before], withheld: Mapping[int, str]
) -> dict[str, Any]:
    """Changes by tag and by rule, and each record that comes out differently."""
    tags: Counter[str] = Counter()
    rules: dict[str, Counter[str]] = {"now": Counter(), "then": Counter()}
    changed = []
    for row in rows:
        old = before.get(row.source)
        now = old.issues if old else [Issue(withheld.get(-row.source, ""), "", Level.FATAL)]
        rules["now"].update({each.rule for each in now})
        rules["then"].update({each.rule for each in row.issues} or ({row.rule} if row.rule else ()))
        told = _told(vendor_id, row, old)
        if told is not None:
            changed.append(told)
            tags.update({field["tag"] for field in told["fields"]})
    return {"tags": dict(sorted(tags.items())), "rules": _moved(rules["now"], rules["then"]), "changed": changed}


def _moved(now: Counter[str], then: Counter[str]) -> dict[str, dict[str, int]]:
    """Records that have a finding of each rule, now and then, where the numbers differ."""
    return {
        rule: {"now": now[rule], "then": then[rule]}
        for rule in sorted(now.keys() | then.keys())
        if rule and now[rule] != then[rule]
    }


def _told(vendor_id: str, row: Row, old: _Before | None) -> dict[str, Any] | None:
    """One record that comes out differently; None for one that does not."""
    name = f"{vendor_id}:{row.vendor_id}"
    if row.outcome != Outcome.CANDIDATE:
        if old is None and row.outcome == Outcome.QUARANTINED:
            return None
        stays = row.outcome == Outcome.QUARANTINED
        outcome = "withheld; what is published stays" if stays else f"withdrawn: {row.reason}"
        return {"record": name, "outcome": outcome, "rule": row.rule, "reason": row.reason, "fields": []}
    if old is None:
        return {"record": name, "outcome": "cured", "fields": field_pairs("", row.record)}
    if old.record == row.record:
        return None
    return {"record": name, "outcome": "changed", "fields": field_pairs(old.record, row.record)}


def _tell_causes(home: Home, connection: Connection, vendor_id: str, changed: Sequence[dict[str, Any]]) -> None:
    """Give each of the records `made_by`: what the steps and rules, as they would be, do to the fields that differ."""
    c, ids = source_record.c, {each["record"].partition(":")[2]: each for each in changed}
    query = select(source_record, delivered.c.path).join(delivered, delivered.c.id == c.delivery_id)
    for row in connection.execute(query.where(c.vendor == vendor_id, c.vendor_id.in_(list(ids)))).all():
        tags = {field["tag"] for field in ids[row.vendor_id]["fields"]}
        house = house_of(vendor_id, home.references, home.today)[0]
        made = told_changes(refined_again(home, row), house)
        ids[row.vendor_id]["made_by"] = [each for each in made if each["tag"] in tags]


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


def _titles(home: Home, connection: Connection) -> dict[str, Any]:
    """What would be published after the renewals: the counts of the publication, and the titles that get a version."""
    vendors, _ = load_vendors(home.settings.schemas)
    with rejected_kept(connection):
        by = policies(home)
        done = publish_changes(connection, vendors, home.libraries, by, mint_title_id, home.clock())
    if not done.counts:
        return {"would_be": "nothing to do", "counts": {}, "changed": []}
    query = select(version.c.title_id).where(version.c.seq == done.seq).order_by(version.c.title_id)
    checks = [each.check for each in look(connection, done.seq, home.libraries)]
    tripped = [each for each in checks if each.verdict == "hold"]
    texts = gating.load_gate_texts(home.settings.schemas)
    return {
        "would_be": f"held: {texts.told(tripped)}" if tripped else "published",
        "counts": done.counts,
        "changed": list(connection.execute(query).scalars()),
    }
