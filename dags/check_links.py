"""Asks every night whether a part of the vendors' links still lead somewhere, so that all are seen within some weeks.

Politely: as robots.txt and the pace of `links:` in `schemas/watch.yml` allow, one thing after the other at each host,
under a name of our own with an address to write to. It blocks nothing: a link that was broken on two different days
becomes a finding (rule X04) in the vendor's report, and the digest counts them.

The result counts, vendor by vendor, what was asked, what is broken tonight, and what was not reached; that is first
the next night. Red is a fault of ours: send the log to the maintainers.
"""

from __future__ import annotations

from airflow.sdk import CronTriggerTimetable, dag, task

from dags.parts.installation import installation
from dags.parts.notices import on_failure
from metadata.link_checks.night import check_links


@dag(
    dag_id="check_links",
    dag_display_name="Check links",
    description="Whether vendors' links still lead somewhere: a part of them each night",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("30 5 * * *", timezone="Europe/Helsinki"),
    catchup=False,
    max_active_runs=1,
    tags=["watch"],
    default_args={"owner": "metadata"},
    on_failure_callback=on_failure(),
)
def check_links_dag() -> None:
    """See the module."""

    @task(multiple_outputs=False)
    def check() -> dict[str, dict[str, int]]:
        """Ask after tonight's links and keep the answers; returns the counts of each vendor."""
        with installation() as home:
            return check_links(home)

    check()


check_links_dag()
