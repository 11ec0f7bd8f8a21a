"""Every rule of schemas/rules against its own examples and the laws that bind all rules."""

from __future__ import annotations

import time

import pytest

from tests import shipped
from transforms.calendar import Calendar
from transforms.profile import Profile
from transforms.record import Issue, Level
from transforms.validate import RuleSet, Terms
from transforms.validate.examples import example_record
from transforms.validate.rule import LANGUAGES, Rule
from transforms.validate.view import Around

RULES: RuleSet = shipped.rules()
DATA_RULES = [rule for rule in RULES.rules.values() if rule.is_data]
RAISED_BY_CODE = {"S01", "S02", "O01", "O02", "O04", "O06", "O07", "O14", "O15", "B04", "R00"}
# The examples are of a vendor whose file says this, and of this day.
PROFILE = Profile(
    vendor="vendor-a",
    source="VENDORA",
    isil="FI-XXX",
    labels={"fin": "Lainaa: Toimittaja A", "swe": "Låna: Leverantör A", "eng": "Borrow: Vendor A"},
    hosts=frozenset({"vendor-a.example"}),
    switches={"urn_links": "on"},
    converts=True,
    promises=("264$b",),
)
TERMS = Terms(calendar=Calendar.of("261122"), profile=PROFILE)


def media_of(rule: Rule) -> str:
    return sorted(rule.media)[0] if rule.media else "ebook"


def test_all_rules_load() -> None:
    assert RULES.errors == ()
    assert len(DATA_RULES) >= 25
    assert {rule.id for rule in RULES.rules.values() if not rule.is_data} >= RAISED_BY_CODE


@pytest.mark.parametrize("rule", DATA_RULES, ids=lambda rule: rule.id)
def test_rule_fires_on_its_failing_examples(rule: Rule) -> None:
    assert rule.fails
    for lines in rule.fails:
        record = example_record(lines)
        assert RULES.judge(rule.id, record, Around(media_of(rule), PROFILE), TERMS.calendar) is False, lines
        assert rule.id in {issue.rule for issue in RULES.check(record, media_of(rule), terms=TERMS).issues}, lines


@pytest.mark.parametrize("rule", DATA_RULES, ids=lambda rule: rule.id)
def test_rule_passes_its_passing_examples_and_is_applicable(rule: Rule) -> None:
    assert rule.passes
    for lines in rule.passes:
        record = example_record(lines)
        assert RULES.judge(rule.id, record, Around(media_of(rule), PROFILE), TERMS.calendar) is True, lines
        assert rule.id not in {issue.rule for issue in RULES.check(record, media_of(rule), terms=TERMS).issues}, lines


@pytest.mark.parametrize("rule", DATA_RULES, ids=lambda rule: rule.id)
def test_an_example_is_wrong_in_nothing_but_what_it_shows(rule: Rule) -> None:
    several = [] if rule.id == "F01" else [*rule.fails, *rule.passes]
    fixed = [each.value for lines in several for each in example_record(lines).fields if each.tag == "008"]
    assert [each for each in fixed if len(each) != 40] == []


@pytest.mark.parametrize("rule", [rule for rule in DATA_RULES if rule.has_fix], ids=lambda rule: rule.id)
def test_fixer_mends_an_example_and_a_second_run_changes_nothing(rule: Rule) -> None:
    media, mended = media_of(rule), 0
    for lines in rule.fails:
        record, issues, _ = RULES.fix(example_record(lines), media, terms=TERMS)
        fixed = {issue.rule: issue for issue in issues if issue.fixed}
        if rule.id in fixed:
            mended += 1
            assert RULES.judge(rule.id, record, Around(media_of(rule), PROFILE), TERMS.calendar) is not False, lines
            assert not [each for each in issues if each.rule == rule.id and not each.fixed]
        assert RULES.fix(record, media, terms=TERMS).record == record
    assert mended


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.id)
def test_message_in_three_languages_starts_no_sentence_with_a_gap(rule: Rule) -> None:
    issue = Issue(rule.id, rule.slug, rule.level, "245[0]$a", "Valot", args=(("rule", "I02"), ("reason", "why")))
    words = {RULES.message(issue, language) for language in LANGUAGES}
    assert len(words) == 3
    assert all(text and text == text.strip() for text in words)


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    told = {rule.id: f"{rule.level[0].upper()} {rule.stage}" for rule in RULES.rules.values()}
    expected = {
        "S01": "F raw", "S02": "F raw", "S03": "F raw", "S04": "F raw", "S11": "W raw", "S12": "W raw",
        "S13": "W raw", "S14": "W raw", "S15": "E raw", "S16": "W raw", "F01": "E raw", "F02": "E raw",
        "F07": "W norm", "F10": "E norm", "F13": "E norm", "F16": "E norm", "F18": "E norm", "F19": "E norm",
        "I02": "E norm", "I03": "W norm", "I15": "E norm", "I16": "E norm", "I17": "W norm", "T04": "W norm",
        "T06": "W norm", "D01": "E norm", "D02": "E norm", "D03": "E norm", "D05": "E norm", "D08": "W norm",
        "D14": "E norm", "D15": "W norm", "X02": "E norm", "J04": "E norm", "P03": "W mrg", "O01": "F raw",
        "O02": "F raw", "O04": "E set", "O06": "W raw", "O07": "W raw", "O14": "F raw", "O15": "E raw",
        "B04": "F set",
    }  # fmt: skip
    assert {rule: told[rule] for rule in expected} == expected


def test_rules_about_online_form_leave_print_alone() -> None:
    record = example_record(["LDR 00000nam a2200000 a 4500", "007 ta", "300 ## $a 340 s. ; $c 22 cm", "337 ## $b n"])
    fired = {issue.rule for issue in RULES.check(record, "print").issues}
    assert not fired & {"F07", "F16", "F18", "F19", "D03", "D05", "D08", "X02"}


def test_only_unfixed_fatal_issues_withhold() -> None:
    fatal = Issue("S03", "title-missing", Level.FATAL)
    assert RULES.withholds([Issue("I02", "isbn-check-digit", Level.ERROR), fatal]) == fatal
    assert RULES.withholds([fatal._replace(fixed=True)]) is None


@pytest.mark.parametrize("value", [" " * 9_000, "(" * 9_000, "1" * 9_000, "978-" * 2_000, "a1 " * 3_000])
def test_no_pattern_is_slow_on_long_text(value: str) -> None:
    lines = [f"{tag} 00 $a {value} $u {value} $h {value}" for tag in ("020", "035", "245", "300", "520", "856")]
    record = example_record(lines)
    start = time.process_time()
    RULES.check(record, "ebook")
    assert time.process_time() - start < 0.5
