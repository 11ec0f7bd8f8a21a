"""The drops: their page, and the files as they lie."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_client import BASE, app_of, parsed


@pytest.fixture
def drops(tmp_path: Path) -> Path:
    """Two views with a full drop, the whole with deltas too, one file hidden."""
    paths = {
        "all": ["all/full/20261122T000000Z", "all/delta/9-10", "all/delta/10-11"],
        "FI-Abc": ["FI-Abc/full/20261122T000000Z"],
    }
    for folders in paths.values():
        for folder in folders:
            place = tmp_path / folder
            place.mkdir(parents=True)
            (place / "part-0001.mrc.gz").write_bytes(b"packed")
            manifest = {
                "kind": folder.split("/")[1],
                "publication": folder.split("-")[-1],
                "files": [{"name": "part-0001.mrc.gz", "format": "marc21", "records": 12, "deletes": 0, "bytes": 6}],
            }
            (place / "manifest.json").write_text(json.dumps(manifest))
    index = {
        "views": [
            {"view": view, "manifests": [f"{each}/manifest.json" for each in each_view]}
            for view, each_view in paths.items()
        ]
    }
    (tmp_path / "index.json").write_text(json.dumps(index))
    (tmp_path / ".part").write_text("half")
    return tmp_path


def test_files_page_lists_the_drops_newest_first(client: TestClient, drops: Path) -> None:
    page = parsed(client.get("/files/").content)
    links = [each for each in page.xpath("//main//a/@href") if "manifest" in each]
    assert [each.split("/files/")[1].rpartition("/")[0] for each in links] == [
        "all/full/20261122T000000Z",
        "all/delta/10-11",
        "all/delta/9-10",
    ]
    for link in page.xpath("//main//a/@href"):
        assert client.get(link if link.startswith("http") else f"/files/{link}").status_code == 200
    assert "FI-Abc/full" in client.get("/files/?view=FI-Abc").text
    assert client.get("/files/?view=FI-Nothing").status_code == 404


def test_files_are_served_as_they_lie(client: TestClient, drops: Path) -> None:
    response = client.get("/files/all/delta/9-10/part-0001.mrc.gz")
    assert (response.content, response.headers["content-type"]) == (b"packed", "application/gzip")
    assert "content-encoding" not in response.headers
    again = client.get("/files/all/delta/9-10/part-0001.mrc.gz", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/files/index.json").headers["content-type"] == "application/json"
    assert client.get("/files").headers["location"] == f"{BASE}/files/"


@pytest.mark.parametrize(
    "path",
    [
        "../secret",
        "..%2fsecret",
        "%2e%2e/secret",
        "all/../../secret",
        ".part",
        "all",
        "",
        "nothing",
        "link",
        "a%00b",
    ],
)
def test_nothing_outside_the_folder_is_served(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "drops"
    (folder / "all").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (folder / ".part").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    response = TestClient(app_of(folder), base_url=BASE).get(f"/files/{path}")
    assert "secret" not in response.text
    assert response.status_code == (200 if path == "" else 404)
