"""References: what records are refined with beside the vendor file: code lists, rules, and the index of vocabularies.

Read once per process, and only once however many vendors there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from metadata.errors import ConfigError
from metadata.exceptions import FILE as SUPPRESSIONS
from metadata.exceptions import of_titles, wrong_suppressions
from metadata.house_files import house_file, whole_tables
from metadata.keying import Keying
from metadata.libraries import load_consortium
from metadata.match_policy import match_policy
from metadata.publish.polish import Polish, version_of
from metadata.rows import Marking
from metadata.vendors import load_vendor
from metadata.versions import keyed_with, made_with, merged_with
from metadata.vocabularies.index import Index
from transforms.enrich import load_enrichment
from transforms.normalise.plan import Plan
from transforms.refine import House
from transforms.score.measures import Measures
from transforms.tables import Tables
from transforms.validate import RuleSet, load_rules


class References(NamedTuple):
    """Where they are; it can be sent to another process."""

    schemas: Path
    vocabularies: Path | None = None  # their index; without one the excerpts of `schemas` stand in


@lru_cache(maxsize=4)
def tables_of(references: References) -> Tables:
    """The code lists, with the index of vocabularies. Raises ConfigError."""
    index = Index(references.vocabularies) if references.vocabularies else None
    return whole_tables(references.schemas, index)


@lru_cache(maxsize=64)  # they share what is large: code lists and rules
def house_of(vendor_id: str, references: References, entered: str) -> tuple[House, str]:
    """What records of a vendor are refined with on a day (yymmdd), and its version. Raises ConfigError."""
    schemas = references.schemas
    vendor = load_vendor(schemas / "vendors" / f"{vendor_id}.yml")
    profile = vendor.profile(load_consortium(schemas).isil, entered)
    rules = rules_of(references, profile.allow)
    house = House(profile, tables_of(references), rules, enrichment=enrichment_of(schemas))
    return house, made_with(schemas, vendor_id, entered)


def enrichment_of(schemas: Path) -> Plan:
    """The steps that enrich records. Raises ConfigError."""
    with house_file(schemas, "enrich.yml"):
        return load_enrichment(schemas)


@lru_cache(maxsize=4)
def measures_of(references: References, entered: str) -> Measures:
    """What records are scored with on a day (yymmdd). Raises ConfigError."""
    tables = tables_of(references)
    with house_file(references.schemas, "scores.yml"):
        return Measures.load(references.schemas, tables, 2000 + int(entered[:2]))


@lru_cache(maxsize=4)
def keying_of(references: References) -> Keying:
    """What records get their match keys with."""
    return Keying(match_policy(references.schemas), keyed_with(references.schemas))


def marking_of(references: References, vendor: str, entered: str) -> Marking:
    """What records of a vendor are scored and keyed with on a day (yymmdd)."""
    return Marking(measures_of(references, entered), keying_of(references), vendor)


@lru_cache(maxsize=8)
def rules_of(references: References, allow: tuple[str, ...] = ()) -> RuleSet:
    """The rules, compiled once for all vendors that `allow` the same fields beside MARC 21, and for merged titles.

    Raises ConfigError where there are rules and none can be read: a night goes on without some, not without all.
    """
    made = load_rules(references.schemas / "rules", allow, tables=lambda: tables_of(references))
    if made.errors and not made.rules:
        raise ConfigError("\n".join(("none of the rules can be read:", *made.errors)))
    return made


def left_out(references: References, libraries: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """What is wrong in files as they are now that a night goes on without, a line each; by file of `schemas`.

    `libraries`: why files of libraries are refused, by ISIL.
    """
    rules = load_rules(references.schemas / "rules", tables=lambda: tables_of(references))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for error in rules.errors:
        found[f"rules/{error.split(':', 1)[0]}"].append(error)
    known = None if rules.errors else rules.rules.keys()  # a rule that is left out is no unknown one
    if wrong := wrong_suppressions(references.schemas, known):
        found[SUPPRESSIONS] = wrong
    told = {name: "\n".join(errors) for name, errors in found.items()}
    return told | {f"libraries/{isil}.yml": reason for isil, reason in libraries.items()}


def polish_of(references: References, entered: str) -> Polish:
    """What merged titles are judged and mended with on a day (yymmdd)."""
    rules, exceptions = rules_of(references), of_titles(references.schemas, entered)
    version = version_of(merged_with(references.schemas), rules, exceptions, entered)
    return Polish(rules, measures_of(references, entered), exceptions, entered, version)
