"""YAML of schemas/ as plain data, by libyaml where PyYAML has it: that takes a tenth of the time. Safe loading only."""

from __future__ import annotations

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML without libyaml: the same, slower
    from yaml import SafeLoader  # type: ignore[assignment]

__all__ = ["SafeLoader", "read_yaml"]


def read_yaml(text: str) -> Any:
    """The content of one document. Raises yaml.YAMLError when it is not YAML."""
    return yaml.load(text, SafeLoader)  # it is a safe loader
