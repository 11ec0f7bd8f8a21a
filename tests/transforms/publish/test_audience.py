from __future__ import annotations

import pytest

from transforms.publish.audience import audience_of
from transforms.record import Field, Record


@pytest.mark.parametrize(
    ("leader", "code"), [("am", "j"), ("im", "j"), ("gm", "j"), ("as", ""), ("ai", ""), ("em", ""), ("pc", "")]
)
def test_008_22_is_an_audience_in_books_sound_and_film_only(leader: str, code: str) -> None:
    record = Record.of(
        Field("008", "261101s2026    fi ||||jo|||||||||||fin|c"), leader=f"00000n{leader} a22000002i 4500"
    )
    assert record.at("008", 22) == "j"
    assert audience_of(record) == code


def test_a_record_without_008_tells_no_audience() -> None:
    assert audience_of(Record.of()) == ""
