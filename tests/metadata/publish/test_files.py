"""The files of a publication: true manifests, the same bytes again, and nothing half after a crash."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pymarc
import pytest
from feeds import book, deliver, gone, night, title_of, tree

from metadata.home import Home
from metadata.publish import files
from metadata.publish.files import write_files
from transforms.record import Field


def manifest(home: Home, view: str = "all", publication: int = 1) -> dict[str, Any]:
    path = home.settings.files / view / "full" / f"{publication:06}" / "manifest.json"
    return dict(json.loads(path.read_text("utf-8")))


def records(home: Home, view: str = "all", publication: int = 1) -> dict[str, list[str]]:
    """The ids in the files of each format, read with pymarc."""
    found: dict[str, list[str]] = {"marc21": [], "marcxml": []}
    folder = home.settings.files / view / "full" / f"{publication:06}"
    for each in manifest(home, view, publication)["files"]:
        raw = gzip.decompress((folder / each["name"]).read_bytes())
        read = pymarc.MARCReader(raw) if each["format"] == "marc21" else pymarc.parse_xml_to_array(io.BytesIO(raw))  # type: ignore[no-untyped-call]
        found[each["format"]] += [record["001"].data for record in read]
    return found


@pytest.fixture
def three(home: Home) -> Home:
    deliver(home, "alpha", "1.mrc", [book("a1", "Čuđi á"), book("a2")])
    night(home, "beta", "1.mrc", book("b1", "Hevonen"))
    return home


def test_manifests_tell_the_truth(three: Home) -> None:
    for view, live in (("all", 3), ("FI-One", 2), ("FI-Two", 1)):
        found = manifest(three, view)
        assert (found["view"], found["kind"], found["publication"], found["previous"]) == (view, "full", 1, None)
        assert found["counts"] == {"records": live, "deletes": 0}
        assert found["oversize"] == []
        for each in found["files"]:
            content = (three.settings.files / view / "full" / "000001" / each["name"]).read_bytes()
            assert (each["bytes"], each["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
            assert each["records"] == live


def test_files_read_back_as_the_live_titles_of_the_view(three: Home) -> None:
    view = three.catalogue().view("FI-One")
    assert view is not None
    assert records(three, "FI-One") == {"marc21": view.live(), "marcxml": view.live()}


def test_parts_share_the_records_out(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PART", 2)
    night(home, "beta", "1.mrc", [book(f"b{number}") for number in range(5)])
    assert [each["records"] for each in manifest(home)["files"] if each["format"] == "marc21"] == [2, 2, 1]
    assert len(set(records(home)["marc21"])) == 5


def test_the_index_names_the_manifests_of_every_view(three: Home) -> None:
    night(three, "beta", "2.mrc", gone("b1"))
    index = json.loads((three.settings.files / "index.json").read_text("utf-8"))
    assert index == {
        "publication": 2,
        "views": [
            {"view": "all", "manifests": ["all/full/000001/manifest.json", "all/full/000002/manifest.json"]},
            {"view": "FI-One", "manifests": ["FI-One/full/000001/manifest.json"]},
            {"view": "FI-Two", "manifests": ["FI-Two/full/000001/manifest.json", "FI-Two/full/000002/manifest.json"]},
        ],
    }
    assert manifest(three, publication=2)["previous"] == 1


def test_files_made_anew_are_byte_for_byte_the_same(three: Home) -> None:
    before = tree(three.settings.files)
    shutil.rmtree(three.settings.files)
    write_files(three.catalogue(), three.settings.files)
    assert tree(three.settings.files) == before


def test_writing_again_writes_nothing(three: Home) -> None:
    before = {path: path.stat().st_mtime_ns for path in three.settings.files.rglob("*")}
    assert write_files(three.catalogue(), three.settings.files) == []
    assert {path: path.stat().st_mtime_ns for path in three.settings.files.rglob("*")} == before


@pytest.mark.parametrize("crash", ["_write", "_put"])
def test_a_crash_leaves_no_manifest_and_is_made_good(three: Home, monkeypatch: pytest.MonkeyPatch, crash: str) -> None:
    before = tree(three.settings.files)
    shutil.rmtree(three.settings.files)

    def fail(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, crash, fail)
        with pytest.raises(KeyboardInterrupt):
            write_files(three.catalogue(), three.settings.files)
    assert not list(three.settings.files.rglob("manifest.json"))
    write_files(three.catalogue(), three.settings.files)
    assert tree(three.settings.files) == before


def test_only_the_last_drops_are_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "KEPT", 2)
    for number in range(4):
        night(home, "beta", f"{number}.mrc", book("b1", f"Painos {number}"))
    assert [each.name for each in sorted((home.settings.files / "all" / "full").iterdir())] == ["000003", "000004"]
    index = json.loads((home.settings.files / "index.json").read_text("utf-8"))
    assert index["views"][0]["manifests"] == ["all/full/000003/manifest.json", "all/full/000004/manifest.json"]


def test_a_record_too_long_for_iso_2709_is_listed_and_stands_in_marcxml(home: Home, tmp_path: Path) -> None:
    from transforms.formats import WRITERS

    long = book("b1").add(*(Field.data("500", "  ", "a", f"{number}x" * 2000) for number in range(40)))
    writer = WRITERS["marcxml"]
    piece = writer.write(long)
    assert isinstance(piece, bytes)
    file = home.settings.schemas.parent / "schemas-xml"
    shutil.copytree(home.settings.schemas, file)
    text = (file / "vendors" / "beta.yml").read_text("utf-8").replace("kind: marc21", "kind: marcxml")
    (file / "vendors" / "beta.yml").write_text(text, "utf-8")
    from feeds import home_in

    other = home_in(tmp_path / "xml", file)
    night(other, "beta", "1.mrc", writer.head + piece + writer.tail)
    title = title_of(other, "beta", "b1")
    found = manifest(other)
    assert [each["id"] for each in found["oversize"]] == [title]
    assert records(other) == {"marc21": [], "marcxml": [title]}
    other.close()
