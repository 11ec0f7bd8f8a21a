"""What `make run` and `make up` start, as a person starts it."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dags.local.environment import CHECKOUT, airflow_settings, prepare


def start(script: str, data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script of dags/local from another folder, without the Airflow settings of these tests."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("AIRFLOW")}
    return subprocess.run(
        [sys.executable, CHECKOUT / "dags/local" / script, *arguments],
        cwd=data_dir.parent,
        env=clean | {"EMAT_DATA_DIR": str(data_dir), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=170,
    )


@pytest.mark.long
def test_the_sample_nights_are_played_and_told(tmp_path: Path) -> None:
    done = start("nights.py", tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    for told in (
        "Night 1",
        "Night 2",
        "onix-publisher",
        "held",
        "aggregator-20261103.mrc",
        "publication 2",
        "Try next",
    ):
        assert told in done.stdout
    assert len(done.stdout.splitlines()) < 80
    assert (tmp_path / "data/files/index.json").exists()


def test_a_taken_port_is_said_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start("up.py", tmp_path / "data", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port} of 127.0.0.1 is taken" in done.stderr
    assert list((tmp_path / "data/.airflow-run").iterdir()) == []


def test_nothing_of_airflow_listens_or_lies_outside(tmp_path: Path) -> None:
    made = airflow_settings(tmp_path)
    assert made["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert made["AIRFLOW_HOME"] == os.environ["AIRFLOW_HOME"]  # one that is set is kept
    addresses = [value for value in made.values() if "://" in value and not value.startswith("sqlite:")]
    assert addresses
    assert all(each.startswith("http://127.0.0.1:") for each in addresses)


def test_only_its_owner_may_read_the_folder_with_the_passwords(tmp_path: Path) -> None:
    before = dict(os.environ)
    try:
        folder = prepare({"AIRFLOW_HOME": str(tmp_path / "airflow")})
    finally:
        os.environ.update(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
