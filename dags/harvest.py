"""A vendor's night: find and bring new files, refine, judge and commit them. `publish` follows when records changed.

- **discover** looks what the vendor's source has that we have not. Red: the vendor's server does not answer, tried
  three times more; call the vendor. **fetch** brings it, some files a task. Red: the same, or a file broke off.
- **cut** opens what has come and is not done, whether or not the source answered tonight, and shares it out; pink
  (skipped) when nothing waits.
- **refine** makes good MARC of some pieces a task, each named by its file and bytes, or by the files where they are
  small. Of several deliveries those behind the first are prepared only: what one leaves, the next is compared with.
- **gate** joins the pieces and holds each delivery against what may be expected; its result says refined, held or
  unreadable, and why; *next* is what is judged when the one before it is committed.
- **commit** puts what passed into the store, oldest first; pink when there was nothing to commit.
- **renew** looks for stored records that rules, mapping or the vendor file change, for those whose day has come (a
  restriction begins or ends), and for what is in quarantine and may be cured; pink when there are none.
  **refine_renewal** makes them anew, **commit_renewal** judges and commits them by the same gate.
- **tell_held** asks a person about deliveries that this run left held; pink when the gate held nothing.
- **report** is red while anything of this vendor waits for a person; its log says what and why.
  Held: see `emat gate list`, then approve or reject it. Unreadable: ask the vendor to send the file again.

Red in *cut*, *refine*, *gate* or *commit* is a fault of ours: the store is as it was before; send the log to the
maintainers. Any task may be cleared and run again, also one that was lost with its machine: it ends in the same state.
A held or unreadable delivery changes nothing that is published, and does not stop the vendor's other deliveries.
Only one that updates products in parts (ONIX, 04) stays `fetched` until an earlier one is decided on.
What usually goes wrong: a full delivery that is cut short, many deletions at once, a file that breaks off.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import DAG, CronTriggerTimetable, TriggerRule, get_current_context, get_parsing_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.parts.assets import records_of
from dags.parts.held import tell_held
from dags.parts.installation import LOST, SOURCE, installation
from dags.parts.notices import on_failure
from metadata import pipeline, turns
from metadata.errors import ConfigError
from metadata.reports import ledger_mark, report_of
from metadata.settings import load_settings
from metadata.vendors import Vendor, load_vendor

ABOUT = """\
# {title.en}

{title.fi} · {title.sv}

**{delivery}** deliveries in **{format.kind}** from {fetch.where}, `{schedule}` {timezone}.
Whom to call: {contact}. All of it stands in `schemas/vendors/{id}.yml`.

"""
LANGUAGES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}


@task(**SOURCE)
def discover(vendor: str) -> list[turns.Files]:
    """Look what the vendor has that we have not; returns the names, shared out among tasks."""
    with installation() as home:
        return turns.share_files(home, vendor)


@task(**SOURCE, map_index_template="{{ named }}")
def fetch(vendor: str, files: turns.Files) -> list[int]:
    """Bring some new files; returns their deliveries. Never more at a time than the vendor file allows."""
    _name(files["name"])
    with installation() as home:
        return pipeline.fetch(home, vendor, files["only"])


@task(**LOST, trigger_rule=TriggerRule.ALL_DONE)
def cut(vendor: str) -> list[turns.Pieces]:
    """Open what has come, cut it into pieces, and share these out; pink (skipped) when nothing waits."""
    with installation() as home:
        found = turns.share_pieces(home, vendor)
    if found is None:
        raise AirflowSkipException("nothing waits")
    return found


@task(**LOST, map_index_template="{{ named }}")
def refine(share: turns.Pieces) -> int:
    """Read, convert, normalise, enrich and validate some pieces; returns how many records these have."""
    _name(share["name"])
    with installation() as home:
        return turns.make(home, share["stretches"])


@task(**LOST, trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
def gate(vendor: str) -> list[turns.Judged]:
    """Join the pieces and judge the deliveries; returns what became of each, and why."""
    with installation() as home:
        return turns.judge(home, vendor)


@task(**LOST, multiple_outputs=False)
def commit(vendor: str, judged: list[turns.Judged], *, outlet_events: Any) -> dict[str, int]:
    """Commit what passed, oldest first; returns the counts of all that was committed, and wakes `publish`."""
    with installation() as home:
        counts = turns.commit(home, vendor, judged)
    if not counts:
        raise AirflowSkipException("nothing was committed")
    outlet_events[records_of(vendor)].extra = counts
    return counts


@task(**LOST, trigger_rule=TriggerRule.ALL_DONE)
def renew(vendor: str) -> list[turns.Pieces]:
    """Share out the stored records that rules, mapping or the vendor file change; pink when there are none."""
    with installation() as home:
        found = turns.share_renewal(home, vendor)
    if found is None:
        raise AirflowSkipException("everything is of today, or a renewal waits for a person")
    return found


@task(**LOST, trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, multiple_outputs=False)
def commit_renewal(vendor: str, *, outlet_events: Any) -> dict[str, int]:
    """Join, judge and commit what was made anew; returns the counts, and wakes `publish`."""
    with installation() as home:
        counts = turns.commit_renewal(home, vendor)
    if not counts:
        raise AirflowSkipException("the renewal waits for a person")
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


def _name(name: str) -> None:
    """Name this one of the mapped tasks."""
    get_current_context()["named"] = name  # type: ignore[typeddict-unknown-key]


def vendor_dag(vendor: Vendor) -> DAG:
    """The DAG of one vendor. Raises ValueError for a schedule or time zone that is none."""
    made = DAG(
        f"harvest__{vendor.id}",
        dag_display_name=f"Harvest: {vendor.title.en}",
        description=f"{vendor.delivery} deliveries in {vendor.format.kind}",
        doc_md=ABOUT.format_map(dict(vendor)) + _told(vendor) + (__doc__ or ""),
        schedule=CronTriggerTimetable(vendor.schedule, timezone=pendulum.timezone(vendor.timezone)),
        catchup=False,
        max_active_runs=1,
        tags={"harvest", vendor.id, vendor.format.kind, vendor.delivery},
        default_args={"owner": vendor.contact},
        owner_links={vendor.contact: f"mailto:{vendor.contact}"},
        on_failure_callback=on_failure(),
    )
    made.validate()
    with made:
        _night(vendor)
    return made


def _told(vendor: Vendor) -> str:
    """What the vendor file tells of the vendor and its troubles, in three languages; "" where it tells nothing."""
    texts = [each for each in (vendor.about, vendor.trouble) if each]
    told = {name: " ".join(each[key] for each in texts).strip() for key, name in LANGUAGES.items()}
    return "".join(f"**{name}.** {text}\n\n" for name, text in told.items() if text)


def _night(vendor: Vendor) -> None:
    """The tasks of one vendor, in their order."""
    woken = {"outlets": [records_of(vendor.id)]}
    # Airflow's pools would have to be made beside the vendor file: this limit comes and goes with it.
    spared = fetch.override(max_active_tis_per_dag=vendor.fetch.limits.parallel, doc_md=fetch.function.__doc__)
    brought = spared.partial(vendor=vendor.id).expand(files=discover(vendor.id))
    pieces = cut(vendor.id)
    refined = refine.override(doc_md=refine.function.__doc__).expand(share=pieces)
    judged = gate(vendor.id)
    committed = commit.override(**woken)(vendor.id, judged)
    stale = renew(vendor.id)
    renewing = refine.override(task_id="refine_renewal", doc_md=refine.function.__doc__).expand(share=stale)
    renewed = commit_renewal.override(**woken)(vendor.id)
    brought >> pieces >> judged
    refined >> judged
    committed >> stale >> renewed
    renewing >> renewed
    # No process is spent on a night in which no gate was asked; what a failed one left untold, `approve` finds itself.
    asked = tell_held.override(trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)()
    [judged, committed, stale, renewed] >> asked
    [judged, committed, renewed] >> report(vendor.id)


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


def vendor_dags(folder: Path, only: str | None = None) -> Iterator[DAG]:
    """One DAG for each vendor file, or of `only` one DAG id; one vendor's fault stays that vendor's."""
    for path in sorted(folder.glob("*.yml")):
        if only not in (None, f"harvest__{path.stem}"):
            continue
        try:
            yield vendor_dag(load_vendor(path))
        except ConfigError as error:
            yield broken_dag(path.stem, str(error))
        except Exception as error:  # noqa: BLE001  # whatever else is wrong with one file must not hide the others
            fault = f"{type(error).__name__}: {error}"
            yield broken_dag(path.stem, f"{path.name}: it cannot be scheduled (schedule, timezone): {fault}")


# Vendor files are read from the schemas alone: parsing a DAG needs no data folder. A task is of one DAG and makes that.
wanted = get_parsing_context().dag_id
globals().update({each.dag_id: each for each in vendor_dags(load_settings(Path()).schemas / "vendors", wanted)})
