"""The parts of a vendor file, but `fetch:` (metadata/sources.py): one model for each (house.md §7).

What is said below a key is shown by editors that know schemas/vendor.schema.json.
"""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, StrictBool

from metadata.vendors.changes import AnyAdded, Changed, Lookups, Removed
from metadata.vendors.values import (
    FILL_NAMES,
    AllowSpec,
    Country,
    Day,
    Duration,
    FillName,
    Host,
    PromiseSpec,
    Share,
    Slug,
    TagSpec,
    Template,
)
from metadata.yaml_files import Strict
from transforms.media import Media
from transforms.record import Level


class Part(Strict):
    """A part of a vendor file, with what its keys mean."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Words(Strict):
    """A text in the three languages of the pages."""

    fi: str
    sv: str
    en: str

    def __getitem__(self, language: str) -> str:
        return {"fi": self.fi, "sv": self.sv}.get(language, self.en)


class Format(Part):
    """What a delivery is written in."""

    kind: Literal["marc21", "marcxml", "json", "onix"]
    """json is MARC-in-JSON; packed files (gzip, zip, tar …) are unpacked by themselves."""
    encoding: Literal["detect"] = "detect"
    """Always found from the bytes: what a leader or an XML declaration says is only a hint."""


class Texts(Part):
    """What the vendor's licence lets us publish."""

    summary: StrictBool = False
    """Summaries (520)."""
    covers: StrictBool = False
    """Cover images (856 42)."""
    accessibility_not_of: tuple[str, ...] = ()
    """Publishers and imprints whose accessibility data (341, 532) are not to be used."""


class Switches(Part):
    """How records are made where there is a choice (onix-to-marc.md §1); most are about ONIX."""

    accessibility_data: Literal["confirmed", "all", "none"] = "confirmed"
    """Whose 341 and 532 are made: of confirmed products, of advance notices too, or access modes alone."""
    accessibility_mapping: Literal["w3c", "national"] = "w3c"
    """341 and 532 for codes 17, 18, 22, 26 and 27: as the W3C or as the national converter has them."""
    advance_note: Literal["off", "on"] = "off"
    """on: 500 says that the record is an advance notice, while NotificationType is 01 or 02."""
    audiobook_genre: Literal["s1204", "s579"] = "s1204"
    """655 of an e-audiobook: e-äänikirjat or äänikirjat."""
    authority_id_form: Literal["uri", "asteri"] = "uri"
    """$0 of a name as a finaf URI, or as (FI-ASTERI-N) and nine digits."""
    encoding_confirmed: Literal["2", "8", "5"] = "2"
    """LDR/17 when NotificationType is 03, and of MARC that no person has looked at."""
    file_size: Literal["off", "on"] = "off"
    """on: the size of the file in 347 $c, where the vendor tells it."""
    gtin_field: Literal["024 3#", "024 8#"] = "024 3#"
    """Where a GTIN-13 goes that is neither ISBN nor ISMN."""
    iso_norwegian: Literal["nor", "keep"] = "nor"
    """nob and nno become nor as in the national practice, or are kept."""
    main_entry_roles: Literal["extended", "national"] = "extended"
    """Which contributor roles may be 1XX."""
    manifestation_split: Literal["media", "media_and_format"] = "media"
    """One title for EPUB and PDF, or two, also under one ISBN; asked where a record is matched."""
    publisher_added_entry: Literal["off", "on"] = "off"
    """710 2# of the publisher, $e kustantaja."""
    relation_776: Literal["labelled", "bare"] = "labelled"
    """776 08 $i and $z, or 776 0# $z alone."""
    summary_520: Literal["licensed", "none", "all"] = "licensed"
    """Whose 520 is kept: licensed, those that `texts: {summary: …}` allows."""
    unicode_form: Literal["nfc", "melinda"] = "nfc"
    """melinda: å ä ö composed, all other Latin diacritics decomposed."""
    unknown_date: Literal["n", "national"] = "n"
    """008/06-14 without a date: n and uuuuuuuu, or the national s and fill characters."""
    work_links: Literal["none", "758"] = "none"
    """758: the work that a product is a manifestation of, which many library systems drop."""
    vendor_links: Literal["856", "holdings", "none"] = "856"
    """Where links of libraries go; not yet effective."""
    provenance: Literal["884", "883", "subfield_7"] = "884"
    """How the origin of fields is told; not yet effective."""
    urn_links: Literal["off", "on"] = "off"
    """on: each title is expected to have a urn.fi link, as legal deposit gives it (rule X13)."""
    onix_schema: Literal["sample", "all", "none"] = "sample"
    """How many products are held against EDItEUR's schema."""


class LevelOverride(Part):
    """Another level for one rule, and why; a level below the rule's own needs `until`."""

    level: Level
    reason: Annotated[str, Field(min_length=1)]
    until: Day | None = None
    """The last day; from the next day the rule's own level counts again."""


class Collections(Part):
    """What libraries acquire of the vendor."""

    default: Slug | Literal[""] = ""
    """The collection of all records of the vendor; without it the vendor's own name."""


class Select(Part):
    """Which of the vendor's records are ours."""

    media: tuple[Media, ...] = ()
    """Without any, all."""
    territory: Country = ""
    """ISO 3166-1 code of a country that the sales rights of ONIX must cover."""


class Normalise(Part):
    """What is particular to the vendor's records."""

    drop: tuple[TagSpec, ...] = ()
    """Fields that mean something only to the vendor: "938", or "9XX" for a class."""
    remove: tuple[Removed, ...] = ()
    """Fields and subfields that go, and when."""
    change: tuple[Changed, ...] = ()
    """Subfields that are written otherwise, and when."""
    add: tuple[AnyAdded, ...] = ()
    """Fields for every record, as "590 ## $a Text", or with conditions."""
    lookups: Lookups = Lookups()


class Marc21(Part):
    """What the vendor's MARC 21 has beside the standard and the Finnish additions (schemas/marc21)."""

    allow: tuple[AllowSpec, ...] = ()
    """Fields and subfields that are no error: "591" or "9XX" with whatever is in them, "591$a|b" these subfields."""
    promises: tuple[PromiseSpec, ...] = ()
    """What every record of the vendor has, or rule S25 fires: "520", or "264$b" for a subfield."""


class Links(Part):
    """The link that stands in the view of all titles: a public landing page."""

    resource: Template
    """An https address; {vendor_id} is the vendor's id of the title, {vendor} the name of this file."""
    label: Words
    hosts: tuple[Host, ...] = ()
    """Hosts of the vendor's covers and samples, beside that of `resource`; their subdomains count."""

    @property
    def all_hosts(self) -> frozenset[str]:
        """Where the vendor's links may lead."""
        return frozenset((*self.hosts, urlsplit(self.resource).hostname or ""))


class Expect(Part):
    """What a sound delivery looks like (quality-rules.md §9); a gate holds one that does not.

    What is usual is the median of the last 30 days, of deliveries that were committed. Half of most limits warns.
    """

    min_records: Annotated[int, Field(ge=0)] = 1
    """Of a full delivery, and of the first of a delta feed: 10–20 % under the normal size."""
    max_records: Annotated[int, Field(ge=1)] | None = None
    """Of a full delivery; without a number twice as many as is usual."""
    max_drop: Share = 0.20
    """Of a full delivery: how much smaller it may be than is usual."""
    max_deletes: Share = 0.02
    """Live records that one delivery may withdraw, be they deleted or absent (20 always may go)."""
    max_errors: Share = 0.10
    """Records with an unmended error, or quarantined."""
    max_unreadable: Share = 0.005
    """Records that cannot be read at all; a single one warns."""
    max_changed: Share = 0.30
    """Live records that one delivery may change (20 always may change)."""
    unknown_codes: Annotated[int, Field(ge=0)] = 20
    """Kinds of codes that are in no list and that the feed did not use before; a single one warns."""
    cumulative: Share = 0.10
    """How far several deliveries may make the live records fall under their highest number of the last 30 days."""
    cadence: Duration | None = None
    """How often deliveries come: 1d, 12h; `emat status` tells of one that is late."""
    grace: Duration | None = None
    """How late one may be before somebody is told."""
    fill: dict[FillName, Share] = Field(
        default_factory=dict, json_schema_extra={"propertyNames": {"enum": list(FILL_NAMES)}}
    )
    """Share of the records that have the field, of those that ought to; 10 points under what is usual hold too."""
