"""Loading the rules of a folder. A bad entry is a line in `RuleSet.errors`; the other rules load.

Reads schemas/rules/*.yml and the code lists they name in schemas/codes/, and nothing else.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from transforms.tables import Tables
from transforms.validate.engine import RuleSet
from transforms.validate.lined_yaml import Faulty, Lined, load_yaml
from transforms.validate.lists import Lists, RuleError, line_of, nearest
from transforms.validate.order import in_order, waits_for_itself
from transforms.validate.parts import PathError, check_positions
from transforms.validate.rule import KEYS, Rule, parse_rule
from transforms.validate.structure import Schema

_TOP: dict[str, type] = {"rules": list, "aliases": dict, "sets": dict}
_LONGEST = 400  # characters of an error that are told: it may quote what is in the file


class _Document(NamedTuple):
    """One file of rules."""

    name: str
    content: Lined

    def of(self, key: str) -> Any:
        """What stands under one of the known keys; nothing where it is not of its kind, which is told elsewhere."""
        value = self.content.get(key)
        return value if isinstance(value, _TOP[key]) else _TOP[key]()


def load_rules(
    folder: Path,
    allow: tuple[str, ...] = (),
    schemas: Path | None = None,
    tables: Callable[[], Tables] | None = None,
) -> RuleSet:
    """Compile every rule of `folder`/*.yml, with the code lists and the MARC 21 schema of `schemas`.

    `schemas` is the parent of `folder` by default; `allow` names fields beyond the schema ("591$a|b", "9XX"); `tables`
    gives code lists that are read already, with an index of vocabularies.
    """
    schemas = schemas or folder.parent
    errors = [f"{path.name}:1: rules are read from files that end in .yml" for path in sorted(folder.glob("*.yaml"))]
    digest = sha256()
    documents: list[_Document] = []
    for path in sorted(folder.glob("*.yml")):
        raw = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + raw + b"\0")
        documents += _document(path.name, raw, errors)
    codes = _CodeLists(schemas / "codes")
    lists = Lists(
        _aliases(documents, errors),
        codes,
        _sets(documents, codes, errors),
        tables or cache(lambda: Tables.load(schemas)),
        cache(lambda: Schema.load(schemas / "marc21", allow)),
    )
    rules = _rules(documents, lists, errors)
    for name in sorted(codes.read):
        digest.update(repr((name, sorted(codes.read[name].items()))).encode())
    digest.update(repr(allow).encode())
    told = (each if len(each) <= _LONGEST else f"{each[:_LONGEST]} …" for each in errors)
    return RuleSet(in_order(rules), tuple(told), digest.hexdigest()[:12], lists.schema)


class _CodeLists:
    """The code lists of a folder, read when first asked for; keeps what was read, for the version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: dict[tuple[str, ...], Mapping[str, str]] = {}

    def __call__(self, name: str, columns: tuple[str, ...] = ("code",)) -> Mapping[str, str]:
        """Every value of the columns, with the one that took its place or ""."""
        if (name, *columns) not in self.read:
            path = self.folder / f"{name}.csv"
            if not name.isidentifier() or not path.is_file():
                raise RuleError(f"no code list {name!r} in {self.folder.name}/")
            with path.open(encoding="utf-8", newline="") as lines:
                rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
            unknown = set(columns) - set(rows[0] if rows else columns)
            if unknown:
                raise RuleError(f"no column {', '.join(sorted(unknown))} in code list {name!r}")
            self.read[(name, *columns)] = {
                row[column]: row.get("replaced_by") or "" for row in rows for column in columns if row[column]
            }
        return self.read[(name, *columns)]


def _document(name: str, raw: bytes, errors: list[str]) -> Iterator[_Document]:
    """The content of one file, if it is a mapping of the known keys."""
    try:
        content = load_yaml(raw.decode("utf-8-sig"), "rules")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        errors.append(f"{name}:{line}: not UTF-8: save the file in that encoding")
        return
    except ValueError as error:
        errors.append(f"{name}:{error}")
        return
    if not isinstance(content, Lined):
        errors.append(f"{name}:1: a mapping with `rules:` is wanted")
        return
    for key, value in content.items():
        where = f"{name}:{content.lines[key]}"
        if key not in _TOP:
            errors.append(f"{where}: unknown key {key!r}{nearest(key, _TOP)}")
        elif not isinstance(value, _TOP[key]):
            errors.append(f"{where}: {key}: a {'list of rules' if key == 'rules' else 'mapping of names'} is wanted")
    yield _Document(name, content)


def _aliases(documents: Iterable[_Document], errors: list[str]) -> Mapping[str, Mapping[str, str]]:
    """Names of coded positions: one for all records, or by LDR/06 with a default."""
    found: dict[str, Mapping[str, str]] = {}
    for document in documents:
        for name, wanted in document.of("aliases").items():
            places = wanted if isinstance(wanted, Lined) else {"default": wanted}
            try:
                for text in places.values():
                    check_positions(str(text))
            except PathError as error:
                errors.append(f"{document.name}:{document.of('aliases').lines[name]}: alias {name!r}: {error}")
            else:
                found[name] = {kind: str(text) for kind, text in places.items()}
    return found


def _sets(documents: Iterable[_Document], codes: _CodeLists, errors: list[str]) -> Mapping[str, frozenset[str]]:
    """Named sets: a list of quoted values, or {codelist: NAME, columns: [...]}."""
    found: dict[str, frozenset[str]] = {}
    for document in documents:
        for name, wanted in document.of("sets").items():
            try:
                found[name] = _set(wanted, codes)
            except RuleError as error:
                errors.append(f"{document.name}:{document.of('sets').lines[name]}: set {name!r}: {error}")
    return found


def _set(wanted: object, codes: _CodeLists) -> frozenset[str]:
    if isinstance(wanted, list) and all(isinstance(each, str) for each in wanted):
        return frozenset(wanted)
    if not isinstance(wanted, dict) or not {"codelist"} <= wanted.keys() <= {"codelist", "columns"}:
        raise RuleError("a list of quoted values, or {codelist: name, columns: [names]}")
    columns = wanted.get("columns", ["code"])
    if not isinstance(columns, list) or not columns:
        raise RuleError("columns: a list of names")
    return frozenset(codes(str(wanted["codelist"]), tuple(map(str, columns))))


def _rules(documents: Iterable[_Document], lists: Lists, errors: list[str]) -> list[Rule]:
    """The rules that can be compiled, each with an id and a slug of its own."""
    entries = list(_entries(documents, errors))
    declared = {str(entry.get("id")) for _, entry in entries}
    rules: dict[str, Rule] = {}
    slugs: dict[str, str] = {}
    places: dict[str, str] = {}
    for name, entry in entries:
        try:
            rule = _rule(entry, lists, declared)
        except (TypeError, ValueError) as error:
            errors.append(f"{name}:{_line(entry, error)}: {_named(entry)}: {error}")
            continue
        if rule.id in rules or rule.slug in slugs:
            other = rule.id if rule.id in rules else slugs[rule.slug]
            errors.append(f"{name}:{entry.line}: {rule.id}: id or slug {rule.slug!r} is already that of {other}")
            continue
        rules[rule.id] = rule
        slugs[rule.slug] = rule.id
        places[rule.id] = f"{name}:{entry.lines.get('after', entry.line)}"
    circular = [each for each, rule in rules.items() if rule.after and waits_for_itself(rule, rules)]
    errors += [f"{places[each]}: {each}: after: it would have to run behind itself" for each in circular]
    return [rule for rule in rules.values() if rule.id not in circular]


def _rule(entry: Lined, lists: Lists, declared: set[str]) -> Rule:
    """One rule. Raises RuleError and PathError."""
    try:
        rule = parse_rule(entry, lists)
    except RecursionError:
        raise RuleError("too many levels inside each other") from None
    for each in rule.after:
        if each == rule.id:
            raise RuleError("after: a rule cannot run behind itself")
        if each not in declared:
            raise RuleError(f"after: no such rule: {each!r}{nearest(each, declared)}")
    return rule


def _entries(documents: Iterable[_Document], errors: list[str]) -> Iterator[tuple[str, Lined]]:
    for document in documents:
        for number, entry in enumerate(document.of("rules"), 1):
            if isinstance(entry, Lined):
                yield document.name, entry
            elif isinstance(entry, Faulty):
                errors.append(f"{document.name}:{entry.line}: {entry.reason}")
            else:
                line = document.content.lines["rules"]
                errors.append(f"{document.name}:{line}: rule {number} of the file is not a mapping")


def _named(entry: Lined) -> str:
    """The id of a rule as far as it has one."""
    given = entry.get("id")
    return given if isinstance(given, str) and given else "rule without id"


def _line(entry: Lined, error: Exception) -> int:
    """The line that an error is about: of the unknown key or the key that the reason begins with, else the rule's."""
    if isinstance(error, ValueError) and (line := line_of(error)):
        return line
    reason = str(error)
    unknown = next((key for key in entry if key not in KEYS and repr(key) in reason), "")
    return entry.lines.get(unknown or reason.split(" ", 1)[0].rstrip(":"), entry.line)
