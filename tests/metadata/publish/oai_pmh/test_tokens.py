from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.publish.catalogue import Span
from metadata.publish.oai_pmh.tokens import Walk, decode, encode

WALK = Walk(
    12,
    "marc21",
    Span("2026-01-01T00:00:00Z", "", "collection:aggregator"),
    f"3.12.{'0' * 27}",
    100,
    1234,
    7,
    "2026-11-22T18:10:11Z",
)
KEY = b"k" * 32


def test_token_stands_for_its_walk() -> None:
    assert decode(encode(WALK, "all ListRecords", KEY), "all ListRecords", KEY) == WALK


def test_token_opens_no_other_door_and_yields_to_no_other_key() -> None:
    token = encode(WALK, "all ListRecords", KEY)
    assert decode(token, "all ListIdentifiers", KEY) is None
    assert decode(token, "FI-Abc ListRecords", KEY) is None
    assert decode(token, "all ListRecords", b"other") is None


def test_token_stays_far_below_a_kilobyte() -> None:
    assert len(encode(WALK._replace(span=Span("9" * 20, "9" * 20, "s" * 300)), "all ListRecords", KEY)) < 1024


@given(st.text(max_size=1100))
@settings(max_examples=50, deadline=None)
def test_junk_is_no_token(junk: str) -> None:
    assert decode(junk, "all ListRecords", KEY) is None
