"""`emat rerun`: a delivery, or stored records by what they have in common, run again, dry or for real."""

from __future__ import annotations

import getpass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import DataDir, Format, Output, Workers, console, home_of, lines_of, say, say_json
from metadata.cli.preview import show

if TYPE_CHECKING:
    from metadata.home import Home

GOOD = ("committed", "nothing", "superseded")  # states after which nobody is asked


class What(StrEnum):
    """What is run again: metadata/rerun/wish.py `WHATS`."""

    NEWEST = "newest"
    DELIVERY = "delivery"
    SINCE = "since"
    IDS = "ids"
    QUARANTINE = "quarantine"
    RULE = "rule"
    MAPPING = "mapping"
    VOCABULARY = "vocabulary"


class Start(StrEnum):
    """Where it begins: metadata/rerun/wish.py `STAGES`."""

    REFINE = "refine"
    MATCH = "match"
    MERGE = "merge"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("rerun")(rerun)


def rerun(
    vendor: Annotated[str, typer.Option("--vendor", help="A vendor, a list of acquisitions as FI-X.name, or all.")],
    what: Annotated[What, typer.Option("--what", help="Which records.")] = What.NEWEST,
    delivery: Annotated[str, typer.Option("--delivery", help="Name or number of a delivery.")] = "",
    since: Annotated[str, typer.Option("--since", help="What came on this day (2026-11-01) or later.")] = "",
    one: Annotated[
        list[str] | None, typer.Option("--id", help="Id of a vendor's record or of a title, or ISBN.")
    ] = None,
    ids: Annotated[Path | None, typer.Option("--ids", exists=True, dir_okay=False, help="A file of ids.")] = None,
    rule: Annotated[str, typer.Option("--rule", help="A rule, by its id or its name.")] = "",
    version: Annotated[str, typer.Option("--version", help="What this version made; without it any older one.")] = "",
    vocabulary: Annotated[str, typer.Option("--vocabulary", help="A vocabulary, as `vocabularies list` has it.")] = "",
    start: Annotated[Start, typer.Option("--from", help="Where it begins.")] = Start.REFINE,
    is_real: Annotated[bool, typer.Option("--real", help="Do it; without this it is told what would be done.")] = False,
    override: Annotated[bool, typer.Option("--override", help="Let pass what a gate holds.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept in the ledger.")] = "",
    data_dir: DataDir = None,
    workers: Workers = 1,
    output: Format = Output.TEXT,
) -> int:
    """Run records again: dry, which writes nothing and ends in a preview; --real passes the gate, and is published."""
    from metadata.rerun import check
    from metadata.rerun import rerun as run

    home = home_of(data_dir, workers)
    form = {
        "vendor": vendor,
        "what": str(what),
        "delivery": delivery,
        "since": since,
        "ids": [*(one or ()), *(lines_of(ids) if ids else ())],
        "rule": rule,
        "version": version,
        "vocabulary": vocabulary,
        "start": str(start),
        "dry_run": not is_real,
        "override": override,
        "reason": reason,
    }
    wish = check(home, form)
    done = run(home, wish, getpass.getuser())
    if is_real:
        return _say_done(home, done, output)
    if output is Output.JSON:
        say_json(done)
    else:
        show(console(), done, 20)
        say(f"preview {done['preview']}: the desk shows it at /desk/previews/{done['preview']}")
    return 0


def _say_done(home: Home, done: dict[str, Any], output: Output) -> int:
    """Publish, and tell what became of all of it; 1 when something waits for a person."""
    from metadata import pipeline

    published = pipeline.publish(home)
    if output is Output.JSON:
        say_json({**done, "publication": published._asdict()})
    else:
        for vendor, told in done["vendors"].items():
            reason = f": {told['reason']}" if told["reason"] else ""
            counts = ", ".join(f"{number} {name}" for name, number in told["counts"].items() if number)
            say(f"{vendor}: {told['delivery']} {told['state']}{reason}")
            say(f"  {counts or 'nothing was done'}")
        say(f"publication {published.seq}" + (f" stays: {published.held}" if published.held else ""))
    return 1 if published.held or any(each["state"] not in GOOD for each in done["vendors"].values()) else 0
