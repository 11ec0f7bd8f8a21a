"""Options that several commands share, and how they are turned into a Home."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from metadata.cli.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

    from metadata.home import Home

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Data folder; else EMAT_DATA_DIR, else data/ here.", show_default=False),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no comments.")]
Workers = Annotated[
    int, typer.Option("--workers", min=1, help="Processes that refine, or make titles, at the same time.")
]
MOST = 2**31 - 1  # the largest number that anything of the store can have


class Language(StrEnum):
    """The languages in which people are told."""

    FI = "fi"
    SV = "sv"
    EN = "en"


class Output(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


Format = Annotated[Output, typer.Option("--format", help="How the result is written.")]


def home_of(data_dir: Path | None, workers: int = 1, new: bool = False) -> Home:
    """The installation that a command works on; `new`: its folder need not be there yet. Raises ConfigError."""
    from metadata.errors import ConfigError
    from metadata.home import Home
    from metadata.settings import load_settings

    settings = load_settings(data_dir)
    if settings.data_dir.is_file():
        raise ConfigError(f"{settings.data_dir} is a file; a data folder is wanted")
    if not new and not settings.data_dir.is_dir():
        raise ConfigError(f"there is no data folder {settings.data_dir}; `emat run` and `emat demo` make one")
    return Home(settings, workers=workers)


def lines_of(path: Path) -> list[str]:
    """The lines of a file of ids. Raises ConfigError for one that is no text, or has no line."""
    from metadata.errors import ConfigError

    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ConfigError(f"--ids: {path} is no text in UTF-8") from None
    if not any(map(str.strip, lines)):
        raise ConfigError(f"--ids: {path} is empty; write one id a line")
    return lines


def need_vendor(home: Home, vendor: str) -> None:
    """Where nothing is found of a vendor: raises ConfigError if there is none of that name, "" being every one."""
    from metadata.errors import ConfigError

    known, refused = home.vendors
    if vendor and vendor not in known and vendor not in refused:
        raise ConfigError(f"there is no vendor file {vendor}; there are {', '.join(sorted({*known, *refused}))}")


@contextmanager
def loading() -> Iterator[None]:
    """Around what a command imports and reads before it begins: all of it stays to the end, so that no collection of
    garbage need walk over it, not even the last one. With a small file that is a quarter of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def console(stderr: bool = False) -> Console:
    """A console for tables (stdout) or progress (stderr)."""
    from metadata.cli.terminal import Terminal

    out = Terminal(stderr=stderr, highlight=False)
    if not out.is_terminal:
        out.width = 110  # in a log or pipe: wide enough for the night's table
    return out


def say(text: str, err: bool = False, nl: bool = True) -> None:
    """Write a line for people: what vendors sent may be in it."""
    typer.echo(visible(text), err=err, nl=nl)


def say_json(content: object) -> None:
    """Write a result for machines."""
    typer.echo(json_of(content))


def json_of(content: object) -> str:
    """A result as machines read it."""
    import orjson

    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
