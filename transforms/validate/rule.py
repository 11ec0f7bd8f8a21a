"""One rule: its frozen model, and how an entry of schemas/rules becomes one.

A rule looks at fields one by one (`on_field`: its answer about a field depends on that field alone, so that it is
remembered) or at the record (`run`). A rule without `assert` is raised by code (readers, crosswalks, the store); it is
here for its level and its words, so that every Issue anywhere speaks three languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from transforms.normalise.context import E_MEDIA
from transforms.record import Level
from transforms.validate.asked import Tell, Test
from transforms.validate.compile import Compiled, OnField, Run, compile_assertion
from transforms.validate.conditions import Needs
from transforms.validate.edit import Fixer
from transforms.validate.examples import example_record
from transforms.validate.fixers import WholeFix, compile_fix
from transforms.validate.lists import Lists, RuleError, nearest, told_at
from transforms.validate.paths import Item, Path, items_of
from transforms.validate.predicates import string
from transforms.validate.reach import MayJudge
from transforms.validate.signs import ALWAYS, Hint, Signs
from transforms.validate.view import View

KEYS = dict.fromkeys(
    (
        "id",
        "slug",
        "level",
        "stage",
        "applies",
        "select",
        "when",
        "assert",
        "fix",
        "review",
        "after",
        "message",
        "source",
    )
)
KEYS |= dict.fromkeys(("examples", "since", "deprecated"))
REQUIRED = ("id", "slug", "level", "stage", "message", "source")
STAGES = dict.fromkeys(("raw", "norm", "enr", "mrg", "set"))
MEDIA = dict.fromkeys((*sorted(E_MEDIA), "print", "other"))
LANGUAGES = ("fi", "sv", "en")
TOLD = frozenset(("value", "path"))  # what the message of a rule that is data may tell; code may give more


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue (quality-rules.md §2), compiled."""

    id: str
    slug: str
    level: Level
    stage: str
    message: Mapping[str, str]  # template by language
    source: tuple[str, ...]
    media: frozenset[str] = frozenset()  # empty: every media
    fails: tuple[tuple[str, ...], ...] = ()  # examples, each the lines of a record
    passes: tuple[tuple[str, ...], ...] = ()
    since: str = ""
    deprecated: bool = False
    review: str = ""  # what it finds is a question for a person: about a "record" or a "heading"
    after: tuple[str, ...] = ()  # rules whose fixers run before its own
    on_field: OnField | None = None
    paths: tuple[Path, ...] = ()  # what it selects, where that are values of fields
    tested: tuple[Tell, Test | None] | None = None  # where it asks one value at a time: its test, and its guard
    unless: Test | None = None  # a rule about fields: what a field passes in which it has anything to judge
    sure: Test | None = None  # and what a field passes that certainly passes the rule
    on_selected: OnField | None = None  # the same as on_field where it is known that the field is selected
    covers: Callable[[str], bool] | None = None  # tags of the fields it looks at; None: every data field
    if_clean: bool = False  # holds for a field whose text is clean
    passes_absent: bool = False  # a record without such fields passes
    may_judge: MayJudge | None = None  # whether it has something to judge in a field of this shape; None: perhaps
    shape: str = ""  # a check of the MARC 21 schema that looks at tag, indicators and subfield codes alone
    run: Run | None = None
    needs: Needs = None  # tags without which there is nothing to judge; None: it always judges
    signs: Signs | None = None  # all that its verdict on a record depends on; None: on more than signs
    hint: Hint = ALWAYS  # when a rule about the record need not be asked
    reads: Needs = None  # tags that its verdict depends on; None: all
    fix: Fixer | None = None
    whole_fix: WholeFix | None = None

    @property
    def is_data(self) -> bool:
        """False for a rule that code raises."""
        return self.on_field is not None or self.run is not None

    @property
    def has_fix(self) -> bool:
        """True if something can be mended."""
        return self.fix is not None or self.whole_fix is not None

    def looks_at(self, tag: str) -> bool:
        """True if a rule about fields looks at those of a tag."""
        return self.covers(tag) if self.covers is not None else tag >= "010" and tag != "LDR"

    def reads_tag(self, tag: str) -> bool:
        """True if what it says of a record depends on fields of a tag, for all that is known."""
        if self.on_field is not None:
            return self.looks_at(tag)
        return self.reads is None or self.reads(tag)

    def items(self, view: View) -> list[Item] | None:
        """What breaks the rule in a record; None when there is nothing to judge."""
        if self.run is not None:
            return self.run(view)
        if self.on_field is None:
            return None
        found: list[Item] = []
        is_judged = self.passes_absent
        for tag in view.groups:
            if self.looks_at(tag):
                for occurrence, each in enumerate(view.fields(tag)):
                    hits = self.on_field(each)
                    is_judged = is_judged or hits is not None
                    found += items_of(hits or (), tag, occurrence)
        return found if is_judged else None


def parse_rule(entry: Mapping[str, Any], lists: Lists) -> Rule:
    """Compile one entry of `rules:`; RuleError or PathError, with the plain reason, for a wrong one."""
    _check_keys(entry)
    examples = _mapping(entry, "examples", "fail", "pass")
    made = compile_assertion(entry, lists) if "assert" in entry else Compiled()
    fix, whole_fix = None, None
    if "fix" in entry:
        with told_at(entry, "fix"):
            fix, whole_fix = compile_fix(entry["fix"], lists)
    return Rule(
        id=_matching(entry, "id", r"[A-Z][0-9]{2}"),
        slug=_matching(entry, "slug", r"[a-z0-9]+(?:-[a-z0-9]+)*"),
        level=Level(_one_of(entry, "level", dict.fromkeys(map(str, Level)))),
        stage=_one_of(entry, "stage", STAGES),
        message=_messages(entry["message"], TOLD if "assert" in entry else None),
        source=texts_in(entry["source"], "source"),
        media=_media(_mapping(entry, "applies", "media")),
        fails=_examples(examples, "fail"),
        passes=_examples(examples, "pass"),
        since=string(entry.get("since", ""), "since"),
        deprecated=_deprecated(entry.get("deprecated", False)),
        review=_review(entry.get("review", False)),
        after=texts_in(entry["after"], "after") if "after" in entry else (),
        **made._asdict(),
        fix=fix,
        whole_fix=whole_fix,
    )


def texts_in(wanted: object, key: str) -> tuple[str, ...]:
    """A list of quoted texts with one at least. Raises RuleError."""
    if not isinstance(wanted, list) or not wanted or not all(isinstance(each, str) and each for each in wanted):
        raise RuleError(f'{key}: a list of quoted texts, ["…"]')
    return tuple(wanted)


def _deprecated(wanted: object) -> bool:
    if not isinstance(wanted, bool):
        raise RuleError("deprecated: true or false")
    return wanted


def _review(wanted: object) -> str:
    if not isinstance(wanted, (bool, str)) or wanted not in (True, False, "heading"):
        raise RuleError("review: true, or heading for the form of a name or subject")
    return "record" if wanted is True else str(wanted or "")


def _check_keys(entry: Mapping[str, Any]) -> None:
    for key in entry:
        if key not in KEYS:
            raise RuleError(f"unknown key {key!r}{nearest(key, KEYS)}")
    for key in REQUIRED:
        if key not in entry:
            raise RuleError(f"{key} is missing")
    if "assert" not in entry:
        useless = [key for key in ("select", "when", "fix", "examples") if key in entry]
        if useless:
            raise RuleError(f"{useless[0]} without assert: a rule that code raises has only words")


def _messages(messages: object, told: frozenset[str] | None) -> Mapping[str, str]:
    """The templates by language; `told` are the names that they may use, None: those that code gives."""
    if not isinstance(messages, dict) or messages.keys() - set(LANGUAGES):
        raise RuleError("message: texts in fi, sv and en")
    missing = [language for language in LANGUAGES if not str(messages.get(language) or "").strip()]
    if missing:
        raise RuleError(f"message in {', '.join(missing)} is missing")
    names = {language: placeholders(string(text, f"message in {language}")) for language, text in messages.items()}
    if len(set(names.values())) > 1:
        shown = "; ".join(f"{language} {', '.join(sorted(each)) or 'none'}" for language, each in names.items())
        raise RuleError(f"message: the texts use different arguments: {shown}")
    if told is not None and (unknown := sorted(names["en"] - told)):
        raise RuleError(f"message: there is no {{{unknown[0]}}} to tell; there are {', '.join(sorted(told))}")
    return dict(messages)


def placeholders(template: str) -> frozenset[str]:
    """The names that a message template uses; RuleError for anything but plain names."""
    try:
        parts = [(name, more, how) for _, name, more, how in Formatter().parse(template) if name is not None]
    except ValueError as error:
        raise RuleError(f"message {template!r}: {error}") from error
    if not all(name.isidentifier() and not more and not how for name, more, how in parts):
        raise RuleError(f"message {template!r}: only plain names in braces")
    return frozenset(name for name, _, _ in parts)


def _media(applies: Mapping[str, Any]) -> frozenset[str]:
    if not applies:
        return frozenset()
    media = texts_in(applies.get("media"), "applies: media")
    for each in media:
        if each not in MEDIA:
            raise RuleError(f"applies: no media {each!r}{nearest(each, MEDIA)}")
    return frozenset(media)


def _examples(examples: Mapping[str, Any], key: str) -> tuple[tuple[str, ...], ...]:
    """Records, each of one line or of several."""
    several = examples.get(key, [])
    if not isinstance(several, list):
        raise RuleError(f"examples: {key}: a list of lines, or of lists of lines")
    made = tuple((each,) if isinstance(each, str) else texts_in(each, f"examples: {key}") for each in several)
    for lines in made:
        try:
            example_record(lines)
        except ValueError as error:
            raise RuleError(f"examples: {key}: {error}") from None
    return made


def _mapping(entry: Mapping[str, Any], key: str, *known: str) -> Mapping[str, Any]:
    value = entry.get(key, {})
    if not isinstance(value, dict) or value.keys() - set(known):
        raise RuleError(f"{key}: a mapping of {', '.join(known)}")
    return value


def _matching(entry: Mapping[str, Any], key: str, shape: str) -> str:
    value = str(entry[key])
    if not re.fullmatch(shape, value):
        raise RuleError(f"{key} {value!r} has not the form {shape}")
    return value


def _one_of(entry: Mapping[str, Any], key: str, known: Mapping[str, object]) -> str:
    value = str(entry[key])
    if value not in known:
        raise RuleError(f"{key} {value!r} is not one of {', '.join(known)}{nearest(value, known)}")
    return value
