"""Samples, and the shared e-material where it is there, through all that is done to a vendor's MARC.

No field is lost without a step or rule that says so, and no error is left that a fixer could mend.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from metadata.payload import RefusedFileError, frames_of, open_files
from metadata.references import References, house_of
from transforms.formats import READERS
from transforms.formats.frame import Parsed
from transforms.normalise import changes_of
from transforms.normalise.context import E_MEDIA
from transforms.record import Level, Record
from transforms.refine import House, Refined, refine
from transforms.validate import SOURCE, Terms

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_records"
SHARED = ROOT.parent / "shared" / "data" / "marc"
VENDORS = ("film-service", "marc-aggregator", "nordic-platform")
MOST = 400  # records of each shared file


@cache
def house(vendor: str) -> House:
    """What the vendor's records are refined with, whatever media they are."""
    made, _ = house_of(vendor, References(ROOT / "schemas"), "261101")
    return replace(made, profile=replace(made.profile, media=frozenset()))


def refined_of(path: Path, work: Path, by: House) -> Iterator[tuple[Record, Refined]]:
    """What a file's records of e-material are when they come, and what is made of them."""
    try:
        files = open_files(path, work).files
    except (RefusedFileError, OSError):
        return
    for file in files:
        if file.envelope.format == "onix":
            continue
        with file.path.open("rb") as stream:
            for frame in islice(frames_of(stream, file.envelope), MOST):
                parsed = READERS[file.envelope.format].parse(frame.raw, file.envelope)
                done = refine(frame.raw, file.envelope, by)
                if isinstance(parsed, Parsed) and done.media in E_MEDIA and done.record is not None:
                    yield parsed.record, done


def untold(record: Record, refined: Refined) -> Counter[str]:
    """How many fields of each tag are gone without a change or a mended finding that names the tag."""
    assert refined.record is not None
    before, after = Counter(each.tag for each in record), Counter(each.tag for each in refined.record)
    told = Counter(each.tag for each in changes_of(refined.trace) if not each.after and each.step != "rules")
    told += Counter(each.path[:3] for each in refined.issues if each.fixed)
    return before - after - told


def mendable(refined: Refined, by: House) -> list[str]:
    """The errors that a fixer still mends: it would have to be run again."""
    assert refined.record is not None
    again = by.rules.fix(refined.record, refined.media, SOURCE, Terms(profile=by.profile))
    errors = [each for each in again.issues if each.fixed and each.level in (Level.ERROR, Level.FATAL)]
    return [f"{each.rule} {each.path} {each.value}" for each in errors]


def judged(paths: Iterator[Path], by: House, work: Path) -> tuple[int, Counter[str], list[str]]:
    count, lost, left = 0, Counter[str](), list[str]()
    for path in paths:
        for record, refined in refined_of(path, work, by):
            count += 1
            lost += untold(record, refined)
            left += mendable(refined, by)
    return count, lost, left


@pytest.mark.parametrize("vendor", VENDORS)
def test_samples_lose_nothing_in_silence_and_keep_no_error_that_could_be_mended(vendor: str, tmp_path: Path) -> None:
    paths = (path for path in sorted((SAMPLES / vendor).rglob("*")) if path.suffix in (".mrc", ".xml"))
    count, lost, left = judged(paths, house(vendor), tmp_path)
    assert count > 20
    assert lost == Counter()
    assert left == []


@pytest.mark.long  # 900 records
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared records are not there")
def test_shared_records_lose_nothing_in_silence_and_keep_no_error_that_could_be_mended(tmp_path: Path) -> None:
    paths = (path for path in sorted(SHARED.rglob("*")) if path.suffix in (".mrc", ".xml", ".marc", ".dat"))
    count, lost, left = judged(paths, house("marc-aggregator"), tmp_path)
    assert count > 300
    assert lost == Counter()
    assert left == []
