"""The command line `emat`: one module for each group of commands, results to stdout, progress and log to stderr.

Exit codes: 0 done, 1 data or vendor trouble, 2 wrong use. Heavy imports stand inside the commands, so that
converting a small file does not pay for the store.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from inspect import Parameter
from inspect import signature as signature_of
from typing import Annotated, Any, get_type_hints

import typer
from typer.models import CommandInfo

from metadata.cli import (
    convert,
    curate,
    gate,
    inspect,
    libraries,
    night,
    preview,
    quarantine,
    report,
    rerun,
    review,
    serve,
    vendors,
    vocabularies,
    watch,
)
from metadata.cli.options import Quiet, say
from metadata.cli.plain import PlainGroup
from metadata.errors import ConfigError, EmatError

_ON_QUIET = {"-q", "--quiet", "--help"}
WRONG_PATH = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)


def _leave(code: int | None, **_: Any) -> None:
    """What a command returns is the exit code."""
    raise typer.Exit(code or 0)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"emat {version('ematerial')}")
        raise typer.Exit


app = typer.Typer(
    name="emat",
    cls=PlainGroup,
    help="Vendors' e-material metadata to one good MARC 21 record for each title.",
    no_args_is_help=True,
    result_callback=_leave,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Tell the version and exit.")
    ] = False,
) -> None:
    """What stands before every command."""


for group in (
    night,
    convert,
    inspect,
    preview,
    rerun,
    serve,
    gate,
    curate,
    quarantine,
    review,
    vendors,
    libraries,
    vocabularies,
    watch,
    report,
):
    group.register(app)


def _commands(of: typer.Typer) -> Iterator[CommandInfo]:
    """Every command, those of groups too."""
    yield from of.registered_commands
    for each in of.registered_groups:
        if each.typer_instance is not None:
            yield from _commands(each.typer_instance)


def _taking_quiet(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with -q, which scripts may always say: where nothing but the result is written it changes nothing."""
    signature = signature_of(command)
    if "quiet" in signature.parameters:
        return command

    @wraps(command)
    def call(*, quiet: bool, **given: Any) -> Any:
        return command(**given)

    hints = {**get_type_hints(command, include_extras=True), "quiet": Quiet}
    taken = [*signature.parameters.values(), Parameter("quiet", Parameter.KEYWORD_ONLY, default=False)]
    call.__annotations__ = hints
    told = signature.replace(parameters=[each.replace(annotation=hints[each.name]) for each in taken])
    call.__signature__ = told  # type: ignore[attr-defined]  # where inspect looks for it
    return call


def _take_quiet() -> None:
    """Let every command take -q. Only where it is said, or help is wanted: a small file to convert need not wait."""
    for command in _commands(app):
        if command.callback is not None:
            command.callback = _taking_quiet(command.callback)


def main() -> None:
    """Run a command; errors of the house and paths that cannot be used become one plain message and an exit code."""
    logging.getLogger("pymarc").setLevel(logging.ERROR)
    if not _ON_QUIET.isdisjoint(sys.argv):
        _take_quiet()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # what cannot be written is told, not found when Python ends
    except EmatError as error:
        _fail(error, 2 if isinstance(error, ConfigError) else 1)
    except WRONG_PATH as error:
        _fail(f"{error.filename}: {error.strerror}", 2)
    except OSError as error:
        _give_up(error)


def _give_up(error: OSError) -> None:
    """The result cannot be written: say so, unless whoever read it has gone. Python must not try again at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        sys.exit(1)
    _fail(f"{error.filename or 'the result'} cannot be written: {error.strerror}", 1)


def _fail(message: object, code: int) -> None:
    say(f"emat: {message}", err=True)
    sys.exit(code)
