"""Runs records of a vendor again: after its file, a rule, the mapping or a vocabulary was mended.

Choose the vendor and which records, and fill in the field that belongs to that choice; leave the others empty.

- A **dry run** shows what would change and changes nothing. It ends in a preview: what becomes of how many records,
  fields before and after, what the gate says, what would be published. The button *Preview* in the *Details* of the
  task *rerun* leads there; the desk keeps it for four weeks.
- **Without the dry run** the same is done: records go through refine, gate and commit as if they had just come, and
  `publish` follows. It needs a reason, which is kept with your name. What a newer delivery brought stays as it is.
- What a **gate** holds waits for a person as ever (`approve` asks), unless you let it pass here, with the reason.

Red in *check*: a field is wrong; its log says which, and what to do. Nothing was done. Red in *rerun*: a real run left
something that waits for a person, or a fault of ours; the log says which, and what is published stays as it was.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from airflow.sdk import AssetAlias, Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from dags.parts.assets import ACQUISITIONS, records_of
from dags.parts.held import tell_held
from dags.parts.installation import installation
from dags.parts.people import person
from dags.parts.preview_link import PreviewLink
from metadata import rerun as rerunning
from metadata.rerun import form

changed = AssetAlias("records_rerun")  # stands for the assets of what was chosen
choices = form.choices(Path())

TEXT = ["null", "string"]  # a text alone would have to be filled in before the form can be sent
FORM = {
    "vendor": Param(
        choices.first,
        type="string",
        enum=list(choices.vendors),
        values_display=choices.vendors,
        title="Vendor",
        description_md="Whose records. A list of acquisitions can be run again by its deliveries.",
    ),
    "what": Param(
        "newest",
        type="string",
        enum=list(form.WHATS),
        values_display=form.WHATS,
        title="What",
        description_md="Most choices have a field of their own: open *Which records* below and fill in just that one.",
    ),
    "dry_run": Param(
        True,
        type="boolean",
        title="Dry run",
        description_md="**On:** shows what would change; commits and publishes nothing. **Off:** does it.",
    ),
    "reason": Param(
        None,
        type=TEXT,
        maxLength=2000,
        title="Reason",
        description_md="Why. Kept in the ledger together with your name; needed when it is not a dry run.",
    ),
    "delivery": Param(
        None,
        type=TEXT,
        minLength=1,
        maxLength=500,
        title="Delivery",
        description_md="For *a chosen delivery*: the name of the file as the vendor gave it, or its number.",
        section="Which records",
    ),
    "since": Param(
        None,
        type=TEXT,
        format="date",
        title="Day",
        description_md="For *all records that came on a day or later*: the day on which their delivery was committed.",
        section="Which records",
    ),
    "ids": Param(
        None,
        type=["null", "array"],
        items={"type": "string", "maxLength": 500},
        maxItems=5000,
        title="Ids",
        description_md="For *these records*: one a line. The vendor's own id, the id of a title, or an ISBN.",
        section="Which records",
    ),
    "ids_file": Param(
        None,
        type=TEXT,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]{0,99}$",
        title="File of ids",
        description_md="For *these records*, where they are many: the name of a text file, one id a line, in "
        "the folder `id-lists` of the data folder.",
        section="Which records",
    ),
    "rule": Param(
        None,
        type=TEXT,
        pattern=r"^([A-Za-z][0-9]{2}|[a-z][a-z0-9\-]{1,60})$",
        title="Rule",
        description_md="For *all records that a rule found something in*: its id, as `T03`, or its name, as "
        "`title-missing`.",
        section="Which records",
    ),
    "version": Param(
        None,
        type=TEXT,
        pattern="^[0-9a-f]{16}$",
        title="Version",
        description_md="For *all records that older rules, mapping or vendor file made*: just one version (16 "
        "characters). Empty: every version but today's.",
        section="Which records",
    ),
    "vocabulary": Param(
        None,
        type=TEXT,
        enum=[None, *choices.vocabularies],
        values_display={"null": "–", **choices.vocabularies},
        title="Vocabulary",
        description_md="For *all records that asked a vocabulary*.",
        section="Which records",
    ),
    "start": Param(
        "refine",
        type="string",
        enum=list(form.STAGES),
        values_display=form.STAGES,
        title="Begin with",
        description_md="All that follows is done as well. Reading converts, normalises, enriches and validates too: no "
        "record is kept half-way.",
        section="How",
    ),
    "override": Param(
        False,
        type="boolean",
        title="Let pass what the gate holds",
        description_md="Only when you know why it would be held. The reason is kept with the decision.",
        section="How",
    ),
}


@dag(
    dag_id="rerun",
    dag_display_name="Rerun",
    description="Run records again: a delivery, ids, the quarantine, all that a rule touched; dry or for real",
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

    @task(multiple_outputs=False)
    def check(*, params: dict[str, Any]) -> dict[str, str]:
        """Red where a field names what is not there, or two do not fit; the log says what to do. Nothing is done."""
        with installation() as home:
            wish = rerunning.check(home, dict(params))
        return {"vendor": wish.vendor, "what": wish.what, "start": wish.start}

    @task(outlets=[changed], multiple_outputs=False)
    def rerun(*, params: dict[str, Any], outlet_events: Any) -> dict[str, Any]:
        """Run what was chosen again; returns what became of it, or would, with the number of its preview."""
        with installation() as home:
            done = form.brief(rerunning.rerun(home, rerunning.wish_of(dict(params)), person()))
        logging.getLogger(__name__).info(json.dumps(done, ensure_ascii=False, indent=2))
        for each, told in done["vendors"].items():
            if told.get("state") == "committed":
                outlet_events[changed].add(ACQUISITIONS if form.is_list(each) else records_of(each))
        return done

    @task
    def report(done: dict[str, Any]) -> dict[str, str]:
        """Red while something that was run for real waits for a person; the log says what and why."""
        if waiting := form.waiting(done):
            raise AirflowFailException("\n".join(waiting))
        return {vendor: told.get("state") or told["would_be"] for vendor, told in done["vendors"].items()}

    done = rerun()
    done.operator.operator_extra_links = (PreviewLink(),)
    check() >> done >> tell_held()
    report(done)


rerun_dag()
