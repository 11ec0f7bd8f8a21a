"""Every sample case, from its bytes to the refined record, against the record that a person has read.

`make golden` (EMAT_GOLDEN=write) writes the expectations anew; their diff is reviewed by hand.
A case with a todo.txt is expected to fail, for the reason in it. Its case.yml may change the vendor's profile
(`profile:` and `switches:`), name rules of which an issue must be told (`issues:`) and the day on which each record
is judged again (`turns_on:`), and ask for made-up vocabularies (`vocabularies:`, in tests/vocabularies), which stand
beside the shipped ones as if they were whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from metadata.convert import neutral_house
from metadata.payload import frames_of, open_files
from metadata.references import References, house_of
from transforms.profile import Profile
from transforms.record import Outcome
from transforms.refine import House, Refined, refine
from transforms.validate import Terms, load_rules
from transforms.vocabulary import Excerpt, read_excerpt

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_records"
WRITE = os.environ.get("EMAT_GOLDEN") == "write"
MERGED = SAMPLES / "merged"  # cases of several vendors' records: tests/test_golden_merged.py
CASES = sorted(
    path.parent
    for path in SAMPLES.glob("*/*/case.yml")
    if path.parent.parent != MERGED and not path.parent.name.startswith("night-")
)


@cache
def told(case: Path) -> dict[str, Any]:
    """What case.yml says."""
    return dict(yaml.safe_load((case / "case.yml").read_text("utf-8")))


class Made(Excerpt):
    """The shipped excerpt with some concepts that are made up, of vocabularies that are whole."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(ROOT / "schemas" / "vocabularies")
        self._names = frozenset(names)
        shipped = Excerpt(self.folder)
        for name in names:
            own = tuple(read_excerpt(ROOT / "tests" / "vocabularies" / f"{name}.csv"))
            self._read[name] = (*(shipped._of(name) if name in shipped._paths else ()), *own)
        self.__dict__["_paths"] = {**shipped._paths, **dict.fromkeys(names, self.folder)}

    def is_whole(self, vocabulary: str, kind: str = "") -> bool:
        return vocabulary in self._names


@cache
def house_with(vendor: str, vocabularies: tuple[str, ...]) -> House:
    """The house of a vendor, with made-up vocabularies beside the shipped ones."""
    house, _ = house_of(vendor, References(ROOT / "schemas"), "261101")
    if not vocabularies:
        return house
    tables = replace(house.tables, vocabulary=Made(vocabularies))
    rules = load_rules(ROOT / "schemas" / "rules", house.profile.allow, tables=lambda: tables)
    return replace(house, tables=tables, rules=rules)


def results(case: Path, work: Path) -> Iterator[Refined]:
    house = house_with(told(case)["vendor"], tuple(told(case).get("vocabularies", ())))
    other = dict(told(case).get("profile", {}))
    if "media" in other:
        other["media"] = frozenset(other["media"])
    switches = {**house.profile.switches, **told(case).get("switches", {})}
    house = replace(house, profile=replace(house.profile, switches=switches, **other))
    (source,) = case.glob("input.*")
    for file in open_files(source, work).files:
        with file.path.open("rb") as stream:
            for frame in frames_of(stream, file.envelope):
                yield refine(frame.raw, file.envelope, house)


def as_text(result: Refined) -> str:
    if result.outcome == Outcome.CANDIDATE:
        return f"{result.record}\n"
    rule = f" {result.rule}" if result.rule else ""
    return f"# {result.outcome}{rule}: {result.reason}\n"


def params() -> Iterator[object]:
    for case in CASES:
        todo = case / "todo.txt"
        marks = [pytest.mark.xfail(reason=todo.read_text("utf-8").strip(), strict=True)] if todo.exists() else []
        yield pytest.param(case, id=f"{case.parent.name}/{case.name}", marks=marks)


@pytest.mark.parametrize("case", list(params()))
def test_case_becomes_the_record_that_was_reviewed(case: Path, tmp_path: Path) -> None:
    refined = list(results(case, tmp_path))
    made = "\n".join(map(as_text, refined))
    expected = case / "expected.mrk"
    if WRITE:
        expected.write_text(made, "utf-8")
    if not expected.exists():
        pytest.fail(f"{expected} is missing. Review this, then keep it with `make golden`:\n{made}")
    assert made.splitlines() == expected.read_text("utf-8").splitlines()
    days = [each.turns_on for each in refined]
    assert told(case).get("turns_on", days) == days
    assert set(told(case).get("issues", ())) <= {each.rule for result in refined for each in result.issues}


def test_there_are_cases_of_every_vendor() -> None:
    assert {case.parent.name for case in CASES} == {path.stem for path in (ROOT / "schemas" / "vendors").glob("*.yml")}


@pytest.mark.long
def test_a_refined_record_refined_again_is_the_same(tmp_path: Path) -> None:
    house = neutral_house()
    for case in CASES:
        switches = told(case).get("switches", {})
        if switches.get("unicode_form") == "melinda":
            continue  # which is not NFC, as a record must be that comes in
        terms = Terms(profile=Profile(switches=switches))
        for result in results(case, tmp_path):
            if result.outcome == Outcome.CANDIDATE and result.record is not None:
                mended, issues, _ = house.rules.fix(result.record, result.media, terms=terms)
                assert mended == result.record, case.name
                assert not [each for each in issues if each.fixed], case.name
