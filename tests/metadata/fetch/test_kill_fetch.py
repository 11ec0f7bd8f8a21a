"""A look that is killed leaves a store from which the next look ends as if nothing had been (kill -9, HTTP)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from feeds import dump, home_in
from kill_fetch import POINTS
from looks import came, http_vendor, kept, look
from web_server import Handler, Web

from metadata.home import Home

CONTENT = bytes(range(256)) * 2_000
HERE = Path(__file__).parent


@pytest.fixture
def undisturbed(empty: Path, synthetic: Path, tmp_path: Path) -> Iterator[Home]:
    """An installation whose looks nobody kills."""
    shutil.copytree(empty, tmp_path / "undisturbed")
    home = home_in(tmp_path / "undisturbed", synthetic)
    yield home
    home.close()


def killed(home: Home, address: str, point: str, stalled: threading.Event) -> int:
    """What the process that was killed at the point ended with."""
    settings, path = home.settings, [str(HERE), str(HERE.parent), str(Path(__file__).parents[3])]
    command = [
        sys.executable,
        str(HERE / "kill_fetch.py"),
        str(settings.data_dir),
        str(settings.schemas),
        address,
        point,
    ]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(path)}) as process:
        if point == "stalled":
            stalled.wait(30)
            deadline = time.monotonic() + 30
            while not kept(home) and time.monotonic() < deadline:
                time.sleep(0.01)
            process.kill()
        return process.wait(30)


@pytest.mark.parametrize("point", POINTS)
def test_the_look_after_a_kill_ends_with_the_same_store(
    home: Home, undisturbed: Home, web: Web, point: str, make_stall: Callable[[], threading.Event]
) -> None:
    web.put("/day.mrc", CONTENT, ETag='"1"', Last_Modified="Sun, 01 Nov 2026 02:00:00 GMT")
    address, stalled = web.url("/day.mrc"), make_stall() if point == "stalled" else threading.Event()
    assert killed(home, address, point, stalled) == -signal.SIGKILL
    registered = point == "registered"
    assert came(home) == ({"day.mrc": CONTENT} if registered else {}), "it was killed at the point"
    assert any(name.startswith(".arriving-") for name in kept(home)) == (point == "stalled")
    for each in (home.settings.deliveries / "beta").glob(".arriving-*"):
        os.utime(each, (0, 0))  # much later
    look(home, http_vendor(home, address))
    look(undisturbed, http_vendor(undisturbed, address))
    assert came(home) == {"day.mrc": CONTENT}
    assert kept(home) == kept(undisturbed)
    assert dump(home) == dump(undisturbed)


def test_earlier_content_that_comes_again_counts_after_a_kill(home: Home, undisturbed: Home, web: Web) -> None:
    address = web.url("/day.mrc")
    for day, content in enumerate((CONTENT, b"other", CONTENT), 1):
        web.put("/day.mrc", content, ETag=f'"{len(content)}"', Last_Modified=f"Sun, 0{day} Nov 2026 02:00:00 GMT")
        if day == 3:
            point = "in the midst of registering"
            assert killed(home, address, point, threading.Event()) == -signal.SIGKILL
            assert came(home) == {"day.mrc": b"other"}
        look(home, http_vendor(home, address))
        look(undisturbed, http_vendor(undisturbed, address))
    assert came(home) == {"day.mrc": CONTENT}
    assert dump(home) == dump(undisturbed)


@pytest.fixture
def make_stall(web: Web) -> Iterator[Callable[[], threading.Event]]:
    """Orders an answer that stops half-way; gives what tells that it has."""
    stalled, over = threading.Event(), threading.Event()

    def stall(handler: Handler) -> None:
        handler.begin(200, {"Content-Length": str(len(CONTENT))})
        handler.wfile.write(CONTENT[: len(CONTENT) // 2])
        handler.wfile.flush()
        stalled.set()
        over.wait(30)
        handler.hang_up()

    def order() -> threading.Event:
        web.faults.append(stall)
        return stalled

    yield order
    over.set()
