"""What a predicate is: a test of one value, or a question about all values of its path; and what predicates share.

Kept apart from `predicates`, so that predicates of a theme have modules of their own (predicates_<theme>.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from transforms.validate.lists import Lists, RuleError
from transforms.validate.paths import compile_path
from transforms.validate.view import FieldView, View

Verdict = bool | None
Test = Callable[[str], bool]
Tell = Callable[[str], Verdict]
Wanted = tuple[str, Test | None]  # a path, and the test that one of its values passes; None: any value
Ask = Callable[[list[str], "View | None", "FieldView | None"], Verdict]  # about the values its path led to


class Plain(NamedTuple):
    """A predicate on one value."""

    test: Test
    if_clean: bool = False


class Asked(NamedTuple):
    """A predicate on all values of its path together."""

    ask: Ask
    is_local: bool = True
    judges_absence: bool = False  # exists and count have an answer where there is no value
    of_record: bool = False  # it asks about the record or its vendor, whatever is selected
    signs: tuple[Test, ...] = ()  # its answer depends on nothing but which of these tests one of the values passes
    signs_of_record: tuple[Wanted, ...] = ()  # the same of one about the record, with the paths of the values
    names_all: bool = True  # it looks nowhere but at the paths that the rule names, and
    besides: tuple[str, ...] = ()  # at fields of these tags
    of_around: bool = False  # its answer depends on the vendor alone
    wanted: tuple[Wanted, ...] = ()  # it has nothing to judge in a record without any of these
    tell: Tell | None = None  # its answer where it depends on the selected value alone
    unless: Test | None = None  # it has nothing to judge in a selected field whose text does not pass
    unless_of: Callable[[str], Test] | None = None  # the same, where it depends on the tag too
    sure: Test | None = None  # it holds for every value that passes, whatever the record


Made = Callable[[object, Lists], "Plain | Asked"]  # makes a predicate of what a rule writes behind its name


def string(wanted: object, name: str) -> str:
    """A quoted text of a rule; RuleError for anything else."""
    if not isinstance(wanted, str):
        raise RuleError(f"{name}: a quoted text, not {wanted!r}")
    return wanted


def is_true(wanted: object, name: str) -> None:
    """Nothing more than `name: true` is asked; RuleError for anything else."""
    if wanted is not True:
        raise RuleError(f"{name}: true")


def beside(wanted: object, name: str, lists: Lists, holds: Callable[[list[str], list[str]], Verdict]) -> Asked:
    """A predicate on the values of two paths; NA where either leads nowhere."""
    other = compile_path(string(wanted, name), lists.aliases)

    def ask(found: list[str], view: View | None, each: FieldView | None) -> Verdict:
        others = other.values(view, each)
        return holds(found, others) if others and found else None

    return Asked(ask, is_local=other.is_relative)
