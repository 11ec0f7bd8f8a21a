"""Who is at work: the person that started a run."""

from __future__ import annotations

from airflow.sdk import get_current_context


def person() -> str:
    """The name of who started this run, as Airflow knows it; "airflow" where nobody did."""
    return getattr(get_current_context()["dag_run"], "triggering_user_name", None) or "airflow"
