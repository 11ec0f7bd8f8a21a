"""YAML files of people → frozen models: unknown keys and wrong values are refused with file, line and a suggestion.

Only plain YAML is read: no anchors and aliases, no tags, no key twice, and no value that YAML would read as another
than is written (`on`, `010`, `1:30`). Whatever is in the file, the only error is ConfigError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from metadata.errors import ConfigError
from metadata.yaml_faults import Place, told

Model = TypeVar("Model", bound=BaseModel)
Where = tuple[int | str, ...]

MOST_BYTES = 256 << 10  # a file of people is a hundredth of this
DEEPEST = 20  # mappings and lists inside each other
_TAG = "tag:yaml.org,2002:"
_TAB = "a tab: indent with blanks"


class Strict(BaseModel):
    """A frozen model that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Document(NamedTuple):
    """What one file holds, and where."""

    name: str
    content: dict[str, Any]
    node: yaml.Node

    def line(self, *where: int | str) -> int:
        """Line of the key at this place, or of the nearest one around it, from 1."""
        place = Place(self.node)
        for step in where:
            place = place.inside(step) or place
        return place.line


class _Refused(yaml.MarkedYAMLError):
    """YAML that this house does not write."""

    def __init__(self, mark: Any, problem: str) -> None:
        super().__init__(problem=problem, problem_mark=mark)


class _Loader(yaml.SafeLoader):
    """Composes nodes; refuses what can make a small file large, or a value another."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """The next node. Raises _Refused."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(mark, "anchors (&) and aliases (*) are not read: write it out, or quote the text")
        if getattr(event, "tag", None):
            raise _Refused(mark, "tags (!) are not read: quote the text")
        self.depth += 1
        if self.depth > DEEPEST:
            raise _Refused(mark, f"more than {DEEPEST} levels inside each other")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _str(text: str) -> str:
    if not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text):
        raise ValueError("a \\u escape that is no character")
    return text


def _bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(f"{text} would be read as yes or no: write true or false, or quote the text")
    return text.lower() == "true"


def _int(text: str) -> int:
    if not re.fullmatch(r"[-+]?(0|[1-9][0-9]{0,17})", text):
        raise ValueError(f"{text} would be read as another number: quote it")
    return int(text)


def _float(text: str) -> float:
    if not re.fullmatch(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)", text):
        raise ValueError(f"{text} is not a plain number such as 0.25: quote it if it is text")
    return float(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no date: write 2027-03-31, or quote it if it is text") from None


SCALARS: dict[str, Callable[[str], Any]] = {
    _TAG + "str": _str,
    _TAG + "null": lambda _: None,
    _TAG + "bool": _bool,
    _TAG + "int": _int,
    _TAG + "float": _float,
    _TAG + "timestamp": _date,
}


def load_model(path: Path, model: type[Model], **known: Any) -> Model:
    """Read one YAML file into a model; `known` are values that do not stand in the file, such as its name.

    Raises ConfigError with one line for each fault: "onix-publisher.yml:12: …".
    """
    return _modelled(read_document(path), model, **known)


def load_apart(path: Path, model: type[Model], key: str) -> tuple[list[tuple[Model, Document]], list[str]]:
    """Read a file whose list under `key` holds things that have nothing to do with each other: a wrong one goes alone.

    Returns models that together hold the right items (one, of the whole file, where nothing is wrong), each with what
    it was made of, and a line for each fault.
    """
    try:
        document = read_document(path)
        return [(_modelled(document, model), document)], []
    except ConfigError as error:
        faults = str(error).splitlines()
    try:
        items = _items_apart(_text(path), key)
    except ConfigError:
        return [], faults
    made, wrong = list[tuple[Model, Document]](), list[str]()
    for number, (above, text) in enumerate(items):
        try:
            document = _document(path.name, text, above)
            made.append((_modelled(document, model), document))
        except ConfigError as error:  # which counts the items of this text: one
            wrong += str(error).replace(f": {key}.0", f": {key}.{number}").splitlines()
    return made, wrong or faults


def _items_apart(text: str, key: str) -> list[tuple[int, str]]:
    """Each item of the block list under a key as a text of its own, and how many lines of the file stand above that."""
    lines = text.split("\n")
    head = next((number for number, line in enumerate(lines) if line.rstrip() == f"{key}:"), len(lines))
    first = next((line for line in lines[head + 1 :] if line.lstrip().startswith("- ")), "")
    mark = first[: first.find("-")] + "- "
    starts = [number for number, line in enumerate(lines) if number > head and line.startswith(mark)]
    return [(start - 1, "\n".join((f"{key}:", *lines[start:stop]))) for start, stop in pairwise((*starts, len(lines)))]


def _modelled(document: Document, model: type[Model], **known: Any) -> Model:
    """The model of what a file holds. Raises ConfigError."""
    if twice := known.keys() & document.content.keys():
        key = min(twice)
        raise ConfigError(f"{document.name}:{document.line(key)}: {key}: does not stand in the file: its name says it")
    try:
        return model.model_validate({**document.content, **known})
    except ValidationError as error:
        faults = [told(each, model, document.node) for each in error.errors(include_url=False)]
        raise ConfigError("\n".join(f"{document.name}:{line}: {fault}" for line, fault in faults)) from None


def read_document(path: Path) -> Document:
    """Read one YAML file of keys and values. Raises ConfigError with file and line."""
    return _document(path.name, _text(path))


def _document(name: str, text: str, above: int = 0) -> Document:
    """What a text holds, which stands in its file under so many lines. Raises ConfigError."""
    try:
        node = _composed(text, above)
        content = _value(node) if isinstance(node, yaml.MappingNode) else None
    except _Refused as error:
        raise ConfigError(f"{name}:{_line(error, text, above)}: {error.problem}") from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # PyYAML lets some of Python's own errors out
        raise ConfigError(f"{name}:{_line(error, text, above)}: not YAML: {_problem(error)}") from None
    if node is None or content is None:
        raise ConfigError(f"{name}:1: the file must hold keys and values")
    return Document(name, content, node)


@lru_cache(maxsize=64)  # a night reads a vendor file several times; a node is not changed, values are made anew
def _composed(text: str, above: int) -> yaml.Node | None:
    """The node of a whole text. Raises what PyYAML raises."""
    loader = _Loader(text)
    loader.line = above
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise ConfigError(f"{path.name}: cannot be read: more than {MOST_BYTES >> 10} KiB are no file of people")
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read: {error}") from None


def _value(node: yaml.Node) -> Any:
    """The plain value of a node. Raises _Refused."""
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each) for each in node.value]
    read = SCALARS.get(node.tag)
    if read is None:
        raise _Refused(node.start_mark, f"{node.value!r} has a meaning of its own in YAML: quote it")
    try:
        return read(node.value)
    except ValueError as error:
        raise _Refused(node.start_mark, str(error)) from None


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    lines: dict[str, int] = {}
    content = {}
    for key, value in node.value:
        name = _key(key)
        if name in lines:
            raise _Refused(key.start_mark, f"the key {name!r} stands twice, first in line {lines[name]}")
        lines[name] = key.start_mark.line + 1
        content[name] = _value(value)
    return content


def _key(key: yaml.Node) -> str:
    if not isinstance(key, yaml.ScalarNode):
        raise _Refused(key.start_mark, "a key must be a plain word")
    if key.tag == _TAG + "merge":
        raise _Refused(key.start_mark, "merge keys (<<) are not read: write the keys out")
    try:
        return _str(key.value)
    except ValueError as error:
        raise _Refused(key.start_mark, str(error)) from None


def _line(error: Exception, text: str, above: int) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    position = getattr(error, "position", 0)
    return above + (text.count("\n", 0, position) + 1 if isinstance(position, int) else 1)


def _problem(error: Exception) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or getattr(error, "context", None)
    return _TAB if r"'\t'" in str(problem) else str(problem or error)
