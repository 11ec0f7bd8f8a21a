"""Runs one stored delivery of a vendor again: after its file, a rule or the mapping was mended.

A **dry run** shows what would change and changes nothing. Without it the delivery goes through refine, gate and
commit as if it had just come; then `publish` follows. Records that a newer delivery brought stay as they are.
The result, with counts and examples, stands in the log and under *XCom* of the task.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from airflow.sdk import AssetAlias, Param, dag, task

from dags.parts.assets import records_of
from dags.parts.installation import installation
from dags.parts.people import person
from metadata import rerun as rerunning
from metadata.settings import load_settings
from metadata.vendors import load_vendors

vendors, _ = load_vendors(load_settings(Path()).schemas)
changed = AssetAlias("records_rerun")  # stands for the asset of the vendor that was chosen

FORM = {
    "vendor": Param(
        next(iter(vendors), ""),
        type="string",
        enum=list(vendors) or [""],
        values_display={each.id: f"{each.title.en} ({each.id})" for each in vendors.values()},
        title="Vendor",
    ),
    "delivery": Param(
        rerunning.NEWEST,
        type="string",
        minLength=1,
        title="Delivery",
        description_md="The name of the file as the vendor gave it, as `emat status` shows it, or `newest`.",
    ),
    "dry_run": Param(
        True,
        type="boolean",
        title="Dry run",
        description_md="Shows what would change. Commits and publishes nothing.",
    ),
    "reason": Param(
        None,
        type=["null", "string"],  # a text alone would have to be filled in before the form can be sent
        title="Reason",
        description_md="Why. Kept in the ledger together with your name; needed when it is not a dry run.",
    ),
}


@dag(
    dag_id="rerun",
    dag_display_name="Rerun a delivery",
    description="Run a stored delivery again, dry or for real",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    params=FORM,
    tags=["librarian"],
    default_args={"owner": "metadata"},
)
def rerun_dag() -> None:
    """See the module."""

    @task(outlets=[changed], multiple_outputs=False)
    def rerun(*, params: dict[str, Any], outlet_events: Any) -> dict[str, Any]:
        """Run the chosen delivery again; returns its counts and what changed or would change."""
        with installation() as home:
            delivery = rerunning.find_delivery(home, params["vendor"], params["delivery"])
            result = rerunning.rerun(home, delivery, params["dry_run"], params["reason"] or "", person())
        logging.getLogger(__name__).info(json.dumps(result, ensure_ascii=False, indent=2))
        if result.get("state") == "committed":
            outlet_events[changed].add(records_of(params["vendor"]))
        return result

    rerun()


rerun_dag()
