"""How people are told from a DAG: by mail, by webhook, or both, as the connections of metadata/notices say.

`on_failure()` is for `on_failure_callback` of a DAG; `tell_held()` is called by a task. A channel without a
connection is off. A channel that fails is red where it is a task, and in the log where it is a callback.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from airflow.sdk import BaseNotifier
from airflow.sdk.exceptions import AirflowFailException

from dags.parts.addresses import airflow
from dags.parts.installation import connect, installation
from metadata.errors import SourceError
from metadata.home import Home, system_clock
from metadata.libraries import load_consortium
from metadata.notices import mail, told, webhook
from metadata.notices.notice import Build
from metadata.notices.words import load_texts
from metadata.settings import load_settings
from metadata.store import deliveries

CHANNELS = ("mail", "webhook")
LIGHT = "report"  # the task that is red while something waits for a person: `approve` and `watch` tell of that


def send(channel: str, kind: str, build: Build, schemas: Path) -> dict[str, Any]:
    """Tell the roles of a kind of notice by one channel; returns what was sent, {} where the channel is off or silent.

    Raises ConfigError, and SourceError when nobody takes it.
    """
    texts, now = load_texts(schemas), system_clock()
    roles = frozenset[str](texts.kinds[kind].roles)
    if channel == "webhook":
        return {"webhook": 1} if webhook.send(build, roles, connect, texts, now) else {}
    done = mail.send(build, roles, connect, texts, now, load_consortium(schemas).oai_domain)
    return {"mail": done.sent, "refused": len(done.refused)} if done != mail.Mailed() else {}


class FailureNotifier(BaseNotifier):
    """Tells operators by one channel that a run of a DAG has failed, unless it is only that something waits."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self.channel = channel

    def render_template_fields(self, context: Any, jinja_env: Any = None) -> None:
        """Nothing of it is a template."""

    def notify(self, context: Any) -> None:
        """Send it. Raises what `send` raises: Airflow logs it, and calls the next notifier."""
        schemas, ran = load_settings(Path()).schemas, _ran(context)
        if ran.task != LIGHT or _source_failed(ran.dag):
            send(self.channel, "failed", told.failed(ran, load_texts(schemas)), schemas)


def on_failure() -> list[BaseNotifier]:
    """For `on_failure_callback` of a DAG: one notice by each channel when a run of it fails, however many tasks did."""
    return [FailureNotifier(each) for each in CHANNELS]


def tell_held(ids: Sequence[int], publication: bool = False) -> dict[str, Any]:
    """Tell librarians what a gate holds: deliveries, the next publication, or both. Returns what was sent.

    For the body of a task. When no channel takes it the task may be tried again (SourceError); when one has, it is red
    at once (AirflowFailException): nobody is to be told twice. Raises ConfigError for a connection that is wrong.
    """
    with installation() as home:
        schemas = home.settings.schemas
        build = told.held(_names(home, ids), ids, publication, airflow(), load_texts(schemas))
        sent: dict[str, Any] = {}
        failed = list[str]()
        for channel in CHANNELS:
            try:
                sent |= send(channel, "held", build, schemas)
            except SourceError as error:
                failed.append(str(error))
    if failed:
        raise (AirflowFailException if sent else SourceError)("; ".join(failed))
    return sent


def _source_failed(dag: str) -> bool:
    """True if the last look of a harvest at its source failed: its light ends last, and says that as well."""
    with installation() as home, home.store.read() as connection:
        look = deliveries.all_looks(connection).get(dag.removeprefix("harvest__"))
    return look is not None and bool(look.error)


def _names(home: Home, ids: Sequence[int]) -> str:
    """The deliveries in words: their vendors and names."""
    with home.store.read() as connection:
        found = [deliveries.load(connection, each) for each in ids]
    return ", ".join(f"{each.vendor} {each.name}" for each in found)


def _ran(context: Any) -> told.Ran:
    """The run of a context; that of a callback may hold little more than the DAG and the id of the run."""
    dag, run = context["dag"], str(context.get("run_id", ""))
    task = getattr(context.get("ti"), "task_id", "") or ""
    href = f"{airflow()}/dags/{quote(dag.dag_id, safe='')}/runs/{quote(run, safe='')}" if airflow() and run else ""
    return told.Ran(dag.dag_id, dag.dag_display_name or dag.dag_id, run, task, href)
