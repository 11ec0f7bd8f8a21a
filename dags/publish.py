"""Publishes what has changed: match → merge → publication → files → announcement.

It begins when a vendor has committed, and every night after the lists of libraries, as licences end. Commits that come
within some minutes of each other are published together, and two publications are never made at a time: what comes
meanwhile waits for the next run.

- **gather** lets some minutes pass for other vendors' commits; what a person starts goes on at once.
- **publish** matches and merges what changed and makes it the next publication, all in one transaction: library
  systems see all of it or nothing, and what the gate holds leaves no trace. Its log tells how far it is. When nothing
  changed there is no new publication. Red: what was published before stays published, and running it again is always
  safe. Send the log to the maintainers.
- **files** writes the drops for file clients, and writes those again that are missing. Red: see the log; often the
  disk is full.
- **announce** wakes whatever is scheduled on the asset `published`; pink (skipped) when the publication was announced.
- **tell_held** asks a person when the gate holds the publication; pink when it does not.
- **report** is red while the publication is held; its log says why. What was published before stays.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import AssetAny, dag, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.parts.assets import ACQUISITIONS, HELD, PUBLISHED, records_of
from dags.parts.gathering import Gather
from dags.parts.installation import LOST, installation, tie
from dags.parts.notices import on_failure
from metadata import pipeline
from metadata.publish.publication import Published
from metadata.settings import load_settings, publish_after

vendor_files = sorted((load_settings(Path()).schemas / "vendors").glob("*.yml"))
records = AssetAny(*(records_of(path.stem) for path in vendor_files), ACQUISITIONS)


@task(**LOST, multiple_outputs=False)
def publish() -> dict[str, Any]:
    """Match and merge what changed and make it the current publication; returns its number and counts."""
    with installation() as home:
        return pipeline.make_publication(home)._asdict()


@task(**LOST, multiple_outputs=False)
def files(done: dict[str, Any]) -> dict[str, Any]:
    """Write the files of the current publication; returns it with the counts of what a file format cannot hold."""
    with installation() as home:
        return pipeline.write_files(home, Published(**done))._asdict()


@task(**LOST, inlets=[PUBLISHED], outlets=[PUBLISHED])
def announce(*, inlet_events: Any, outlet_events: Any) -> None:
    """Wake what is scheduled on publications; pink (skipped) when the current one has been announced."""
    before = inlet_events[PUBLISHED].ascending(False).limit(1)
    told = max((each.extra.get("publication", 0) for each in before), default=0)
    with installation() as home:
        current = pipeline.published(home)
        if current.seq <= told:
            raise AirflowSkipException("the current publication has been announced")
        tie(home, "publication", current.seq)
    outlet_events[PUBLISHED].extra = {"publication": current.seq, "at": current.at, "counts": current.counts}


@task(**LOST, outlets=[HELD])
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
    on_failure_callback=on_failure(),
)
def publish_dag() -> None:
    """See the module."""
    gathered = Gather(task_id="gather", minutes=publish_after(), doc_md=Gather.__doc__, **LOST)
    done = publish()
    written = files(done)
    gathered >> done
    written >> announce()
    tell_held(done)
    report(written)


publish_dag()
