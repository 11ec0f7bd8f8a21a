"""The order of normalisation as schemas/normalise.yml tells it: which steps run, on what, and how they are told.

Reading refuses a name that no function has, a function that is missing or named twice, and numbers that go back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from transforms.normalise.context import Run
from transforms.yaml_text import read_yaml

MEDIA = ("all", "e-material")
LANGUAGES = ("fi", "sv", "en")
_KEYS = {"name", "number", "media", "text"}


Runs = tuple[tuple[str, Run], ...]


class Step(NamedTuple):
    """One step: the function, the number of finnish-marc.md §3.1 that it belongs to, and what people are told."""

    name: str
    number: int
    media: str  # one of MEDIA
    text: Mapping[str, str]  # by LANGUAGES
    run: Run


class Plan(NamedTuple):
    """All steps in order, and the rules whose fixers do the rest, by number."""

    steps: tuple[Step, ...]
    fixers: Mapping[str, int]  # rule → number
    # Name and function of those that leave the form of a record alone, and of all, which e-material gets. Bare tuples:
    # they are taken apart for every record, a named one ten times more slowly.
    runs: tuple[Runs, Runs]

    def step(self, name: str) -> Step | None:
        """The step of this name; None for what is none, such as "by hand"."""
        return next((each for each in self.steps if each.name == name), None)


def read_plan(path: Path, functions: Mapping[str, Run]) -> Plan:
    """The plan of a file, with the functions that its names stand for. Raises OSError, or ValueError with its name."""
    content = _parsed(path.read_text("utf-8"))
    try:
        steps = tuple(_step(each, functions) for each in content["steps"])
        fixers = {str(rule): int(number) for number, rules in content["fixers"].items() for rule in rules}
        _check(steps, functions)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name}: not the shape of steps and fixers: {error!r}") from None
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from None
    physical = [each for each in steps if each.media == "all"]
    return Plan(steps, MappingProxyType(fixers), (_runs(physical), _runs(steps)))


def _runs(steps: Iterable[Step]) -> Runs:
    return tuple((each.name, each.run) for each in steps)


@lru_cache(maxsize=4)
def _parsed(text: str) -> Any:
    """The same text is parsed once; nothing changes what comes of it."""
    return read_yaml(text)


def _step(told: dict[str, Any], functions: Mapping[str, Run]) -> Step:
    name = str(told["name"])
    if name not in functions:
        raise ValueError(f"there is no step {name}; there are {', '.join(functions)}")
    if set(told) != _KEYS or set(told["text"]) != set(LANGUAGES):
        raise ValueError(f"{name}: the keys are {', '.join(sorted(_KEYS))}, of text {', '.join(LANGUAGES)}")
    if told["media"] not in MEDIA:
        raise ValueError(f"{name}: media is one of {', '.join(MEDIA)}, not {told['media']}")
    return Step(name, int(told["number"]), told["media"], MappingProxyType(told["text"]), functions[name])


def _check(steps: tuple[Step, ...], functions: Mapping[str, Run]) -> None:
    names = [each.name for each in steps]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{', '.join(twice)} stands twice")
    if missing := sorted(functions.keys() - set(names)):
        raise ValueError(f"{', '.join(missing)} is missing: a step that never runs")
    numbers = [each.number for each in steps]
    if numbers != sorted(numbers):
        raise ValueError("the numbers go back")
