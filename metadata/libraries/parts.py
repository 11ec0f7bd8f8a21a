"""The parts of a library file: one model for each, with what its keys mean.

What is said below a key is shown by editors that know schemas/library.schema.json.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from metadata.libraries.values import Language, OwnField, TitleName, ValueName
from metadata.sources import FileSource
from metadata.vendors.values import Day, Duration, Share, Slug
from metadata.yaml_files import Strict
from transforms.media import Media

Audience = Literal["children", "young", "adults", "general"]  # schemas/codes/audience_choices.csv


class Part(Strict):
    """A part of a library file, with what its keys mean."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class HarvestPolicy(Part):
    """How long the log of harvests is kept, and when a view counts as no longer pulled from."""

    keep_days: int = Field(default=180, ge=1)
    """How long a harvest is remembered."""
    times: float = Field(default=3, ge=1)
    """A view has stopped after so many times its usual interval …"""
    late: Duration = 2 * 86_400
    """… but not before this."""
    unknown: Duration = 30 * 86_400
    """When it has stopped, where there were too few harvests to know what is usual."""


class Licence(Part):
    """How long something is acquired; both days belong to it, and without one it has no such end."""

    from_: Day | None = Field(default=None, alias="from")
    """The first day, as 2026-01-01."""
    until: Day | None = None
    """The last day: on the next one the titles are deleted in this library's view."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Licence:
        if self.from_ and self.until and self.until < self.from_:
            raise ValueError(f"until {self.until} is before from {self.from_}")
        return self

    def holds(self, today: date) -> bool:
        """True if it is in force on a day."""
        return (self.from_ is None or self.from_ <= today) and (self.until is None or today <= self.until)


class LicensedCollection(Licence):
    """A collection with its licence."""

    name: Slug


class LicensedTitle(Licence):
    """A single title with its licence."""

    id: TitleName
    """A title id, vendor:vendor-id, an ISBN or an ISSN."""


def _named(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


def _identified(value: Any) -> Any:
    if isinstance(value, int | float | date):
        raise ValueError(f"{value} names no title: quote it")
    return {"id": value} if isinstance(value, str) else value


AnyCollection = Annotated[LicensedCollection, BeforeValidator(_named, json_schema_input_type=Slug | LicensedCollection)]
AnyTitle = Annotated[LicensedTitle, BeforeValidator(_identified, json_schema_input_type=TitleName | LicensedTitle)]


class Acquires(Part):
    """What the library has taken: collections, and single titles more or less."""

    collections: tuple[AnyCollection, ...] = ()
    """Names, or {name, from, until} where the licence has days."""
    titles: tuple[AnyTitle, ...] = ()
    """Titles more: a title id, vendor:vendor-id, an ISBN or an ISSN, or {id, from, until}."""
    without: tuple[TitleName, ...] = Field(default=(), alias="except")
    """Titles less, whatever collection has them."""
    media: tuple[Media, ...] = ()
    """Of the collections only these kinds of material; without any, all."""
    languages: tuple[Language, ...] = ()
    """Of the collections only titles in these languages, as 008/35-37 has them: smi for any Sámi; without any, all."""
    audiences: tuple[Audience, ...] = ()
    """Of the collections only titles for these readers (008/22); without any, all. general: told so, or not told."""


class Texts(Part):
    """Which texts the library wants."""

    summary: StrictBool = True
    """Summaries (520)."""


class AcquisitionExpect(Part):
    """What a sound list of acquisitions looks like; a gate holds one that does not, and the one before counts on."""

    min_lines: Annotated[int, Field(ge=0)] = 1
    """Lines that count."""
    max_drop: Share = 0.10
    """How much smaller than the one before it may be, by what it has acquired (20 may always go)."""
    max_faults: Share = 0.05
    """Lines that cannot be used (20 may always be so)."""
    cadence: Duration | None = None
    """How often a list comes: 7d, 1d; `emat status` tells of one that is late."""
    grace: Duration | None = None
    """How late one may be before somebody is told."""


class Acquisitions(Part):
    """One list of what the library has acquired, fetched as a vendor's deliveries are. Each is all that holds now."""

    fetch: FileSource
    format: Literal["csv", "kbart"]
    """csv: vendor or collection, identifier, from, until; kbart: NISO RP-9-2014, tab-separated."""
    vendor: Slug | None = None
    """Whose titles a list without a column for it names."""
    expect: AcquisitionExpect = AcquisitionExpect()

    @model_validator(mode="after")
    def _is_of_a_vendor(self) -> Acquisitions:
        if self.format == "kbart" and self.vendor is None:
            raise ValueError("KBART does not tell of which vendor its title_id is: say vendor: NAME")
        return self


Holdings = dict[ValueName, Annotated[str, Field(pattern=r"^[^\x00-\x1f]{1,200}$")]]
Fields = tuple[OwnField, ...]
