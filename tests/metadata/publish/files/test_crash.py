"""SIGKILL, a disk that is full or unsound: what was served stays whole, and the next run ends with what was meant."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from feeds import tree
from made_drops import DAYS_ONLY, Published, book, day, index, manifest, policy

from metadata.errors import PipelineError
from metadata.libraries.ils import FilePolicy
from metadata.publish.files import parts

WATCHED = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree"}
TWO = {"all": FilePolicy(part_records=2)}
BY = policy(full={**DAYS_ONLY, "days": {"all": 1, "libraries": 1}}, keep={"fulls": 1, "days": 0})
DRIVER = Path(__file__).with_name("disk_driver.py")


def published(nights: int) -> Published:
    made = Published()
    made.publish(day(1), all={each: book(each) for each in range(5)}, **{"FI-One": {1: book(1)}})
    made.publish(day(2), all={1: book(1, "Uusi"), 2: None}, **{"FI-One": {1: None}})
    made.publish(day(3), all={1: book(1, "Uusin"), 2: book(2)}, **{"FI-One": {3: book(3)}})
    return made.until(nights)


def killed_at(folder: Path, event: int) -> int:
    """Write in a process of its own that kills itself at an event; its status, or the events of one that lived."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        seen = 0

        def audit(name: str, arguments: tuple[Any, ...]) -> None:
            nonlocal seen
            writing = name == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if (writing or name in WATCHED) and str(arguments[0]).startswith(str(folder)):
                seen += 1
                if seen == event:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(audit)
        published(3).write(folder, BY, TWO)
        os.write(writer, str(seen).encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    told = os.read(reader, 100)
    os.close(reader)
    assert os.WIFSIGNALED(status) or told
    return int(told or 0)


def served_whole(folder: Path) -> None:
    """All that the index and each latest.json lead to is there, with the bytes that the manifests tell."""
    paths = [each for every in index(folder).values() for each in every]
    for latest in folder.glob("*/latest.json"):
        told = json.loads(latest.read_text("utf-8"))
        paths += [told["full"], *told["deltas"]]
    for path in paths:
        drop = (folder / path).parent
        for each in manifest(folder, path)["files"]:
            assert hashlib.sha256((drop / each["name"]).read_bytes()).hexdigest() == each["sha256"]


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.long)])
def test_killed_anywhere_the_files_before_are_whole_and_the_next_run_makes_it_good(tmp_path: Path, step: int) -> None:
    before = tmp_path / "before"
    for nights in (1, 2):
        published(nights).write(before, BY, TWO)
    meant = tmp_path / "meant"
    shutil.copytree(before, meant)
    published(3).write(meant, BY, TWO)
    shutil.copytree(before, tmp_path / "counted")
    events = killed_at(tmp_path / "counted", 0)
    assert events > 40
    for event in range(1, events + 1, step):
        folder = tmp_path / str(event)
        shutil.copytree(before, folder)
        assert killed_at(folder, event) == 0
        served_whole(folder)
        published(3).write(folder, BY, TWO)
        assert tree(folder) == tree(meant), f"killed at event {event}"
        assert not list(folder.rglob(".making"))


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-9]),
        lambda path: path.write_bytes(path.read_bytes()[:-9] + bytes(9)),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes() * 2),
    ],
    ids=["cut", "changed", "empty", "twice"],
)
def test_a_file_that_reads_back_otherwise_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], object]
) -> None:
    """The disk does not give back what was written: it is harmed between writing and reading."""
    published(1).write(tmp_path, BY)
    before = tree(tmp_path)
    read_back = parts.Part._read_back

    def harmed(part: parts.Part) -> None:
        harm(part.path)
        read_back(part)

    with monkeypatch.context() as patch:
        patch.setattr(parts.Part, "_read_back", harmed)
        with pytest.raises(PipelineError, match=r"upserts-0001\.mrc\.gz.* back"):
            published(2).write(tmp_path, BY)
    assert tree(tmp_path) == before
    published(2).write(tmp_path, BY)
    assert index(tmp_path)["all"][-1] == "all/full/20261102T040000Z/manifest.json"


def test_a_view_without_one_of_its_stubs_is_told(tmp_path: Path) -> None:
    published(1).write(tmp_path, BY, TWO)
    made = published(2)
    view = made.view("all")
    assert view is not None
    view.records = lambda ids: {}  # type: ignore[method-assign]
    with pytest.raises(PipelineError, match=r"all: title 0+2 has no stub at publication 2"):
        made.write(tmp_path)


@pytest.mark.parametrize("where", ["part", "manifest"])
def test_on_a_full_disk_the_files_before_are_served_and_the_next_run_makes_it_good(tmp_path: Path, where: str) -> None:
    """A file system of 1 MB of our own; it grows at last."""
    mount = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    if shutil.which("unshare") is None or subprocess.run([*mount, "mount -t tmpfs none /mnt"], check=False).returncode:
        pytest.skip("no file system of our own can be mounted here (unshare, mount -t tmpfs)")
    script = f'mount -t tmpfs -o size=1m none "{tmp_path}" && exec "{sys.executable}" "{DRIVER}" "{tmp_path}" {where}'
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([*mount, script], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert "No space left on device" in told["message"]
    assert "still served" in told["message"]
    assert told["kept"]
    assert told["free"]
    assert told["mended"]
