"""A context with the real code lists and a vocabulary to order, and a record in line form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import shipped
from transforms.normalise import Context
from transforms.profile import Profile
from transforms.record import Record
from transforms.validate.examples import example_record
from transforms.vocabulary import Concept, Vocabulary, canonical, folded, keys_of_label

SCHEMAS = Path(__file__).parents[3] / "schemas"
TABLES = shipped.tables()


class Agents:
    """A vocabulary of the given entries of KANTO alone."""

    def __init__(self, *concepts: Concept) -> None:
        self._concepts = concepts

    def concept(self, uri: str) -> Concept | None:
        return next((each for each in self._concepts if each.uri == canonical(uri)), None)

    def named(self, vocabulary: str, language: str, label: str) -> tuple[Concept, ...]:
        known = ((each, each.names(language)) for each in self._concepts if each.vocabulary == vocabulary)
        wanted = folded(label)
        return tuple(each for each, names in known if any(wanted in keys_of_label(name, each.kind) for name in names))

    def matching(self, uri: str, vocabulary: str) -> tuple[Concept, ...]:
        return tuple(each for each in self._concepts if canonical(uri) in each.matches)

    def is_whole(self, vocabulary: str, kind: str = "") -> bool:
        return any(each.vocabulary == vocabulary for each in self._concepts)


MakeContext = Callable[..., Context]


@pytest.fixture(scope="session")
def context() -> MakeContext:
    """`context("ebook", vocabulary=…, switches=…)`: the media, a vocabulary, and what the profile says."""

    def make(media: str = "ebook", vocabulary: Vocabulary | None = None, **profile: object) -> Context:
        tables = TABLES if vocabulary is None else replace(TABLES, vocabulary=vocabulary)
        settings = {"vendor": "aggregator", "source": "VENDORA", "isil": "FI-XXX", **profile}
        return Context(Profile(**settings), media, tables)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def record() -> Callable[..., Record]:
    """`record("245 10 $a Valot")`: a record of example lines."""
    return lambda *lines: example_record(lines)
