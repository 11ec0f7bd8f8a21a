"""The tables of a night, for people and as JSON."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from metadata import decisions
from metadata.cli.words import counted, left_out_lines
from metadata.home import Home
from metadata.libraries.licences import ending_soon
from metadata.libraries.told import missing
from metadata.publish.profiles import day_at
from metadata.publish.publication import Published
from metadata.reports import NightReport, VendorReport
from transforms.record import Outcome

COLUMNS = ("read", *Outcome)
LISTED = ("read", "taken", "repeated", "unusable", "adds", "ends")  # counts of a list of acquisitions
TABLE = 96  # columns that the table of a night needs


def show_night(console: Console, night: NightReport, home: Home) -> None:
    """One row a vendor, then what changed and why, what waits for a person, what was published and where it is.

    Behind the vendors come the lists of what libraries have acquired, licences that end soon, and what was left out.
    """
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("vendor", no_wrap=True)
    for name in (*COLUMNS, "live", "held"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in night.vendors:
        numbers = [str(each.counts[name]) for name in COLUMNS]
        table.add_row(each.vendor, *numbers, str(each.live), str(len(each.held)))
    console.width = max(console.width, TABLE)  # whole words, even if a narrow terminal folds them
    console.print(table)
    for each in night.vendors:
        _show_details(console, each)
    for each in night.lists:
        _show_list(console, each)
    with home.store.read() as connection:
        today = day_at(home.clock(), home.zone)
        for isil, number in missing(connection, home.libraries, today).items():
            console.print(f"{isil}: acquired titles that are not there yet: {number}; see emat libraries show {isil}")
        for ending in ending_soon(connection, home.libraries, today):
            console.print(f"[yellow]ends[/]   {escape(ending.told)}", soft_wrap=True)
    for what, line in left_out_lines(night.left_out):
        console.print(f"[red]{what}[/] {escape(line)}", soft_wrap=True)
    _show_publication(console, night.published, home)


def _show_list(console: Console, report: VendorReport) -> None:
    """What came of a library's list of acquisitions."""
    counts = report.counts
    if report.deliveries:
        names = ", ".join(f"{name} ({state})" for name, state in report.deliveries)
        told = ", ".join(f"{name} {counts[name]}" for name in LISTED) if counts["read"] else ""
        console.print(f"{report.vendor}: {names}{told and ': '}{told}", markup=False, soft_wrap=True)
    _show_trouble(console, report)


def _show_details(console: Console, report: VendorReport) -> None:
    """What lies behind a vendor's numbers."""
    counts = report.counts
    if report.deliveries:
        names = ", ".join(f"{name} ({state})" for name, state in report.deliveries)
        console.print(f"{report.vendor}: {names}", markup=False, soft_wrap=True)
        changes = f"new {counts['new']}, changed {counts['changed']}, absent {counts['absent']}"
        whys = [f"{name.replace(':', ' ', 1)}: {count}" for name, count in sorted(counts.items()) if _is_reason(name)]
        console.print("  " + "; ".join([changes, *whys]), markup=False, soft_wrap=True)
    _show_trouble(console, report)


def _show_trouble(console: Console, report: VendorReport) -> None:
    """What waits for a person, what was let pass, and what went wrong."""
    for line in report.held:
        console.print(f"  [yellow]held[/]   {escape(line)}", soft_wrap=True)
    for line in report.doubts:
        console.print(f"  [yellow]warned[/] {escape(line)}", soft_wrap=True)
    for line in report.warnings:
        console.print(f"  [yellow]expired[/] {escape(line)}", soft_wrap=True)
    for line in report.failed:
        console.print(f"  [red]failed[/] {escape(line)}", soft_wrap=True)


def _is_reason(name: str) -> bool:
    return name.startswith(("filtered:", "quarantined:"))


def _show_publication(console: Console, published: Published, home: Home) -> None:
    if published.kept:
        console.print(f"{published.kept} titles that vendors withdrew stay: see emat gate show publication")
    if published.held:
        console.print(f"[yellow]held[/]   the next publication: {escape(published.held)}", soft_wrap=True)
        console.print(f"publication {published.seq} stays current: see emat gate show publication")
        return
    if not published.counts:
        console.print(f"nothing changed: publication {published.seq} stays current")
        return
    what = ", ".join(counted(published.counts))
    console.print(f"publication {published.seq} of {published.at}: {what}")
    console.print(f"files in {home.settings.files}", soft_wrap=True)


def show_next(console: Console, home: Home) -> None:
    """What is there now, and what to try."""
    catalogue = home.catalogue()
    example = ""
    for name in catalogue.names():
        view = catalogue.view(name)
        if view is None:
            continue
        live, gone = len(view.live()), view.deleted()
        example = example or next(iter(view.live()), "")
        console.print(f"view {name}: {live} live titles, {gone} tombstones")
    place = f"--data-dir {home.settings.data_dir}"
    console.print("\nTry next:", style="bold")
    steps = [
        (f"emat explain {example} {place}", "the story of a title") if example else None,
        (f"emat gate list {place}", "what a gate holds, and why") if decisions.held(home) else None,
        (f"emat serve {place}", "then http://127.0.0.1:8088/ and /oai?verb=ListRecords&metadataPrefix=marc21"),
    ]
    for command, what in filter(None, steps):
        console.print(f"  {command}   [dim]# {what}[/]", soft_wrap=True)


def as_json(night: NightReport) -> dict[str, Any]:
    """A night for machines."""
    return {
        "sound": night.is_sound,
        "vendors": [
            {
                "vendor": each.vendor,
                "deliveries": [{"name": name, "state": state} for name, state in each.deliveries],
                "counts": dict(each.counts),
                "live": each.live,
                "held": each.held,
                "failed": each.failed,
                "warned": each.doubts,
                "warnings": each.warnings,
            }
            for each in night.vendors
        ],
        "publication": night.published.seq,
        "published": night.published.counts,
        "lists": [
            {
                "list": each.vendor,
                "deliveries": [{"name": name, "state": state} for name, state in each.deliveries],
                "counts": dict(each.counts),
                "held": each.held,
                "failed": each.failed,
                "warned": each.doubts,
            }
            for each in night.lists
        ],
        **({"refused": dict(night.left_out)} if night.left_out else {}),
        **({"held": night.published.held} if night.published.held else {}),
        **({"kept": night.published.kept} if night.published.kept else {}),
    }
