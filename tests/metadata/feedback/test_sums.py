"""What is counted while findings are written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from shelf import issue

from metadata.feedback.findings import Judged
from metadata.feedback.sums import BINS, Sums, is_asked
from transforms.record import Issue, Level


def judged(number: int, *issues: Issue, score: float | None = None, withheld: bool = False) -> Judged:
    return Judged("alpha", f"k{number}", "Kissa", "a.mrc", number, "", score, issues, withheld)


def taken(*records: Judged, ids: int = 20) -> Sums:
    sums = Sums(ids, frozenset({"R00"}))
    for each in records:
        sums.take(each)
    return sums


def test_rules_stand_in_order_of_weight_then_number_then_id() -> None:
    warning = issue("S13", level=Level.WARNING)
    sums = taken(
        judged(1, issue("I02"), warning),
        judged(2, issue("D05"), warning),
        judged(3, issue("D05"), warning),
        judged(4, issue("A07")),
        judged(5, issue("S03", level=Level.FATAL), withheld=True),
    )
    assert [each.rule for each in sums.to_ask()] == ["S03", "D05", "A07", "I02", "S13"]


def test_what_is_mended_accepted_or_a_note_is_not_asked() -> None:
    sums = taken(judged(1, issue("I02", fixed=True), issue("D05", suppressed=True), issue("S21", level=Level.INFO)))
    assert sums.to_ask() == []
    assert (sums.records, sums.sound, sums.suppressed) == (1, 1, 1)
    assert [each.rule for each in sums.mended()] == ["I02"]


def test_faults_of_ours_are_nobody_elses_business() -> None:
    sums = taken(
        judged(1, issue("R00", level=Level.WARNING)), judged(2, issue("R00", level=Level.FATAL), withheld=True)
    )
    assert sums.rules == {}
    assert (sums.sound, sums.withheld) == (1, 1)


def test_one_record_counts_once_however_often_the_rule_fires_in_it() -> None:
    (rule,) = taken(judged(1, issue(), issue(), issue(fixed=True, after="x"))).rules.values()
    assert (rule.fired, rule.fixed, rule.records, rule.asked, rule.mended, rule.ids) == (3, 1, 1, 1, 1, ["k1"])


def test_ids_are_the_first_ones_up_to_the_limit() -> None:
    (rule,) = taken(*(judged(each, issue()) for each in range(30)), ids=3).rules.values()
    assert (rule.ids, rule.asked) == (["k0", "k1", "k2"], 30)


def test_remedy_shows_a_change_rather_than_a_removal() -> None:
    (rule,) = taken(judged(1, issue(fixed=True)), judged(2, issue(fixed=True, after="b"))).rules.values()
    assert rule.remedy is not None
    assert rule.remedy.judged.vendor_id == "k2"


def test_scores_fall_into_tens_and_a_hundred_into_the_last() -> None:
    sums = taken(*(judged(0, score=each) for each in (0, 9.9, 10, 79.9, 80, 100, None)))
    assert dict(sums.scored) == {0: 2, 1: 1, 7: 1, 8: 1, BINS - 1: 1}


ISSUES = st.builds(
    issue,
    st.sampled_from(["I02", "D05", "S13"]),
    level=st.sampled_from(list(Level)),
    fixed=st.booleans(),
    suppressed=st.booleans(),
)


@given(st.lists(st.lists(ISSUES, max_size=4), max_size=8))
def test_sums_add_up(issues: list[list[Issue]]) -> None:
    sums = taken(*(judged(number, *each) for number, each in enumerate(issues)))
    every = [one for each in issues for one in each]
    assert sum(each.fired for each in sums.rules.values()) == len(every)
    assert sum(each.fixed for each in sums.rules.values()) == sum(each.fixed for each in every)
    assert sums.records - sums.sound == sum(any(map(is_asked, each)) for each in issues)
    for rule in sums.rules.values():
        assert rule.asked == sum(any(is_asked(one) and one.rule == rule.rule for one in each) for each in issues)
