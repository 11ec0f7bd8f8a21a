"""The command line `emat`: one module for each group of commands, results to stdout, progress and log to stderr.

Exit codes: 0 done, 1 data or vendor trouble, 2 wrong use. Heavy imports stand inside the commands, so that
converting a small file does not pay for the store.
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from typing import Annotated, Any

import typer

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
from metadata.cli.options import say
from metadata.cli.plain import PlainGroup
from metadata.errors import ConfigError, EmatError

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


def main() -> None:
    """Run a command; errors of the house and paths that cannot be used become one plain message and an exit code."""
    logging.getLogger("pymarc").setLevel(logging.ERROR)
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
