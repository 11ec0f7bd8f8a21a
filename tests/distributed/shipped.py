"""An installation as deploy/ ships it: its settings and the commands of its units, with other folders and ports."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from services import end_with_parent

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
PROGRAMS = ROOT / ".venv-prod" / "bin"
PARTS = ("api-server", "scheduler", "dag-processor", "triggerer", "worker@1", "worker@2", "serve")
STOP = 60  # seconds that a part has to end by itself


class Installation:
    """Folders below one folder, in place of /etc, /srv and /var/lib; the code is the checkout's."""

    def __init__(self, folder: Path, port: int, serve_port: int) -> None:
        self.folder, self.port, self.serve_port = folder, port, serve_port
        self.data, self.secrets, self.logs = folder / "srv/data", folder / "secrets", folder / "output"
        for each in (self.data, self.secrets, self.logs, folder / "lib/airflow", folder / "srv/logs"):
            each.mkdir(parents=True)
        self._places = {
            "/etc/ematerial/secrets": str(self.secrets),
            "/opt/ematerial": str(ROOT),
            "/srv/ematerial": str(folder / "srv"),
            "/var/lib/ematerial": str(folder / "lib"),
            "/var/backups/ematerial": str(folder / "backups"),
            "127.0.0.1:8080": f"127.0.0.1:{port}",
            "API__PORT=8080": f"API__PORT={port}",
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def keep(self, name: str, secret: str) -> None:
        """Write a secret, with the newline that an editor leaves at the end."""
        path = self.secrets / name
        path.touch(0o640)
        path.write_text(f"{secret}\n", "utf-8")

    def settle(self, beside: Mapping[str, str]) -> None:
        """Write the settings of the machine: those of deploy/, and what this installation has beside them."""
        lines = [self._placed((DEPLOY / "settings.env").read_text("utf-8"))]
        lines += [f"{key}={value}" for key, value in beside.items()]
        (self.folder / "settings.env").write_text("\n".join(lines) + "\n", "utf-8")

    def command(self, unit: str) -> list[str]:
        """What a unit starts; `worker@1` is an instance of `worker@`."""
        name, at, instance = unit.partition("@")
        text = (UNITS / f"ematerial-{name}{at}.service").read_text("utf-8")
        found = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
        assert len(found) == 1, unit
        command = self._placed(found[0].replace("%i", instance).replace("%H", "here")).split()
        return [*command, "--port", str(self.serve_port)] if unit == "serve" else command

    def do(self, *command: str, stdin: str = "") -> str:
        """Run a command with the settings, as an operator does; returns what it says."""
        done = subprocess.run(
            self._with_settings(command), cwd=self.folder, env=self._bare(), input=stdin, text=True, capture_output=True
        )
        assert done.returncode == 0, f"{command}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def upgrade(self) -> None:
        """What the unit does that brings the databases to this release."""
        text = (UNITS / "ematerial-upgrade.service").read_text("utf-8")
        for each in re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE):
            self.do(*self._placed(each).split())

    def start(self, part: str) -> None:
        """Start a part in a session of its own, its output in a file."""
        with self.log(part).open("ab") as out:
            self.running[part] = subprocess.Popen(
                self._with_settings(self.command(part)),
                cwd=self.folder,
                env=self._bare(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def kill(self, part: str) -> int:
        """SIGKILL for a part and all that it started, as if its machine had lost its power; returns how many."""
        process = self.running.pop(part)
        return _end_session(process)

    def stop(self) -> None:
        """End all parts: politely, then for certain."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP)
        for process in self.running.values():
            _end_session(process)

    def ended(self) -> list[str]:
        """Parts that should run and do not."""
        return [part for part, process in self.running.items() if process.poll() is not None]

    def log(self, part: str) -> Path:
        """What a part says."""
        return self.logs / f"{part}.log"

    def times_said(self, part: str, words: str) -> int:
        """How often a part has said something."""
        return self.log(part).read_text("utf-8", "replace").count(words)

    def owner(self, pid: int) -> str:
        """The part that started a process; "" when it is nobody's."""
        with suppress(OSError):
            session = os.getsid(pid)
            return next((part for part, process in self.running.items() if process.pid == session), "")
        return ""

    def _with_settings(self, command: list[str] | tuple[str, ...]) -> list[str]:
        return [str(DEPLOY / "with-settings"), *command]

    def _bare(self) -> dict[str, str]:
        """The environment that a unit begins with: next to nothing."""
        return {"EMATERIAL_SETTINGS": str(self.folder / "settings.env"), "HOME": str(self.folder), "LANG": "C.UTF-8"}

    def _placed(self, text: str) -> str:
        for shipped, here in self._places.items():
            text = text.replace(shipped, here)
        return text


def _end_session(leader: subprocess.Popen[bytes]) -> int:
    ended = 0
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getsid(int(each.name)) == leader.pid:
                os.kill(int(each.name), signal.SIGKILL)
                ended += 1
    leader.wait()
    return ended
