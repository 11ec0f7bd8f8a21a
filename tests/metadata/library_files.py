"""Library files for tests: a sound one whose keys a test may replace, and installations that have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from feeds import SHIPPED

from metadata.libraries import Library, load_known, load_library

SOUND: dict[str, Any] = {
    "name": {"fi": "Koekirjasto", "sv": "Provbiblioteket", "en": "Test Library"},
    "link_text": {"fi": "Lainaa", "sv": "Låna", "en": "Borrow"},
    "acquires": {"collections": ["alpha"]},
    "links": {"alpha": "https://library.example/{vendor_id}"},
}


def library_yaml(isil: str = "FI-Koe", **changed: Any) -> str:
    """A library file; a key that is changed to None is left out."""
    content = {"isil": isil, **SOUND, **changed}
    told = {key: value for key, value in content.items() if value is not None}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)


def put_library(schemas: Path, isil: str = "FI-Koe", **changed: Any) -> Path:
    """Write a library file into a folder of schemas."""
    path = schemas / "libraries" / f"{isil}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(library_yaml(isil, **changed), "utf-8")
    return path


def library_of(folder: Path, isil: str = "FI-Koe", **changed: Any) -> Library:
    """The library of such a file, with the library systems as shipped."""
    return load_library(put_library(folder, isil, **changed), load_known(SHIPPED))
