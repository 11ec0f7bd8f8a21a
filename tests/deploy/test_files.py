"""The files of deploy/: their programs can read them, and they agree with each other, with Airflow and the locks."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
PROGRAMS = "/opt/ematerial/.venv-prod/bin/"
NOT_OF_CORE = ("FAB", "CELERY", "CELERY_BROKER_TRANSPORT_OPTIONS")  # sections of providers, which only .venv-prod has
LISTENS = {"--host": "0.0.0.0"}  # in a container, whose ports are published on loopback only


def settings() -> dict[str, str]:
    """The settings as written: quotes around a value go."""
    lines = (DEPLOY / "settings.env").read_text("utf-8").splitlines()
    pairs = (each.split("=", 1) for each in lines if each and not each.startswith("#"))
    return {key: value[1:-1] if value[:1] in "\"'" else value for key, value in pairs}


def commands() -> dict[str, list[str]]:
    """What each part starts, as its unit says; workers by their instance."""
    found = {}
    for path in sorted(UNITS.glob("ematerial-*.service")):
        lines = re.findall(r"^ExecStart=(.*)$", path.read_text("utf-8"), re.MULTILINE)
        name = path.stem.removeprefix("ematerial-")
        for part in ("worker@1", "worker@2") if name == "worker@" else (name,):
            number = part.partition("@")[2]
            filled = [each.replace("%i", number).replace("%H", "here").removeprefix(PROGRAMS) for each in lines]
            found[part.replace("@", "-")] = shlex.split(" && ".join(filled))
    return found


@cache
def compose() -> dict[str, Any]:
    """The compose file with its merge keys resolved."""
    return dict(yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8")))


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our image."""
    return {name: each for name, each in compose()["services"].items() if each["image"].startswith("ematerial:")}


def pins(lock: str) -> dict[str, str]:
    """Package → version of a lock file."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / lock).read_text("utf-8"), re.MULTILINE))


# Settings


def test_a_shell_reads_the_settings_as_they_are_written() -> None:
    script = f"set -a; . {DEPLOY / 'settings.env'}; exec /usr/bin/env -0"
    said = subprocess.run(["sh", "-euc", script], env={}, capture_output=True, text=True, check=True).stdout
    found = dict(each.split("=", 1) for each in said.split("\0") if each)
    assert {key: found.get(key) for key in settings()} == settings()


def test_each_setting_of_airflow_is_one_that_it_has() -> None:
    place = find_spec("airflow")
    assert place and place.origin
    known = yaml.safe_load(Path(place.origin).with_name("config_templates").joinpath("config.yml").read_text("utf-8"))
    wrong = []
    for name in (each for each in settings() if each.startswith("AIRFLOW__")):
        _, section, key = name.split("__", 2)
        options = (known.get(section.lower()) or {}).get("options") or {}
        if section not in NOT_OF_CORE and key.removesuffix("_CMD").lower() not in options:
            wrong.append(name)
    assert wrong == []


def test_no_secret_stands_in_the_settings() -> None:
    secret = re.compile(r"SQL_ALCHEMY_CONN|FERNET|SECRET_KEY|JWT_SECRET|BROKER_URL|RESULT_BACKEND|PASSWORD")
    named = {key: value for key, value in settings().items() if secret.search(key)}
    assert len(named) >= 5
    for key, value in named.items():
        assert key.endswith("_CMD"), key
        assert re.fullmatch(r"sed -z s/\[\^\[:graph:\]\]//g /etc/ematerial/secrets/\w+", value), key


def test_the_command_that_reads_a_secret_leaves_its_newline_out(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("redis://:pw@host/0\n", "utf-8")
    command = shlex.split(settings()["AIRFLOW__CELERY__BROKER_URL_CMD"])
    said = subprocess.run([*command[:-1], tmp_path / "secret"], capture_output=True, text=True, check=True).stdout
    assert said == "redis://:pw@host/0"


# Units


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing: apt-get install systemd"
)
def test_systemd_can_read_the_units(tmp_path: Path) -> None:
    shutil.copytree(UNITS, tmp_path / "units")
    for path in (tmp_path / "units").glob("*.service"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(rf"{PROGRAMS}\w+", "/bin/true", text), "utf-8")  # what is not installed here
    units = [str(each) for each in sorted((tmp_path / "units").iterdir()) if each.is_file()]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_each_part_can_be_enabled_and_the_manual_enables_it() -> None:
    command = re.search(r"systemctl enable (.*?)\n    systemctl", (DEPLOY / "README.md").read_text("utf-8"), re.DOTALL)
    assert command
    enabled = command[1].replace("\\", "").split()
    units = {path.name.removesuffix(".service") for path in UNITS.iterdir() if path.is_file()}
    assert {each.replace("@1", "@").replace("@2", "@") for each in enabled} == units - {"ematerial-backup"}
    for each in units - {"ematerial-backup", "ematerial.target"}:
        text = (UNITS / (each if each.endswith(".timer") else f"{each}.service")).read_text("utf-8")
        assert "WantedBy=ematerial.target" in text, each


# Containers


def test_containers_and_units_start_the_same() -> None:
    known = commands()
    for name, service in ours().items():
        if name != "upgrade":
            line = [each for each in service["command"] if each not in (*LISTENS, *LISTENS.values())]
            assert line == known[name], name
    assert ours()["upgrade"]["command"][0].replace(" exec", "").split() == known["upgrade"]
    assert known.keys() - ours().keys() == {"backup"}


def test_nothing_of_the_containers_listens_beyond_loopback() -> None:
    published = [each for service in compose()["services"].values() for each in service.get("ports", ())]
    assert len(published) >= 3
    assert all(each.startswith("127.0.0.1:") for each in published)


def test_containers_are_closed_in() -> None:
    for name, service in compose()["services"].items():
        assert "no-new-privileges:true" in service["security_opt"], name
        assert "privileged" not in service, name
        assert name == "upgrade" or "healthcheck" in service, name
        assert re.search(r":(local|.*\d+\.\d+)", service["image"]), f"{name}: its image is not pinned"
    for name, service in ours().items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name


def test_each_secret_of_the_containers_is_a_file_that_git_does_not_know() -> None:
    made = compose()["secrets"]
    used = {
        each if isinstance(each, str) else each["source"]
        for service in compose()["services"].values()
        for each in service.get("secrets", ())
    }
    assert used == made.keys()
    assert all(each["file"].startswith("./secrets/") for each in made.values())
    assert "deploy/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    read = set(re.findall(r"/etc/ematerial/secrets/[\w.]+", (DEPLOY / "settings.env").read_text("utf-8")))
    mounted = {each["target"] for each in next(iter(ours().values()))["secrets"]}
    assert read == mounted


def test_the_image_has_what_it_copies() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    copied = [each for line in re.findall(r"^COPY ([^-].*)$", text, re.MULTILINE) for each in line.split()[:-1]]
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert len(copied) > 5
    for each in copied:
        assert (ROOT / each).exists(), each
        assert f"!{each}" in allowed, each


# The proxy, and the packages


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is missing: apt-get install nginx-light")
def test_nginx_can_read_its_settings(tmp_path: Path) -> None:
    name, key = tmp_path / "tls.crt", tmp_path / "tls.key"
    made = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=x",
        "-out",
        name,
        "-keyout",
        key,
    ]
    subprocess.run(["openssl", *made], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = re.sub(r"/etc/ematerial/tls/\w+\.crt", str(name), re.sub(r"/etc/ematerial/tls/\w+\.key", str(key), text))
    (tmp_path / "site.conf").write_text(text, "utf-8")
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ access_log off; include {tmp_path}/site.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    command = ["nginx", "-t", "-q", "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_production_runs_with_the_packages_that_are_tested() -> None:
    production, run = pins("prod.lock"), pins("run.lock")
    assert {name: production.get(name) for name in run} == run


def test_celery_is_one_that_airflow_can_use() -> None:
    assert tuple(int(each) for each in pins("prod.lock")["celery"].split(".")[:2]) < (5, 7)
