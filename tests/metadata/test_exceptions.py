"""Suppressions of schemas/suppress.yml and vendors' levels: checked, in force to the end of their day, replayed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from feeds import book, live_ids, night
from sqlalchemy import select

from metadata.exceptions import faults_of, load_suppressions, of_titles, suppressions_on, wrong_suppressions
from metadata.home import Home
from metadata.mint import mint_title_id
from metadata.store.choices import Choice
from metadata.store.tables import source_record
from metadata.versions import made_with
from transforms.record import Field, Issue

RULES = ["I02", "F13", "F16"]
ENTRY = {"rule": "F13", "record": "beta:b1", "until": "2026-11-02", "reason": "they know", "who": "Maija"}
STRANGE = book("b1").add(Field.data("041", "  ", "a", "xyz"))


def written(schemas: Path, *entries: dict[str, str]) -> Path:
    schemas.mkdir(exist_ok=True)
    lines = ["# of a test", "suppress:" if entries else "suppress: []"]
    for each in entries:
        first, *rest = (f'{key}: "{text}"' if key != "until" else f"{key}: {text}" for key, text in each.items())
        lines += [f"  - {first}", *(f"    {line}" for line in rest)]
    (schemas / "suppress.yml").write_text("\n".join(lines) + "\n", "utf-8")
    return schemas


def issues(home: Home, vendor_id: str = "b1") -> dict[str, Issue]:
    with home.store.read() as connection:
        row = connection.execute(select(source_record).where(source_record.c.vendor_id == vendor_id)).one()
    return {each.rule: each for each in (Issue(*issue) for issue in row.issues)}


def test_what_is_shipped_is_sound() -> None:
    from feeds import SHIPPED

    assert faults_of(SHIPPED, RULES, date(2026, 11, 1)) == []


def test_an_entry_is_read_and_no_file_is_no_suppression(tmp_path: Path) -> None:
    (entry,) = load_suppressions(written(tmp_path, ENTRY))
    assert (entry.rule, entry.record, entry.until, entry.who) == ("F13", "beta:b1", date(2026, 11, 2), "Maija")
    assert load_suppressions(tmp_path / "nowhere") == ()
    assert load_suppressions(written(tmp_path)) == ()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rul": "F13"}, "suppress.yml:8: suppress.0.rul: no such key; did you mean 'rule'?"),
        ({"rule": "F12"}, "suppress.yml:3: no such rule: F12; did you mean 'F1"),
        ({"rule": "f13"}, "suppress.yml:3: suppress.0.rule: 'f13' is not written as it must be"),
        ({"record": "b1"}, "suppress.yml:4: suppress.0.record: 'b1' is neither vendor:vendor-id nor the id of a title"),
        ({"until": "20261102"}, "suppress.yml:5: suppress.0.until: 20261102 is no date: write 2027-03-31"),
        ({"until": ""}, "suppress.0.until: "),
        ({"until": "soon"}, "suppress.yml:5: suppress.0.until: 'soon' is no date: write 2027-03-31"),
        ({"until": "2027-02-30"}, "suppress.yml:5: "),
        ({"reason": ""}, "suppress.0.reason: "),
        ({"reason": "  "}, "suppress.0.reason: "),
        ({"who": ""}, "suppress.0.who: "),
    ],
)
def test_a_wrong_entry_is_refused_with_file_line_and_nearest_key(
    tmp_path: Path, changed: dict[str, str], told: str
) -> None:
    schemas = written(tmp_path, {**ENTRY, **changed})
    wrong = wrong_suppressions(schemas, RULES)
    assert any(told in each for each in wrong)
    assert faults_of(schemas, RULES, date(2026, 11, 1)) == wrong


@pytest.mark.parametrize("key", ["rule", "record", "until", "reason", "who"])
def test_nothing_may_be_left_out(tmp_path: Path, key: str) -> None:
    schemas = written(tmp_path, {name: text for name, text in ENTRY.items() if name != key})
    assert wrong_suppressions(schemas) == [f"suppress.yml:3: suppress.0.{key}: it is missing"]
    assert load_suppressions(schemas) == ()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": 'they know: "spring"'}, "not YAML: mapping values are not allowed here"),
        ({"reason": '"they know'}, "not YAML: "),
        ({"until": "2027-02-30"}, "2027-02-30 is no date: write 2027-03-31, or quote it if it is text"),
        ({"reason": "*spring"}, "anchors (&) and aliases (*) are not read: write it out, or quote the text"),
        ({"reason": "{"}, "not YAML: "),
    ],
)
def test_a_wrong_line_costs_its_own_entry(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    """Whatever the line is, the entries before and behind it are read; what is told names its line."""
    plain = written(tmp_path, *({**ENTRY, "record": f"beta:b{number}"} for number in range(3))) / "suppress.yml"
    lines = plain.read_text("utf-8").splitlines()
    for key, text in changed.items():
        place = next(number for number, line in enumerate(lines) if number > 7 and line.lstrip(" -").startswith(key))
        lines[place] = f"    {key}: {text}"
    plain.write_text("\n".join(lines) + "\n", "utf-8")
    assert [each.record for each in load_suppressions(tmp_path)] == ["beta:b0", "beta:b2"]
    (fault,) = wrong_suppressions(tmp_path, RULES)
    assert told in fault
    assert 8 <= int(fault.split(":")[1]) <= 13


def test_each_wrong_entry_is_told_with_its_place(tmp_path: Path) -> None:
    schemas = written(tmp_path, {**ENTRY, "who": ""}, ENTRY, {**ENTRY, "reason": ""}, {**ENTRY, "rule": "I02"})
    assert [each.split(":")[1:3] for each in wrong_suppressions(schemas)] == [
        ["7", " suppress.0.who"],
        ["16", " suppress.2.reason"],
    ]
    assert [each.rule for each in load_suppressions(schemas)] == ["F13", "I02"]


def test_what_has_run_out_is_told_by_check(tmp_path: Path) -> None:
    schemas = written(tmp_path, ENTRY)
    assert faults_of(schemas, RULES, date(2026, 11, 2)) == []
    assert faults_of(schemas, RULES, date(2026, 11, 3)) == ["suppress.yml:5: F13 for beta:b1 expired on 2026-11-02"]


def test_a_vendor_that_is_none_is_told_by_check(tmp_path: Path) -> None:
    schemas = written(tmp_path, ENTRY)
    (schemas / "vendors").mkdir()
    for name, told in (("betta", ["suppress.yml:4: no such vendor: beta; did you mean 'betta'?"]), ("beta", [])):
        (schemas / "vendors" / f"{name}.yml").touch()
        assert faults_of(schemas, RULES, date(2026, 11, 2)) == told


def test_of_several_on_one_record_and_rule_the_longest_counts(tmp_path: Path) -> None:
    entries = load_suppressions(written(tmp_path, ENTRY))
    value = {"rule": "F13", "until": "2027-01-01"}
    decided = Choice("suppress", "beta:b1", "accept", value, "why", "Matti", id=7)
    (standing,) = suppressions_on("261201", entries, [decided])
    assert (standing.source, standing.expired) == ("decision 7", False)
    assert [each.expired for each in suppressions_on("270102", entries, [decided])] == [True]


def test_a_suppression_of_a_title_is_kept_apart(tmp_path: Path) -> None:
    title = mint_title_id()
    schemas = written(tmp_path, ENTRY, {**ENTRY, "record": title.lower()})
    assert of_titles(schemas, "261102")[title].suppressed == {"F13"}
    assert of_titles(schemas, "261103")[title].expired == (("F13", "2026-11-02"),)


def test_it_is_in_force_to_the_end_of_its_last_day_and_then_told(
    home: Home, own_schemas: Path, open_home: Callable[..., Home]
) -> None:
    written(own_schemas, ENTRY)
    home = open_home("own", own_schemas)
    days = {"2026-11-02": (True, False), "2026-11-03": (False, True)}
    for number, (day, expected) in enumerate(days.items()):
        home.clock = lambda day=day: f"{day}T04:00:00Z"  # type: ignore[misc]
        night(home, "beta", f"{number}.mrc", [STRANGE, book(f"new {number}")])
        found = issues(home)
        assert (found["F13"].suppressed, "R01" in found) == expected


def test_unchanged_records_are_made_anew_when_the_day_of_a_level_is_over(
    own_schemas: Path, open_home: Callable[..., Home]
) -> None:
    """The default level applies from the next day, and is seen on what the vendor does not send anew."""
    path = own_schemas / "vendors" / "beta.yml"
    path.write_text(path.read_text("utf-8") + 'levels: {F13: {level: info, until: 2026-11-02, reason: "x"}}\n', "utf-8")
    home = open_home("own", own_schemas)
    for number, (day, level) in enumerate({"2026-11-02": "info", "2026-11-03": "error"}.items()):
        home.clock = lambda day=day: f"{day}T04:00:00Z"  # type: ignore[misc]
        night(home, "beta", f"{number}.mrc", [STRANGE, book(f"new {number}")])
        assert issues(home)["F13"].level == level


def test_only_what_is_in_force_is_part_of_the_version(own_schemas: Path, forget: Callable[[], None]) -> None:
    plain = made_with(own_schemas, "beta", "261101")
    assert made_with(own_schemas, "beta", "261109") == plain
    written(own_schemas, ENTRY)
    forget()
    before, after = made_with(own_schemas, "beta", "261102"), made_with(own_schemas, "beta", "261103")
    assert len({plain, before, after}) == 3
    assert made_with(own_schemas, "beta", "261104") == after
    written(own_schemas, {**ENTRY, "reason": "in other words"})
    others = made_with(own_schemas, "gamma", "261102")
    forget()
    assert made_with(own_schemas, "beta", "261102") == before
    assert made_with(own_schemas, "gamma", "261103") == others


def test_a_record_is_withheld_by_no_rule_that_is_let_pass(own_schemas: Path, open_home: Callable[..., Home]) -> None:
    path = own_schemas / "vendors" / "beta.yml"
    path.write_text(path.read_text("utf-8") + 'levels: {F13: {level: fatal, reason: "agreed"}}\n', "utf-8")
    written(own_schemas, ENTRY)
    home = open_home("own", own_schemas)
    night(home, "beta", "1.mrc", [STRANGE, STRANGE.put(Field("001", "b2"))])
    assert live_ids(home, "beta") == {"b1"}


def test_a_wrong_entry_is_told_and_the_night_goes_on_with_the_others(
    own_schemas: Path, open_home: Callable[..., Home]
) -> None:
    written(own_schemas, {**ENTRY, "rule": "Q99"}, {**ENTRY, "reason": ""}, {**ENTRY, "record": "beta:b2"})
    home = open_home("own", own_schemas)
    done = night(home, "beta", "1.mrc", [STRANGE, STRANGE.put(Field("001", "b2"))])
    assert live_ids(home, "beta") == {"b1", "b2"}
    assert [issues(home, each)["F13"].suppressed for each in ("b1", "b2")] == [False, True]
    assert all(each.is_sound for each in done.vendors)
    assert not done.is_sound
    assert [each.split(":")[:3] for each in done.left_out["suppress.yml"].splitlines()] == [
        ["suppress.yml", "11", " suppress.1.reason"],
        ["suppress.yml", "3", " no such rule"],
    ]
