"""schemas/merge.yml as a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class MergePolicy:
    """Which fields come from one record, which from all."""

    version: str
    groups: tuple[tuple[str, ...], ...]
    union: Mapping[str, str]
    controlled: tuple[str, ...]
    chosen: frozenset[str] = frozenset()  # tags of groups and union: everything else is the base's


def load_merge_policy(schemas: Path) -> MergePolicy:
    """Read merge.yml; ValueError names a key that is missing or unknown."""
    content = yaml.safe_load((schemas / "merge.yml").read_text("utf-8"))
    expected = {each.name for each in fields(MergePolicy)} - {"chosen"}
    if set(content) != expected:
        raise ValueError(f"merge.yml: keys differ from the expected ones: {sorted(set(content) ^ expected)}")
    return MergePolicy(
        version=str(content["version"]),
        groups=tuple(map(tuple, content["groups"])),
        union=content["union"],
        controlled=tuple(content["controlled"]),
        chosen=frozenset({tag for group in content["groups"] for tag in group} | content["union"].keys()),
    )
