"""What several commands call the counts of a publication, and what a night goes on without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_CALLED = {"profiles": "views with another profile", "refused": "joins refused"}  # else by its own name


def counted(counts: Mapping[str, int]) -> list[str]:
    """The counts that are not nought, each with its name: "13 new", "2 joins refused"."""
    return [f"{number} {_CALLED.get(name, name)}" for name, number in sorted(counts.items()) if number]


_LEFT_OUT = {
    "rules/": "rule left out",
    "suppress": "suppression left out",
    "libraries/": "library left out, its view stays as it was:",
}


def left_out_lines(left_out: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """For each fault what is gone on without, and the line that names file, line and reason: of `Home.refused`."""
    for file, reason in left_out.items():
        what = next((told for place, told in _LEFT_OUT.items() if file.startswith(place)), "vendor left out")
        yield from ((what, line) for line in reason.splitlines())
