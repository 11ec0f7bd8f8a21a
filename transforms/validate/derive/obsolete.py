"""Fields of AACR2 as RDA writes them: 260 as 264, 440 as 490 and 830 (S21). What is not clear stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transforms.normalise.context import E_MEDIA
from transforms.record import Field, Record
from transforms.validate.view import View

if TYPE_CHECKING:
    from transforms.tables import Tables

Pairs = list[tuple[str, str]]

_MADE = str.maketrans("efg", "abc")  # 260: place, name and date of manufacture
_YEAR_BOUND = 40  # characters of a date of publication; more is a sentence
_COPYRIGHT = re.compile(r"(?:(?P<date>.*[^ ,]),? )?(?P<mark>c|cop\. ?|©|p|℗) ?(?P<year>[0-9]{4})\]?\.?")


def modernised(view: View, _: Tables) -> Record | None:
    """Of e-material 260 becomes 264 and 440 becomes 490 and 830; other records keep the tags of their rules."""
    record = view.record
    if view.around.media not in E_MEDIA:
        return record
    has_264 = any(each.ind2 == "1" for each in record.all("264"))
    for each in record.all("260", "440"):
        made = _of_440(each) if each.tag == "440" else [] if has_264 else _of_260(each)
        if made:
            record = record.swap(each, *made)
    return record if record is view.record else record.sorted()


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


def _without_copyright(pairs: Pairs) -> tuple[Pairs, list[str]]:
    """ "2001, c1999" is the date 2001 and ©1999; "c1999" alone tells both, the date in brackets."""
    kept: Pairs = []
    found: list[str] = []
    for code, value in pairs:
        dated = _COPYRIGHT.fullmatch(value) if code == "c" and len(value) <= _YEAR_BOUND else None
        if dated is None:
            kept.append((code, value))
            continue
        found.append(("℗" if dated["mark"] in ("p", "℗") else "©") + dated["year"])
        kept.append((code, dated["date"] or f"[{dated['year']}]"))
    return kept, found


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
