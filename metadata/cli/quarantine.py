"""`emat quarantine`: records that are withheld, why, and what a person can do about them."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated, Any

import typer

from metadata.cli.options import MOST, DataDir, Format, Language, Output, console, home_of, need_vendor, say, say_json

quarantine = typer.Typer(help="Records that a fatal finding withholds; their payload is kept.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="ID", max=MOST, help="Its number, as `emat quarantine list` shows it.")]
Numbers = Annotated[
    list[int], typer.Argument(metavar="ID", max=MOST, help="Numbers, as `emat quarantine list` shows them.")
]
Why = Annotated[str, typer.Option("--reason", help="Why; kept with the decision.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(quarantine, name="quarantine")


@quarantine.command("list")
def list_withheld(
    vendor: Annotated[str, typer.Option("--vendor", help="Only this vendor's.")] = "",
    rule: Annotated[str, typer.Option("--rule", help="Only what this rule withholds.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also what was cured, released or superseded.")] = False,
    language: Annotated[Language, typer.Option("--lang", help="Language of what the rule says.")] = Language.EN,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
) -> int:
    """What is withheld: number, vendor, record, rule and reason."""
    from metadata import withheld

    home = home_of(data_dir)
    found = withheld.listed(home, vendor, rule, every, language)
    if not found:
        need_vendor(home, vendor)
    if output is Output.JSON:
        say_json(found)
        return 0
    out = console()
    for each in found:
        where = f"{each['vendor']}:{each['record'] or '?'} ({each['delivery']} #{each['position']})"
        out.print(f"{each['id']:>6}  {each['state']:<10}  {each['rule']}  {where}", markup=False, soft_wrap=True)
        out.print(f"        {_reason(each, language)}", markup=False, soft_wrap=True)
    if not found:
        say("nothing is withheld")
    return 0


def _reason(told: dict[str, Any], language: Language) -> str:
    """Why it is withheld: the message as it was kept, which is English; elsewhere the rule's, with that behind it."""
    about = told["about"] if language is not Language.EN else ""
    return f"{about} ({told['message']})" if about else str(told["message"])


@quarantine.command("show")
def show(
    number: Number,
    raw: Annotated[bool, typer.Option("--raw", help="The bytes as the vendor sent them, and nothing else.")] = False,
    language: Annotated[Language, typer.Option("--lang", help="Language of what the rule says.")] = Language.EN,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
) -> int:
    """One of them whole: what was sent, and which rule says what of it."""
    from metadata import withheld

    home = home_of(data_dir)
    if raw:
        sys.stdout.buffer.write(withheld.payload(home, number))
        return 0
    found = withheld.show(home, number, language)
    if output is Output.JSON:
        say_json(found)
        return 0
    out = console()
    out.print(f"{found['vendor']}:{found['record'] or '?'} ({found['delivery']} #{found['position']})", style="bold")
    why = _reason(found, language)
    out.print(f"{found['state']}: {found['rule']} {found['slug']}: {why}", markup=False, soft_wrap=True)
    out.print(f"{found['bytes']} bytes\n", markup=False)
    out.print(found["payload"], markup=False, soft_wrap=True)
    return 0


@quarantine.command("retry")
def retry(numbers: Numbers, data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """Try these again now, with today's rules and mapping."""
    from metadata import withheld

    return _tell(withheld.retry(home_of(data_dir), numbers), output)


@quarantine.command("release")
def release(numbers: Numbers, reason: Why, data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """Let these through: what withholds them is accepted for these records, for good."""
    from metadata import withheld

    return _tell(withheld.release(home_of(data_dir), numbers, reason, getpass.getuser()), output)


def _tell(done: dict[str, Any], output: Output) -> int:
    """What became of each; 1 when any is still withheld."""
    still = [each for each in done["items"] if each["state"] == "open"]
    if output is Output.JSON:
        say_json(done)
    else:
        for each in done["items"]:
            say(f"{each['id']}  {each['state']}  {each['message'] if each in still else ''}".rstrip())
        say(f"publication {done['publication']}")
    return 1 if still else 0
