"""`emat preview`: what a changed rule, mapping or vendor file would do to the stored records, before it is done."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import DataDir, Workers, console, home_of, lines_of, say_json
from metadata.cli.story import show_changes
from metadata.cli.words import counted, left_out_lines

if TYPE_CHECKING:
    from rich.console import Console


class Output(StrEnum):
    """How a preview is written."""

    TEXT = "text"
    JSON = "json"
    NDJSON = "ndjson"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("preview")(preview)


def preview(
    vendor: Annotated[list[str] | None, typer.Option("--vendor", help="Only this vendor's records.")] = None,
    since: Annotated[
        str, typer.Option("--since", help="Only what was committed on this day (2026-11-01) or later.")
    ] = "",
    ids: Annotated[
        Path | None,
        typer.Option(
            "--ids",
            exists=True,
            dir_okay=False,
            help="A file of ids, one a line: of vendors' records, titles, or ISBN.",
        ),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", help="A folder of rules to try in place of schemas/rules.")
    ] = None,
    samples: Annotated[int, typer.Option("--samples", min=0, help="Changed records that are shown.")] = 20,
    data_dir: DataDir = None,
    workers: Workers = 1,
    output: Annotated[Output, typer.Option("--format", help="ndjson: every changed record, one a line.")] = Output.TEXT,
) -> int:
    """What the next run would change in stored records: counts by tag and rule, before and after. Writes nothing.

    As the run it goes on without a rule, or a file of a vendor or library, that is wrong, tells it, and ends with 1.
    """
    from metadata.previews.look import Scope
    from metadata.previews.look import preview as look

    wanted = tuple(lines_of(ids)) if ids else ()
    shown = samples if output is Output.TEXT else None
    found = look(home_of(data_dir, workers), Scope(tuple(vendor or ()), since, wanted), rules, shown)
    if output is Output.JSON:
        say_json(found)
    elif output is Output.NDJSON:
        _say_lines(found)
    else:
        show(console(), found, samples)
    left_out = found.get("refused", {})
    for what, line in left_out_lines(left_out) if output is not Output.JSON else ():
        said = console(stderr=output is Output.NDJSON)
        said.print(f"{what} {line}", style="red", markup=False, soft_wrap=True)
    return 1 if left_out else 0


def _say_lines(found: dict[str, Any]) -> None:
    import orjson

    for each in found["vendors"].values():
        for record in each["changed"]:
            typer.echo(orjson.dumps(record).decode())


def show(out: Console, found: dict[str, Any], samples: int) -> None:
    """The preview as text."""
    for vendor, told in found["vendors"].items():
        differ = sum(told["outcomes"].values())
        made = f"{told['read']} records are run again, {differ} come out differently"
        name = f"{vendor}: {told['delivery']}," if told["delivery"] else f"{vendor}:"
        out.print(f"{name} {made if told['read'] else 'no record is run again'}", style="bold", markup=False)
        if told.get("left_out"):
            out.print(f"  left out: {told['left_out']}, withdrawn, or withheld by a rule about several records")
        if told["would_be"] != "nothing":
            _show_verdict(out, told)
        for record in told["changed"][:samples]:
            _show_record(out, record)
        if (more := differ - len(told["changed"][:samples])) > 0:
            out.print(f"  … and {more} more; emat preview --format ndjson lists all")
    titles = found["titles"]
    counts = ", ".join(counted(titles["counts"]))
    reason = f": {titles['reason']}" if titles["reason"] else ""
    would_be = f" (would be {titles['would_be']}{reason})" if counts else ""
    out.print(f"titles: {counts or 'nothing would be published'}{would_be}", markup=False)
    if titles["others"]:
        out.print(f"also waiting: {titles['others']} titles of other deliveries, which are among these", markup=False)


def _show_verdict(out: Console, told: dict[str, Any]) -> None:
    reason = f": {told['reason']}" if told["reason"] else ""
    out.print(f"  it would be {told['would_be']}{reason}", markup=False, soft_wrap=True)
    if told["outcomes"]:
        out.print("  records: " + ", ".join(f"{number} {name}" for name, number in told["outcomes"].items()))
    if told["tags"]:
        out.print("  fields: " + ", ".join(f"{tag} {number}" for tag, number in told["tags"].items()), markup=False)
    for rule, each in told["rules"].items():
        out.print(
            f"  {rule}: finds something in {each['now']} of the records now, in {each['then']} then", markup=False
        )


def _show_record(out: Console, record: dict[str, Any]) -> None:
    more = " ".join(filter(None, (record["title"], record["rule"], record["reason"])))
    out.print(f"\n  {record['record']}  {record['outcome']}  {more}", markup=False, soft_wrap=True)
    for field in record["fields"]:
        if field["before"]:
            out.print(f"    - {field['before']}", markup=False, soft_wrap=True, style="red")
        if field["after"]:
            out.print(f"    + {field['after']}", markup=False, soft_wrap=True, style="green")
    show_changes(out, record.get("made_by", []))
