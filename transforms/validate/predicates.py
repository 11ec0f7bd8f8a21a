"""Predicates: what a rule may ask of the values a path leads to. A closed set: a function and a line each.

Three-valued: True, False, or None when there is nothing to judge (not applicable is not a pass). Where a path
leads to several values, one that holds is enough; a rule asks for all of them with `select`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import NamedTuple, Protocol
from unicodedata import is_normalized

from transforms.record import Record
from transforms.validate.checks import CHECKS
from transforms.validate.paths import Aliases, Item, Path, compile_path
from transforms.validate.view import View

LONGEST = 10_000  # characters that a pattern is tried on

Verdict = bool | None
Judge = Callable[[View, Item | None], Verdict]
Test = Callable[[str], bool]
Ask = Callable[[View, Item | None, list[str]], Verdict]  # a predicate, about the values its path led to

_NO_RECORD = View(Record.of())

_UNBOUND = re.compile(r"(?:[^\\^$(]|\\[^AZbB]|\((?!\?)|\(\?:)*")  # patterns that look no further than they match


class RuleError(ValueError):
    """A rule that cannot be compiled: the plain reason."""


class CodeLists(Protocol):
    """Gives the code lists of schemas/codes by name."""

    def __call__(self, name: str, columns: tuple[str, ...] = ("code",)) -> Mapping[str, str]:
        """Every value of the columns, with the one that took its place or ""; RuleError for an unknown list."""


class Lists(NamedTuple):
    """The data that rules refer to by name."""

    aliases: Aliases  # coded positions, schemas/rules/aliases.yml
    codes: CodeLists


class Condition(NamedTuple):
    """A compiled guard or assertion."""

    judge: Judge
    test: Test | None = None  # set where the answer depends on the selected value alone
    may_fail: Test | None = None  # a first look at a whole record's text: could any value in it fail?
    may_hold: Test | None = None  # the same for holding
    if_clean: bool = False  # holds for every value of a record whose text is clean
    absent: Verdict = None  # the answer where `select` finds nothing: only exists and count have one


class Plain(NamedTuple):
    """A predicate on one value."""

    test: Test
    may_fail: Test | None = None
    may_hold: Test | None = None
    if_clean: bool = False


def nearest(word: str, known: Mapping[str, object]) -> str:
    """ "; did you mean 'matches'?" for "matchs", "" where nothing is near."""
    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _equals(wanted: object, _: Lists) -> Plain:
    text = _string(wanted, "equals")
    return Plain(lambda value: value == text)


def _in(wanted: object, _: Lists) -> Plain:
    if not isinstance(wanted, list):
        raise RuleError("in: a list of quoted values")
    return Plain(frozenset(_string(each, "in") for each in wanted).__contains__)


def _in_codelist(wanted: object, lists: Lists) -> Plain:
    if isinstance(wanted, dict) and wanted.keys() == {"list", "columns"}:
        codes = lists.codes(_string(wanted["list"], "list"), tuple(map(str, wanted["columns"])))
    else:
        codes = lists.codes(_string(wanted, "in_codelist"))
    current = frozenset(code for code, successor in codes.items() if not successor)
    return Plain(lambda value: value.rstrip(" ") in current)


def _matches(wanted: object, _: Lists) -> Plain:
    text = _string(wanted, "matches")
    search = pattern(text).search
    look = (lambda whole: search(whole) is not None) if _UNBOUND.fullmatch(text) else None
    return Plain(lambda value: search(value, 0, LONGEST) is not None, may_hold=look)


def _length(wanted: object, _: Lists) -> Plain:
    least, most = _bounds(wanted, "length")
    return Plain(lambda value: least <= len(value) <= most)


def _check(wanted: object, _: Lists) -> Plain:
    name = _string(wanted, "check")
    if name not in CHECKS:
        raise RuleError(f"no check {name!r}{nearest(name, CHECKS)}")
    check = CHECKS[name]
    return Plain(check.holds, may_fail=check.may_fail, if_clean=check.if_clean)


def _nfc(wanted: object, _: Lists) -> Plain:
    if wanted is not True:
        raise RuleError("nfc: true")

    def test(value: str) -> bool:
        return is_normalized("NFC", value)

    return Plain(test, may_fail=lambda whole: not test(whole), if_clean=True)


def _exists(wanted: object, _: Lists) -> Ask:
    if not isinstance(wanted, bool):
        raise RuleError("exists: true or false")
    return lambda _view, _item, found: any(map(str.strip, found)) is wanted


def _count(wanted: object, _: Lists) -> Ask:
    least, most = _bounds(wanted, "count")
    return lambda _view, _item, found: least <= len(found) <= most


def _equals_path(wanted: object, lists: Lists) -> Ask:
    other = compile_path(_string(wanted, "equals_path"), lists.aliases)

    def ask(view: View, item: Item | None, found: list[str]) -> Verdict:
        others = other.values(view, item)
        return not set(others).isdisjoint(found) if others and found else None

    return ask


PREDICATES: dict[str, Callable[[object, Lists], Plain | Ask]] = {
    "exists": _exists,
    "count": _count,
    "equals": _equals,
    "equals_path": _equals_path,
    "in": _in,
    "in_codelist": _in_codelist,
    "matches": _matches,
    "length": _length,
    "check": _check,
    "nfc": _nfc,
}


def compile_condition(spec: object, lists: Lists) -> Condition:
    """Compile a mapping of predicates, all of which must hold; RuleError or PathError when it cannot be."""
    if not isinstance(spec, dict) or not spec.keys() - {"path"}:
        raise RuleError("a condition is a mapping with at least one predicate")
    path = compile_path(_string(spec["path"], "path"), lists.aliases) if "path" in spec else None
    known = {**PREDICATES, **CONNECTIVES}
    parts: list[Condition] = []
    for name, wanted in spec.items():
        if name in CONNECTIVES:
            parts.append(CONNECTIVES[name](wanted, lists))
        elif name in PREDICATES:
            parts.append(_condition(PREDICATES[name](wanted, lists), path, name))
        elif name != "path":
            raise RuleError(f"no predicate {name!r}{nearest(str(name), known)}")
    return parts[0] if len(parts) == 1 else _all_of(parts)


def _plain(test: Test) -> Condition:
    """A condition on the selected value alone."""
    return Condition(lambda _, item: None if item is None else test(item.value), test)


def _condition(predicate: Plain | Ask, path: Path | None, name: str) -> Condition:
    if isinstance(predicate, Plain):
        test = predicate.test
        if path is None:
            return Condition(lambda _, item: None if item is None else test(item.value), *predicate)
        return Condition(_judge_values(path.values, test))
    ask = predicate
    if path is None:
        absent = None if name == "equals_path" else ask(_NO_RECORD, None, [])
        alone: Test | None = None if name == "equals_path" else (lambda value: bool(ask(_NO_RECORD, None, [value])))
        return Condition(
            lambda view, item: None if item is None else ask(view, item, [item.value]), alone, absent=absent
        )
    values = path.values
    return Condition(lambda view, item: ask(view, item, values(view, item)))


def _judge_values(values: Callable[[View, Item | None], list[str]], test: Test) -> Judge:
    def judge(view: View, item: Item | None) -> Verdict:
        found = values(view, item)
        return any(map(test, found)) if found else None

    return judge


def _all(wanted: object, lists: Lists) -> Condition:
    return _all_of(_several(wanted, "all", lists))


def _all_of(parts: list[Condition]) -> Condition:
    judges = [part.judge for part in parts]
    plain = [part.test for part in parts if part.test is not None]
    if len(plain) == len(parts):
        return _plain(lambda value: all(test(value) for test in plain))

    def judge(view: View, item: Item | None) -> Verdict:
        verdict: Verdict = True
        for each in judges:
            found = each(view, item)
            if found is False:
                return False
            verdict = found and verdict
        return verdict

    return Condition(judge)


def _any(wanted: object, lists: Lists) -> Condition:
    parts = _several(wanted, "any", lists)
    judges = [part.judge for part in parts]
    plain = [part.test for part in parts if part.test is not None]
    if len(plain) == len(parts):
        return _plain(lambda value: any(test(value) for test in plain))

    def judge(view: View, item: Item | None) -> Verdict:
        verdict: Verdict = False
        for each in judges:
            found = each(view, item)
            if found:
                return True
            verdict = None if found is None else verdict
        return verdict

    return Condition(judge)


def _not(wanted: object, lists: Lists) -> Condition:
    judge, test, may_fail, may_hold, _, absent = compile_condition(wanted, lists)

    def negated(view: View, item: Item | None) -> Verdict:
        found = judge(view, item)
        return None if found is None else not found

    opposite = None if test is None else (lambda value: not test(value))
    nothing = None if absent is None else not absent
    return Condition(negated, opposite, may_fail=may_hold, may_hold=may_fail, absent=nothing)


CONNECTIVES: dict[str, Callable[[object, Lists], Condition]] = {"all": _all, "any": _any, "not": _not}


def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern; RuleError when it is none."""
    try:
        return re.compile(text)
    except re.error as error:
        raise RuleError(f"{text!r} is not a regular expression: {error}") from error


def _several(wanted: object, name: str, lists: Lists) -> list[Condition]:
    if not isinstance(wanted, list) or not wanted:
        raise RuleError(f"{name}: a list of conditions")
    return [compile_condition(each, lists) for each in wanted]


def _string(wanted: object, name: str) -> str:
    if not isinstance(wanted, str):
        raise RuleError(f"{name}: a quoted text, not {wanted!r}")
    return wanted


def _bounds(wanted: object, name: str) -> tuple[int, float]:
    if not isinstance(wanted, dict) or not wanted or wanted.keys() - {"min", "max"}:
        raise RuleError(f"{name}: min, max or both")
    least, most = wanted.get("min", 0), wanted.get("max", float("inf"))
    if not isinstance(least, int) or not isinstance(most, (int, float)):
        raise RuleError(f"{name}: min and max are numbers")
    return least, most
