"""The tab of a run of Airflow: what that run touched, and where to look on."""

from __future__ import annotations

from typing import NamedTuple

from metadata.desk.asked import Asked, Facts
from metadata.desk.of_dag import HARVEST
from metadata.store import nights, runs


class Touched(NamedTuple):
    """One delivery that a run touched."""

    id: int
    name: str
    state: str  # now
    at: str
    reason: str


def facts(asked: Asked) -> Facts:
    """What a run is tied to; a run that nothing is tied to is none that does not exist: it touched nothing yet."""
    dag, run = asked.path["dag"], asked.path["run"]
    ties = runs.ties(asked.connection, dag, run)
    refs = {kind: [each.ref for each in ties if each.kind == kind] for kind in runs.KINDS}
    found = nights.standing(asked.connection, [int(each) for each in refs["delivery"] if each.isdecimal()])
    return {
        "dag": dag,
        "run": run,
        "vendor": dag.removeprefix(HARVEST) if dag.startswith(HARVEST) else "",
        "deliveries": [Touched(each.id, each.name, entry.state, entry.at, entry.reason) for each, entry in found],
        "publications": refs["publication"],
        "previews": refs["preview"],
        "quiet": asked.words.get(f"quiet_{dag}", asked.words["quiet"]),
    }
