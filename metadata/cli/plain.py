"""Parameters of commands that work on files: what is plainly right is taken as it is written.

Typer leaves every value to pydantic, which takes as long to import as a small file to convert. So it is asked only
about what is not plainly right, and then has the words for it.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin

from typer import BadParameter
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.models import ParameterInfo

STANDARD_INPUT = Path("/dev/stdin")
_UNCLEAR = object()
_PYDANTIC = "Value error, "  # stands before what a validator says


class PlainCommand(TyperCommand):
    """A command whose parameters are texts, paths, StrEnums, or lists of these."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, --help among them."""
        return _plain(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """The group of all commands."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters."""
        return _plain(super().get_params(ctx))

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Raises click's BadParameter in plain words: without pydantic's name of the error."""
        try:
            return super().invoke(ctx)
        except BadParameter as error:
            error.message = error.message.removeprefix(_PYDANTIC)
            raise


def _plain(params: list[Any]) -> list[Any]:
    for each in params:
        if isinstance(each, TyperArgument | TyperOption) and each._runtime_param is None:
            each._runtime_param = _Plain()  # type: ignore[assignment]  # it has what typer asks of one
    return params


class _Plain:
    """What typer asks for the value of a parameter."""

    def coerce(self, value: Any, param: TyperArgument | TyperOption, ctx: Any) -> Any:
        """The value for the function of the command. Raises click's BadParameter, as typer words it."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        described = param.type_descriptor
        found = _plainly(value, described.annotation, described.parameter_info)
        if found is not _UNCLEAR:
            return found
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _plainly(value: Any, wanted: Any, info: ParameterInfo) -> Any:
    """The value as what is wanted, or `_UNCLEAR`."""
    if get_origin(wanted) is list:
        found = [_plainly(each, get_args(wanted)[0], info) for each in value]
        return _UNCLEAR if _UNCLEAR in found else found
    if isinstance(wanted, type) and isinstance(value, wanted):
        return value
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return wanted(value) if value in list(wanted) else _UNCLEAR
    if wanted is Path and value == "-" and info.allow_dash:
        return STANDARD_INPUT  # typer would look for a file of that name
    if wanted is Path and isinstance(value, str) and _is_usable(Path(value), info):
        return Path(value)
    return _UNCLEAR


def _is_usable(path: Path, info: ParameterInfo) -> bool:
    """True for what can be read and is no folder, and for nothing at all where nothing need be."""
    if info.resolve_path or info.writable or not info.file_okay:
        return False
    return os.access(path, os.R_OK) and not path.is_dir() if path.exists() else not info.exists
