"""Real MARC records of the shared test data: they have scores that tell them apart, and their details add up.

The file is third-party material beside the checkout; without it these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import fmean

import pytest

from transforms.formats import marc21
from transforms.formats.frame import Envelope, Parsed
from transforms.media import media_of
from transforms.record import Record
from transforms.score.measures import Measures
from transforms.score.score import explain

AGGREGATE = (
    Path(__file__).resolve().parents[4] / "shared/data/marc/_aggregate/shared_distinct_bibs_utf8.mrc"
)  # beside the checkout

EVERY = 4  # of so many records one is looked at


def real_records() -> Iterator[Record]:
    envelope = Envelope("marc21")
    with AGGREGATE.open("rb") as stream:
        for frame in islice(marc21.frames(stream, envelope), 0, None, EVERY):
            parsed = marc21.parse(frame.raw, envelope)
            if isinstance(parsed, Parsed):
                yield parsed.record


@pytest.mark.skipif(not AGGREGATE.exists(), reason="the shared test data is not beside the checkout")
def test_real_records_have_scores(measures: Measures) -> None:
    found = [explain(record, str(media_of(record)), (), measures) for record in real_records()]
    assert len(found) > 6_000 / EVERY
    for each in found:
        assert each.scores.score is not None
        assert 0 <= each.scores.score <= 100
        assert 0 <= each.scores.completeness <= 100
        assert 0 <= each.scores.sr <= 100
        assert each.scores.tt == sum(each.tt.values())
    scores = [each.scores.score or 0.0 for each in found]
    assert 20 < fmean(scores) < 60, "real catalogues are neither empty nor made for the consortium"
    assert len({round(each, 2) for each in scores}) > 100, "the score tells records apart"
    assert max(each.scores.sr for each in found) > 80, "the best catalogued are shelf-ready"
