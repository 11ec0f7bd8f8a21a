"""Every rule is judged by a record of the samples, or docs/rules.md says where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from metadata.convert import neutral_house
from metadata.payload import File, frames_of, open_files
from metadata.references import References, house_of
from tests.test_golden import CASES, results
from transforms.formats import READERS
from transforms.formats.frame import Parsed
from transforms.media import media_of
from transforms.refine import refine
from transforms.validate import RuleSet

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_records"
MANUAL = (ROOT / "docs" / "rules.md").read_text("utf-8")
ELSEWHERE = frozenset(
    rule for line in MANUAL.splitlines() if line.startswith("| `") for rule in re.findall(r"`([A-Z]\d\d)`", line)
)
BY_VENDOR_FILE = frozenset({"S25", "X12", "P02"})  # the paragraph behind the table
NIGHTS = sorted(path for path in SAMPLES.glob("*/night-*/*") if path.suffix in (".mrc", ".xml"))


@cache
def rules() -> RuleSet:
    return neutral_house().rules


def files(path: Path, work: Path) -> Iterator[File]:
    yield from open_files(path, work).files


def validated(work: Path) -> set[str]:
    """The rules that `emat validate` judges some record of the nights or the cases by."""
    judged: set[str] = set()
    for path in (*NIGHTS, *(each for case in CASES for each in case.glob("input.*"))):
        for file in files(path, work):
            if file.envelope.format == "onix":
                continue
            with file.path.open("rb") as stream:
                for frame in frames_of(stream, file.envelope):
                    read = READERS[file.envelope.format].parse(frame.raw, file.envelope)
                    if isinstance(read, Parsed):
                        judged.update(rules().ids(rules().check(read.record, str(media_of(read.record))).judged))
    return judged


def refined(work: Path) -> set[str]:
    """The rules that judge some record of a night as its vendor's records are refined."""
    judged: set[str] = set()
    for path in NIGHTS:
        house, _ = house_of(path.parents[1].name, References(ROOT / "schemas"), "261102")
        for file in files(path, work):
            with file.path.open("rb") as stream:
                for frame in frames_of(stream, file.envelope):
                    judged.update(house.rules.ids(refine(frame.raw, file.envelope, house).judged))
    return judged


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    work = tmp_path_factory.mktemp("rules")
    cases = {rule for case in CASES for each in results(case, work) for rule in rules().ids(each.judged)}
    return {"validate": validated(work), "nights": refined(work), "cases": cases}


def test_every_rule_is_judged_by_a_sample_or_the_manual_says_where(judged: dict[str, set[str]]) -> None:
    assert set(rules().rules) - set().union(*judged.values()) == ELSEWHERE


def test_what_needs_a_vendor_file_is_judged_in_the_nights_alone(judged: dict[str, set[str]]) -> None:
    assert judged["nights"] >= BY_VENDOR_FILE
    assert BY_VENDOR_FILE.isdisjoint(judged["validate"])


@pytest.mark.parametrize("rule", ["I19", "I25", "I26", "A14", "A16", "D29", "D32", "J22", "J23", "Y03", "Y04"])
def test_what_few_records_show_is_shown_by_validate(rule: str, judged: dict[str, set[str]]) -> None:
    assert rule in judged["validate"]
