"""001, 003, 005: the vendor's control number moves to 035 as (SOURCE)id.

Our own three are written at publication, not here.
"""

from __future__ import annotations

from transforms.normalise.context import Context
from transforms.normalise.text import clean
from transforms.profile import Profile
from transforms.record import Field, Record

OURS = frozenset({"001", "003", "005"})


def control_001(record: Record, context: Context) -> Record:
    """001 "123" of the source VENDORA becomes 035 $a "(VENDORA)123", also for a 035 "123"; 001-005 are dropped."""
    ours = {each.tag: clean(each.value) for each in record.fields if each.tag in OURS}
    if not ours:
        return record
    kept = record.keep(lambda each: each.tag not in OURS)
    bare = ours.get("001", "")
    number = _prefixed(bare, ours.get("003", ""), context.profile)
    kept = kept.keep(lambda each: each.tag != "035" or each["a"] != bare or each["a"] == number)
    if not number or any(number in each.all("a") for each in kept.fields if each.tag == "035"):
        return kept
    return kept.add(Field.data("035", "  ", "a", number))


def _prefixed(number: str, agency: str, profile: Profile) -> str:
    """The number with its source: the vendor's code, or 003 where no vendor was named."""
    if not number or number.startswith("("):
        return number
    source = agency if agency and not profile.vendor else profile.source
    return f"({source}){number}"
