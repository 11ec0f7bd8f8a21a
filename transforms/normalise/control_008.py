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
_COLLAPSED = re.compile(r"(?P<day>[0-9]{6})(?P<date>[st][0-9u]{4}) (?:(?P<country>[a-z]{2,3})[ |])?.*")
_LANGUAGE = re.compile(r"(?<![a-z])([a-z]{3})[ |]{0,2}(?: [a-z]|[cdu|])?$")  # at the end, before source and change
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
        head, country = told[:15], f"{told[15:18]:<3}"
    elif known:
        head, country = f"{known['day']}s{known['date'][1:]}    ", f"{known['country'] or '':<3}"
    else:
        head, country = _dated(record, context), ""
    if country.rstrip() not in context.tables.marc_countries:
        country = _UNKNOWN * 3
    coded = _LANGUAGE.search(told)
    language = _language(record) or (coded[1] if coded and coded[1] in context.tables.languages else _UNKNOWN * 3)
    made = Field("008", f"{head}{country}{_UNKNOWN * 17}{language}{_UNKNOWN * 2}")
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
