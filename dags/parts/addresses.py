"""Addresses as people's browsers see them, for links in questions, notices and runs. None ends with a slash."""

from __future__ import annotations

from airflow.sdk import conf


def airflow() -> str:
    """The address of Airflow, as its setting `api.base_url` has it; "" where that is not set: links are relative."""
    return str(conf.get("api", "base_url", fallback="")).rstrip("/")


def desk() -> str:
    """The address of the desk inside Airflow."""
    return f"{airflow()}/desk"
