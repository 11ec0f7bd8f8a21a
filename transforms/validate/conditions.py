"""Conditions: predicates and paths put together with all, any and not; compiled once, at load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from transforms.validate.asked import Tell, Wanted
from transforms.validate.lists import Lists, RuleError, nearest, told_at
from transforms.validate.paths import Path, compile_path
from transforms.validate.predicates import PREDICATES, Asked, Plain, Test, Verdict, string
from transforms.validate.signs import Sign, Signs, found_at
from transforms.validate.view import FieldView, View

Wants = tuple[Wanted, ...]
Judge = Callable[[View | None, FieldView | None, str | None], Verdict]  # record, selected field, selected value


class Condition(NamedTuple):
    """A compiled guard or assertion."""

    judge: Judge
    test: Test | None = None  # set where the answer depends on the selected value alone
    is_local: bool = True  # the answer depends on the selected field alone
    tell: Tell | None = None  # set where it depends on the selected value alone, which may give nothing to judge
    if_clean: bool = False  # holds for every value of a field whose text is clean
    signs: Signs | None = None  # all that its answer depends on, where it asks for signs alone
    wanted: Wants = ()  # without any of these it has nothing to judge, or as a guard is not true
    unless: Test | None = None  # it has nothing to judge in a selected field whose text does not pass
    unless_of: Callable[[str], Test] | None = None  # the same, by the tag of the field
    sure: Test | None = None  # it holds for a selected value that passes, whatever the record
    only: Test | None = None  # it is not true for a selected value that does not pass, whatever the record
    absent: Verdict = None  # the answer where `select` finds nothing: only exists and count have one


def compile_condition(spec: object, lists: Lists) -> Condition:
    """Compile a mapping of predicates, all of which must hold; RuleError or PathError when it cannot be."""
    if not isinstance(spec, dict) or not spec.keys() - {"path"}:
        raise RuleError("a condition is a mapping with at least one predicate")
    path = None
    if "path" in spec:
        with told_at(spec, "path"):
            path = compile_path(string(spec["path"], "path"), lists.aliases)
    parts: list[Condition] = []
    for name, wanted in spec.items():
        if name != "path":
            with told_at(spec, name):
                parts.append(_part(name, wanted, path, lists))
    return parts[0] if len(parts) == 1 else _all_of(parts)


def _part(name: str, wanted: object, path: Path | None, lists: Lists) -> Condition:
    """One predicate or connective of a condition."""
    if name in CONNECTIVES:
        return CONNECTIVES[name](wanted, lists)
    if name not in PREDICATES:
        raise RuleError(f"no predicate {name!r}{nearest(str(name), {**PREDICATES, **CONNECTIVES})}")
    return _condition(PREDICATES[name](wanted, lists), path, f"{name} {wanted!r}")


def _plain(test: Test) -> Condition:
    """A condition on the selected value alone."""
    return Condition(lambda _view, _each, value: None if value is None else test(value), test, sure=test, only=test)


def _condition(predicate: Plain | Asked, path: Path | None, name: str) -> Condition:
    signs = _signs(predicate, path, name)
    if isinstance(predicate, Plain):
        if path is None:
            return _plain(predicate.test)._replace(if_clean=predicate.if_clean)
        return Condition(_judge_values(path, predicate.test), is_local=path.is_relative, signs=signs)
    ask = predicate.ask
    if predicate.of_record:
        return Condition(
            lambda view, each, _: ask([], view, each), is_local=False, signs=signs, wanted=predicate.wanted
        )
    if path is not None:
        values = path.values
        is_local = predicate.is_local and path.is_relative
        return Condition(lambda view, each, _: ask(values(view, each), view, each), is_local=is_local, signs=signs)
    absent = ask([], None, None) if predicate.judges_absence else None
    return Condition(
        lambda view, each, value: None if value is None else ask([value], view, each),
        is_local=predicate.is_local,
        wanted=predicate.wanted,
        tell=predicate.tell,
        unless=predicate.unless,
        unless_of=predicate.unless_of,
        sure=predicate.sure,
        absent=absent,
    )


def _signs(predicate: Plain | Asked, path: Path | None, name: str) -> Signs | None:
    """The signs that tell the answer of a predicate; None where it asks more than that."""
    if isinstance(predicate, Asked) and predicate.of_around:
        return ()
    if isinstance(predicate, Asked) and predicate.signs_of_record:
        return tuple([Sign(compile_path(at, {}), test, f"{at} {name}") for at, test in predicate.signs_of_record])
    if path is None or path.is_relative or not path.is_local:
        return None
    if isinstance(predicate, Plain):
        return found_at(path), Sign(path, predicate.test, f"{path.text} {name}")
    return tuple([Sign(path, test, f"{path.text} {n} {name}") for n, test in enumerate(predicate.signs)]) or None


def together(parts: Iterable[Condition]) -> Signs | None:
    """The signs that tell the answers of all these; None where one of them asks more."""
    found: dict[str, Sign] = {}
    for part in parts:
        if part.signs is None:
            return None
        found |= {sign.name: sign for sign in part.signs}
    return tuple(found.values())


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
        return _plain(_every(plain))

    def judge(view: View | None, each: FieldView | None, value: str | None) -> Verdict:
        verdict: Verdict = True
        for part in judges:
            found = part(view, each, value)
            if found is False:
                return False
            verdict = found and verdict
        return verdict

    sure = [part.sure for part in parts if part.sure is not None]
    return Condition(
        judge,
        is_local=all(part.is_local for part in parts),
        signs=together(parts),
        sure=_every(sure) if len(sure) == len(parts) else None,
        only=next((part.only for part in parts if part.only is not None), None),
    )


def _any(wanted: object, lists: Lists) -> Condition:
    parts = _several(wanted, "any", lists)
    judges = [part.judge for part in parts]
    plain = [part.test for part in parts if part.test is not None]
    if len(plain) == len(parts):
        return _plain(_some(plain))

    def judge(view: View | None, each: FieldView | None, value: str | None) -> Verdict:
        verdict: Verdict = False
        for part in judges:
            found = part(view, each, value)
            if found:
                return True
            verdict = None if found is None else verdict
        return verdict

    sure = [part.sure for part in parts if part.sure is not None]
    return Condition(
        judge,
        is_local=all(part.is_local for part in parts),
        signs=together(parts),
        sure=_some(sure) if sure else None,
    )


def _not(wanted: object, lists: Lists) -> Condition:
    found = compile_condition(wanted, lists)
    judge, test, absent = found.judge, found.test, found.absent

    def negated(view: View | None, each: FieldView | None, value: str | None) -> Verdict:
        verdict = judge(view, each, value)
        return None if verdict is None else not verdict

    opposite = None if test is None else (lambda value: not test(value))
    return Condition(
        negated,
        opposite,
        found.is_local,
        signs=found.signs,
        sure=opposite,
        absent=None if absent is None else not absent,
    )


def _every(tests: Sequence[Test]) -> Test:
    """All of the tests. In a loop: a generator costs more than most tests."""

    def test(value: str) -> bool:
        for each in tests:  # noqa: SIM110
            if not each(value):
                return False
        return True

    return test


def _some(tests: Sequence[Test]) -> Test:
    """One of the tests."""

    def test(value: str) -> bool:
        for each in tests:  # noqa: SIM110
            if each(value):
                return True
        return False

    return test


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


def looks_about(spec: object, lists: Lists) -> Iterator[tuple[str, ...] | None]:
    """For each predicate of a condition that asks more than the values of its path: the tags that it looks at besides
    the paths that the rule names; None where these are not known.
    """
    if isinstance(spec, list):
        for each in spec:
            yield from looks_about(each, lists)
    elif isinstance(spec, dict):
        for name, wanted in spec.items():
            if name in CONNECTIVES:
                yield from looks_about(wanted, lists)
            elif name in PREDICATES:
                made = PREDICATES[name](wanted, lists)
                if isinstance(made, Asked) and made.of_record:
                    yield (
                        made.besides if made.of_around or made.besides else None
                    )  # its path only tells where it is shown
                elif isinstance(made, Asked) and not made.is_local:
                    is_named = isinstance(wanted, str) or (isinstance(wanted, dict) and "path" in wanted)
                    yield made.besides if made.names_all and (is_named or made.besides) else None
