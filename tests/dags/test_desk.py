"""The desk inside Airflow: nobody unknown sees a page, and where its tabs lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from dags.plugins.desk import DeskPlugin
from metadata.desk.pages import PAGES

APP = DeskPlugin.fastapi_apps[0]
PATHS = [page.path.replace("{", "").replace("}", "") for page in PAGES]


@pytest.fixture(scope="module")
def client() -> TestClient:
    from airflow.api_fastapi.app import init_auth_manager
    from airflow.utils.db import initdb

    initdb()
    init_auth_manager()
    return TestClient(Starlette(routes=[Mount(str(APP["url_prefix"]), APP["app"])]))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/static/../", "//static/desk.css", "/static"])
def test_anonymous_requests_are_refused(client: TestClient, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": "_token=wrong"}, {"Authorization": "Basic eA=="}):
        answer = client.get(f"/desk{path}", headers=headers)
        assert answer.status_code == 401
        assert "/auth/login?next=%2Fdesk" in answer.text


def test_a_librarian_sees_the_page(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="librarian", role="user"))
    monkeypatch.setenv("EMAT_DATA_DIR", str(tmp_path))
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"_token={token}"}):
        answer = client.get("/desk/start/rerun?lang=en", headers=headers)
        assert answer.status_code == 503, "known, but there is no store yet"
        assert "Nothing is lost" in answer.text


def test_style_and_script_need_no_login(client: TestClient) -> None:
    """In a sandboxed frame a browser asks for them without the cookie."""
    assert client.get("/desk/static/desk.css").status_code == 200
    assert client.get("/desk/static/%2e%2e/app.py").status_code in (401, 404)


def test_the_tabs_lead_to_pages_of_the_desk() -> None:
    known = {page.path.lower() for page in PAGES}
    leads = {
        each["href"].removeprefix("/desk").replace("DAG_ID", "dag").replace("RUN_ID", "run").lower()
        for each in DeskPlugin.external_views
    }
    assert leads <= known | {"/runs/{dag}/{run}"}
    assert {each["destination"] for each in DeskPlugin.external_views} == {"nav", "dag", "dag_run", "task_instance"}
