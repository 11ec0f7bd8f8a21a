"""How well pairs are decided, reason by reason: `python -m tests.transforms.match.figures [SET]`, a name of SETS.

Precision is of automatic matches; in recall what goes to a person counts as found.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tests import shipped
from tests.transforms.match.labelled_pairs import (
    Pair,
    fifth_pairs,
    fourth_pairs,
    fresh_pairs,
    load_pairs,
    open_pairs,
    third_pairs,
)
from transforms.match.decision import Compared, Decision, decide
from transforms.match.kinship import kinship
from transforms.match.policy import MatchPolicy


def aside_pairs() -> tuple[Pair, ...]:
    """The third of the first set that the code was not written by."""
    return tuple(pair for pair in load_pairs() if pair.set_aside)


SETS: dict[str, Callable[[], tuple[Pair, ...]]] = {
    "open": open_pairs,
    "aside": aside_pairs,
    "fresh": fresh_pairs,
    "third": third_pairs,
    "fourth": fourth_pairs,
    "fifth": fifth_pairs,
}


class Decided(NamedTuple):
    """A labelled pair, and what was answered."""

    pair: Pair
    decision: Decision
    kin: str  # P, W or none

    @property
    def told(self) -> frozenset[str]:
        """The reasons that were told."""
        evidence = (each.reason for each in self.decision.evidence)
        return frozenset((*evidence, *(each.reason for each in self.decision.vetoes)))


class Figures(NamedTuple):
    """Counts of pairs."""

    pairs: int
    agreed: int  # the decision is the one that the label asks for
    matched: int  # automatically
    rightly: int  # of these are one title
    true: int  # are one title
    found: int  # of these matched or go to a person

    @property
    def precision(self) -> float:
        """1.0 where nothing was matched."""
        return self.rightly / self.matched if self.matched else 1.0

    @property
    def recall(self) -> float:
        """1.0 where nothing was to be found."""
        return self.found / self.true if self.true else 1.0


def decided(pairs: Iterable[Pair], policy: MatchPolicy) -> list[Decided]:
    """Decide every pair."""
    return [_decided(each, policy) for each in pairs]


def _decided(pair: Pair, policy: MatchPolicy) -> Decided:
    left, right = (Compared.of(each.record, each.media, policy, each.vendor) for each in (pair.left, pair.right))
    found = decide(left, right, policy)
    kin = kinship(left, right, found, policy)
    return Decided(pair, found, "P" if found.decision == "match" else "W" if kin else "none")


def figures(found: Iterable[Decided]) -> Figures:
    """The figures of decided pairs."""
    held = list(found)
    matched = [each for each in held if each.decision.decision == "match"]
    true = [each for each in held if each.pair.expected.kinship == "P"]
    return Figures(
        pairs=len(held),
        agreed=sum(each.decision.decision == each.pair.expected.decision for each in held),
        matched=len(matched),
        rightly=sum(each.pair.expected.kinship == "P" for each in matched),
        true=len(true),
        found=sum(each.decision.decision != "no" for each in true),
    )


def main() -> None:
    """Print the figures of each reason, and of all, of the set that is named."""
    parser = argparse.ArgumentParser(description="How well labelled pairs are decided.")
    parser.add_argument("set", nargs="?", choices=tuple(SETS), default="open")
    found = decided(SETS[parser.parse_args().set](), shipped.match_policy())
    print(f"{'reason':28} pairs agreed matched precision recall works")
    for reason in dict.fromkeys(each.pair.reason for each in found):
        _line(reason, [each for each in found if each.pair.reason == reason])
    _line("all", found)


def _line(name: str, found: list[Decided]) -> None:
    all_of, works = figures(found), [each for each in found if each.pair.expected.kinship == "W"]
    kin = f"{sum(each.kin == 'W' for each in works)}/{len(works)}" if works else "-"
    print(
        f"{name:28} {all_of.pairs:5} {all_of.agreed:6} {all_of.matched:7}"
        f" {all_of.precision:9.3f} {all_of.recall:6.3f} {kin:>5}"
    )


if __name__ == "__main__":
    main()
