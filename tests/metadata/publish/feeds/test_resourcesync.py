"""ResourceSync over the file drops: what a client copies is what is there, after each publication too."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_catalogue import FakeCatalogue, ebook
from feed_client import channel_of, feed_app
from lxml import etree
from made_drops import DAYS_ONLY, Published, policy
from starlette.testclient import TestClient
from web_client import BASE, serving

from metadata.errors import PipelineError
from metadata.publish.files.changes import KEPT, files_of, note_changes

CLIENT = Path(sys.executable).with_name("resync-sync")
BY = policy(full=DAYS_ONLY | {"days": {"all": 3, "libraries": 3}}, keep={"fulls": 1, "days": 1})


@pytest.fixture
def published() -> Published:
    made = Published()
    made.publish("2026-11-01T04:00:00Z", all={1: ebook(1), 2: ebook(2)}, **{"FI-Abc": {1: ebook(1)}})
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def lists(catalogue: FakeCatalogue, folder: Path) -> Iterator[TestClient]:
    with TestClient(feed_app(channel_of(catalogue), folder), base_url=BASE, follow_redirects=False) as client:
        yield client


def write(published: Published, folder: Path) -> None:
    published.write(folder, BY)
    note_changes(folder)


def served(folder: Path, view: str) -> dict[str, bytes]:
    """The files of a view, but for the one that leads to the newest."""
    every = (folder / view).rglob("*")
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in every
        if each.is_file() and each.parent.parent != folder
    }


def copied(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


class Copy:
    """A folder that the client keeps in step with one view."""

    def __init__(self, address: str, view: str, folder: Path) -> None:
        self.address, self.view, self.folder = address, view, folder
        folder.mkdir()

    def sync(self, *mode: str) -> str:
        lists = f"{self.address}/resourcesync/{self.view}"
        done = subprocess.run(
            [
                sys.executable,
                CLIENT,
                *mode,
                f"--capabilitylist={lists}/capabilitylist.xml",
                f"--changelist-uri={lists}/changelist.xml",
                *([] if "--incremental" in mode else ["--hash=sha-256"]),  # where resync 2.0.1 knows it
                "--delete",
                "--tries=1",
                f"{self.address}/files={self.folder}",
            ],
            cwd=self.folder.parent,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.mark.parametrize("view", ["all", pytest.param("FI-Abc", marks=pytest.mark.long)])
def test_the_resync_client_keeps_a_copy_in_step(
    published: Published, folder: Path, tmp_path: Path, catalogue: FakeCatalogue, view: str
) -> None:
    """Baseline, then incremental after publications that add files, change manifests and take files away; audited."""
    write(published, folder)
    with serving(feed_app(channel_of(catalogue), folder)) as address:
        copy = Copy(address, view, tmp_path / "copy")
        copy.sync("--baseline")
        assert copied(copy.folder) == served(folder, view)
        for day in range(2, 6):
            changes = {day: ebook(day), 1: ebook(1, f"Nimi {day}"), day - 2: None if day > 3 else ebook(9)}
            published.publish(f"2026-11-{day:02d}T04:00:00Z", all=changes, **{"FI-Abc": changes})
            write(published, folder)
            copy.sync("--incremental")
            assert copied(copy.folder) == served(folder, view)
        assert re.search("in sync", copy.sync("--audit"), re.IGNORECASE)
    noted = files_of(folder, view)
    assert noted is not None
    assert {each.what for each in noted.changes} == {"created", "updated", "deleted"}


def test_the_client_finds_its_way_from_the_well_known_address(
    lists: TestClient, published: Published, folder: Path
) -> None:
    write(published, folder)
    seen, waiting = dict[str, str](), [f"{BASE}/.well-known/resourcesync"]
    while waiting:
        address = waiting.pop()
        answer = lists.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
        root = etree.fromstring(answer.content)
        (seen[address.removeprefix(BASE)],) = root.xpath("/*/*[local-name() = 'md']/@capability")
        if "list.xml" not in address or "capabilitylist" in address:
            waiting += root.xpath("//*[local-name() = 'loc']/text()")
    assert seen == {
        "/.well-known/resourcesync": "description",
        **{
            f"/resourcesync/{view}/{each}.xml": each
            for view in ("all", "FI-Abc")
            for each in ("capabilitylist", "resourcelist", "changelist")
        },
    }


def test_a_list_names_the_files_of_its_view_only(lists: TestClient, published: Published, folder: Path) -> None:
    write(published, folder)
    root = etree.fromstring(lists.get("/resourcesync/FI-Abc/resourcelist.xml").content)
    addresses = root.xpath("//*[local-name() = 'loc']/text()")
    assert {each.removeprefix(f"{BASE}/files/") for each in addresses} == set(served(folder, "FI-Abc"))


def test_noting_the_same_files_again_changes_nothing(published: Published, folder: Path) -> None:
    write(published, folder)
    before = copied(folder)
    note_changes(folder)
    assert copied(folder) == before


def test_a_run_that_was_killed_before_noting_is_made_good(published: Published, folder: Path) -> None:
    write(published, folder)
    published.publish("2026-11-02T04:00:00Z", all={3: ebook(3)})
    published.write(folder, BY)  # killed here
    published.publish("2026-11-03T04:00:00Z", all={4: ebook(4)})
    write(published, folder)
    noted = files_of(folder, "all")
    assert noted is not None
    assert set(noted.held) == set(served(folder, "all"))
    assert {each.path for each in noted.changes if "/delta/" in each.path} >= {
        "all/delta/1-2/manifest.json",
        "all/delta/2-3/manifest.json",
    }


def test_changes_are_told_for_so_many_days(published: Published, folder: Path) -> None:
    write(published, folder)
    published.publish("2027-01-15T04:00:00Z", all={3: ebook(3)})
    write(published, folder)
    noted = files_of(folder, "all")
    assert noted is not None
    assert (noted.since, {each.at for each in noted.changes}) == ("2026-11-16T04:00:00Z", {"2027-01-15T04:00:00Z"})
    assert KEPT == 60


def test_a_view_that_did_not_change_is_not_written_again(published: Published, folder: Path) -> None:
    write(published, folder)
    noted = folder / ".changes" / "view-FI-Abc.json"
    before = noted.stat().st_mtime_ns
    published.publish("2026-11-02T04:00:00Z", all={3: ebook(3)})
    write(published, folder)
    assert noted.stat().st_mtime_ns == before


def test_a_reader_that_has_it_gets_304(lists: TestClient, published: Published, folder: Path) -> None:
    write(published, folder)
    for path in ("/.well-known/resourcesync", "/resourcesync/all/resourcelist.xml", "/resourcesync/all/changelist.xml"):
        first = lists.get(path)
        assert first.headers["last-modified"] == "Sun, 01 Nov 2026 04:00:00 GMT"
        assert lists.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/resourcesync/FI-No/resourcelist.xml",
        "/resourcesync/all/dump.xml",
        "/resourcesync/..%2F..%2Findex/changelist.xml",
        "/files/.changes/view-all.json",
    ],
)
def test_what_is_not_there_is_404(lists: TestClient, published: Published, folder: Path, path: str) -> None:
    write(published, folder)
    assert lists.get(path).status_code == 404


def test_before_the_first_files_there_is_a_source_without_sets(lists: TestClient) -> None:
    root = etree.fromstring(lists.get("/.well-known/resourcesync").content)
    assert root.xpath("//*[local-name() = 'url']") == []
    assert lists.get("/resourcesync/all/resourcelist.xml").status_code == 404


def test_a_folder_that_cannot_be_written_is_told(published: Published, folder: Path) -> None:
    published.write(folder, BY)
    shutil.rmtree(folder / ".changes", ignore_errors=True)
    (folder / ".changes").write_text("in the way")
    with pytest.raises(PipelineError, match="cannot be written"):
        note_changes(folder)
