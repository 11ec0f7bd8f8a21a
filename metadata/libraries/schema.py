"""The JSON Schemas of a library file and of a library system: schemas/library.schema.json and ils.schema.json."""

from __future__ import annotations

from metadata.libraries import Library
from metadata.libraries.ils import Ils
from metadata.yaml_schema import schema_of


def library_schema() -> str:
    """The schema of a library file as JSON with a line end."""
    return schema_of(Library, "Library file (schemas/libraries/<isil>.yml)")


def ils_schema() -> str:
    """The schema of a library system's file."""
    return schema_of(Ils, "Library system (schemas/ils/<name>.yml)", "id")
