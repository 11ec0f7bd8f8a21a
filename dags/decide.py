"""Doubtful matches, ambiguous headings and names, and records to look at: answered by the dozen, in one form.

Choose what you want to be asked and start. The questions, up to twenty, stand under *Required Actions* of the task
**ask**: both records beside each other, what is alike and what is not, what may be meant. Answer those that you can and
say why; what you leave open is asked again another time.

- **ask** is pink (skipped) when nothing waits. If nobody answers in time, nothing is decided.
- **carry_out** keeps each answer as a decision with your name and reason. Its log, and *XCom*, tell their numbers, and
  which were refused and why: somebody may have answered meanwhile. Each can be taken back with *Take a decision back*.
- **take_effect** makes anew what the answers are about; then `publish` follows by itself.
- **tell_held** is pink (skipped) but where a gate holds what would follow: then `approve` asks a person.

What does not fit into a list of answers, such as another concept or a corrected field, is said with the forms of
`curate__…` or with `emat review`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.parts.decided import follow, tell
from dags.parts.installation import installation
from dags.parts.notices import on_failure
from dags.parts.questions import HOURS, Asked, QuestionOperator, Replied
from metadata.home import Home
from metadata.review import Word, batch
from metadata.settings import load_settings
from metadata.vendors import load_vendors

vendors, _ = load_vendors(load_settings(Path()).schemas)
SEND = "Save answers"

FORM = {
    "kind": Param(
        "match",
        type="string",
        enum=["match", "heading", "record"],
        values_display={
            "match": "Are these records one title?",
            "heading": "Which concept or name is meant here?",
            "record": "Is this record in order?",
        },
        title="Questions",
    ),
    "vendor": Param(
        None,
        type=["null", "string"],
        enum=[None, *vendors],
        values_display={"None": "All", **{each.id: f"{each.title.en} ({each.id})" for each in vendors.values()}},
        title="Vendor",
        description_md="Only about this vendor's records.",
    ),
    "language": Param(
        "fi",
        type="string",
        enum=["fi", "sv", "en"],
        values_display={"fi": "Suomi", "sv": "Svenska", "en": "English"},
        title="Language",
        description_md="In which the questions are asked.",
    ),
    "most": Param(batch.MOST, type="integer", minimum=1, maximum=batch.MOST, title="Questions at most"),
    **HOURS,
}


class AskToDecide(QuestionOperator):
    """Asks the oldest open questions of the chosen kind, in one form."""

    @property
    def label(self) -> str:
        """Which kind of questions."""
        return str(self.about["kind"])

    def asked(self, home: Home, hours: float) -> Asked:
        """The questions, each with its answers in words."""
        found = batch.batch_of(home, **self.about)
        if found is None:
            raise AirflowSkipException("no question of this kind waits")
        fields = {
            each.key: Param(
                batch.OPEN, type="string", enum=[*each.answers], values_display=each.answers, title=each.title
            )
            for each in found.fields
        }
        return Asked(found.subject, found.body, found.reason, fields)


@dag(
    dag_id="decide",
    dag_display_name="Answer questions",
    description="Doubtful matches, headings and records, answered by the dozen",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    params=FORM,
    on_failure_callback=on_failure(),
    tags=["librarian"],
    default_args={"owner": "metadata"},
)
def decide_dag() -> None:
    """See the module."""

    @task(multiple_outputs=False)
    def chosen() -> dict[str, Any]:
        """What is to be asked, as the form says."""
        form = get_current_context()["params"]
        return {
            "kind": form["kind"],
            "vendor": form["vendor"] or "",
            "language": form["language"],
            "most": form["most"],
        }

    @task(multiple_outputs=False)
    def carry_out(replied: dict[str, Any]) -> dict[str, Any]:
        """Keep the answers as decisions; returns their numbers, and what was refused and why."""
        said = Replied(**replied)
        if not said.chosen:
            raise AirflowSkipException("nobody answered in time: everything stays open")
        with installation() as home:
            return tell(batch.answer(home, said.fields, Word(said.reason, said.actor)))

    ask = AskToDecide(task_id="ask", about=chosen(), options=[SEND])
    follow(carry_out(ask.output))


decide_dag()
