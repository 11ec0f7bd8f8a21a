"""What matching and merging go by in one installation, read from its schemas."""

from __future__ import annotations

from dataclasses import replace

from metadata.home import Home
from metadata.keying import Keying
from metadata.match_policy import match_policy
from metadata.publish.origins import Origins
from metadata.publish.publication import Policies
from metadata.references import polish_of, tables_of
from metadata.vendors import load_vendors
from metadata.versions import keyed_with
from transforms.merge.policy import load_link_policy, load_merge_policy


def policies(home: Home) -> Policies:
    """The policies of an installation today. Raises ConfigError."""
    schemas = home.settings.schemas
    vendors, _ = load_vendors(schemas)
    apart = frozenset(each for each, one in vendors.items() if one.switches.manifestation_split == "media_and_format")
    match = replace(match_policy(schemas), by_format=apart)
    return Policies(
        Keying(match, keyed_with(schemas)),
        load_merge_policy(schemas, tables_of(home.references)),
        load_link_policy(schemas, match, home.consortium.isil, home.consortium.address_of_works),
        polish_of(home.references, home.today),
        home.zone,
        Origins(home.settings.data_dir, vendors),
    )
