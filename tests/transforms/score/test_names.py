"""Names for the scores: the marks by which a field is seen to be in KANTO are those of its forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from transforms.identifiers import IdentifierTypes
from transforms.score.names import NOBODY, Names, is_kanto, names_in

TYPES = IdentifierTypes(Path(__file__).parents[3] / "schemas" / "codes")
NUMBER = "000000001"  # invented


@pytest.mark.parametrize("form", [TYPES["kanto"].uri_of(NUMBER), TYPES["kanto"].control_of(NUMBER), f"(FIN11){NUMBER}"])
def test_every_form_of_kanto_is_seen(form: str) -> None:
    assert TYPES["kanto"].parse_marked(form) == NUMBER
    assert is_kanto(f"1 \x1faEsimerkki, Anna\x1f0{form}")


@pytest.mark.parametrize("name", ["asteri-s", "asteri-a", "asteri-w", "isni", "viaf", "gnd"])
def test_no_other_type_is_taken_for_it(name: str) -> None:
    assert not is_kanto(f"1 \x1faEsimerkki, Anna\x1f0{TYPES[name].written(NUMBER)}")


def test_contributors_are_counted_with_what_is_told_of_them() -> None:
    kanto = TYPES["kanto"].uri_of(NUMBER)
    groups = {
        "100": [f"1 \x1faEsimerkki, Anna,\x1fekirjoittaja.\x1f0{kanto}"],
        "711": ["2 \x1faMessut\x1fjtekijä"],
        "720": ["  \x1faM"],
    }
    assert names_in(groups) == Names(total=3, with_role=2, in_kanto=1)
    assert names_in({}) is NOBODY
