"""Every third-party ONIX file through `convert`: no crash, the counts add up, twins give the same record."""

from __future__ import annotations

from pathlib import Path

import pytest

from metadata.convert import Conversion, convert_files, neutral_house
from metadata.payload import open_payload
from tests.transforms.crosswalks.onix.onix_builder import PROFILE, tables
from transforms.calendar import Calendar
from transforms.crosswalks.onix import convert
from transforms.formats import onix
from transforms.formats.frame import Unreadable

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "onix"
FILES = sorted(path for path in SHARED.rglob("*") if path.is_file()) if SHARED.exists() else []
ABSENT = "shared/data/onix is not present: the third-party test data is not part of the project"


@pytest.mark.parametrize("path", FILES or [None], ids=lambda path: path.name if path else "absent")
def test_every_file_is_read_and_every_product_has_an_outcome(path: Path | None, tmp_path: Path) -> None:
    if path is None:
        pytest.skip(ABSENT)
    conversion = Conversion([path], "auto", "marcxml", neutral_house())
    counts = convert_files(conversion, tmp_path / "out.xml", tmp_path / "rejects").counts
    assert counts["read"] == path.read_bytes().lower().count(b"</product>") > 0
    assert counts["read"] == sum(counts[each] for each in ("converted", "deleted", "filtered", "quarantined"))
    rejects = (tmp_path / "rejects").read_text("utf-8").splitlines()
    assert len(rejects) == counts["quarantined"]
    assert all('"O04"' in each for each in rejects), "partial updates of unknown products, nothing else"


def records(name: str, work: Path) -> list[str]:
    """The MARC of every product of a file, whatever the gate says of it."""
    path = next((each for each in FILES if each.name == name), None)
    if path is None:
        pytest.skip(ABSENT)
    (file,) = open_payload(path, work).files
    found = []
    with path.open("rb") as stream:
        for frame in onix.frames(stream, file.envelope):
            product = onix.parse(frame.raw, file.envelope, tables().onix)
            assert not isinstance(product, Unreadable)
            found.append(str(convert(product, file.envelope, PROFILE, tables(), Calendar())[0]))
    return found


@pytest.mark.parametrize(
    ("reference", "short"),
    [
        ("sample.v.3.0.ref.xml", "sample.v.3.0.tag.xml"),
        ("Onix3.1-single-ref.xml", "Onix3.1-single-short.xml"),
        ("single-book-onix3.xml", "single-book-onix3-short.xml"),
        ("valid_onix3_ref.xml", "valid_onix3_short.xml"),
        ("valid_onix3_ref.xml", "valid_onix3_ref_ns.xml"),
    ],
)
def test_reference_and_short_tags_give_the_same_record(reference: str, short: str, tmp_path: Path) -> None:
    assert records(reference, tmp_path) == records(short, tmp_path)


def without(tag: str, record: str) -> list[str]:
    """The fields in one order, since twins may list their composites in two."""
    return sorted(line for line in record.splitlines() if not line.startswith(f"={tag}"))


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("sample.v.2.1.ref.onx", "sample.v.2.1.tag.onx", "520"),  # an apostrophe of another kind
        ("onix2-multiple.xml", "onix3-multiple.xml", "856"),  # covers in another size
    ],
)
def test_twins_give_the_same_record_but_for_what_they_say_otherwise(
    one: str, other: str, differs: str, tmp_path: Path
) -> None:
    first, second = records(one, tmp_path), records(other, tmp_path)
    assert [without(differs, each) for each in first] == [without(differs, each) for each in second]
