"""Looks every week for new versions of the vocabularies that headings are looked up in: YSO, SLM, KANTO, YKL …

One task for each vocabulary of `schemas/vocabularies.yml`, one after the other. A new version counts at once; the next
night refines anew just the records that asked for what changed.

- Green: there was a new version, or none. Which, stands under *XCom*: state, concepts, and how many records it touches.
- Pink (skipped): the source gave nothing after several tries. Nothing need be done: the version before counts on, and
  the morning's digest tells when it has grown too old.
- **Red**: a version came that is broken, has shrunk, or would take away or change many headings in use. It does not
  count; the log says what is odd. Look at it, then either wait for a better one, or start this DAG by hand for that
  vocabulary with *Take it however much would change* and a reason.

Started by hand it may ask Finto for single changes instead of dumps: quick, but not for what is gone.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags.parts.installation import installation
from dags.parts.notices import on_failure
from dags.parts.people import person
from metadata.errors import SourceError
from metadata.settings import load_settings
from metadata.vocabularies.declared import load_declared
from metadata.vocabularies.refresh import Outcome
from metadata.vocabularies.tend import names_of, tend

declared = load_declared(load_settings(Path()).schemas)

FORM = {
    "names": Param(
        [],
        type="array",
        items={"type": "string", "enum": list(declared)},
        examples=list(declared),
        values_display={name: f"{each.title.en} ({name})" for name, each in declared.items()},
        title="Vocabularies",
        description_md="None chosen: all of them.",
    ),
    "how": Param(
        "dumps",
        type="string",
        enum=["dumps", "changes"],
        values_display={"dumps": "Whole versions", "changes": "Only what Finto says has changed"},
        title="From what",
    ),
    "agreed": Param(
        False,
        type="boolean",
        title="Take it however much would change",
        description_md="For a version that was refused and that you have looked at. Needs chosen vocabularies and why.",
    ),
    "reason": Param(
        None,
        type=["null", "string"],  # a text alone would have to be filled in before the form can be sent
        title="Reason",
        description_md="Why it is taken as it is. Kept with this run.",
    ),
}


@dag(
    dag_id="vocabularies",
    dag_display_name="Vocabularies",
    description="New versions of YSO, SLM, KANTO, YKL …, every week",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("30 0 * * 0", timezone="Europe/Helsinki"),
    catchup=False,
    max_active_runs=1,
    params=FORM,
    tags=["vocabularies", "librarian"],
    default_args={"owner": "metadata"},
    on_failure_callback=on_failure(),
)
def vocabularies_dag() -> None:
    """See the module."""

    @task
    def chosen(*, params: dict[str, Any]) -> list[str]:
        """The vocabularies to look for."""
        if params["agreed"] and not (params["names"] and (params["reason"] or "").strip()):
            raise AirflowFailException("to take a version as it is, choose the vocabularies and give a reason")
        with installation() as home:
            return names_of(home, params["names"], params["how"] == "changes")

    @task(
        map_index_template="{{ vocabulary }}",
        max_active_tis_per_dagrun=1,  # each begins with the index that the one before made
        retries=3,
        retry_delay=timedelta(minutes=30),
        multiple_outputs=False,
    )
    def refresh(name: str, *, params: dict[str, Any]) -> dict[str, Any]:
        """Look for a new version of one vocabulary and let it count; returns its state and what it touches."""
        get_current_context()["vocabulary"] = name  # type: ignore[typeddict-unknown-key]
        with installation() as home:
            done = tend(home, [name], agreed=params["agreed"], incremental=params["how"] == "changes")
        told = _judged(name, done.refreshed.vocabularies[name]) | {"records": done.records}
        if params["agreed"]:
            told |= {"by": person(), "reason": params["reason"]}
        logging.getLogger(__name__).info(json.dumps(told, ensure_ascii=False))
        return told

    refresh.override(doc_md=refresh.function.__doc__).expand(name=chosen())


def _judged(name: str, outcome: Outcome) -> dict[str, Any]:
    """What became of a vocabulary; raises what its light is to be."""
    if outcome.state == "failed" and outcome.waits:
        ti = get_current_context()["ti"]
        if ti.try_number <= ti.max_tries:
            raise SourceError(f"{name}: {outcome.reason}")
        raise AirflowSkipException(f"{name}: {outcome.reason}; the version before counts on")
    if outcome.state in ("failed", "refused"):
        raise AirflowFailException(f"{name}: {outcome.reason}; the version before counts on")
    return {"vocabulary": name, "state": outcome.state, "concepts": outcome.built.concepts if outcome.built else None}


vocabularies_dag()
