"""`emat review`: what waits for a person, and what people decided."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from metadata.cli.options import MOST, DataDir, Format, Language, Output, home_of, need_vendor, say, say_json

if TYPE_CHECKING:
    from metadata.home import Home
    from metadata.review import Word

review = typer.Typer(help="Questions for people, and their decisions.", no_args_is_help=True)


class Kind(StrEnum):
    """Kinds of questions."""

    MATCH = "match"
    RECORD = "record"
    HEADING = "heading"


class As(StrEnum):
    """Answers."""

    SAME = "same"
    DIFFERENT = "different"
    ACCEPT = "accept"
    EDIT = "edit"
    CHOOSE = "choose"
    NONE = "none"


class Link(StrEnum):
    """Answers about a pair."""

    SAME = "same"
    DIFFERENT = "different"


Item = Annotated[
    int, typer.Argument(metavar="ITEM", max=MOST, help="Number of the item, as `emat review list` shows it.")
]
Record = Annotated[str, typer.Argument(metavar="RECORD", help="A record as vendor:vendor-id.")]
Why = Annotated[str, typer.Option("--reason", help="Why; kept with the decision.")]
Who = Annotated[str, typer.Option("--by", help="Who decides; else who is logged in.", show_default=False)]
Meant = Annotated[str, typer.Option(help="Which candidate is meant: its number, or any id.", show_default=False)]
Only = Annotated[
    str, typer.Option(metavar="RECORD", help="In this record alone; else in all of its vendor.", show_default=False)
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Last day of what is accepted; else a year from now.", show_default=False),
]
Written = Annotated[
    str, typer.Option("--field", help='The field as it is to be: "245 10 $a Title"; "653[0] -" takes out.')
]
Lang = Annotated[Language, typer.Option(help="Language of the texts.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(review, name="review")


def _word(reason: str, by: str) -> Word:
    from metadata.review import Word

    return Word(reason, by or getpass.getuser())


def _say_made(home: Home, numbers: Sequence[int]) -> int:
    from metadata.cli.review_shown import say_made

    say_made(home, numbers)
    return 0


@review.command("list")
def list_items(
    kind: Annotated[Kind | None, typer.Option(help="Only questions of this kind.", show_default=False)] = None,
    vendor: Annotated[str, typer.Option(help="Only about this vendor's records.")] = "",
    lang: Lang = Language.EN,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
) -> int:
    """What waits for a person, oldest first."""
    from metadata.cli.review_shown import say_item
    from metadata.review import items

    home = home_of(data_dir)
    found = items(home, kind.value if kind else "", vendor, lang.value)
    if not found:
        need_vendor(home, vendor)
    if output is Output.JSON:
        say_json(found)
        return 0
    for each in found:
        say_item(each)
    if not found:
        say("nothing waits for a person")
    return 0


@review.command("show")
def show(item: Item, lang: Lang = Language.EN, data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """One item with the records it is about and what was decided about them."""
    from metadata.cli.review_shown import say_whole
    from metadata.review import item as tell

    found = tell(home_of(data_dir), item, lang.value)
    if output is Output.JSON:
        say_json(found)
        return 0
    say_whole(found)
    return 0


@review.command("decide")
def decide(
    items: Annotated[
        list[int], typer.Argument(metavar="ITEM", max=MOST, help="Numbers of items that are answered alike.")
    ],
    answer: Annotated[
        As,
        typer.Option("--as", help="same, different for pairs; accept, edit for findings; choose, none for headings."),
    ],
    reason: Why,
    field: Written = "",
    meant: Meant = "",
    only: Only = "",
    until: Until = None,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Answer questions, all of them or none. The next run makes, groups and publishes anew what it is about."""
    from metadata import review as door

    home, last = home_of(data_dir), until.date() if until else None
    given = door.Given(last, field, meant, only)
    return _say_made(home, door.decide(home, items, door.Verdict(answer.value), _word(reason, by), given))


@review.command("choose")
def choose(
    where: Annotated[str, typer.Argument(metavar="VENDOR|RECORD", help="All records of a vendor, or vendor:id.")],
    heading: Annotated[str, typer.Argument(metavar="FIELD", help='The heading as "700 1# $a Malli, Matti".')],
    meant: Annotated[str, typer.Option("--as", help="Id of what it means; none for nothing that is known.")],
    reason: Why,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Say what a heading or a name means that nobody asked about; every record that has it follows."""
    from metadata import review as door

    subject = where if ":" in where else f"{where}:"
    uri = "" if meant == As.NONE.value else meant
    home = home_of(data_dir)
    return _say_made(home, [door.choose(home, subject, heading, uri, _word(reason, by))])


@review.command("link")
def link(
    left: Record,
    right: Record,
    answer: Annotated[Link, typer.Option("--as", help="Whether the two records are one title.")],
    reason: Why,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Join or part two records that nobody asked about."""
    from metadata import review as door

    home = home_of(data_dir)
    return _say_made(home, [door.link(home, left, right, door.Verdict(answer.value), _word(reason, by))])


@review.command("accept")
def accept(
    record: Record,
    rule: Annotated[str, typer.Option(help="Id of the rule that is let pass, as I02.")],
    reason: Why,
    until: Until = None,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Let a rule pass for one record, live or in quarantine."""
    from metadata.review import let_pass

    home, last = home_of(data_dir), until.date() if until else None
    return _say_made(home, [let_pass(home, record, rule, _word(reason, by), last)])


@review.command("edit")
def edit(record: Record, field: Written, reason: Why, by: Who = "", data_dir: DataDir = None) -> int:
    """Set a field of a record; it stays as long as the vendor's own field is what it was."""
    from metadata.review import set_field

    home = home_of(data_dir)
    return _say_made(home, [set_field(home, record, field, _word(reason, by))])


@review.command("decisions")
def decisions(
    every: Annotated[bool, typer.Option("--all", help="Also those that were taken back.")] = False,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
) -> int:
    """What people decided, and what is replayed on every run."""
    from metadata.cli.review_shown import say_decision
    from metadata.review import decisions as listed

    found = listed(home_of(data_dir), undone=every)
    if output is Output.JSON:
        say_json(found)
        return 0
    for each in found:
        say_decision(each)
    if not found:
        say("nobody has decided anything")
    return 0


@review.command("undo")
def undo(
    decision: Annotated[
        int, typer.Argument(metavar="DECISION", max=MOST, help="Number, as `emat review decisions` shows it.")
    ],
    reason: Why,
    by: Who = "",
    data_dir: DataDir = None,
) -> int:
    """Take a decision back; the question asks again as long as it is found."""
    from metadata.cli.review_shown import about
    from metadata.review import undo as take_back

    choice = take_back(home_of(data_dir), decision, _word(reason, by))
    say(f"decision {choice.id} is taken back: {choice.kind} {about(choice.subject)} {choice.verdict}")
    return 0
