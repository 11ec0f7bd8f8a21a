"""YAML of schemas/ as plain data, by libyaml where PyYAML has it: that takes a tenth of the time. Safe loading only."""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML without libyaml: the same, slower
    from yaml import SafeLoader  # type: ignore[assignment]

__all__ = ["SafeLoader", "read_yaml"]


def read_yaml(text: str) -> Any:
    """The content of one document, the caller's own. Raises yaml.YAMLError when it is not YAML."""
    return pickle.loads(_packed(text))  # noqa: S301  # bytes of our own making


@lru_cache(maxsize=64)  # every stage of a night reads the same files, and parsing is slow
def _packed(text: str) -> bytes:
    return pickle.dumps(yaml.load(text, SafeLoader))  # it is a safe loader
