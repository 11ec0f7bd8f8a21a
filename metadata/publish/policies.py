"""What matching and merging go by in one installation, read from its schemas; another process can read it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from metadata.house_files import house_file
from metadata.keying import Keying
from metadata.libraries import load_consortium
from metadata.match_policy import match_policy
from metadata.publish.origins import NOWHERE, Origins
from metadata.publish.polish import Polish
from metadata.references import References, polish_of, tables_of
from metadata.vendors import load_vendors
from metadata.versions import keyed_with
from transforms.merge.policy import LinkPolicy, MergePolicy, load_link_policy, load_merge_policy

if TYPE_CHECKING:
    from metadata.home import Home


class Basis(NamedTuple):
    """Of what policies are read; it can be sent to another process."""

    references: References
    data_dir: Path
    today: str  # yymmdd


class Policies(NamedTuple):
    """What matching and merging go by."""

    basis: Basis
    match: Keying
    merge: MergePolicy
    links: LinkPolicy
    polish: Polish
    zone: tzinfo = UTC  # whose days the days of licences are
    origins: Origins = NOWHERE


def policies(home: Home) -> Policies:
    """The policies of an installation today. Raises ConfigError."""
    return policies_of(Basis(home.references, home.settings.data_dir, home.today))


def policies_of(basis: Basis) -> Policies:
    """The same by what they are read of. Raises ConfigError."""
    schemas = basis.references.schemas
    consortium, (vendors, _) = load_consortium(schemas), load_vendors(schemas)
    apart = frozenset(each for each, one in vendors.items() if one.switches.manifestation_split == "media_and_format")
    match = replace(match_policy(schemas), by_format=apart)
    tables = tables_of(basis.references)
    with house_file(schemas, "merge.yml"):
        merge = load_merge_policy(schemas, tables)
        links = load_link_policy(schemas, match, consortium.isil, consortium.address_of_works)
    return Policies(
        basis,
        Keying(match, keyed_with(schemas)),
        merge,
        links,
        polish_of(basis.references, basis.today),
        ZoneInfo(consortium.timezone),
        Origins(basis.data_dir, vendors),
    )
