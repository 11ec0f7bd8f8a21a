"""Why a record came to its title, as it was written down, beside what speaks for it now."""

from __future__ import annotations

from typing import Any

import pytest
from feeds import SHIPPED

from metadata.review.telling import load_texts
from metadata.story.belonging import joined_by, untold


def pair(decision: str, score: float) -> dict[str, Any]:
    return {"with": "b:1", "decision": decision, "tier": "K1", "score": score, "words": ["now"]}


SAME = {"field": "isbn", "reason": "equal-valid", "score": 1.0}
MATCHED = {"decision": "match", "tier": "K1", "score": 0.9, "evidence": [SAME]}


@pytest.mark.parametrize(
    ("evidence", "now", "words", "more"),
    [
        ({"by": "match", "with": "b:1", "edge": MATCHED}, pair("match", 0.9), ["now"], 0),
        ({"by": "match", "with": "b:1", "edge": MATCHED}, pair("match", 0.8), ["ISBN: the same"], 1),
        ({"by": "person", "with": "b:1"}, pair("no", 0.2), [], 0),
        ({"by": "person", "with": "b:1"}, pair("match", 0.9), [], 1),
        ({"by": "person", "with": "c:1"}, pair("match", 0.9), [], 1),
        ({"by": "alone"}, pair("match", 0.9), [], 1),
    ],
)
def test_what_joined_a_record_then_is_told_beside_what_speaks_now(
    evidence: dict[str, Any], now: dict[str, Any], words: list[str], more: int
) -> None:
    joined = joined_by(evidence, [now], load_texts(SHIPPED), "en")
    assert (joined["words"], len(untold({"joined": joined, "together": [now]}))) == (words, more)


@pytest.mark.parametrize("evidence", [None, {}])
def test_an_older_release_wrote_no_evidence_down(evidence: dict[str, Any] | None) -> None:
    now = pair("match", 0.9)
    joined = joined_by(evidence, [now], load_texts(SHIPPED), "en")
    assert (joined, untold({"joined": joined, "together": [now]})) == ({}, [now])
