"""Signs: what single fields tell a rule about the record, where that is all the rule wants to know.

"There is a 040 $b", "one 300 $a names a running time": a field shows such a sign or not, whatever stands beside it, so
that it is looked for once in a field. A rule that asks for signs alone says the same of all records that show the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from transforms.validate.asked import Test
from transforms.validate.paths import Path
from transforms.validate.view import FieldView


class Sign(NamedTuple):
    """One of the values at a path passes a test."""

    path: Path
    test: Test | None  # None: there is a value at all
    name: str  # the same for the same question
    of_tag: Callable[[str], Test] | None = None  # the test, where it depends on the tag

    def test_in(self, tag: str) -> Test | None:
        """The test for values in fields of a tag."""
        return self.test if self.of_tag is None else self.of_tag(tag)

    def shown_by(self, each: FieldView) -> bool:
        """Whether a field shows it."""
        test = self.test_in(each.tag)
        return any(test is None or test(hit[0]) for hit in self.path.hits(each))


Signs = tuple[Sign, ...]


class Hint(NamedTuple):
    """When a rule about the record need not be asked: where no field shows one of the signs that it waits for."""

    wanted: Signs = ()  # (): it is always asked
    passes: Signs = ()  # without what it waits for it holds for a record that shows one of these, else it judges none


ALWAYS = Hint()


def found_at(path: Path) -> Sign:
    """The path leads to a value."""
    return Sign(path, None, f"{path.text} found")
