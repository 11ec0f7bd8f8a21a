"""vendors: a file drafted from a sample delivery."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from feeds import SHIPPED, book, gone, mrc
from vendor_files import KNOWN, written

from metadata import gate
from metadata.errors import ConfigError, SourceError
from metadata.vendors import Vendor, load_vendor
from metadata.vendors.check import check_files, files_of
from metadata.vendors.draft import Draft, _counted, _opened, draft_vendor, place_for
from tests.metadata.test_vendors import FEEDS, RULES, TABLES
from transforms.record import Field, Record
from transforms.refine import House

# --- draft ----------------------------------------------------------------------------------------------------------


def drafted(folder: Path, content: bytes, name: str = "sample.mrc") -> tuple[Draft, Vendor]:
    sample = folder / name
    sample.write_bytes(content)
    draft = draft_vendor("alpha", sample, SHIPPED)
    return draft, vendor_of(draft, folder)


def vendor_of(draft: Draft, folder: Path) -> Vendor:
    path = folder / f"{draft.name}.yml"
    path.write_text(draft.text, "utf-8")
    return load_vendor(path)


@pytest.mark.parametrize("sample", FEEDS, ids=lambda path: path.name)
def test_the_draft_of_a_sample_is_sound_and_its_gate_lets_the_sample_through(sample: Path, tmp_path: Path) -> None:
    draft = draft_vendor("drafted", sample, SHIPPED)
    vendor = vendor_of(draft, tmp_path)
    (found,) = check_files([tmp_path / "drafted.yml"], files_of(SHIPPED, []), KNOWN)
    assert found.faults == []
    (tmp_path / "work").mkdir()
    house = House(vendor.profile("FI-X"), TABLES, RULES)
    counts: Counter[str] = _counted(_opened(sample, tmp_path / "work"), house)
    verdicts = gate.gate(counts, gate.History(vendor.delivery == "full", 0, 0), vendor.expect)
    assert {each.key for each in verdicts} >= {"min_records", "max_errors", "max_unreadable"}
    assert [each for each in verdicts if each.verdict == "hold"] == []


@pytest.mark.parametrize("sample", FEEDS, ids=lambda path: path.name)
def test_a_draft_says_what_the_file_of_the_sample_vendor_says(sample: Path, tmp_path: Path) -> None:
    vendor = vendor_of(draft_vendor("drafted", sample, SHIPPED), tmp_path)
    theirs = load_vendor(SHIPPED / "vendors" / f"{sample.parent.parent.name}.yml")
    assert (vendor.format, vendor.identity, vendor.sender) == (theirs.format, theirs.identity, theirs.sender)
    assert set(vendor.select.media) >= set(theirs.select.media)
    assert vendor.expect.min_records <= draft_vendor("drafted", sample, SHIPPED).found["read"]


def linked(number: int, *fields: Field) -> Record:
    record = book(f"id-{number:04}", f"Kirja {number}")
    url = Field.data("856", "40", "u", f"http://vendor.example/t/id-{number:04}?x=1")
    return record.add(Field.data("938", "  ", "a", "z"), Field.data("490", "1 ", "a", "S"), url, *fields)


def test_a_draft_tells_what_it_saw(tmp_path: Path) -> None:
    records = [linked(number, *([Field.data("991", "  ", "a", "y")] if number else [])) for number in range(40)]
    draft, vendor = drafted(tmp_path, mrc(*records), "feed-20261101.mrc")
    assert vendor.links.resource == "https://vendor.example/t/{vendor_id}?x=1"
    assert vendor.expect.min_records == 34
    assert {"contributor": 0.9, "role": 0.9, "language": 0.9}.items() <= vendor.expect.fill.items()
    assert 'drop: ["938"]' in draft.text
    assert (vendor.normalise.drop, draft.found["local fields"]) == ((), ["938"])
    assert (vendor.delivery, vendor.absence_means) == ("full", "nothing")
    fetch = vendor.fetch.model_dump()
    assert (fetch["pattern"], fetch["order_by"]) == ("*.mrc", "name")
    assert draft.found["encoding"] == {"ASCII": 40}
    assert draft.found["identity"]["001"] == {"in": 40, "different": 40}


def test_rates_are_rounded_down_and_ten_points_lower(tmp_path: Path) -> None:
    records = [book(f"id-{number}", isbn="9789527999011" if number < 20 else "") for number in range(30)]
    _, vendor = drafted(tmp_path, mrc(*records))
    assert vendor.expect.fill["isbn"] == 0.56  # 66.7 % less 10 points
    assert vendor.expect.min_records == 25


def test_deletes_make_a_delta(tmp_path: Path) -> None:
    draft, vendor = drafted(tmp_path, mrc(*(book(f"id-{number}") for number in range(5)), gone("id-9")))
    assert (vendor.delivery, vendor.expect.max_changed, draft.found["deletes"]) == ("delta", 1.0, 1)


def test_the_identity_is_where_the_ids_differ(tmp_path: Path) -> None:
    records = [book("same").add(Field.data("035", "  ", "a", f"(X){number}")) for number in range(5)]
    draft, vendor = drafted(tmp_path, mrc(*records))
    assert vendor.identity == "035$a"
    assert draft.found["identity"]["001"] == {"in": 5, "different": 1}


@pytest.mark.parametrize(("swedish", "language"), [(0, "fin"), (1, "fin"), (5, "by_record"), (10, "swe")])
def test_the_language_of_cataloguing_follows_that_of_the_titles(tmp_path: Path, swedish: int, language: str) -> None:
    records = [book(f"id-{number}", language="swe" if number < swedish else "fin") for number in range(10)]
    assert drafted(tmp_path, mrc(*records))[1].cataloguing_language == language


def test_a_link_through_a_librarys_proxy_is_the_vendors(tmp_path: Path) -> None:
    url = "https://proxy.lib.example/login?url=https://vendor.example/id-0001"
    _, vendor = drafted(tmp_path, mrc(book("id-0001").add(Field.data("856", "40", "u", url))))
    assert vendor.links.resource == "https://vendor.example/{vendor_id}"


def test_of_links_that_are_as_common_the_first_of_a_record_is_the_vendors(tmp_path: Path) -> None:
    """Not the one that a set happens to give first, which is another one in another process."""
    places = [f"https://vendor.example/{place}/id-0001" for place in ("title", *"abcdefgh")]
    _, vendor = drafted(tmp_path, mrc(book("id-0001").add(*(Field.data("856", "40", "u", url) for url in places))))
    assert vendor.links.resource == "https://vendor.example/title/{vendor_id}"


@pytest.mark.parametrize(
    "url", ["https://id-0001.example/", "https://x.example/id-0001.jpg", "ftp://x.example/id-0001", "https://["]
)
def test_an_address_that_is_no_link_to_a_title_is_none(tmp_path: Path, url: str) -> None:
    draft, vendor = drafted(tmp_path, mrc(book("id-0001").add(Field.data("856", "40", "u", url))))
    assert (draft.found["link"], vendor.links.resource) == ("", "https://example.org/{vendor_id}")


@pytest.mark.parametrize(
    ("name", "pattern", "order"),
    [
        ("feed-20261101.mrc", "*.mrc", "name"),
        ("uusi kirja.mrc.gz", "*.mrc.gz", "time"),
        ("delivery", "*", "time"),
        ('a "b".m"c', "*.m?c", "time"),
    ],
)
def test_the_source_is_guessed_by_the_name_of_the_sample(tmp_path: Path, name: str, pattern: str, order: str) -> None:
    _, vendor = drafted(tmp_path, mrc(book("id-0001")), name)
    fetch = vendor.fetch.model_dump()
    assert (fetch["pattern"], fetch["order_by"], fetch["path"]) == (pattern, order, "alpha")


def test_equal_samples_give_equal_drafts(tmp_path: Path) -> None:
    first, second = (drafted(tmp_path, mrc(linked(1), linked(2)))[0] for _ in range(2))
    assert first == second


@pytest.mark.parametrize("content", [b"", b"no record at all", mrc(gone("id-1"))])
def test_a_sample_without_a_record_is_the_samples_fault(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SourceError, match=r"sample\.mrc: "):
        drafted(tmp_path, content)


def test_a_file_that_is_there_is_not_written_over_unasked(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(ConfigError, match="--force writes over it"):
        place_for("alpha", tmp_path, force=False)
    assert place_for("alpha", tmp_path, force=True) == tmp_path / "alpha.yml"


@pytest.mark.parametrize("name", ["Alpha", "a", "../alpha", "a b", "-a", ""])
def test_a_name_that_could_be_no_vendors_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="is no name for a vendor"):
        place_for(name, tmp_path, force=False)
