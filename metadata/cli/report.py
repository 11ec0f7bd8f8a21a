"""`emat report`: what a vendor is told of its metadata, which identifiers it carries, what matching leaves out.

What libraries pull is told in metadata/cli/harvests.py.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.harvests import harvests
from metadata.cli.options import DataDir, Format, Language, Output, console, home_of, say, say_json

if TYPE_CHECKING:
    from metadata.feedback.package import Package

report = typer.Typer(help="Reports on vendors, matching and harvests.", no_args_is_help=True)


class Told(StrEnum):
    """What goes to stdout: a few lines, the numbers, or every finding."""

    TEXT = "text"
    JSON = "json"
    NDJSON = "ndjson"


Vendor = Annotated[str, typer.Argument(metavar="VENDOR", help="The vendor, by the name of its file.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", file_okay=False, help="Folder of the package; else reports/VENDOR of the data folder."),
]
Lang = Annotated[Language | None, typer.Option("--lang", help="Language; else the one the vendor catalogues in.")]
Since = Annotated[
    int, typer.Option("--since", metavar="DELIVERY", show_default=False, help="Only this delivery and those after it.")
]
As = Annotated[Told, typer.Option("--format", help="What is written to stdout.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    report.command("harvests")(harvests)
    app.add_typer(report, name="report")


@report.callback()
def _group() -> None:
    """Reports on vendors, matching and harvests."""


@report.command("vendor")
def vendor(
    name: Vendor,
    out: Out = None,
    lang: Lang = None,
    since: Since = 0,
    output: As = Told.TEXT,
    data_dir: DataDir = None,
) -> int:
    """Write a vendor's feedback package: findings, counts, spreadsheets, a letter, and a page of charts."""
    from metadata.feedback.package import FINDINGS, write_package

    package = write_package(home_of(data_dir), name, out, str(lang or ""), since)
    if output is Told.NDJSON:
        with (package.folder / FINDINGS).open("r", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                typer.echo(line, nl=False)
    elif output is Told.JSON:
        say_json(_as_json(package))
    else:
        _say(package)
    return 0


@report.command("coverage")
def coverage(
    names: Annotated[list[str] | None, typer.Argument(metavar="VENDOR", help="Vendors; else all.")] = None,
    top: Annotated[int, typer.Option("--top", min=0, help="How many values without an identifier are listed.")] = 20,
    lang: Annotated[Language, typer.Option(help="Language of the texts.")] = Language.EN,
    output: Format = Output.TEXT,
    data_dir: DataDir = None,
) -> int:
    """Which share of a vendor's records and headings carries each identifier, as sent and as refined."""
    from metadata.coverage import coverage as count
    from metadata.coverage import keep, load_texts, page_of

    home = home_of(data_dir)
    covered = count(home, tuple(names or ()))
    if not names:
        keep(home, covered)
    if output is Output.JSON:
        say_json({each.vendor: each.as_json(top) for each in covered})
    else:
        texts = load_texts(home.settings.schemas)
        for each in covered:
            _say_coverage(page_of(each.vendor, each.as_json(top), texts, lang.value))
    return 0


def _say_coverage(page: dict[str, Any]) -> None:
    """A table of identifiers, and the values that most often have none."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE, title=f"{page['vendor']}: {page['records']}", title_justify="left")
    for name in ("kind", "before", "after", "both"):
        table.add_column(page["columns"][name], justify="left" if name == "kind" else "right")
    for row in page["rows"]:
        shares = [f"{row[when]['known']}/{row[when]['all']}  {row[when]['share']:4.0%}" for when in ("before", "after")]
        both = f"{row['after']['share_both']:4.0%}" if "share_both" in row["after"] else ""
        table.add_row(row["text"], *shares, both)
    sent = page["headings_as_sent"]
    if sent["all"]:
        certain = f"{sent['known']}/{sent['all']}  {sent['share']:4.0%}"
        table.add_row(sent["text"], "", certain, f"{sent['share_both']:4.0%}")
    words = page["keywords"]
    table.add_row(words["text"], str(words["before"]), str(words["after"]), "")
    out = console()
    out.print(table)
    if page["unmatched"]["values"]:
        out.print(page["unmatched"]["text"])
    for each in page["unmatched"]["values"]:
        source = f" ({each['source']})" if each["source"] else ""
        out.print(f"  {each['count']:>5} × {each['tag']} {escape(each['label'])}{source}", soft_wrap=True)
        for one in each["candidates"]:
            out.print(escape(f"{'':>10} ? {one['label']}  {one['uri']}"), soft_wrap=True)


@report.command("matching")
def matching(
    names: Annotated[list[str] | None, typer.Argument(metavar="VENDOR", help="Vendors; else all.")] = None,
    top: Annotated[int, typer.Option("--top", min=0, help="How many keys are listed.")] = 20,
    output: Format = Output.TEXT,
    data_dir: DataDir = None,
) -> int:
    """Which keys matching leaves out: identifiers that prove nothing (poor), blocks that are too large (capped)."""
    from metadata.titles.limits import left_out

    home = home_of(data_dir)
    with home.store.read() as connection:
        told = left_out(connection, [home.vendor(each).id for each in names or ()], top)
    if output is Output.JSON:
        say_json(told)
    else:
        _say_left_out(told)
    return 0


def _say_left_out(told: dict[str, Any]) -> None:
    """A line for each vendor, then the keys with their records."""
    for vendor, whys in told["vendors"].items():
        counted = (f"{why} {each['keys']} (records: {each['records']})" for why, each in whys.items() if each["keys"])
        say(f"{vendor}: {', '.join(counted)}")
    for each in told["keys"]:
        say(f"{each['why']}  {each['records']:>6}  {each['kind']} {each['value']}")
        say(f"{'':16}{', '.join(each['samples'])}{', …' if _has_more(each) else ''}")
    if rest := told["total"] - len(told["keys"]):
        say(f"… and {rest} smaller ones (--top)")
    if not told["total"]:
        say("matching leaves no key out")


def _has_more(each: dict[str, Any]) -> bool:
    return sum(map(int, each["vendors"].values())) > len(each["samples"])


def _as_json(package: Package) -> dict[str, Any]:
    """The package in numbers."""
    report = package.report
    return {
        "vendor": report.vendor.id,
        "folder": str(package.folder),
        "files": list(package.files),
        "language": package.language,
        "records": report.sums.records,
        "in_order": report.sums.sound,
        "withheld": report.sums.withheld,
        "to_correct": report.to_correct,
        "mended": report.mended,
        "suppressed": report.sums.suppressed,
        "deliveries": len(report.facts.arrivals),
        "rules": {
            each.rule: {
                "slug": each.slug,
                "level": str(each.level),
                "fired": each.fired,
                "fixed": each.fixed,
                "suppressed": each.suppressed,
                "records": each.records,
                "to_correct": each.asked,
            }
            for each in report.sums.rules.values()
        },
    }


def _say(package: Package) -> None:
    """The package in a few lines."""
    sums = package.report.sums
    say(
        f"{package.report.vendor.id}: {sums.records} records, {sums.sound} in order, {sums.withheld} withheld; "
        f"{package.report.to_correct} findings to correct, {package.report.mended} mended"
    )
    for name in package.files:
        say(f"  {package.folder / name}")
