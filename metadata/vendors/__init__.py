"""schemas/vendors/<vendor>.yml → a frozen Vendor. One file a vendor; one bad file does not hide the others.

Its parts are in `parts` and `metadata.sources`; `check` looks beyond the model, `draft` begins a file from a sample.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from metadata.errors import ConfigError
from metadata.sources import AnySource
from metadata.vendors.changes import changes_of
from metadata.vendors.parts import (
    Collections,
    Expect,
    Format,
    LevelOverride,
    Links,
    Marc21,
    Normalise,
    Select,
    Switches,
    Texts,
    Words,
)
from metadata.vendors.values import Contact, Cron, Identity, RuleId, Slug, SourceCode, Timezone
from metadata.yaml_files import Strict, load_model
from transforms.profile import Profile
from transforms.record import Level

__all__ = ["Vendor", "Words", "load_vendor", "load_vendors", "names_in"]

_IN_FORCE = "%y%m%d"  # as Profile.entered is written


class Vendor(Strict):
    """One vendor's feed, as its YAML file describes it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: Slug
    title: Words
    contact: Contact
    """Whom to write to when a delivery is late or wrong."""
    about: Words | None = None
    """What this vendor is and what its feed looks like, in a few sentences for whoever looks after it."""
    trouble: Words | None = None
    """What usually goes wrong with its feed, and what helps then."""
    schedule: Cron
    """When its source is looked at: minute hour day month weekday."""
    timezone: Timezone = "Europe/Helsinki"
    fetch: AnySource
    format: Format
    delivery: Literal["full", "delta"]
    """full: each delivery holds everything; delta: only what changed."""
    absence_means: Annotated[Literal["delete", "nothing"], Field(validate_default=True)] = "nothing"
    """delete: what a full delivery no longer holds is withdrawn."""
    sender: str = ""
    """SenderName of the ONIX header; another sender holds the delivery."""
    identity: Annotated[Identity, Field(validate_default=True)] = "001"
    """Where the vendor's own id stands: RecordReference for ONIX, else 001 or such as 035$a."""
    source: SourceCode
    """Code in 035 $a before the vendor's id: (SOURCE)123."""
    cataloguing_language: Literal["fin", "swe", "by_record"] = "fin"
    """by_record: Swedish for what is in Swedish, else Finnish."""
    texts: Texts = Texts()
    switches: Switches = Switches()
    levels: dict[RuleId, LevelOverride] = Field(default_factory=dict)
    """Rules that weigh more or less for this vendor."""
    collections: Collections = Collections()
    select: Select = Select()
    normalise: Normalise = Normalise()
    marc21: Marc21 = Marc21()
    links: Links
    expect: Expect = Expect()
    rank: Annotated[int, Field(ge=0, le=1000)] = 0
    """In merging, what the vendor of the higher rank says goes first."""

    @field_validator("format")
    @classmethod
    def _fits_its_source(cls, given: Format, info: ValidationInfo) -> Format:
        if getattr(info.data.get("fetch"), "kind", "") == "oai" and given.kind not in ("marcxml", "onix"):
            raise ValueError(f"OAI-PMH gives XML, not {given.kind}: kind: marcxml")
        return given

    @field_validator("delivery")
    @classmethod
    def _comes_whole(cls, delivery: str, info: ValidationInfo) -> str:
        fetch = info.data.get("fetch")
        if delivery == "full" and getattr(fetch, "kind", "") == "oai" and not getattr(fetch, "full", False):
            raise ValueError("a harvest brings only what changed: delta, or fetch: {full: true}")
        return delivery

    @field_validator("absence_means")
    @classmethod
    def _absence(cls, means: str, info: ValidationInfo) -> str:
        if means == "delete" and info.data.get("delivery") == "delta":
            raise ValueError("delete needs delivery: full")
        return means

    @field_validator("identity")
    @classmethod
    def _fits_its_format(cls, identity: str, info: ValidationInfo) -> str:
        kind = getattr(info.data.get("format"), "kind", "")
        if kind and (kind == "onix") != (identity == "RecordReference"):
            wanted = "RecordReference" if kind == "onix" else '"001", or a subfield such as "035$a"'
            raise ValueError(f"{identity} is not in {kind}: it is {wanted}")
        return identity

    @property
    def collection(self) -> str:
        """The collection that the vendor's records belong to."""
        return self.collections.default or self.id

    @property
    def is_full(self) -> bool:
        """True if each delivery holds everything that the vendor has."""
        return self.delivery == "full"

    @property
    def deletes_absent(self) -> bool:
        """True if a record that a full delivery no longer holds is withdrawn."""
        return self.is_full and self.absence_means == "delete"

    def levels_on(self, entered: str) -> dict[str, Level]:
        """The levels by rule that have not expired on a day, given as yymmdd; on no day ("000000") all."""
        return {rule: each.level for rule, each in self.levels.items() if _holds(each.until, entered)}

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
            accessibility_not_of=frozenset(map(str.casefold, self.texts.accessibility_not_of)),
            drop=self.normalise.drop,
            allow=self.marc21.allow,
            promises=self.marc21.promises,
            changes=changes_of(self.normalise.remove, self.normalise.change, self.normalise.add),
            lookups=self.normalise.lookups.told(),
            switches=self.switches.model_dump(exclude_unset=True),
            levels=self.levels_on(entered),
            linked=True,
            labels={"fin": self.links.label.fi, "swe": self.links.label.sv, "eng": self.links.label.en},
            hosts=self.links.all_hosts,
            converts=self.format.kind == "onix",
            entered=entered,
        )


def _holds(until: date | None, entered: str) -> bool:
    return until is None or entered <= until.strftime(_IN_FORCE)


def load_vendor(path: Path) -> Vendor:
    """The vendor of one file; its id is the file's name. Raises ConfigError, also where there is no such file."""
    if not path.is_file():
        raise ConfigError(f"there is no vendor file {path.stem}; there are {names_in(path.parent)}")
    return _as_written(path, path.read_bytes())


def names_in(folder: Path) -> str:
    """The vendors whose files lie in a folder, for who asked for another one."""
    return ", ".join(sorted(each.stem for each in folder.glob("*.yml"))) or "none"


@lru_cache(maxsize=1_024)
def _as_written(path: Path, content: bytes) -> Vendor:
    """The file with this content is judged once: a hundred vendors take half a second."""
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
