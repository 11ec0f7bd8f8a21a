"""schemas/vendors/<vendor>.yml → a frozen Vendor. One file a vendor; one bad file does not hide the others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator

from metadata.errors import ConfigError
from metadata.yaml_files import Strict, load_model
from transforms.media import Media
from transforms.profile import Profile

Share = Annotated[float, Field(ge=0, le=1)]


class Words(Strict):
    """A text in the three languages of the pages."""

    fi: str
    sv: str
    en: str

    def __getitem__(self, language: str) -> str:
        return {"fi": self.fi, "sv": self.sv}.get(language, self.en)


class Fetch(Strict):
    """Where deliveries come from."""

    kind: Literal["folder"]
    path: str  # a relative path is inside the inbox of the data folder
    pattern: str = "*"
    order_by: Literal["name", "time"] = "name"


class Format(Strict):
    """What a delivery is written in."""

    kind: Literal["marc21", "marcxml", "json", "onix"]
    encoding: Literal["detect"] = "detect"


class Texts(Strict):
    """What the vendor's licence lets us publish."""

    summary: bool = False
    covers: bool = False


class Select(Strict):
    """Which of the vendor's records are ours."""

    media: tuple[Media, ...] = ()
    territory: str = ""


class Normalise(Strict):
    """What is particular to the vendor's records."""

    drop: tuple[str, ...] = ()
    lookups: dict[str, dict[str, str]] = Field(default_factory=dict)


class Links(Strict):
    """The link that stands in the view of all titles: a public landing page."""

    resource: str
    label: Words


class Expect(Strict):
    """What a sound delivery looks like (quality-rules.md §9); a gate holds one that does not."""

    min_records: int = 1
    max_drop: Share = 0.20
    max_deletes: Share = 0.02
    max_errors: Share = 0.10
    max_unreadable: Share = 0.005
    max_changed: Share = 0.30
    cadence: str = ""
    grace: str = ""
    fill: dict[str, Share] = Field(default_factory=dict)


class Vendor(Strict):
    """One vendor's feed, as its YAML file describes it."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")
    title: Words
    contact: str
    schedule: str
    timezone: str = "Europe/Helsinki"
    fetch: Fetch
    format: Format
    delivery: Literal["full", "delta"]
    absence_means: Literal["delete", "nothing"] = "nothing"
    sender: str = ""
    identity: str = "001"
    source: str
    cataloguing_language: Literal["fin", "swe"] = "fin"
    texts: Texts = Texts()
    switches: dict[str, str] = Field(default_factory=dict)
    collections: dict[Literal["default"], str] = Field(default_factory=dict)
    select: Select = Select()
    normalise: Normalise = Normalise()
    links: Links
    expect: Expect = Expect()
    rank: int = 0

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"no such time zone: {name}")
        return name

    @model_validator(mode="after")
    def _absence(self) -> Vendor:
        if self.absence_means == "delete" and self.delivery != "full":
            raise ValueError("absence_means: delete needs delivery: full")
        return self

    @property
    def collection(self) -> str:
        """The collection that the vendor's records belong to."""
        return self.collections.get("default", self.id)

    @property
    def deletes_absent(self) -> bool:
        """True if a record that a full delivery no longer holds is withdrawn."""
        return self.delivery == "full" and self.absence_means == "delete"

    def profile(self, isil: str, entered: str = "000000") -> Profile:
        """The part of this file that transforms see."""
        return Profile(
            vendor=self.id,
            source=self.source,
            isil=isil,
            identity=self.identity,
            language=self.cataloguing_language,
            media=frozenset(self.select.media),
            territory=self.select.territory,
            summary=self.texts.summary,
            covers=self.texts.covers,
            drop=self.normalise.drop,
            lookups=self.normalise.lookups,
            switches=self.switches,
            entered=entered,
        )


def load_vendor(path: Path) -> Vendor:
    """The vendor of one file; its id is the file's name. Raises ConfigError."""
    return load_model(path, Vendor, id=path.stem)


def load_vendors(schemas: Path) -> tuple[dict[str, Vendor], dict[str, str]]:
    """Every vendor by id, and for each file that is refused the reason by the id it would have had."""
    vendors, refused = {}, {}
    for path in sorted((schemas / "vendors").glob("*.yml")):
        try:
            vendors[path.stem] = load_vendor(path)
        except ConfigError as error:
            refused[path.stem] = str(error)
    return vendors, refused
