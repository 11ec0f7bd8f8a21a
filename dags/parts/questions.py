"""A question to a person: a human-in-the-loop task whose words and fields are made when it is asked.

Airflow would render templates in words that it is given when the DAG is read; what vendors wrote must never be one.
An answer without a reason is not taken: the question is put again. One that nobody answers in time ends well, with no
answer; so what waits goes on waiting, and the run is green.
"""

from __future__ import annotations

from abc import abstractmethod
from datetime import timedelta
from typing import Any, NamedTuple

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param
from airflow.sdk.definitions.param import ParamsDict

from metadata.home import Home

REASON = "reason"  # the field that every question has
HOURS = {
    "hours": Param(
        72,
        type="number",
        minimum=0.001,
        title="Hours to answer",
        description_md="If nobody answers by then nothing is decided: what waits goes on waiting.",
    )
}


class Asked(NamedTuple):
    """What a person is shown, and what is to be filled in beside the reason."""

    subject: str  # one line of plain text
    body: str  # Markdown
    reason: str  # what the field of the reason is called
    fields: dict[str, Param]


class Replied(NamedTuple):
    """What came back."""

    chosen: str  # "" where nobody answered in time
    actor: str
    reason: str
    fields: dict[str, Any]


class QuestionOperator(HITLOperator):
    """Asks about one thing; `about` holds ids and no texts. Subclasses say what is asked."""

    template_fields = ("about",)

    def __init__(self, *, about: Any, **more: Any) -> None:
        super().__init__(subject="", map_index_template="{{ task.label }}", doc_md=type(self).__doc__, **more)
        self.about = about

    @property
    @abstractmethod
    def label(self) -> str:
        """What the task is called in lists: ids only."""

    @abstractmethod
    def asked(self, home: Home, hours: float) -> Asked:
        """The question, as it stands now."""

    def execute(self, context: Any) -> Any:
        """Put the question, and leave the worker until somebody answers."""
        from dags.parts.installation import installation

        hours = float(context["params"]["hours"])
        with installation() as home:
            asked = self.asked(home, hours)
        self.response_timeout = timedelta(hours=hours)
        self.subject, self.body = asked.subject, asked.body
        reason = Param(None, type="string", minLength=1, title=asked.reason)  # without null it must be filled in
        self.params = ParamsDict({**asked.fields, REASON: reason})
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Hand on what was answered; put the question again where the reason is missing."""
        if event.get("error_type") == "timeout":
            return Replied("", "", "", {})._asdict()
        fields = dict(event["params_input"] or {})
        reason = str(fields.pop(REASON, None) or "").strip()
        if not reason:
            self.log.warning("An answer without a reason was not taken: the question is put again.")
            return self.execute(context)
        user = event["responded_by_user"] or {}
        actor = user.get("name") or user.get("id") or ""
        return Replied(event["chosen_options"][0], actor, reason, fields)._asdict()
