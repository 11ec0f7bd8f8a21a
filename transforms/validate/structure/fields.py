"""What MARC 21 and its overlays define: for each tag its repeatability, indicators and subfields.

Pure look-up of what schemas/marc21 says; no field of a record is looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from transforms.validate.structure.table import Row, characters, read, tag_pattern

Values = frozenset[str] | None  # of an indicator; None: not restricted
ALLOW = re.compile(r"([0-9X]{3}|[A-Z]{3})(?:\$([a-z0-9](?:\|[a-z0-9])*))?")  # 591, 9XX, 591$a|b
OBSOLETE = "obsolete"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """The definition of one tag."""

    tag: str
    repeatable: bool = True
    indicators: tuple[Values, Values] = (None, None)
    subfields: Mapping[str, bool] = field(default_factory=dict)  # code → repeatable
    any_subfield: bool = False  # codes that are not listed are defined too, and repeatable
    obsolete: bool = False

    @property
    def is_control(self) -> bool:
        """True for 00X, which have neither indicators nor subfields."""
        return self.tag.startswith("00")


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is defined beside MARC 21 for the tags of a pattern: a new definition, a widening of an old one, or both."""

    tags: re.Pattern[str]
    besides: re.Pattern[str]
    spec: FieldSpec  # the tag of it is that of the field it is laid over
    defines: bool
    widens: bool

    def over(self, tag: str, known: FieldSpec | None) -> FieldSpec | None:
        """The definition of a tag with this overlay; what was defined stays so, and is never less."""
        if not self.tags.fullmatch(tag) or self.besides.fullmatch(tag):
            return known
        if known is None:
            return self._defined(tag) if self.defines else None
        return self._widened(known) if self.widens and not known.is_control else known

    def _defined(self, tag: str) -> FieldSpec:
        first, second = self.spec.indicators
        return replace(self.spec, tag=tag, indicators=(first or None, second or None))

    def _widened(self, known: FieldSpec) -> FieldSpec:
        codes = dict(known.subfields)
        for code, repeatable in self.spec.subfields.items():
            codes[code] = repeatable or (codes.get(code, known.any_subfield))
        first, second = (
            None if old is None or new is None else old | new
            for old, new in zip(known.indicators, self.spec.indicators, strict=True)
        )
        whole = known.any_subfield or self.spec.any_subfield
        return replace(known, indicators=(first, second), subfields=codes, any_subfield=whole)


def read_fields(path: Path) -> Mapping[str, FieldSpec]:
    """fields.csv by tag."""
    return {spec.tag: spec for spec in read(path, _spec)}


def read_overlay(path: Path) -> tuple[Overlay, ...]:
    """The rows of finnish.csv in their order."""
    return tuple(read(path, _overlay))


def allowed(text: str) -> Overlay:
    """What a vendor file allows: "591$a|b" these subfields, "591" or "9XX" the tag with whatever is in it.

    Raises ValueError for anything else, and for XXX alone, which would allow everything.
    """
    found = ALLOW.fullmatch(text)
    if found is None or text == "XXX":
        raise ValueError(f'{text!r} allows nothing: write a tag "591", a class "9XX" or subfields "591$a|b"')
    tags, codes = found[1], (found[2] or "").split("|")
    named = {code: True for code in codes if code}
    nothing: Values = frozenset() if named else None  # subfields leave the indicators of a known tag as they are
    spec = FieldSpec(tags, indicators=(nothing, nothing), subfields=named, any_subfield=not named)
    return Overlay(tag_pattern(tags), tag_pattern(""), spec, defines=tags != "XXX", widens=True)


def _spec(row: Row) -> FieldSpec:
    tokens = row["subfields"].split()
    return FieldSpec(
        tag=row["tag"],
        repeatable=_is_repeatable(row["repeatable"]),
        indicators=(characters(row["ind1"]), characters(row["ind2"])),
        subfields={
            code: _is_repeatable(how) for code, _, how in (each.partition(":") for each in tokens if each != "*")
        },
        any_subfield="*" in tokens,
        obsolete=row["status"] == OBSOLETE,
    )


def _overlay(row: Row) -> Overlay:
    effect = row["effect"]
    if effect not in ("define", "widen"):
        raise ValueError(f"effect is define or widen, not {effect!r}")
    if effect == "widen":  # an empty cell adds nothing
        spec = replace(
            _spec(row | {"repeatable": "R"}),
            indicators=(characters(row["ind1"]) or frozenset(), characters(row["ind2"]) or frozenset()),
        )
    else:
        spec = _spec(row)
        if not spec.repeatable and "X" in spec.tag:
            raise ValueError("a class of tags is repeatable")
    return Overlay(tag_pattern(row["tag"]), tag_pattern(row["besides"]), spec, effect == "define", effect == "widen")


def _is_repeatable(text: str) -> bool:
    if text not in ("R", "NR"):
        raise ValueError(f"repeatable is R or NR, not {text!r}")
    return text == "R"
