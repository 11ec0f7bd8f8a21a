"""Tells `approve` what a gate holds. The run that held it does not wait for a person."""

from __future__ import annotations

from typing import Any

from airflow.sdk import TriggerRule, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.parts.assets import HELD
from dags.parts.installation import LOST, installation, this_run
from metadata.store import runs


@task(**LOST, trigger_rule=TriggerRule.ALL_DONE, outlets=[HELD])
def tell_held(*, outlet_events: Any) -> None:
    """Has `approve` ask a person about the deliveries that this run left held; pink (skipped) when there are none."""
    with installation() as home, home.store.read() as connection:
        found = runs.held_by(connection, *this_run())
    if not found:
        raise AirflowSkipException("no gate held anything")
    outlet_events[HELD].extra = {"deliveries": found, "publication": False}
