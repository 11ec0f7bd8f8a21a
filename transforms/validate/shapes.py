"""What the rules about fields ask of all fields of one outline, worked out once.

A field then costs no more than the tests of its values: which rules concern it, and where their values stand, is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from transforms.validate.asked import Tell, Test
from transforms.validate.compile import Hits, OnField
from transforms.validate.outline import WHOLE, Outline, Place
from transforms.validate.paths import Path
from transforms.validate.signs import Sign
from transforms.validate.structure.shape import Marks

if TYPE_CHECKING:
    from transforms.validate.rule import Rule

MOST_SHARED = 20_000  # parts; what is known is given up when there are more, for a feed of nonsense has no end of them
Thing = TypeVar("Thing")
Spot = tuple[int, str, int]  # number among the values of a field; part and place of a hit


# Bare tuples, for they are taken apart for every field, and a named one is taken apart eight times more slowly.
# A rule that tests values one by one: its number and bit, its test, its guard, and where the values stand.
Step = tuple[int, int, Tell, "Test | None", tuple[Spot, ...]]
# A rule that is asked about a field as a whole: number, bit, what a field passes in which it has anything to judge,
# what a field passes that certainly passes the rule, and the rule.
Question = tuple[int, int, "Test | None", "Test | None", OnField]
Showing = tuple[int, Test, tuple[int, ...]]  # bit of a sign, its test, and the numbers of the values that are tested


class Stumble(NamedTuple):
    """A rule that could not be run."""

    rule: Rule
    reason: str


class Verdict(NamedTuple):
    """What all rules of a plan say of one field."""

    judged: int  # a bit for each rule that had something to judge
    signs: int  # a bit for each sign that it shows, and for each tag that rules about the record are waiting for
    failed: tuple[tuple[int, Hits], ...]  # number of the rule, and what breaks it
    stumbles: tuple[Stumble, ...]


class Shape(NamedTuple):
    """What is known of all fields of an outline, and what each is asked."""

    silent: Verdict  # of a field that all rules pass, those of ASCII too, and that shows no sign but the certain ones
    is_told: bool  # nothing but steps and questions may change that
    slices: tuple[slice, ...]  # of a control field: the values that are tested
    marks: tuple[tuple[int, Marks], ...]  # what the MARC 21 schema says is wrong
    if_dirty: tuple[Step, ...]  # asked where the text of the field is not clean
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    showing: tuple[Showing, ...]
    doubtful: tuple[tuple[int, Sign], ...]  # bits and signs whose places depend on the values


def bits_of(numbers: Iterable[int]) -> int:
    """A bit for each rule."""
    return sum(1 << number for number in numbers)


class Shared:
    """Of equal things the first, so that it is kept once: thousands of outlines ask the same of the same places."""

    def __init__(self) -> None:
        self._known: defaultdict[type, dict[Any, Any]] = defaultdict(dict)  # a Verdict may be equal to a bare tuple

    def __call__(self, thing: Thing) -> Thing:
        """The first thing that was equal to this one."""
        known = self._known[type(thing)]
        if len(known) >= MOST_SHARED:
            known.clear()
        found: Thing = known.setdefault(thing, thing)
        return found


class Maker:
    """Collects what is asked of the fields of one outline; its parts are those of others where they are equal."""

    def __init__(self, outline: Outline, judged: int, signs: int, shared: Shared) -> None:
        self.outline, self.judged, self.signs, self._shared = outline, judged, signs, shared
        self.if_dirty: list[Step] = []
        self.steps: list[Step] = []
        self.questions: list[Question] = []
        self.showing: list[Showing] = []
        self.doubtful: list[tuple[int, Sign]] = []
        self._slices: list[slice] = []
        self._known: dict[str, tuple[Spot, ...] | None] = {}  # by path

    def add(self, number: int, rule: Rule, paths: Iterable[Path]) -> None:
        """Take a rule among them if it may judge such a field; of its paths those that lead into the tag."""
        bit, spots = 1 << number, self._spots(paths)
        if rule.paths and spots == ():
            return
        if rule.tested is not None and spots is not None:
            test, guard = rule.tested
            steps = self.if_dirty if rule.if_clean else self.steps
            steps.append(self._shared((number, bit, test, guard, spots)))
            self.judged |= bit if guard is None else 0
            return
        unless, sure, on_field = None, None, rule.on_field
        if spots:
            unless, sure, on_field = rule.unless, rule.sure, rule.on_selected or on_field
        may_judge = rule.may_judge is None or rule.may_judge(self.outline.tag, self.outline.marks, self.outline.known)
        if on_field is not None and may_judge:
            self.questions.append(self._shared((number, bit, unless, sure, on_field)))
            self.judged |= bit

    def add_sign(self, bit: int, sign: Sign) -> None:
        """Take a sign that rules about the record ask for."""
        spots, test = self._spots((sign.path,)), sign.test_in(self.outline.tag)
        if spots is None:
            self.doubtful.append((bit, sign))
        elif spots and test is None:
            self.signs |= bit
        elif spots and test is not None:
            self.showing.append(self._shared((bit, test, tuple([number for number, _, _ in spots]))))

    def made(self, marks: tuple[tuple[int, Marks], ...]) -> Shape:
        """All of it, with what the MARC 21 schema says is wrong."""
        shared = self._shared
        return Shape(
            shared(Verdict(self.judged, self.signs, (), ())),
            not (marks or self.questions or self.showing or self.doubtful),
            tuple(self._slices),
            shared(marks),
            shared(tuple(self.if_dirty)),
            shared(tuple(self.steps)),
            shared(tuple(self.questions)),
            shared(tuple(self.showing)),
            shared(tuple(self.doubtful)),
        )

    def _spots(self, paths: Iterable[Path]) -> tuple[Spot, ...] | None:
        """Where paths into its tag lead in such a field; None where its values have a say in that."""
        found: tuple[Spot, ...] = ()
        for path in paths:
            if path.text not in self._known:  # many rules select the same
                places = path.places_in(self.outline)
                self._known[path.text] = None if places is None else tuple(map(self._spot, places))
            spots = self._known[path.text]
            if spots is None:
                return None
            found += spots
        return self._shared(found)

    def _spot(self, place: Place) -> Spot:
        return self._shared((self._number(place), place.part, place.at))

    def _number(self, place: Place) -> int:
        if not self.outline.is_control:
            return place.number + 1 if place.number >= 0 else place.number  # behind what stands before the subfields
        wanted = slice(None) if place.number == WHOLE else slice(place.at, place.end)
        if wanted not in self._slices:
            self._slices.append(wanted)
        return self._slices.index(wanted)
