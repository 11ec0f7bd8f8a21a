"""The button of a task that leads to its preview on the desk."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperatorLink

from dags.parts.addresses import desk

PREVIEW = "preview"  # in what the task returned: the number of its preview


class PreviewLink(BaseOperatorLink):
    """Leads from a dry run to what it told; of a real run it leads nowhere."""

    @property
    def name(self) -> str:
        """What the button says."""
        return "Preview"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        """The address of the preview that the task has made; "" where it has made none."""
        returned = ti_key.xcom_pull(task_ids=operator.task_id, map_indexes=ti_key.map_index)
        number = returned.get(PREVIEW) if isinstance(returned, dict) else None
        return f"{desk()}/previews/{number}" if number else ""
