"""A field as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.errors import ConfigError
from metadata.review.fields import Written, parse_field
from transforms.record import Field


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("245 10 $a Kissa : $b romaani", Written("245", "", Field.data("245", "10", "a", "Kissa :", "b", "romaani"))),
        ("700[1] 1# $a Malli, Matti", Written("700", "1", Field.data("700", "1 ", "a", "Malli, Matti"))),
        (
            "655[+] #7 $a romaanit $2 slm/fin",
            Written("655", "+", Field.data("655", " 7", "a", "romaanit", "2", "slm/fin")),
        ),
        ("653[0] -", Written("653", "0", None)),
        ("007 cr||||||||||||", Written("007", "", Field("007", "cr||||||||||||"))),
        ("520 ## $a Maksaa 5 $ eli vähän", Written("520", "", Field.data("520", "  ", "a", "Maksaa 5 $ eli vähän"))),
    ],
)
def test_a_field_is_read(text: str, expected: Written) -> None:
    assert parse_field(text) == expected


@given(st.text() | st.from_regex(r"[0-9A-Z]{3}(\[.\])? .{0,12}", fullmatch=True))
def test_whatever_is_written_is_a_field_or_refused_in_plain_words(text: str) -> None:
    try:
        written = parse_field(text)
    except ConfigError:
        return
    assert written.after is None or (written.after.tag == written.tag and written.after.value)
