"""Patterns of subfields that hold a code or a number of fixed form (schemas/marc21/patterns.csv).

A pattern is for the whole value, which is looked at up to `LONGEST` characters: longer ones are no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from transforms.record import SUBFIELD, Field
from transforms.validate.parts import Hit
from transforms.validate.structure.table import Row, characters, read, tag_pattern

LONGEST = 200


class Form(NamedTuple):
    """One row: the form of some subfields of some tags, where an indicator and a $2 ask for it."""

    tags: re.Pattern[str]
    codes: frozenset[str]  # empty: the control field itself
    second: frozenset[str] | None  # values of the second indicator; None: any
    source: str  # of $2; "": any
    pattern: re.Pattern[str]

    def suits(self, field: Field) -> bool:
        """True if the pattern holds for this field of one of its tags."""
        if self.second is not None and field.value[1:2] not in self.second:
            return False
        return not self.source or field["2"] == self.source

    def breaks(self, value: str) -> bool:
        """True if a value has another form."""
        return len(value) > LONGEST or self.pattern.fullmatch(value) is None


Forms = Mapping[str, tuple[Form, ...]]  # by subfield code; "" is the control field itself


def read_forms(path: Path) -> tuple[Form, ...]:
    """The rows of patterns.csv."""
    return tuple(read(path, _form))


def forms_of(tag: str, forms: Sequence[Form]) -> Forms:
    """The forms of a tag, by subfield code."""
    found: dict[str, tuple[Form, ...]] = {}
    for form in forms:
        if form.tags.fullmatch(tag) and tag.startswith("00") is not bool(form.codes):
            for code in form.codes or ("",):
                found[code] = (*found.get(code, ()), form)
    return found


def broken(field: Field, forms: Forms) -> list[Hit] | None:
    """The subfields that break the form of their tag; None where no form asks anything of the field."""
    if field.is_control:
        suiting = [form for form in forms.get("", ()) if form.suits(field)]
        return [(field.value, "", 0)] if any(form.breaks(field.value) for form in suiting) else [] if suiting else None
    hits: list[Hit] = []
    is_judged = False
    for at, part in enumerate(field.value.split(SUBFIELD)[1:]):
        if part[:1] in forms:
            suiting = [form for form in forms[part[:1]] if form.suits(field)]
            is_judged = is_judged or bool(suiting)
            if any(form.breaks(part[1:]) for form in suiting):
                hits.append((part[1:], f"${part[:1]}", at))
    return hits if is_judged else None


def _form(row: Row) -> Form:
    try:
        pattern = re.compile(row["pattern"])
    except re.error as error:
        raise ValueError(f"{row['pattern']!r} is no regular expression: {error}") from None
    codes = frozenset(row["subfields"].split())
    return Form(tag_pattern(row["tags"]), codes, characters(row["ind2"]), row["source"], pattern)
