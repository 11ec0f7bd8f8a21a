"""001, 003, 005: the vendor's control number moves to 035 as (SOURCE)id.

A number of a registered source (identifier_types.csv) gets its registered form: OverDrive's UUIDs in upper case.
Our own three are written at publication, not here.
"""

from __future__ import annotations

from transforms.identifiers import IdentifierTypes, read_control
from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.normalise.text import clean
from transforms.profile import Profile
from transforms.record import Field, Record

OURS = frozenset({"001", "003", "005"})


def control_001(record: Record, context: Context) -> Record:
    """001 "123" of the source VENDORA becomes 035 $a "(VENDORA)123", also for a 035 "123"; 001-005 are dropped."""
    ours: dict[str, str] = {}
    for tag, value in record.fields:
        if tag in OURS:
            ours[tag] = clean(value)
    if not ours:
        return record
    bare = ours.get("001", "")
    registered = context.tables.identifiers
    number = written(_prefixed(bare, ours.get("003", ""), context.profile), registered)
    kept = [
        _with_written(each, registered) if each.tag == "035" else each
        for each in record.fields
        if each.tag not in OURS and not _is_bare(each, bare, number)
    ]
    if number and not any(each.tag == "035" and number in each.all("a") for each in kept):
        return exchanged(Record(record.leader, tuple(kept)), (), [Field.data("035", "  ", "a", number)])
    return Record(record.leader, tuple(kept))


def written(text: str, registered: IdentifierTypes) -> str:
    """A control number as its source writes it: "(OverDrive)1C5B…" of "(overdrive)1c5b…"; others stay as they are."""
    number = read_control(text)
    kind = registered.by_source.get(number.source.casefold()) if number is not None else None
    canonical = kind.parse(text) if kind is not None else None
    return kind.control_of(canonical) if kind is not None and canonical is not None else text


def _with_written(each: Field, registered: IdentifierTypes) -> Field:
    pairs = [(code, written(value, registered) if code in "az" else value) for code, value in each.subfields]
    return each if pairs == each.subfields else each.with_subfields(pairs)


def _is_bare(each: Field, bare: str, number: str) -> bool:
    """True for the vendor's number in 035 without its source."""
    return each.tag == "035" and each["a"] == bare and bare != number


def _prefixed(number: str, agency: str, profile: Profile) -> str:
    """The number with its source: the vendor's code, or 003 where no vendor was named."""
    if not number or number.startswith("("):
        return number
    source = agency if agency and not profile.vendor else profile.source
    return f"({source}){number}"
