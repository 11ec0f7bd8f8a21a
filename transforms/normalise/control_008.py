"""008: there is one, of 40 characters. What is not known of it is fill characters, never a default.

Some systems make one blank of several: day, date, country and language of such an 008 can still be told.
"""

from __future__ import annotations

import re

from transforms.normalise.context import Context
from transforms.record import Field, Record

_LENGTH = 40
_PADDED = re.compile(r"[0-9]{6}.{29}[a-z]{3}")  # only the uncoded end is missing: rule F01 mends it
_DATED = re.compile(r"[0-9]{6}[bcdeikmnpqrstu|][0-9u| ]{8}")
_COLLAPSED = re.compile(
    r"(?P<day>[0-9]{6})(?P<date>[st][0-9u]{4}) (?:(?P<country>[a-z]{2,3})[ |])?.*?"
    r"(?:(?P<language>[a-z]{3})[ |]{0,2}[a-z]?)?"
)
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_CODE = re.compile(r"[a-z]{3}")
_UNKNOWN = "|"


def control_008(record: Record, context: Context) -> Record:
    """A missing or broken 008 is made of the year in 264, the language in 041, and fill characters."""
    present: list[Field] = []
    for each in record.fields:
        if each.tag == "008":
            if len(each.value) == _LENGTH or _PADDED.match(each.value):
                return record
            present.append(each)
    told = present[0].value.strip() if present else ""
    known = _COLLAPSED.fullmatch(told)
    if _DATED.match(told):
        head, known = told[:15], None
    else:
        head = f"{known['day']}s{known['date'][1:]}    " if known else _dated(record, context)
    country = known["country"] if known and known["country"] in context.tables.marc_countries else _UNKNOWN * 3
    coded = known["language"] if known and known["language"] in context.tables.languages else ""
    made = Field("008", f"{head}{country:<3}{_UNKNOWN * 17}{_language(record) or coded or _UNKNOWN * 3}{_UNKNOWN * 2}")
    return record.swap(present[0], made) if present else record.add(made)


def _dated(record: Record, context: Context) -> str:
    """008/00-14: the day of the vendor's last change, else ours, and one year or none."""
    changed = record.value("005")[2:8]
    day = changed if changed.isdecimal() and len(changed) == 6 and changed.isascii() else context.profile.entered
    years = {year for each in record.fields if each.tag in ("260", "264") for year in _YEAR.findall(each["c"][:60])}
    return f"{day}s{years.pop()}    " if len(years) == 1 else f"{day}nuuuuuuuu"


def _language(record: Record) -> str:
    codes = (value for each in record.fields if each.tag == "041" for value in each.all("a", "d"))
    return next((code for code in codes if _CODE.fullmatch(code)), "")
