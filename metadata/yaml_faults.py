"""What pydantic says of a YAML file, in a line for the person who wrote it: line, key, what is wrong, what is near."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

import yaml
from pydantic import BaseModel

_NEAR = 0.5  # likeness from which a name is suggested
_QUOTED = re.compile(r"'([^']*)'")
_UNKNOWN = "extra_forbidden"
_NO_TEXT = (bool, int, float)


class Place(NamedTuple):
    """A node of a YAML file and the line of its key, from 1."""

    node: yaml.Node | None
    line: int = 1

    def inside(self, step: int | str) -> Place | None:
        """The place of a key or list item in this one; None where there is none."""
        if isinstance(self.node, yaml.MappingNode):
            pairs = ((key, value) for key, value in self.node.value if key.value == step)
            return next((Place(value, key.start_mark.line + 1) for key, value in pairs), None)
        if isinstance(self.node, yaml.SequenceNode) and isinstance(step, int) and step < len(self.node.value):
            return Place(self.node.value[step], self.node.value[step].start_mark.line + 1)
        return None


def told(error: Any, model: type[BaseModel], root: yaml.Node) -> tuple[int, str]:
    """The line of a fault, and "expect.max_dletes: no such key; did you mean 'max_deletes'?"."""
    steps, place, around = _walk(error["loc"], model, root)
    name = ".".join(map(str, steps))
    kind, given = error["type"], error.get("input")
    if kind == _UNKNOWN:
        return place.line, f"{name}: no such key{_near(steps[-1], _keys(around))}"
    if kind == "union_tag_invalid":
        choices = _QUOTED.findall(error["ctx"]["expected_tags"])
        found, key = error["ctx"]["tag"], error["ctx"]["discriminator"].strip("'")
        line = (place.inside(key) or place).line
        return line, f"{name}.{key}: no such {key}: {found!r}{_near(found, choices)} ({', '.join(choices)})"
    if kind == "union_tag_not_found":
        return place.line, f"{name}: it needs the key {error['ctx']['discriminator']}"
    return place.line, f"{name}: {_words(error, kind, given)}"


def _words(error: Any, kind: str, given: Any) -> str:
    """What is wrong with a value."""
    if kind in ("literal_error", "enum"):
        choices = _QUOTED.findall(error["ctx"]["expected"])
        hint = "; quote it" if not isinstance(given, str) and str(given) in choices else _near(given, choices)
        return f"{_shown(given)} is not one of {', '.join(choices)}{hint}"
    if kind == "string_type" and isinstance(given, _NO_TEXT):
        return f"{given} is a number or a truth value: quote it"
    if kind == "string_pattern_mismatch":
        return f"{_shown(given)} is not written as it must be ({error['ctx']['pattern']})"
    if kind in ("model_type", "model_attributes_type", "dict_type", "tuple_type"):
        return "it holds a list: [a, b]" if kind == "tuple_type" else "it holds keys and values: {key: value}"
    if kind == "missing":
        return "it is missing"
    if kind.startswith("date"):
        return f"{_shown(given)} is no date: write 2027-03-31"
    if kind in ("int_parsing", "float_parsing", "int_type", "float_type"):
        return f"{_shown(given)} is no number that fits here"
    return str(error["msg"]).removeprefix("Value error, ")


def _shown(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _near(given: Any, choices: Iterable[str]) -> str:
    found = difflib.get_close_matches(str(given), list(choices), 1, _NEAR)
    return f"; did you mean {found[0]!r}?" if found else ""


def _walk(where: Iterable[int | str], model: type[BaseModel], root: yaml.Node) -> tuple[list[int | str], Place, Any]:
    """Follow a location through file and model at once: its steps as the file has them, its place, the type around it.

    pydantic's locations also name the member of a union and the key of a mapping as steps: the file has no such level.
    """
    steps: list[int | str] = []
    place, around, current = Place(root, root.start_mark.line + 1), model, _plain(model)
    for step in where:
        member = _member(current, step)
        if member is not None:
            current = member
        elif step != "[key]":
            steps.append(step)
            place = place.inside(step) or place
            around, current = current, _child(current, step)
    return steps, place, around


def _plain(annotation: Any) -> Any:
    """A type without Annotated and without `| None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    rest = [each for each in get_args(annotation) if each is not type(None)]
    is_optional = len(rest) == 1 and type(None) in get_args(annotation)
    return _plain(rest[0]) if is_optional else annotation


def _child(current: Any, step: int | str) -> Any:
    """The type of a key of a model, or of what a mapping or list holds."""
    if _is_model(current):
        fields = {field.alias or name: field for name, field in current.model_fields.items()}
        return _plain(fields[str(step)].annotation) if step in fields else None
    held = [each for each in get_args(current) if each is not Ellipsis]
    return _plain(held[-1]) if held and get_origin(current) in (dict, tuple, list) else None


def _member(current: Any, step: int | str) -> Any:
    """The model of a union that this tag stands for; None where `current` is no union of models."""
    members = [_plain(each) for each in get_args(current)] if not _is_model(current) else []
    models = [each for each in members if _is_model(each)]
    if get_origin(current) in (dict, tuple, list, Literal) or not models:
        return None
    tagged = (each for each in models for field in each.model_fields.values() if step in get_args(field.annotation))
    return next(tagged, None)


def _is_model(current: Any) -> bool:
    return isinstance(current, type) and issubclass(current, BaseModel)


def _keys(model: Any) -> list[str]:
    """The keys that are valid in a model."""
    return [field.alias or name for name, field in model.model_fields.items()] if _is_model(model) else []
