"""What the gates say: every check has a sentence in three languages, with the numbers as the language writes them."""

from __future__ import annotations

import pytest
from feeds import SHIPPED

from metadata.acquisitions.gate import verdicts
from metadata.acquisitions.read import Listed
from metadata.fill_marks import NAMES
from metadata.gate import Check, History, gate, load_gate_texts
from metadata.gate.words import LANGUAGES, written
from metadata.libraries.parts import AcquisitionExpect
from metadata.store.acquisitions import Fault
from metadata.vendors.parts import Expect
from tests import shipped
from transforms.validate.rule import placeholders

TEXTS = load_gate_texts(SHIPPED)
RULES = shipped.rules().rules
EVERYTHING = History(full=True, live=100, committed=1)


def every_check() -> list[Check]:
    counts = {
        "read": 100,
        "candidate": 100,
        "wrong_sender": 1,
        "repeated_header": 1,
        "earlier_content": 1,
        "other_ids": 1,
    }
    counts |= {"declared": 3, "counted": 2}
    counts |= {f"of:{name}": 100 for name in NAMES}
    full, empty = gate(counts, EVERYTHING, Expect()), gate({"read": 0}, EVERYTHING, Expect())
    listed = verdicts(Listed(2, (), 1, (Fault(2, "", ""),)), {"a"}, set(), AcquisitionExpect())
    return [*full, *empty, *listed, Check("publication.FI-Mallila", 0.3, 0.1, "hold", 70)]


def test_every_check_has_its_sentence_its_rule_and_no_sentence_is_idle() -> None:
    used = {TEXTS.of(each.key, has)[0].en for each in every_check() for has in (True, False)}
    assert used == {each.en for each in TEXTS.checks.values()}
    assert {each.rule for each in TEXTS.checks.values()} <= RULES.keys()
    assert set(TEXTS.fields) == set(NAMES)


@pytest.mark.parametrize("key", TEXTS.checks)
def test_a_sentence_uses_the_same_numbers_in_every_language(key: str) -> None:
    sentence = TEXTS.checks[key]
    assert len({placeholders(sentence[language]) for language in LANGUAGES}) == 1
    assert len({sentence[language] for language in LANGUAGES}) == 3


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "the number of records falls by 60%, the limit is 20%"),
        ("fi", "tietueiden määrä on 60 % tavallista pienempi, raja on 20 %"),
        ("sv", "antalet poster är 60 % mindre än vanligt, gränsen är 20 %"),
    ],
)
def test_a_sentence_in_each_language(language: str, expected: str) -> None:
    said = TEXTS.sentence(Check("max_drop", 0.6, 0.2, "hold", 1200), language)
    assert said.replace("\N{NO-BREAK SPACE}", " ") == expected


def test_a_field_is_called_by_its_name_and_told_against_the_floor_or_the_usual() -> None:
    floor, usual = Check("fill.duration", 0.5, 0.8, "hold"), Check("fill.duration", 0.5, 0.85, "hold", 0.95)
    assert TEXTS.sentence(floor, "en") == "duration: 50% of the records have it, and at least 80% should"
    assert "usually 95% do" in TEXTS.sentence(usual, "en")
    assert TEXTS.sentence(usual, "fi").startswith("kesto: tieto on 50\N{NO-BREAK SPACE}%:ssa tietueista")


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [(0.006, 0.005, "0.6% 0.5%"), (0.0201, 0.02, "2.01% 2.00%"), (0.2, 0.2, "20% 20%"), (1.0, 0.1, "100% 10%")],
)
def test_value_and_limit_never_look_the_same_when_they_are_not(value: float, limit: float, expected: str) -> None:
    said = TEXTS.sentence(Check("max_errors", value, limit, "hold"), "en")
    assert " ".join(word.rstrip(";") for word in said.split() if "%" in word) == expected


@pytest.mark.parametrize(
    ("language", "number", "share"),
    [("en", "12,345", "2.5%"), ("fi", "12\xa0345", "2,5\xa0%"), ("sv", "12\xa0345", "2,5\xa0%")],
)
def test_numbers_as_the_language_writes_them(language: str, number: str, share: str) -> None:
    assert (written(12345, "number", language), written(0.025, "share", language, 1)) == (number, share)


def test_what_holds_is_told_in_one_line() -> None:
    checks = [Check("sender", 1, 0, "hold"), Check("max_errors", 0.3, 0.1, "hold")]
    said = TEXTS.told(checks)
    assert said.startswith("the delivery comes from another sender; 30% of the records have errors")
