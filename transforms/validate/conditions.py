"""Conditions: predicates and paths put together with all, any and not; compiled once, at load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.paths import Path, compile_path
from transforms.validate.predicates import PREDICATES, Asked, Plain, Test, Verdict, string
from transforms.validate.view import FieldView, View

Judge = Callable[[View | None, FieldView | None, str | None], Verdict]  # record, selected field, selected value


class Condition(NamedTuple):
    """A compiled guard or assertion."""

    judge: Judge
    test: Test | None = None  # set where the answer depends on the selected value alone
    is_local: bool = True  # the answer depends on the selected field alone
    if_clean: bool = False  # holds for every value of a field whose text is clean
    absent: Verdict = None  # the answer where `select` finds nothing: only exists and count have one


def compile_condition(spec: object, lists: Lists) -> Condition:
    """Compile a mapping of predicates, all of which must hold; RuleError or PathError when it cannot be."""
    if not isinstance(spec, dict) or not spec.keys() - {"path"}:
        raise RuleError("a condition is a mapping with at least one predicate")
    path = compile_path(string(spec["path"], "path"), lists.aliases) if "path" in spec else None
    known = {**PREDICATES, **CONNECTIVES}
    parts: list[Condition] = []
    for name, wanted in spec.items():
        if name in CONNECTIVES:
            parts.append(CONNECTIVES[name](wanted, lists))
        elif name in PREDICATES:
            parts.append(_condition(PREDICATES[name](wanted, lists), path))
        elif name != "path":
            raise RuleError(f"no predicate {name!r}{nearest(str(name), known)}")
    return parts[0] if len(parts) == 1 else _all_of(parts)


def _plain(test: Test) -> Condition:
    """A condition on the selected value alone."""
    return Condition(lambda _view, _each, value: None if value is None else test(value), test)


def _condition(predicate: Plain | Asked, path: Path | None) -> Condition:
    if isinstance(predicate, Plain):
        if path is None:
            return _plain(predicate.test)._replace(if_clean=predicate.if_clean)
        return Condition(_judge_values(path, predicate.test), is_local=path.is_relative)
    ask = predicate.ask
    if predicate.of_record:
        return Condition(lambda view, each, _: ask([], view, each), is_local=False)
    if path is not None:
        values = path.values
        is_local = predicate.is_local and path.is_relative
        return Condition(lambda view, each, _: ask(values(view, each), view, each), is_local=is_local)
    absent = ask([], None, None) if predicate.judges_absence else None
    return Condition(
        lambda view, each, value: None if value is None else ask([value], view, each),
        is_local=predicate.is_local,
        absent=absent,
    )


def _judge_values(path: Path, test: Test) -> Judge:
    values = path.values

    def judge(view: View | None, each: FieldView | None, _: str | None) -> Verdict:
        found = values(view, each)
        return any(map(test, found)) if found else None

    return judge


def _all(wanted: object, lists: Lists) -> Condition:
    return _all_of(_several(wanted, "all", lists))


def _all_of(parts: list[Condition]) -> Condition:
    judges = [part.judge for part in parts]
    plain = [part.test for part in parts if part.test is not None]
    if len(plain) == len(parts):
        return _plain(lambda value: all(test(value) for test in plain))

    def judge(view: View | None, each: FieldView | None, value: str | None) -> Verdict:
        verdict: Verdict = True
        for part in judges:
            found = part(view, each, value)
            if found is False:
                return False
            verdict = found and verdict
        return verdict

    return Condition(judge, is_local=all(part.is_local for part in parts))


def _any(wanted: object, lists: Lists) -> Condition:
    parts = _several(wanted, "any", lists)
    judges = [part.judge for part in parts]
    plain = [part.test for part in parts if part.test is not None]
    if len(plain) == len(parts):
        return _plain(lambda value: any(test(value) for test in plain))

    def judge(view: View | None, each: FieldView | None, value: str | None) -> Verdict:
        verdict: Verdict = False
        for part in judges:
            found = part(view, each, value)
            if found:
                return True
            verdict = None if found is None else verdict
        return verdict

    return Condition(judge, is_local=all(part.is_local for part in parts))


def _not(wanted: object, lists: Lists) -> Condition:
    judge, test, is_local, _, absent = compile_condition(wanted, lists)

    def negated(view: View | None, each: FieldView | None, value: str | None) -> Verdict:
        found = judge(view, each, value)
        return None if found is None else not found

    opposite = None if test is None else (lambda value: not test(value))
    return Condition(negated, opposite, is_local, absent=None if absent is None else not absent)


CONNECTIVES: dict[str, Callable[[object, Lists], Condition]] = {"all": _all, "any": _any, "not": _not}


def _several(wanted: object, name: str, lists: Lists) -> list[Condition]:
    if not isinstance(wanted, list) or not wanted:
        raise RuleError(f"{name}: a list of conditions")
    return [compile_condition(each, lists) for each in wanted]


Needs = Callable[[str], bool] | None  # without a field of these tags there is nothing to judge; None: always judged


def needs_of(spec: Mapping[str, Any], lists: Lists, *, is_guard: bool) -> Needs:
    """The tags without which a condition cannot be true (a guard), or has nothing to judge (an assertion)."""
    path = compile_path(spec["path"], lists.aliases) if "path" in spec else None
    found: list[Needs] = []
    for name, wanted in spec.items():
        if name == "path":
            continue
        if name in ("all", "any"):
            parts = [needs_of(each, lists, is_guard=is_guard) for each in wanted]
            found.append(_either(parts) if name == "any" or not is_guard else _first(parts))
        elif name == "not":
            found.append(needs_of(wanted, lists, is_guard=False))
        elif path is None or path.is_relative or path.covers_all or not _asks(name, wanted, is_guard, lists):
            found.append(None)
        else:
            found.append(path.covers)
    return _first(found) if is_guard else _either(found)


def _asks(name: str, wanted: object, is_guard: bool, lists: Lists) -> bool:
    """True if the predicate has nothing to say (or, in a guard, is false) where its path leads nowhere."""
    if name == "exists":
        return is_guard and wanted is True
    if name == "count":
        return is_guard and isinstance(wanted, dict) and wanted.get("min", 0) > 0
    made = PREDICATES[name](wanted, lists) if name in PREDICATES else None
    return not (isinstance(made, Asked) and made.of_record)  # its path only tells where the finding is shown


def _first(parts: list[Needs]) -> Needs:
    return next((each for each in parts if each is not None), None)


def _either(parts: list[Needs]) -> Needs:
    known = [each for each in parts if each is not None]
    if not known or len(known) < len(parts):
        return None
    return lambda tag: any(each(tag) for each in known)


def looks_about(spec: object, lists: Lists) -> Iterator[bool]:
    """For each predicate of a condition that asks more than the values of its path: whether it names where it looks."""
    if isinstance(spec, list):
        for each in spec:
            yield from looks_about(each, lists)
    elif isinstance(spec, dict):
        for name, wanted in spec.items():
            if name in CONNECTIVES:
                yield from looks_about(wanted, lists)
            elif name in PREDICATES:
                made = PREDICATES[name](wanted, lists)
                if isinstance(made, Asked) and not made.is_local:
                    yield isinstance(wanted, str) or (isinstance(wanted, dict) and "path" in wanted)
