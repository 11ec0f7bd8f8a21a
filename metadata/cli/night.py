"""`emat run`, `demo`, `db upgrade`: the night, and the store it needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from metadata.cli.options import DataDir, Format, Output, Quiet, Workers, console, home_of, say, say_json

if TYPE_CHECKING:
    from metadata.home import Home
    from metadata.reports import NightReport

db = typer.Typer(help="The store's tables.", no_args_is_help=True)

PlayedInto = Annotated[Path, typer.Option("--data-dir", envvar="EMAT_DATA_DIR", help="Folder to play into.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("run")(run)
    app.command("demo")(demo)
    app.add_typer(db, name="db")


def run(
    data_dir: DataDir = None,
    vendor: Annotated[list[str] | None, typer.Option("--vendor", help="Only this vendor; may be given again.")] = None,
    workers: Workers = 1,
    output: Format = Output.TEXT,
    quiet: Quiet = False,
) -> int:
    """The whole night without Airflow: fetch, refine, gate and commit for every vendor, then publish."""
    from metadata.samples import sample_servers

    home = home_of(data_dir, workers, new=True)
    with sample_servers(home):
        night = _night(home, vendor or [], quiet)
    _show(home, night, output)
    return 0 if night.is_sound else 1


def demo(
    data_dir: PlayedInto = Path("data"),
    workers: Workers = 1,
    output: Format = Output.TEXT,
    quiet: Quiet = False,
) -> int:
    """Play the bundled sample nights, one after the other, publishing after each. Played again it changes nothing.

    As JSON the result is a list with an entry for each night.
    """
    from metadata.samples import nights, play, sample_servers

    home = home_of(data_dir, workers, new=True)
    played: list[NightReport] = []
    with sample_servers(home):
        for number in nights(home.settings.samples):
            play(home, number)
            if output is Output.TEXT and not quiet:
                console().rule(f"Night {number}")
            played.append(_night(home, [], quiet))
            if output is Output.TEXT:
                _show(home, played[-1], output)
    _end_demo(home, played, output, quiet)
    return 1 if any(each.failed for night in played for each in (*night.vendors, *night.lists)) else 0


def _end_demo(home: Home, played: list[NightReport], output: Output, quiet: bool) -> None:
    """What the nights came to, for machines; for people what to try next."""
    from metadata.cli import summary

    if output is Output.JSON:
        say_json([summary.as_json(each) for each in played])
    elif not quiet:
        summary.show_next(console(), home)


def _night(home: Home, vendors: list[str], quiet: bool) -> NightReport:
    """Run a night with a progress bar for each delivery."""
    from metadata import pipeline

    if quiet:
        return pipeline.run(home, vendors)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    out = console(stderr=True)
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bars:
        tasks = {}

        def progress(vendor: str, delivery: str, done: int, total: int) -> None:
            key = (vendor, delivery)
            if key not in tasks:
                tasks[key] = bars.add_task(f"{vendor} {delivery}", total=total)
            bars.update(tasks[key], completed=done)

        home.progress = progress
        return pipeline.run(home, vendors)


def _show(home: Home, night: NightReport, output: Output) -> None:
    from metadata.cli import summary

    if output is Output.JSON:
        say_json(summary.as_json(night))
    else:
        summary.show_night(console(), night, home)


@db.command("upgrade")
def upgrade(data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """Bring the store's tables to this release; an up-to-date store is left alone."""
    from metadata.store.store import upgrade_store

    home = home_of(data_dir, new=True)
    revision = upgrade_store(home.store)
    home.close()
    if output is Output.JSON:
        say_json({"revision": revision})
    else:
        say(f"store at revision {revision}")
    return 0
