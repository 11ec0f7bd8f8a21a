"""Which rules about the record concern it: found by its tags, so that rules about absent fields cost nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transforms.validate.compile import Run
from transforms.validate.conditions import Needs
from transforms.validate.rule import Rule

MOST_KEPT = 1_000  # tags are not trusted: a feed of nonsense must not fill the memory

RecordRule = tuple[int, Rule, Run]


class Due:
    """Rules about the record by the tags that concern them; worked out once for each set of tags."""

    def __init__(self, rules: Sequence[RecordRule], concerns: Sequence[Needs]) -> None:
        self._rules, self._concerns = rules, concerns
        self.always = sum(1 << place for place, concern in enumerate(concerns) if concern is None)
        self.mask = (1 << len(rules)) - 1
        self._by_tag: dict[str, int] = {}
        self._lists: dict[int, list[RecordRule]] = {}
        self._numbers: dict[int, int] = {}

    def of(self, bits: int) -> list[RecordRule]:
        """The rules of these bits, in their order."""
        listed = self._lists.get(bits)
        if listed is None:
            listed = [rule for place, rule in enumerate(self._rules) if bits >> place & 1]
            if len(self._lists) < MOST_KEPT:
                self._lists[bits] = listed
        return listed

    def bits(self, tag: str) -> int:
        """The bits of the rules that a field of the tag concerns."""
        found = self._by_tag.get(tag)
        if found is None:
            concerned = enumerate(self._concerns)
            found = sum(1 << place for place, concern in concerned if concern is not None and concern(tag))
            if len(self._by_tag) < MOST_KEPT:
                self._by_tag[tag] = found
        return found

    def bits_of(self, tags: Iterable[str]) -> int:
        """The bits of the rules that any of the tags concerns."""
        bits, known = self.always, self._by_tag
        for tag in tags:
            bits |= known[tag] if tag in known else self.bits(tag)
        return bits

    def numbers(self, tags: Iterable[str]) -> int:
        """The same rules by their numbers: a bit for each."""
        bits = self.bits_of(tags)
        found = self._numbers.get(bits)
        if found is None:
            found = sum(1 << number for number, _, _ in self.of(bits))
            if len(self._numbers) < MOST_KEPT:
                self._numbers[bits] = found
        return found
