"""A vendor's night: bring its new files, refine, judge and commit them. `publish` follows when records changed.

- **fetch** brings new files. Red: the vendor's server does not answer, tried three times more; call the vendor.
- **waiting** lists what has come and is not done, whether or not the source answered tonight.
- **refine** makes good MARC of each delivery.
- **gate** holds each delivery against what may be expected; its result says refined, held or unreadable, and why.
- **commit** puts what passed into the store, oldest first; pink (skipped) when there was nothing to commit.
- **renew** makes stored records anew where rules, mapping or the vendor file changed, behind the same gate, and tries
  again what is in quarantine; pink when there is nothing to renew.
- **tell_held** asks a person about deliveries that this run left held; pink when the gate held nothing.
- **report** is red while anything of this vendor waits for a person; its log says what and why.
  Held: see `emat gate list`, then approve or reject it. Unreadable: ask the vendor to send the file again.

Red in *refine*, *gate* or *commit* is a fault of ours: the store is as it was before; send the log to the maintainers.
A held or unreadable delivery changes nothing that is published, and does not stop the vendor's other deliveries.
Only one that updates products in parts (ONIX, 04) stays `fetched` until an earlier one is decided on.
What usually goes wrong: a full delivery that is cut short, many deletions at once, a file that breaks off.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import DAG, CronTriggerTimetable, TriggerRule, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.parts.assets import ACQUISITIONS, records_of
from dags.parts.held import tell_held
from dags.parts.installation import installation
from metadata import pipeline
from metadata.acquisitions import stages as acquiring
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.reports import ledger_mark, report_of
from metadata.settings import load_settings
from metadata.store import deliveries
from metadata.vendors import Vendor, load_vendor

LOT = 200  # deliveries of one run, oldest first; a longer backlog goes on in the next run
NEXT = "next"  # state of a delivery that is judged when the one before it is committed

ABOUT = """\
# {title.en}

{title.fi} · {title.sv}

**{delivery}** deliveries in **{format.kind}** from {fetch.where}, `{schedule}` {timezone}.
Whom to call: {contact}. All of it stands in `schemas/vendors/{id}.yml`.

"""


@task(retries=3, retry_delay=timedelta(minutes=10))
def fetch(vendor: str) -> list[int]:
    """Bring new files; returns their deliveries."""
    with installation() as home:
        return pipeline.fetch(home, vendor)


@task(trigger_rule=TriggerRule.ALL_DONE)
def waiting(vendor: str) -> list[int]:
    """The deliveries to be processed, oldest first."""
    with installation() as home:
        return pipeline.waiting(home, vendor)[:LOT]


@task(map_index_template="{{ delivery_name }}", multiple_outputs=False)
def refine(delivery: int) -> dict[str, int]:
    """Read, convert, normalise, enrich and validate one delivery; returns its counts, none when it is unreadable."""
    with installation() as home:
        get_current_context()["delivery_name"] = _name(home, delivery)  # type: ignore[typeddict-unknown-key]
        return pipeline.refine(home, delivery)


@task
def gate(due: list[int]) -> list[dict[str, Any]]:
    """Judge the deliveries; returns what became of each, and why."""
    with installation() as home:
        return [{"name": _name(home, each.delivery), **each._asdict()} for each in _judge(home, due)]


@task(multiple_outputs=False)
def commit(vendor: str, verdicts: list[dict[str, Any]], *, outlet_events: Any) -> dict[str, int]:
    """Commit what passed, oldest first; returns the counts of all that was committed, and wakes `publish`."""
    with installation() as home:
        counts = _commit(home, vendor, verdicts)
    if not counts:
        raise AirflowSkipException("nothing was committed")
    outlet_events[records_of(vendor)].extra = counts
    return counts


@task(trigger_rule=TriggerRule.ALL_DONE, multiple_outputs=False)
def renew(vendor: str, *, outlet_events: Any) -> dict[str, int]:
    """Make stored records anew where rules, mapping or the vendor file changed; returns the counts."""
    with installation() as home:
        counts = pipeline.renew(home, vendor)
    if not counts:
        raise AirflowSkipException("everything is of today, or a renewal waits for a person")
    outlet_events[records_of(vendor)].extra = counts
    return counts


@task(trigger_rule=TriggerRule.NONE_FAILED, multiple_outputs=False)
def report(vendor: str) -> dict[str, int]:
    """Red while anything of this vendor waits for a person; the log says what and why."""
    with installation() as home:
        found = report_of(home, vendor, ledger_mark(home))
    trouble = [f"held: {each}" for each in found.held] + found.failed
    if trouble:
        raise AirflowFailException("\n".join(trouble))
    return {"live": found.live}


def _name(home: Home, delivery: int) -> str:
    with home.store.read() as connection:
        return deliveries.load(connection, delivery).name


def _judge(home: Home, due: list[int]) -> Iterator[pipeline.Verdict]:
    """Verdicts up to the first delivery that may be committed; those after it are judged against what it leaves."""
    passed = False
    for each in due:
        verdict = pipeline.Verdict(each, NEXT) if passed else pipeline.gate(home, each)
        passed = passed or verdict.state == "refined"
        yield verdict


def _commit(home: Home, vendor: str, verdicts: list[dict[str, Any]]) -> dict[str, int]:
    since = ledger_mark(home)
    for each in verdicts:
        if each["state"] == "refined":
            pipeline.commit(home, each["delivery"])
        elif each["state"] == NEXT:
            pipeline.process(home, each["delivery"])
    return dict(report_of(home, vendor, since).counts)


LISTS = """\
# What libraries have acquired

Lists as CSV or KBART that library files name (`acquisitions:` in `schemas/libraries/`), each fetched, judged and
committed as vendors' deliveries are. Every list is all that its library has; one that is held, late or broken changes
nothing, and the one before counts on. `publish` follows every night, for licences end on their day whether or not a
list comes.

Red: a source does not answer, or a list waits for a person: its log says why. Held: see `emat gate list`, then
approve or reject it. Unreadable: ask the library to send it again; `emat libraries show ISIL` names lines that cannot
be used.
"""


@task
def lists() -> list[str]:
    """The lists that library files name."""
    with installation() as home:
        return acquiring.lists(home)


@task(retries=3, retry_delay=timedelta(minutes=10))
def fetch_list(feed: str) -> list[int]:
    """Bring new deliveries of a list; returns them."""
    with installation() as home:
        return acquiring.fetch(home, acquiring.feed_named(home, feed))


@task(trigger_rule=TriggerRule.ALL_DONE, multiple_outputs=False)
def take_list(feed: str) -> dict[str, int]:
    """Judge and commit what has come of a list; red while any of it waits for a person. Returns the counts."""
    with installation() as home:
        since = ledger_mark(home)
        for each in acquiring.waiting(home, feed):
            acquiring.process(home, each)
        found = report_of(home, feed, since)
    if trouble := [f"held: {each}" for each in found.held] + found.failed:
        raise AirflowFailException("\n".join(trouble))
    return dict(found.counts)


@task(trigger_rule=TriggerRule.ALL_DONE, outlets=[ACQUISITIONS])
def new_day() -> None:
    """Wakes `publish`, whatever became of the lists."""


def acquisitions_dag() -> DAG:
    """The DAG of all lists."""
    with DAG(
        "acquisitions",
        dag_display_name="Acquisitions of libraries",
        description="Lists of what libraries have acquired, and licences that end",
        doc_md=LISTS,
        schedule=CronTriggerTimetable("30 1 * * *", timezone="Europe/Helsinki"),
        catchup=False,
        max_active_runs=1,
        tags={"harvest", "libraries"},
        default_args={"owner": "metadata"},
    ) as made:
        named = lists()
        brought, taken = (
            each.override(doc_md=each.function.__doc__).expand(feed=named) for each in (fetch_list, take_list)
        )
        brought >> taken >> [tell_held(), new_day()]
    return made


def vendor_dag(vendor: Vendor) -> DAG:
    """The DAG of one vendor. Raises ValueError for a schedule or time zone that is none."""
    made = DAG(
        f"harvest__{vendor.id}",
        dag_display_name=f"Harvest: {vendor.title.en}",
        description=f"{vendor.delivery} deliveries in {vendor.format.kind}",
        doc_md=ABOUT.format_map(dict(vendor)) + (__doc__ or ""),
        schedule=CronTriggerTimetable(vendor.schedule, timezone=pendulum.timezone(vendor.timezone)),
        catchup=False,
        max_active_runs=1,
        tags={"harvest", vendor.id, vendor.format.kind, vendor.delivery},
        default_args={"owner": vendor.contact},
        owner_links={vendor.contact: f"mailto:{vendor.contact}"},
    )
    made.validate()
    with made:
        fetched, due = fetch(vendor.id), waiting(vendor.id)
        verdicts = gate(due)
        fetched >> due
        refine.override(doc_md=refine.function.__doc__).expand(delivery=due) >> verdicts
        woken = {"outlets": [records_of(vendor.id)]}
        committed = commit.override(**woken)(vendor.id, verdicts)
        committed >> renew.override(**woken)(vendor.id) >> [tell_held(), report(vendor.id)]
    return made


def broken_dag(vendor: str, reason: str) -> DAG:
    """The DAG of a vendor whose file is refused: same id, and every night it says why."""
    doc = f"# The file of this vendor is refused\n\n```\n{reason}\n```\n\n`schemas/vendors/{vendor}.yml` needs mending."
    schedule = CronTriggerTimetable("0 2 * * *", timezone="Europe/Helsinki")
    with DAG(
        f"harvest__{vendor}", doc_md=doc, schedule=schedule, catchup=False, tags={"harvest", "config-error"}
    ) as made:

        @task
        def refused() -> None:
            """Says why the vendor's file is refused."""
            raise AirflowFailException(reason)

        refused()
    return made


def vendor_dags(folder: Path) -> Iterator[DAG]:
    """One DAG for each vendor file; one vendor's fault stays that vendor's."""
    for path in sorted(folder.glob("*.yml")):
        try:
            yield vendor_dag(load_vendor(path))
        except ConfigError as error:
            yield broken_dag(path.stem, str(error))
        except Exception as error:  # noqa: BLE001  # whatever else is wrong with one file must not hide the others
            fault = f"{type(error).__name__}: {error}"
            yield broken_dag(path.stem, f"{path.name}: it cannot be scheduled (schedule, timezone): {fault}")


# Vendor files are read from the schemas alone: parsing a DAG needs no data folder.
made_for_libraries = acquisitions_dag()
globals().update({each.dag_id: each for each in vendor_dags(load_settings(Path()).schemas / "vendors")})
