"""The version of what makes a record: mapping code, rules, code lists and the vendor file. Part of the skip key."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import transforms

_DATA = ("codes", "crosswalks", "marc21", "onix", "rules")


@lru_cache(maxsize=64)
def made_with(schemas: Path, vendor_id: str) -> str:
    """16 hexadecimal characters that change when a record of this vendor might come out differently."""
    digest = hashlib.sha256(_of_files(schemas).encode())
    digest.update((schemas / "vendors" / f"{vendor_id}.yml").read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=4)
def _of_files(schemas: Path) -> str:
    """Hash of the transforms and of the data they read."""
    digest = hashlib.sha256()
    code = Path(transforms.__file__).parent
    files = [
        *code.rglob("*.py"),
        *(each for name in _DATA for each in (schemas / name).rglob("*") if each.is_file()),
    ]
    for each in sorted(files):
        digest.update(each.name.encode() + b"\0" + each.read_bytes())
    return digest.hexdigest()
