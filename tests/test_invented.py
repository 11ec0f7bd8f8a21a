"""Every identifier in a sample stands among the invented ones of the case file beside it, none of them idly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

SAMPLES = Path(__file__).resolve().parents[1] / "sample_records"
CASES = sorted(SAMPLES.glob("*/*/case.yml"))
NUMBERS = {
    "isbn": re.compile(r"(?<![\d-])97[89](?:[ -]?\d){10}(?!\d)"),
    "issn": re.compile(r"(?<![\d-])\d{4}-\d{3}[\dX](?![\d-])"),
    "eidr": re.compile(r"10\.5240/[0-9A-F-]+-[0-9A-Z]"),
    "isni": re.compile(r"(?<!\d)0000 ?\d{4} ?\d{4} ?\d{3}[\dX](?!\d)"),
    "orcid": re.compile(r"0000-000[1-9]-\d{4}-\d{3}[\dX]"),
    "kanto": re.compile(r"(?:URN:NBN:fi:au:finaf:|\(FI-ASTERI-N\))(\d{9})"),
    "record_reference": re.compile(r"<(?:RecordReference|a001)>\s*([^<\s]+)"),
    "vendor_id": re.compile(r"\b(?:fs-\d{6}|NH\d{6})\b"),
}
YEARS = re.compile(r"1[5-9]\d\d-(?:1[5-9]|20)\d\d")  # of a life, in the shape of an ISSN
REAL = {"0030-4492", "0039-5552", "0027-7126"}  # ISSNs of the e-magazines' print: sample_records/README.md


def plain(number: str) -> str:
    """An identifier without what may be written otherwise in it."""
    return re.sub(r"[ -]", "", number).lower()


def listed(case: Path) -> dict[str, set[str]]:
    """Kind of identifier → those that a case file lists as invented."""
    found = yaml.safe_load(case.read_text("utf-8")).get("invented", {})
    return {kind: {plain(str(each)) for each in numbers} for kind, numbers in found.items()}


def text_beside(case: Path) -> str:
    """The records of a case; MARC-8 as Latin-1, for identifiers are ASCII."""
    files = [each for each in sorted(case.parent.iterdir()) if each.suffix in {".xml", ".mrc"}]
    return "\n".join(each.read_text("latin-1") for each in files)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "/".join(case.parts[-3:-1]))
def test_every_identifier_of_a_sample_is_listed_as_invented(case: Path) -> None:
    known, text = "\n".join(set().union(*listed(case).values())), text_beside(case)
    assert text
    for kind, pattern in NUMBERS.items():
        found = {each.group(each.lastindex or 0) for each in pattern.finditer(text)}
        unlisted = {each for each in found - REAL if plain(each) not in known and not YEARS.fullmatch(each)}
        assert unlisted == set(), kind


@pytest.mark.parametrize("case", CASES, ids=lambda case: "/".join(case.parts[-3:-1]))
def test_every_number_that_is_listed_stands_in_a_sample(case: Path) -> None:
    text = plain(text_beside(case))
    given = listed(case)
    idle = {each for kind in NUMBERS for each in given.get(kind, ()) if each not in text}
    assert {each for each in idle if each[3:12] not in text} == set()  # an ISBN may stand there with ten digits
