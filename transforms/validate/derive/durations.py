"""306: the running time as HHMMSS, mended by what it says itself or by 300. Nothing here guesses at a rounded time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transforms.normalise.running_times import Duration, agree, coded, spoken
from transforms.record import Field, Record
from transforms.validate.derive.changes import changed

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import View

_PARTS = re.compile(r"([0-9]{1,2})[:.]?([0-5][0-9])[:.]?([0-5][0-9])")  # 9:41:00, 94100
LONGEST = 100 * 3600  # 306 has two digits for hours
TOLERANCE = 60  # seconds between 306 and 300


def duration_306(view: View, _: Tables) -> Record | None:
    """306 as 300 tells it where it is no HHMMSS or contradicts 300; "9:41:00" as "094100". None without a 306."""
    fields = view.groups.get("306", ())
    if not fields:
        return None
    told = [each for value in view.subfields("300").get("a", ()) if (each := spoken(value))]
    sure = told[0] if len(told) == 1 and len(view.groups["300"]) == 1 and len(fields) == 1 else None
    return changed(view, ("306",), lambda each: _mended(each, sure))


def _mended(each: Field, told: Duration | None) -> Field:
    value = each["a"]
    seconds = coded(value)
    if seconds is None:
        found = _PARTS.fullmatch(value)
        seconds = None if found is None else int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])
    if told is not None and told.to_the_minute and (seconds is None or not agree(seconds, told, TOLERANCE)):
        seconds = told.seconds
    if seconds is None or not 0 < seconds < LONGEST or each.codes.count("a") != 1:
        return each
    written = f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
    return each if written == value else each.put("a", written)
