"""Lists of ids, pasted or in a file: one a line, of vendors' records, of titles, or ISBN; and what they stand for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from metadata.errors import ConfigError
from metadata.home import Home
from metadata.libraries.resolving import resolved
from metadata.mint import normalise_id
from metadata.store import match_index
from metadata.store.tables import quarantine, source_record
from transforms.match.keys import ISBN, isbn13

MOST = 200_000  # lines of a list
LARGEST = 20 * 1024 * 1024  # bytes of a file
LONGEST = 500  # characters of an id
SHOWN = 5  # ids that a message names
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")  # of a file: no folders, nothing hidden


class Records(NamedTuple):
    """What ids stand for: ids in the store of source records, withdrawn ones too, and of quarantined ones."""

    records: set[int]
    withheld: set[int]


def read_ids(home: Home, pasted: Sequence[str], name: str = "") -> tuple[str, ...]:
    """The ids of a list, each once, in its order; `name` is that of a file in the folder of id lists.

    Empty lines, and lines that begin with #, are passed over. Raises ConfigError.
    """
    field, lines = ("File of ids", _lines(home, name)) if name else ("Ids", list(pasted))
    ids = list(dict.fromkeys(line.strip() for line in lines if line.strip() and not line.startswith("#")))
    if not ids:
        raise ConfigError(f"{field}: there is no id in it; write one a line")
    if len(ids) > MOST:
        raise ConfigError(f"{field}: {len(ids)} ids; at most {MOST} at a time: choose by day or rule, or divide it")
    for number, each in enumerate(ids, 1):
        if len(each) > LONGEST or not each.isprintable():
            raise ConfigError(f"{field}: line {number}, {each[:40]!r}, is no id: one id a line, as plain text")
    return tuple(ids)


def _lines(home: Home, name: str) -> list[str]:
    """The lines of a file. Raises ConfigError for one that is not there, too large, or no text."""
    folder = home.settings.id_lists
    if not NAME.fullmatch(name):
        raise ConfigError(
            f"File of ids: {name[:100]!r} is no name of a file; put the file into {folder} and name it alone"
        )
    path = folder / name
    if path.is_symlink() or not path.is_file():
        known = sorted(each.name for each in folder.glob("*") if NAME.fullmatch(each.name))
        there = f"there are {', '.join(known[:SHOWN])}" if known else "the folder is empty"
        raise ConfigError(f"File of ids: there is no {name} in {folder}; {there}")
    if path.stat().st_size > LARGEST:
        raise ConfigError(f"File of ids: {name} has {path.stat().st_size} bytes; at most {LARGEST}")
    try:
        return path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ConfigError(f"File of ids: {name} is no text in UTF-8; save it as plain text") from None


def records_of(connection: Connection, vendors: Sequence[str], ids: Iterable[str]) -> Records:
    """The records of these vendors that ids stand for. Raises ConfigError, naming those that stand for none.

    Each is looked up as "vendor:id", as the vendor's own id, as the id of a title, and as an ISBN.
    """
    left = dict.fromkeys(ids)
    found = Records(set(), set())
    for step in (_by_vendor_id, _by_title, _by_isbn):
        known = step(connection, vendors, list(left))
        for each, told in known.items():
            found.records.update(told.records)
            found.withheld.update(told.withheld)
            left.pop(each)
    if left:
        shown = ", ".join(repr(each) for each in list(left)[:SHOWN])
        more = f" and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
        raise ConfigError(
            f"Ids: {shown}{more}: no record of {', '.join(vendors)} has such an id, title or ISBN; "
            "correct these lines or take them out"
        )
    return found


def _by_vendor_id(connection: Connection, vendors: Sequence[str], ids: Sequence[str]) -> Mapping[str, Records]:
    """Ids of the vendors themselves, which may look as if a vendor stood before them."""
    found: defaultdict[str, Records] = defaultdict(lambda: Records(set(), set()))
    for vendor in vendors:
        named = defaultdict[str, set[str]](set)
        for each in ids:
            named[each].add(each)
            named[each.removeprefix(f"{vendor}:")].add(each)
        for table in (source_record, quarantine):
            query = select(table.c.id, table.c.vendor_id).where(table.c.vendor == vendor)
            for batch in match_index.batches(sorted(named)):
                for row in connection.execute(query.where(table.c.vendor_id.in_(batch))):
                    for each in named[row.vendor_id]:
                        (found[each].records if table is source_record else found[each].withheld).add(row.id)
    return found


def _by_title(connection: Connection, vendors: Sequence[str], ids: Sequence[str]) -> Mapping[str, Records]:
    named = {each: normalised for each in ids if (normalised := normalise_id(each))}
    titles = resolved(connection, set(named.values()))
    held = _of_titles(connection, vendors, {title for each in titles.values() for title in each})
    return {
        each: Records({number for title in titles[name] for number in held.get(title, ())}, set())
        for each, name in named.items()
        if any(held.get(title) for title in titles.get(name, ()))
    }


def _of_titles(connection: Connection, vendors: Sequence[str], titles: Iterable[str]) -> dict[str, set[int]]:
    c, found = source_record.c, dict[str, set[int]]()
    for batch in match_index.batches(sorted(titles)):
        query = select(c.id, c.title_id).where(c.title_id.in_(batch), c.vendor.in_(vendors))
        for row in connection.execute(query):
            found.setdefault(row.title_id, set()).add(row.id)
    return found


def _by_isbn(connection: Connection, vendors: Sequence[str], ids: Sequence[str]) -> Mapping[str, Records]:
    named = {each: number for each in ids if (number := isbn13(each))}
    holders = match_index.holders(connection, [(ISBN, each) for each in set(named.values())])
    own = _of_vendors(connection, vendors, {number for each in holders.values() for number in each})
    found = {each: Records(own.intersection(holders.get((ISBN, name), ())), set()) for each, name in named.items()}
    return {each: told for each, told in found.items() if told.records}


def _of_vendors(connection: Connection, vendors: Sequence[str], numbers: Iterable[int]) -> set[int]:
    c, found = source_record.c, set[int]()
    for batch in match_index.batches(sorted(numbers)):
        found.update(connection.execute(select(c.id).where(c.id.in_(batch), c.vendor.in_(vendors))).scalars())
    return found
