"""020: ISBN. Thirteen hyphenated digits in $a, words about them in $q, wrong ones in $z.

In an online record the ISBN of the printed book is kept as $z and linked from 776, which never names the record's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from transforms.identifiers.isbn import find_isbn, hyphenate
from transforms.identifiers.trade import looks_like_issn
from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.record import SUBFIELD, Field, Record

_QUALIFIED = f"{SUBFIELD}q"
_AROUND = " ()[]:;,"
_SERIALS = frozenset({"magazine", "audiomagazine"})
_SEVERAL = re.compile(r" [:;] |, |\) ?\(")  # between qualifiers
_ANOTHER = ""  # the code of a number that stands behind another one, until it has a field of its own
_BETWEEN = re.compile(r"[:;,()\[\]]")
_PRICE = re.compile(
    r"(?:eur|€|sek|nok|dkk|usd|gbp|[$£]) ?[0-9]+(?:[.,][0-9]{1,2})?"
    r"|[0-9]+(?:[.,][0-9]{1,2})? ?(?:eur|euroa|€|e|mk|kr|sek|nok|dkk)",
    re.IGNORECASE,
)
_OTHER = "atzwxurs"  # of 776: what names another edition

Pairs = list[tuple[str, str]]


def isbn(record: Record, context: Context) -> Record:
    """ "9510123452 (nid.)" in an e-book becomes 020 $z 978-… $q nid. and 776 08 $i Painettu: $z 978-…."""
    if context.media in _SERIALS:
        record = _with_issn(record, context)
    present = [each for each in record.fields if each.tag == "020"]
    if not present:
        return record
    numbered = [each.with_subfields(pairs) for each in present for pairs in _numbers(each.subfields)]
    printed: list[str] = []
    if context.is_online:
        record = _as_other_form(record, numbered, context)
        if any(_QUALIFIED in each.value for each in numbered):
            numbered, printed = _print_apart(numbered, context.tables.isbn_qualifiers)
    mended = _without_repeats(numbered)
    result = record if mended == present else exchanged(record, ("020",), mended)
    return _linked(result, printed, context.tables.words[context.language(record)]["print"]) if printed else result


def printed_apart(record: Record, qualifiers: Mapping[str, str], label: str) -> Record:
    """The same for numbers whose $q names a binding alone; `label` ("Painettu:") introduces them in 776."""
    present = [each for each in record.fields if each.tag == "020"]
    mended, printed = _print_apart(present, qualifiers)
    return _linked(record.drop("020").add(*mended), printed, label) if printed else record


def _print_apart(fields: list[Field], qualifiers: Mapping[str, str]) -> tuple[list[Field], list[str]]:
    """The 020s with the ISBN of a printed book as $z, and these numbers."""
    mended: list[Field] = []
    printed: list[str] = []
    for each in fields:
        pairs = each.subfields
        if _is_kind(pairs, "print", qualifiers):
            printed += [value for code, value in pairs if code == "a"]
            pairs = [("z" if code == "a" else code, value) for code, value in pairs]
        mended.append(each.with_subfields(pairs))
    return mended, printed


def _with_issn(record: Record, context: Context) -> Record:
    """A 020 of a serial that holds an ISSN as 022."""
    kind = context.tables.identifiers["issn"]
    for each in record.all("020"):
        if number := kind.parse(each["a"]):
            record = record.swap(each).add(Field.data("022", "  ", "a", number))
    return record


def _numbers(subfields: Pairs) -> list[Pairs]:
    """Each $a and $z as number and qualifier; a number that fails its check as $z. An ISSN is another rule's affair.

    A number that stands behind another one in $a begins a field of its own.
    """
    pairs: Pairs = []
    for code, value in subfields:
        number = find_isbn(value) if code in "az" else None
        if code not in "az" or not value or (number is None and (code == "z" or looks_like_issn(value))):
            pairs.append((code, value))
        elif number is None:
            pairs.append(("z", value))
        elif not number.is_valid:
            pairs.append(("z", value.rstrip().removesuffix(number.rest).strip()))
            pairs += qualifiers_of(number.rest)
        else:
            pairs.append((code, hyphenate(number.isbn13)))
            pairs += qualifiers_of(number.rest)
    return _apart(pairs)


def _apart(pairs: Pairs) -> list[Pairs]:
    """The pairs of a field cut before a number that stood behind another one."""
    if all(code for code, _ in pairs):
        return [pairs]
    places = [place for place, (code, _) in enumerate(pairs) if code == _ANOTHER]
    cuts = [0, *places, len(pairs)]
    return [
        [("a" if code == _ANOTHER else code, value) for code, value in pairs[start:end]]
        for start, end in pairwise(cuts)
    ]


def qualifiers_of(rest: str) -> Pairs:
    """What stands behind a number: "(nid.) (2. painos)" as two $q, and another ISBN, which is no word about it."""
    pairs: Pairs = []
    for word in (part.strip(_AROUND) for part in _SEVERAL.split(rest)):
        number = find_isbn(word)
        if number is not None and number.is_valid:
            pairs += [(_ANOTHER, hyphenate(number.isbn13)), *qualifiers_of(number.rest)]
        elif word and not _PRICE.fullmatch(word):
            pairs.append(("q", word))
    return pairs


def _is_kind(pairs: Pairs, kind: str, qualifiers: Mapping[str, str]) -> bool:
    """True if a word of $q is of the kind: "nid. : 20 e" is print by its first part."""
    for code, value in pairs:
        if code == "q":
            words = (part.strip(" .").casefold() for part in _BETWEEN.split(value))
            if any(qualifiers.get(word) == kind for word in words):
                return True
    return False


def _without_repeats(fields: list[Field]) -> list[Field]:
    """Leave out a bare $a that another 020 has too: ISBN-10 and ISBN-13 of one book become one."""
    if len(fields) < 2:
        return fields
    kept: list[Field] = []
    for index, each in enumerate(fields):
        others = kept + fields[index + 1 :]
        if each in kept or (
            each.codes == "a" and any(other["a"] == each["a"] and other.codes != "a" for other in others)
        ):
            continue
        kept.append(each)
    return kept


def _as_other_form(record: Record, fields: list[Field], context: Context) -> Record:
    """776 "$c Original $z 9789527991015" as 776 08 $i Painettu: with hyphens, where 020 says that it is print."""
    links = [each for each in record.fields if each.tag == "776" and "\x1fz" in each.value]
    if not links:
        return record
    own = {value for each in fields for value in each.all("a")}
    known = _qualified(fields, "print", context)
    for each in links:
        pairs = [(code, _hyphenated(value) if code == "z" else value) for code, value in each.subfields]
        if any(code == "z" and value in own for code, value in pairs) or len(set(pairs)) < len(pairs):
            is_told = any(code == "z" and value not in own for code, value in pairs)  # which other edition it is
            wrong = own - known if is_told else _qualified(fields, "electronic", context)
            pairs = [pair for pair in dict.fromkeys(pairs) if pair[0] != "z" or pair[1] not in wrong]
        if not each.has("i") and {value for code, value in pairs if code == "z"} & known:
            rest = [pair for pair in pairs if pair != ("c", "Original")]
            mended = Field("776", "08").with_subfields(
                [("i", context.tables.words[context.language(record)]["print"]), *rest]
            )
        else:
            mended = each.with_subfields(pairs)
        is_empty = not any(code in _OTHER for code in mended.codes)
        record = record if mended == each else record.swap(each, *([] if is_empty else [mended]))
    return record


def _qualified(fields: list[Field], kind: str, context: Context) -> set[str]:
    """The numbers that a qualifier of this kind stands beside."""
    qualifiers = context.tables.isbn_qualifiers
    told = [each for each in fields if _QUALIFIED in each.value and _is_kind(each.subfields, kind, qualifiers)]
    return {value for each in told for value in each.all("a", "z")}


def _hyphenated(value: str) -> str:
    number = find_isbn(value)
    return hyphenate(number.isbn13) if number is not None and number.is_valid and not number.rest else value


def _linked(record: Record, printed: list[str], label: str) -> Record:
    """776 08 for each printed ISBN that no 776 has yet."""
    known = {number.replace("-", "") for each in record.all("776") for number in each.all("z")}
    new = [each for each in dict.fromkeys(printed) if each.replace("-", "") not in known]
    return record.add(*(Field.data("776", "08", "i", label, "z", each) for each in new))
