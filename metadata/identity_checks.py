"""Are a delivery's ids what ids should be: of one record each (B04), and of the same title as before (B15)?

Reads the store and writes none of it. Such a record is quarantined: what is published under the id stays, and only
a person lets it through, for no version of the rules can tell which of two titles an id means.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import zstandard
from sqlalchemy import select

from metadata.gate.samples import title_in
from metadata.rows import Row, keep_first_day, read_rows, rows_of, write_rows
from metadata.store import records
from metadata.store.store import Store
from metadata.store.tables import envelope, source_record
from metadata.tally import count
from transforms.exceptions import NONE, Excepted
from transforms.match.folding import fold
from transforms.match.keys import isbn13
from transforms.record import Issue, Level, Outcome, Record
from transforms.refine import House
from transforms.validate.overhaul import at_update

ALIKE = 0.6  # similarity of two folded titles from which on they may be one title, mended
REPEATED = "B04"  # the rule about an id of several records: which of them is meant, only a person knows
_KEPT = (Outcome.CANDIDATE, Outcome.UNCHANGED)

Part = tuple[Path, str]  # the rows of a range, and the file of the delivery that it is of


def note_reused_ids(store: Store, house: House, rows: Sequence[Row], version: str = "") -> None:
    """B15: quarantine each new version of a known record that has another title and another ISBN than before.

    Of the others P06 and X11 are told; `version` is what these rows were made with.
    """
    made = {row.vendor_id: row for row in rows if row.outcome == Outcome.CANDIDATE}
    if not made:
        return
    with store.read() as connection:
        known = records.by_vendor_id(connection, house.profile.vendor, list(made))
        numbers = {row.id: vendor_id for vendor_id, row in known.items() if not row.deleted}
        stored = {numbers[each]: text for each, text in records.packed(connection, list(numbers)).items()}
    for vendor_id, before in stored.items():
        row = made[vendor_id]
        if not before:
            continue
        if house.profile.converts:
            keep_first_day(row, before)
        if before == row.record or not _is_another(before, row):
            if not known[vendor_id].deleted:
                _note_update(before, row, house, is_same_version=known[vendor_id].made_with == version)
        else:
            said = f"{_said(before)} → {_said(row.record)}"
            _withhold(row, house, Issue("B15", "id-reused", Level.FATAL, value=vendor_id, args=(("reason", said),)))


def _note_update(before: str, row: Row, house: House, is_same_version: bool) -> None:
    told = at_update(Record.unpack(before), Record.unpack(row.record), row.issues, is_same_version)
    levels = house.profile.levels
    row.issues += [each._replace(level=levels.get(each.rule, each.level)) for each in told]


def _is_another(before: str, row: Row) -> bool:
    """True if neither an ISBN nor the title tells that both are one title."""
    known, new = set(_isbns(before)), set(_isbns(row.record))
    if not known or not new or known & new:
        return False
    one, other = fold(title_in(before)), fold(title_in(row.record))
    if not one or not other or one in other or other in one:
        return False
    return SequenceMatcher(None, one, other).ratio() < ALIKE


def _said(packed: str) -> str:
    return " / ".join([title_in(packed), *_isbns(packed)[:1]])


def _isbns(packed: str) -> list[str]:
    """The valid ISBNs of 020 $a, as 13 digits, each once and in order."""
    return sorted({number for each in Record.unpack(packed).all("020") if (number := isbn13(each["a"]))})


def _withhold(row: Row, house: House, issue: Issue) -> None:
    """Quarantine a row, unless the vendor file says that the rule weighs less or a person let it pass."""
    level = house.profile.levels.get(issue.rule, Level.FATAL)
    said = house.exceptions.get(row.vendor_id, NONE)
    if issue.rule in said.suppressed or (issue.rule == REPEATED and _is_released(row, said)):
        row.issues.append(issue._replace(suppressed=True, stage="set"))
    elif level != Level.FATAL:
        row.issues.append(issue._replace(level=level, stage="set"))
    else:
        row.outcome, row.rule, row.reason = str(Outcome.QUARANTINED), issue.rule, house.rules.message(issue, "en")
        row.record, row.issues, row.keys = "", [], []


def _is_released(row: Row, said: Excepted) -> bool:
    """True if a person let this very content through, and not another one of the same id."""
    return bool(said.released) and bool(row.raw) and fingerprint(row.raw) in said.released


def fingerprint(packed: bytes) -> str:
    """SHA-256 (hex) of a record as it is kept, given as zstd."""
    return hashlib.sha256(zstandard.decompress(packed)).hexdigest()


def settle_repeats(
    parts: Sequence[Part], house: House, store: Store, in_order: bool
) -> tuple[Counter[str], Counter[str]]:
    """B04: quarantine what stands twice in one file under one id with different content, or differs by capitals only.

    Rows are written again where that is so; returns the counts of the rows as they were and as they are. The same
    content twice is one record. After a delete of the id the last word counts, and so it does from file to file of
    an archive, and where the records of one file come `in_order`, as those of a harvest and the products of ONIX do.
    """
    work = _Repeats(house, store, in_order)
    work.survey(parts)
    if work.suspects:
        for path, _ in parts:
            work.settle(path)
    return work.gone, work.came


@dataclass(slots=True)
class _Repeats:
    """The ids of one delivery that stand for more than one record."""

    house: House
    store: Store
    in_order: bool
    suspects: set[int] = field(default_factory=set)  # positions of rows to be quarantined
    gone: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)

    def survey(self, parts: Sequence[Part]) -> None:
        """Find the rows; only those of ids that stand more than once are kept in mind."""
        ids: Counter[str] = Counter()
        made: set[str] = set()
        for row in rows_of(path for path, _ in parts):
            if _counts(row):
                ids[row.vendor_id.casefold()] += 1
            if row.outcome == Outcome.CANDIDATE:
                made.add(row.vendor_id)
        others = self._other_spellings(made)
        if not others and ids.total() == len(ids):
            return
        found: defaultdict[str, list[tuple[Row, str]]] = defaultdict(list)
        for path, file in parts:
            for row in rows_of([path]):
                folded = row.vendor_id.casefold()
                if _counts(row) and (ids[folded] > 1 or row.vendor_id in others):
                    found[folded].append((row, file))
        for several in found.values():
            self.suspects.update(row.position for row in self._clashing(several, others))

    def _other_spellings(self, made: set[str]) -> set[str]:
        """Those of the ids that the store has not, but for capitals."""
        c = source_record.c
        query = select(c.vendor_id).where(c.vendor == self.house.profile.vendor, c.deleted.is_(False))
        with self.store.read() as connection:
            live = set(connection.execute(query).scalars()) if made else set()
        folded = {each.casefold() for each in live}
        return {each for each in made - live if each.casefold() in folded}

    def _clashing(self, several: Sequence[tuple[Row, str]], others: set[str]) -> Iterator[Row]:
        """The rows of one id, however it is spelled, that cannot all be right."""
        kept = [(row, file) for row, file in several if row.outcome in _KEPT]
        spellings = {row.vendor_id for row, _ in kept}
        if len(spellings) > 1 or spellings & others:
            yield from (row for row, _ in kept if len(spellings) > 1 or row.vendor_id in others)
            return
        if self.in_order or any(row.outcome == Outcome.DELETED for row, _ in several):
            return
        by_file: defaultdict[str, list[Row]] = defaultdict(list)
        for row, file in kept:
            by_file[file].append(row)
        for rows in by_file.values():
            if len({row.sha256 for row in rows}) > 1 and len({row.record for row in rows}) > 1:
                yield from rows

    def settle(self, path: Path) -> None:
        """Write the rows of a range anew, with what clashes in quarantine."""
        fresh = path.with_suffix(".settled")
        with fresh.open("wb") as out:
            for rows in read_rows(path):
                self._quarantine([row for row in rows if row.position in self.suspects])
                write_rows(out, rows)
        fresh.replace(path)

    def _quarantine(self, rows: Sequence[Row]) -> None:
        stored = self._stored([row.vendor_id for row in rows if row.outcome == Outcome.UNCHANGED])
        for row in rows:
            count(self.gone, row)
            if row.outcome == Outcome.UNCHANGED:
                row.raw, row.envelope = stored.get(row.vendor_id, (b"", ""))
            _withhold(row, self.house, Issue(REPEATED, "id-repeated", Level.FATAL, value=row.vendor_id))
            count(self.came, row)

    def _stored(self, ids: Sequence[str]) -> Mapping[str, tuple[bytes, str]]:
        """The raw bytes of unchanged records, which their rows do not carry, and how they are read."""
        c, e = source_record.c, envelope.c
        query = select(c.vendor_id, c.raw, e.content).outerjoin(envelope, e.id == c.envelope_id)
        query = query.where(c.vendor == self.house.profile.vendor, c.vendor_id.in_(ids))
        with self.store.read() as connection:
            return {row.vendor_id: (row.raw, row.content or "") for row in connection.execute(query)} if ids else {}


def _counts(row: Row) -> bool:
    """True if the row is of a record that may be live after the delivery, or deletes one."""
    return bool(row.vendor_id) and row.outcome in (*_KEPT, Outcome.DELETED)
