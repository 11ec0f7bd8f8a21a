"""What a path says of one field: which its selectors choose, and which values its part takes out of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from transforms.record import SUBFIELD, Field
from transforms.validate.view import FieldView

Aliases = Mapping[str, Mapping[str, str]]  # name → positions by LDR/06 or LDR/06-07, "default" for the others
Hit = tuple[str, str, int]  # value, part ("$a"), and number of the subfield or first character
Extract = Callable[[FieldView], Sequence[Hit]]
Select = Callable[["Field | FieldView"], bool]

SELECTOR = re.compile(r"\$(?P<has>[a-z0-9])(?:=(?P<value>.+))?|!\$(?P<lacks>[a-z0-9])")
_POSITIONS = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?")


class PathError(ValueError):
    """A path that breaks the grammar."""


def selector(text: str) -> Select:
    """What a selector asks of a field. Raises PathError."""
    found = SELECTOR.fullmatch(text)
    if found is None:
        raise PathError(f"[{text}] is not a selector: [$2=ykl], [$5], [!$0], [first] or [last]")
    has, value, lacks = found["has"], found["value"], found["lacks"]
    if lacks:
        mark = SUBFIELD + lacks
        return lambda each: mark not in each.value
    mark = SUBFIELD + has
    if value is None:
        return lambda each: mark in each.value
    wanted = mark + value + SUBFIELD
    return lambda each: wanted in each.value + SUBFIELD


def by_indicators(wanted: str) -> Select:
    """The same of indicators, "#" for a blank and "." for anything."""
    pattern = re.compile(wanted.replace("#", " ").replace(".", f"[^{SUBFIELD}]"))
    return lambda each: pattern.match(each.value) is not None


def extract_of(part: str, aliases: Aliases) -> Extract:
    """What takes the values of a part out of a field. Raises PathError for an unknown alias."""
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


def _whole(each: FieldView) -> Sequence[Hit]:
    return ((each.value, "", 0),)


def _every_subfield(each: FieldView) -> Sequence[Hit]:
    """Each subfield; a data field without any gives one empty value, so that it does not slip through."""
    if each.is_control:
        return ()
    return [(part[1:], "$" + part[:1], at) for at, part in enumerate(each.parts)] or (("", "", 0),)


def _subfields(codes: list[str]) -> Extract:
    def one(each: FieldView) -> Sequence[Hit]:
        if mark not in each.value:
            return ()
        return [(part[1:], name, at) for at, part in enumerate(each.parts) if part[:1] == code]

    def several(each: FieldView) -> Sequence[Hit]:
        return [(part[1:], "$" + part[0], at) for at, part in enumerate(each.parts) if part[:1] in wanted]

    code, mark, name, wanted = codes[0], SUBFIELD + codes[0], f"${codes[0]}", frozenset(codes)
    return one if len(codes) == 1 else several


def _indicator(number: int) -> Extract:
    part = f"^{number}"

    def extract(each: FieldView) -> Sequence[Hit]:
        if each.is_control or len(each.value) < number:
            return ()
        return ((each.value[number - 1], part, number - 1),)

    return extract


def _positions(text: str) -> Extract:
    (start, end), part = bounds(text), f"/{text}"
    return lambda each: ((each.value[start:end], part, start),) if len(each.value) >= end else ()


def check_positions(text: str) -> None:
    """Raise PathError for what are no positions: "35", "35-37"."""
    found = _POSITIONS.fullmatch(text)
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise PathError(f"/{text}: positions are a number, or two with the smaller one first: 35, 35-37")


def bounds(text: str) -> tuple[int, int]:
    """The positions of "35-37" as a slice has them."""
    first, _, last = text.partition("-")
    return int(first), int(last or first) + 1


def _aliased(name: str, aliases: Aliases) -> Extract:
    """The positions that a name stands for, by LDR/06-07, else LDR/06, else for all; nothing where none is given."""
    if name not in aliases:
        raise PathError(f"/{{{name}}} is not an alias: {', '.join(sorted(aliases))}")
    by_kind = {kind: _positions(text) for kind, text in aliases[name].items()}
    default = by_kind.get("default", lambda _: ())

    def extract(each: FieldView) -> Sequence[Hit]:
        kind = each.kind
        return (by_kind.get(kind) or by_kind.get(kind[:1], default))(each)

    return extract
