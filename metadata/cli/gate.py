"""`emat gate`: what waits for a person, why, and the person's word on it."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import MOST, DataDir, Format, Language, Output, home_of, say, say_json

if TYPE_CHECKING:
    from metadata.gate.words import GateTexts
    from metadata.home import Home

gate = typer.Typer(help="Deliveries and publications that a gate holds.", no_args_is_help=True)


Held = Annotated[
    str,
    typer.Argument(metavar="DELIVERY", help="Its number as `emat gate list` shows it, or the word publication."),
]
Why = Annotated[str, typer.Option("--reason", help="Why; kept with the decision.")]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the sentences.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(gate, name="gate")


@gate.command("list")
def list_held(data_dir: DataDir = None, output: Format = Output.TEXT, lang: Lang = Language.EN) -> int:
    """What waits for a decision, and why."""
    from metadata import decisions

    home = home_of(data_dir)
    held = decisions.held(home)
    if output is Output.JSON:
        say_json(held)
        return 0
    texts = _texts(home)
    for each in held:
        name = texts.words["publication"][lang] if each["delivery"] == decisions.PUBLICATION else each["vendor"]
        say(f"{each['delivery']}  {name}  {each['name']}  {texts.words['held'][lang]} {each['at']}")
        _say_checks([check for check in each["checks"] if check["verdict"] != "pass"], texts, lang)
        say(f"    {texts.words['decide'][lang].format(id=each['delivery'])}")
    if not held:
        say(texts.words["none"][lang])
    return 0


@gate.command("show")
def show(delivery: Held, data_dir: DataDir = None, output: Format = Output.TEXT, lang: Lang = Language.EN) -> int:
    """All that the gate saw of a delivery, with examples, and what people have said of it."""
    from metadata import decisions

    home = home_of(data_dir)
    told = decisions.story(home, _number(delivery))
    if output is Output.JSON:
        say_json(told)
        return 0
    texts = _texts(home)
    say(f"{told['delivery']}  {told['vendor']}  {told['name']}  {told['state']} {told['at']}")
    _say_checks(told["checks"], texts, lang, examples=True)
    if told.get("kept"):
        say(f"    {told['reason']}: {', '.join(told['kept'])}")
    for said in told["decisions"]:
        say(f"    {said['verdict']}: {said['reason']} ({said['actor']}, {said['at']})")
    return 0


def _say_checks(checks: list[dict[str, Any]], texts: GateTexts, lang: str, examples: bool = False) -> None:
    """One line a check: its verdict, its rule and its sentence; those that hold first."""
    for check in sorted(checks, key=lambda each: ("hold", "warn", "pass").index(each["verdict"])):
        verdict = texts.verdicts[check["verdict"]][lang]
        sentence = check["message"][lang]
        say(f"    {verdict:9} {check['rule']}  {sentence[:1].upper()}{sentence[1:]}")
        for sample in check["samples"] if examples else ():
            say(f"{'':14} – {', '.join(str(value) for value in sample.values())}")


@gate.command("approve")
def approve(delivery: Held, reason: Why, data_dir: DataDir = None) -> int:
    """Let a held delivery or publication through, once: it is committed and published now."""
    from metadata import decisions, pipeline

    home, number = home_of(data_dir), _number(delivery)
    if isinstance(number, str):
        made = decisions.approve_publication(home, reason, getpass.getuser())
        return _say_published(made.seq, made.held)
    counts = decisions.approve(home, number, reason, getpass.getuser())
    if not counts:
        say(f"not committed: {decisions.story(home, number)['reason']}")
        return 1
    say(f"committed {counts.get('read', 0)} records; live records of the vendor: {counts.get('live', 0)}")
    done = pipeline.publish(home)
    return _say_published(done.seq, done.held)


def _say_published(seq: int, held: str) -> int:
    say(f"publication {seq}" if not held else f"publication {seq} stays: {held}")
    return 1 if held else 0


@gate.command("reject")
def reject(delivery: Held, reason: Why, data_dir: DataDir = None) -> int:
    """Refuse a held delivery, or keep the titles that a held publication would take away; the rest is published."""
    from metadata import decisions

    home, number = home_of(data_dir), _number(delivery)
    if isinstance(number, str):
        decisions.reject_publication(home, reason, getpass.getuser())
    else:
        decisions.reject(home, number, reason, getpass.getuser())
    say("rejected")
    return 0


def _number(delivery: str) -> int | str:
    """The number of a delivery, or "publication". Raises ConfigError."""
    from metadata.decisions import PUBLICATION
    from metadata.errors import ConfigError

    if delivery == PUBLICATION:
        return PUBLICATION
    if not delivery.isascii() or not delivery.isdigit() or len(delivery) > 10 or int(delivery) > MOST:
        raise ConfigError(f"{delivery!r} is neither the number of a delivery nor the word {PUBLICATION}")
    return int(delivery)


def _texts(home: Home) -> GateTexts:
    from metadata.gate.words import load_gate_texts

    return load_gate_texts(home.settings.schemas)
