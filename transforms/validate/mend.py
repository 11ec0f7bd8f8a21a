"""Mending: one pass of the fixers that are called for, each rule looking again, for its fields may have moved.

Never touched: fields of another owner ($5), those marked <KEEP>, those that a person set, and what a person accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set

from transforms.protection import is_protected
from transforms.record import Field, Issue, Record
from transforms.validate.edit import Found
from transforms.validate.paths import NOWHERE, Item, items_of
from transforms.validate.plan import FAILURES, Look, Stumble, stumble
from transforms.validate.rule import Rule
from transforms.validate.terms import Terms
from transforms.validate.view import Changed, FieldView, View

Mended = tuple[Record, list[Issue], Set[str]]  # with the tags of what is changed
NOTHING: Set[str] = frozenset()
_NEW = tuple.__new__  # makes an Issue without a Python-level call


def mend(
    rules: Iterable[tuple[int, Rule]], look: Look, terms: Terms, readers: Callable[[Set[str]], int]
) -> tuple[Record, list[Issue], list[Stumble]]:
    """Let the rules mend what a look found, in their order; returns the record, what was mended, and who stumbled.

    A rule that reads what an earlier one changed looks again: fields that are the same still say what they said.
    `readers` tells which of them read fields of some tags, a bit for each number.
    """
    now = _Now(look.view)
    issues: list[Issue] = []
    stumbles: list[Stumble] = []
    changed, again = NOTHING, 0
    for number, rule in rules:
        if rule.id in terms.suppressed:
            continue
        try:
            items: Sequence[Item] = look.fired[number]
            if again >> number & 1:
                items = _again(rule, items, look.view, now.view, changed)
            mended = _by_item(rule, items, now.record, terms) if rule.fix else _whole(rule, items, now.view, terms)
        except FAILURES as error:
            stumbles.append(stumble(rule, error))
            continue
        now.record, found, tags = mended
        issues += found
        if not tags <= changed:
            changed = changed | tags
            again = readers(changed)
    return now.record, issues, stumbles


class _Now:
    """The record as it is now; its view is made when a rule asks for it."""

    def __init__(self, view: View) -> None:
        self.record, self._view = view.record, view

    @property
    def view(self) -> View:
        """The view of it."""
        if self._view.record is not self.record:
            self._view = View(self.record, self._view.around, self._view.calendar)
        return self._view


def _again(rule: Rule, items: Sequence[Item], before: View, now: View, changed: Set[str]) -> Sequence[Item]:
    """What a rule finds in a record of which others have changed fields of these tags since it looked."""
    if rule.on_field is None:
        return rule.items(now) or ()
    said: dict[str, list[Item]] = {}
    for item in items:
        said.setdefault(item.tag, []).append(item)
    found: list[Item] = []
    for tag in now.groups:
        found += _again_in(rule, tag, said.get(tag, ()), before, now) if tag in changed else said.get(tag, ())
    return found


def _again_in(rule: Rule, tag: str, items: Sequence[Item], before: View, now: View) -> list[Item]:
    """The same of a rule about fields in those of one tag: the ones that are the same say what they said."""
    if rule.on_field is None or not rule.looks_at(tag):
        return []
    group = before.groups.get(tag, ())
    said: dict[int, list[Item]] = {id(each): [] for each in group}
    for item in items:
        said[id(group[item.occurrence])].append(item)
    found: list[Item] = []
    for occurrence, each in enumerate(now.groups[tag]):
        if id(each) in said:
            found += [item._replace(occurrence=occurrence) for item in said[id(each)]]
        else:
            found += items_of(rule.on_field(FieldView(each, now.kind, None, now.around)) or (), tag, occurrence)
    return found


def _by_item(rule: Rule, items: Sequence[Item], before: Record, terms: Terms) -> Mended:
    """Fix what a rule finds, the last item first, so that the numbers of the others stay right."""
    record = before
    issues: list[Issue] = []
    for item in reversed(items):
        found = Found(record, item)
        if rule.fix is None or _is_kept(found.field, terms):
            continue
        mended = rule.fix(found)
        if mended is record or mended == record:
            continue
        if not (terms.kept and _takes_kept(record, mended, terms)):
            issues.append(_mended(rule, item, _after(found, mended), terms))
            record = mended
    return record, issues[::-1], NOTHING if record is before else Changed(before, record).tags


def _whole(rule: Rule, items: Sequence[Item], view: View, terms: Terms) -> Mended:
    """Fix the record as a whole; not at all where that would touch a field that is kept."""
    if not items or rule.whole_fix is None:
        return view.record, [], NOTHING
    record = rule.whole_fix(view)
    if record is view.record:
        return record, [], NOTHING
    changed = Changed(view.record, record)
    if not changed or any(_is_kept(each, terms) for each in changed.gone):
        return view.record, [], NOTHING
    came: dict[str, list[Field]] = {}
    for each in changed.came:
        came.setdefault(each.tag, []).append(each)
    told = [item for item in items if _is_touched(item, view.record, changed)] or items
    return record, [_mended(rule, item, _instead(record, item, came), terms) for item in told], changed.tags


def _is_touched(item: Item, before: Record, changed: Changed) -> bool:
    """True if what the item speaks of is changed: another item of the same rule may stay as it was."""
    if item.occurrence == NOWHERE:
        return True
    if item.tag == "LDR":
        return "LDR" in changed.tags
    each = Found(before, item).field
    return any(each is other for other in changed.gone)


def _instead(record: Record, item: Item, came: dict[str, list[Field]]) -> str:
    """What came in the place of an item: the next new field of its tag, or its coded position in it."""
    fields = came.get(item.tag, [])
    text = record.leader if item.tag == "LDR" else fields.pop(0).text if fields else ""
    return text[item.at : item.at + len(item.value)] if item.part.startswith("/") else text


def _is_kept(each: Field | None, terms: Terms) -> bool:
    return is_protected(each) or (each is not None and each in terms.kept)


def _takes_kept(record: Record, mended: Record, terms: Terms) -> bool:
    """True if a field that a person set is gone: a fixer of one field may choose between it and another."""
    return any(each in record.fields and each not in mended.fields for each in terms.kept)


def _mended(rule: Rule, item: Item, after: str, terms: Terms) -> Issue:
    level = terms.levels.get(rule.id, rule.level)
    path, value = item.told
    return _NEW(Issue, (rule.id, rule.slug, level, path, value, True, rule.stage, after, (), False))


def _after(found: Found, mended: Record) -> str:
    """The value in the item's place now; "" when it is gone, the new field when one was added."""
    before, item, old = found.record, found.item, found.field
    if item.tag == "LDR":
        return mended.leader[item.at : item.at + len(item.value)]
    if item.occurrence == NOWHERE:
        return next((str(each) for each in mended.fields if each not in before.fields), "")
    each = Found(mended, item).field
    if each is None or len(mended.fields) < len(before.fields):
        return ""
    if item.part.startswith("$"):
        pairs = each.subfields
        is_there = old is not None and item.at < len(pairs) >= len(old.subfields)
        return pairs[item.at][1] if is_there else ""
    return each.value[item.at : item.at + len(item.value)] if item.part else each.text
