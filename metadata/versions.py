"""The version of what makes a record: mapping code, rules, code lists, the vendor file, and exceptions in force.

It is part of the skip key: a record that was made with another version is made anew.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

import transforms
from metadata.exceptions import stand_on
from metadata.house_files import SCHEMAS, house_file
from metadata.vendors import load_vendor
from transforms.match.features import FEATURES
from transforms.match.keys import KEYS

_DATA = ("codes", "crosswalks", "marc21", "onix", "rules", "vocabularies")
UNSEEN = {"about", "trouble", "contact", "schedule", "timezone"}  # of a vendor file: no record comes out differently
_FILES = ("enrich.yml", "normalise.yml", "scores.yml")


@lru_cache(maxsize=64)
def made_with(schemas: Path, vendor_id: str, entered: str = "000000") -> str:
    """16 hexadecimal characters that change when a record of this vendor might come out differently.

    So they do on the day (yymmdd) after a level or a suppression has run out. Raises ConfigError.
    """
    digest = hashlib.sha256(_of_files(schemas).encode())
    vendor = load_vendor(schemas / "vendors" / f"{vendor_id}.yml")
    digest.update(vendor.model_dump_json(exclude=UNSEEN).encode())
    digest.update(stand_on(schemas, vendor_id, entered).encode())
    return digest.hexdigest()[:16]


def merged_with(schemas: Path) -> str:
    """Hash of what makes a title of its records, but for the exceptions."""
    names = ("merge.yml", "match.yml", "consortium.yml")  # the latter two for the links between titles
    with house_file(schemas, SCHEMAS):
        own = [hashlib.sha256((schemas / each).read_bytes()).hexdigest() for each in names]
    return " ".join((_of_files(schemas), *own))


@lru_cache(maxsize=4)
def keyed_with(schemas: Path) -> str:
    """At most 16 characters that change when another key or feature might be made of a record: matching looks anew."""
    with house_file(schemas, SCHEMAS):
        digest = hashlib.sha256((schemas / "match.yml").read_bytes())
        for each in sorted((schemas / "codes").glob("*.csv")):
            digest.update(each.name.encode() + b"\0" + each.read_bytes())
    return f"{KEYS}{FEATURES}-{digest.hexdigest()}"[:16]


@lru_cache(maxsize=4)
def _of_files(schemas: Path) -> str:
    """Hash of the transforms and of the data they read."""
    digest = hashlib.sha256(_of_code().encode())
    files = [
        *(each for name in _DATA for each in (schemas / name).rglob("*") if each.is_file()),
        *(schemas / name for name in _FILES),
    ]
    with house_file(schemas, SCHEMAS):
        for each in sorted(files):
            digest.update(each.name.encode() + b"\0" + each.read_bytes())
    return digest.hexdigest()


@cache  # other data may be read in the same process, other code not
def _of_code() -> str:
    """Hash of the transforms."""
    digest = hashlib.sha256()
    for each in sorted(Path(transforms.__file__).parent.rglob("*.py")):
        digest.update(each.name.encode() + b"\0" + each.read_bytes())
    return digest.hexdigest()
