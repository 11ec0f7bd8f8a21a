"""What the tests of normalisation share: a context with the real code lists, and a record in line form."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from transforms.normalise import Context
from transforms.profile import Profile
from transforms.record import Record
from transforms.validate.examples import example_record

CODES = Path(__file__).parents[3] / "schemas" / "codes"

MakeContext = Callable[..., Context]


def rows(name: str) -> list[dict[str, str]]:
    with (CODES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


TERMS = {
    (row["field"], row["code"]): {"fin": row["fi"], "swe": row["sv"], "eng": row["en"]}
    for row in rows("rda33x_terms.csv")
}
QUALIFIERS = {row["qualifier"]: row["kind"] for row in rows("isbn_qualifiers.csv")}


@pytest.fixture(scope="session")
def context() -> MakeContext:
    """`context("ebook", language="swe")`: the media and what the profile says."""

    def make(media: str = "ebook", **profile: object) -> Context:
        settings = {"vendor": "aggregator", "source": "VENDORA", "isil": "FI-XXX", **profile}
        return Context(Profile(**settings), media, TERMS, QUALIFIERS)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def record() -> Callable[..., Record]:
    """`record("245 10 $a Valot")`: a record of example lines."""
    return lambda *lines: example_record(lines)
