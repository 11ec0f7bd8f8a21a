"""One finding as a line of JSON, and what is read from a stored record."""

from __future__ import annotations

import json

import pytest
from feeds import book
from hypothesis import example, given
from hypothesis import strategies as st
from shelf import issue

from metadata.feedback.findings import Judged, as_ndjson, in_general, line_of, stored_issue, title_of
from tests import shipped
from transforms.record import Field, Issue, Level

RULES = shipped.rules()
CONTRACT = ["record", "rule", "slug", "level", "path", "value", "fixed", "message"]
CONTRACT += ["stage", "vendor", "delivery", "args", "before", "after", "rules"]


def judged(*issues: Issue, vendor_id: str = "kir-1") -> Judged:
    return Judged("alpha", vendor_id, "Kissa", "a.mrc", 7, "a1b2c3", 80.0, issues)


def test_line_has_the_keys_of_the_contract_in_their_order() -> None:
    line = line_of(judged(), issue(stage="norm"), "ISBN ei läpäise")
    assert list(line) == CONTRACT
    assert json.loads(as_ndjson(line)) == {
        "record": "kir-1", "rule": "I02", "slug": "isbn-check-digit", "level": "error", "path": "020[1]$a",
        "value": "978-951-0-12345-7", "fixed": False, "message": "ISBN ei läpäise", "stage": "norm", "vendor": "alpha",
        "delivery": "a.mrc", "args": {"value": "978-951-0-12345-7"}, "before": "", "after": "", "rules": "a1b2c3",
    }  # fmt: skip


def test_fix_is_told_with_before_and_after() -> None:
    line = line_of(judged(), issue(value="a", after="b", fixed=True), "")
    assert (line["before"], line["after"], line["fixed"]) == ("a", "b", True)


def test_accepted_finding_says_so_at_the_end() -> None:
    line = line_of(judged(), issue(suppressed=True), "")
    assert list(line) == [*CONTRACT, "suppressed"]
    assert line["suppressed"] is True


def test_record_without_an_id_is_named_by_its_place() -> None:
    assert line_of(judged(vendor_id=""), issue(), "")["record"] == "a.mrc #7"


@given(st.text(alphabet=st.characters(exclude_categories=[])))
@example("\ud800")
def test_any_value_is_one_line_of_utf8(value: str) -> None:
    text = as_ndjson(line_of(judged(), issue(value=value), value))
    assert text.count(b"\n") == 1
    assert json.loads(text.decode("utf-8"))["value"] == value


def test_issue_of_an_earlier_release_is_read() -> None:
    found = stored_issue(["I02", "isbn-check-digit", "error", "020$a", "x", True, "norm"])
    assert (found.level, found.after, found.args, found.suppressed) == (Level.ERROR, "", (), False)
    assert stored_issue([*found[:8], [["span", "3"]], True]).args == (("span", "3"),)


def test_title_is_read_from_a_packed_record() -> None:
    record = book("1").put(Field.data("245", "10", "a", "Kissa :", "b", "koira /", "c", "Matti Malli."))
    assert title_of(record.pack()) == "Kissa : koira"
    assert title_of(record.drop("245").pack()) == ""
    assert (
        title_of(book("1").drop("245", "264", "300", "336", "337", "338").add(Field("246", "1 \x1faMuu")).pack()) == ""
    )


@pytest.mark.parametrize(
    ("rule", "lang", "words"),
    [
        ("I02", "fi", "ISBN … ei läpäise tarkistusta"),
        ("S01", "en", "The record cannot be read"),
        ("S03", "sv", "Titel (245 $a) saknas"),
    ],
)
def test_message_in_general_names_no_value(rule: str, lang: str, words: str) -> None:
    assert in_general(RULES, issue(rule), lang) == words
