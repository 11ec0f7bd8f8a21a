"""To pymarc and back."""

from __future__ import annotations

import pymarc
from hypothesis import given, settings
from marc_samples import FULL, records

from transforms.record import Field, Record


@settings(max_examples=50, deadline=None)
@given(records)
def test_a_record_comes_back_from_pymarc_as_it_went(record: Record) -> None:
    assert Record.from_pymarc(record.to_pymarc()) == record


def test_a_control_field_with_an_odd_tag_keeps_its_value() -> None:
    record = Record.of(Field("001", "1"), Field("00A", "odd"), Field("FMT", "  \x1faBK"))
    assert Record.from_pymarc(record.to_pymarc()) == record
    assert b"\x1eodd\x1e" in record.to_pymarc().as_marc()


def test_pymarc_sees_the_fields() -> None:
    theirs = FULL.to_pymarc()
    assert theirs["245"]["a"] == "Höyhenen & kiven <taru> /"
    assert list(theirs["245"].indicators) == ["1", "0"]
    assert theirs["001"].data == "17"


def test_a_field_without_indicators_or_data_becomes_blank() -> None:
    theirs = pymarc.Record()
    theirs.fields = [pymarc.Field("001"), pymarc.Field("245", None, [pymarc.Subfield("a", "T")])]
    assert Record.from_pymarc(theirs).fields == (Field("001", ""), Field("245", "  \x1faT"))
