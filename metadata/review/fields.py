"""A field as a person writes it → an edit: which field it stands for, and whether that one is the vendor's.

"245 10 $a Title" sets the field that was asked about, or the only one of its tag; "700[1] 1# $a …" the second 700,
"655[+] #7 $a …" adds one, "653[0] -" takes one out. # is a blank indicator; of 008 the whole text is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import zstandard
from sqlalchemy import Row, select

from metadata import envelopes
from metadata.errors import ConfigError
from metadata.exceptions import edit_of, with_exceptions
from metadata.home import Home
from metadata.payload import envelope_at
from metadata.references import house_of
from metadata.store import quality
from metadata.store.choices import Choice
from metadata.store.tables import delivery
from transforms.formats.frame import Envelope
from transforms.record import FIELD_END, SUBFIELD, Field, Record
from transforms.refine import refine
from transforms.validate.examples import example_record

_WRITTEN = re.compile(r"([0-9A-Z]{3})(?:\[(\d+|\+)\])? (.+)", re.DOTALL)
_PATH = re.compile(r"([0-9A-Z]{3})\[(\d+)\]")
_FIXED = ("LDR", "001")  # whose record it is, and what it is: not to be set by hand
_OUT = "-"


class Written(NamedTuple):
    """What a person wrote."""

    tag: str
    occurrence: str  # "1", "+" for one more, "" where it is not told
    after: Field | None  # None: the field is taken out


def parse_field(text: str) -> Written:
    """Read a field as people write it. Raises ConfigError."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or SUBFIELD in text or FIELD_END in text:
        raise ConfigError(f'{text!r} is no field: write "245 10 $a Title"')
    tag, occurrence, content = found.groups("")
    if tag in _FIXED:
        raise ConfigError(f"{tag} cannot be set by hand")
    if content == _OUT:
        return Written(tag, occurrence, None)
    try:
        (after,) = example_record([f"{tag} {content}"]).fields
    except ValueError:
        raise ConfigError(f'{text!r} is no field: write "245 10 $a Title"') from None
    if not after.is_control and not after.subfields:
        raise ConfigError(f'{text!r} has no subfield: write "245 10 $a Title"')
    return Written(tag, occurrence, after)


def edit_value(
    home: Home, row: Row[Any], path: str, text: str, earlier: Sequence[Choice]
) -> tuple[dict[str, Any], Choice | None]:
    """The value of an edit of a source record, and the earlier edit of the same field that it replaces.

    `path` is where the question was ("245[0]$a"). Raises ConfigError when it is not clear which field is meant.
    """
    written, stored = parse_field(text), Record.unpack(row.record)
    seen = _seen(written, stored, path)
    after = written.after.value if written.after else ""
    replaced = next((each for each in earlier if seen and _set(each) == seen), None)
    if replaced is not None:
        return {**edit_of(replaced.value)._asdict(), "after": after}, replaced
    vendors = vendors_record(home, row)
    if seen is None:
        if written.after is None:
            raise ConfigError(f"there is no field {written.tag} to take out")
        others = len(vendors.all(written.tag))
        return {"tag": written.tag, "before": "", "after": after, "others": others, "late": False}, None
    before = _vendors(seen, stored, vendors)
    late = before is None
    value = {"tag": written.tag, "before": (before or seen).value, "after": after, "others": 0, "late": late}
    same = (each for each in earlier if edit_of(each.value).before == value["before"] and each.value["tag"] == seen.tag)
    return value, next(same, None)


def _set(choice: Choice) -> Field | None:
    """The field that an earlier edit put in place."""
    edit = edit_of(choice.value)
    return Field(edit.tag, edit.after) if edit.after else None


def _seen(written: Written, stored: Record, path: str) -> Field | None:
    """The field that the person saw and means; None for one that is added."""
    there = stored.all(written.tag)
    asked = _PATH.match(path)
    number = written.occurrence
    if not number and asked and asked[1] == written.tag:
        number = asked[2]
    if number == "+" or (not number and not there):
        return None
    if not number and len(there) == 1:
        number = "0"
    if not number:
        several = "; ".join(f"{written.tag}[{n}] {each.text}" for n, each in enumerate(there))
        raise ConfigError(f"which {written.tag}? {several}; {written.tag}[+] adds one")
    if int(number) >= len(there):
        raise ConfigError(f"there is no field {written.tag}[{number}]: they count from 0, and there are {len(there)}")
    return there[int(number)]


def _vendors(seen: Field, stored: Record, vendors: Record) -> Field | None:
    """The vendor's field from which the rules made the one that was seen; None when that is not clear."""
    if seen in vendors.fields:
        return seen
    made = [each for each in stored.all(seen.tag) if each not in vendors.fields]
    mended = [each for each in vendors.all(seen.tag) if each not in stored.fields]
    return mended[made.index(seen)] if len(made) == len(mended) else None


def vendors_record(home: Home, row: Row[Any]) -> Record:
    """A source record as it is before the rules: read, converted and normalised from the vendor's stored bytes."""
    house, _ = house_of(row.vendor, home.references, home.today)
    with home.store.read() as connection:
        house = with_exceptions(house, home.settings.schemas, connection)
    done = refine(zstandard.decompress(row.raw), _envelope(home, row), replace(house, upto="enrich"))
    if done.record is None:
        raise ConfigError(f"{row.vendor}:{row.vendor_id} cannot be made from what the vendor sent: {done.reason}")
    return done.record


def _envelope(home: Home, row: Row[Any]) -> Envelope:
    """How the bytes of a source record are read; a store of an earlier release kept it with the delivery only."""
    with home.store.read() as connection:
        if text := quality.envelope_text(connection, row.envelope_id):
            return envelopes.read(text)
        path = connection.execute(select(delivery.c.path).where(delivery.c.id == row.delivery_id)).scalar_one()
    home.settings.work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="edit-", dir=home.settings.work) as work:
        return envelope_at(home.settings.data_dir / path, Path(work), row.position)
