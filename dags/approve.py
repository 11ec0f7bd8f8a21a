"""Asks a person about everything that a gate holds, and carries out the answer.

It begins when a harvest or a publication leaves something held, and every morning, so that nothing is forgotten.
What is asked about already is not asked about again. Answer under *Required Actions* of the task **ask**, with
**Approve** or **Reject** and a reason, which is kept with your name.

- **held** lists what is held and not asked about yet; the rest is pink (skipped) when there is nothing.
- **tell** sends a notice of these, where mail or a webhook is set up; pink when it was told before, held for the same
  reasons: of what still waits the digest of `watch` reminds.
- **ask** shows why it is held, counts, records as they are and as they would be, and a link to the desk. If nobody
  answers in time nothing is decided: what is published stays, and the question is asked again.
- **carry_out** commits what was approved, and `publish` follows; what was rejected is given up. Its log says what
  was done. A decision that somebody made meanwhile on the command line stands, and is told.

Rejected, or not answered in time: the run is green, and the ledger says what became of it. Red in *carry_out*: nothing
is lost, the delivery is held as before; send the log to the maintainers.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from airflow.sdk import (
    AssetAlias,
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    dag,
    get_current_context,
    task,
    task_group,
)
from airflow.sdk.exceptions import AirflowSkipException

from dags.parts import notices
from dags.parts.addresses import desk
from dags.parts.assets import ACQUISITIONS, HELD, records_of
from dags.parts.installation import LOST, installation, this_run
from dags.parts.questions import HOURS, Asked, QuestionOperator, Replied
from metadata import approval
from metadata.acquisitions.feeds import is_list
from metadata.approval import Answer, Held
from metadata.home import Home
from metadata.store import runs

DAG_ID = "approve"
VERDICTS = {"Approve": "approve", "Reject": "reject"}
ENDED = ("success", "failed", "skipped", "upstream_failed", "removed")
woken = AssetAlias("woken_by_approval")  # stands for the assets of what was decided on


class AskAboutHeld(QuestionOperator):
    """Asks about one held delivery, list or publication."""

    @property
    def label(self) -> str:
        """Kind and number, as the desk has them."""
        return f"{self.about['kind']} {self.about['number']}"

    def asked(self, home: Home, hours: float) -> Asked:
        """Why it is held, what would happen, and what may be answered."""
        return Asked(*approval.question_of(home, Held(**self.about), hours, desk()), fields={})


def is_open(task_instance: Any, run: runs.Run, held: Held) -> bool:
    """True while another run of this DAG asks about something held, or carries out what was answered."""
    if run.dag != DAG_ID or run == this_run():
        return False
    states = task_instance.get_task_states(dag_id=DAG_ID, run_ids=[run.run]).get(run.run)
    if not states:
        return False  # somebody deleted the run
    if states.get("held") not in ENDED:
        return True
    asked = asked_by(task_instance, run)
    places = [place for place, each in enumerate(asked) if (each["kind"], each["number"]) == (held.kind, held.number)]
    carried = "decision.carry_out"
    return any(states.get(f"{carried}_{place}", states.get(carried)) not in ENDED for place in places)


def was_told(task_instance: Any, run: runs.Run, held: Held) -> bool:
    """True if another run of this DAG sent a notice of something held, for just what holds it now."""
    if run.dag != DAG_ID or run == this_run():
        return False
    states = task_instance.get_task_states(dag_id=DAG_ID, run_ids=[run.run]).get(run.run) or {}
    return states.get("tell") == "success" and held._asdict() in asked_by(task_instance, run)


def asked_by(task_instance: Any, run: runs.Run) -> list[dict[str, Any]]:
    """What a run of this DAG found held and asks about."""
    return task_instance.xcom_pull(dag_id=DAG_ID, run_id=run.run, task_ids="held", map_indexes=None) or []


@dag(
    dag_id=DAG_ID,
    dag_display_name="Approve what is held",
    description="Put to a person what a gate holds",
    doc_md=__doc__,
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("0 6 * * *", timezone="Europe/Helsinki"), assets=[HELD]
    ),
    catchup=False,
    max_active_runs=100,  # a run lasts until its questions are answered
    params=HOURS,
    on_failure_callback=notices.on_failure(),
    tags=["librarian"],
    default_args={"owner": "metadata"},
)
def approve_dag() -> None:
    """See the module."""

    @task(**LOST, multiple_outputs=False)
    def held() -> list[dict[str, Any]]:
        """What is held and not asked about yet, in the order of the run's ties: the desk leads to each question."""
        task_instance = get_current_context()["ti"]
        with installation() as home, home.store.write() as connection:  # one run at a time looks, and takes what is new
            found = []
            for each in sorted(approval.waiting(home), key=lambda one: runs.in_order(runs.Tie(*one.tie))):
                known = runs.runs_of(connection, each.kind, each.number)
                if not any(is_open(task_instance, run, each) for run in known):
                    runs.tie(connection, *this_run(), each.kind, each.number)
                    found.append(each._asdict())
        return found

    @task(retries=2, retry_delay=timedelta(minutes=5), multiple_outputs=False)
    def tell(new: list[dict[str, Any]]) -> dict[str, Any]:
        """Send librarians a notice of what they are asked about; pink (skipped) when they know of all that."""
        task_instance = get_current_context()["ti"]
        with installation() as home, home.store.read() as connection:
            unknown = [
                each
                for each in (Held(**one) for one in new)
                if not any(
                    was_told(task_instance, run, each) for run in runs.runs_of(connection, each.kind, each.number)
                )
            ]
        if not unknown:
            raise AirflowSkipException("nobody is asked about anything new")
        ids = [each.number for each in unknown if each.kind == "delivery"]
        return notices.tell_held(ids, publication=len(ids) < len(unknown))

    @task(retries=3, retry_delay=timedelta(minutes=1), outlets=[woken], multiple_outputs=False)
    def carry_out(about: dict[str, Any], replied: dict[str, Any], *, outlet_events: Any) -> dict[str, Any]:
        """Do what was answered; returns what became of it. `publish` follows where records or lists changed."""
        said = Replied(**replied)
        with installation() as home:
            answer = Answer(VERDICTS.get(said.chosen, ""), said.reason, said.actor)
            done = approval.carry_out(home, Held(**about), answer)
        logging.getLogger(__name__).info(done.told)
        if done.vendor:
            outlet_events[woken].add(ACQUISITIONS if is_list(done.vendor) else records_of(done.vendor))
        if done.ask_again:
            outlet_events[woken].add(HELD)
        return done._asdict()

    @task_group
    def decision(about: dict[str, Any]) -> None:
        """One question, and what follows from its answer."""
        ask = AskAboutHeld(task_id="ask", about=about, options=list(VERDICTS))
        carry_out(about, ask.output)

    new = held()
    tell(new)
    decision.expand(about=new)


approve_dag()
