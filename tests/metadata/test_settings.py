"""Where things are: arguments before the environment before defaults."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from metadata import settings
from metadata.errors import ConfigError
from metadata.settings import Serving, load_serving, load_settings, publish_after, shipped


def test_an_argument_comes_before_the_environment(tmp_path: Path) -> None:
    found = load_settings(tmp_path / "a", {"EMAT_DATA_DIR": str(tmp_path / "b")})
    assert found.data_dir == tmp_path / "a"
    assert found.database == f"sqlite:///{tmp_path / 'a' / 'ematerial.db'}"


def test_the_environment_names_every_place(tmp_path: Path) -> None:
    schemas, samples = tmp_path / "schemas", tmp_path / "samples"
    schemas.mkdir()
    samples.mkdir()
    env = {
        "EMAT_DATA_DIR": str(tmp_path),
        "EMAT_SCHEMAS": str(schemas),
        "EMAT_SAMPLES": str(samples),
        "EMAT_DATABASE": "postgresql://db/emat",
    }
    found = load_settings(env=env)
    assert (found.schemas, found.samples, found.database) == (
        schemas,
        samples,
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


@pytest.mark.parametrize("name", ["EMAT_SCHEMAS", "EMAT_SAMPLES"])
def test_a_folder_that_is_none_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"{name}: {tmp_path / 'nowhere'} is no folder"):
        load_settings(tmp_path, {name: str(tmp_path / "nowhere")})


@pytest.mark.parametrize("modules", ["lib/python3.11/site-packages", "local/lib/python3.11/dist-packages", "."])
def test_an_installed_package_reads_what_came_with_it(modules: str, tmp_path: Path) -> None:
    """pip puts data beside the modules by another rule for an environment, for Debian's Python and with --target."""
    installed = tmp_path / modules / "metadata"
    installed.mkdir(parents=True)
    for module in Path(settings.__file__).parent.glob("*.py"):
        shutil.copy(module, installed)
    data = tmp_path / ("local" if modules.startswith("local") else ".") / "share" / "ematerial"
    (data / "schemas").mkdir(parents=True)
    (tmp_path / modules / "schemas").mkdir(exist_ok=True)  # of another package
    code = "from metadata.settings import shipped; print(shipped('schemas'))"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / modules)}, stdout=subprocess.PIPE
    )
    assert Path(told.stdout.decode().strip()) == data / "schemas"


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
