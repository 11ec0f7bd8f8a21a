"""The forms of curation: what they take, what they refuse, and what becomes of a decision."""

from __future__ import annotations

from typing import Any

import pytest

from metadata import curating, pipeline, review
from metadata.home import Home
from metadata.samples import play

TITLE = "01M8H75B7BEZCTAAHM233SDC2RH"
RECORD = "film-service:tt0012"
WHY = {"reason": "Known."}
RIGHT: dict[str, dict[str, Any]] = {
    "merge": {"titles": [TITLE, RECORD, ""]},
    "split": {"title": TITLE.lower(), "off": [RECORD]},
    "suppress": {"title": f" {TITLE[:4]}-{TITLE[4:]} "},
    "set_field": {"title": RECORD, "field": "653 -"},
    "forbid_field": {"title": RECORD, "vendor": "film-service", "field": "245$c"},
    "correct_record": {"record": RECORD, "field": "700[1] 1# $a Malli, Matti"},
    "suppress_issue": {"record": RECORD, "rule": "I02", "until": "2027-03-31"},
    "release": {"numbers": ["12", "13"]},
    "undo": {"decision": 3},
}
WRONG: list[tuple[str, str, Any]] = [
    ("merge", "titles", [TITLE]),
    ("merge", "titles", [TITLE, "nonsense"]),
    ("merge", "titles", None),
    ("split", "title", ""),
    ("split", "off", []),
    ("split", "off", [TITLE]),
    ("suppress", "title", "01M8H75B7"),
    ("suppress", "title", None),
    ("set_field", "field", "245"),
    ("set_field", "field", "title 10 $a"),
    ("forbid_field", "vendor", "nobody"),
    ("forbid_field", "field", "245$C"),
    ("forbid_field", "field", "245 10 $a Title"),
    ("correct_record", "record", TITLE),
    ("correct_record", "field", "700[x] 1# $a Malli"),
    ("suppress_issue", "rule", "isbn"),
    ("suppress_issue", "until", "31.3.2027"),
    ("suppress_issue", "until", ""),
    ("release", "numbers", ["12, 13"]),
    ("release", "numbers", []),
    ("undo", "decision", 0),
    ("undo", "decision", "3"),
    ("undo", "reason", " "),
    ("undo", "reason", None),
]


def form_of(dags: dict[str, Any], action: str) -> Any:
    return dags[f"curate__{action}"].params


def test_every_action_has_a_form_and_every_form_an_action(dags: dict[str, Any]) -> None:
    from dags.curate import ACTIONS

    assert list(ACTIONS) == list(curating.ACTIONS)
    assert {each for each in dags if each.startswith("curate__")} == {f"curate__{each}" for each in ACTIONS}


@pytest.mark.parametrize("action", RIGHT)
def test_what_is_right_is_taken(dags: dict[str, Any], action: str) -> None:
    form, given = form_of(dags, action), RIGHT[action] | WHY
    assert set(form) == set(given), "the form has just the fields of its action"
    for key, value in given.items():
        assert form.get_param(key).__copy__().resolve(value) == value


@pytest.mark.parametrize(("action", "key", "value"), WRONG)
def test_what_is_wrong_is_refused_in_the_form(dags: dict[str, Any], action: str, key: str, value: Any) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError):
        form_of(dags, action).get_param(key).__copy__().resolve(value)


def test_every_field_says_what_it_is_and_shows_at_once(dags: dict[str, Any]) -> None:
    for action in RIGHT:
        form = form_of(dags, action)
        for key in form:
            schema = form.get_param(key).schema
            assert schema["title"]
            assert schema["description_md"]
            assert "`" not in schema["description_md"], "code hides the line above it in the form"
            assert "section" not in schema


def ended(run: Any) -> dict[str, str]:
    return {each.task_id: str(each.state) for each in run.get_task_instances()}


def test_a_decision_is_kept_with_the_name_of_who_made_it_and_can_be_taken_back(
    dags: dict[str, Any], home: Home
) -> None:
    play(home, 1)
    pipeline.harvest(home, "film-service")
    pipeline.publish(home)
    with home.store.read() as connection:
        (record, title) = connection.exec_driver_sql(
            "select vendor || ':' || vendor_id, title_id from source_record where not deleted order by id limit 1"
        ).one()
    run = dags["curate__suppress"].test(run_conf={"title": record, **WHY})
    assert ended(run) == {"decide": "success", "take_effect": "success", "tell_held": "skipped"}
    told = run.get_task_instance("decide").xcom_pull(task_ids="decide")
    assert [each["title"] for each in told["titles"]] == [title]
    assert run.get_task_instance("take_effect").xcom_pull(task_ids="take_effect") == ["film-service"]
    (kept,) = review.decisions(home)
    assert (kept["id"], kept["actor"], kept["reason"]) == (told["decisions"][0], "dag_test", "Known.")
    pipeline.publish(home)
    view = home.catalogue().view("all")
    assert view is not None
    assert title not in view.live()
    dags["curate__undo"].test(run_conf={"decision": kept["id"], "reason": "It is fine."})
    assert review.decisions(home) == []


def test_what_only_the_store_can_tell_is_red_and_nothing_is_decided(dags: dict[str, Any], home: Home) -> None:
    run = dags["curate__merge"].test(run_conf={"titles": ["beta:b1", "gamma:g1"], **WHY})
    assert run.state == "failed"
    assert ended(run) == {"decide": "failed", "take_effect": "upstream_failed", "tell_held": "upstream_failed"}
    assert review.decisions(home, undone=True) == []
