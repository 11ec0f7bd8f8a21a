"""Paths: where in a record a rule looks, and how a value found there is written back.

`path = [target] [selector] [part]`, as in "020$a", "084[$2=ykl]$a", "008/35-37", "856_40$u", "100|110^1".
Without a target the path speaks of the field that the rule has selected. Compiled once, at load.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from transforms.record import SUBFIELD, Field
from transforms.validate.view import Place, View

NOWHERE = -1  # occurrence of an item that is the record itself

Aliases = Mapping[str, Mapping[str, str]]  # name → positions by LDR/06, "default" for the others
Hit = tuple[str, str, int]  # value, part ("$a"), and number of the subfield or first character

_GRAMMAR = re.compile(
    r"(?P<target>(?:LDR|[0-9A-Z][0-9A-Z.]{2})(?:\|[0-9A-Z][0-9A-Z.]{2})*)?"
    r"(?:_(?P<indicators>[0-9#.]{2}))?"
    r"(?P<selectors>(?:\[[^\]]+\])*)"
    r"(?P<part>\$(?:\*|[a-z0-9](?:\|[a-z0-9])*)|/(?:[0-9]+(?:-[0-9]+)?|\{[a-z_0-9]+\})|\^[12])?"
)
_SELECTOR = re.compile(r"\$(?P<has>[a-z0-9])(?:=(?P<value>.+))?|!\$(?P<lacks>[a-z0-9])|(?P<which>first|last)")


class PathError(ValueError):
    """A path that breaks the grammar."""


class Item(NamedTuple):
    """One value that a path leads to."""

    value: str
    tag: str
    occurrence: int  # among the fields of its tag, or NOWHERE
    part: str = ""  # "$a", "/35-37", "^1", "" for the whole field
    at: int = 0  # number of the subfield, or first character

    @property
    def path(self) -> str:
        """Where the value is, for people: "020[1]$a", "008[0]/35-37", "LDR/06"."""
        if self.tag == "LDR" or self.occurrence == NOWHERE:
            return self.tag + self.part
        return f"{self.tag}[{self.occurrence}]{self.part}"


Extract = Callable[[View, Field], Sequence[Hit]]
Values = Callable[[View, Item | None], list[str]]


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled path."""

    text: str
    is_relative: bool  # without a target
    reads_subfields: bool
    covers_all: bool  # every data field
    covers: Callable[[str], bool]  # whether it looks into fields of a tag
    values: Values  # every value the path leads to; a relative path starts from an item
    places: Callable[[View], Iterable[Place]]
    extract: Extract

    def items(self, view: View, item: Item | None = None) -> list[Item]:
        """The values with their places, for issues and fixers."""
        places = self.places(view)
        if self.is_relative and item is not None and item.occurrence != NOWHERE:
            places = ((item.occurrence, view.groups[item.tag][item.occurrence]),)
        return [
            Item(value, each.tag, occurrence, part, at)
            for occurrence, each in places
            for value, part, at in self.extract(view, each)
        ]


def compile_path(text: str, aliases: Aliases) -> Path:
    """Compile a path; PathError when it breaks the grammar or names an unknown alias."""
    found = _GRAMMAR.fullmatch(text)
    if found is None or not text:
        raise PathError(f"{text!r} is not a path")
    target, part = found["target"] or "", found["part"] or ""
    tags = tuple(target.split("|")) if target else ()
    covers = _covers(tags)
    selectors = [_selector(each) for each in re.findall(r"\[([^\]]+)\]", found["selectors"])]
    if found["indicators"]:
        selectors.insert(0, _by_indicators(found["indicators"]))
    places = _places(tags, covers, selectors, _marks(part))
    extract = _extract(part, aliases)
    return Path(
        text=text,
        is_relative=not target,
        reads_subfields=part.startswith("$"),
        covers_all=tags == ("XXX",),
        covers=covers,
        values=_values(tags, part, places, extract) if not selectors else _all_values(places, extract),
        places=places,
        extract=extract,
    )


def _is_class(tag: str) -> bool:
    """True for 6XX, 6.. and the like, where X or a full stop stands for any character."""
    return tag.endswith(("X", "."))


def _covers(tags: tuple[str, ...]) -> Callable[[str], bool]:
    if not any(map(_is_class, tags)):
        return frozenset(tags).__contains__
    pattern = re.compile("|".join(tag.replace("X", ".") if _is_class(tag) else tag for tag in tags))
    return lru_cache(maxsize=1024)(lambda tag: tag != "LDR" and pattern.fullmatch(tag) is not None)


Selector = Callable[[list[Place]], list[Place]]


def _marks(part: str) -> tuple[str, ...]:
    """What the text of a record must hold for a path to subfields to lead anywhere; () where that is not known."""
    return tuple(SUBFIELD + code for code in part[1:].split("|")) if part[:1] == "$" and part != "$*" else ()


def _places(
    tags: tuple[str, ...], covers: Callable[[str], bool], selectors: list[Selector], marks: tuple[str, ...]
) -> Callable[[View], Iterable[Place]]:
    by_class = any(map(_is_class, tags))
    everywhere = tags == ("XXX",) and bool(marks)

    def places(view: View) -> Iterable[Place]:
        groups = view.groups
        if everywhere and not any(mark in view.text for mark in marks):
            return ()
        wanted = [tag for tag in groups if covers(tag)] if by_class else tags
        found = [place for tag in wanted for place in enumerate(groups.get(tag, ()))]
        for select in selectors:
            found = select(found)
        return found

    return places


def _values(tags: tuple[str, ...], part: str, places: Callable[[View], Iterable[Place]], extract: Extract) -> Values:
    """The quickest way to the values where no selector asks for more than tags and subfields."""
    if not tags:
        return _relative_values(extract)
    if any(map(_is_class, tags)):
        return _all_values(places, extract)
    if part[:1] == "$" and part != "$*":
        codes = part[1:].split("|")
        if len(tags) == len(codes) == 1:
            tag, code = tags[0], codes[0]
            return lambda view, _: view.subfields(tag).get(code, [])
        return lambda view, _: [
            value for tag in tags if tag in view.groups for code in codes for value in view.subfields(tag).get(code, ())
        ]
    return lambda view, _: [
        hit[0] for tag in tags if tag in view.groups for each in view.groups[tag] for hit in extract(view, each)
    ]


def _all_values(places: Callable[[View], Iterable[Place]], extract: Extract) -> Values:
    return lambda view, _: [hit[0] for _, each in places(view) for hit in extract(view, each)]


def _relative_values(extract: Extract) -> Values:
    def values(view: View, item: Item | None) -> list[str]:
        if item is None or item.occurrence == NOWHERE:
            return []
        return [hit[0] for hit in extract(view, view.groups[item.tag][item.occurrence])]

    return values


def _selector(text: str) -> Selector:
    found = _SELECTOR.fullmatch(text)
    if found is None:
        raise PathError(f"[{text}] is not a selector: [$2=ykl], [$5], [!$0], [first] or [last]")
    has, value, lacks = found["has"], found["value"], found["lacks"]
    if found["which"]:
        return (lambda places: places[:1]) if found["which"] == "first" else (lambda places: places[-1:])
    if lacks:
        mark = SUBFIELD + lacks
        return lambda places: [place for place in places if mark not in place[1].value]
    mark = SUBFIELD + has
    if value is None:
        return lambda places: [place for place in places if mark in place[1].value]
    wanted = mark + value + SUBFIELD
    return lambda places: [place for place in places if wanted in place[1].value + SUBFIELD]


def _by_indicators(wanted: str) -> Selector:
    pattern = re.compile(wanted.replace("#", " "))
    return lambda places: [place for place in places if pattern.match(place[1].value)]


def _extract(part: str, aliases: Aliases) -> Extract:
    if not part:
        return _whole
    if part == "$*":
        return _every_subfield
    if part[0] == "$":
        return _subfields(part[1:].split("|"))
    if part[0] == "^":
        return _indicator(int(part[1]))
    if part[1] == "{":
        return _aliased(part[2:-1], aliases)
    return _positions(part[1:])


def _whole(_: View, each: Field) -> Sequence[Hit]:
    return ((each.value, "", 0),)


def _every_subfield(_: View, each: Field) -> Sequence[Hit]:
    """Each subfield; a data field without any gives one empty value, so that it does not slip through."""
    if each.tag == "LDR" or each.is_control:
        return ()
    parts = each.value.split(SUBFIELD)[1:]
    return [(part[1:], "$" + part[:1], at) for at, part in enumerate(parts)] or (("", "", 0),)


def _subfields(codes: list[str]) -> Extract:
    def one(_: View, each: Field) -> Sequence[Hit]:
        value = each.value
        if mark not in value:
            return ()
        parts = value.split(SUBFIELD)
        return [(part[1:], name, at) for at, part in enumerate(parts, -1) if part[:1] == code and at >= 0]

    def several(_: View, each: Field) -> Sequence[Hit]:
        parts = each.value.split(SUBFIELD)
        return [(part[1:], "$" + part[0], at) for at, part in enumerate(parts, -1) if part[:1] in wanted and at >= 0]

    code, mark, name, wanted = codes[0], SUBFIELD + codes[0], f"${codes[0]}", frozenset(codes)
    return one if len(codes) == 1 else several


def _indicator(number: int) -> Extract:
    part = f"^{number}"

    def extract(_: View, each: Field) -> Sequence[Hit]:
        if each.tag == "LDR" or each.is_control or len(each.value) < number:
            return ()
        return ((each.value[number - 1], part, number - 1),)

    return extract


def _positions(text: str) -> Extract:
    first, _, last = text.partition("-")
    start, end, part = int(first), int(last or first) + 1, f"/{text}"
    return lambda _, each: ((each.value[start:end], part, start),) if len(each.value) >= end else ()


def _aliased(name: str, aliases: Aliases) -> Extract:
    if name not in aliases:
        raise PathError(f"/{{{name}}} is not an alias: {', '.join(sorted(aliases))}")
    by_type = {kind: _positions(text) for kind, text in aliases[name].items()}
    default = by_type["default"]
    return lambda view, each: by_type.get(view.record.leader[6:7], default)(view, each)
