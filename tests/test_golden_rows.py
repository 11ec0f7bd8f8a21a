"""Every row of the crosswalk is shown by a case: rows.yml of the samples lists them, `rows:` of a case names them."""

from __future__ import annotations

from pathlib import Path

import yaml

from tests.test_golden import CASES, SAMPLES


def read(path: Path) -> dict[str, object]:
    """A YAML file with every scalar as text: "008" is no number here."""
    return dict(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))  # builds text alone


def listed() -> set[str]:
    """The rows as "onix/notification/05"."""
    return {
        f"{source}/{section}/{row}"
        for source, sections in read(SAMPLES / "rows.yml").items()
        for section, rows in dict(sections).items()  # type: ignore[call-overload]
        for row in rows
    }


def shown() -> dict[str, list[str]]:
    """Row → the cases that show it."""
    cases: dict[str, list[str]] = {}
    for case in CASES:
        for row in read(case / "case.yml").get("rows", ()):  # type: ignore[attr-defined]
            cases.setdefault(str(row), []).append(f"{case.parent.name}/{case.name}")
    return cases


def test_every_row_of_the_crosswalk_is_shown_by_a_case() -> None:
    missing = sorted(listed() - shown().keys())
    assert not missing, f"{len(missing)} rows are shown by no case: {', '.join(missing)}"


def test_a_case_shows_only_rows_that_are_listed() -> None:
    unknown = {row: cases for row, cases in shown().items() if row not in listed()}
    assert not unknown


def test_there_are_eighty_cases_and_more() -> None:
    assert len(CASES) >= 80
