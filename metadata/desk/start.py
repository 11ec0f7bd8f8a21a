"""The form that starts a run of a DAG with values that a page has filled in.

Airflow's own form cannot be opened with values. This one shows them, asks for the reason, and sends them to Airflow's
API with the reader's login; Airflow checks them and says what is wrong. A value that is null is asked for, and a list
that holds null for further lines. Where Airflow does not serve the desk it tells what to choose in Airflow.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from metadata.desk.asked import Asked, Facts, Missing

_DAG = re.compile(r"[a-z][a-z0-9_\-]{0,99}")
MOST = 12 * 1024  # characters of the values
ASKED = ("reason", "dry_run")  # what the form itself asks
QUESTIONS = ("approve", "decide")  # DAGs that ask themselves, and then for the reason


def facts(asked: Asked) -> Facts:
    """The DAG, its values as words and as JSON. Raises Missing for what no page of the desk makes."""
    dag, conf = asked.path["dag"], _values(asked.query.get("conf", "{}"))
    if not _DAG.fullmatch(dag):
        raise Missing
    given = {key: value for key, value in conf.items() if key not in ASKED}
    fixed = {
        key: [each for each in value if each is not None] if _is_open(value) else value for key, value in given.items()
    }
    sent = {key: value for key, value in fixed.items() if value is not None}
    return {
        "dag": dag,
        "title": asked.words.get(f"dag_{dag}", dag),
        "values": [(_name(key, asked), _told(value, asked)) for key, value in sent.items()],
        "fields": [
            Field(
                key,
                asked.words.get(f"ask_{key}", _name(key, asked)),
                asked.words.get(f"help_{key}", ""),
                _is_open(value),
            )
            for key, value in given.items()
            if value is None or _is_open(value)
        ],
        "conf": json.dumps(sent, ensure_ascii=False),
        "dry_run": conf.get("dry_run"),
        "asks_reason": dag not in QUESTIONS,
        "reason": str(conf.get("reason") or ""),
    }


class Field(NamedTuple):
    """A value that the form asks for."""

    key: str
    name: str
    help: str
    is_list: bool  # one a line


def _is_open(value: object) -> bool:
    """True for a list that is to be gone on with."""
    return isinstance(value, list) and None in value


def _name(key: str, asked: Asked) -> str:
    """A value by its word, where the desk has one."""
    return asked.words.get(f"value_{key}", key)


def _values(text: str) -> dict[str, Any]:
    try:
        conf = json.loads(text) if len(text) <= MOST else None
    except ValueError:
        conf = None
    if not isinstance(conf, dict):
        raise Missing
    return conf


def _told(value: object, asked: Asked) -> list[str]:
    """A value in words, line by line; a choice by its word where the desk has one."""
    if isinstance(value, list):
        return list(map(str, value))
    return [asked.words.get(f"choice_{value}", str(value))]
