"""245: title statement. No $h, ISBD marks alone between $a, $b and $c, and a first indicator that fits the 1XX.

Title case, articles and final marks are other concerns.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from transforms.normalise.context import Context
from transforms.normalise.format_words import without_words
from transforms.normalise.stops import before_mark
from transforms.normalise.text import parted
from transforms.record import Field, Record

_MARKS = ":;=/"
_TIGHT = re.compile(r"(?<=[^ ;]) ?; ?(?=[^ ;])")  # between statements of responsibility
_PART = re.compile(
    r"(.{2,200}?)\. ((?:Osa|Del|Part|Volume|Vol\.|Book|Bok|Kirja|Band|Teil|Tome|Nide) (?:[0-9]{1,3}|[IVXLC]{1,6}))"
    r"(?:[,:.] ([^ /:;=][^/:;=]*?))?((?: [:/;=])?)"
)
_MARK_BEFORE = {"b": ":", "c": "/"}
_WRONG_BEFORE = {"b": "/", "c": ":;=/"}  # marks that cannot stand there, or are the wanted one


def title_245(record: Record, context: Context) -> Record:
    """`$aValot$hE-kirja$bromaani$cA. B.` becomes `$aValot :$bromaani /$cA. B.`; ind1 is 1 with a 1XX."""
    title, ind1, has_variants = None, "0", False
    for each in record.fields:
        tag = each.tag
        if tag[:1] == "1":
            ind1 = "1"
        elif tag == "245":
            title = title or each
        elif tag == "246":
            has_variants = True
    if title is None:
        return record
    mended = _mend(_parts_apart(title), ind1, context.tables.cataloguing.abbreviations)
    result = record if mended == title else record.swap(title, mended)
    return _variants(result, mended, context) if has_variants else result


def _variants(record: Record, title: Field, context: Context) -> Record:
    """246 without words for the form of the copy, and none that says no more than 245 $a."""
    words, own = context.tables.cataloguing.format_words, _letters(title["a"])
    fields: list[Field] = []
    for each in record.fields:
        if each.tag == "246" and each["a"]:
            rest, found = without_words(each["a"], words)
            mended = each.put("a", rest) if found and rest else each
            if mended.codes != "a" or _letters(mended["a"]) != own:
                fields.append(mended)
        else:
            fields.append(each)
    made = tuple(fields)
    return record if made == record.fields else Record(record.leader, made)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _parts_apart(title: Field) -> Field:
    """ "$a Valot. Osa 2, Pimeä" as $a, $n and $p."""
    found = _PART.fullmatch(title["a"]) if ". " in title["a"] else None
    if found is None or title.has("n") or title.has("p") or title.codes.count("a") != 1:
        return title
    pairs = title.subfields
    place = title.codes.index("a")
    name, number, part, mark = found.groups()
    told = [("n", f"{number},"), ("p", f"{part}{mark}")] if part else [("n", f"{number}{mark}")]
    return title.with_subfields([*pairs[:place], ("a", f"{name}."), *told, *pairs[place + 1 :]])


def _mend(each: Field, ind1: str, abbreviations: Collection[str]) -> Field:
    pairs: list[tuple[str, str]] = []
    for code, value in each.subfields:
        if code == "h":
            if mark := parted(value, _MARKS)[1]:  # at the end of a dropped $h: it belongs to what stands before
                _close(pairs, mark, "", abbreviations)
            continue
        if code in _MARK_BEFORE:
            _close(pairs, _MARK_BEFORE[code], _WRONG_BEFORE[code], abbreviations)
        pairs.append((code, _TIGHT.sub(" ; ", value) if code == "c" and ";" in value else value))
    return Field("245", ind1 + each.ind2).with_subfields(pairs)


def _close(pairs: list[tuple[str, str]], mark: str, wrong: str, abbreviations: Collection[str]) -> None:
    """End the last subfield with the mark, unless it ends with one that is not wrong; a blank alone before it."""
    if pairs:
        code, value = pairs[-1]
        text, present = parted(value, _MARKS)
        kept = "" if present in wrong else present
        pairs[-1] = (code, f"{before_mark(text, abbreviations)} {kept or mark}".lstrip())
