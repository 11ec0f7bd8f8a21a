"""What follows from decisions about records and titles: these are made anew, and `publish` is woken."""

from __future__ import annotations

import json
import logging
from typing import Any

from airflow.sdk import AssetAlias, TriggerRule, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.parts.assets import records_of
from dags.parts.held import tell_held
from dags.parts.installation import installation
from metadata import taking_effect

changed = AssetAlias("records_decided")  # stands for the assets of the vendors whose records were decided on


def tell(result: dict[str, Any]) -> dict[str, Any]:
    """Write a result into the log as people can read it; returns it."""
    logging.getLogger("airflow.task").info(json.dumps(result, ensure_ascii=False, indent=2))
    return result


@task(outlets=[changed])
def take_effect(done: dict[str, Any], *, outlet_events: Any) -> list[str]:
    """Make anew what the decisions are about, and wake `publish`; returns the vendors. Pink: nothing was decided."""
    if not done["decisions"]:
        raise AirflowSkipException("nothing was decided that is still to take effect")
    with installation() as home:
        vendors = taking_effect.take_effect(home, done["decisions"])
    for each in vendors:
        outlet_events[changed].add(records_of(each))
    return vendors


def follow(done: Any) -> None:
    """The tasks behind one that decides; it returns a mapping in which `decisions` are numbers."""
    take_effect(done) >> tell_held.override(trigger_rule=TriggerRule.NONE_FAILED)()  # else a run that failed ends green
