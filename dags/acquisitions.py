"""What libraries have acquired.

Lists as CSV or KBART that library files name (`acquisitions:` in `schemas/libraries/`), each fetched, judged and
committed as vendors' deliveries are. Every list is all that its library has; one that is held, late or broken changes
nothing, and the one before counts on. `publish` follows every night, for licences end on their day whether or not a
list comes.

- **tell_held** asks a person about lists that this run left held; pink (skipped) when there are none.
- **report** is red while a source does not answer or a list waits for a person; its log says which and why. It sends no
  mail of its own: `approve` tells once that a list is held, `watch` reminds of what still waits.
  Held: see `emat gate list`, then approve or reject it. Unreadable: ask the library to send it again;
  `emat libraries show ISIL` names lines that cannot be used.

Red in any other task is a fault of ours: send the log to the maintainers.
"""

from __future__ import annotations

from airflow.sdk import DAG, CronTriggerTimetable, TriggerRule, task
from airflow.sdk.exceptions import AirflowFailException

from dags.parts.assets import ACQUISITIONS
from dags.parts.held import tell_held
from dags.parts.installation import LOST, SOURCE, installation
from dags.parts.notices import on_failure
from metadata.acquisitions import stages as acquiring
from metadata.reports import ledger_mark, report_of


@task(**LOST)
def lists() -> list[str]:
    """The lists that library files name."""
    with installation() as home:
        return acquiring.lists(home)


@task(**SOURCE)
def fetch_list(feed: str) -> list[int]:
    """Bring new deliveries of a list; returns them."""
    with installation() as home:
        return acquiring.fetch(home, acquiring.feed_named(home, feed))


@task(**LOST, trigger_rule=TriggerRule.ALL_DONE, multiple_outputs=False)
def take_list(feed: str) -> dict[str, int]:
    """Judge and commit what has come of a list; returns the counts."""
    with installation() as home:
        since = ledger_mark(home)
        for each in acquiring.waiting(home, feed):
            acquiring.process(home, each)
        return dict(report_of(home, feed, since).counts)


@task(trigger_rule=TriggerRule.ALL_DONE, outlets=[ACQUISITIONS])
def new_day() -> None:
    """Wakes `publish`, whatever became of the lists."""


@task(trigger_rule=TriggerRule.NONE_FAILED)
def report(feeds: list[str]) -> None:
    """Red while a source does not answer, a list waits for a person, or a library's file is refused, so that its lists
    are not looked for; the log says which and why.
    """
    with installation() as home:
        found = [report_of(home, each, ledger_mark(home)) for each in feeds]
        trouble = list(home.refused_libraries.values())
    trouble += [f"{one.vendor}: {each}" for one in found for each in (*(f"held: {it}" for it in one.held), *one.failed)]
    if trouble:
        raise AirflowFailException("\n".join(trouble))


def acquisitions_dag() -> DAG:
    """The DAG of all lists."""
    with DAG(
        "acquisitions",
        dag_display_name="Acquisitions of libraries",
        description="Lists of what libraries have acquired, and licences that end",
        doc_md=__doc__,
        schedule=CronTriggerTimetable("30 1 * * *", timezone="Europe/Helsinki"),
        catchup=False,
        max_active_runs=1,
        tags={"harvest", "libraries"},
        default_args={"owner": "metadata"},
        on_failure_callback=on_failure(),
    ) as made:
        named = lists()
        brought, taken = (
            each.override(doc_md=each.function.__doc__).expand(feed=named) for each in (fetch_list, take_list)
        )
        brought >> taken >> [tell_held(), new_day(), report(named)]
    return made


acquisitions = acquisitions_dag()
