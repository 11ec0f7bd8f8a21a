"""A plan: the rules for one media, stage and vendor, and what they say of a record.

Rules about fields are asked of each field once (verdicts.py). Rules about the record are found by tags; those that ask
for signs of its fields alone are remembered together, by what the record shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from transforms.calendar import Calendar
from transforms.record import Field, Record
from transforms.validate.due import MOST_KEPT, Due, RecordRule
from transforms.validate.paths import Item, items_of
from transforms.validate.rule import Rule
from transforms.validate.shapes import Stumble, Verdict
from transforms.validate.signs import Sign
from transforms.validate.structure import Schema
from transforms.validate.verdicts import DOUBT, FAILURES, FieldRules, stumble
from transforms.validate.view import Around, Changed, View

_TAG_OF = attrgetter("tag")

__all__ = ["FAILURES", "Look", "Plan", "Stumble", "stumble"]


class Look(NamedTuple):
    """What all rules of a plan say of a record."""

    view: View
    fired: dict[int, list[Item]]  # by number of the rule
    judged: int
    stumbles: tuple[Stumble, ...]
    verdicts: Sequence[Verdict]  # of the leader, and of each field in order

    def told(self) -> dict[int, Verdict]:
        """The verdicts by identity of the field, for a look at a record that has most of these fields too."""
        return dict(zip(map(id, self.view.record.fields), islice(self.verdicts, 1, None), strict=True))


class _Told(NamedTuple):
    """What rules say of every record that shows the same signs."""

    judged: int
    fired: tuple[tuple[int, list[Item]], ...]


class Plan:
    """The rules for one media, stage and vendor. Their numbers are those of the whole rule set."""

    def __init__(
        self,
        rules: Sequence[tuple[int, Rule]],
        around: Around,
        schema: Callable[[], Schema] | None = None,
    ) -> None:
        self._around = around
        self.fixing = {number: rule for number, rule in rules if rule.has_fix}  # those that can mend something
        fixing = [(number, rule, rule.items) for number, rule in self.fixing.items()]
        self.readers = Due(fixing, [rule.reads_tag for _, rule, _ in fixing]).numbers  # of these, those that read a tag
        of_records = [(number, rule, rule.run) for number, rule in rules if rule.run is not None]
        self._due = Due(of_records, [rule.needs for _, rule, _ in of_records])
        self._reads = Due(of_records, [rule.reads for _, rule, _ in of_records])
        signs = {sign.name: sign for _, rule, _ in of_records for sign in _signs_of(rule)}
        first = len(of_records) + 1  # the bits of DOUBT and of rules come before those of signs
        bits = {name: 1 << at for at, name in enumerate(signs, first)}
        self._fields = FieldRules(
            rules, around, schema, [(bits[name], sign) for name, sign in signs.items()], self._bits_of_tag
        )
        self._always = self._due.always << 1
        telling = [(place, rule) for place, (_, rule, _) in enumerate(of_records) if rule.signs is not None]
        self._telling = sum(1 << place for place, _ in telling)
        self._masks = {of_records[place][0]: _mask(rule.signs or (), bits) for place, rule in telling}
        self._asking = self._telling << 1 | _mask([sign for _, rule in telling for sign in rule.signs or ()], bits)
        self._told: dict[int, _Told] = {}
        self._told_alone: dict[tuple[int, int], list[Item] | None] = {}
        hints = {number: rule.hint for number, rule, _ in of_records if rule.signs is None and rule.hint.wanted}
        self._hints = {number: (_mask(each.wanted, bits), _mask(each.passes, bits)) for number, each in hints.items()}
        self._others = (self._due.mask & ~self._telling) << 1
        self._waking = self._others
        for wanted, passes in self._hints.values():
            self._waking |= wanted | passes
        self._awake: dict[int, tuple[list[RecordRule], int]] = {}

    def _bits_of_tag(self, tag: str) -> int:
        return self._due.bits(tag) << 1

    def look(self, record: Record, calendar: Calendar, earlier: Look | None = None) -> Look:
        """Run the rules over a record; of those about the record, after an earlier look, only what reads a change."""
        view = View(record, self._around, calendar)
        fired: dict[int, list[Item]] = {}
        stumbles: list[Stumble] = []
        fields = (Field("LDR", record.leader), *record.fields)
        kind = kind_of(record)
        told = earlier.told() if earlier is not None and kind_of(earlier.view.record) == kind else {}
        verdicts = self._fields.verdicts(fields, kind, told)
        judged, signs = self._told_of_fields(fields, verdicts, fired, stumbles)
        judged |= self._tell(view, signs, fired, stumbles)
        rules, passed = self._to_ask(signs)
        judged |= passed
        if earlier is not None:
            rules, known = self._not_again(rules, earlier, record, fired, stumbles)
            judged |= known
        for number, rule, run in rules:
            try:
                failed = run(view)
            except FAILURES as error:
                stumbles.append(stumble(rule, error))
                continue
            if failed is not None:
                judged |= 1 << number
                if failed:
                    fired[number] = failed
        return Look(view, fired, judged, tuple(stumbles), verdicts)

    def _not_again(
        self,
        rules: Iterable[RecordRule],
        earlier: Look,
        record: Record,
        fired: dict[int, list[Item]],
        stumbles: list[Stumble],
    ) -> tuple[list[RecordRule], int]:
        """Those of the rules that read what has changed since an earlier look; the others say what they said."""
        again = self._reads.numbers(Changed(earlier.view.record, record).tags)
        told = {each.rule.id: each for each in earlier.stumbles}
        left, judged = [], 0
        for each in rules:
            number, rule, _ = each
            if again >> number & 1:
                left.append(each)
                continue
            judged |= earlier.judged & 1 << number
            if number in earlier.fired:
                fired[number] = earlier.fired[number]
            if rule.id in told:
                stumbles.append(told[rule.id])
        return left, judged

    def look_at_changes(self, record: Record, changed: Changed, calendar: Calendar) -> dict[int, list[Item]]:
        """What fires on the fields that are gone from this record since, and of the rules about it that read a change.

        A rule that stumbles has said so of the record made from this one.
        """
        fired: dict[int, list[Item]] = {}
        fields = [*changed.gone, Field("LDR", record.leader)] if "LDR" in changed.tags else changed.gone
        for each, verdict in zip(fields, self._fields.verdicts(fields, kind_of(record)), strict=True):
            if verdict.failed:
                alike = [other for other in record.fields if other.tag == each.tag]
                occurrence = next((place for place, other in enumerate(alike) if other is each), 0)
                _fires(verdict, each.tag, occurrence, fired)
        view = View(record, self._around, calendar)
        for number, _, run in self._reads.of(self._reads.bits_of(changed.tags)):
            with suppress(*FAILURES):
                if failed := run(view):
                    fired[number] = failed
        return fired

    def _told_of_fields(
        self,
        fields: Sequence[Field],
        verdicts: Iterable[Verdict],
        fired: dict[int, list[Item]],
        stumbles: list[Stumble],
    ) -> tuple[int, int]:
        """What the rules about fields judged, and the signs that the record shows."""
        judged, signs = self._fields.passes_absent, self._always
        tags: list[str] = []
        for place, verdict in enumerate(verdicts):
            judged |= verdict.judged
            signs |= verdict.signs
            if verdict.failed:
                tags = tags or list(map(_TAG_OF, fields))
                tag = tags[place]
                _fires(verdict, tag, tags[:place].count(tag), fired)
            stumbles += verdict.stumbles
        return judged, signs

    def _to_ask(self, signs: int) -> tuple[list[RecordRule], int]:
        """The rules that have to be asked about a record that shows these signs, and the bits of those it passes."""
        key = signs & self._waking
        found = self._awake.get(key) if not signs & DOUBT else None
        if found is None:
            rules, passed = self._due.of((signs & self._others) >> 1), 0
            if signs & DOUBT:
                return rules, passed
            for rule in rules:
                wanted, passes = self._hints.get(rule[0], (0, 0))
                if wanted and not signs & wanted:
                    rules = [each for each in rules if each is not rule]
                    passed |= 1 << rule[0] if signs & passes else 0
            found = rules, passed
            if len(self._awake) < MOST_KEPT:
                self._awake[key] = found
        return found

    def _tell(self, view: View, signs: int, fired: dict[int, list[Item]], stumbles: list[Stumble]) -> int:
        """What the rules that ask for signs alone say; the bits of those that judged."""
        key = signs & self._asking
        told = self._told.get(key) if not signs & DOUBT else None
        if told is None:
            before = len(stumbles)
            told = self._told_one_by_one(view, signs, stumbles)
            if len(stumbles) == before and not signs & DOUBT and len(self._told) < MOST_KEPT:
                self._told[key] = told
        fired.update(told.fired)
        return told.judged

    def _told_one_by_one(self, view: View, signs: int, stumbles: list[Stumble]) -> _Told:
        """The same of signs that have not been seen together: each rule is remembered by those that it asks for."""
        judged, fired = 0, []
        for number, rule, run in self._due.of(signs >> 1 & self._telling):
            key = (number, signs & self._masks[number])
            try:
                failed = self._told_alone[key] if key in self._told_alone and not signs & DOUBT else run(view)
            except FAILURES as error:
                stumbles.append(stumble(rule, error))
                continue
            if not signs & DOUBT and len(self._told_alone) < MOST_KEPT:
                self._told_alone[key] = failed
            if failed is not None:
                judged |= 1 << number
                if failed:
                    fired.append((number, failed))
        return _Told(judged, tuple(fired))


def _fires(verdict: Verdict, tag: str, occurrence: int, fired: dict[int, list[Item]]) -> None:
    """Add what a field breaks to what fires on its record."""
    for number, hits in verdict.failed:
        items = items_of(hits, tag, occurrence)
        if number in fired:
            fired[number] += items
        else:
            fired[number] = items


def _signs_of(rule: Rule) -> Sequence[Sign]:
    """What a rule about the record asks its fields for."""
    return rule.signs if rule.signs is not None else (*rule.hint.wanted, *rule.hint.passes)


def _mask(signs: Iterable[Sign], bits: Mapping[str, int]) -> int:
    return sum({bits[sign.name] for sign in signs})


def kind_of(record: Record) -> str:
    """LDR/06-07, on which coded positions depend; "" where that are no codes."""
    kind = record.leader[6:8]
    return kind if kind.isascii() and kind.isalpha() else ""
