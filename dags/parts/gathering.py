"""Waiting for more of the same: many assets that change within minutes of each other begin one run's work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.standard.sensors.time_delta import WaitSensor


class Gather(WaitSensor):
    """Lets some minutes pass when assets began the run, on no worker; what a person starts goes on at once."""

    def __init__(self, *, minutes: int, **kwargs: Any) -> None:
        super().__init__(time_to_wait=timedelta(minutes=minutes), deferrable=minutes > 0, **kwargs)

    def execute(self, context: Any) -> None:
        """Wait, or not."""
        if context["dag_run"].run_type == "asset_triggered":
            super().execute(context)
