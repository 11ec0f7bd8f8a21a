"""The checks of the MARC 21 schema (structure.py) in the form in which rules run them."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.parts import Hit
from transforms.validate.paths import Item
from transforms.validate.structure import CHECKS, RECORD_CHECKS
from transforms.validate.structure.fixed import TAGS
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


def structure_may_judge(name: str, lists: Lists) -> Callable[[str, str, Set[str]], bool] | None:
    """What tag, indicators and codes tell before a check of values is asked; None: it may always have a say."""
    if name in ("length", "coded_value", "coded_value_anywhere"):
        return lambda tag, _marks, _codes: tag in TAGS
    if name == "value_pattern":
        return lambda tag, _marks, codes: not lists.schema().forms_of(tag).keys().isdisjoint({"", *codes})
    return None
