"""What all rules of a plan say of single fields, remembered: most fields of a feed stand in thousands of records.

What a rule says of a field depends on the field alone (336-338, 040, 655, 506 … come again and again); of the others
the shape is known, so that no more is done than to test their values (shapes.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from transforms.normalise.text import bodies, is_clean, is_plain
from transforms.record import SUBFIELD, Field
from transforms.validate.compile import Hits
from transforms.validate.outline import (
    NO_CODE,
    Outline,
    codes_of,
    control_outline,
    data_outline,
    is_control,
    marks_of,
)
from transforms.validate.parts import Hit
from transforms.validate.paths import Path
from transforms.validate.rule import Rule
from transforms.validate.shapes import Maker, Question, Shape, Shared, Showing, Step, Stumble, Verdict, bits_of
from transforms.validate.signs import Sign
from transforms.validate.structure import Schema
from transforms.validate.structure import hits as shape_hits
from transforms.validate.structure.schema import LINKED, judged_as
from transforms.validate.structure.shape import Marks
from transforms.validate.view import Around, FieldView

REMEMBERED = 1_000  # fields; twice as many at most: more are hardly found more often
LONGEST = 400  # characters of a field that is remembered: longer ones do not come twice
MOST_KEPT = 10_000  # tags are not trusted: a feed of nonsense must not fill the memory
FAILURES = (ValueError, IndexError, KeyError, AttributeError, TypeError, re.error)  # what rule code can raise
NOTHING: Mapping[int, Verdict] = {}
_NEW = tuple.__new__  # makes a Verdict without a Python-level call
DOUBT = 1  # the bit of a record in which a sign could not be looked for: nothing that is remembered holds for it


class _Looking(NamedTuple):
    """What looks at fields of a tag."""

    rules: Sequence[tuple[int, Rule, Sequence[Path]]]  # with those of their paths that lead into it
    signs: Sequence[tuple[int, Sign]]


class FieldRules:
    """The rules of a plan that look at fields one by one, and the signs that those about the record ask for."""

    def __init__(
        self,
        rules: Sequence[tuple[int, Rule]],
        around: Around,
        schema: Callable[[], Schema] | None,
        signs: Iterable[tuple[int, Sign]],
        of_tag: Callable[[str], int],
    ) -> None:
        self._rules, self._around, self._of_tag = dict(rules), around, of_tag
        self._checks = {rule.shape: number for number, rule in rules if rule.shape and schema is not None}
        self._shape_of = schema().shape if schema is not None and self._checks else None
        alone = self._checks.values()
        self._one_by_one = [(number, rule) for number, rule in rules if rule.on_field and number not in alone]
        self._signs = tuple(signs)
        self.passes_absent = bits_of(number for number, rule in self._one_by_one if rule.passes_absent)
        self._by_tag: dict[str, _Looking] = {}
        self._shared = Shared()
        self._shapes: dict[tuple[str, str, str], Shape] = {}
        self._control_shapes: dict[tuple[str, int, str], Shape] = {}
        self._memory: dict[Field, Verdict] = {}
        self._coded: dict[tuple[str, str, str], Verdict] = {}

    def verdicts(self, fields: Sequence[Field], kind: str, told: Mapping[int, Verdict] = NOTHING) -> list[Verdict]:
        """What the rules say of each of these fields, in a record with LDR/06-07 `kind`; `told`: what they have said
        of some of them, by identity.
        """
        memory = self._memory
        found = [told.get(id(each)) or memory.get(each) for each in fields] if told else list(map(memory.get, fields))
        missed = [place for place, verdict in enumerate(found) if verdict is None]
        data = [each for place in missed if (each := fields[place]).tag != "LDR"]
        is_clean_all = is_clean(bodies(data)) if data else True
        for place in missed:
            each = fields[place]
            if is_control(each.tag):
                found[place] = self._judge_control(each, kind)
            else:
                found[place] = self._judge(each, is_clean_all)
        return found  # type: ignore[return-value]  # the gaps are filled

    def _judge(self, each: Field, is_clean_all: bool) -> Verdict:
        """A data field. Where the texts of all that are judged are clean, it is not looked at for that again."""
        tag, value = each.tag, each.value
        parts = value.split(SUBFIELD)
        has_marks = len(parts[0]) == len("##")
        marks = parts[0] if has_marks else marks_of(value, parts[0])
        name = judged_as(each) if tag == LINKED else tag
        key = (name, marks, "".join([part[0] if part else NO_CODE for part in parts]))
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shape(each, data_outline(tag, marks, codes_of(parts[1:])))
            if len(self._shapes) < MOST_KEPT:
                self._shapes[key] = shape
        steps = shape.steps
        if shape.if_dirty and not (has_marks and (is_clean_all or is_plain(value))):
            steps = shape.if_dirty + steps
        if shape.is_told and not steps:
            verdict = shape.silent
        else:
            texts = [part[1:] for part in parts]
            texts += (value[:1], value[1:2], value)
            verdict = self._asked(each, "", parts[1:], texts, shape, steps)
        if len(value) <= LONGEST:
            if len(self._memory) >= 2 * REMEMBERED:
                self._memory = dict(islice(self._memory.items(), REMEMBERED, None))  # without the older half
            self._memory[each] = verdict
        return verdict

    def _judge_control(self, each: Field, kind: str) -> Verdict:
        """The leader or a control field, whose codes depend on the kind of record."""
        tag, value = each.tag, each.value
        verdict = self._coded.get((kind, tag, value))
        if verdict is not None:
            return verdict
        key = (tag, len(value), kind)
        shape = self._control_shapes.get(key)
        if shape is None:
            shape = self._shape(each, control_outline(*key))
            if len(self._control_shapes) < MOST_KEPT:
                self._control_shapes[key] = shape
        if shape.is_told and not (shape.steps or shape.if_dirty):
            return shape.silent
        texts = [value[each] for each in shape.slices]
        verdict = self._asked(each, kind, [], texts, shape, shape.if_dirty + shape.steps)
        if len(value) <= LONGEST:
            if len(self._coded) >= REMEMBERED:
                self._coded.clear()
            self._coded[kind, tag, value] = verdict
        return verdict

    def _asked(
        self, each: Field, kind: str, parts: list[str], texts: Sequence[str], shape: Shape, steps: Iterable[Step]
    ) -> Verdict:
        """Test the values of a field and ask about it as a whole, which takes a view."""
        judged = shape.silent.judged
        failed: list[tuple[int, Hits]] = [(number, shape_hits(each, where)) for number, where in shape.marks]
        stumbles: list[Stumble] = []
        for number, bit, tell, guard, places in steps:
            try:
                spots = places
                if guard is not None:
                    spots = tuple([spot for spot in places if guard(texts[spot[0]])])
                    judged |= bit if spots else 0
                hits: list[Hit] = []
                passed = len(spots)
                for at, part, place in spots:
                    said = tell(texts[at])
                    if not said:
                        passed -= 1
                        if said is not None:
                            hits.append((texts[at], part, place))  # a comprehension costs more than most tests
            except FAILURES as error:
                stumbles.append(stumble(self._rules[number], error))
                judged &= ~bit
                continue
            if hits:
                failed.append((number, hits))
            elif not passed:
                judged &= ~bit
        signs = shape.silent.signs | (_shown(shape.showing, texts) if shape.showing else 0)
        if shape.questions:
            judged = self._answered(each, kind, parts, shape.questions, judged, failed, stumbles)
        if shape.doubtful:
            view = FieldView(each, kind, parts, self._around)
            for bit, sign in shape.doubtful:
                signs |= _shown_by(sign, view, bit)
        if not failed and signs == shape.silent.signs and judged == shape.silent.judged and not stumbles:
            return shape.silent
        return _NEW(Verdict, (judged, signs, tuple(failed), tuple(stumbles)))

    def _answered(
        self,
        each: Field,
        kind: str,
        parts: list[str],
        questions: Iterable[Question],
        judged: int,
        failed: list[tuple[int, Hits]],
        stumbles: list[Stumble],
    ) -> int:
        """Ask about a field as a whole; returns the bits of the rules that judged."""
        value, view = each.value, None
        for number, bit, unless, sure, on_field in questions:
            try:
                if unless is not None and not unless(value):
                    judged &= ~bit
                    continue
                if sure is not None and sure(value):
                    continue
                if view is None:
                    view = FieldView(each, kind, parts, self._around)
                answer = on_field(view)
            except FAILURES as error:
                stumbles.append(stumble(self._rules[number], error))
                judged &= ~bit
                continue
            if answer is None:
                judged &= ~bit
            elif answer:
                failed.append((number, answer))
        return judged

    def _shape(self, each: Field, outline: Outline) -> Shape:
        """What tag, indicators and subfield codes tell: the rules to ask, and what the MARC 21 schema says."""
        judged = 0
        marks: list[tuple[int, Marks]] = []
        if self._shape_of is not None:
            shape = self._shape_of(each, outline.key)
            marks = [(number, shape.marks[name] or ()) for name, number in self._checks.items() if name in shape.failed]
            said = shape.passed | shape.failed
            judged = bits_of(number for name, number in self._checks.items() if name in said)
        maker = Maker(outline, judged, self._of_tag(outline.tag), self._shared)
        looking = self._looking_at(outline.tag)
        for number, rule, paths in looking.rules:
            maker.add(number, rule, paths)
        for bit, sign in looking.signs:
            maker.add_sign(bit, sign)
        return maker.made(tuple(marks))

    def _looking_at(self, tag: str) -> _Looking:
        """What looks at fields of a tag."""
        found = self._by_tag.get(tag)
        if found is None:
            rules = [(number, rule) for number, rule in self._one_by_one if rule.looks_at(tag)]
            found = _Looking(
                [(n, rule, [each for each in rule.paths if each.covers_all or each.covers(tag)]) for n, rule in rules],
                [(bit, sign) for bit, sign in self._signs if sign.path.covers(tag)],
            )
            if len(self._by_tag) < MOST_KEPT:
                self._by_tag[tag] = found
        return found


def stumble(rule: Rule, error: Exception) -> Stumble:
    """What is told of a rule that raised."""
    return Stumble(rule, f"{type(error).__name__}: {error}")


def _shown(showing: Iterable[Showing], texts: Sequence[str]) -> int:
    """The bits of the signs that values of a field show."""
    signs = 0
    for bit, test, places in showing:
        try:
            for at in places:
                if test(texts[at]):
                    signs |= bit
                    break
        except FAILURES:
            signs |= DOUBT
    return signs


def _shown_by(sign: Sign, view: FieldView, bit: int) -> int:
    """The same of a sign whose place the values of the field decide on."""
    try:
        return bit if sign.shown_by(view) else 0
    except FAILURES:
        return DOUBT
