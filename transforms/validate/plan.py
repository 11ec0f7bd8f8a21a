"""A plan: the rules for one media, material group and stage, and what they say of a record.

What a rule says of a field depends on the field alone, so it is remembered: most fields of a feed (336-338, 040, 655,
506 …) stand in thousands of records. Rules about the record are found by tags: those about absent fields cost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from transforms.normalise.text import is_plain
from transforms.record import Field, Record
from transforms.validate.compile import Hits, OnField, Run
from transforms.validate.paths import Item
from transforms.validate.rule import Rule, items_of
from transforms.validate.structure import Schema
from transforms.validate.structure import hits as shape_hits
from transforms.validate.structure.shape import Key, Marks, key_of
from transforms.validate.view import Around, Changed, FieldView, View

REMEMBERED = 4_000  # fields; twice as many at most
LONGEST = 400  # characters of a field that is remembered: longer ones do not come twice
MOST_KEPT = 5_000  # tags are not trusted: a feed of nonsense must not fill the memory
FAILURES = (ValueError, IndexError, KeyError, AttributeError, TypeError, re.error)  # what rule code can raise


class Stumble(NamedTuple):
    """A rule that could not be run."""

    rule: Rule
    reason: str


class Verdict(NamedTuple):
    """What all rules of a plan say of one field."""

    judged: int  # a bit for each rule that had something to judge
    failed: tuple[tuple[int, Hits], ...]  # number of the rule, and what breaks it
    stumbles: tuple[Stumble, ...]


NOTHING = Verdict(0, (), ())  # of a field that no rule looks at


class Look(NamedTuple):
    """What all rules of a plan say of a record."""

    view: View
    fired: dict[int, list[Item]]  # by number of the rule
    judged: int
    stumbles: tuple[Stumble, ...]


_FieldRule = tuple[int, int, OnField, str]  # number, its bit, what it asks, and for what plain text it holds
_Shape = tuple[tuple[_FieldRule, ...], int, tuple[tuple[int, Marks], ...]]  # rules to ask; bits and marks of the schema


class Plan:
    """The rules for one media, kind (LDR/06-07) and stage. Their numbers are those of the whole rule set."""

    def __init__(
        self, rules: Sequence[tuple[int, Rule]], kind: str, schema: Callable[[], Schema] | None = None
    ) -> None:
        self.kind = kind
        self.rules = dict(rules)
        self._shapes = {rule.shape: number for number, rule in rules if rule.shape and schema is not None}
        self._shape_of = schema().shape if schema is not None and self._shapes else None
        alone = self._shapes.values()
        self._of_fields = [(number, rule) for number, rule in rules if rule.on_field and number not in alone]
        self._of_records = [(number, rule, rule.run) for number, rule in rules if rule.run is not None]
        self._passes_absent = sum(1 << number for number, rule in self._of_fields if rule.passes_absent)
        self._by_shape: dict[Key, _Shape] = {}
        self._due = _Index([(rule.needs, each) for each in self._of_records for rule in (each[1],)])
        self._reads = _Index([(rule.reads, each) for each in self._of_records for rule in (each[1],)])
        self._memory: dict[Field, Verdict] = {}
        self._older: dict[Field, Verdict] = {}

    def look(self, record: Record, around: Around, earlier: Look | None = None) -> Look:
        """Run the rules over a record; of those about the record, after an earlier look, only what reads a change."""
        view = View(record, around)
        fired: dict[int, list[Item]] = {}
        judged, stumbles = self._look_at_fields(view, fired)
        again = None
        told = {} if earlier is None else {each.rule.id: each for each in earlier.stumbles}
        if earlier is not None:
            again = self._reads.numbers(Changed(earlier.view.record, record).tags)
        for number, rule, run in self._due.of(view.groups):
            bit = 1 << number
            if again is not None and earlier is not None and number not in again:
                failed = earlier.fired.get(number, []) if earlier.judged & bit else None
                if rule.id in told:
                    stumbles.append(told[rule.id])
            else:
                try:
                    failed = run(view)
                except FAILURES as error:
                    stumbles.append(stumble(rule, error))
                    continue
            if failed is not None:
                judged |= bit
                if failed:
                    fired[number] = failed
        return Look(view, fired, judged, tuple(stumbles))

    def look_at_changes(self, record: Record, around: Around, changed: Changed) -> dict[int, list[Item]]:
        """What fires on the fields that are gone from this record since, and of the rules about it that read a change.

        A rule that stumbles has said so of the record made from this one.
        """
        fired: dict[int, list[Item]] = {}
        for each, verdict in zip(changed.gone, self.verdicts(changed.gone), strict=True):
            if verdict.failed:
                alike = [other for other in record.fields if other.tag == each.tag]
                occurrence = next(place for place, other in enumerate(alike) if other is each)
                for number, hits in verdict.failed:
                    fired.setdefault(number, []).extend(items_of(hits, each.tag, occurrence))
        concerned, view = self._reads.numbers(changed.tags), View(record, around)
        for number, _, run in self._due.of(view.groups):
            if number in concerned:
                with suppress(*FAILURES):
                    if failed := run(view):
                        fired[number] = failed
        if "LDR" in changed.tags:
            for number, hits in self.verdicts([Field("LDR", record.leader)])[0].failed:
                fired.setdefault(number, []).extend(items_of(hits, "LDR", 0))
        return fired

    def verdicts(self, fields: Sequence[Field]) -> list[Verdict]:
        """What the rules say of each of these fields."""
        memory, older = self._memory, self._older
        found = [memory.get(each) or older.get(each) for each in fields]
        missed = [place for place, verdict in enumerate(found) if verdict is None]
        if missed:
            for place in missed:
                each = fields[place]
                found[place] = self._judge(each, is_plain(each.value))
        return found  # type: ignore[return-value]  # the gaps are filled

    def _look_at_fields(self, view: View, fired: dict[int, list[Item]]) -> tuple[int, list[Stumble]]:
        fields = (Field("LDR", view.record.leader), *view.record.fields)
        judged, tags = self._passes_absent, [each.tag for each in fields]
        stumbles: list[Stumble] = []
        for place, (bits, failed, stumbled) in enumerate(self.verdicts(fields)):
            judged |= bits
            if failed:
                tag = tags[place]
                occurrence = tags.index(tag) and tags[:place].count(tag)
                for number, hits in failed:
                    fired.setdefault(number, []).extend(items_of(hits, tag, occurrence))
            if stumbled:
                stumbles += stumbled
        return judged, stumbles

    def _judge(self, each: Field, clean: bool) -> Verdict:
        key = key_of(each)
        known = self._by_shape.get(key)
        rules, judged, marks = known if known is not None else self._of_shape(each, key)
        if not rules and not judged:
            return NOTHING
        failed: list[tuple[int, Hits]] = [(number, shape_hits(each, where)) for number, where in marks]
        view = FieldView(each, self.kind)
        stumbles: list[Stumble] = []
        for number, bit, on_field, if_plain in rules:
            if if_plain and (clean if if_plain == "clean" else each.value.isascii()):
                judged |= bit
                continue
            try:
                hits = on_field(view)
            except FAILURES as error:
                stumbles.append(stumble(self.rules[number], error))
                continue
            if hits is not None:
                judged |= bit
                if hits:
                    failed.append((number, hits))
        verdict = Verdict(judged, tuple(failed), tuple(stumbles)) if failed or stumbles else Verdict(judged, (), ())
        if len(each.value) <= LONGEST:
            if len(self._memory) >= REMEMBERED:
                self._older, self._memory = self._memory, {}
            self._memory[each] = verdict
        return verdict

    def _of_shape(self, each: Field, key: Key) -> _Shape:
        """What tag, indicators and subfield codes tell: the rules to ask, and what the MARC 21 schema says."""
        rules, judged = self._rules_of(key), 0
        marks: list[tuple[int, Marks]] = []
        if self._shape_of is not None:
            shape = self._shape_of(each, key)
            marks = [(number, shape.marks[name] or ()) for name, number in self._shapes.items() if name in shape.failed]
            said = shape.passed | shape.failed
            judged = sum(1 << number for name, number in self._shapes.items() if name in said)
        found = (rules, judged, tuple(marks))
        if len(self._by_shape) < MOST_KEPT and key[0] != "880":  # 880 is judged as the field that it is linked to
            self._by_shape[key] = found
        return found

    def _rules_of(self, key: Key) -> tuple[_FieldRule, ...]:
        """The rules that may have something to judge in a field of this shape."""
        tag, marks, codes = key[0], key[1], frozenset(key[2])
        return tuple(
            (number, 1 << number, rule.on_field, rule.if_plain)
            for number, rule in self._of_fields
            if rule.on_field is not None
            and rule.looks_at(tag)
            and (rule.may_judge is None or rule.may_judge(tag, marks, codes))
        )


_RecordRule = tuple[int, Rule, Run]


class _Index:
    """Rules about the record, by the tags that concern them; worked out once for each set of tags."""

    def __init__(self, rules: Sequence[tuple[Callable[[str], bool] | None, _RecordRule]]) -> None:
        self._rules = rules
        self._always = sum(1 << place for place, (concern, _) in enumerate(rules) if concern is None)
        self._by_tag: dict[str, int] = {}
        self._lists: dict[int, tuple[list[_RecordRule], frozenset[int]]] = {}

    def of(self, tags: Iterable[str]) -> list[_RecordRule]:
        """The rules concerned with any of the tags, in their order."""
        return self._found(tags)[0]

    def numbers(self, tags: Iterable[str]) -> frozenset[int]:
        """Their numbers."""
        return self._found(tags)[1]

    def _found(self, tags: Iterable[str]) -> tuple[list[_RecordRule], frozenset[int]]:
        bits, by_tag = self._always, self._by_tag
        for tag in tags:
            found = by_tag.get(tag)
            bits |= self._find(tag) if found is None else found
        listed = self._lists.get(bits)
        if listed is None:
            rules = [rule for place, (_, rule) in enumerate(self._rules) if bits >> place & 1]
            listed = rules, frozenset(number for number, _, _ in rules)
            if len(self._lists) < MOST_KEPT:
                self._lists[bits] = listed
        return listed

    def _find(self, tag: str) -> int:
        concerns = enumerate(concern for concern, _ in self._rules)
        found = sum(1 << place for place, concern in concerns if concern is not None and concern(tag))
        if len(self._by_tag) < MOST_KEPT:
            self._by_tag[tag] = found
        return found


def stumble(rule: Rule, error: Exception) -> Stumble:
    """What is told of a rule that raised."""
    return Stumble(rule, f"{type(error).__name__}: {error}")
