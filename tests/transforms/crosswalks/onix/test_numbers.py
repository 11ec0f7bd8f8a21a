"""Standard numbers: how each form is written, and that a wrong one is kept as it was sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import tables
from transforms.crosswalks.onix.numbers import SPECIAL, Number, read

TYPES = tables().identifiers
FORMS = sorted({*SPECIAL, *TYPES.by_name})

anything = st.text(alphabet="0123456789XMxm-: /.abcdefURNurnAaKk٣å", max_size=40)


@pytest.mark.parametrize(
    ("form", "value", "number"),
    [
        ("gtin13", "6417825055551", Number("6417825055551")),
        ("gtin13", "64-17825 055551", Number("6417825055551")),
        ("gtin13", "6417825055550", Number("6417825055550", valid=False)),
        ("gtin14", "19789527995089", Number("19789527995089")),
        ("gtin14", "9789527995089", Number("9789527995089", valid=False)),
        ("upc", "602400000996", Number("602400000996")),
        ("upc5", "60240000099600123", Number("602400000996", rest="00123")),
        ("upc5", "60240000099500123", Number("602400000995", valid=False, rest="00123")),
        ("upc5", "602400000996", Number("602400000996")),
        ("ismn", "9790559900012", Number("979-0-55990-001-2")),
        ("ismn", "M559900012", Number("979-0-55990-001-2")),
        ("ismn", "9790559900013", Number("9790559900013", valid=False)),
        ("issn13", "9777995000001", Number("7995-0000")),
        ("issn13", "977799500000112", Number("7995-0000")),
        ("issn13", "9777995000002", Number("9777995000002", valid=False)),
        ("issn13", "7995-0000", Number("7995-0000", valid=False)),
        ("doi", "https://doi.org/10.79952/ABC", Number("10.79952/abc")),
        ("doi", "doi: 10.79952/abc", Number("10.79952/abc")),
        ("eidr", "10.5240/7995-a0b1-c2d3-e4f5-0607-4", Number("10.5240/7995-A0B1-C2D3-E4F5-0607-4")),
        ("eidr", "10.5240/7995-A0B1-C2D3-E4F5-0607-5", Number("10.5240/7995-A0B1-C2D3-E4F5-0607-5", valid=False)),
        ("isan", "000000018947000000000000", Number("0000-0001-8947-0000-8-0000-0000-D")),
        ("isan", "00000000799500000000000000", Number("00000000799500000000000000", valid=False)),
        ("isrc", "fi-zzz-26-00001", Number("FIZZZ2600001")),
        ("isrc", "FIZZZ26", Number("FIZZZ26", valid=False)),
        ("urn", "http://urn.fi/URN:NBN:fi-fe1", Number("URN:NBN:fi-fe1")),
        ("urn", "urn:nbn:fi-fe1", Number("URN:NBN:fi-fe1")),
        ("urn", "fe1", Number("fe1", valid=False)),
        ("doi", "abc", Number("abc", valid=False)),
        ("ark", "https://ark.example/ark:/79952/b1", Number("ark:/79952/b1")),
        ("ark", "ark:/79952/b1", Number("ark:/79952/b1")),
        ("lccn", "2026799503", Number("2026799503")),
        ("lccn", "n 26799503", Number("n26799503")),
        ("lccn", "26-799503", Number("26-799503", valid=False)),
        ("oclc", "ocn799520263", Number("799520263")),
        ("oclc", "(OCoLC)ocm00123", Number("123")),
        ("oclc", "on", Number("on", valid=False)),
        ("", "DL 7995-2026", Number("DL 7995-2026")),
    ],
)
def test_a_number_by_its_form(form: str, value: str, number: Number) -> None:
    assert read(form, value, TYPES) == number


@given(st.sampled_from(FORMS), anything)
def test_no_form_breaks_on_anything_and_what_is_written_is_written_again(form: str, value: str) -> None:
    number = read(form, value, TYPES)
    if number.valid and form not in SPECIAL:  # whose input is another number than their output
        assert read(form, number.written, TYPES) == number


def test_every_form_of_the_tables_is_known() -> None:
    codes = tables().onix_codes
    used = {use.form for table in (codes.identifiers, codes.recordings) for use in table.values() if use.tag}
    assert used - {""} <= set(FORMS)
    assert all(use.wrong for use in codes.identifiers.values() if use.form)
