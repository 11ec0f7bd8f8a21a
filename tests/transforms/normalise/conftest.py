"""What the tests of normalisation share: a context with the real code lists, and a record in line form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import shipped
from transforms.normalise import Context
from transforms.profile import Profile
from transforms.record import Record
from transforms.validate.examples import example_record

TABLES = shipped.tables()

MakeContext = Callable[..., Context]


@pytest.fixture(scope="session")
def context() -> MakeContext:
    """`context("ebook", language="swe")`: the media and what the profile says."""

    def make(media: str = "ebook", **profile: object) -> Context:
        settings = {"vendor": "aggregator", "source": "VENDORA", "isil": "FI-XXX", **profile}
        return Context(Profile(**settings), media, TABLES)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def record() -> Callable[..., Record]:
    """`record("245 10 $a Valot")`: a record of example lines."""
    return lambda *lines: example_record(lines)
