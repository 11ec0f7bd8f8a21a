"""What can be said of a field by its tag, indicators and subfield codes alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from transforms.record import SUBFIELD, Field
from transforms.validate.outline import Key
from transforms.validate.parts import Hit
from transforms.validate.structure.fields import FieldSpec

Mark = tuple[str, int]  # part and place of a hit; the value is that of the field that is looked at
Marks = tuple[Mark, ...]

SHAPE_CHECKS = ("field_defined", "subfield_defined", "subfield_repeatable", "indicator", "obsolete")
_WHOLE: Marks = (("", 0),)


class ShapeVerdict(NamedTuple):
    """What the five checks of a shape say; shared by all fields of the shape."""

    marks: Mapping[str, Marks | None]  # check → where it fires; () it passes, None it has nothing to judge
    failed: frozenset[str]  # the checks that fire
    passed: frozenset[str]  # those that judged and found nothing; the rest is not applicable


def hits(field: Field, marks: Iterable[Mark]) -> list[Hit]:
    """The marks of a shape with the values of one field of that shape."""
    head, *parts = field.value.split(SUBFIELD)
    found = []
    for part, at in marks:
        whole_or_indicator = head[at : at + 1] if part else field.value
        found.append((parts[at][1:] if part.startswith("$") else whole_or_indicator, part, at))
    return found


def judge(spec: FieldSpec | None, key: Key, replaced: frozenset[str], whole: bool) -> ShapeVerdict:
    """Judge a shape by the definition of its tag; `replaced`: its obsolete subfields; `whole`: the field is obsolete.

    None for `spec` is a tag that nothing defines: then there is nothing more to judge.
    """
    indicators, codes = key[1], "".join(key[2][1:])
    marks: dict[str, Marks | None] = dict.fromkeys(SHAPE_CHECKS)
    marks["field_defined"] = _WHOLE if spec is None else ()
    if spec is not None:
        marks["obsolete"] = _WHOLE if whole else _where(codes, [code in replaced for code in codes])
        marks["indicator"] = _indicators(spec, indicators)
        if codes and not spec.is_control:
            marks["subfield_repeatable"] = _where(codes, _surplus(spec, codes))
            if not spec.any_subfield:
                unknown = [code not in spec.subfields and code not in replaced for code in codes]
                marks["subfield_defined"] = _where(codes, unknown)
    failed = frozenset(name for name, found in marks.items() if found)
    passed = frozenset(name for name, found in marks.items() if found == ())
    return ShapeVerdict(marks, failed, passed)


def _where(codes: str, wrong: Sequence[bool]) -> Marks:
    return tuple((f"${code}", at) for at, code in enumerate(codes) if wrong[at])


def _surplus(spec: FieldSpec, codes: str) -> list[bool]:
    """For each subfield, whether it repeats one that may not be repeated."""
    return [not spec.subfields.get(code, True) and code in codes[:at] for at, code in enumerate(codes)]


def _indicators(spec: FieldSpec, given: str) -> Marks | None:
    """The indicators that hold no allowed value; None where both are free. A missing one is wrong."""
    if spec.is_control or spec.indicators == (None, None):
        return None
    return tuple(
        (f"^{at + 1}", at)
        for at, values in enumerate(spec.indicators)
        if values is not None and given[at : at + 1] not in values
    )
