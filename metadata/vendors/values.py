"""The values of a vendor file that are more than text or number: schedules, durations, link templates, tags …

Each is an annotated type whose check raises ValueError with what is wrong and how it is written.
"""

from __future__ import annotations

import difflib
import re
from datetime import date
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from metadata.sources import seconds_of
from transforms.score.fills import FILLS
from transforms.validate.patterns import PatternError, searcher
from transforms.validate.structure import allowed

PLACEHOLDERS = frozenset({"vendor", "vendor_id"})  # what publication fills into a link: metadata/publish/views.py
NEEDED = ("001", "008", "245")  # fields without which a record is none
FILL_NAMES = tuple(FILLS)

_CRON = (  # field, first and last value, names
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day", 1, 31, ()),
    ("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    ("weekday", 0, 7, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_ADDED = re.compile(r"^0[1-9][0-9] [0-9a-z#]{2} \$[0-9a-z] .+$|^[1-9][0-9]{2} [0-9a-z#]{2} \$[0-9a-z] .+$")
_CRON_ITEM = re.compile(
    r"(?:\*|(?P<first>[0-9]{1,2}|[a-z]{3})(?:-(?P<last>[0-9]{1,2}|[a-z]{3}))?)(?:/(?P<step>[0-9]{1,2}))?"
)
_LONGEST = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # days of a month


def _cron(text: str) -> str:
    """Five fields of a cron expression, as Airflow's CronTriggerTimetable takes them."""
    fields = text.split()
    if len(fields) != len(_CRON):
        raise ValueError('it has five fields, minute hour day month weekday: "15 2 * * *" is every night at 2.15')
    _, _, days, months, _ = [_cron_field(each, *known) for each, known in zip(fields, _CRON, strict=True)]
    if fields[4] == "*" and min(days) > max(_LONGEST[month] for month in months):
        raise ValueError(f"day {fields[2]} of month {fields[3]} never comes")
    return text


def _cron_field(text: str, name: str, low: int, high: int, names: tuple[str, ...]) -> set[int]:
    """The values that one field allows."""
    values: set[int] = set()
    for item in text.lower().split(","):
        found = _CRON_ITEM.fullmatch(item)
        if found is None:
            raise ValueError(f"the {name} {item!r} is neither *, a number, a range 1-5 nor a step */15")
        step = int(found["step"] or 1)
        first = _cron_value(found["first"], name, low, names) if found["first"] else low
        alone = first if found["first"] and not found["step"] else high
        last = _cron_value(found["last"], name, low, names) if found["last"] else alone
        if not low <= first <= last <= high or not step:
            raise ValueError(f"the {name} {item!r} is not within {low}-{high}")
        values.update(range(first, last + 1, step))
    return values


def _cron_value(text: str, name: str, low: int, names: tuple[str, ...]) -> int:
    if text.isdigit():
        return int(text)
    if text not in names:
        raise ValueError(f"the {name} {text!r} is no name that cron knows")
    return names.index(text) + low


@cache
def _zones() -> frozenset[str]:
    """The names of all time zones, which are as many files: looked for once."""
    return frozenset(available_timezones())


def _timezone(name: str) -> str:
    known = _zones()
    if name not in known:
        near = difflib.get_close_matches(name, sorted(known), 1)
        raise ValueError(f"no such time zone: {name}" + (f"; did you mean {near[0]!r}?" if near else ""))
    return name


def _duration(value: Any) -> Any:
    seconds = seconds_of(value)
    if isinstance(value, bool) or not isinstance(seconds, int) or not isinstance(value, str):
        raise ValueError(f"{value!r} is no duration: write 30m, 12h or 1d")
    return seconds


def _template(text: str) -> str:
    """An https address with {vendor_id}, and nothing else in braces that nobody would fill."""
    named = set(re.findall(r"\{([^{}]*)\}", text))
    if unknown := sorted(named - PLACEHOLDERS):
        raise ValueError(f"nothing fills {{{unknown[0]}}}: there are {{vendor_id}} and {{vendor}}")
    if re.search(r"[{}]", re.sub(r"\{\w+\}", "", text)):
        raise ValueError("a brace stands alone: placeholders are {vendor_id} and {vendor}")
    if "vendor_id" not in named:
        raise ValueError("without {vendor_id} every title would have the same link")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if parts.scheme != "https" or not host or re.search(r"[{}@]", parts.netloc) or re.search(r"[\s\"<>\\^`]", text):
        raise ValueError("not an address such as https://vendor.example/title/{vendor_id}")
    return text


def _tag(spec: str) -> str:
    if needed := [tag for tag in NEEDED if all(want in ("X", got) for want, got in zip(spec, tag, strict=True))]:
        raise ValueError(f"{spec} would drop {needed[0]}, which every record needs")
    return spec


def added_field(text: str) -> str:
    """A field as it is added: "590 ## $a Text". Raises ValueError."""
    if _ADDED.fullmatch(text) is None:
        raise ValueError(f'{text!r} is not written as it must be: "590 ## $a Text"')
    return text


def _pattern(text: str) -> str:
    try:
        searcher(text)
    except PatternError as error:
        raise ValueError(str(error)) from None
    return text


def _allowed(spec: str) -> str:
    allowed(spec)
    return spec


def _fill_name(name: str) -> str:
    if name not in FILL_NAMES:
        near = difflib.get_close_matches(name, FILL_NAMES, 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(FILL_NAMES)}"
        raise ValueError(f"no such field is counted; {hint}")
    return name


def _written_date(value: Any) -> Any:
    if isinstance(value, (int, float)):
        raise ValueError(f"{value} is no date: write 2027-03-31")
    return value


Cron = Annotated[str, AfterValidator(_cron)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Duration = Annotated[
    int, BeforeValidator(_duration, json_schema_input_type=Annotated[str, Field(pattern=r"^\d+ ?[smhd]$")])
]  # written 12h, kept in seconds
Template = Annotated[str, AfterValidator(_template), Field(json_schema_extra={"pattern": r"^https://.*\{vendor_id\}"})]
TagSpec = Annotated[str, Field(pattern=r"^[0-9A-Z]{3}$"), AfterValidator(_tag)]  # 938, 9XX
AllowSpec = Annotated[
    str, Field(pattern=r"^([0-9X]{3}|[A-Z]{3})(\$[a-z0-9](\|[a-z0-9])*)?$"), AfterValidator(_allowed)
]  # 591, 9XX, 591$a|b
PromiseSpec = Annotated[str, Field(pattern=r"^[0-9]{3}(\$[a-z0-9])?$")]  # 520, 264$b
FillName = Annotated[str, AfterValidator(_fill_name)]
Day = Annotated[date, BeforeValidator(_written_date)]
Share = Annotated[float, Field(ge=0, le=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")]
Identity = Annotated[str, Field(pattern=r"^(RecordReference|001|(0[1-9]|[1-9][0-9])[0-9]\$[0-9a-z])$")]
RuleId = Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}$")]
Host = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
MarcLanguage = Annotated[str, Field(pattern=r"^[a-z]{3}$")]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]  # ISO 3166-1 alpha-2
Contact = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
SchemedSubjects = Annotated[str, Field(pattern=r"^[0-9A-Z][0-9] [^|]{1,200}(\|[ ]?[0-9A-Z][0-9] [^|]{1,200}){0,9}$")]
SourceCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,29}$")]
SubfieldCode = Annotated[str, Field(pattern=r"^[a-z0-9]$")]
FieldTag = Annotated[str, Field(pattern=r"^[0-9]{3}$"), AfterValidator(_tag)]  # 655
AnyTag = Annotated[str, Field(pattern=r"^[0-9]{3}$")]
Pattern = Annotated[str, AfterValidator(_pattern)]  # a regular expression
MarcCountry = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
RelatorCode = Annotated[str, Field(pattern=r"^[a-z]{3}$")]
ConceptUri = Annotated[
    str, Field(pattern=r"^http://(www\.yso\.fi/onto/yso/p[0-9]{1,9}|urn\.fi/URN:NBN:fi:au:slm:s[0-9]{1,9})$")
]
AddedField = Annotated[str, AfterValidator(added_field), Field(json_schema_extra={"pattern": _ADDED.pattern})]
