"""YAML files of people → frozen models: unknown keys and wrong values are refused with file, line and a suggestion."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from metadata.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """A frozen model that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def load_model(path: Path, model: type[Model], **known: Any) -> Model:
    """Read one YAML file into a model; `known` are values that do not stand in the file, such as its name.

    Raises ConfigError with one line for each fault: "onix-publisher.yml:12: …".
    """
    try:
        text = path.read_text("utf-8")
        content = yaml.safe_load(text)
        node = yaml.compose(text, yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: cannot be read: {error}") from None
    except yaml.YAMLError as error:
        line = error.problem_mark.line + 1 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
        raise ConfigError(f"{path.name}:{line}: not YAML: {getattr(error, 'problem', error)}") from None
    if not isinstance(content, dict):
        raise ConfigError(f"{path.name}:1: the file must hold keys and values")
    try:
        return model.model_validate({**content, **known})
    except ValidationError as error:
        faults = [f"{path.name}:{_line(node, each['loc'])}: {_fault(each, model)}" for each in error.errors()]
        raise ConfigError("\n".join(faults)) from None


def _line(node: yaml.Node | None, where: tuple[int | str, ...]) -> int:
    """Line of the key or of the nearest enclosing one, from 1."""
    line = node.start_mark.line + 1 if node else 1
    for step in where:
        found = next((pair for pair in _pairs(node) if pair[0] == step), None)
        if found is None:
            break
        line, node = found[1] + 1, found[2]
    return line


def _pairs(node: yaml.Node | None) -> Iterator[tuple[str | int, int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.value, key.start_mark.line, value
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield index, value.start_mark.line, value


def _fault(error: Any, model: type[BaseModel]) -> str:
    where = ".".join(map(str, error["loc"]))
    if error["type"] != "extra_forbidden":
        return f"{where}: {error['msg']}"
    near = difflib.get_close_matches(str(error["loc"][-1]), _keys(model, error["loc"][:-1]), 1, 0.5)
    return f"{where}: no such key" + (f"; did you mean {near[0]!r}?" if near else "")


def _keys(model: type[BaseModel], where: tuple[int | str, ...]) -> list[str]:
    """The keys that are valid at a place of the model."""
    current: Any = model
    for step in where:
        current = current.model_fields[step].annotation if step in getattr(current, "model_fields", {}) else None
        options = getattr(current, "__args__", (current,))
        current = next((each for each in options if isinstance(each, type) and issubclass(each, BaseModel)), None)
    return [field.alias or name for name, field in current.model_fields.items()] if current else []
