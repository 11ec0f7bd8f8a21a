"""Shows the desk (metadata/desk) inside Airflow: in its navigation and as a tab of DAGs and runs.

Only who is logged in sees a page. The style and the script of the pages are no secret and need no login.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from urllib.parse import quote

from airflow.api_fastapi.core_api.security import get_user
from airflow.plugins_manager import AirflowPlugin
from fastapi import HTTPException
from fastapi.security import HTTPAuthorizationCredentials as Bearer
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from metadata.desk.address import MOUNT
from metadata.desk.app import HEADERS, create_desk
from metadata.home import Home
from metadata.settings import load_settings

LOGIN = "/auth/login?next="
REFUSED = (
    '<!doctype html><html lang="en"><title>Log in</title><p>The desk needs a login: <a href="{}">log in</a>.</p></html>'
)


class LoggedIn:
    """Lets only requests of people through whom Airflow knows; others get 401 and a link to the login."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and not await _is_open(Request(scope, receive)):
            root = str(scope.get("root_path", "")).removesuffix(MOUNT)
            back = f"{root}{LOGIN}{quote(scope['path'], safe='')}"
            await HTMLResponse(REFUSED.format(escape(back)), 401, HEADERS)(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def _is_open(request: Request) -> bool:
    root = request.scope.get("root_path", "")
    if request.scope["path"].removeprefix(root).startswith("/static/"):
        return True
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    bearer = Bearer(scheme=scheme, credentials=token) if token else None
    try:
        await get_user(request, None, bearer)
    except HTTPException:
        return False
    return True


def _view(name: str, destination: str, route: str, href: str) -> dict[str, str]:
    return {"name": name, "destination": destination, "url_route": route, "href": f"{MOUNT}{href}"}


class DeskPlugin(AirflowPlugin):
    """The desk and where its pages stand in Airflow."""

    name = "desk"
    fastapi_apps = [  # noqa: RUF012  # as Airflow wants it
        {
            "app": LoggedIn(
                create_desk(load_settings(Path()).schemas, lambda: Home(load_settings(), read_only=True), None)
            ),
            "url_prefix": MOUNT,
            "name": "Desk",
        }
    ]
    external_views = [  # noqa: RUF012  # as Airflow wants it
        _view("Desk", "nav", "desk", "/"),
        _view("Vendor", "dag", "desk_dag", "/dags/{DAG_ID}"),
        _view("Desk", "dag_run", "desk_run", "/runs/{DAG_ID}/{RUN_ID}"),
        _view("Desk", "task_instance", "desk_task", "/runs/{DAG_ID}/{RUN_ID}"),
    ]
