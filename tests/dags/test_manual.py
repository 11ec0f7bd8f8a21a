"""The manuals name the DAGs, tasks and forms that there are."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.dags.whole import CHECKOUT

FORMS = re.compile(r"^\| ([A-Z][^|]+?) \| [a-z0-9]", re.MULTILINE)  # rows of the table of corrections
NAMED = re.compile(r"`([a-z_]+(?:__[a-z_]+)?)`")


def manual(name: str) -> str:
    return (CHECKOUT / "docs" / f"{name}.md").read_text("utf-8")


def test_every_correction_of_the_manual_is_a_form_and_every_form_is_there(dags: dict[str, Any]) -> None:
    told = manual("librarian").partition("## Corrections")[2].partition("\n## ")[0]
    forms = {each.dag_display_name for each in dags.values() if "curate" in each.tags}
    assert set(FORMS.findall(told)) == forms


@pytest.mark.parametrize("dag", ["rerun", "approve", "decide"])
def test_the_other_forms_are_called_as_in_the_manual(dags: dict[str, Any], dag: str) -> None:
    assert f"**{dags[dag].dag_display_name}**" in manual("librarian")


def test_every_dag_and_task_of_the_run_book_is_there(dags: dict[str, Any]) -> None:
    told = manual("operator")
    night = NAMED.findall(told.partition("## The night")[2].partition("\n## ")[0])
    known = {*dags, *(each.partition("__")[0] for each in dags)}
    assert [each for each in night if each not in known and each.partition("__")[0] not in known] == []
    harvest = {task.task_id for each in dags.values() if each.dag_id.startswith("harvest__") for task in each.tasks}
    rows = told.partition("## Red tasks of a harvest")[2].partition("\n## ")[0]
    tasks = [name for row in re.findall(r"^\| (`[^|]+)\|", rows, re.MULTILINE) for name in NAMED.findall(row)]
    assert [each for each in tasks if each not in harvest and each != "refused"] == []


def test_every_field_of_the_rerun_form_that_the_manual_names_is_there(dags: dict[str, Any]) -> None:
    params = dags["rerun"].params
    titles = {params.get_param(each).schema["title"] for each in params}
    assert {"Vendor", "What", "Dry run", "Reason"} <= titles
