"""Fixers for what breaks the structure of MARC 21: surplus fields and subfields, indicators and coded positions.

They move and join what is surplus; the only thing that goes is the poorer of two fields of which one may stand.
"""

from __future__ import annotations

from collections.abc import Mapping

from transforms.normalise.text import parted
from transforms.protection import is_protected
from transforms.record import SUBFIELD, Field, Record
from transforms.validate.edit import Fixer, Found
from transforms.validate.lists import Lists, RuleError
from transforms.validate.paths import Item

_SAYS_NOTHING = str.maketrans("", "", " |")
_HOLDINGS = "841"  # the first tag of holdings; local fields are behind them
_LINKS = ("856", "880", "884")  # but for these
_TITLE = "245"
_ENDS = " .,:;/="
FROM_SCHEMA = {"from": "schema"}
DEFAULTS = "indicator_defaults"  # schemas/codes


def keep_first(wanted: object, _: Lists) -> Fixer:
    """Of a field that may stand once keep the fuller, in the first place; tags in `move` go to another tag instead.

    `keep_first: {move: {"100": "700"}}`, or `true`.
    """
    moves = {} if wanted is True else _texts(_only(wanted, "keep_first", "move"), "keep_first: move")

    def fix(found: Found) -> Record:
        record, item, each = found.record, found.item, found.field
        first = record.first(item.tag)
        if each is None or first is None:
            return record
        if item.tag in moves:
            return found.put_field().add(each.with_tag(moves[item.tag]))
        if item.occurrence < 1 or _is_of_copies(each):
            return record
        is_fuller = _fullness(each) > _fullness(first) and not is_protected(first)
        kept, poorer = (each, first) if is_fuller else (first, each)
        rest = found.put_field().swap(first, kept)
        return rest.add(*_variant(poorer, kept)) if item.tag == _TITLE else rest

    return fix


def split(wanted: object, _: Lists) -> Fixer:
    """Cut a field in two before a repeated subfield: `split: ["020$a"]`; a $2 goes to both parts."""
    places = _list(wanted, "split")

    def fix(found: Found) -> Record:
        each, item = found.field, found.item
        if each is None or item.tag + item.part not in places or item.at < 1 or each.has("6"):
            return found.record
        head, tail = each.subfields[: item.at], each.subfields[item.at :]
        source = [pair for pair in each.subfields if pair[0] == "2"][:1]
        parts = [part if any(code == "2" for code, _ in part) else part + source for part in (head, tail)]
        return found.put_field(*(each.with_subfields(part) for part in parts))

    return fix


def join(wanted: object, _: Lists) -> Fixer:
    """Join a repeated subfield to its like right before it: `join: {"520$a": " "}` with what to put between."""
    between = _texts(wanted, "join")

    def fix(found: Found) -> Record:
        each, item = found.field, found.item
        mark = between.get(item.tag + item.part)
        if each is None or mark is None or item.at < 1:
            return found.record
        pairs = each.subfields
        (code, value), (other, more) = pairs[item.at - 1 : item.at + 1]
        if code != other:
            return found.record
        before, told = parted(value, ":;=/") if mark.strip() else (value, "")  # the mark that announced the next one
        joined = before.rstrip() + (f" {told} " if told else mark) + more.lstrip() if before.strip() else more.lstrip()
        pairs[item.at - 1 : item.at + 1] = [(code, joined)]
        return found.put_field(each.with_subfields(pairs))

    return fix


def filler(lists: Lists) -> Fixer:
    """Write what says nothing into a coded position that the schema knows: fill, or blanks where it is undefined."""

    def fix(found: Found) -> Record:
        record, item = found.record, found.item
        each = Field("LDR", record.leader) if item.tag == "LDR" else found.field
        if each is None:
            return record
        layout = lists.schema().fixed.find(each.tag, each.value, record.leader[6:8], every=True)
        text = None if layout is None else layout.filler(item.at, item.at + len(item.value))
        return record if text is None or text == item.value else found.write(text)

    return fix


def default_indicator(lists: Lists) -> Fixer:
    """Write a blank where the schema allows it, its only value, or what schemas/codes/indicator_defaults.csv says."""
    defaults = lists.codes(DEFAULTS)

    def fix(found: Found) -> Record:
        each, item, record = found.field, found.item, found.record
        if each is None or _is_of_copies(each) or item.part not in ("^1", "^2") or not _has_indicators(each):
            return record
        spec = lists.schema().spec(each.tag)
        allowed = None if spec is None else spec.indicators[item.at]
        if allowed is None:
            return record
        value = " " if " " in allowed else next(iter(allowed)) if len(allowed) == 1 else _told(each, item, defaults)
        if value not in allowed:
            return record
        marks = each.value[:2]
        return found.put_field(each.with_indicators(marks[: item.at] + value + marks[item.at + 1 :]))

    return fix


def _is_of_copies(each: Field) -> bool:
    """True for holdings and local fields, of which each copy has its own."""
    return each.tag >= _HOLDINGS and each.tag not in _LINKS


def _has_indicators(each: Field) -> bool:
    return len(each.value) > 1 and SUBFIELD not in each.value[:2]


def _told(each: Field, item: Item, defaults: Mapping[str, str]) -> str:
    key = each.tag + item.part
    return defaults.get(f"{key}$2", "") if each.has("2") and f"{key}$2" in defaults else defaults.get(key, "")


def _variant(poorer: Field, kept: Field) -> list[Field]:
    """A second title statement as a variant title, unless it is in the kept one."""
    title = [pair for pair in poorer.subfields if pair[0] in "abnp"]
    words = " ".join(value for _, value in title).strip(_ENDS).casefold()
    if not words or words in kept.text.casefold():
        return []
    code, last = title[-1]
    return [Field("246", "3 ").with_subfields([*title[:-1], (code, last.rstrip(" :/="))])]


def _fullness(each: Field) -> int:
    """How much a field says: characters that are neither blank nor fill."""
    return len(each.value.translate(_SAYS_NOTHING))


def _only(wanted: object, name: str, key: str) -> object:
    if not isinstance(wanted, dict) or wanted.keys() != {key}:
        raise RuleError(f"{name}: true, or {key}")
    return wanted[key]


def _texts(wanted: object, name: str) -> Mapping[str, str]:
    if not isinstance(wanted, dict) or not all(isinstance(text, str) for pair in wanted.items() for text in pair):
        raise RuleError(f"{name}: a mapping of quoted texts")
    return dict(wanted)


def _list(wanted: object, name: str) -> frozenset[str]:
    if not isinstance(wanted, list) or not all(isinstance(each, str) for each in wanted):
        raise RuleError(f'{name}: a list of places such as "020$a"')
    return frozenset(wanted)
