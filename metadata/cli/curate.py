"""`emat curate`: what people decide about titles. The next publication replays it."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import MOST, DataDir, Format, Output, home_of, say, say_json

if TYPE_CHECKING:
    from metadata.review import Word

curate = typer.Typer(help="Decisions about titles: merge, split, suppress, fields.", no_args_is_help=True)

Title = Annotated[str, typer.Argument(metavar="TITLE", help="A title by its id, or as vendor:vendor-id of a record.")]
Titles = Annotated[list[str], typer.Argument(metavar="TITLE", help="Titles, each by its id or as vendor:vendor-id.")]
Why = Annotated[str, typer.Option("--reason", help="Why; kept with the decision.")]
Who = Annotated[str, typer.Option("--by", help="Who decides; else who is logged in.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(curate, name="curate")


@curate.command("merge")
def merge(titles: Titles, reason: Why, by: Who = "", data_dir: DataDir = None) -> int:
    """Make one title of several, whatever speaks against it."""
    from metadata import curation

    return _say_made(curation.merge_titles(home_of(data_dir), titles, _word(reason, by)))


@curate.command("split")
def split(
    title: Title,
    off: Annotated[list[str], typer.Option("--off", metavar="RECORD", help="A record that goes, as vendor:vendor-id.")],
    reason: Why,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Part records from a title for good; the others keep its id."""
    from metadata import curation

    return _say_made(curation.split_title(home_of(data_dir), title, off, _word(reason, by)))


@curate.command("suppress")
def suppress(title: Title, reason: Why, by: Who = "", data_dir: DataDir = None) -> int:
    """Publish a title no more, whichever vendor offers it."""
    from metadata import curation

    return _say_made(curation.suppress_title(home_of(data_dir), title, _word(reason, by)))


@curate.command("set-field")
def set_field(
    title: Title,
    field: Annotated[str, typer.Option("--field", help='As it is to be: "245 10 $a Title"; "653 -" takes out.')],
    reason: Why,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Set the fields of a tag in a title, above all that its records say."""
    from metadata import curation

    return _say_made(curation.set_field(home_of(data_dir), title, field, _word(reason, by)))


@curate.command("forbid-field")
def forbid_field(
    title: Title,
    vendor: Annotated[str, typer.Option("--vendor", help="Whose field it is.")],
    field: Annotated[str, typer.Option("--field", help="The field or subfield: 520, 6XX, 245$c.")],
    reason: Why,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Take a field or subfield from no record of a vendor in a title."""
    from metadata import curation

    return _say_made(curation.forbid_field(home_of(data_dir), title, vendor, field, _word(reason, by)))


@curate.command("list")
def list_decisions(
    every: Annotated[bool, typer.Option("--all", help="Also those that were taken back.")] = False,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
) -> int:
    """What people decided about titles, and what is replayed in every publication."""
    from metadata import curation

    found = curation.listed(home_of(data_dir), undone=every)
    if output is Output.JSON:
        say_json(found)
        return 0
    for each in found:
        _say(each)
    if not found:
        say("nobody has decided anything about a title")
    return 0


@curate.command("undo")
def undo(
    decision: Annotated[
        int, typer.Argument(metavar="DECISION", max=MOST, help="Number, as `emat curate list` shows it.")
    ],
    reason: Why,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Take a decision about a title back; the next publication is as if it had not been made."""
    from metadata import curation

    choice = curation.undo(home_of(data_dir), decision, _word(reason, by))
    say(f"decision {choice.id} is taken back: {choice.verdict}")
    return 0


def _word(reason: str, by: str) -> Word:
    from metadata.review import Word

    return Word(reason, by or getpass.getuser())


def _say_made(number: int) -> int:
    say(f"decision {number}; the next run replays it")
    return 0


def _say(each: dict[str, Any]) -> None:
    records = " | ".join(", ".join(group) for group in each["value"]["titles"])
    say(" ".join(filter(None, (f"{each['id']}  {each['verdict']}", records, _about(each["value"])))))
    say(f"    {each['reason']} ({each['actor']}, {each['at']})")
    if each["undone"]:
        say(f"    taken back: {each['undone']}")


def _about(value: dict[str, Any]) -> str:
    """Which field or subfield it is, of which vendor; the fields as they are to be, in lines of MARC."""
    if "values" in value:
        from transforms.record import Field

        return " ".join(str(Field(value["tag"], each)) for each in value["values"]) or f"{value['tag']} is taken out"
    code = f"${value['code']}" if value.get("code") else ""
    return " ".join(filter(None, (value.get("vendor", ""), f"{value.get('tag', '')}{code}")))
