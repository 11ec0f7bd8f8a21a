"""schemas/files.yml → when a full drop is due and what is kept; and the shape of each view's files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from metadata.libraries.ils import FilePolicy
from metadata.yaml_files import Strict, load_model

Count = Annotated[int, Field(ge=1)]


class FullDays(Strict):
    """Days from one full drop to the next."""

    all: Count
    libraries: Count


class FullPolicy(Strict):
    """When a view that has changed gets a full drop beside its delta."""

    small: Annotated[int, Field(ge=0)]  # records of the last full up to which there is one each time
    share: Annotated[float, Field(gt=0)]  # of the last full that the deltas since may grow to
    days: FullDays
    most: Count  # records in the fulls of libraries at one publication


class KeepPolicy(Strict):
    """What stays."""

    fulls: Count  # of each view, with all deltas since the oldest of them
    days: Annotated[int, Field(ge=0)]  # how long older deltas are kept


class RdfPolicy(Strict):
    """When the RDF dump is made, and where a file of it ends."""

    days: Count  # from one dump to the next
    records: Count


class FilesPolicy(Strict):
    """How the drops of all views are written and kept."""

    gzip: Annotated[int, Field(ge=1, le=9)]
    full: FullPolicy
    keep: KeepPolicy
    rdf: RdfPolicy


Shapes = Mapping[str, FilePolicy]  # by view, as its library system wants its files; one that is not there has the usual
USUAL = FilePolicy()


def load_files_policy(schemas: Path) -> FilesPolicy:
    """The policy. Raises ConfigError."""
    return load_model(schemas / "files.yml", FilesPolicy)
