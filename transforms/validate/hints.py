"""Hints: when a rule about the record need not be asked, for no field shows what it waits for (signs.py).

A hint may be too wide, never too narrow: tests/transforms/validate/test_plan.py holds it against the rule itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from transforms.tables import Tables
from transforms.validate.asked import Wanted
from transforms.validate.conditions import Condition
from transforms.validate.derive import Derivation
from transforms.validate.lists import Lists
from transforms.validate.paths import Path, compile_path
from transforms.validate.predicates import Test
from transforms.validate.signs import ALWAYS, Hint, Sign, found_at


def hint_of_values(wanted: Iterable[Wanted], lists: Lists, passes: Iterable[str] = ()) -> Hint:
    """What a rule about the record waits for: values at paths that pass tests. Without any of them it holds where one
    of the paths `passes` leads to a value, and else judges none.
    """
    signs = [_sign(path, test, lists) for path, test in wanted]
    return Hint(tuple(signs), tuple(_sign(path, None, lists) for path in passes) if signs else ())


def _sign(path: str, test: Test | None, lists: Lists) -> Sign:
    compiled = compile_path(path, lists.aliases)
    return found_at(compiled) if test is None else Sign(compiled, test, f"{path} {id(test)}")


def hint_of_items(paths: Sequence[Path], condition: Condition, guard: Condition | None, lists: Lists) -> Hint:
    """The same of one about selected values: it waits for those of which it is not certain what it says."""
    if condition.absent is not None or not all(path.is_local for path in paths):
        return ALWAYS
    if guard is not None:
        return _hint_of_guard(paths, condition, guard)
    sure, asks, by_tag = condition.sure, condition.unless, condition.unless_of
    if condition.wanted:
        return hint_of_values(condition.wanted, lists)
    if asks is not None and not any(path.part for path in paths):
        return Hint(tuple([Sign(path, asks, f"{path.text} {id(asks)}") for path in paths]))
    if by_tag is not None and not any(path.part for path in paths):
        return Hint(tuple([Sign(path, None, f"{path.text} {id(by_tag)}", by_tag) for path in paths]))
    if sure is None:
        return ALWAYS

    def is_open(value: str) -> bool:
        return not sure(value)

    signs = [Sign(path, is_open, f"{path.text} {id(is_open)}") for path in paths]
    return Hint(tuple(signs), tuple(map(found_at, paths)))


def _hint_of_guard(paths: Sequence[Path], condition: Condition, guard: Condition) -> Hint:
    """The same where a guard leaves values out."""
    only, sure = guard.only, condition.sure
    if only is None:
        return ALWAYS
    if sure is None or guard.test is None:
        return Hint(tuple([Sign(path, only, f"{path.text} {id(only)}") for path in paths]))

    def is_open(value: str) -> bool:
        return only(value) and not sure(value)

    signs = [Sign(path, is_open, f"{path.text} {id(is_open)}") for path in paths]
    return Hint(tuple(signs), tuple([Sign(path, only, f"{path.text} {id(only)}") for path in paths]))


def hint_of_derivation(derivation: Derivation, lists: Lists) -> Hint:
    """What a derivation waits for, with the tables that its tests look into."""

    def bound(test: Callable[[str, Tables], bool]) -> Test:
        return lambda value: test(value, lists.tables())

    by_tables = [(path, bound(test)) for path, test in derivation.wanted_by]
    return hint_of_values([*derivation.wanted, *by_tables], lists, derivation.passes)
