"""The files of an installation: those of its store's views, and what its reports tell of them."""

from __future__ import annotations

import gzip
import shutil
from io import StringIO
from pathlib import Path

import pytest
from feeds import book, dump, gone, home_in, night, title_of, tree
from made_drops import Consumer, index, manifest
from rich.console import Console

from metadata import pipeline
from metadata.cli.inspect import show_status
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.publish.catalogue import EVERYTHING
from metadata.publish.files import disk
from metadata.reports import status
from transforms.formats import WRITERS
from transforms.record import Field


@pytest.fixture
def three(home: Home) -> Home:
    night(home, "alpha", "1.mrc", [book("a1", "Čuđi á"), book("a2")])
    night(home, "beta", "1.mrc", book("b1", "Hevonen"))
    return home


def test_consumers_of_every_view_have_the_live_titles(three: Home) -> None:
    night(three, "beta", "2.mrc", [gone("b1"), book("b2")], 9)
    folder = three.settings.files
    assert set(index(folder)) == {"all", "FI-One", "FI-Two"}
    for name, paths in index(folder).items():
        view = three.catalogue().view(name)
        assert view is not None
        for path in paths:
            if "/full/" in path:
                consumer = Consumer(folder, "marc21", "stubs")
                consumer.follow(path)
                assert sorted(consumer.has) == view.live()
    assert [each for each in index(folder)["FI-Two"] if "delta" in each][-1] == "FI-Two/delta/2-3/manifest.json"
    assert manifest(folder, "FI-Two/delta/2-3/manifest.json")["counts"] == {"records": 1, "deletes": 1}


def test_files_hold_the_very_records_that_are_harvested(three: Home) -> None:
    folder, namespace = three.settings.files, b' xmlns="http://www.loc.gov/MARC21/slim"'
    for name, paths in index(folder).items():
        view = three.catalogue().view(name)
        assert view is not None
        page = view.page(EVERYTHING, "", 100, "marcxml")
        served = [each.xml.replace(namespace, b"") for entry, each in page.entries if not entry.deleted]
        newest = (folder / paths[-1]).with_name("part-0001.xml.gz")
        content = gzip.decompress(newest.read_bytes())
        assert content.split(b"<collection" + namespace + b">\n")[1] == b"".join(
            [*(each + b"\n" for each in served), b"</collection>\n"]
        )


def test_files_made_anew_of_the_store_are_byte_for_byte_the_same(home: Home) -> None:
    night(home, "beta", "1.mrc", [book("b1"), book("b2")])
    before = tree(home.settings.files)
    shutil.rmtree(home.settings.files)
    pipeline.publish(home)
    assert tree(home.settings.files) == before


def test_a_night_killed_before_its_files_is_made_good(three: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(disk, "put", killed)
        patch.setattr("metadata.publish.files.drop.put", killed)
        with pytest.raises(KeyboardInterrupt):
            night(three, "beta", "2.mrc", gone("b1"), 9)
    assert not [each for each in index(three.settings.files)["all"] if "2-3" in each]
    pipeline.run(three)
    assert "all/delta/2-3/manifest.json" in index(three.settings.files)["all"]


@pytest.fixture
def too_long(tmp_path: Path, synthetic: Path) -> Home:
    """A title that ISO 2709 cannot hold, from a feed of MARCXML, beside one that it can."""
    schemas = shutil.copytree(synthetic, tmp_path / "schemas")
    vendor = schemas / "vendors" / "beta.yml"
    vendor.write_text(vendor.read_text("utf-8").replace("kind: marc21", "kind: marcxml"), "utf-8")
    long = book("b1").add(*(Field.data("500", "  ", "a", f"{number}x" * 2000) for number in range(40)))
    writer = WRITERS["marcxml"]
    pieces = [writer.write(long), writer.write(book("b2"))]
    home = home_in(tmp_path / "data", schemas)
    night(
        home,
        "beta",
        "1.mrc",
        b"".join([writer.head, *(each for each in pieces if isinstance(each, bytes)), writer.tail]),
    )
    return home


def test_the_publications_report_tells_what_iso_2709_cannot_hold(too_long: Home) -> None:
    title = title_of(too_long, "beta", "b1")
    told = status(too_long)
    assert [each["id"] for each in told["files"]["oversize"]] == [title]
    assert told["files"]["unencodable"] == []
    (row,) = dump(too_long)["publication"]
    assert row["counts"]["oversize"] == 1
    out = StringIO()
    show_status(Console(width=200, file=out), told)
    assert f"too long for ISO 2709, in MARCXML files only: {title}" in out.getvalue()
    before = dump(too_long)
    assert not pipeline.publish(too_long).counts
    assert dump(too_long) == before
    too_long.close()


def test_the_night_tells_how_many_records_were_too_long(too_long: Home) -> None:
    shutil.rmtree(too_long.settings.data_dir / "files")
    night(too_long, "gamma", "1.mrc", book("g1", "Hevonen"))
    row = dump(too_long)["publication"][-1]
    assert (row["counts"]["new"], row["counts"]["oversize"]) == (1, 1)
    too_long.close()


def test_a_policy_with_a_wrong_key_names_file_and_line(own_schemas: Path, tmp_path: Path) -> None:
    path = own_schemas / "files.yml"
    path.write_text(path.read_text("utf-8").replace("share:", "shares:"), "utf-8")
    home = home_in(tmp_path / "data", own_schemas)
    with pytest.raises(ConfigError, match=r"files\.yml:\d+: .*shares.*share"):
        night(home, "beta", "1.mrc", book("b1"))
    assert not dump(home)["publication"]
    home.close()


def test_a_library_has_its_files_as_its_system_wants_them(own_schemas: Path, tmp_path: Path) -> None:
    path = own_schemas / "libraries" / "FI-Two.yml"
    path.write_text(path.read_text("utf-8") + "ils: sierra\n", "utf-8")
    home = home_in(tmp_path / "data", own_schemas)
    night(home, "beta", "1.mrc", [book("b1"), book("b2", "Hevonen")])
    night(home, "beta", "2.mrc", [gone("b1")], 9)
    folder = home.settings.files
    told = {each: manifest(folder, each)["files"] for each in index(folder)["FI-Two"]}
    assert [(each["name"], each["deletes"]) for each in told["FI-Two/delta/1-2/manifest.json"]] == [
        ("deletes-0001.mrc.gz", 1)
    ]
    assert {each["format"] for files in told.values() for each in files} == {"marc21"}
    assert "ids" in manifest(folder, "all/delta/1-2/manifest.json")["encodings"]
    home.close()
