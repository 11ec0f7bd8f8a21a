"""`emat status` and `emat explain`: how the store stands and a title's story, for people and machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import DataDir, Format, Language, Output, console, home_of, json_of, say_json
from metadata.cli.story import show

if TYPE_CHECKING:
    from rich.console import Console

_IDS = 20  # ids that people are shown; machines get all
SHOWN = 50  # settled deliveries that people are shown; machines get all
_KINDS = {"match": "pairs of records", "record": "records", "heading": "headings and names"}  # of questions


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("status")(status)
    app.command("explain")(explain)


def status(data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """What each vendor's deliveries are, when its source was looked at, what waits, and what is published.

    Exit code 1: something waits for a person, a source did not answer, or a file of ours is refused, wholly or in part.
    """
    from metadata.reports import status as tell

    if output is Output.JSON:
        content = tell(home_of(data_dir))
        say_json(content)
    else:
        content = tell(home_of(data_dir), newest=SHOWN)
        show_status(console(), content)
    failed = any(each["look"] and each["look"]["error"] for each in content["ledger"].values())
    return 1 if content["waiting"] or content["publication_held"] or content["refused"] or failed else 0


def show_status(out: Console, content: dict[str, Any]) -> None:
    """The state of the store as tables."""
    head = ("vendor", "live records", "deliveries", "what happened last", "source looked at")
    _table(out, head, _vendor_rows(content))
    names = ("id", "vendor", "delivery", "state", "at", "reason")
    out.print()
    _table(out, names, [[str(each[name]) for name in names] for each in content["deliveries"]])
    every = sum(sum(each["states"].values()) for each in content["ledger"].values())
    if older := every - len(content["deliveries"]):
        out.print(f"… and {older} older ones that are settled; --format json lists all")
    for vendor, ledger in content["ledger"].items():
        if ledger["look"] and ledger["look"]["error"]:
            out.print(f"{vendor} could not be looked at: {ledger['look']['error']}", markup=False, style="red")
    for vendor, reason in content["refused"].items():
        out.print(f"refused {vendor}: {reason}", markup=False, style="red")
    _show_exceptions(out, content)
    _show_waiting(out, content)
    for each in content["late"]:
        told = f"late: {each['vendor']} delivered last {each['last']}, the next was due by {each['due']}"
        out.print(told, markup=False, style="yellow")
    if content["missing"]:
        told = ", ".join(f"{isil} {number}" for isil, number in content["missing"].items())
        out.print(f"acquired titles that are not there yet: {told} (emat libraries show)", markup=False, soft_wrap=True)
    if content["judged_again"]:
        told = _counts(content["judged_again"])
        out.print(f"records that are judged again within 7 days: {told}", markup=False, soft_wrap=True)
    for each in content["licences"]:
        out.print(each["told"], markup=False, style="yellow", soft_wrap=True)
    _show_publication(out, content)


def _show_waiting(out: Console, content: dict[str, Any]) -> None:
    """What people may look at or answer, and what of it is urgent."""
    asked = {_KINDS.get(kind, kind): number for kind, number in content["review"].items()}
    rules = ", ".join(f"{rule or 'none'} {number}" for rule, number in content["review_rules"].items())
    questions = f"{sum(asked.values())} open ({_counts(asked)}; by rule {rules})" if asked else ""
    for name, told, command in (
        ("records in quarantine", _counts(content["quarantined"]), "emat quarantine list"),
        ("questions to people", questions, "emat review list"),
        ("identifiers and names on too many records to match by", _counts(content["left_out"]), "emat report matching"),
    ):
        out.print(f"{name}: {told}; see {command}" if told else f"{name}: none", markup=False, soft_wrap=True)
    if watched := content["watch"]:
        urgent = sum(each["urgent"] for each in watched)
        told = f"of {len(watched)} things that wait or are amiss {urgent or 'none'} cannot wait; see emat watch"
        out.print(told, style="yellow" if urgent else "")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _show_publication(out: Console, content: dict[str, Any]) -> None:
    """The current publication, what its files leave out, and whether the next one is held."""
    out.print(f"publication {content['publication']} {content['at']}".rstrip())
    for name, what in (
        ("oversize", "too long for ISO 2709, in MARCXML files only"),
        ("unencodable", "with characters that a format of the files cannot hold"),
    ):
        if ids := list(dict.fromkeys(each["id"] for each in content["files"][name])):
            more = f" and {len(ids) - _IDS} more" if len(ids) > _IDS else ""
            out.print(f"{what}: {', '.join(ids[:_IDS])}{more}", markup=False)
    if content["publication_kept"]:
        number = len(content["publication_kept"])
        out.print(f"{number} titles that vendors withdrew stay, as a person decided (emat gate show publication)")
    if content["publication_held"]:
        out.print(f"the next one is held: {content['publication_held']} (emat gate show publication)", style="red")


def _show_exceptions(out: Console, content: dict[str, Any]) -> None:
    """The levels and suppressions that vendors' files and people have set, and until when."""
    for title, names, rows in (
        ("Levels of vendors", ("vendor", "rule", "level", "until", "reason"), content["levels"]),
        ("Suppressed rules", ("subject", "rule", "source", "until", "who", "reason"), content["suppressions"]),
    ):
        if rows:
            out.print(f"\n{title}", style="bold")
            told = [{**each, "until": f"{each['until']}{_marks(each)}"} for each in rows]
            _table(out, names, [[str(each[name]) for name in names] for each in told])
            out.print()


def _marks(each: dict[str, Any]) -> str:
    """What is to be seen of an exception: that it has run out, or that its record is not there."""
    return f"{' EXPIRED' if each['expired'] else ''}{' RECORD GONE' if each.get('gone') else ''}"


def _vendor_rows(content: dict[str, Any]) -> list[list[str]]:
    """A line for each vendor: its live records, its deliveries by state, the newest entry, the last look."""
    rows = []
    for vendor, ledger in content["ledger"].items():
        states = _counts(ledger["states"])
        newest, look = ledger["newest"], ledger["look"]
        entry = f"{newest['at']} {newest['state']}: {newest['delivery']}" if newest else ""
        looked = f"{look['at']}{' failed' if look['error'] else ''}" if look else "never"
        rows.append([vendor, str(content["vendors"].get(vendor, "")), states, entry, looked])
    return rows


def _table(out: Console, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(*names, box=box.SIMPLE_HEAD, show_edge=False)
    for row in rows:
        table.add_row(*map(escape, row))
    out.print(table)


class Telling(StrEnum):
    """How a title's story is written."""

    TEXT = "text"
    HTML = "html"
    JSON = "json"


def explain(
    name: Annotated[str, typer.Argument(metavar="ID", help="A title id, or vendor:vendor-id of one of its records.")],
    data_dir: DataDir = None,
    output: Annotated[Telling, typer.Option("--format", help="How the story is written.")] = Telling.TEXT,
    lang: Annotated[Language, typer.Option("--lang", help="Language of its words.")] = Language.EN,
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this file.", dir_okay=False)] = None,
) -> int:
    """A title's story: members and why they belong, changes, findings, where each field comes from, publications."""
    from metadata.story import explain as tell
    from metadata.story.page import page

    home = home_of(data_dir)
    story = tell(home, name, lang.value)
    if output is Telling.TEXT:
        with _written(out) as written:
            show(written, story)
        return 0
    told = page(story, home.settings.schemas, lang.value) if output is Telling.HTML else json_of(story)
    if out is None:
        typer.echo(told)
    else:
        out.write_text(f"{told}\n", "utf-8")
    return 0


@contextmanager
def _written(out: Path | None) -> Iterator[Console]:
    """Where text goes: the terminal, or a file."""
    from rich.console import Console

    if out is None:
        yield console()
        return
    with out.open("w", encoding="utf-8") as stream:
        yield Console(file=stream, highlight=False, width=160)
