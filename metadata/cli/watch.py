"""`emat watch`: what stands in the way of a good night and since when; the same facts as the digest and the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from metadata.cli.options import DataDir, Format, Language, Output, console, home_of, say_json

if TYPE_CHECKING:
    from rich.console import Console

    from metadata.home import Home
    from metadata.watch import Watched


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("watch")(watch)


def watch(
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
    lang: Annotated[Language, typer.Option("--lang", help="Language of its words.")] = Language.EN,
    send: Annotated[bool, typer.Option("--send", help="As every morning: keep what is found, tell people.")] = False,
) -> int:
    """What is late, held, broken, running out or old; what waits for a person first (exit 1: something does)."""
    from metadata.watch import facts
    from metadata.watch.facts import as_json

    home = home_of(data_dir)
    found = _sent(home) if send else facts(home)
    if output is Output.JSON:
        say_json({"at": found.at, "waiting": len(found.urgent), "facts": as_json(home, found)})
    else:
        show_watched(console(), home, found, lang.value)
    home.close()
    return 1 if found.urgent else 0


def show_watched(out: Console, home: Home, found: Watched, language: str) -> None:
    """A line for each fact, with the day since when it is so."""
    from metadata.notices.words import day
    from metadata.watch.policy import load_policy

    policy = load_policy(home.settings.schemas)
    for each in found.facts:
        told = policy.kind(each.kind).say(each.subject, each.said, language, home.zone)
        mark = "!" if each.urgent else " "
        out.print(f"{mark} {day(each.since, home.zone, language)}  {told}", markup=False, soft_wrap=True)
    if not found.facts:
        out.print("nothing waits for a person")


def _sent(home: Home) -> Watched:
    """Sweep, watch, and tell people by every channel that is set."""
    from metadata.notices import mail, webhook
    from metadata.notices.words import load_texts
    from metadata.settings import load_serving
    from metadata.watch import watch as look
    from metadata.watch.digest import digest
    from metadata.watch.retention import sweep

    sweep(home)
    found = look(home)
    texts = load_texts(home.settings.schemas)
    build, roles = digest(home, found, load_serving().base_url), frozenset[str](texts.kinds["digest"].roles)
    mail.send(build, roles, home.connect, texts, found.at, home.consortium.oai_domain)
    webhook.send(build, roles, home.connect, texts, found.at)
    return found
