"""Looks every morning at what stands in the way of a good night, and tells people what waits for them.

- **sweep** removes what runs left behind in the work folder, as `keep:` in `schemas/watch.yml` says.
- **look** finds what is late, held, broken, running out or growing old, and since when. Its result counts them.
- **identifiers** counts once a week which shared identifiers records carry, for the desk's page; it reads every record.
- **mail** and **webhook** tell each role what waits for it; pink (skipped) when nothing does, or when the channel is
  off. Recipients stand in the connections `notices_mail` and `notices_webhook`, by role: operator, librarian, manager.

The same thing is told as new once; afterwards the digest says since when it waits. The desk and `emat watch` show the
same at any time. Red in *mail* or *webhook*: the digest could not be given in after several tries; look at the
connection. Red in *look*: a fault of ours; send the log to the maintainers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable, TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.parts.addresses import airflow
from dags.parts.installation import installation
from dags.parts.notices import CHANNELS, on_failure, send
from metadata.coverage import renew
from metadata.watch import facts
from metadata.watch import watch as look_at
from metadata.watch.digest import digest
from metadata.watch.retention import sweep as sweep_away


@dag(
    dag_id="watch",
    dag_display_name="Watch",
    description="Every morning: what is late, held, broken or running out, told to whom it concerns",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 7 * * *", timezone="Europe/Helsinki"),
    catchup=False,
    max_active_runs=1,
    tags=["watch"],
    default_args={"owner": "metadata"},
    on_failure_callback=on_failure(),
)
def watch_dag() -> None:
    """See the module."""

    @task(multiple_outputs=False)
    def sweep() -> dict[str, int]:
        """Remove what has lain long enough; returns how much that was."""
        with installation() as home:
            return sweep_away(home)._asdict()

    @task(trigger_rule=TriggerRule.ALL_DONE, multiple_outputs=False)
    def look() -> dict[str, int]:
        """Find what stands in the way, and keep since when; returns how many things wait for a person."""
        with installation() as home:
            found = look_at(home)
        return {"waiting": len(found.urgent), "known": len(found.facts) - len(found.urgent)}

    @task
    def identifiers() -> int:
        """Count the identifiers of records where the last count is a week old; returns of how many vendors."""
        with installation() as home:
            return renew(home)

    @task(retries=3, retry_delay=timedelta(minutes=15), multiple_outputs=False)
    def tell(channel: str) -> dict[str, Any]:
        """Tell each role what waits for it by one channel; returns how many were told."""
        with installation() as home:
            sent = send(channel, "digest", digest(home, facts(home), airflow()), home.settings.schemas)
        if not sent:
            raise AirflowSkipException("nothing waits for a person, or nobody is to be told by this channel")
        return sent

    looked = look()
    sweep() >> looked >> identifiers()
    for each in CHANNELS:
        looked >> tell.override(task_id=each, doc_md=tell.function.__doc__)(each)


watch_dag()
