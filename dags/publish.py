"""Publishes what has changed: match → merge → publication → files.

It begins as soon as any vendor has committed, and every night after the lists of libraries, as licences end.

- **publish**: one transaction makes the next publication current; library systems see all of it or nothing. When
  nothing changed there is no new publication. Red: what was published before stays published, and running it again
  is always safe. Send the log to the maintainers.
- **tell_held** asks a person when the gate holds the publication; pink (skipped) when it does not.
- **report** is red while the publication is held; its log says why. What was published before stays.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import AssetAny, dag, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.parts.assets import ACQUISITIONS, HELD, records_of
from dags.parts.installation import installation
from metadata import pipeline
from metadata.settings import load_settings

vendor_files = sorted((load_settings(Path()).schemas / "vendors").glob("*.yml"))
records = AssetAny(*(records_of(path.stem) for path in vendor_files), ACQUISITIONS)


@dag(
    dag_id="publish",
    dag_display_name="Publish",
    description="Match, merge and publish what has changed",
    doc_md=__doc__,
    schedule=records,
    catchup=False,
    max_active_runs=1,
    tags=["publish"],
    default_args={"owner": "metadata"},
)
def publish_dag() -> None:
    """See the module."""

    @task(multiple_outputs=False)
    def publish() -> dict[str, Any]:
        """Match and merge what changed and make it the current publication; returns its number and counts."""
        with installation() as home:
            return pipeline.publish(home)._asdict()

    @task(outlets=[HELD])
    def tell_held(done: dict[str, Any], *, outlet_events: Any) -> None:
        """Has `approve` ask a person about a publication that is held; pink (skipped) when it is not."""
        if not done["held"]:
            raise AirflowSkipException("the publication is not held")
        outlet_events[HELD].extra = {"deliveries": [], "publication": True}

    @task
    def report(done: dict[str, Any]) -> dict[str, int]:
        """Red while the publication is held; the log says why. Returns the counts."""
        if done["held"]:
            raise AirflowFailException(f"{done['held']}. See `emat gate list`; what was published before stays")
        return dict(done["counts"])

    done = publish()
    tell_held(done)
    report(done)


publish_dag()
