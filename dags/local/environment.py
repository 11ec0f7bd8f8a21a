"""The settings with which Airflow runs on one machine: SQLite, loopback, nothing outside the data folder.

It says nothing of what runs. Import it before anything of Airflow: Airflow reads its settings when it is imported.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
USERS = {"admin": "admin", "librarian": "user"}  # name and Airflow role; their passwords are made at the first start
PASSWORDS = "passwords.json"  # in AIRFLOW_HOME


def data_folder() -> Path:
    """Where deliveries, the store and what is published are: EMAT_DATA_DIR, else data/ in the checkout."""
    return Path(os.environ.get("EMAT_DATA_DIR") or CHECKOUT / "data").resolve()


def airflow_settings(data_dir: Path, port: int = 8080) -> dict[str, str]:
    """Environment variables for Airflow and what it starts; an AIRFLOW_HOME that is set already is kept."""
    home = os.environ.get("AIRFLOW_HOME") or str(data_dir / ".airflow-run")
    return {
        "EMAT_DATA_DIR": str(data_dir),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(CHECKOUT), os.environ.get("PYTHONPATH")))),
        "AIRFLOW_HOME": home,
        "AIRFLOW__CORE__DAGS_FOLDER": str(CHECKOUT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(CHECKOUT / "dags" / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{LOOPBACK}:{port}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(Path(home) / PASSWORDS),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db?timeout=60",  # seconds
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",  # seconds that a task waits for a busy machine to answer
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://{LOOPBACK}:{port}",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.25",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",  # seconds until a new vendor file is seen
    }


def prepare(settings: dict[str, str]) -> Path:
    """Put the settings into this process and make Airflow's folder, which its owner alone may read; returns it."""
    os.environ.update(settings)
    if str(CHECKOUT) not in sys.path:
        sys.path.insert(0, str(CHECKOUT))
    home = Path(settings["AIRFLOW_HOME"])
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home
