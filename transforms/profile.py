"""What a vendor file says about the records themselves: the part of it that transforms may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from transforms.record import Level
from transforms.vendor_changes import UNCHANGED, VendorChanges


@dataclass(frozen=True, slots=True)
class Profile:
    """How to convert and normalise the records of one vendor; the default is neutral and selects nothing away."""

    vendor: str = ""  # "" where no vendor file was named
    source: str = "LOCAL"  # code in 035 $a "(SOURCE)id"
    isil: str = ""  # our agency, for 003 and 040
    identity: str = "001"  # field that holds the vendor's id: "001", "035$a" or "RecordReference"
    language: str = "fin"  # language of cataloguing, 040 $b: fin, swe, or by_record
    media: frozenset[str] = frozenset()  # media that are selected; empty: all
    territory: str = ""  # ISO 3166-1 code that sales rights must cover; "": not asked
    summary: bool = True  # the licence lets us publish 520
    covers: bool = True  # the licence lets us publish 856 42
    accessibility_not_of: frozenset[str] = frozenset()  # publishers whose accessibility data are not used, casefolded
    drop: tuple[str, ...] = ()  # tags or classes ("9XX") of vendor-local fields
    allow: tuple[str, ...] = ()  # fields and subfields beside MARC 21 and its Finnish additions: "591$a|b"
    promises: tuple[str, ...] = ()  # fields and subfields that every record has: "520", "264$b"
    changes: VendorChanges = UNCHANGED  # fields that are removed, changed and added
    lookups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # vendor values to standard codes
    switches: Mapping[str, str] = field(default_factory=dict)  # onix-to-marc.md §1
    levels: Mapping[str, Level] = field(default_factory=dict)  # of rules that weigh otherwise for this vendor
    linked: bool = False  # the vendor file has a template of which publication makes the link to each title
    labels: Mapping[str, str] = field(default_factory=dict)  # text of that link by language of cataloguing
    hosts: frozenset[str] = frozenset()  # where the vendor's links may lead; empty: not asked
    converts: bool = False  # the vendor sends ONIX: its MARC is our own conversion
    entered: str = "000000"  # yymmdd for 008/00-05 when the source does not say

    @property
    def has_summary(self) -> bool:
        """True if records get a 520: the licence lets us, or the switch summary_520 goes before it."""
        return {"all": True, "none": False}.get(self.switches.get("summary_520", ""), self.summary)


NEUTRAL = Profile()
