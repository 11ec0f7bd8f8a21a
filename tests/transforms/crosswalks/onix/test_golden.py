"""Whole products against their record in MarcEdit lines; a change of these files is a change of the mapping."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, convert_xml

PRODUCTS = Path(__file__).parent / "products"


@pytest.mark.parametrize(
    ("name", "language"), [("ebook", "fin"), ("translation", "swe"), ("audiobook", "fin"), ("sami", "fin")]
)
def test_product_becomes_the_expected_record(name: str, language: str) -> None:
    made = convert_xml((PRODUCTS / f"{name}.xml").read_text(), replace(PROFILE, language=language))
    assert str(made.record).splitlines() == (PRODUCTS / f"{name}.mrk").read_text().splitlines()
    assert [each for each in made.issues if not each.fixed and each.rule != "O09"] == []
