"""The command line `emat`: one module for each group of commands, results to stdout, progress and log to stderr.

Exit codes: 0 done, 1 data or vendor trouble, 2 wrong use. Heavy imports stand inside the commands, so that
converting a small file does not pay for the store.
"""

from __future__ import annotations

import logging
import sys

import click
import typer

from metadata.cli import convert, curate, inspect, night, serve
from metadata.errors import ConfigError, EmatError

app = typer.Typer(
    name="emat",
    help="Vendors' e-material metadata to one good MARC 21 record for each title.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (night, convert, inspect, serve):
    group.register(app)
curate.register(app)


def main() -> None:
    """Run a command; errors of the house become one plain message and an exit code."""
    logging.getLogger("pymarc").setLevel(logging.ERROR)
    try:
        code = app(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(130)
    except EmatError as error:
        print(f"emat: {error}", file=sys.stderr)  # noqa: T201  # the command line speaks
        sys.exit(2 if isinstance(error, ConfigError) else 1)
    sys.exit(code if isinstance(code, int) else 0)
