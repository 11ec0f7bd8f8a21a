"""schemas/ils/<name>.yml → frozen models: how each library system wants its records and files.

A library file names one of them, gives the values that its fields ask for, and may say otherwise about 003 and 040.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from metadata.errors import ConfigError
from metadata.libraries.values import ISIL, LeftOut, OwnField, ValueName, placeholders
from metadata.sources import Size
from metadata.yaml_files import Strict, load_model

GENERIC = "generic"  # of a library that names none
MOST_RECORDS, MOST_BYTES = 10_000, 50_000_000  # of one part of a file drop

Agency = Literal["consortium", "library"]


class Part(Strict):
    """A part of a library system's file, with what its keys mean."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class FilePolicy(Part):
    """How file drops for the system are made."""

    formats: tuple[Literal["marc21", "marcxml"], ...] = ("marc21", "marcxml")
    """ISO 2709, MARCXML, or both."""
    deletes: tuple[Literal["records", "ids"], ...] = ("records", "ids")
    """How a delta tells of deletions: stubs with LDR/05 d, lists of ids, or both."""
    part_records: Annotated[int, Field(ge=1, le=MOST_RECORDS)] = MOST_RECORDS
    """Records in one part."""
    part_bytes: Annotated[Size, Field(le=MOST_BYTES)] = MOST_BYTES
    """Bytes of one part before it is compressed."""


class HarvestPolicy(Part):
    """How the system harvests over OAI-PMH."""

    prefix: Literal["marc21", "marcxml"] = "marc21"
    """The metadataPrefix that its form suggests; both names give the same."""
    page: Annotated[int, Field(ge=1, le=1000)] = 100
    """Records in a page that suit it."""


class Ils(Part):
    """One library system."""

    id: str
    title: str
    """Its name, for people."""
    notes: tuple[str, ...] = ()
    """What to know when it is set up."""
    agency: Agency = "consortium"
    """Whose ISIL stands in 003: with 001 it is the key of a record in many systems."""
    modifying: bool = False
    """True: the library stands in 040 $d as the agency that modified the record."""
    without: tuple[LeftOut, ...] = ()
    """Fields that mean something of its own to the system, such as items: "952", or "9XX" for a class."""
    fields: tuple[OwnField, ...] = ()
    """Fields for every record, as "942 ## $c {item_type}"; one whose value a library does not give is left out."""
    values: dict[ValueName, str] = Field(default_factory=dict)
    """What {names} in the fields stand for; {isil} is the library's own."""
    files: FilePolicy = FilePolicy()
    harvest: HarvestPolicy = HarvestPolicy()

    @model_validator(mode="after")
    def _names_its_values(self) -> Ils:
        used = {name for each in self.fields for name in placeholders(each)} - {ISIL}
        if used != set(self.values):
            odd = sorted(used ^ set(self.values))[0]
            raise ValueError(f"{odd} must stand both under values: and in a field")
        return self


def load_ils(schemas: Path) -> tuple[dict[str, Ils], dict[str, str]]:
    """Every library system by its name, which is that of the file; and why each file that is refused is."""
    systems, refused = dict[str, Ils](), dict[str, str]()
    for path in sorted((schemas / "ils").glob("*.yml")):
        try:
            systems[path.stem] = load_model(path, Ils, id=path.stem)
        except ConfigError as error:
            refused[path.stem] = str(error)
    return systems, refused
