"""Vendor files with some keys written otherwise, and what they are held against."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from feeds import SHIPPED, vendor_yaml

from metadata.connections import connections_of
from metadata.vendors.check import Known
from tests import shipped
from transforms.identifiers import IdentifierTypes

KNOWN = Known(
    {each.id: each.level for each in shipped.rules().rules.values()},
    connections_of({}),
    date(2026, 11, 1),
    identifiers=IdentifierTypes(SHIPPED / "codes"),
)


def with_keys(**changed: str) -> str:
    """A sound file with some keys written otherwise."""
    kept = [each for each in vendor_yaml("alpha").splitlines() if each.split(":")[0] not in changed]
    return "\n".join([*kept, *(f"{key}: {value}" for key, value in changed.items())]) + "\n"


def written(folder: Path, name: str = "alpha", **changed: str) -> Path:
    """Write such a file into a folder."""
    path = folder / f"{name}.yml"
    path.write_text(with_keys(**changed), "utf-8")
    return path
