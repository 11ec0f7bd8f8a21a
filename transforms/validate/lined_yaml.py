"""YAML with line numbers: mappings that know on which line each key stands. Safe loading only."""

from __future__ import annotations

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML without libyaml: the same, slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class Lined(dict[str, Any]):
    """A mapping with its own line and those of its keys, counted from 1."""

    line: int = 0
    lines: dict[str, int]


class LinedLoader(_Loader):
    """Safe loader that makes Lined mappings and refuses a key written twice."""


def _mapping(loader: LinedLoader, node: yaml.MappingNode) -> Lined:
    result = Lined()
    result.line = node.start_mark.line + 1
    result.lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} is not a text; quote it", key_node.start_mark)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
        result.lines[key] = key_node.start_mark.line + 1
    return result


LinedLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_yaml(text: str) -> Any:
    """Parse one document; ValueError "12: reason" when it is not YAML."""
    try:
        return yaml.load(text, LinedLoader)  # noqa: S506  # LinedLoader is a safe loader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ValueError(f"1: {error}") from error
