"""The form that starts a run of a DAG with values that a page has filled in.

Airflow's own form cannot be opened with values. This one shows them, asks for the reason, and sends them to Airflow's
API with the reader's login; Airflow checks them and says what is wrong. Where Airflow does not serve the desk it tells
what to choose in Airflow.
"""

from __future__ import annotations

import json
import re
from typing import Any

from metadata.desk.asked import Asked, Facts, Missing

_DAG = re.compile(r"[a-z][a-z0-9_\-]{0,99}")
MOST = 12 * 1024  # characters of the values
ASKED = ("reason", "dry_run")  # what the form itself asks


def facts(asked: Asked) -> Facts:
    """The DAG, its values as words and as JSON. Raises Missing for what no page of the desk makes."""
    dag, conf = asked.path["dag"], _values(asked.query.get("conf", "{}"))
    if not _DAG.fullmatch(dag):
        raise Missing
    shown = {key: value for key, value in conf.items() if key not in ASKED}
    return {
        "dag": dag,
        "title": asked.words.get(f"dag_{dag}", dag),
        "values": [(asked.words.get(f"value_{key}", key), _told(value, asked)) for key, value in shown.items()],
        "conf": json.dumps(shown, ensure_ascii=False),
        "dry_run": conf.get("dry_run"),
        "reason": str(conf.get("reason") or ""),
    }


def _values(text: str) -> dict[str, Any]:
    try:
        conf = json.loads(text) if len(text) <= MOST else None
    except ValueError:
        conf = None
    if not isinstance(conf, dict):
        raise Missing
    return conf


def _told(value: object, asked: Asked) -> str:
    """A value in words: a list as lines, a choice by its word where the desk has one."""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return asked.words.get(f"choice_{value}", str(value))
