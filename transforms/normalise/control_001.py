"""001, 003, 005: the vendor's control number moves to 035 as (SOURCE)id.

A number of a registered source (identifier_types.csv) gets its registered form: OverDrive's UUIDs in upper case. Of two
035s with one number the one that also tells the numbers before it ($z) stays.
Our own three are written at publication, not here.
"""

from __future__ import annotations

from transforms.identifiers import IdentifierTypes, read_control
from transforms.normalise.context import Context
from transforms.normalise.exchange import insert
from transforms.normalise.text import clean
from transforms.profile import Profile
from transforms.record import Field, Record

OURS = frozenset({"001", "003", "005"})


def control_001(record: Record, context: Context) -> Record:
    """001 "123" of the source VENDORA becomes 035 $a "(VENDORA)123", also for a 035 "123"; 001-005 are dropped."""
    ours: dict[str, str] = {}
    for each in record.fields:
        if each.tag in OURS:
            ours[each.tag] = clean(each.value)
    if not ours:
        return record
    bare = ours.get("001", "")
    registered = context.tables.identifiers
    number = written(_prefixed(bare, ours.get("003", ""), context.profile), registered)
    kept: list[Field] = []
    is_there = not number
    for each in record.fields:
        tag = each.tag
        if tag == "035":
            if each["a"] == bare != number:
                continue  # the vendor's number without its source
            each = _with_written(each, registered)
            is_there = is_there or number in each.all("a")
        if tag not in OURS:
            kept.append(each)
    if not is_there:
        insert(kept, [Field.data("035", "  ", "a", number)])
    richer = {each["a"] for each in kept if each.tag == "035" and each.codes.startswith("az")}
    if richer:
        kept = [each for each in kept if each.tag != "035" or each.codes != "a" or each["a"] not in richer]
    return Record(record.leader, tuple(kept))


def written(text: str, registered: IdentifierTypes) -> str:
    """A control number as its source writes it: "(OverDrive)1C5B…" of "(overdrive)1c5b…"; others stay as they are."""
    number = read_control(text) if "(" in text else None
    kind = registered.by_source.get(number.source.casefold()) if number is not None else None
    canonical = kind.parse(text) if kind is not None else None
    return kind.control_of(canonical) if kind is not None and canonical is not None else text


def _with_written(each: Field, registered: IdentifierTypes) -> Field:
    pairs = each.subfields
    mended = [(code, written(value, registered) if code in "az" else value) for code, value in pairs]
    return each if mended == pairs else each.with_subfields(mended)


def _prefixed(number: str, agency: str, profile: Profile) -> str:
    """The number with its source: the vendor's code, or 003 where no vendor was named."""
    if not number or number.startswith("("):
        return number
    source = agency if agency and not profile.vendor else profile.source
    return f"({source}){number}"
