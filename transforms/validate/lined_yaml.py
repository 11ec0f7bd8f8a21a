"""YAML with line numbers: mappings that know on which line each key stands. Safe loading only."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml
from yaml.constructor import ConstructorError
from yaml.reader import ReaderError

from transforms.yaml_text import SafeLoader

_TEXT, _LIST, _MAPPING, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map", "merge"))

_A_TAB, _TAB = "\t", "a tab: indent with blanks"
_DEEP = "too many levels inside each other"


class Lined(dict[str, Any]):
    """A mapping with its own line and those of its keys, counted from 1."""

    line: int = 0
    lines: dict[str, int]


class Faulty(NamedTuple):
    """What stands for an item of a list that cannot be made: the line and what is wrong there."""

    line: int
    reason: str


class _Builder:
    """Makes what a document says of its nodes: texts, lists and Lined mappings here, all else by the safe loader.

    A key written twice is refused. What an alias stands for is made once. In the list `apart` a wrong item is Faulty.
    """

    def __init__(self, loader: SafeLoader, apart: yaml.Node | None) -> None:
        self._loader = loader
        self._apart = apart
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
        try:
            self._made[node] = made = self._collection(node)
        except yaml.YAMLError:
            del self._made[node]
            raise
        return made

    def _collection(self, node: yaml.Node) -> Any:
        if isinstance(node, yaml.SequenceNode) and node.tag == _LIST:
            return list(map(self._item if node is self._apart else self.build, node.value))
        if isinstance(node, yaml.MappingNode) and node.tag == _MAPPING:
            return self._mapping(node)
        return self._loader.construct_object(node, deep=True)

    def _item(self, node: yaml.Node) -> Any:
        """An item that stands for itself: what is wrong with it does not take the others away."""
        try:
            return self.build(node)
        except yaml.MarkedYAMLError as error:
            return _faulty(error)
        except RecursionError:
            return Faulty(node.start_mark.line + 1, _DEEP)

    def _mapping(self, node: yaml.MappingNode) -> Lined:
        result = Lined()
        result.line = node.start_mark.line + 1
        result.lines = {}
        for key_node, value_node in node.value:
            key = None if key_node.tag == _MERGE else self.build(key_node)
            if not isinstance(key, str):
                written = key_node.value if isinstance(key_node, yaml.ScalarNode) else key
                raise ConstructorError(None, None, f"{written} is not a text; quote it", key_node.start_mark)
            if key in result:
                raise ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
            result[key] = self.build(value_node)
            result.lines[key] = key_node.start_mark.line + 1
        return result


def load_yaml(text: str, apart: str = "") -> Any:
    """Parse one document; ValueError "12: reason" when it is not YAML.

    `apart` is a key of the document whose list holds things that have nothing to do with each other: of these the
    wrong ones are Faulty, the others are made.
    """
    loader = SafeLoader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _Builder(loader, _value_of(node, apart)).build(node)
    except RecursionError:
        raise ValueError(f"1: {_DEEP}") from None
    except ReaderError as error:
        line = text.encode("utf-8", "replace")[: error.position].count(b"\n") + 1
        raise ValueError(f"{line}: a character that YAML does not allow: {error.reason}") from None
    except yaml.MarkedYAMLError as error:
        line, reason = _faulty(error)
        at = text.splitlines()[line - 1 : line]
        raise ValueError(f"{line}: {_TAB if at and at[0].lstrip(' ').startswith(_A_TAB) else reason}") from error
    except yaml.YAMLError as error:
        raise ValueError(f"1: {error}") from error
    finally:
        loader.dispose()


def _value_of(node: yaml.Node, key: str) -> yaml.Node | None:
    """The node of a key of a mapping."""
    pairs = node.value if key and isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _faulty(error: yaml.MarkedYAMLError) -> Faulty:
    return Faulty(error.problem_mark.line + 1 if error.problem_mark else 1, str(error.problem))
