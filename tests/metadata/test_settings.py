"""Where things are: arguments before the environment before defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from metadata.errors import ConfigError
from metadata.settings import Serving, load_serving, load_settings, publish_after, shipped


def test_an_argument_comes_before_the_environment(tmp_path: Path) -> None:
    found = load_settings(tmp_path / "a", {"EMAT_DATA_DIR": str(tmp_path / "b")})
    assert found.data_dir == tmp_path / "a"
    assert found.database == f"sqlite:///{tmp_path / 'a' / 'ematerial.db'}"


def test_the_environment_names_every_place(tmp_path: Path) -> None:
    env = {
        "EMAT_DATA_DIR": str(tmp_path),
        "EMAT_SCHEMAS": "/schemas",
        "EMAT_SAMPLES": "/samples",
        "EMAT_DATABASE": "postgresql://db/emat",
    }
    found = load_settings(env=env)
    assert (found.schemas, found.samples, found.database) == (
        Path("/schemas"),
        Path("/samples"),
        "postgresql://db/emat",
    )
    assert {found.inbox.parent, found.deliveries.parent, found.work.parent, found.files.parent} == {tmp_path}


def test_the_address_of_the_store_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "store"
    secret.write_text("postgresql+pg8000://emat:pw@db/emat\n", "utf-8")
    env = {"EMAT_DATABASE_FILE": str(secret)}
    assert load_settings(tmp_path, env).database == "postgresql+pg8000://emat:pw@db/emat"
    assert load_settings(tmp_path, env | {"EMAT_DATABASE": "sqlite://"}).database == "sqlite://"


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff"])
def test_a_file_that_holds_no_address_is_told(tmp_path: Path, content: bytes | None) -> None:
    secret = tmp_path / "store"
    if content is not None:
        secret.write_bytes(content)
    with pytest.raises(ConfigError, match=f"EMAT_DATABASE_FILE: {secret}"):
        load_settings(tmp_path, {"EMAT_DATABASE_FILE": str(secret)})


def test_a_data_folder_that_stands_here_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="--data-dir"):
        load_settings(env={})
    (tmp_path / "data").mkdir()
    assert load_settings(env={}).data_dir == tmp_path / "data"


def test_a_relative_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(Path("here"), {}).data_dir == tmp_path / "here"


def test_what_is_shipped_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (shipped("schemas") / "consortium.yml").is_file()
    assert load_settings(tmp_path, {"EMAT_SCHEMAS": ""}).schemas == shipped("schemas")


@pytest.mark.parametrize("serving", [Serving(), Serving("https://oai.example.org", 1000, True), Serving("", 1)])
def test_a_worker_is_told_in_its_environment_how_to_serve(serving: Serving) -> None:
    assert load_serving(serving.environment()) == serving


def test_how_to_serve_has_defaults_and_limits() -> None:
    assert load_serving({}) == Serving(base_url="", page_size=100, desk=False)
    for wrong in ("0", "1001", "-1", "x", "٣", "1e2", " 5"):
        with pytest.raises(ConfigError, match="EMAT_SERVE_PAGE_SIZE"):
            load_serving({"EMAT_SERVE_PAGE_SIZE": wrong})
    with pytest.raises(ConfigError, match="EMAT_SERVE_DESK"):
        load_serving({"EMAT_SERVE_DESK": "no"})
    for name in ("EMAT_SERVE_BASE_URL", "EMAT_AIRFLOW_URL"):
        with pytest.raises(ConfigError, match=f"{name}: an address that begins with http:// or https://, not 'here'"):
            load_serving({name: "here"})


def test_commits_are_gathered_for_some_minutes() -> None:
    assert [publish_after({}), publish_after({"EMAT_PUBLISH_AFTER": "0"})] == [5, 0]
    with pytest.raises(ConfigError, match="EMAT_PUBLISH_AFTER"):
        publish_after({"EMAT_PUBLISH_AFTER": "soon"})
