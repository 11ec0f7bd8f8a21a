"""What is sent in by the forms of curation, and what takes effect."""

from __future__ import annotations

from typing import Any

import pytest
from feeds import ISBN, book, clusters, deliver, live_ids, night, title_of, title_text

from metadata import curating, decisions, pipeline, review, withheld
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.review import Word
from metadata.taking_effect import take_effect

WORD = Word("I read both.", "maija")
TWO = {frozenset({"beta:b1"}), frozenset({"gamma:g1"})}
ONE = {frozenset({"beta:b1", "gamma:g1"})}


def two(home: Home) -> None:
    """Two books, by beta and by gamma."""
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", "Hevosen talvi", ISBN[1]))


def curated(home: Home, action: str, **form: Any) -> dict[str, Any]:
    """Decide, let it take effect, and publish."""
    done = curating.curate(home, action, form, WORD)
    take_effect(home, done["decisions"])
    pipeline.publish(home)
    return done


def test_titles_are_merged_and_told_as_they_were(home: Home) -> None:
    two(home)
    done = curated(home, "merge", titles=[title_of(home, "beta", "b1"), " ", " gamma:g1 "])
    assert [(each["name"], each["records"]) for each in done["titles"]] == [
        ("Kissa", ["beta:b1"]),
        ("Hevosen talvi", ["gamma:g1"]),
    ]
    assert done["follows"] == "these titles become one"
    assert clusters(home) == ONE
    curated(home, "undo", decision=done["decisions"][0])
    assert clusters(home) == TWO
    assert [(each["actor"], each["reason"]) for each in review.decisions(home, undone=True)] == [
        ("maija", "I read both.")
    ]


def test_a_title_is_split(home: Home) -> None:
    deliver(home, "beta", "1.mrc", book("b1", isbn=ISBN[0]))
    night(home, "gamma", "1.mrc", book("g1", isbn=ISBN[0]))
    curated(home, "split", title=" gamma:g1", off=["gamma:g1", ""])
    assert clusters(home) == TWO


def test_a_title_is_suppressed(home: Home) -> None:
    two(home)
    title = title_of(home, "beta", "b1")
    curated(home, "suppress", title=title.lower())
    view = home.catalogue().view("all")
    assert view is not None
    assert title not in set(view.live())


def test_fields_of_a_title_are_set_and_forbidden(home: Home) -> None:
    two(home)
    title = title_of(home, "beta", "b1")
    curated(home, "set_field", title="beta:b1", field="245 10 $a Koira")
    assert title_text(home, title) == "Koira"
    done = curating.curate(home, "forbid_field", {"title": title, "vendor": "beta", "field": " 100 "}, WORD)
    assert review.decisions(home)[-1]["value"]["tag"] == "100"
    assert take_effect(home, done["decisions"]) == ["beta"]


def test_a_record_is_corrected_and_made_anew_at_once(home: Home) -> None:
    two(home)
    curated(home, "correct_record", record=" beta:b1 ", field="245 10 $a Koira / $c Matti Malli.")
    assert title_text(home, title_of(home, "beta", "b1")) == "Koira /"


def test_a_rule_is_let_pass_until_a_day(home: Home) -> None:
    two(home)
    done = curating.curate(home, "suppress_issue", {"record": "beta:b1", "rule": " i02 ", "until": "2027-03-31"}, WORD)
    (choice,) = review.decisions(home)
    assert (choice["id"], choice["value"]) == (done["decisions"][0], {"rule": "I02", "until": "2027-03-31"})
    assert [each["records"] for each in done["titles"]] == [["beta:b1"]]
    curating.curate(home, "suppress_issue", {"record": "beta:b1", "rule": "I03", "until": None}, WORD)
    assert review.decisions(home)[-1]["value"]["until"] == "2027-11-01"


def test_withheld_records_are_released(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1"), book("b2").drop("245")])
    (waits,) = withheld.listed(home)
    done = curated(home, "release", numbers=[str(waits["id"]), ""])
    assert done["decisions"] == []
    assert live_ids(home, "beta") == {"b1", "b2"}
    assert decisions.held(home) == []


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("merge", {"titles": ["beta:b1", "beta:b1"]}, "two titles or more"),
    ("merge", {"titles": ["beta:b1", "beta:b9"]}, "no title 'beta:b9'"),
    ("split", {"title": "beta:b1", "off": ["gamma:g1"]}, "not of this title"),
    ("split", {"title": "beta:b1", "off": ["beta:b1"]}, "records that stay"),
    ("suppress", {"title": "0" * 26 + "X"}, "check character"),
    ("suppress", {"title": "short"}, "27 characters"),
    ("set_field", {"title": "beta:b1", "field": "245 oops"}, "no subfield"),
    ("forbid_field", {"title": "beta:b1", "vendor": "nobody", "field": "520"}, "no vendor 'nobody'"),
    ("forbid_field", {"title": "beta:b1", "vendor": "beta", "field": "52"}, "'52' is no field"),
    ("correct_record", {"record": "beta:b9", "field": "245 10 $a Koira"}, "no live record 'beta:b9'"),
    ("suppress_issue", {"record": "beta:b1", "rule": "Q77", "until": None}, "no rule Q77"),
    ("suppress_issue", {"record": "beta:b1", "rule": "I02", "until": "2020-01-01"}, "is past"),
    ("release", {"numbers": ["7"]}, "no quarantined record 7"),
    ("release", {"numbers": ["seven"]}, "seven: no number"),
    ("undo", {"decision": 7}, "no decision 7"),
]


def test_wrong_input_is_refused_with_a_reason_and_nothing_is_decided(home: Home) -> None:
    two(home)
    for action, form, told in WRONG:
        with pytest.raises(ConfigError, match=told):
            curating.curate(home, action, form, WORD)
    for word in (Word(" ", "maija"), Word("why", " ")):
        with pytest.raises(ConfigError, match="needs"):
            curating.curate(home, "suppress", {"title": "beta:b1"}, word)
    assert review.decisions(home, undone=True) == []


def test_only_decisions_about_records_have_them_made_anew(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    two(home)
    renewed: list[str] = []
    monkeypatch.setattr(pipeline, "renew", lambda home, vendor: renewed.append(vendor))
    merged = curating.curate(home, "merge", {"titles": ["beta:b1", "gamma:g1"]}, WORD)["decisions"]
    assert (take_effect(home, merged), renewed) == (["beta", "gamma"], [])
    let_pass = curating.curate(home, "suppress_issue", {"record": "gamma:g1", "rule": "I02", "until": None}, WORD)
    assert (take_effect(home, let_pass["decisions"]), renewed) == (["gamma"], ["gamma"])
    assert take_effect(home, []) == []
