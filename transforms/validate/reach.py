"""How far a rule looks, told by its entry alone: the tags without which it has nothing to judge, those that its verdict
depends on, and the fields that it may concern. Plans leave out by this what need not be asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any

from transforms.validate.conditions import Needs, looks_about
from transforms.validate.conditions import needs_of as needs_of_condition
from transforms.validate.derive import Derivation
from transforms.validate.lists import Lists
from transforms.validate.paths import Path, compile_path

MayJudge = Callable[[str, str, Set[str]], bool]  # by tag, indicators and subfield codes
PATH_KEYS = ("path", "equals_path")  # conditions that name a place


def covers_of(paths: tuple[Path, ...]) -> Callable[[str], bool] | None:
    """Which tags the rule looks at; None when it looks at every data field."""
    if any(path.covers_all for path in paths):
        return None
    return paths[0].covers if len(paths) == 1 else lambda tag: any(path.covers(tag) for path in paths)


def may_judge_of(paths: tuple[Path, ...], when: object) -> MayJudge:
    """What tag, indicators and subfield codes of a field tell before its values are looked at."""
    wanted = list(_codes_of(when))

    def may_judge(tag: str, marks: str, codes: Set[str]) -> bool:
        if any(codes.isdisjoint(each) for each in wanted):
            return False
        return any(path.covers(tag) and path.may_hit(marks, codes) for path in paths)

    return may_judge


def _codes_of(when: object) -> Iterator[frozenset[str]]:
    """Subfields of the selected field without any of which a guard is not true."""
    if not isinstance(when, dict):
        return
    path, absent = str(when.get("path", "")), ("exists", "count", "path", "any", "not", "all")
    if path[:1] == "$" and path != "$*" and (when.get("exists") is True or any(key not in absent for key in when)):
        yield frozenset(path[1:].split("|"))
    for each in when.get("all", ()):
        yield from _codes_of(each)


def needs_of(entry: Mapping[str, Any], paths: tuple[Path, ...], lists: Lists) -> Needs:
    """The tags without which the rule has nothing to judge, by what it selects, guards or asserts."""
    if "when" in entry and (guard := needs_of_condition(entry["when"], lists, is_guard=True)) is not None:
        return guard
    if paths:
        return covers_of(paths)
    return needs_of_condition(entry["assert"], lists, is_guard=False)


def reads_of(entry: Mapping[str, Any], lists: Lists) -> Needs:
    """Which tags the rule's verdict depends on, by all paths it names; the leader tells what an alias stands for."""
    elsewhere = [named for key in ("when", "assert") for named in looks_about(entry.get(key), lists)]
    texts = list(_named_paths([entry.get("select"), entry.get("when"), entry.get("assert")]))
    paths = [path for path in (compile_path(each, lists.aliases) for each in texts) if not path.is_relative]
    if not paths or None in elsewhere or any(path.covers_all for path in paths):
        return None
    by_leader = bool(elsewhere) or any("{" in each for each in texts)
    besides = frozenset(tag for tags in elsewhere if tags is not None for tag in tags)
    return lambda tag: (by_leader and tag == "LDR") or tag in besides or any(path.covers(tag) for path in paths)


def derived_needs(derivation: Derivation, entry: Mapping[str, Any], lists: Lists) -> Needs:
    """The tags without which a derivation changes nothing; None where it does not tell."""
    guard = needs_of_condition(entry["when"], lists, is_guard=True) if "when" in entry else None
    if guard is not None or not derivation.needs:
        return guard
    return compile_path("|".join(derivation.needs), lists.aliases).covers


def derived_reads(derivation: Derivation, entry: Mapping[str, Any], paths: Sequence[Path], lists: Lists) -> Needs:
    """The tags that its verdict depends on; None where the derivation does not tell."""
    if not derivation.reads or "when" in entry:
        return None
    covers = compile_path("|".join(each for each in derivation.reads if each != "LDR") or "LDR", lists.aliases).covers
    reads_leader = "LDR" in derivation.reads
    return lambda tag: (reads_leader and tag == "LDR") or covers(tag) or any(path.covers(tag) for path in paths)


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
            elif isinstance(value, dict) and "path" in value:
                yield str(value["path"])


def first_path(spec: object) -> str:
    """The path an issue about a whole record is told by: the first one that the assertion names."""
    if isinstance(spec, dict):
        if "path" in spec:
            return re.sub(r"\[[^\]]*\]|_[0-9#.]{2}", "", str(spec["path"]))
        spec = list(spec.values())
    nested = spec if isinstance(spec, list) else []
    return next((path for path in map(first_path, nested) if path), "")
