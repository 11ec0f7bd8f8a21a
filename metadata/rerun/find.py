"""Finds what a wish is about: the delivery of a vendor, or its stored records and what is in its quarantine."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, cast, func, select

from metadata import renewable
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.libraries.values import no_such
from metadata.references import house_of, rules_of
from metadata.rerun.ids import read_ids, records_of
from metadata.rerun.wish import ALL, Wish
from metadata.store import deliveries, lookups, match_index
from metadata.store import quarantine as quarantined
from metadata.store.renewal_scopes import Chosen
from metadata.store.tables import quarantine, source_record
from metadata.times import TIME
from metadata.vendors import load_vendors
from metadata.vocabularies.answers import keys_answered
from metadata.vocabularies.declared import load_declared, wanted_of

NEWEST = "newest"
SHOWN = 20  # names that a message tells
NAMING = ("ids", "quarantine")  # choices that name what they are about: what cannot be run again is told
OF_TITLES = "mrg"  # stage of rules that judge merged titles


def vendors_of(home: Home, wish: Wish) -> list[str]:
    """The vendors that a wish is about. Raises ConfigError for one that there is not."""
    known, refused = load_vendors(home.settings.schemas)
    if wish.vendor == ALL:
        return sorted(known)
    if wish.vendor not in known:
        why = refused.get(wish.vendor) or no_such("vendor", wish.vendor, known.keys())
        raise ConfigError(f"Vendor: {why}")
    return [wish.vendor]


def find_delivery(home: Home, vendor_id: str, name: str = NEWEST) -> int:
    """The id of a vendor's delivery by its name or number, or of the newest in the vendor's own order.

    Of a name that came with several contents it is the last. Raises ConfigError when there is none, or it is empty.
    """
    with home.store.read() as connection:
        known = deliveries.with_state(connection, vendor=vendor_id)
    files = [each for each, entry in known if each.path and (name != NEWEST or _has_content(entry))]
    found = files if name == NEWEST else [each for each in files if name in (each.name, str(each.id))]
    if not found:
        names = ", ".join(each.name for each in files[-SHOWN:]) or "none yet"
        raise ConfigError(f"Delivery: {vendor_id} has no delivery {name!r}; its latest are: {names}")
    if not found[-1].size:
        raise ConfigError(f"Delivery: {found[-1].name} of {vendor_id} is empty: there is nothing to run again")
    if not (home.settings.data_dir / found[-1].path).is_file():
        raise ConfigError(
            f"Delivery: the file of {found[-1].name} of {vendor_id} is no longer kept (keep: in schemas/watch.yml); "
            "run its records again, by their ids or by day"
        )
    return found[-1].id


def _has_content(entry: deliveries.Entry) -> bool:
    return entry.state not in deliveries.WITHOUT_CONTENT


class Find(NamedTuple):
    """What a wish is about, as far as it can be made anew; `left_out`: named by the wish, and it cannot."""

    chosen: Chosen
    left_out: int = 0  # withdrawn, or withheld by a rule about several records: that a person releases


def find(home: Home, connection: Connection, vendor_id: str, wish: Wish) -> Find:
    """The stored records of a vendor that a wish is about, and what of its quarantine. Raises ConfigError."""
    records, withheld = _FINDERS[wish.what](home, connection, vendor_id, wish)
    alive = connection.execute(renewable.records_of(home, vendor_id)).scalars()
    curable = connection.execute(renewable.withheld_of(home, vendor_id)).scalars()
    found = Chosen(
        tuple(each for each in alive if each in records), tuple(each for each in curable if each in withheld)
    )
    if wish.what not in NAMING:
        return Find(found)
    return Find(found, _left_out(connection, vendor_id, set(records), set(withheld), found))


def _left_out(connection: Connection, vendor_id: str, records: set[int], withheld: set[int], found: Chosen) -> int:
    """How many records and open ones of the quarantine are of this vendor and were not found fit."""
    rest = sorted(records.difference(found.records)), sorted(withheld.difference(found.withheld))
    count = 0
    for table, ids in zip((source_record, quarantine), rest, strict=True):
        is_open = [table.c.state == quarantined.OPEN] if table is quarantine else []
        for batch in match_index.batches(ids):
            wanted = (table.c.id.in_(batch), table.c.vendor == vendor_id, *is_open)
            count += connection.execute(select(func.count()).select_from(table).where(*wanted)).scalar_one()
    return count


_Found = tuple[Collection[int], Collection[int]]


def _of_delivery(home: Home, connection: Connection, vendor_id: str, wish: Wish) -> _Found:
    """What came with one delivery and is still as it brought it."""
    return _of_deliveries(connection, [find_delivery(home, vendor_id, wish.delivery or NEWEST)])


def _since(home: Home, connection: Connection, vendor_id: str, wish: Wish) -> _Found:
    begin = datetime.combine(date.fromisoformat(wish.since), time.min, home.zone).astimezone(UTC).strftime(TIME)
    committed = deliveries.with_state(connection, vendor=vendor_id, states=("committed",))
    return _of_deliveries(connection, [each.id for each, entry in committed if entry.at >= begin])


def _of_deliveries(connection: Connection, numbers: Collection[int]) -> _Found:
    records, withheld = (
        set(connection.execute(select(table.c.id).where(table.c.delivery_id.in_(numbers))).scalars())
        for table in (source_record, quarantine)
    )
    return records, withheld


def _ids(home: Home, connection: Connection, vendor_id: str, wish: Wish) -> _Found:
    return records_of(connection, vendors_of(home, wish), read_ids(home, wish.ids, wish.ids_file))


def _quarantined(home: Home, connection: Connection, vendor_id: str, wish: Wish) -> _Found:
    rows = quarantined.listed(connection, vendor=vendor_id, states=(quarantined.OPEN,))
    return (), {row.id for row in rows}


def _of_rule(home: Home, connection: Connection, vendor_id: str, wish: Wish) -> _Found:
    """Records with a finding of the rule, mended or not, and those that it withholds."""
    rule, c = rule_named(home, wish.rule), source_record.c
    query = select(c.id, c.issues).where(c.vendor == vendor_id, cast(c.issues, Text).contains(f'"{rule}"'))
    records = {row.id for row in connection.execute(query) if any(each[0] == rule for each in row.issues)}
    rows = quarantined.listed(connection, vendor=vendor_id, states=(quarantined.OPEN,), rule=rule)
    return records, {row.id for row in rows}


def rule_named(home: Home, name: str) -> str:
    """The id of a rule by its id or its slug. Raises ConfigError for one that there is not, or that is about titles."""
    rules = rules_of(home.references).rules
    by_name = {**{each.slug: each for each in rules.values()}, **rules}
    found = by_name.get(name) or by_name.get(name.upper())
    if found is None:
        near = difflib.get_close_matches(name, sorted(by_name), 1)
        advice = f"did you mean {near[0]!r}?" if near else "write its id as T03, or its name as title-missing"
        raise ConfigError(f"Rule: no such rule: {name}; {advice}")
    if found.stage == OF_TITLES:
        raise ConfigError(
            f"Rule: {found.id} judges merged titles, which are judged anew with every change of it; "
            "to merge titles anew choose other records and begin with merging"
        )
    return found.id


def _by_version(home: Home, connection: Connection, vendor_id: str, wish: Wish) -> _Found:
    today = home.made_with(vendor_id)

    def found(table: Any) -> set[int]:
        version = table.c.made_with
        wanted = version == wish.version if wish.version else version != today
        return set(connection.execute(select(table.c.id).where(table.c.vendor == vendor_id, wanted)).scalars())

    return found(source_record), found(quarantine)


def _of_vocabulary(home: Home, connection: Connection, vendor_id: str, wish: Wish) -> _Found:
    """Records that asked for something that the vocabulary answers."""
    name, schemas = wish.vocabulary, home.settings.schemas
    wanted_of(load_declared(schemas), [name])
    answers = keys_answered(home.references.vocabularies, schemas / "vocabularies", name)
    return lookups.askers(connection, (key for key, _ in lookups.times(connection) if key in answers)), ()


_Finder = Any  # (home, connection, vendor, wish) → ids of source records and of quarantined ones
_FINDERS: Mapping[str, _Finder] = {
    "newest": _of_delivery,
    "delivery": _of_delivery,
    "since": _since,
    "ids": _ids,
    "quarantine": _quarantined,
    "rule": _of_rule,
    "mapping": _by_version,
    "vocabulary": _of_vocabulary,
}


def refused_rules(home: Home, vendors: Iterable[str]) -> None:
    """Raises ConfigError where the rules of a vendor cannot be read: nothing can be made anew with them."""
    for each in vendors:
        if errors := house_of(each, home.references, home.today)[0].rules.errors:
            raise ConfigError("\n".join(errors))
