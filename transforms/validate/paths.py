"""Paths: where in a record a rule looks, and how a value found there is written back.

`path = [target] [selector] [part]`, as in "020$a", "084[$2=ykl]$a", "008/35-37", "856_40$u", "100|110^1".
Without a target the path speaks of the field that the rule has selected. Compiled once, at load.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from transforms.record import SUBFIELD
from transforms.validate.outline import FIRST, NO_CODE, SECOND, WHOLE, Outline, Place, is_control
from transforms.validate.parts import (
    SELECTOR,
    Aliases,
    Extract,
    Hit,
    PathError,
    Select,
    bounds,
    by_indicators,
    check_positions,
    extract_of,
    selector,
)
from transforms.validate.view import FieldView, View

NOWHERE = -1  # occurrence of an item that is the record itself

_NEW = tuple.__new__  # makes an Item without a Python-level call: a feed has millions

_GRAMMAR = re.compile(
    r"(?P<target>(?:LDR|[0-9A-Z][0-9A-Z.]{2})(?:\|[0-9A-Z][0-9A-Z.]{2})*)?"
    r"(?:_(?P<indicators>[0-9#.]{2}))?"
    r"(?P<selectors>(?:\[[^\]]+\])*)"
    r"(?P<part>\$(?:\*|[a-z0-9](?:\|[a-z0-9])*)|/(?:[0-9]+(?:-[0-9]+)?|\{[a-z_0-9]+\})|\^[12])?"
)


class Item(NamedTuple):
    """One value that a path leads to."""

    value: str
    tag: str
    occurrence: int  # among the fields of its tag, or NOWHERE
    part: str = ""  # "$a", "/35-37", "^1", "" for the whole field
    at: int = 0  # number of the subfield, or first character

    @property
    def told(self) -> tuple[str, str]:
        """Where the value is, for people: "020[1]$a", "008[0]/35-37", "LDR/06"; and what it is, of a whole data field
        its text without indicators and marks.
        """
        value, tag, occurrence, part, _ = self
        if SUBFIELD in value:
            value = " ".join([each[1:] for each in value.split(SUBFIELD)[1:]])
        if occurrence == NOWHERE or tag == "LDR":
            return tag + part, value
        return f"{tag}[{occurrence}]{part}", value


def items_of(hits: Iterable[Hit], tag: str, occurrence: int) -> list[Item]:
    """Hits in a field as items of the record."""
    return [_NEW(Item, (value, tag, occurrence, part, at)) for value, part, at in hits]


MayHit = Callable[[str, Set[str]], bool]
PlacesIn = Callable[[Outline], "tuple[Place, ...] | None"]
Values = Callable[["View | None", "FieldView | None"], list[str]]


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled path. Its `values` need the record, or for a relative path the field it speaks of."""

    text: str
    part: str  # "$a", "/35-37", "^1", "" for whole fields
    is_relative: bool  # without a target
    is_local: bool  # whether a field is selected depends on that field alone
    covers_all: bool  # every data field
    covers: Callable[[str], bool]  # whether it looks into fields of a tag
    select: Select | None  # selectors that look at one field; None: every field of the target
    may_hit: MayHit  # whether a field with these indicators and subfield codes can have a value
    places_in: PlacesIn  # where its values stand in fields of an outline; None where values have a say in that
    values: Values
    places: Callable[[View], Iterable[tuple[int, FieldView]]]  # occurrence among the fields of its tag, and the field
    extract: Extract

    def hits(self, each: FieldView) -> Sequence[Hit]:
        """The values in one field of the target; () where the selectors leave it out."""
        return () if self.select is not None and not self.select(each) else self.extract(each)

    def items(self, view: View) -> list[Item]:
        """The values with their places, for issues and fixers."""
        return [
            Item(value, each.tag, occurrence, part, at)
            for occurrence, each in self.places(view)
            for value, part, at in self.extract(each)
        ]


def compile_path(text: str, aliases: Aliases) -> Path:
    """Compile a path; PathError when it breaks the grammar or names an unknown alias."""
    return _compiled(text, aliases) if "{" in text else _without_alias(text)


@lru_cache(maxsize=2048)
def _without_alias(text: str) -> Path:
    """The same, remembered: rules name the same paths again and again."""
    return _compiled(text, {})


def _compiled(text: str, aliases: Aliases) -> Path:
    found = _GRAMMAR.fullmatch(text)
    if found is None or not text:
        raise PathError(f"{text!r} is not a path")
    target, part = found["target"] or "", found["part"] or ""
    if part[:1] == "/" and part[1] != "{":
        check_positions(part[1:])
    tags = tuple(target.split("|")) if target else ()
    covers = _covers(tags)
    selectors = re.findall(r"\[([^\]]+)\]", found["selectors"])
    which = [each for each in selectors if each in ("first", "last")]
    select = _select([selector(each) for each in selectors if each not in which], found["indicators"])
    places = _places(tags, covers, select, which)
    extract = extract_of(part, aliases)
    return Path(
        text=text,
        part=part,
        is_relative=not target,
        is_local=not which,
        covers_all=tags == ("XXX",),
        covers=covers,
        select=select,
        may_hit=_may_hit(selectors, found["indicators"], part),
        places_in=_places_in(selectors, found["indicators"], part, aliases),
        values=_values(tags, part, places, extract, select, is_alone=not which),
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


def _select(selectors: list[Select], indicators: str | None) -> Select | None:
    """All selectors in one; None where there is none."""
    if indicators:
        selectors = [by_indicators(indicators), *selectors]
    if len(selectors) < 2:
        return selectors[0] if selectors else None
    return lambda each: all(select(each) for select in selectors)


def _may_hit(selectors: list[str], indicators: str | None, part: str) -> MayHit:
    """What can be said of a path by the shape of a field alone."""
    pattern = re.compile(indicators.replace("#", " ")) if indicators else None
    wanted = frozenset(part[1:].split("|")) if part[:1] == "$" and part != "$*" else None
    has = {found["has"] for each in selectors if (found := SELECTOR.fullmatch(each)) and found["has"]}
    lacks = {found["lacks"] for each in selectors if (found := SELECTOR.fullmatch(each)) and found["lacks"]}

    def may_hit(marks: str, codes: Set[str]) -> bool:
        if wanted is not None and wanted.isdisjoint(codes):
            return False
        return has <= codes and lacks.isdisjoint(codes) and (pattern is None or pattern.match(marks) is not None)

    return may_hit


def _places_in(selectors: list[str], indicators: str | None, part: str, aliases: Aliases) -> PlacesIn:
    may_hit, by_value = _may_hit(selectors, indicators, part), any("=" in each for each in selectors)
    wanted = frozenset(part[1:].split("|"))

    def places_in(outline: Outline) -> tuple[Place, ...] | None:
        if outline.is_control:
            return _positions_in(part, outline, aliases) if not (selectors or indicators) else None
        codes = outline.codes
        if by_value or len(outline.marks) < len("##") or NO_CODE in codes:
            return None
        if not may_hit(outline.marks, outline.known):
            return ()
        if not part:
            return (Place(WHOLE, "", 0),)
        if part[0] == "^":
            return (Place(FIRST if part == "^1" else SECOND, part, int(part[1]) - 1),)
        if part[0] == "/" or not codes:
            return None
        return tuple(Place(at, f"${code}", at) for at, code in enumerate(codes) if part == "$*" or code in wanted)

    return places_in


def _positions_in(part: str, outline: Outline, aliases: Aliases) -> tuple[Place, ...]:
    """The place of a part in a control field of this length; it has no indicators and subfields."""
    if not part:
        return (Place(WHOLE, "", 0),)
    text = part[1:]
    if part[0] == "/" and text[0] == "{":
        by_kind = aliases[text[1:-1]]
        text = by_kind.get(outline.kind) or by_kind.get(outline.kind[:1]) or by_kind.get("default", "")
    if part[0] != "/" or not text:
        return ()
    start, end = bounds(text)
    return (Place(0, f"/{text}", start, end),) if outline.length >= end else ()


def _places(
    tags: tuple[str, ...], covers: Callable[[str], bool], select: Select | None, which: list[str]
) -> Callable[[View], Iterable[tuple[int, FieldView]]]:
    by_class = any(map(_is_class, tags))
    if len(tags) == 1 and not (by_class or which or select):
        tag = tags[0]
        return lambda view: enumerate(view.fields(tag)) if tag in view.groups else ()

    def places(view: View) -> Iterable[tuple[int, FieldView]]:
        groups = view.groups
        wanted = filter(covers, groups) if by_class else [tag for tag in tags if tag in groups]
        found = [place for tag in wanted for place in enumerate(view.fields(tag))]
        if select is not None:
            found = [place for place in found if select(place[1])]
        for each in which:
            found = found[:1] if each == "first" else found[-1:]
        return found

    return places


def _values(
    tags: tuple[str, ...],
    part: str,
    places: Callable[[View], Iterable[tuple[int, FieldView]]],
    extract: Extract,
    select: Select | None,
    *,
    is_alone: bool,
) -> Values:
    """The quickest way to the values: most paths ask for tags and subfields only."""
    if not tags:
        return lambda _, each: [] if each is None else [hit[0] for hit in extract(each)]

    def everywhere(view: View | None, _: FieldView | None) -> list[str]:
        return [] if view is None else [hit[0] for _, each in places(view) for hit in extract(each)]

    def by_code(view: View | None, _: FieldView | None) -> list[str]:
        if view is None:
            return []
        groups = view.groups
        return [value for tag in tags if tag in groups for code in codes for value in view.subfields(tag).get(code, ())]

    def one(view: View | None, _: FieldView | None) -> list[str]:
        return view.subfields(tags[0]).get(codes[0], []) if view is not None and tags[0] in view.groups else []

    def whole(view: View | None, _: FieldView | None) -> list[str]:
        if view is None:
            return []
        groups = view.groups
        return [each.value for tag in tags for each in groups.get(tag, ()) if select is None or select(each)]

    def at(view: View | None, _: FieldView | None) -> list[str]:
        return [] if view is None else [e.value[start:end] for e in view.groups.get(tags[0], ()) if len(e.value) >= end]

    def selected(view: View | None, _: FieldView | None) -> list[str]:
        if view is None or tags[0] not in view.groups:
            return []
        chosen = [each.value.split(SUBFIELD) for each in view.groups[tags[0]] if select is None or select(each)]
        return [text[1:] for parts in chosen for text in parts[1:] if text[:1] in codes]

    if not is_alone or any(map(_is_class, tags)):
        return everywhere
    if not part:
        return whole
    if len(tags) == 1 and select is None and part[0] == "/" and part[1] != "{":
        start, end = bounds(part[1:])
        return at
    if part[0] != "$" or part == "$*":
        return everywhere
    codes = part[1:].split("|")
    if select is not None:
        return selected if len(tags) == 1 and not is_control(tags[0]) else everywhere
    return one if len(tags) == len(codes) == 1 else by_code
