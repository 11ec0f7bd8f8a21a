"""The gate of a renewal: what is only tried again holds nothing; what waits gives way to what is asked for anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, book, live_ids, mrc, night, states
from postgresql import BOTH_IN_FULL

from metadata import decisions, pipeline, withheld
from metadata.gate import Check, History, gate
from metadata.gate.effect import Effect, Live
from metadata.home import Home
from metadata.rows import Row
from metadata.vendors.parts import Expect
from transforms.record import Field, Outcome, Record

DATABASES = BOTH_IN_FULL
NO_RECORD = b"00060nam a2200037 i 4500" + b"\xff" * 35 + b"\x1d"

RULE = """\
rules:
  - id: "S39"
    slug: "no-cats"
    level: "{level}"
    stage: "norm"
    select: "245$a"
    assert: {{not: {{matches: "^Kissa"}}}}
    message: {{fi: "kissa {{value}}", sv: "katt {{value}}", en: "cat {{value}}"}}
    source: ["CN"]
    examples: {{fail: ["245 00 $a Kissa"], pass: ["245 00 $a Koira"]}}
"""


@pytest.fixture
def home(open_home: Callable[..., Home], synthetic: Path, tmp_path: Path) -> Home:
    """An installation with schemas of its own, which its tests change."""
    shutil.copytree(synthetic, tmp_path / "schemas")
    return open_home(schemas=tmp_path / "schemas")


@pytest.fixture
def rule(home: Home, forget: Callable[[], None]) -> Callable[[str], None]:
    """Write one more rule, of a level, into the installation's schemas."""

    def write(level: str) -> None:
        (home.settings.schemas / "rules" / "cats.yml").write_text(RULE.format(level=level), "utf-8")
        forget()

    return write


def with_vendor_file(home: Home, old: str, new: str, forget: Callable[[], None]) -> None:
    path = home.settings.schemas / "vendors" / "beta.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    forget()


def renewals(home: Home) -> list[str]:
    """The states of beta's renewals in their order."""
    found = states(home, "beta")
    return [found[name] for name in sorted(found) if name.startswith("renewal")]


def test_a_retry_that_fails_holds_nothing_back(
    home: Home, rule: Callable[[str], None], forget: Callable[[], None]
) -> None:
    with_vendor_file(home, "max_errors: 1.0", "max_errors: 1.0, max_unreadable: 1.0", forget)
    night(home, "beta", "1.mrc", mrc(*(book(f"b{n}", "Hevonen", ISBN[n]) for n in range(5))) + NO_RECORD)
    with_vendor_file(home, ", max_unreadable: 1.0", "", forget)
    (bad,) = withheld.listed(home)
    assert bad["rule"] == "S01"
    assert withheld.retry(home, [bad["id"]])["items"][0]["state"] == "open"
    assert renewals(home) == ["committed"]
    rule("warning")
    pipeline.run(home)
    assert renewals(home) == ["committed", "committed"]


def test_many_that_are_tried_again_in_vain_hold_nothing_back(home: Home, forget: Callable[[], None]) -> None:
    with_vendor_file(home, "max_errors: 1.0", "max_errors: 1.0, max_unreadable: 1.0", forget)
    night(home, "beta", "1.mrc", mrc(book("b0", "Hevonen")) + NO_RECORD * 9)
    with_vendor_file(home, ", max_unreadable: 1.0", "", forget)
    pipeline.run(home)
    assert renewals(home) == ["committed"]


@pytest.mark.parametrize("again", [True, False])
def test_what_was_withheld_before_is_no_new_error(again: bool) -> None:
    live = {f"b{n}": Live(n + 1, 0, "1") for n in range(100)}
    effect = Effect(live, "2", lambda made: set(), {(each, "S39") for each in live} if again else set())
    rows = [Row(0, str(Outcome.QUARANTINED), each, b"", rule="S39", source=known.id) for each, known in live.items()]
    effect.take(rows[:50])
    effect.take([Row(0, str(Outcome.CANDIDATE), each, b"", source=live[each].id) for each in list(live)[50:]])
    effect.settle(False, lambda ids: set())
    counts = {"read": 100, "quarantined": 50, "candidate": 50, **effect.counts}
    (errors,) = (each for each in gate(counts, History(False, 100, 3), Expect()) if each.key == "max_errors")
    assert errors.verdict == ("pass" if again else "hold")


@pytest.mark.parametrize(("key", "count"), [("max_unreadable", "unreadable"), ("max_faults", "quarantined:R00")])
@pytest.mark.parametrize(("bad", "verdict"), [(4, "warn"), (5, "hold")])
def test_a_handful_never_holds_a_renewal(key: str, count: str, bad: int, verdict: str) -> None:
    for renewal, expected in ((True, verdict), (False, "hold")):
        history = History(False, 9, 3, renewal=renewal)
        checks: list[Check] = gate({"read": 6, "quarantined": bad, count: bad}, history, Expect())
        assert {each.key: each.verdict for each in checks}[key] == expected


SUBJECT = Field.data("650", " 7", "a", "kissa", "2", "yso/fin", "0", "http://www.yso.fi/onto/yso/p19378")


def animals(kind: str, numbers: range) -> list[Record]:
    """Records with a subject, without which they would have an error."""
    return [book(f"b{n:02}", f"{kind} {n}").add(SUBJECT) for n in numbers]


def held_home(home: Home, rule: Callable[[str], None], forget: Callable[[], None]) -> None:
    """Beta has twenty records, of which a new rule would withhold nine; its renewal is held."""
    night(home, "beta", "1.mrc", animals("Kissa", range(9)) + animals("Hevonen", range(9, 20)))
    with_vendor_file(home, "max_errors: 1.0", "max_errors: 0.1", forget)
    rule("fatal")
    pipeline.run(home)
    assert renewals(home) == ["held"]


def test_a_held_renewal_waits_while_it_would_renew_the_same(
    home: Home, rule: Callable[[str], None], forget: Callable[[], None]
) -> None:
    held_home(home, rule, forget)
    pipeline.run(home)
    assert renewals(home) == ["held"]


def test_a_held_renewal_gives_way_when_other_records_are_to_be_renewed(
    home: Home, rule: Callable[[str], None], forget: Callable[[], None]
) -> None:
    held_home(home, rule, forget)
    night(home, "beta", "2.mrc", animals("Koira", range(8)))
    assert renewals(home) == ["superseded", "committed"]
    assert [each["record"] for each in withheld.listed(home)] == ["b08"]


def test_a_rejected_renewal_is_not_asked_about_again_until_others_are_to_be_renewed(
    home: Home, rule: Callable[[str], None], forget: Callable[[], None]
) -> None:
    held_home(home, rule, forget)
    decisions.reject(home, decisions.held(home)[0]["delivery"], "the rule is wrong", "maija")
    pipeline.run(home)
    assert renewals(home) == ["rejected"]
    rule("warning")
    pipeline.run(home)
    assert renewals(home) == ["rejected", "committed"]


def test_other_ids_than_those_stored_hold_with_a_reason(home: Home, forget: Callable[[], None]) -> None:
    numbered = [book(f"b{n}", "Hevonen", ISBN[n]).add(Field("003", "BETA")) for n in range(3)]
    night(home, "beta", "1.mrc", numbered)
    with_vendor_file(home, "delivery: delta", 'delivery: delta\nidentity: "020$a"', forget)
    pipeline.run(home)
    assert renewals(home) == ["held"]
    (told,) = decisions.held(home)
    (check,) = (each for each in told["checks"] if each["key"] == "identity")
    assert (check["value"], check["rule"], len(check["samples"])) == (3, "B17", 3)
    assert "Was identity changed in the vendor file?" in told["reason"]
    assert live_ids(home, "beta") == {"b0", "b1", "b2"}


def any_row(**values: Any) -> Row:
    return Row(0, str(Outcome.CANDIDATE), "b1", b"", **values)


def test_a_record_and_its_withheld_version_are_no_repetition() -> None:
    effect = Effect({"b1": Live(1, 0, "1")}, "2", lambda made: set())
    effect.take([any_row(source=1), any_row(source=-7)])
    assert (effect.counts["repeats"], effect.counts["other_ids"]) == (0, 0)
