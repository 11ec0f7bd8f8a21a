"""How the rules of accessibility (Y01-Y04) see what is made of ONIX."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import shipped
from tests.transforms.crosswalks.onix.onix_builder import converted, published
from tests.transforms.crosswalks.onix.test_accessibility_341_532 import LIST_196, SWEDISH, features
from transforms.profile import NEUTRAL
from transforms.validate.view import Around

RULES = shipped.rules()
AROUND = Around("ebook", NEUTRAL)
NEW = published("20260301")


@pytest.mark.parametrize(
    ("codes", "rule", "verdict"),
    [
        ((), "Y01", False),  # an access mode alone is not what the law asks for
        (("11",), "Y01", True),
        (("22",), "Y01", True),
        (("04", "81", "85"), "Y04", True),
        (("04",), "Y04", False),
        (("02",), "Y04", True),
        (("08", "11"), "Y03", None),  # told at conversion: no sentence is left
        (("09", "11"), "Y03", False),
        (("09",), "Y03", None),
    ],
)
def test_rules_see_what_is_told(codes: tuple[str, ...], rule: str, verdict: bool | None) -> None:
    for made in (converted(features(*codes), publishing=NEW), converted(features(*codes), SWEDISH, publishing=NEW)):
        assert RULES.judge(rule, made.record, AROUND) == verdict


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(LIST_196), max_size=12, unique=True))
def test_terms_and_their_subfields_are_right_as_they_are_made(codes: list[str]) -> None:
    assert RULES.judge("Y02", converted(features(*codes)).record, AROUND) is not False


def test_a_mode_alone_gives_way_to_the_mode_with_features() -> None:
    poor, rich = converted().record, converted(features("11")).record
    both = rich.add(*poor.all("341"))
    mended, _, _ = RULES.fix(both, "ebook")
    assert [str(each) for each in mended.all("341")] == [str(each) for each in rich.all("341")]
