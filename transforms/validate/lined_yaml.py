"""YAML with line numbers: mappings that know on which line each key stands. Safe loading only."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.constructor import ConstructorError

from transforms.yaml_text import SafeLoader

_TEXT, _LIST, _MAPPING = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))


class Lined(dict[str, Any]):
    """A mapping with its own line and those of its keys, counted from 1."""

    line: int = 0
    lines: dict[str, int]


class _Builder:
    """Makes what a document says of its nodes: texts, lists and Lined mappings here, all else by the safe loader.

    A key written twice is refused. What an alias stands for is made once.
    """

    def __init__(self, loader: SafeLoader) -> None:
        self._loader = loader
        self._made: dict[yaml.Node, Any] = {}

    def build(self, node: yaml.Node) -> Any:
        """The content of a node. Raises yaml.YAMLError."""
        if isinstance(node, yaml.ScalarNode):
            return node.value if node.tag == _TEXT else self._loader.construct_object(node, deep=True)
        if node in self._made:
            if self._made[node] is None:
                raise ConstructorError(None, None, "an alias stands inside what it stands for", node.start_mark)
            return self._made[node]
        self._made[node] = None
        if isinstance(node, yaml.SequenceNode) and node.tag == _LIST:
            made: Any = [self.build(each) for each in node.value]
        elif isinstance(node, yaml.MappingNode) and node.tag == _MAPPING:
            made = self._mapping(node)
        else:
            made = self._loader.construct_object(node, deep=True)
        self._made[node] = made
        return made

    def _mapping(self, node: yaml.MappingNode) -> Lined:
        result = Lined()
        result.line = node.start_mark.line + 1
        result.lines = {}
        for key_node, value_node in node.value:
            key = self.build(key_node)
            if not isinstance(key, str):
                raise ConstructorError(None, None, f"{key!r} is not a text; quote it", key_node.start_mark)
            if key in result:
                raise ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
            result[key] = self.build(value_node)
            result.lines[key] = key_node.start_mark.line + 1
        return result


def load_yaml(text: str) -> Any:
    """Parse one document; ValueError "12: reason" when it is not YAML."""
    loader = SafeLoader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _Builder(loader).build(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ValueError(f"1: {error}") from error
    finally:
        loader.dispose()
