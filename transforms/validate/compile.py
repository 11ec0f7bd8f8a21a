"""How `select`, `when` and `assert` of a rule become one closure: about a field alone where that is all it asks for,
else about the record. Compiled once, at load.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from transforms.record import Record
from transforms.tables import Tables
from transforms.validate.asked import Tell
from transforms.validate.conditions import (
    Condition,
    Judge,
    Needs,
    compile_condition,
    together,
)
from transforms.validate.derive import DERIVATIONS, Derivation
from transforms.validate.hints import hint_of_derivation, hint_of_items, hint_of_values
from transforms.validate.lists import Lists, RuleError, nearest, told_at
from transforms.validate.parts import Hit
from transforms.validate.paths import NOWHERE, Item, Path, compile_path
from transforms.validate.predicates import Test, string
from transforms.validate.reach import (
    MayJudge,
    covers_of,
    derived_needs,
    derived_reads,
    first_path,
    may_judge_of,
    needs_of,
    reads_of,
)
from transforms.validate.signs import ALWAYS, Hint, Signs
from transforms.validate.structure import SHAPE_CHECKS
from transforms.validate.structure_rules import structure_check, structure_may_judge
from transforms.validate.view import Changed, FieldView, View

Hits = Sequence[Hit]
OnField = Callable[[FieldView], Hits | None]  # what breaks the rule in a field; None when there is nothing to judge
Run = Callable[[View], list[Item] | None]  # the same in a record

ALONE = ("unchanged_by", "structure")  # assertions that stand alone


class Compiled(NamedTuple):
    """What a rule looks at, and how: fields of Rule with the same names."""

    on_field: OnField | None = None
    paths: tuple[Path, ...] = ()  # of a rule about fields: what it selects
    tested: tuple[Tell, Test | None] | None = None  # where it asks one value at a time: its test, and its guard
    unless: Test | None = None  # a rule about fields: what a field passes in which it has anything to judge
    sure: Test | None = None  # and what a field passes that certainly passes the rule
    on_selected: OnField | None = None  # the same as on_field where it is known that the field is selected
    covers: Callable[[str], bool] | None = None
    if_clean: bool = False
    passes_absent: bool = False
    run: Run | None = None
    needs: Needs = None
    reads: Needs = None
    signs: Signs | None = None  # all that the verdict of a rule about the record depends on
    hint: Hint = ALWAYS  # when such a rule need not be asked
    shape: str = ""
    may_judge: MayJudge | None = None  # of a rule about fields: whether it has something to judge in such a field


def compile_assertion(entry: Mapping[str, Any], lists: Lists) -> Compiled:
    """Compile the looking part of a rule; RuleError or PathError when it cannot be."""
    asserted = entry["assert"]
    with told_at(entry, "select"):
        paths = _paths(entry.get("select"), lists)
    with told_at(entry, "assert"):
        return _compiled(asserted, entry, paths, lists)


def _compiled(asserted: Any, entry: Mapping[str, Any], paths: tuple[Path, ...], lists: Lists) -> Compiled:
    """The same with the paths that are selected."""
    if isinstance(asserted, dict) and (names := asserted.keys() & set(ALONE)):
        if len(asserted) > 1:
            raise RuleError(f"{names.pop()}: stands alone in assert")
        if "structure" in asserted:
            return _structure(string(asserted["structure"], "structure"), paths, lists)
        return _derived(string(asserted["unchanged_by"], "unchanged_by"), entry, paths, lists)
    condition = compile_condition(asserted, lists)
    guard = _guard(entry, lists)
    is_local = condition.is_local and (guard is None or guard.is_local) and all(path.is_local for path in paths)
    is_whole = not any(path.part for path in paths)
    if paths and is_local:
        return Compiled(
            on_field=_on_values(paths, condition, guard),
            paths=paths,
            tested=_tested(condition, guard),
            unless=condition.unless if is_whole and guard is None else None,
            sure=condition.sure if is_whole and guard is None else None,
            covers=covers_of(paths),
            if_clean=condition.if_clean and guard is None,
            passes_absent=condition.absent is True and guard is None,
            may_judge=may_judge_of(paths, entry.get("when")),
        )
    run = _on_items(paths, condition, guard) if paths else _once(condition, guard, first_path(asserted))
    signs = None if paths else together([condition] if guard is None else [condition, guard])
    hint = hint_of_items(paths, condition, guard, lists) if paths else hint_of_values(condition.wanted, lists)
    return Compiled(run=run, needs=needs_of(entry, paths, lists), reads=reads_of(entry, lists), signs=signs, hint=hint)


def _guard(entry: Mapping[str, Any], lists: Lists) -> Condition | None:
    """What `when` says; None without it."""
    if "when" not in entry:
        return None
    with told_at(entry, "when"):
        return compile_condition(entry["when"], lists)


def _paths(select: object, lists: Lists) -> tuple[Path, ...]:
    if select is None:
        return ()
    several: list[Any] = select if isinstance(select, list) else [select]
    if not several or not all(isinstance(each, str) for each in several):
        raise RuleError("select: a path or a list of paths")
    paths = tuple(compile_path(each, lists.aliases) for each in several)
    if any(path.is_relative for path in paths):
        raise RuleError("select: a path with a target")
    return paths


def _on_values(paths: tuple[Path, ...], condition: Condition, guard: Condition | None) -> OnField:
    """A rule about the values in one field."""
    hits_of, judge, test = _hits(paths), condition.judge, condition.test

    def plain(each: FieldView) -> Hits | None:
        hits = hits_of(each)
        return [hit for hit in hits if not test(hit[0])] if hits and test is not None else None

    def guarded(each: FieldView) -> Hits | None:
        failed, is_judged = [], False
        for hit in hits_of(each):
            if guard is None or guard.judge(None, each, hit[0]):
                verdict = judge(None, each, hit[0])
                is_judged = is_judged or verdict is not None
                if verdict is False:
                    failed.append(hit)
        return failed if is_judged else None

    return plain if guard is None and test is not None else guarded


def _tested(condition: Condition, guard: Condition | None) -> tuple[Tell, Test | None] | None:
    """Its test and its guard, where both look at the selected value alone."""
    tell = condition.test or condition.tell
    if tell is None or (guard is not None and guard.test is None):
        return None
    return tell, None if guard is None else guard.test


def _hits(paths: tuple[Path, ...]) -> Callable[[FieldView], Hits]:
    if len(paths) == 1:
        return paths[0].hits if paths[0].select is not None else paths[0].extract
    return lambda each: [hit for path in paths if path.covers(each.tag) for hit in path.hits(each)]


def _on_items(paths: tuple[Path, ...], condition: Condition, guard: Condition | None) -> Run:
    """A rule about selected values that also looks elsewhere in the record."""

    def run(view: View) -> list[Item] | None:
        failed, is_judged = [], condition.absent is True and guard is None
        for path in paths:
            for occurrence, each in path.places(view):
                for value, part, at in path.extract(each):
                    if guard is None or guard.judge(view, each, value):
                        verdict = condition.judge(view, each, value)
                        is_judged = is_judged or verdict is not None
                        if verdict is False:
                            failed.append(Item(value, each.tag, occurrence, part, at))
        return failed if is_judged else None

    return run


def _once(condition: Condition, guard: Condition | None, path: str) -> Run:
    """A rule about the record as a whole."""
    judge, nowhere = condition.judge, Item("", path, NOWHERE)
    asked: Judge | None = guard.judge if guard is not None else None

    def run(view: View) -> list[Item] | None:
        if asked is not None and not asked(view, None, None):
            return None
        verdict = judge(view, None, None)
        return None if verdict is None else [] if verdict else [nowhere]

    return run


def _structure(name: str, paths: tuple[Path, ...], lists: Lists) -> Compiled:
    """A check of the MARC 21 schema, of every field or of those selected."""
    on_field, run = structure_check(name, lists)
    if on_field is None:
        return Compiled(run=run)
    covers = covers_of(paths) if paths else (lambda tag: True)
    shape = name if not paths and name in SHAPE_CHECKS else ""
    return Compiled(on_field=on_field, covers=covers, shape=shape, may_judge=structure_may_judge(name, lists))


def _derived(name: str, entry: Mapping[str, Any], paths: tuple[Path, ...], lists: Lists) -> Compiled:
    """A rule that fires where a derivation would change something."""
    if name not in DERIVATIONS:
        raise RuleError(f"no derivation {name!r}{nearest(name, DERIVATIONS)}")
    derivation = DERIVATIONS[name]
    guard = _guard(entry, lists)
    if derivation.on_field is not None:
        if not paths:
            raise RuleError(f"{name} looks at fields: select says at which")
        is_free = guard is None and not any(path.part for path in paths)
        if guard is None or guard.is_local:
            return Compiled(
                on_field=_unchanged(derivation, guard, lists, _hits(paths)),
                paths=paths,
                on_selected=_unchanged(derivation, guard, lists),
                covers=covers_of(paths),
                may_judge=may_judge_of(paths, entry.get("when")),
                unless=derivation.unless if is_free else None,
                sure=(derivation.sure or _bound(derivation.sure_by, lists)) if is_free else None,
            )
        raise RuleError(f"{name} looks at fields: when may only speak of the selected field")
    run = _unchanged_record(derivation, guard, lists, paths)
    hint = hint_of_derivation(derivation, lists) if guard is None else ALWAYS
    return Compiled(
        run=run,
        needs=derived_needs(derivation, entry, lists),
        reads=derived_reads(derivation, entry, paths, lists),
        hint=hint,
    )


def _bound(test: Callable[[str, Tables], bool] | None, lists: Lists) -> Test | None:
    """A test with the tables that it looks into, read when a rule first judges something."""
    return None if test is None else lambda value: test(value, lists.tables())


def _unchanged(
    derivation: Derivation, guard: Condition | None, lists: Lists, selected: Callable[[FieldView], Hits] | None = None
) -> OnField:
    """What a derivation of fields would change; of those that are `selected`, where that is not known."""
    on_field, tables = derivation.on_field, lists.tables

    def run(each: FieldView) -> Hits | None:
        if on_field is None or (selected is not None and not selected(each)):
            return None
        if guard is not None and not guard.judge(None, each, each.value):
            return None
        wanted = on_field(each, tables())
        if wanted is None:
            return None
        return [] if len(wanted) == 1 and wanted[0] == each.field else [(each.value, "", 0)]

    return run


def _unchanged_record(derivation: Derivation, guard: Condition | None, lists: Lists, paths: tuple[Path, ...]) -> Run:
    """What it would change, or the selected values where it would, for a rule that says by which it is told."""
    on_record = derivation.on_record

    def run(view: View) -> list[Item] | None:
        if on_record is None or (guard is not None and not guard.judge(view, None, None)):
            return None
        wanted = on_record(view, lists.tables())
        if wanted is None or wanted is view.record:
            return None if wanted is None else []
        return [item for path in paths for item in path.items(view)] or _differences(view, wanted)

    return run


def _differences(view: View, wanted: Record) -> list[Item]:
    """What would go as items in their places; what would only come as one item by its tag."""
    changed = Changed(view.record, wanted)
    gone = set(map(id, changed.gone))
    items = [
        Item(each.value, tag, occurrence)
        for tag, group in view.groups.items()
        for occurrence, each in enumerate(group)
        if id(each) in gone
    ]
    if view.record.leader != wanted.leader:
        items.insert(0, Item(view.record.leader, "LDR", 0))
    known = {item.tag for item in items}
    return items + [
        Item("", tag, NOWHERE) for tag in dict.fromkeys(each.tag for each in changed.came) if tag not in known
    ]
