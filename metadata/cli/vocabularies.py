"""`emat vocabularies`: bring new dumps of YSO, SLM, YKL … into the index, and tell what is in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import DataDir, Format, Output, Quiet, console, home_of, say_json

if TYPE_CHECKING:
    from metadata.vocabularies.refresh import Outcome, Refreshed

SHOWN = 10  # reworded concepts of each vocabulary, in text
vocabularies = typer.Typer(help="The vocabularies that headings are looked up in.", no_args_is_help=True)
Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="yso, slm …; else all.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(vocabularies, name="vocabularies")


@vocabularies.command("refresh")
def refresh(
    names: Names = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from", exists=True, file_okay=False, help="Take dumps from this folder, not from their sources."
        ),
    ] = None,
    agreed: Annotated[bool, typer.Option("--yes", help="Take it however much would change.")] = False,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
    quiet: Quiet = False,
) -> int:
    """Look for new dumps and let them count; what fails or has shrunk is told, and the old one counts on (exit 1)."""
    from metadata.vocabularies.refresh import Look, renew_asked
    from metadata.vocabularies.refresh import refresh as look

    home = home_of(data_dir, new=True)
    done = look(Look(home.shelf, home.clock(), home.connect, names or (), folder, agreed))
    touched = renew_asked(home, done.asked)
    if output is Output.JSON:
        say_json(_as_json(done) | {"records": touched})
    else:
        _show(done, quiet)
        if touched and not quiet:
            typer.echo(f"{touched} records asked for what changed: the next run refines them anew")
    home.close()
    return 1 if any(each.state in ("failed", "refused") for each in done.vocabularies.values()) else 0


@vocabularies.command("list")
def list_loaded(data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """What is in the index: version, when it was loaded, concepts, labels, licence."""
    from metadata.vocabularies.index import Index

    path = home_of(data_dir, new=True).shelf.current()
    versions = [] if path is None else [each for each in Index(path).versions().values() if each.loaded]
    if output is Output.JSON:
        say_json([each._asdict() for each in versions])
        return 0
    for each in versions:
        told = f"{each.concepts:>8} concepts  {each.labels:>9} labels  {each.loaded}  {each.licence}"
        console().print(f"{each.id:<11} {told}", markup=False, soft_wrap=True)
    if not versions:
        typer.echo("no dump is loaded: headings are looked up in the excerpt that is shipped")
    return 0


def _as_json(done: Refreshed) -> dict[str, Any]:
    return {
        "index": str(done.path or ""),
        "asked": len(done.asked),
        "vocabularies": {name: _one(each) for name, each in done.vocabularies.items()},
    }


def _one(each: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"state": each.state, "reason": each.reason}
    if each.built:
        told |= {"concepts": each.built.concepts, "labels": each.built.labels, "troubles": each.built.troubles}
        changes = each.changes
        told |= {"added": len(changes.added), "gone": len(changes.gone), "changed": len(changes.changed)}
        told["reworded"] = [
            dict(zip(("uri", "language", "before", "now"), row, strict=True)) for row in changes.reworded
        ]
    return told


def _show(done: Refreshed, quiet: bool) -> None:
    """A line for each vocabulary; what is odd in a dump, and other preferred labels, below it."""
    out = console()
    for name, each in done.vocabularies.items():
        if each.state == "absent" or (quiet and each.state == "unchanged"):
            continue
        what = each.reason
        if each.built and not what:
            added, gone, changed = map(len, each.changes[:3])
            told = f"{each.built.concepts} concepts, {each.built.labels} labels"
            what = f"{told}; {added} new, {gone} gone, {changed} changed"
        out.print(f"{name:<11} {each.state:<10} {what}", markup=False, soft_wrap=True)
        for words, (count, first) in ({} if quiet or not each.built else each.built.troubles).items():
            out.print(f"{'':<23}{count} × {words}, as {first[0]}", markup=False, soft_wrap=True)
        for uri, language, before, now in () if quiet else each.changes.reworded[:SHOWN]:
            out.print(f"{'':<23}{before} → {now} ({language}, {uri})", markup=False, soft_wrap=True)
    absent = [name for name, each in done.vocabularies.items() if each.state == "absent"]
    if absent and not quiet:
        out.print(f"no dump of {', '.join(absent)}", markup=False, soft_wrap=True)
