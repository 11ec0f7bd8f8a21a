"""Terms: on what terms a record is judged: the vendor's levels, what a person accepted or set, and the day."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from transforms.calendar import NO_DAY, Calendar
from transforms.profile import NEUTRAL, Profile
from transforms.record import Field, Level

Levels = Mapping[str, Level]  # a vendor's own levels, by rule id


class Terms(NamedTuple):
    """What may differ from record to record, besides the record."""

    levels: Levels = MappingProxyType({})
    suppressed: frozenset[str] = frozenset()  # rules whose findings are accepted for this record
    kept: frozenset[Field] = frozenset()  # fields that a person set: no fixer touches them
    calendar: Calendar = NO_DAY  # notes until when the rules say the same
    profile: Profile = NEUTRAL  # what the vendor file says beyond levels


FREE = Terms()
