"""The checks of the MARC 21 schema (structure.py) in the form in which rules run them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.paths import Hit, Item
from transforms.validate.structure import CHECKS, RECORD_CHECKS
from transforms.validate.view import FieldView, View

OnField = Callable[[FieldView], Sequence[Hit] | None]
Run = Callable[[View], list[Item] | None]


def structure_check(name: str, lists: Lists) -> tuple[OnField | None, Run | None]:
    """One check, of a field or of the record. Raises RuleError for an unknown name."""
    if name in RECORD_CHECKS:
        of_record = RECORD_CHECKS[name]

        def run(view: View) -> list[Item] | None:
            found = of_record(lists.schema(), view.groups)
            return None if found is None else [Item(each.value, tag, at) for tag, at, each in found]

        return None, run
    if name not in CHECKS:
        raise RuleError(f"no structure check {name!r}{nearest(name, (*CHECKS, *RECORD_CHECKS))}")
    check = CHECKS[name]
    return (lambda each: check(lists.schema(), each.field, each.kind)), None
