"""001, 003, 005: the vendor's control number moves to 035 as (SOURCE)id.

A number of a registered source (identifier_types.csv) gets its registered form: OverDrive's UUIDs in upper case. Of two
035s with one number the one that also tells the numbers before it ($z) stays.
Our own three are written at publication, not here.
"""

from __future__ import annotations

from transforms.identifiers import IdentifierTypes, read_control
from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.normalise.text import clean
from transforms.profile import Profile
from transforms.record import SUBFIELD, Field, Record

OURS = frozenset({"001", "003", "005"})
_NUMBERS = OURS | {"035"}


def control_001(record: Record, context: Context) -> Record:
    """001 "123" of the source VENDORA becomes 035 $a "(VENDORA)123", also for a 035 "123"; 001-005 are dropped."""
    present = [each for each in record.fields if each.tag in _NUMBERS]
    ours = {each.tag: clean(each.value) for each in present if each.tag in OURS}
    if not ours:
        return record
    bare = ours.get("001", "")
    registered = context.tables.identifiers
    number = written(_prefixed(bare, ours.get("003", ""), context.profile), registered)
    told = [each for each in present if each.tag == "035"]
    if number != bare:
        told = [each for each in told if each["a"] != bare]  # the vendor's number without its source
    told = [_with_written(each, registered) for each in told]
    if number and not any(number in each.all("a") for each in told):
        told.append(Field.data("035", "  ", "a", number))
    richer = {each["a"] for each in told if f"{SUBFIELD}z" in each.value and each.codes.startswith("az")}
    if richer:
        told = [each for each in told if each.codes != "a" or each["a"] not in richer]
    return exchanged(record, _NUMBERS, told)


def written(text: str, registered: IdentifierTypes) -> str:
    """A control number as its source writes it: "(OverDrive)1C5B…" of "(overdrive)1c5b…"; others stay as they are."""
    if "(" not in text:
        return text
    kind = registered.by_source.get(text.strip()[1:].partition(")")[0].casefold())
    canonical = kind.parse(text) if kind is not None and read_control(text) is not None else None
    return kind.control_of(canonical) if kind is not None and canonical is not None else text


def _with_written(each: Field, registered: IdentifierTypes) -> Field:
    if "(" not in each.value:
        return each
    pairs = each.subfields
    mended = [(code, written(value, registered) if code in "az" else value) for code, value in pairs]
    return each if mended == pairs else each.with_subfields(mended)


def _prefixed(number: str, agency: str, profile: Profile) -> str:
    """The number with its source: the vendor's code, or 003 where no vendor was named."""
    if not number or number.startswith("("):
        return number
    source = agency if agency and not profile.vendor else profile.source
    return f"({source}){number}"
