"""260 as 264, 440 as 490 and 830, and a copyright date out of 264 #1: fields of AACR2 as RDA has them.

What is not clear stays.
"""

from __future__ import annotations

import re

from transforms.normalise.context import Context
from transforms.record import Field, Record

Pairs = list[tuple[str, str]]

_MADE = str.maketrans("efg", "abc")  # 260: place, name and date of manufacture
_YEAR_BOUND = 40  # characters of a date of publication; more is a sentence
_COPYRIGHT = re.compile(
    r"(?:(?P<date>.*[^ ,]),? )?(?P<mark>c|cop\. ?|copyright |©|p|℗) ?(?P<year>[0-9]{4})(?P<open>-)?\]?\.?",
    re.IGNORECASE,
)
_MARKED = re.compile("\x1fc[^\x1f]*[cp©℗]", re.IGNORECASE).search  # a first look at a date
_OLD = frozenset(("260", "440"))


def old_fields(record: Record, _: Context) -> Record:
    """260 "c2022" becomes 264 #1 [2022] and 264 #4 ©2022; 440 becomes 490 and 830."""
    for each in record.fields:
        tag = each.tag
        if tag in _OLD or (tag == "264" and each.value[1:2] in ("1", "4") and _MARKED(each.value)):
            return modernised(record)
    return record


def modernised(record: Record) -> Record:
    """The record with 260, 440 and the dates of 264 as RDA has them; the record itself where nothing is old."""
    fields: list[Field] = []
    has_264 = "1" in [each.value[1:2] for each in record.fields if each.tag == "264"]
    for each in record.fields:
        tag = each.tag
        if tag == "260":
            fields += ([] if has_264 else _of_260(each)) or [each]
        elif tag == "440":
            fields += _of_440(each) or [each]
        elif tag == "264" and each.value[1:2] == "1":
            fields += _of_264(each)
        elif tag == "264" and each.value[1:2] == "4":
            fields.append(each.map(lambda code, value: _marked(value) if code == "c" else value))
        else:
            fields.append(each)
    made = tuple(dict.fromkeys(fields)) if len(fields) != len(record.fields) else tuple(fields)
    return record if made == record.fields else Record(record.leader, made).sorted()


def _of_260(each: Field) -> list[Field]:
    """264 #1 for the publisher, #4 for a copyright date that stands with the date, #3 for the manufacturer."""
    pairs = each.subfields
    if {code for code, _ in pairs} - set("abcefg3"):
        return []
    kept = [pair for pair in pairs if pair[0] in "abc3"]
    made = [(code.translate(_MADE), value.strip(" ()")) for code, value in pairs if code in "efg"]
    kept, copyrights = _without_copyright(kept)
    first = each.ind1 if each.ind1 in " 23" else " "
    fields = [Field("264", f"{first}1").with_subfields(kept)] if kept else []
    fields += [Field("264", f"{first}3").with_subfields(made)] if made else []
    return fields + [Field.data("264", f"{first}4", "c", date) for date in copyrights]


def _of_264(each: Field) -> list[Field]:
    """The statement of publication, and its copyright date apart."""
    kept, copyrights = _without_copyright(each.subfields)
    return [each.with_subfields(kept), *(Field.data("264", f"{each.ind1}4", "c", date) for date in copyrights)]


def _without_copyright(pairs: Pairs) -> tuple[Pairs, list[str]]:
    """ "2001, c1999" is the date 2001 and ©1999; "c1999" alone tells both, as [1999]; "c1999-" is [1999]-.

    Of "p1980, c1981" both are apart, and the first is the date too.
    """
    kept: Pairs = []
    found: list[str] = []
    for code, value in pairs:
        while dated := _COPYRIGHT.fullmatch(value) if code == "c" and len(value) <= _YEAR_BOUND else None:
            is_open = dated["open"] is not None  # of a serial: the date of its first issue
            if not is_open:
                found.append(("℗" if dated["mark"].lower() in ("p", "℗") else "©") + dated["year"])
            value = dated["date"] or f"[{dated['year']}]{'-' if is_open else ''}"
        kept.append((code, value))
    return kept, found


def _marked(value: str) -> str:
    """ "c2022", "copyright 2022" and "© 2022" as ©2022, which stands alone in 264 #4."""
    dated = _COPYRIGHT.fullmatch(value)
    if dated is None or dated["date"] or dated["open"]:
        return value
    return ("℗" if dated["mark"].lower() in ("p", "℗") else "©") + dated["year"]


def _of_440(each: Field) -> list[Field]:
    """490 1# as the series stood there, and 830 as its heading; part and name of part follow the title in 490 $a."""
    pairs = each.subfields
    if not pairs or pairs[0][0] != "a" or {code for code, _ in pairs} - set("anpvxw0"):
        return []
    statement: Pairs = []
    for code, value in pairs:
        if code in "np":
            statement[-1] = (statement[-1][0], f"{statement[-1][1].rstrip()} {value}")
        elif code in "avx":
            statement.append((code, value))
    filing = each.ind2 if each.ind2.isdigit() else "0"
    return [Field("490", "1 ").with_subfields(statement), Field("830", f" {filing}").with_subfields(pairs)]
