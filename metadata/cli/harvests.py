"""`emat report harvests`: which views are pulled from, by whom and how often, and which have stopped."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from metadata.cli.options import DataDir, Format, Output, console, home_of, say_json

if TYPE_CHECKING:
    from metadata.publish.harvests.pulls import Pulled, Pulls


def harvests(
    views: Annotated[list[str] | None, typer.Argument(metavar="VIEW", help="Views; else all of them.")] = None,
    stopped: Annotated[bool, typer.Option("--stopped", help="Only those that are not pulled from as usual.")] = False,
    output: Format = Output.TEXT,
    data_dir: DataDir = None,
) -> int:
    """Who harvested which view completely, when, and what it got; which views have stopped pulling."""
    from metadata.errors import ConfigError
    from metadata.publish.catalogue import ALL
    from metadata.publish.harvests.pulls import as_json, pulled
    from metadata.publish.harvests.table import kept

    home = home_of(data_dir)
    names = [ALL, *home.views]
    if unknown := [each for each in views or () if each not in names]:
        raise ConfigError(f"there is no view {unknown[0]}; a view is called all, or by the ISIL of a library")
    now = datetime.fromisoformat(home.clock())
    told = pulled(views or names, kept(home.settings.harvests), now, home.consortium.harvests)
    shown = [each for each in told if not stopped or each.pulls.state != "pulls"]
    if output is Output.JSON:
        say_json([as_json(each) for each in shown])
    else:
        _say(shown)
    return 0


def _say(shown: list[Pulled]) -> None:
    """A line for each view, and one below it for each system where there are several. Times are UTC."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for name in ("View", "State", "Broken off", "Last complete", "From", "Records", "Deleted", "Usual", "System"):
        table.add_column(
            name,
            justify="right" if name in ("Broken off", "Records", "Deleted", "Usual") else "left",
            no_wrap=name != "System",
        )
    for each in shown:
        who = [f"{one.agent} {one.network}".strip() for one in each.systems]
        table.add_row(escape(each.view), *_cells(each.pulls), escape(who[0]) if len(who) == 1 else "")
        if len(who) > 1:
            for name, one in zip(who, each.systems, strict=True):
                table.add_row("", *_cells(one.pulls), escape(name))
    console().print(table)


def _cells(pulls: Pulls) -> tuple[str, ...]:
    usual = f"{pulls.usual.total_seconds() / 86_400:.1f} d" if pulls.usual else ""
    told = (pulls.state, str(pulls.tries or ""))
    if pulls.last is None:
        return (*told, "", "", "", "", usual)
    last = pulls.last
    when, start = f"{last.last[:16]}Z", last.start[:10] or "beginning"
    return (*told, when, start, str(last.records), str(last.deleted), usual)
