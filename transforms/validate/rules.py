"""Loading the rules of a folder. A bad entry is a line in `RuleSet.errors`; the other rules load.

Reads schemas/rules/*.yml and the code lists they name in schemas/codes/, and nothing else.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from transforms.tables import Tables
from transforms.validate.engine import RuleSet
from transforms.validate.lined_yaml import Lined, load_yaml
from transforms.validate.lists import Lists, RuleError, nearest
from transforms.validate.order import in_order
from transforms.validate.paths import PathError
from transforms.validate.rule import KEYS, Rule, parse_rule
from transforms.validate.structure import Schema

_TOP = dict.fromkeys(("rules", "aliases", "sets"))


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
    errors: list[str] = []
    digest = sha256()
    documents: list[tuple[str, Lined]] = []
    for path in sorted(folder.glob("*.yml")):
        raw = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + raw + b"\0")
        documents += _document(path.name, raw, errors)
    codes = _CodeLists(schemas / "codes")
    lists = Lists(
        _aliases(documents),
        codes,
        _sets(documents, codes, errors),
        tables or cache(lambda: Tables.load(schemas)),
        cache(lambda: Schema.load(schemas / "marc21", allow)),
    )
    rules: dict[str, Rule] = {}
    slugs: dict[str, str] = {}
    for where, entry in _entries(documents, errors):
        try:
            rule = parse_rule(entry, lists)
        except (RuleError, PathError, TypeError, ValueError) as error:
            errors.append(f"{_place(where, entry, str(error))}: {entry.get('id', 'rule without id')}: {error}")
            continue
        if rule.id in rules or rule.slug in slugs:
            other = rule.id if rule.id in rules else slugs[rule.slug]
            errors.append(f"{where}:{entry.line}: {rule.id}: id or slug {rule.slug!r} is already that of {other}")
            continue
        rules[rule.id] = rule
        slugs[rule.slug] = rule.id
    for name in sorted(codes.read):
        digest.update(repr((name, sorted(codes.read[name].items()))).encode())
    digest.update(repr(allow).encode())
    return RuleSet(in_order(rules.values()), tuple(errors), digest.hexdigest()[:12], lists.schema)


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


def _document(name: str, raw: bytes, errors: list[str]) -> Iterator[tuple[str, Lined]]:
    """The content of one file, if it is a mapping of the known keys."""
    try:
        content = load_yaml(raw.decode("utf-8"))
    except ValueError as error:
        errors.append(f"{name}:{error}")
        return
    if not isinstance(content, Lined):
        errors.append(f"{name}:1: a mapping with `rules:` is wanted")
        return
    errors += [
        f"{name}:{content.lines[key]}: unknown key {key!r}{nearest(key, _TOP)}" for key in content if key not in _TOP
    ]
    yield name, content


def _aliases(documents: list[tuple[str, Lined]]) -> Mapping[str, Mapping[str, str]]:
    """Names of coded positions: one for all records, or by LDR/06 with a default."""
    found: dict[str, Mapping[str, str]] = {}
    for _, content in documents:
        for name, places in content.get("aliases", {}).items():
            found[name] = places if isinstance(places, dict) else {"default": str(places)}
    return found


def _sets(documents: list[tuple[str, Lined]], codes: _CodeLists, errors: list[str]) -> Mapping[str, frozenset[str]]:
    """Named sets: a list of quoted values, or {codelist: NAME, columns: [...]}."""
    found: dict[str, frozenset[str]] = {}
    for file, content in documents:
        for name, wanted in content.get("sets", {}).items():
            try:
                if isinstance(wanted, dict):
                    columns = tuple(map(str, wanted.get("columns", ["code"])))
                    found[name] = frozenset(codes(str(wanted["codelist"]), columns))
                else:
                    found[name] = frozenset(map(str, wanted))
            except (RuleError, KeyError, TypeError) as error:
                errors.append(f"{file}:{content.lines['sets']}: set {name!r}: {error}")
    return found


def _entries(documents: list[tuple[str, Lined]], errors: list[str]) -> Iterator[tuple[str, Lined]]:
    for name, content in documents:
        for number, entry in enumerate(content.get("rules", ())):
            if isinstance(entry, Lined):
                yield name, entry
            else:
                errors.append(f"{name}:{content.lines['rules']}: rule {number} is not a mapping")


def _place(name: str, entry: Lined, reason: str) -> str:
    """File and line: that of the unknown key or of the key the reason begins with, else of the rule."""
    unknown = next((key for key in entry if key not in KEYS and repr(key) in reason), "")
    key = unknown or reason.split(" ", 1)[0].rstrip(":")
    return f"{name}:{entry.lines.get(key, entry.line)}"
