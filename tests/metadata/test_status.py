"""`emat status` and the night's report tell what is excepted, until when, and what waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from feeds import ISBN, book, night, report
from rich.console import Console

from metadata import review
from metadata.cli.inspect import show_status
from metadata.cli.summary import as_json, show_night
from metadata.home import Home
from metadata.reports import status
from metadata.review import Verdict, Word

SUPPRESSED = """\
suppress:
  - {rule: "F13", record: "beta:b1", until: 2026-10-31, reason: "they know", who: "Maija"}
  - {rule: "F13", record: "beta:b2", until: 2027-10-31, reason: "they know", who: "Maija"}
"""
LEVEL = 'levels: {I02: {level: info, until: 2026-10-31, reason: "old list"}}\n'


@pytest.fixture
def excepted(own_schemas: Path, open_home: Callable[..., Home]) -> Home:
    """An installation with exceptions, two of which have run out."""
    (own_schemas / "suppress.yml").write_text(SUPPRESSED, "utf-8")
    path = own_schemas / "vendors" / "beta.yml"
    path.write_text(path.read_text("utf-8") + LEVEL, "utf-8")
    return open_home("own", own_schemas)


def shown(content: dict[str, Any]) -> str:
    out = StringIO()
    show_status(Console(width=160, file=out), content)
    return out.getvalue()


def test_status_lists_levels_and_suppressions_with_their_last_day(excepted: Home) -> None:
    night(excepted, "beta", "1.mrc", book("b1"))
    review.let_pass(excepted, "beta:b1", "I02", Word("one of a kind", "Matti"), date(2026, 12, 31))
    told = status(excepted)
    assert told["levels"] == [
        {"vendor": "beta", "rule": "I02", "level": "info", "until": "2026-10-31", "reason": "old list", "expired": True}
    ]
    assert [(each["subject"], each["rule"], each["expired"], each["source"]) for each in told["suppressions"]] == [
        ("beta:b1", "F13", True, "suppress.yml"),
        ("beta:b1", "I02", False, "decision 1"),
        ("beta:b2", "F13", False, "suppress.yml"),
    ]
    assert [each["gone"] for each in told["suppressions"]] == [False, False, True]
    text = shown(told)
    assert "2026-10-31 EXPIRED" in text
    assert "2027-10-31 RECORD GONE" in text
    assert "one of a kind" in text


def test_status_counts_what_waits_for_a_person(home: Home) -> None:
    night(home, "beta", "1.mrc", book("b1", "Kissa osa 1", ISBN[0]))
    night(home, "gamma", "1.mrc", [book("g1", "Kissa osa 2", ISBN[0]), book("g2").drop("245")])
    told = status(home)
    assert (told["review"], told["quarantined"]) == ({"match": 1}, {"open": 1})
    text = shown(told)
    assert "records in quarantine: 1 open; see emat quarantine list" in text
    assert told["review_rules"] == {"B06": 1}
    assert "questions to people: 1 open (1 pairs of records; by rule B06 1); see emat review list" in text
    review.decide(home, [each["item"] for each in review.items(home)], Verdict.SAME, Word("one book", "Maija"))
    assert status(home)["review"] == status(home)["review_rules"] == {}


def test_people_are_shown_what_is_not_settled_and_the_newest_of_what_is(home: Home) -> None:
    for number in range(5):
        night(home, "beta", f"{number}.mrc", book(f"b{number}"))
    night(home, "gamma", "x.mrc", b"<html>")
    whole, told = status(home), status(home, newest=2)
    assert [each["delivery"] for each in whole["deliveries"]] == ["0.mrc", "1.mrc", "2.mrc", "3.mrc", "4.mrc", "x.mrc"]
    assert [each["delivery"] for each in told["deliveries"]] == ["3.mrc", "4.mrc", "x.mrc"]
    assert {**told, "deliveries": whole["deliveries"]} == whole
    assert told["ledger"]["beta"]["states"] == {"committed": 5}
    assert told["ledger"]["beta"]["newest"]["delivery"] == "4.mrc"
    assert [each["delivery"] for each in told["waiting"]] == ["x.mrc"]
    text = shown(told)
    assert "… and 3 older ones that are settled" in text
    assert "of 2 things that wait or are amiss 1 cannot wait; see emat watch" in text


def test_the_nights_report_warns_of_what_has_run_out_and_is_sound_all_the_same(excepted: Home) -> None:
    done = night(excepted, "beta", "1.mrc", book("b1"))
    assert report(done, "beta").warnings == [
        "levels.I02 expired on 2026-10-31: the rule's own level counts",
        "F13 was suppressed for beta:b1 until 2026-10-31 (suppress.yml): it counts again",
    ]
    assert report(done, "gamma").warnings == []
    assert done.is_sound
    assert as_json(done)["vendors"][1]["warnings"] == report(done, "beta").warnings


def test_a_wrong_file_of_suppressions_is_told_and_the_rest_too(excepted: Home) -> None:
    (excepted.settings.schemas / "suppress.yml").write_text("suppres: []\n", "utf-8")
    told = status(excepted)
    assert told["refused"] == {
        "suppress.yml": "suppress.yml:1: suppres: no such key; did you mean 'suppress'?",
    }
    assert len(told["levels"]) == 1


WRONG = """\
rules:
  - {id: "Z01", slug: "z", level: "error", stage: "norm", select: "245$a", assert: {chek: "isbn"},
     message: {fi: "a", sv: "b", en: "c"}, source: ["CN"]}
"""
TOLD = "more.yml:2: Z01: no predicate 'chek'; did you mean 'check'?"


def test_a_rule_that_cannot_be_read_is_told_by_night_and_status_and_the_others_count(
    own_schemas: Path, open_home: Callable[..., Home], forget: Callable[[], None]
) -> None:
    (own_schemas / "rules" / "more.yml").write_text(WRONG, "utf-8")
    (own_schemas / "suppress.yml").write_text(SUPPRESSED.replace("F13", "Z01"), "utf-8")
    forget()
    home = open_home("own", own_schemas)
    done = night(home, "beta", "1.mrc", [book("b1"), book("b2").drop("245")])
    assert report(done, "beta").counts["quarantined:S03"] == 1
    assert report(done, "beta").is_sound
    assert not done.is_sound
    assert as_json(done)["refused"] == status(home)["refused"] == {"rules/more.yml": TOLD}
    out = StringIO()
    show_night(Console(width=160, file=out), done, home)
    assert f"rule left out {TOLD}" in out.getvalue()
    assert f"refused rules/more.yml: {TOLD}" in shown(status(home))
