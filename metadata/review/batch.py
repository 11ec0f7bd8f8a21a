"""Several questions as one form: each told in Markdown, with a field of answers in words; and what is sent in.

An answer is what `metadata.review.decide` takes: same or different for a pair, a concept or none for a heading, accept
for a finding. What is left open is not touched, nor is what somebody answered meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from metadata.errors import ConfigError
from metadata.gate.samples import plain
from metadata.home import Home
from metadata.markdown import code, link, listed, table
from metadata.review.deciding import Given, Verdict, Word, decide
from metadata.review.telling import item, items, load_texts

MOST = 20  # questions of a form
OPEN = "open"  # the answer that answers nothing
_KEY = "item_"  # before the number of a question
_MEANT = "meant "  # before the id of a concept or agent
_SENTENCE = 300  # characters of what a rule says
_NAMED = 70  # characters of what a question is called beside its field
_SIDES = ("record", "title", "name", "published", "media", "language")
_CHOICES = {"match": ("same", "different"), "record": ("accept",), "heading": ("none",)}  # beside the candidates

Say = Callable[..., str]


class Field(NamedTuple):
    """One question's field."""

    key: str
    title: str  # plain text
    answers: dict[str, str]  # answer → in words; the first one leaves it open


class Batch(NamedTuple):
    """The form."""

    subject: str  # one line of plain text
    body: str  # Markdown
    reason: str  # what the field of the reason is called
    fields: list[Field]


def batch_of(home: Home, kind: str, vendor: str = "", language: str = "en", most: int = MOST) -> Batch | None:
    """The oldest questions of a kind (match, record or heading; "": any) in fi, sv or en; None: nothing is asked."""
    found = items(home, kind, vendor, language, most, code)
    if not found:
        return None
    texts = load_texts(home.settings.schemas).form

    def say(key: str, **values: object) -> str:
        return texts[key][language].format_map(values)

    parts = [say("intro")]
    for each in found:
        parts += [f"#### {each['item']} · {each['question']}", *_told(each, say)]
    fields = [Field(f"{_KEY}{each['item']}", _name(each), _answers(each, say)) for each in found]
    return Batch(say("subject", count=len(found)), "\n\n".join(parts), say("reason"), fields)


def _told(each: Mapping[str, Any], say: Say) -> Iterator[str]:
    """One question: the records, what was found, what speaks for and against, what may be meant."""
    records: Sequence[Mapping[str, Any]] = each["records"]
    if each["kind"] == "match":
        head = ["", say("first"), say("second")]
        yield table(head, [[say(side), *(code(record[side]) for record in records)] for side in _SIDES])
    else:
        yield table([say(side) for side in _SIDES], [[code(record[side]) for side in _SIDES] for record in records])
    if each.get("count", 0) > 1:
        yield say("count", count=each["count"])
    if found := [_finding(issue) for issue in each.get("issues", ())]:
        yield f"{say('found')}\n\n{listed(found)}"
    if each.get("message"):
        yield f"{say('found')}\n\n{listed([code(each['message'], _SENTENCE)])}"
    for side in ("for", "against"):
        if each.get(side):
            yield f"{say(side)}\n\n{listed(each[side])}"
    if each.get("candidates"):
        told = [f"{code(one['label'])} {one['source']} {link(one['uri'])} {_note(one)}" for one in each["candidates"]]
        yield f"{each['situation'].capitalize()}. {say('candidates')}\n\n{listed(told)}"


def _finding(issue: Mapping[str, Any]) -> str:
    """Where, what stands there, and what is said of it."""
    parts = (issue["path"], issue["value"], issue["message"])
    return " ".join(code(part, _SENTENCE) for part in parts if part)


def _note(candidate: Mapping[str, Any]) -> str:
    return code(candidate["note"]) if candidate["note"] else ""


def _name(each: Mapping[str, Any]) -> str:
    """What the question is called beside its field: its number, and what it is about."""
    about = [plain(record["title"], _NAMED // 2) for record in each["records"][:2]] if each["kind"] == "match" else []
    about = about or [issue["value"] for issue in each.get("issues", ())[:1]]
    return f"{each['item']} · {' – '.join(plain(one, _NAMED) for one in about)}"


def _answers(each: Mapping[str, Any], say: Say) -> dict[str, str]:
    meant = {
        f"{_MEANT}{one['uri']}": plain(" ".join(filter(None, (one["label"], one["source"], one["note"]))))
        for one in each.get("candidates") or ()
    }
    choices = _CHOICES[each["kind"]] if meant or each["kind"] != "heading" else ("accept",)
    return {OPEN: say(OPEN), **meant, **{choice: say(choice) for choice in choices}}


def answer(home: Home, answers: Mapping[str, Any], word: Word) -> dict[str, Any]:
    """Decide what was answered, each by itself; returns the numbers of `decisions`, and what was `refused`, and why.

    `answers` has fields as `batch_of` makes them; one without a value leaves its question open.
    """
    made: list[int] = []
    refused: list[str] = []
    for key, value in answers.items():
        if value in (None, "", OPEN):
            continue
        try:
            made += _decide(home, key, str(value), word)
        except ConfigError as error:
            refused.append(str(error))
    return {"decisions": made, "refused": refused}


def _decide(home: Home, key: str, value: str, word: Word) -> list[int]:
    number = key.removeprefix(_KEY)
    if not (key.startswith(_KEY) and number.isascii() and number.isdigit() and len(number) < 19):
        raise ConfigError(
            f"{plain(key)!r} is no field of a question: they are called {_KEY} and the number of the question"
        )
    asked = item(home, int(number))
    if asked["state"] != OPEN:
        said = "; ".join(f"{each['verdict']} ({each['actor']}: {each['reason']})" for each in asked["decisions"][-1:])
        raise ConfigError(f"question {number} is {asked['state']} already: {said or 'it is not asked any more'}")
    if value.startswith(_MEANT):
        return decide(home, [asked["item"]], Verdict.CHOOSE, word, Given(meant=value.removeprefix(_MEANT)))
    if value not in list(Verdict):
        raise ConfigError(f"question {number}: {plain(value)!r} is no answer")
    return decide(home, [asked["item"]], Verdict(value), word)
