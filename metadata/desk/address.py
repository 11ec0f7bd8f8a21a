"""Addresses that pages lead to: of the desk, of the form that starts a run, of Airflow's own pages."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

from starlette.requests import Request

MOUNT = "/desk"  # where the desk is, in `emat serve` as in Airflow


class Address:
    """Makes addresses for one request; they keep the language that was chosen, if one was."""

    def __init__(self, request: Request, airflow: str | None) -> None:
        """`airflow`: its address; "" where readers have none, None where it serves the desk itself."""
        self._root = request.scope.get("root_path", "").rstrip("/")
        self.lang = request.query_params.get("lang", "")  # that was chosen; "": none was
        self._chosen = {"lang": self.lang}
        self.in_airflow = airflow is None
        self._airflow = self._root.removesuffix(MOUNT) if airflow is None else airflow

    def __call__(self, path: str, **query: object) -> str:
        """The address of a page of the desk: link("/titles/x", page=2); empty values of the query are left out."""
        asked = {key: value for key, value in (query | self._chosen).items() if value not in ("", None)}
        return f"{self._root}{quote(path)}{'?' if asked else ''}{urlencode(asked)}"

    @property
    def has_airflow(self) -> bool:
        """True if the reader can be led to Airflow."""
        return self.in_airflow or bool(self._airflow)

    def airflow(self, path: str) -> str:
        """The address of a page of Airflow, as "/dags/rerun"; for a link with the attribute `data-airflow`."""
        return f"{self._airflow}{quote(path)}"

    def start(self, dag: str, **conf: object) -> str:
        """The address of the form that starts a run of this DAG with these values: start("rerun", vendor="x")."""
        return self(f"/start/{dag}", conf=json.dumps(conf, ensure_ascii=False))
