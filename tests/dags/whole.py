"""The whole house on loopback, as `make up` starts it, and a librarian before it: for long tests and pictures."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

CHECKOUT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 240.0  # seconds for what a scheduler does on a busy machine


@dataclass(frozen=True, slots=True)
class House:
    """Where the parts of a running house are."""

    data: Path
    airflow: str  # http://127.0.0.1:port
    serving: str
    passwords: dict[str, str]

    def api(self, method: str, path: str, user: str = "librarian", **more: Any) -> Any:
        """Ask Airflow's REST API as a user; returns its JSON. Raises HTTPError."""
        login = {"username": user, "password": self.passwords[user]}
        token = requests.post(f"{self.airflow}/auth/token", json=login, timeout=120).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.request(method, f"{self.airflow}/api/v2{path}", headers=headers, timeout=120, **more)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def run(self, dag: str, conf: dict[str, object]) -> str:
        """Start a run as the librarian; returns its id."""
        return str(self.api("POST", f"/dags/{dag}/dagRuns", json={"logical_date": None, "conf": conf})["dag_run_id"])

    def state(self, dag: str, run: str) -> str:
        """The state of a run."""
        return str(self.api("GET", f"/dags/{dag}/dagRuns/{run}")["state"])

    def ended(self, dag: str, run: str) -> str:
        """Wait for the end of a run; returns its state."""
        return until(lambda: (state := self.state(dag, run)) in ("success", "failed") and state)


def until(found: Callable[[], Any]) -> Any:
    """Ask again and again until something is found; returns it. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while not (answer := found()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {PATIENCE:.0f} s")
        time.sleep(1)
    return answer


@contextmanager
def house(folder: Path, schemas: Path | None = None) -> Iterator[House]:
    """Play the sample nights into a folder and start Airflow and the publishing server over it, until the end."""
    data, clean = folder / "data", {key: value for key, value in os.environ.items() if not key.startswith("AIRFLOW")}
    clean |= {"EMAT_PUBLISH_AFTER": "0"} | ({"EMAT_SCHEMAS": str(schemas)} if schemas else {})
    clean["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{clean.get('PATH', '')}"
    subprocess.run(["emat", "demo", "-q", "--data-dir", data], check=True, capture_output=True, env=clean)
    airflow, serving = free_port(), free_port()
    command = [sys.executable, CHECKOUT / "dags/local/up.py", "--port", str(airflow), "--serve-port", str(serving)]
    with (folder / "up.log").open("w+") as log:
        started = subprocess.Popen(
            command, env=clean | {"EMAT_DATA_DIR": str(data)}, stdout=log, stderr=subprocess.STDOUT, cwd=folder
        )
        try:
            until(lambda: "Ctrl-C" in (folder / "up.log").read_text("utf-8") or started.poll() is not None)
            if started.poll() is not None:
                raise RuntimeError((folder / "up.log").read_text("utf-8"))
            passwords = json.loads((data / ".airflow-run" / "passwords.json").read_text("utf-8"))
            found = House(data, f"http://127.0.0.1:{airflow}", f"http://127.0.0.1:{serving}", passwords)
            until(lambda: found.api("GET", "/dags?limit=100")["total_entries"] > 5)  # read by the processor
            nobody_asks(found)
            yield found
        finally:
            started.send_signal(signal.SIGINT)
            started.wait(60)


def nobody_asks(home: House) -> None:
    """Take back what `approve` asks of its own: begun up to 2.4 hours after its time, Airflow runs it at once."""
    until(lambda: home.api("GET", "/dags/approve")["next_dagrun_run_after"] > f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
    runs = [each["dag_run_id"] for each in home.api("GET", "/dags/approve/dagRuns")["dag_runs"]]
    until(lambda: all(is_deleted(home, f"/dags/approve/dagRuns/{each}") for each in runs))


def is_deleted(home: House, run: str) -> bool:
    """Delete a run; False where that cannot be done just now, for the scheduler has it in hand."""
    try:
        home.api("PATCH", run, "admin", json={"state": "failed"})  # one under way is not deleted
        home.api("DELETE", run, "admin")
    except requests.HTTPError as error:
        return error.response.status_code == 404
    return True


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def browsing(home: House, user: str = "librarian", **context: Any) -> Iterator[Any]:
    """A page of chromium with a user logged in to Airflow."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(**context).new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(f"{home.airflow}/auth/login?next=%2F")
        page.fill("input[name=username]", user)
        page.fill("input[name=password]", home.passwords[user])
        page.keyboard.press("Enter")
        page.get_by_text("Welcome").wait_for()
        yield page
        browser.close()
