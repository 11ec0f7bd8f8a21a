"""`decide`: the form that chooses what is asked, the form of the questions, and what becomes of the answers."""

from __future__ import annotations

from typing import Any

import pytest

from metadata.home import Home
from metadata.review import batch
from metadata.review.batch import Batch, Field

ABOUT = {"kind": "match", "vendor": "", "language": "fi", "most": 20}
BATCH = Batch("1 question", "both {{ 7 * 7 }}", "Reason", [Field("item_3", "3 · Kissa", {"open": "–", "same": "One"})])


@pytest.fixture
def ask(dags: dict[str, Any]) -> Any:
    operator = dags["decide"].task_dict["ask"]
    operator.about = ABOUT
    return operator


def ended(run: Any) -> dict[str, str]:
    return {each.task_id: str(each.state) for each in run.get_task_instances()}


@pytest.mark.long
def test_where_nothing_waits_nobody_is_asked_and_the_run_is_green(dags: dict[str, Any], home: Home) -> None:
    run = dags["decide"].test(run_conf={"kind": "heading", "vendor": "film-service"})
    assert run.state == "success"
    skipped = dict.fromkeys(("ask", "carry_out", "take_effect", "tell_held"), "skipped")
    assert ended(run) == {"chosen": "success", **skipped}
    chosen = run.get_task_instance("chosen").xcom_pull(task_ids="chosen")
    assert chosen == {"kind": "heading", "vendor": "film-service", "language": "fi", "most": 20}


def test_the_form_can_be_sent_as_it_opens(dags: dict[str, Any]) -> None:
    dags["decide"].params.validate()


@pytest.mark.parametrize(
    ("key", "value"),
    [("kind", "all"), ("vendor", "nobody"), ("language", "no"), ("most", 0), ("most", 21), ("hours", 0)],
)
def test_what_is_wrong_is_refused_in_the_form(dags: dict[str, Any], key: str, value: Any) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError):
        dags["decide"].params.get_param(key).__copy__().resolve(value)


def test_each_question_is_a_list_of_answers_that_may_stay_open(
    ask: Any, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "batch_of", lambda home, **about: BATCH if about == ABOUT else None)
    asked = ask.asked(home, 1.0)
    assert (asked.subject, asked.body, asked.reason) == BATCH[:3]
    field = asked.fields["item_3"]
    assert (field.value, field.schema["enum"], field.schema["title"]) == ("open", ["open", "same"], "3 · Kissa")
    assert (ask.label, ask.options) == ("match", ["Save answers"])


def test_the_answers_are_kept_with_the_name_of_who_answered(
    dags: dict[str, Any], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    done = {"decisions": [1], "refused": []}
    monkeypatch.setattr(batch, "answer", lambda home, *what: given.append(what) or done)
    replied = {"chosen": "Save answers", "actor": "maija", "reason": "Known.", "fields": {"item_3": "same"}}
    assert dags["decide"].task_dict["carry_out"].python_callable(replied) == done
    assert given == [({"item_3": "same"}, ("Known.", "maija"))]


def test_a_form_that_nobody_answers_decides_nothing(dags: dict[str, Any], home: Home) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    with pytest.raises(AirflowSkipException, match="stays open"):
        dags["decide"].task_dict["carry_out"].python_callable({"chosen": "", "actor": "", "reason": "", "fields": {}})
