"""Groups Y and P: levels, accessibility terms, agencies, conversion, and what an update tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests import shipped
from tests.transforms.validate.derived import TODAY, VENDOR, is_settled, lines, records
from transforms.calendar import Calendar
from transforms.profile import NEUTRAL, Profile
from transforms.record import Field, Record
from transforms.validate import Terms
from transforms.validate.examples import example_record
from transforms.validate.overhaul import at_update, changed_share
from transforms.validate.view import Around

RULE_SET = shipped.rules()
RULES = RULE_SET.rules

LEVELS = {
    "Y01": "W enr", "Y02": "E norm", "Y03": "W enr", "Y04": "I enr", "P01": "E norm", "P02": "W enr", "P03": "W mrg",
    "P04": "W raw", "P05": "E mrg", "P06": "W set",
}  # fmt: skip


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    told = {rule: f"{each.level[0].upper()} {each.stage}" for rule, each in RULES.items() if rule in LEVELS}
    assert told == LEVELS


def judged(rule: str, *shown: str, profile: Profile = VENDOR) -> bool | None:
    return RULE_SET.judge(rule, example_record(shown), Around("ebook", profile), Calendar.of(TODAY))


@pytest.mark.parametrize(
    ("dates", "verdict"),
    [
        ("s2026    ", False),
        ("s2025    ", None),
        ("e20250627", None),
        ("e20250628", False),
        ("e20251201", False),
        ("s2024    ", None),
        ("nuuuuuuuu", None),
    ],
)
def test_accessibility_is_due_from_28_june_2025(dates: str, verdict: bool | None) -> None:
    assert judged("Y01", f"008 261122{dates}fi ||||eo|||||||||1|fin||") is verdict


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("341 0# $a TEXTUAL $b tableOfContents", "=341  0\\$atextual$btableOfContents$2sapdv"),
        ("341 0# $a auditory $b closedCaptions $2 sapdv", "=341  0\\$aauditory$cclosedCaptions$2sapdv"),
        ("341 0# $a auditory $b synchronizedAudioText $2 sapdv", "=341  0\\$aauditory$bsynchronizedAudioText$2sapdv"),
        ("341 0# $a textual $b jotain muuta", "=341  0\\$atextual$bjotain muuta"),
        ("341 0# $a visual $d audioDescription $b alternativeText $2 sapdv",
         "=341  0\\$avisual$daudioDescription$balternativeText$2sapdv"),
    ],
)  # fmt: skip
def test_terms_of_accessibility_go_where_they_belong(shown: str, expected: str) -> None:
    assert lines("accessibility_341", shown) == [expected]


def test_another_vocabulary_is_not_judged() -> None:
    assert lines("accessibility_341", "341 0# $a textual $2 other") is None
    assert judged("Y02", "341 0# $a textual $2 other") is None


def test_a_warning_to_readers_stays_beside_features_and_is_told() -> None:
    shown = ["341 0# $a textual $b readingOrder $2 sapdv", "532 2# $a Inaccessible, or known limited accessibility."]
    made = RULE_SET.fix(example_record(shown), "ebook", ("enr",), Terms(calendar=Calendar.of(TODAY)))
    assert made.record.has("532")
    assert [each.fixed for each in made.issues if each.rule == "Y03"] == [False]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("040 ## $a FI-YYY $b fin", "=040  \\\\$aFI-YYY$bfin$dFI-XXX"),
        ("040 ## $a FI-XXX $b fin", "=040  \\\\$aFI-XXX$bfin"),
        ("040 ## $b fin $d FI-YYY", "=040  \\\\$aFI-XXX$bfin$dFI-YYY"),
        ("040 ## $a FI-YYY $d FI-ZZZ", "=040  \\\\$aFI-YYY$dFI-ZZZ"),
    ],
)
def test_the_agency_chain(shown: str, expected: str) -> None:
    assert lines("agencies_040", shown) == [expected]


def test_records_of_nobody_s_feed_need_no_agency_of_ours() -> None:
    assert judged("P01", "040 ## $a FI-YYY $b fin", profile=NEUTRAL) is True
    assert judged("P01", "040 ## $a FI-YYY $b fin") is False


def test_only_converted_records_tell_of_a_conversion() -> None:
    assert judged("P02", "035 ## $a (VENDORA)1", profile=replace(VENDOR, converts=False)) is None
    assert lines("marked_conversion", "035 ## $a (VENDORA)1") == [
        "=035  \\\\$a(VENDORA)1",
        "=884  \\\\$aONIX to MARC$kVENDORA:1$qFI-XXX",
    ]


WORDS = ["textual", "Textual", "tableofcontents", "closedCaptions", "sapdv", "FI-XXX", "fin", "(VENDORA)1"]


@pytest.mark.parametrize("name", ["accessibility_341", "agencies_040", "marked_conversion"])
def test_a_derivation_is_idempotent_and_never_fails(name: str) -> None:
    tags = ("341",) if name == "accessibility_341" else ("035", "040", "884")

    @settings(max_examples=100, deadline=None)
    @given(records(*tags, words=WORDS, codes="abcde2"))
    def law(record: Record) -> None:
        assert is_settled(name, record)

    law()


def numbered(*words: str) -> Record:
    return Record.of(Field("001", "KAB1"), *(Field.data("650", " 7", "a", word) for word in words))


def test_an_update_that_leaves_little_is_told_with_its_share() -> None:
    before, after = numbered(*"abcdefghij"), numbered(*"abcUVWXYZÅ")
    assert changed_share(before, before) == 0
    assert changed_share(before, after) == 70
    assert [(each.rule, each.value) for each in at_update(before, after, [], True)] == [("P06", "70")]


def test_a_change_of_our_own_rules_is_no_overhaul() -> None:
    assert at_update(numbered(*"abcdefghij"), numbered(*"ABCDEFGHIJ"), [], is_same_version=False) == []


def test_a_short_record_and_our_own_fields_do_not_count() -> None:
    assert changed_share(numbered("a"), numbered("b")) == 0
    before, after = numbered(*"abcdefgh"), numbered(*"abcdefgh").put(Field("001", "KAB2"))
    assert changed_share(before, after) == 0
    dated = [Field("008", f"{day}s2026    fi ||||eo|||||||||1|fin||") for day in ("261101", "261122")]
    assert changed_share(before.add(dated[0]), before.add(dated[1])) == 0
