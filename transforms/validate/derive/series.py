"""490: the number of a series in $v, no ISSN of the printed series, and a first indicator that fits the 8XX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from transforms.record import SUBFIELD, Field, Record
from transforms.validate.derive.changes import changed

if TYPE_CHECKING:
    from transforms.tables import Tables
    from transforms.validate.view import View

_WORD = r"(?:osa|del|nro|nr|no|n:o|vol|volume|bok|bind|kirja|book|part)\b\.? ?"
_MARKED = re.compile(
    rf"(.{{2,200}}?) ?[;,] ?((?:{_WORD})?[0-9]{{1,3}}(?:[-–/][0-9]{{1,3}})?|{_WORD}[0-9]{{1,4}})\.?", re.IGNORECASE
)
_WORDED = re.compile(rf"(.{{2,200}}?) \(?({_WORD}[0-9]{{1,4}})\)?\.?", re.IGNORECASE)
_ISSN = re.compile(
    r"(.{2,200}?),? ?\(?ISSN:? ?([0-9]{4}-[0-9]{3}[0-9Xx])\)?(?:[,;] ?([0-9]{1,4}))?( ;)?", re.IGNORECASE
)
TRACED = ("800", "810", "811", "830")


def series_numbers(view: View, _: Tables) -> Record | None:
    """490 "Mallisarja ; 3" as $a Mallisarja ; $v 3; $x goes where 776 has it as that of another form (D13)."""
    if "490" not in view.groups:
        return None
    others = {_digits(each) for each in view.subfields("776").get("x", ())}
    others -= {_digits(each) for each in view.subfields("022").get("a", ())}
    return changed(view, ("490",), lambda each: _without_issn(_split(each), others))


def may_have_number(value: str) -> bool:
    """True for a 490 at whose end a number may stand, or that is no whole data field; one with $x is another matter."""
    return value[2:3] != SUBFIELD or value.rstrip().rstrip(".)")[-1:].isdigit()


def _split(each: Field) -> Field:
    """Only a field whose one $a is its last subfield has its number taken out; "Alue 51" may be a name."""
    if "ISSN" in each.value and not each.has("x"):
        each = _with_issn(each)
    if each.codes == "ax" and (numbered := _MARKED.fullmatch(each["a"].strip(" ,"))):
        title, issn = numbered[1].rstrip(" ;,("), each["x"].rstrip(" ;")
        return each.with_subfields([("a", f"{title},"), ("x", f"{issn} ;"), ("v", numbered[2])])
    if each.has("v") or each.has("x") or each.codes.count("a") != 1 or each.codes[-1:] != "a":
        return each
    found = _MARKED.fullmatch(each["a"].strip()) or _WORDED.fullmatch(each["a"].strip())
    if found is None:
        return each
    title = found[1].rstrip(" ;,(")
    return each.with_subfields([*each.subfields[:-1], ("a", f"{title} ;"), ("v", found[2])])


def _with_issn(each: Field) -> Field:
    """ "Mallisarja, ISSN 1234-5679 ;" as $a Mallisarja, $x 1234-5679 ;, and a number behind it in $v."""
    found = _ISSN.fullmatch(each["a"].strip())
    if found is None or (found[3] and each.has("v")):
        return each
    pairs: list[tuple[str, str]] = []
    for code, value in each.subfields:
        if code != "a":
            pairs.append((code, value))
            continue
        pairs += [("a", f"{found[1].rstrip(' ,;')},"), ("x", found[2] + (" ;" if found[3] or found[4] else ""))]
        pairs += [("v", found[3])] if found[3] else []
    return each.with_subfields(pairs)


def _without_issn(each: Field, others: set[str]) -> Field:
    """Without $x of another form; the mark before $x goes, the one before $v stays."""
    pairs: list[tuple[str, str]] = []
    for code, value in each.subfields:
        if code == "x" and _digits(value) in others:
            if pairs:
                last, text = pairs[-1]
                mark = " ;" if value.rstrip().endswith(";") else ""
                pairs[-1] = (last, text.rstrip(" ,") + mark)
            continue
        pairs.append((code, value))
    return each.with_subfields(pairs)


def _digits(issn: str) -> str:
    return issn.replace("-", "").strip(" ;,.").upper()


def series_tracing(view: View, _: Tables) -> Record | None:
    """490 ind1 0 without any 8XX, 1 with as many (D28); None where their numbers differ: which ones, none can say."""
    stated, traced = view.groups.get("490", ()), sum(len(view.groups.get(tag, ())) for tag in TRACED)
    if not stated or traced not in (0, len(stated)):
        return None
    ind1 = "1" if traced else "0"
    return changed(view, ("490",), lambda each: each.with_indicators(ind1 + each.ind2))
