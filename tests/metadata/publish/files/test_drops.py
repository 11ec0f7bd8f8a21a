"""Drops of views in memory: true manifests, full(n) + deltas(n…m) = full(m), and what a format cannot hold."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fake_catalogue import title_id
from feeds import tree
from hypothesis import given, settings
from hypothesis import strategies as st
from made_drops import (
    DAYS_ONLY,
    Changes,
    Consumer,
    Published,
    book,
    day,
    fields,
    index,
    long,
    manifest,
    names,
    policy,
    read,
)

from metadata.libraries.ils import FilePolicy
from metadata.publish.catalogue import Metadata, Page, Span
from metadata.publish.files import beyond
from transforms.record import Field


def test_a_full_drop_and_a_delta_tell_the_truth(two: Published, tmp_path: Path) -> None:
    two.until(1).write(tmp_path)
    made = two.write(tmp_path)
    assert made == ["all/delta/1-2/manifest.json", "all/full/20261102T040000Z/manifest.json"]
    full, delta = manifest(tmp_path, made[1]), manifest(tmp_path, made[0])
    told = ("version", "view", "kind", "publication", "at", "previous", "counts", "licence", "oversize", "unencodable")
    common = {"version": 1, "view": "all", "publication": 2, "at": day(2), "previous": 1, "licence": "CC0-1.0"}
    nothing = {"oversize": [], "unencodable": []}
    assert {each: full[each] for each in told} == {
        **common,
        "kind": "full",
        "counts": {"records": 5, "deletes": 0},
        **nothing,
    }
    assert {each: delta[each] for each in told} == {
        **common,
        "kind": "delta",
        "counts": {"records": 2, "deletes": 1},
        **nothing,
    }
    assert [(each["name"], each["format"], each["records"], each["deletes"]) for each in delta["files"]] == [
        ("upserts-0001.mrc.gz", "marc21", 2, 0),
        ("upserts-0001.xml.gz", "marcxml", 2, 0),
        ("deletes-0001.mrc.gz", "marc21", 0, 1),
        ("deletes-0001.xml.gz", "marcxml", 0, 1),
        ("deletes-0001.txt.gz", "ids", 0, 1),
    ]
    assert delta["encodings"] == {"marc21": "UTF-8", "marcxml": "UTF-8", "ids": "UTF-8"}


def test_sizes_and_checksums_are_those_of_the_files(two: Published, tmp_path: Path) -> None:
    two.until(1).write(tmp_path)
    two.write(tmp_path)
    for path in (each for every in index(tmp_path).values() for each in every):
        told, drop = manifest(tmp_path, path), (tmp_path / path).parent
        for each in (*told["files"], *told["tombstones"]):
            content = (drop / each["name"]).read_bytes()
            assert (each["bytes"], each["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
            assert content[4:8] == bytes(4)  # gzip's time stamp
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=drop, check=True)
        here = {each.name for each in drop.iterdir()} - {"manifest.json", "SHA256SUMS"}
        assert here == {each["name"] for each in (*told["files"], *told["tombstones"])}


def test_a_full_drop_lists_every_title_that_went_at_any_time(two: Published, tmp_path: Path) -> None:
    two.publish(day(3), all={3: None})
    two.write(tmp_path)
    (path,) = index(tmp_path)["all"]
    (listed,) = manifest(tmp_path, path)["tombstones"]
    assert read((tmp_path / path).parent, listed) == [title_id(2), title_id(3)]


def test_only_views_that_changed_get_a_drop(two: Published, tmp_path: Path) -> None:
    two.until(1).write(tmp_path)
    before = tree(tmp_path / "FI-One")
    assert not [each for each in two.write(tmp_path) if each.startswith("FI-One")]
    assert tree(tmp_path / "FI-One") == before


def test_writing_again_writes_nothing(two: Published, tmp_path: Path) -> None:
    two.until(1).write(tmp_path)
    two.write(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert two.write(tmp_path) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_files_that_were_removed_are_written_anew_byte_for_byte(two: Published, tmp_path: Path) -> None:
    two.write(tmp_path)
    before = tree(tmp_path)
    shutil.rmtree(tmp_path / "all" / "full")
    two.write(tmp_path)
    assert tree(tmp_path) == before


def test_latest_leads_to_the_newest_state(two: Published, tmp_path: Path) -> None:
    by = policy(full={**DAYS_ONLY, "days": {"all": 30, "libraries": 30}})
    two.until(1).write(tmp_path, by)
    two.write(tmp_path, by)
    two.publish(day(3), all={8: book(8)})
    two.write(tmp_path, by)
    latest = json.loads((tmp_path / "all" / "latest.json").read_text("utf-8"))
    assert latest == {
        "view": "all",
        "publication": 3,
        "at": day(3),
        "full": "all/full/20261101T040000Z/manifest.json",
        "deltas": ["all/delta/1-2/manifest.json", "all/delta/2-3/manifest.json"],
    }
    assert [manifest(tmp_path, each)["next"] for each in (latest["full"], *latest["deltas"])] == [
        *latest["deltas"],
        None,
    ]


# The law of deltas -------------------------------------------------------------------------------------------------

NUMBERS = st.integers(0, 11)
CHANGE = st.dictionaries(NUMBERS, st.one_of(st.none(), st.sampled_from("abcd")), max_size=6)
NIGHT = st.fixed_dictionaries({}, optional={"all": CHANGE, "FI-One": CHANGE})


def changes(drawn: dict[int, str | None]) -> Changes:
    return {number: book(number, name) if name else None for number, name in drawn.items()}


def history(nights: list[dict[str, dict[int, str | None]]]) -> Published:
    """Publications of random changes, a title or two in both views at first."""
    made = Published()
    made.publish(day(1), all={0: book(0), 1: book(1)}, **{"FI-One": {0: book(0)}})
    for number, night in enumerate(nights, 2):
        made.publish(day(1 + number // 4, 5 + number % 4), **{view: changes(drawn) for view, drawn in night.items()})
    return made


@settings(max_examples=25, deadline=None)
@given(
    nights=st.lists(NIGHT, min_size=1, max_size=8),
    small=st.sampled_from([0, 1000]),
    share=st.sampled_from([0.1, 1.0, 100.0]),
    part=st.sampled_from([1, 2, 10_000]),
)
def test_every_full_with_the_deltas_after_it_is_the_view_now(
    nights: list[dict[str, dict[int, str | None]]], small: int, share: float, part: int
) -> None:
    by = policy(
        full={"small": small, "share": share, "days": {"all": 2, "libraries": 3}},
        keep={"fulls": 9, "days": 90},
    )
    whole, shape = history(nights), FilePolicy(part_records=part)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for count in range(1, len(whole.history) + 1):
            whole.until(count).write(folder, by, {"all": shape, "FI-One": shape})
        for view, paths in index(folder).items():
            fulls = [each for each in paths if "/full/" in each]
            assert fulls
            for path in fulls:
                for format_name, deletes in (("marc21", "stubs"), ("marcxml", "ids")):
                    consumer = Consumer(folder, format_name, deletes)
                    consumer.follow(path)
                    assert consumer.has == whole.state(view)


@settings(max_examples=10, deadline=None)
@given(nights=st.lists(NIGHT, min_size=2, max_size=5))
def test_the_same_publications_give_the_same_bytes(nights: list[dict[str, dict[int, str | None]]]) -> None:
    whole = history(nights)
    found = []
    for _ in range(2):
        with TemporaryDirectory() as name:
            for count in range(1, len(whole.history) + 1):
                whole.until(count).write(Path(name))
            found.append(tree(Path(name)))
    assert found[0] == found[1]


def test_a_delta_covers_publications_for_which_no_files_were_written(two: Published, tmp_path: Path) -> None:
    two.until(1).write(tmp_path)
    two.publish(day(3), all={2: book(2, "Palasi"), 4: None})
    two.write(tmp_path, policy(full=DAYS_ONLY))
    consumer = Consumer(tmp_path, "marc21", "stubs")
    consumer.follow("all/full/20261101T040000Z/manifest.json")
    assert consumer.has == two.state("all")
    assert "delta/1-3" in names(tmp_path)


# Parts, and what a format cannot hold -------------------------------------------------------------------------------


def test_parts_share_the_records_out_by_number(tmp_path: Path) -> None:
    made = Published()
    made.publish(day(1), all={each: book(each) for each in range(5)})
    made.write(tmp_path, shapes={"all": FilePolicy(part_records=2)})
    (path,) = index(tmp_path)["all"]
    files = manifest(tmp_path, path)["files"]
    assert [(each["name"], each["records"]) for each in files if each["format"] == "marcxml"] == [
        ("part-0001.xml.gz", 2),
        ("part-0002.xml.gz", 2),
        ("part-0003.xml.gz", 1),
    ]
    for each in files:
        ids = [record["001"].data for record in read((tmp_path / path).parent, each)]
        start = 2 * (int(each["name"][8]) - 1)
        assert ids == [title_id(number) for number in range(start, start + each["records"])]


def test_parts_end_before_they_are_too_large(tmp_path: Path) -> None:
    made = Published()
    made.publish(day(1), all={each: book(each).add(Field.data("500", "  ", "a", "x" * 9_000)) for each in range(40)})
    made.write(tmp_path, shapes={"all": FilePolicy(part_bytes=100_000)})
    (path,) = index(tmp_path)["all"]
    files = manifest(tmp_path, path)["files"]
    assert len([each for each in files if each["format"] == "marc21"]) > 2
    by_part = {each["name"][:9]: set[int]() for each in files}
    for each in files:
        by_part[each["name"][:9]].add(each["records"])
    assert all(len(counts) == 1 for counts in by_part.values())
    sizes = [len(gzip.decompress((tmp_path / path).with_name(each["name"]).read_bytes())) for each in files]
    assert 85_000 < max(sizes) <= 100_000
    assert sum(each["records"] for each in files) == 2 * 40


def test_a_record_too_long_for_iso_2709_is_listed_and_stands_in_marcxml(tmp_path: Path) -> None:
    made = Published()
    made.publish(day(1), all={1: book(1), 2: long(2)})
    made.write(tmp_path)
    (path,) = index(tmp_path)["all"]
    told = manifest(tmp_path, path)
    assert [each["id"] for each in told["oversize"]] == [title_id(2)]
    assert "ISO 2709 holds" in told["oversize"][0]["reason"]
    assert {each["format"]: each["records"] for each in told["files"]} == {"marc21": 1, "marcxml": 2}
    assert told["counts"]["records"] == 2
    assert beyond(tmp_path, 1) == {"oversize": told["oversize"], "unencodable": []}
    assert beyond(tmp_path, 2) == {"oversize": [], "unencodable": []}


@pytest.mark.parametrize(
    "wrong", [b"<leader>", b"000000000000000000000000009", b"<x/><leader>"], ids=["leader", "id", "tag"]
)
def test_a_record_that_does_not_read_back_as_its_title_is_listed_and_no_file_has_it(
    tmp_path: Path, wrong: bytes
) -> None:
    made = Published()
    made.publish(day(1), all={1: book(1), 2: book(2)})
    view = made.view("all")
    assert view is not None
    page, right = view.page, title_id(1).encode() if wrong.startswith(b"0") else b"<leader>"

    def harmed(*arguments: Any) -> Page:
        found = page(*arguments)
        harm = {title_id(1): (right, wrong * 2)}
        return found._replace(
            entries=[
                (each, Metadata(given.xml.replace(*harm.get(each.title_id, (b"", b"")))))
                for each, given in found.entries
            ]
        )

    view.page = harmed  # type: ignore[method-assign]
    made.write(tmp_path)
    (path,) = index(tmp_path)["all"]
    told = manifest(tmp_path, path)
    assert [(each["id"], each["format"]) for each in told["unencodable"]] == [
        (title_id(1), "marc21"),
        (title_id(1), "marcxml"),
    ]
    assert {each["format"]: each["records"] for each in told["files"]} == {"marc21": 1, "marcxml": 1}


def test_the_files_hold_the_very_elements_that_are_harvested(tmp_path: Path) -> None:
    made = Published()
    made.publish(day(1), all={1: book(1), 2: book(2).add(Field.data("500", "  ", "a", "<&> \t\r\n é"))})
    made.write(tmp_path)
    view = made.view("all")
    assert view is not None
    (path,) = index(tmp_path)["all"]
    content = gzip.decompress((tmp_path / path).with_name("part-0001.xml.gz").read_bytes())
    namespace = b' xmlns="http://www.loc.gov/MARC21/slim"'
    for _, served in view.page(Span(), "", 9).entries:
        assert served.xml.replace(namespace, b"") in content


def test_a_library_of_iso_2709_alone_gets_what_that_cannot_hold_as_marcxml(tmp_path: Path) -> None:
    made = Published()
    made.publish(day(1), all={1: book(1), 2: long(2)})
    made.write(tmp_path, shapes={"all": FilePolicy(formats=("marc21",), deletes=("ids",))})
    made.publish(day(2), all={1: None})
    made.write(tmp_path, shapes={"all": FilePolicy(formats=("marc21",), deletes=("ids",))})
    told = [manifest(tmp_path, each) for each in sorted(index(tmp_path)["all"])]
    assert [(each["name"], each["records"]) for each in told[1]["files"]] == [
        ("part-0001.mrc.gz", 1),
        ("part-0001.xml.gz", 1),
    ]
    assert [each["name"] for each in told[0]["files"]] == ["deletes-0001.txt.gz"]


def test_deletes_are_stubs_that_a_person_can_read(two: Published, tmp_path: Path) -> None:
    two.until(1).write(tmp_path)
    two.write(tmp_path)
    drop = tmp_path / "all" / "delta" / "1-2"
    (record,) = read(drop, {"name": "deletes-0001.mrc.gz", "format": "marc21"})
    view = two.view("all")
    assert view is not None
    assert fields(record) == fields(view.stands[title_id(2)][1])
    assert gzip.decompress((drop / "deletes-0001.txt.gz").read_bytes()) == f"{title_id(2)}\n".encode()
