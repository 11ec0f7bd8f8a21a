"""Products of ONIX made into MARC records, against a parse of the same bytes that looks at nothing in them.

Both have the bytes of the products in memory, and only of those that become records. The gate is asked too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lxml import etree

from metadata.convert import neutral_house
from transforms.calendar import Calendar
from transforms.crosswalks.onix import convert, gate
from transforms.formats import onix
from transforms.formats.frame import Envelope
from transforms.record import Outcome

TO_RECORD, NULL_PARSE = "ONIX product to record", "ONIX product, null parse"
HOUSE = neutral_house()


def to_records(path: Path) -> Callable[[], int]:
    """Parse each product and convert it."""
    envelope, raws = _held(path)

    def timed() -> int:
        return sum(1 for raw in raws if _record(raw, envelope))

    return timed


def null_parse(path: Path) -> Callable[[], int]:
    """What no reader of XML by lxml can be quicker than."""
    _, raws = _held(path)

    def timed() -> int:
        return sum(1 for raw in raws if etree.fromstring(raw) is not None)

    return timed


def _held(path: Path) -> tuple[Envelope, list[bytes]]:
    """The products that become records and that a bare parser reads too; what is remembered of codes is warm."""
    with path.open("rb") as stream:
        envelope = onix.open_message(stream)
        raws = [frame.raw for frame in onix.frames(stream, envelope)]
    return envelope, [raw for raw in raws if _is_sound(raw) and _record(raw, envelope)]


def _is_sound(raw: bytes) -> bool:
    try:
        return etree.fromstring(raw) is not None
    except etree.XMLSyntaxError:  # an entity of HTML, which our reader mends
        return False


def _record(raw: bytes, envelope: Envelope) -> bool:
    product = onix.parse(raw, envelope, HOUSE.tables.onix)
    if not isinstance(product, onix.Product):
        return False
    if gate(product, HOUSE.profile, HOUSE.tables, Calendar()).outcome != Outcome.CANDIDATE:
        return False
    record, _ = convert(product, envelope, HOUSE.profile, HOUSE.tables, Calendar())
    return bool(record.fields)
