"""One rule: its frozen model, and how an entry of schemas/rules becomes one.

A rule without `assert` is raised by code (readers, crosswalks, the store); it is here for its level and its
words, so that every Issue anywhere speaks three languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from transforms.normalise.context import E_MEDIA
from transforms.record import Level
from transforms.validate.fixers import Fixer, compile_fix
from transforms.validate.paths import NOWHERE, Item, Path, compile_path
from transforms.validate.predicates import Condition, Lists, RuleError, Test, compile_condition, nearest
from transforms.validate.view import View

KEYS = dict.fromkeys(
    ("id", "slug", "level", "stage", "applies", "select", "when", "assert", "fix", "message", "source")
)
KEYS |= dict.fromkeys(("examples", "since", "deprecated"))
REQUIRED = ("id", "slug", "level", "stage", "message", "source")
STAGES = dict.fromkeys(("raw", "norm", "enr", "mrg", "set"))
MEDIA = dict.fromkeys((*sorted(E_MEDIA), "print", "other"))
LANGUAGES = ("fi", "sv", "en")
PATH_KEYS = ("path", "equals_path")  # conditions that name a place

_TEXT_CAP = 100_000  # a record's text beyond this is not looked over at once but value by value

Run = Callable[[View], list[Item] | None]  # the items that break the rule; None when there is nothing to judge


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
    run: Run | None = None  # None: raised by code
    covers: Callable[[str], bool] | None = None  # whether it selects fields of a tag; None: run it always
    reads: Callable[[str], bool] | None = None  # whether its verdict depends on fields of a tag; None: on all
    fix: Fixer | None = None


def parse_rule(entry: Mapping[str, Any], lists: Lists) -> Rule:
    """Compile one entry of `rules:`; RuleError or PathError, with the plain reason, for a wrong one."""
    _check_keys(entry)
    paths = _paths(entry.get("select"), lists)
    examples = _mapping(entry, "examples", "fail", "pass")
    return Rule(
        id=_matching(entry, "id", r"[A-Z][0-9]{2}"),
        slug=_matching(entry, "slug", r"[a-z0-9]+(?:-[a-z0-9]+)*"),
        level=Level(_one_of(entry, "level", dict.fromkeys(map(str, Level)))),
        stage=_one_of(entry, "stage", STAGES),
        message=_messages(entry["message"]),
        source=tuple(map(str, entry["source"])),
        media=_media(_mapping(entry, "applies", "media")),
        fails=_examples(examples.get("fail", [])),
        passes=_examples(examples.get("pass", [])),
        since=str(entry.get("since", "")),
        deprecated=bool(entry.get("deprecated", False)),
        run=_compile_run(entry, paths, lists) if "assert" in entry else None,
        covers=_covers(paths),
        reads=_reads(entry, lists),
        fix=compile_fix(entry["fix"], lists) if "fix" in entry else None,
    )


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


def _compile_run(entry: Mapping[str, Any], paths: tuple[Path, ...], lists: Lists) -> Run:
    condition = compile_condition(entry["assert"], lists)
    guard = compile_condition(entry["when"], lists).judge if "when" in entry else None
    if not paths:
        judge, nowhere = condition.judge, Item("", _first_path(entry["assert"]), NOWHERE)

        def run_once(view: View) -> list[Item] | None:
            if guard is not None and not guard(view, None):
                return None
            verdict = judge(view, None)
            return None if verdict is None else [] if verdict else [nowhere]

        return run_once
    if guard is None and condition.test is not None:
        return _run_on_values(paths, condition, condition.test)

    def run(view: View) -> list[Item] | None:
        failed: list[Item] = []
        is_judged = False
        for item in [item for path in paths for item in path.items(view)]:
            if guard is None or guard(view, item):
                verdict = condition.judge(view, item)
                is_judged = is_judged or verdict is not None
                if verdict is False:
                    failed.append(item)
        return failed if is_judged or passes_absent else None

    passes_absent = condition.absent is True
    return run


def _run_on_values(paths: tuple[Path, ...], condition: Condition, test: Test) -> Run:
    """The common case, made quick: the answer depends on each selected value alone."""
    first, only = paths[0].values, len(paths) == 1
    may_fail, if_clean, passes_absent = condition.may_fail, condition.if_clean, condition.absent
    if may_fail is not None and all(path.covers_all and path.reads_subfields for path in paths):
        return _run_on_text(paths, test, may_fail, if_clean)

    def run(view: View) -> list[Item] | None:
        if if_clean and view.is_clean:
            return []
        values = first(view, None) if only else [value for path in paths for value in path.values(view, None)]
        if not values:
            return [] if passes_absent else None
        if all(map(test, values)):
            return []
        return [item for path in paths for item in path.items(view) if not test(item.value)]

    return run


def _run_on_text(paths: tuple[Path, ...], test: Test, may_fail: Test, if_clean: bool) -> Run:
    """A rule over every subfield: one look at the whole text, then at the fields that look suspicious."""

    def run(view: View) -> list[Item]:
        if (if_clean and view.is_clean) or (len(view.text) <= _TEXT_CAP and not may_fail(view.text)):
            return []
        suspects = view.suspects(may_fail)
        return [
            Item(value, each.tag, occurrence, part, at)
            for path in paths
            for occurrence, each in suspects
            for value, part, at in path.extract(view, each)
            if not test(value)
        ]

    return run


def _paths(select: object, lists: Lists) -> tuple[Path, ...]:
    if select is None:
        return ()
    several: list[Any] = select if isinstance(select, list) else [select]
    if not several or not all(isinstance(each, str) for each in several):
        raise RuleError("select: a path or a list of paths")
    paths = tuple(compile_path(each, lists.aliases) for each in several)
    if any(path.is_relative for path in paths):
        raise RuleError("select: a path with a target")
    return paths


def _covers(paths: tuple[Path, ...]) -> Callable[[str], bool] | None:
    """Which tags the rule needs; None when it needs none or looks at all."""
    if not paths or any(path.covers_all for path in paths):
        return None
    return lambda tag: any(path.covers(tag) for path in paths)


def _reads(entry: Mapping[str, Any], lists: Lists) -> Callable[[str], bool] | None:
    """Which tags the rule's verdict depends on, by all paths it names; the leader tells what an alias stands for."""
    texts = list(_named_paths([entry.get("select"), entry.get("when"), entry.get("assert")]))
    paths = [path for path in (compile_path(each, lists.aliases) for each in texts) if not path.is_relative]
    if not paths or any(path.covers_all for path in paths):
        return None
    has_alias = any("{" in each for each in texts)
    return lambda tag: (has_alias and tag == "LDR") or any(path.covers(tag) for path in paths)


def _named_paths(spec: object) -> Iterator[str]:
    """Every path in a rule: the selected ones and those that conditions name."""
    if isinstance(spec, str):
        yield spec
    elif isinstance(spec, list):
        for each in spec:
            yield from _named_paths(each)
    elif isinstance(spec, dict):
        for key, value in spec.items():
            if key in PATH_KEYS or key in ("all", "any", "not"):
                yield from _named_paths(value)


def _first_path(spec: object) -> str:
    """The path an issue about a whole record is told by: the first one that the assertion names."""
    if isinstance(spec, dict):
        if "path" in spec:
            return str(spec["path"])
        spec = list(spec.values())
    nested = spec if isinstance(spec, list) else []
    return next((path for path in map(_first_path, nested) if path), "")


def _messages(messages: object) -> Mapping[str, str]:
    if not isinstance(messages, dict) or messages.keys() - set(LANGUAGES):
        raise RuleError("message: texts in fi, sv and en")
    missing = [language for language in LANGUAGES if not messages.get(language)]
    if missing:
        raise RuleError(f"message in {', '.join(missing)} is missing")
    names = {language: placeholders(text) for language, text in messages.items()}
    if len(set(names.values())) > 1:
        raise RuleError(f"the messages use different arguments: {names}")
    return dict(messages)


def placeholders(template: str) -> frozenset[str]:
    """The names that a message template uses; RuleError for anything but plain names."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    except ValueError as error:
        raise RuleError(f"message {template!r}: {error}") from error
    if not all(name.isidentifier() for name in names):
        raise RuleError(f"message {template!r}: only plain names in braces")
    return frozenset(names)


def _media(applies: Mapping[str, Any]) -> frozenset[str]:
    media = applies.get("media", [])
    for each in media:
        if each not in MEDIA:
            raise RuleError(f"no media {each!r}{nearest(str(each), MEDIA)}")
    return frozenset(media)


def _examples(examples: list[str | list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple((each,) if isinstance(each, str) else tuple(each) for each in examples)


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
