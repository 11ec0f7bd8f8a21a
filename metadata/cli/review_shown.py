"""How `emat review` shows questions and decisions to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from metadata.cli.options import say
from metadata.home import Home
from metadata.review import overruled
from transforms.enrich.chosen import text_of

Told = Mapping[str, Any]


def say_whole(found: Told) -> None:
    """One question with its records as they stand, as one title, and what was decided about them."""
    say_item(found)
    for each in found["records"]:
        say(f"\n{each['record']}{'  deleted' if each['deleted'] else ''}")
        for field in each["fields"]:
            say(f"  {field}")
    if found["together"]:
        say("\nas one title")
        for field in found["together"]:
            say(f"  {field}")
    for each in found["decisions"]:
        say("")
        say_decision(each)


def say_made(home: Home, numbers: Sequence[int]) -> None:
    """Decisions that were just made, and which earlier ones no longer count."""
    told = ", ".join(map(str, numbers))
    say(f"decision{'s' * (len(numbers) > 1)} {told}; the next run replays {'them' if len(numbers) > 1 else 'it'}")
    for each in overruled(home, numbers):
        say(f"an earlier answer no longer counts: decision {each.id}, {each.verdict} ({each.actor}: {each.reason})")


def say_item(each: Told) -> None:
    """One question: what is asked, about which records, and what speaks for and against."""
    told = f" {each['rule']} {each['slug']}" if each["rule"] else ""
    say(f"{each['item']}  {each['kind']}{told}  {each['state']} since {each['since']}  {each['question']}")
    for side in each["records"]:
        parts = (side["title"], side["name"], side["published"], side["media"], side["language"])
        say(f"    {side['record']}  {' | '.join(part for part in parts if part)}")
    if each.get("message"):
        say(f"    {each['message']}")
    for text in each.get("for", ()):
        say(f"    + {text}")
    for text in each.get("against", ()):
        say(f"    - {text}")
    if each.get("count", 0) > len(each["records"]):
        say(f"    … {each['count']} records in all")
    for issue in each.get("issues", ()):
        say(f"    {issue['path']} {issue['message']}".rstrip())
        say(f"        {issue['value']}")
    if each.get("situation"):
        say(f"    {each['situation']}")
    for number, candidate in enumerate(each.get("candidates", ()), 1):
        shown = (candidate["label"], candidate["source"], candidate["uri"])
        say(f"      {number}  {'  '.join(filter(None, shown))}")
        if candidate["note"]:
            say(f"         {candidate['note']}")


def say_decision(each: Told) -> None:
    """One decision: about what, what, by whom and why."""
    say(f"{each['id']}  {each['kind']}  {about(each['subject'])}  {_what(each)}")
    say(f"    {each['at']} {each['actor']}: {each['reason']}")
    if each["undone"]:
        say(f"    taken back {each['undone']}")


def _what(each: Told) -> str:
    value = each["value"]
    if each["kind"] == "suppress":
        return f"{value['rule']} until {value['until']}"
    if each["kind"] == "edit":
        return f"{value['tag']} {_shown(value['before'])} → {_shown(value['after'])}"
    if each["kind"] == "heading":
        meant = f"{value['label']} {value['uri']}".strip() or "none of those that were offered"
        return f"{text_of(value['heading'])} → {meant}"
    return str(each["verdict"])


def _shown(value: str) -> str:
    return value.replace("\x1f", " $") if value else "(none)"


def about(subject: str) -> str:
    """What a decision is about, in one line."""
    return subject.replace("\n", " + ")
