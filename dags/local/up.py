"""`make up`: starts Airflow and the publishing server on 127.0.0.1, prints addresses and logins, stops both on Ctrl-C.

Airflow's parts are started one by one and not as `airflow standalone`, because only so can its log servers (8793 and
8794, which listen on all interfaces) be left out: on one machine Airflow reads its logs from disk.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NoReturn

from environment import LOOPBACK, PASSWORDS, USERS, airflow_settings, data_folder, prepare
from rich.console import Console

AIRFLOW = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
EMAT = ("-c", "from metadata.cli import main; main()")  # as the command emat, also where it is not installed
LAST = "scheduler"  # it begins at once what is due, and tasks need the API server
START = 180  # seconds that everything may take to become healthy
STOP = 20  # seconds that a process has to end by itself
ASKED_TO_STOP: list[int] = []  # signals that came; looked at between steps, so that no process slips away
SAY = partial(Console(highlight=False, markup=False).print, soft_wrap=True)


class Stopped(Exception):  # noqa: N818  # no error: Ctrl-C or SIGTERM
    """Somebody wants everything to stop."""


class NotStarted(Exception):  # noqa: N818  # named for what the person sees
    """A part did not start; the message says which, and shows the end of its log."""


def main() -> None:
    """Start, tell, and wait; ends normally when it is stopped, with exit code 1 when a part failed."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--port", type=int, default=8080, help="port of Airflow")
    arguments.add_argument("--serve-port", type=int, default=8088, help="port of the publishing server")
    ports = arguments.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: ASKED_TO_STOP.append(number))
    home = prepare(airflow_settings(data_folder(), ports.port))
    from metadata.home import Home
    from metadata.samples import nights, play, sample_servers
    from metadata.settings import load_settings

    try:
        installation = Home(load_settings())
        if not installation.settings.inbox.exists():  # nothing was ever delivered: there is something to harvest
            for number in nights(installation.settings.samples):
                play(installation, number)
        with sample_servers(installation) as addresses:
            os.environ.update(addresses)  # every part is told where the sample vendors are fetched from
            run(home, ports.port, ports.serve_port)
    except Stopped:
        SAY("stopped")
    except NotStarted as error:
        sys.exit(str(error))


def run(home: Path, port: int, serve_port: int) -> NoReturn:
    """Start every part, wait until all are healthy, tell the addresses, and watch. Raises Stopped, NotStarted."""
    for each in (port, serve_port):
        if _is_taken(each):
            raise NotStarted(f"port {each} of {LOOPBACK} is taken: end what listens there, or name another (--help)")
    SAY("starting Airflow and the publishing server, half a minute …")
    with ExitStack() as stack:
        migrate = stack.enter_context(part("db migrate", ("-m", "airflow", "db", "migrate"), home))
        while migrate.poll() is None:
            _watch({}, home)
        if migrate.returncode:
            raise NotStarted(_ended("db migrate", home))
        parts = {name: ("-m", "airflow", *command) for name, command in AIRFLOW.items()}
        parts["emat serve"] = (*EMAT, "serve", "--host", LOOPBACK, "--port", str(serve_port))
        running: dict[str, subprocess.Popen[bytes]] = {}
        stack.callback(_ask_to_stop, running)  # all at once, before one after the other is waited for
        for name in (*(each for each in parts if each != LAST), LAST):
            if name == LAST:
                _wait(lambda: _answer(f"http://{LOOPBACK}:{port}/api/v2/version") is not None, running, home)
            running[name] = stack.enter_context(part(name, parts[name], home))
        serves = f"http://{LOOPBACK}:{serve_port}/healthz"
        _wait(lambda: _airflow_is_healthy(port) and _answer(serves) is not None, running, home)
        _tell(home, port, serve_port)
        while True:
            _watch(running, home)


@contextmanager
def part(name: str, command: tuple[str, ...], home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One program in a session of its own, its output in a file; it and what it started are ended on leaving."""
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    with _log(name, home).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
        )
    try:
        yield process
    finally:
        _end(process)


def _ask_to_stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started: politely, then for certain."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for each in _session(process.pid):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    process.wait()


def _session(leader: int) -> list[int]:
    """What is left of a session: a running task leaves the group of its worker, but not the session."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getsid(int(each.name)) == leader:
                found.append(int(each.name))
    return found


def _wait(ready: Callable[[], bool], running: dict[str, subprocess.Popen[bytes]], home: Path) -> None:
    """Wait until something is so; raises NotStarted when it takes too long or a part has ended."""
    end = time.monotonic() + START
    while not ready():
        _watch(running, home)
        if time.monotonic() > end:
            raise NotStarted(f"not healthy after {START} s: read the logs in {home}")


def _watch(running: dict[str, subprocess.Popen[bytes]], home: Path) -> None:
    """Wait half a second; raises Stopped when that is wanted, NotStarted when a part has ended."""
    time.sleep(0.5)
    if ASKED_TO_STOP:
        raise Stopped
    for name, process in running.items():
        if process.poll() is not None:
            raise NotStarted(_ended(name, home))


def _ended(name: str, home: Path) -> str:
    lines = _log(name, home).read_text("utf-8", "replace").splitlines()
    return "\n".join((f"{name} has ended; {_log(name, home)} says at last:", *lines[-15:]))


def _log(name: str, home: Path) -> Path:
    return home / f"{name.replace(' ', '-')}.log"


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def _airflow_is_healthy(port: int) -> bool:
    answer = _answer(f"http://{LOOPBACK}:{port}/api/v2/monitor/health")
    states = json.loads(answer) if answer else {}
    wanted = ("metadatabase", "scheduler", "triggerer", "dag_processor")
    return all((states.get(each) or {}).get("status") == "healthy" for each in wanted)


def _answer(address: str) -> bytes | None:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310  # our own loopback address
            return bytes(response.read())
    except OSError:
        return None


def _tell(home: Path, port: int, serve_port: int) -> None:
    known = json.loads((home / PASSWORDS).read_text("utf-8"))
    SAY(f"Airflow            http://{LOOPBACK}:{port}/")
    for name in USERS:
        SAY(f"  login            {name} / {known[name]}")
    SAY(f"Publishing server  http://{LOOPBACK}:{serve_port}/  OAI-PMH /oai  files /files/")
    SAY(f"Data {home.parent}; logs in {home}\nCtrl-C stops both.")


if __name__ == "__main__":
    main()
