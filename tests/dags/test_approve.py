"""`approve`: what it does without a person, what it does with an answer, and what it takes for one.

`dag.test()` never returns from a task that waits for a person: here the parts of the DAG are called one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from metadata import approval
from metadata.approval import Held, Question
from metadata.approval.answer import Outcome
from metadata.home import Home
from metadata.store import runs

HELD = {"kind": "delivery", "number": 10, "seen": "mark"}
RUN = runs.Run("approve", "another")
SAME = [{**HELD, "number": 9}, HELD]
ASKED = Question("alpha: 2.mrc – let it through?", "*why* {{ 7 * 7 }}", "Reason")


class Parked(Exception):  # noqa: N818  # no error: the task leaves its worker
    """The task waits for a person."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The notices that are sent."""
    from dags.parts import notices

    sent: list[Any] = []
    monkeypatch.setattr(notices, "tell_held", lambda ids, publication: sent.append((ids, publication)) or {"mail": 1})
    return sent


@pytest.fixture
def tell(dags: dict[str, Any], home: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The task that sends them, after another run of the DAG that had these states and asked about this."""
    task = dags["approve"].task_dict["tell"].python_callable
    known = {"this_run": lambda: runs.Run("approve", "this one")}
    with home.store.write() as connection:
        runs.tie(connection, *RUN, "delivery", HELD["number"])

    def after(new: list[dict[str, Any]], states: dict[str, Any] | None = None, asked: Any = None) -> Any:
        context = {"ti": Instance(states or {}, asked)}
        for name, value in {**known, "get_current_context": lambda: context}.items():
            monkeypatch.setitem(task.__globals__, name, value)
        return task(new)

    return after


def test_librarians_get_one_notice_of_all_that_is_new(tell: Callable[..., Any], told: list[Any]) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    assert tell([HELD, {"kind": "publication", "number": 2, "seen": ""}]) == {"mail": 1}
    assert tell([HELD]) == {"mail": 1}
    with pytest.raises(AirflowSkipException):
        tell([])
    assert told == [([10], True), ([10], False)]


@pytest.mark.parametrize(
    ("states", "asked", "is_told"),
    [
        ({"tell": "success"}, SAME, False),
        ({"tell": "success"}, [{**HELD, "seen": "other reasons"}], True),
        ({"tell": "failed"}, SAME, True),  # nobody heard of it
        ({"tell": "skipped"}, SAME, True),
        ({}, None, True),
    ],
)
def test_what_librarians_know_of_is_not_told_again_when_the_question_lapses(
    tell: Callable[..., Any], told: list[Any], states: dict[str, Any], asked: Any, is_told: bool
) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    with nullcontext() if is_told else pytest.raises(AirflowSkipException):
        tell([HELD], states, asked)
    assert told == ([([10], False)] if is_told else [])


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is put to people, in order."""
    from airflow.providers.standard.operators import hitl

    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(hitl, "upsert_hitl_detail", lambda **told: asked.append(told))
    monkeypatch.setattr(hitl, "TaskAwaitingInput", lambda **told: asked[-1].update(told) or Parked())
    return asked


@pytest.fixture
def ask(dags: dict[str, Any], home: Home, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The operator that asks about a held delivery."""
    monkeypatch.setattr(approval, "question_of", lambda home, held, hours, desk: ASKED)
    operator = dags["approve"].task_dict["decision.ask"]
    operator.about = HELD
    return operator


class Instance:
    """A task instance as far as tasks ask it something."""

    id = "0190-task"

    def __init__(self, states: dict[str, Any], asked: list[dict[str, Any]] | None) -> None:
        self.states, self.asked = states, asked

    def get_task_states(self, dag_id: str, run_ids: list[str]) -> dict[str, Any]:
        return {run_ids[0]: self.states} if self.states else {}

    def xcom_pull(self, **wanted: Any) -> Any:
        return self.asked


CONTEXT = {"params": {"hours": 0.5}, "task_instance": Instance({}, None)}


def answered(**changed: Any) -> dict[str, Any]:
    event = {
        "chosen_options": ["Approve"],
        "params_input": {"reason": " Known. "},
        "responded_at": datetime(2026, 11, 2, tzinfo=UTC),
        "responded_by_user": {"id": "7", "name": "maija"},
        "timedout": False,
    }
    return {**event, **changed}


def test_where_nothing_is_held_nobody_is_asked_and_the_run_is_green(dags: dict[str, Any], home: Home) -> None:
    run = dags["approve"].test()
    assert run.state == "success"
    states = {each.task_id: str(each.state) for each in run.get_task_instances()}
    skipped = dict.fromkeys(("tell", "decision.ask", "decision.carry_out"), "skipped")
    assert states == {"held": "success", **skipped}


def test_it_begins_when_something_is_held_and_every_morning(dags: dict[str, Any]) -> None:
    timetable = dags["approve"].timetable
    assert [each.name for each in timetable.asset_condition.objects] == ["held"]
    assert timetable.timetable.expression == "0 6 * * *"


def test_a_question_can_be_read_answered_and_lapse(ask: Any, put: list[dict[str, Any]]) -> None:
    with pytest.raises(Parked):
        ask.execute(CONTEXT)
    (asked,) = put
    assert (asked["subject"], asked["body"], asked["options"]) == (*ASKED[:2], ["Approve", "Reject"])
    assert asked["timeout"].total_seconds() == 1800
    assert asked["defaults"] is None, "nobody's silence is an answer"
    reason = asked["params"]["reason"]
    assert (reason["value"], reason["schema"]) == (None, {"type": "string", "minLength": 1, "title": "Reason"})


def test_texts_are_no_templates(ask: Any) -> None:
    """What vendors wrote would be run as Jinja else."""
    assert ask.template_fields == ("about",)
    assert set(ask.about) == {"kind", "number", "seen"}
    assert ask.label == "delivery 10"


def test_an_answer_is_handed_on_with_who_gave_it(ask: Any) -> None:
    replied = ask.execute_complete(CONTEXT, answered())
    assert replied == {"chosen": "Approve", "actor": "maija", "reason": "Known.", "fields": {}}


@pytest.mark.parametrize("given", [{}, None, {"reason": "  "}, {"reason": None}])
def test_an_answer_without_a_reason_is_not_taken(ask: Any, put: list[dict[str, Any]], given: Any) -> None:
    with pytest.raises(Parked):
        ask.execute_complete(CONTEXT, answered(params_input=given))
    assert [each["body"] for each in put] == [ASKED.body]


def test_a_question_that_lapses_is_no_failure(ask: Any) -> None:
    replied = ask.execute_complete(CONTEXT, {"error": "…", "error_type": "timeout"})
    assert replied == {"chosen": "", "actor": "", "reason": "", "fields": {}}


@pytest.mark.parametrize(
    ("states", "asked", "is_open"),
    [
        ({"held": "success", "decision.carry_out_1": None}, SAME, True),
        ({"held": "success", "decision.carry_out_1": "up_for_retry"}, SAME, True),
        ({"held": "success", "decision.carry_out": None}, SAME, True),
        ({"held": "running"}, None, True),
        ({"held": "success", "decision.carry_out_1": "success"}, SAME, False),
        ({"held": "success", "decision.carry_out_1": "upstream_failed"}, SAME, False),
        ({"held": "success", "decision.carry_out_0": None}, [{**HELD, "number": 9}], False),
        ({}, SAME, False),
    ],
)
def test_one_question_at_a_time(
    monkeypatch: pytest.MonkeyPatch, states: dict[str, Any], asked: Any, is_open: bool
) -> None:
    from dags import approve

    monkeypatch.setattr(approve, "this_run", lambda: runs.Run("approve", "this one"))
    assert approve.is_open(Instance(states, asked), RUN, Held(**HELD)) is is_open


def test_only_its_own_runs_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    from dags import approve

    monkeypatch.setattr(approve, "this_run", lambda: RUN)
    running = Instance({"held": "running"}, None)
    assert not approve.is_open(running, runs.Run("harvest__film-service", "night"), Held(**HELD))
    assert not approve.is_open(running, RUN, Held(**HELD))


@pytest.mark.parametrize(
    ("done", "woken"),
    [
        (Outcome("done", "committed", "alpha"), ["records_alpha"]),
        (Outcome("done", "committed", "FI-Mallila.shop"), ["acquisitions"]),
        (Outcome("other reasons", "held", "", ask_again=True), ["held"]),
        (Outcome("done", "rejected"), []),
    ],
)
def test_what_follows_is_woken(
    dags: dict[str, Any], home: Home, monkeypatch: pytest.MonkeyPatch, done: Outcome, woken: list[str]
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(approval, "carry_out", lambda home, *what: given.append(what) or done)
    added: list[Any] = []
    outlets = defaultdict(lambda: SimpleNamespace(add=added.append))
    replied = {"chosen": "Reject", "actor": "maija", "reason": "Known.", "fields": {}}
    carry_out: Callable[..., Any] = dags["approve"].task_dict["decision.carry_out"].python_callable
    assert carry_out(about=HELD, replied=replied, outlet_events=outlets) == done._asdict()
    assert given == [(Held(**HELD), approval.Answer("reject", "Known.", "maija"))]
    assert [each.name for each in added] == woken


def test_the_desk_knows_the_dag_and_the_task_that_asks(dags: dict[str, Any]) -> None:
    from metadata.desk.delivery import APPROVES, ASKS

    assert dags[APPROVES].get_task(ASKS).task_type == "AskAboutHeld"
