"""Airflow's REST API as a person uses it."""

from __future__ import annotations

from typing import Any, NamedTuple

import requests

OVER = ("success", "failed", "skipped", "upstream_failed", "removed")


class Run(NamedTuple):
    """A run of a DAG."""

    dag: str
    id: str
    state: str
    kind: str

    @property
    def is_over(self) -> bool:
        return self.state in OVER


class Airflow:
    """A person who is logged in."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._session = requests.Session()
        self._session.trust_env = False
        given = {"username": name, "password": password}
        answer = self._session.post(f"{self._base}/auth/token", json=given, timeout=60)
        answer.raise_for_status()
        self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def get(self, path: str, **query: Any) -> Any:
        """What the API says; raises for what it refuses."""
        answer = self._session.get(f"{self._base}/api/v2/{path}", params=query, timeout=120)
        answer.raise_for_status()
        return answer.json()

    def status(self, path: str) -> int:
        """With what status a request is answered."""
        return self._session.get(f"{self._base}/api/v2/{path}", timeout=120).status_code

    def dags(self) -> dict[str, bool]:
        """The DAGs, and whether each is paused."""
        return {each["dag_id"]: each["is_paused"] for each in self.get("dags", limit=200)["dags"]}

    def trigger(self, dag: str) -> str:
        """Start a run; returns its id."""
        given = {"logical_date": None, "conf": {}}
        answer = self._session.post(f"{self._base}/api/v2/dags/{dag}/dagRuns", json=given, timeout=120)
        answer.raise_for_status()
        return str(answer.json()["dag_run_id"])

    def runs(self, dag: str = "~") -> list[Run]:
        """The runs of a DAG, or of all; the newest first."""
        found = self.get(f"dags/{dag}/dagRuns", limit=200, order_by="-run_after")["dag_runs"]
        return [Run(each["dag_id"], each["dag_run_id"], each["state"], each["run_type"]) for each in found]

    def tasks(self, run: Run) -> list[dict[str, Any]]:
        """The task instances of a run."""
        return list(self.get(f"dags/{run.dag}/dagRuns/{run.id}/taskInstances", limit=200)["task_instances"])


def is_healthy(port: int) -> bool:
    """True when every part of Airflow that reports its health is well."""
    try:
        states = requests.get(f"http://127.0.0.1:{port}/api/v2/monitor/health", timeout=60).json()
    except (requests.RequestException, ValueError):
        return False
    wanted = ("metadatabase", "scheduler", "triggerer", "dag_processor")
    return all((states.get(each) or {}).get("status") == "healthy" for each in wanted)
