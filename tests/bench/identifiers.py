"""`python -m tests.bench.identifiers`: what it costs to read an identifier of each type, and the own check of ISBNs.

Microseconds of CPU for one number as it stands in MARC, the minimum of several rounds. ISBNs are remembered, as in
a run.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

from hypothesis.errors import NonInteractiveExampleWarning
from stdnum import isbn

from tests.transforms.identifiers.strategies import ISBN, RIGHT
from transforms.identifiers import IdentifierTypes, has_check_digit

NUMBERS, ROUNDS = 100, 30


def cost(read: Callable[[str], object], values: Sequence[str]) -> float:
    """Microseconds of one reading."""
    taken = []
    for _ in range(ROUNDS):
        start = process_time()
        for value in values:
            read(value)
        taken.append(process_time() - start)
    return min(taken) / len(values) * 1e6


def main() -> int:
    """Print the table; 1 where python-stdnum checks an ISBN faster than we do."""
    warnings.simplefilter("ignore", NonInteractiveExampleWarning)
    types = IdentifierTypes(Path(__file__).parents[2] / "schemas" / "codes")
    for kind in types:
        values = [kind.written(RIGHT[kind.name].example()) for _ in range(NUMBERS)]
        print(f"{kind.name:<12}{cost(kind.parse, values):>8.2f}")
    numbers = [ISBN.example() for _ in range(NUMBERS)]
    own, theirs = cost(has_check_digit.__wrapped__, numbers), cost(isbn.is_valid, numbers)
    print(f"\ncheck of an ISBN: own {own:.2f}, python-stdnum {theirs:.2f}")
    return 0 if own < theirs else 1


if __name__ == "__main__":
    sys.exit(main())
