"""Fixers: how a rule may mend what it found. A closed set; to add one: a function, a line in FIXERS.

A fixer gives the mended record, or the same one when there is nothing it can do for certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from unicodedata import normalize

from transforms.normalise.text import trim
from transforms.record import Field, Record
from transforms.validate.conditions import compile_condition
from transforms.validate.derive import DERIVATIONS
from transforms.validate.edit import Fixer, Found
from transforms.validate.fixers_formats import of_format, on_value
from transforms.validate.fixers_structure import FROM_SCHEMA, default_indicator, filler, join, keep_first, split
from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.patterns import PatternError, searcher, substituter
from transforms.validate.view import FieldView, View

_ANNOUNCED = re.compile(r" [:;+]$")

WholeFix = Callable[[View], Record]  # mends all that a rule about the record found


def _options(wanted: object, name: str, *required: str, optional: tuple[str, ...] = ()) -> dict[str, str]:
    """A mapping of quoted texts with just these keys."""
    if not isinstance(wanted, dict) or not set(required) <= wanted.keys() <= {*required, *optional}:
        raise RuleError(f"{name}: takes {', '.join((*required, *optional))}")
    if not all(isinstance(value, str) for value in wanted.values()):
        raise RuleError(f"{name}: values are quoted texts")
    return wanted


def _nothing_more(wanted: object, name: str) -> None:
    if wanted is not True:
        raise RuleError(f"{name}: true")


def _set(wanted: object, _: Lists) -> Fixer:
    """Write a value; with `tag`, add a control field, as the first of its tag with `place: first`."""
    options = _options(wanted, "set", "value", optional=("tag", "place"))
    if "tag" not in options:
        return on_value(lambda _: options["value"])
    new = Field(options["tag"], options["value"])
    if not new.is_control or options.get("place", "last") not in ("first", "last"):
        raise RuleError("set: tag is that of a control field, place is first or last")
    first = options.get("place") == "first"
    return lambda found: _put_first(found.record, new) if first else found.record.add(new)


def _put_first(record: Record, new: Field) -> Record:
    like = record.first(new.tag)
    return record.add(new) if like is None else record.swap(like, new, like)


def _set_pos(wanted: object, lists: Lists) -> Fixer:
    """Write a value into a coded position; {from: schema}: what says nothing there."""
    if wanted == FROM_SCHEMA:
        return filler(lists)
    value = _options(wanted, "set_pos", "value")["value"]
    return on_value(lambda _: value)


def _set_indicator(wanted: object, lists: Lists) -> Fixer:
    """Write one or both indicators; {from: schema}: the default of the tag where the rule found one wrong."""
    if wanted == FROM_SCHEMA:
        return default_indicator(lists)
    options = _options(wanted, "set_indicator", optional=("ind1", "ind2"))

    def fix(found: Found) -> Record:
        each = found.field
        if each is None or each.is_control:
            return found.record
        marks = options.get("ind1", each.ind1) + options.get("ind2", each.ind2)
        return found.put_field(each.with_indicators(marks))

    return fix


def _drop_field(wanted: object, _: Lists) -> Fixer:
    _nothing_more(wanted, "drop_field")
    return Found.put_field


def _drop_subfield(wanted: object, _: Lists) -> Fixer:
    """Drop the subfield; with `mark`, also the mark before it that announced it (" ;" before 300 $c). A mark at its own
    end, which announces what comes next, takes that place.
    """
    if wanted is True:
        return Found.erase
    mark = _options(wanted, "drop_subfield", "mark")["mark"]

    def fix(found: Found) -> Record:
        each, item = found.field, found.item
        if each is None or item.at < 1:
            return found.erase()
        head, behind = each.subfields[: item.at], each.subfields[item.at + 1 :]
        code, value = head.pop()
        end = _ANNOUNCED.search(item.value) if behind else None
        shorter = value.removesuffix(mark).rstrip() + (end[0] if end else "")
        return found.put_field(each.with_subfields([*head, (code, shorter), *behind]))

    return fix


def _move_subfield(wanted: object, _: Lists) -> Fixer:
    """Give the subfield another code of its own field: {to: "020$z"}."""
    place = re.fullmatch(r"([0-9]{3})\$([a-z0-9])", _options(wanted, "move_subfield", "to")["to"])
    if place is None:
        raise RuleError('move_subfield: to is a tag and a code, "020$z"')
    tag, code = place.groups()
    return lambda found: found.put_subfields((code, found.item.value)) if found.item.tag == tag else found.record


def _strip(wanted: object, _: Lists) -> Fixer:
    _nothing_more(wanted, "strip")
    return on_value(trim)


def _replace(wanted: object, _: Lists) -> Fixer:
    """Replace what a pattern matches; {pattern: "…", with: "…"} or a list of them, in order."""
    several = wanted if isinstance(wanted, list) else [wanted]
    options = [_options(each, "replace", "pattern", "with") for each in several]
    try:
        changes = [substituter(each["pattern"], each["with"]) for each in options]
    except PatternError as error:
        raise RuleError(f"replace: {error}") from None

    def change(value: str) -> str:
        for each in changes:
            value = each(value)
        return value

    return on_value(change)


def _map(wanted: object, lists: Lists) -> Fixer:
    """Write what a table gives: {values: {nob: nor}}, {codelist: marc_languages} for obsolete codes."""
    if not isinstance(wanted, dict) or not wanted or wanted.keys() - {"values", "codelist"}:
        raise RuleError("map: takes values, codelist")
    values = dict(wanted.get("values", {}))
    if "codelist" in wanted:
        values = {**{old: new for old, new in lists.codes(wanted["codelist"]).items() if new}, **values}
    if not all(isinstance(text, str) for pair in values.items() for text in pair):
        raise RuleError("map: values are quoted texts")
    return on_value(lambda value: values.get(value, value))


def _identifier(wanted: object, lists: Lists) -> Fixer:
    """The form that MARC has of an identifier of these types, by what stands before it: [melinda]."""
    types = lists.tables().identifiers
    if not isinstance(wanted, list) or not wanted or set(wanted) - types.by_name.keys():
        raise RuleError(f"identifier: a list of {', '.join(types.by_name)}")
    kinds = [types[name] for name in wanted]

    def change(value: str) -> str:
        read = ((kind, kind.parse_marked(value)) for kind in kinds)
        return next((kind.written(number) for kind, number in read if number is not None), value)

    return on_value(change)


def _pad(wanted: object, _: Lists) -> Fixer:
    """Blanks added or taken at the end up to `length`, for values that `matches` shows to be in step."""
    options = _options(wanted, "pad", "length", "matches")
    length, in_step = int(options["length"]), searcher(options["matches"])

    def change(value: str) -> str:
        right = value[:length].ljust(length)
        is_same = right.rstrip(" ") == value.rstrip(" ")
        return right if is_same and in_step(value) else value

    return on_value(change)


def _nfc(wanted: object, _: Lists) -> Fixer:
    _nothing_more(wanted, "nfc")
    return on_value(lambda value: normalize("NFC", value))


FIXERS: dict[str, Callable[[object, Lists], Fixer]] = {
    "set": _set,
    "set_pos": _set_pos,
    "set_indicator": _set_indicator,
    "pad": _pad,
    "keep_first": keep_first,
    "split": split,
    "join": join,
    "drop_field": _drop_field,
    "drop_subfield": _drop_subfield,
    "move_subfield": _move_subfield,
    "strip": _strip,
    "identifier": _identifier,
    "replace": _replace,
    "map": _map,
    "format": of_format,
    "nfc": _nfc,
}


def compile_fix(spec: object, lists: Lists) -> tuple[Fixer | None, WholeFix | None]:
    """Compile `fix:`, one mapping or a list of them, each with an optional `when`; RuleError or PathError.

    Of a list the first that changes something does. A derivation about the record stands alone: the second result.
    """
    if isinstance(spec, dict) and "derive" in spec:
        return _derive(spec, lists)
    several = spec if isinstance(spec, list) else [spec]
    if not several:
        raise RuleError("fix: one fixer at least")
    fixers = [_compile_one(each, lists) for each in several]

    def fix(found: Found) -> Record:
        for each in fixers:
            mended = each(found)
            if mended is not found.record:
                return mended
        return found.record

    return (fixers[0] if len(fixers) == 1 else fix), None


def _derive(spec: dict[str, object], lists: Lists) -> tuple[Fixer | None, WholeFix | None]:
    """Let a derivation do what the rule with `unchanged_by` found it would."""
    name = str(spec["derive"])
    if len(spec) > 1 or name not in DERIVATIONS:
        raise RuleError(
            f"derive: stands alone, with one of {', '.join(sorted(DERIVATIONS))}{nearest(name, DERIVATIONS)}"
        )
    on_field, on_record = DERIVATIONS[name].on_field, DERIVATIONS[name].on_record

    def of_field(found: Found) -> Record:
        each = _view(found)
        wanted = None if each is None or on_field is None else on_field(each, lists.tables())
        return found.record if wanted is None or tuple(wanted) == (found.field,) else found.put_field(*wanted)

    def of_record(view: View) -> Record:
        wanted = on_record(view, lists.tables()) if on_record is not None else None
        return view.record if wanted is None else wanted

    return (of_field, None) if on_field is not None else (None, of_record)


def _view(found: Found) -> FieldView | None:
    return None if found.field is None else FieldView(found.field, found.record.leader[6:8])


def _compile_one(spec: object, lists: Lists) -> Fixer:
    if not isinstance(spec, dict) or len(spec.keys() - {"when"}) != 1:
        raise RuleError("fix: one fixer, with or without when")
    (name,) = spec.keys() - {"when"}
    if name not in FIXERS:
        raise RuleError(f"no fixer {name!r}{nearest(str(name), FIXERS)}")
    fixer = FIXERS[name](spec[name], lists)
    if "when" not in spec:
        return fixer
    guard = compile_condition(spec["when"], lists).judge

    def guarded(found: Found) -> Record:
        return fixer(found) if guard(View(found.record), _view(found), found.item.value) else found.record

    return guarded
