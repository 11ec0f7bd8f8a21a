"""A sample delivery looked through: what a vendor file can say of its vendor. Counts only, no records are kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from metadata.payload import File, frames_of
from metadata.vendors.values import Template
from transforms.crosswalks.onix.gate import PARTIAL
from transforms.formats import READERS
from transforms.formats.characters import DECLARED
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.media import media_of
from transforms.record import Issue, Outcome, Record
from transforms.refine import House, refine, vendor_id_of

IDENTITIES = ("001", "035$a", "037$a")  # where vendors of MARC put their id, the usual place first
_ONIX_IDENTITY = "RecordReference"
_SHORTEST = 4  # characters of an id that is looked for in addresses: a shorter one is in many by chance
_LANGUAGE = re.compile(r"[a-z]{3}")
_TAG = re.compile(r"[0-9A-Z]{3}")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)(?:[?#]|$)", re.IGNORECASE)
_PROXY = re.compile(r"https?://[^/]+/login\?q?url=(?=https?://)", re.IGNORECASE)  # a library's way to the vendor
_TEMPLATE: TypeAdapter[str] = TypeAdapter(Template)


class Seen(NamedTuple):
    """One record of the sample, as sent (ONIX: as converted)."""

    ids: dict[str, str]  # by identity
    record: Record | None
    deleted: bool
    issues: tuple[Issue, ...] = ()
    reason: str = ""  # why there is no record
    rule: str = ""  # that withholds it


@dataclass(slots=True)
class Survey:
    """What a sample delivery holds; `read` is the sum of `records`, `deletes`, `left_out` and `unreadable`."""

    format: str
    sender: str = ""
    read: int = 0
    records: int = 0
    deletes: int = 0
    unreadable: int = 0
    left_out: Counter[str] = field(default_factory=Counter)  # ONIX products that become no record, by reason
    partials: int = 0  # of these, updates of a part of a product
    encodings: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)  # records that have an id, by identity
    media: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    local: Counter[str] = field(default_factory=Counter)  # records with a local field, by tag
    _ids: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _links: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def unique(self, identity: str) -> int:
        """How many different ids there are."""
        return len(self._ids[identity])

    def identity(self) -> str:
        """Where the vendor's id stands: the place with the most ids, the usual one of equals."""
        return max(self.candidates(), key=self.unique)

    def recurring(self) -> list[str]:
        """The local fields that stand in every record."""
        return sorted(tag for tag, number in self.local.items() if number == self.records)

    def candidates(self) -> tuple[str, ...]:
        """Where an id may stand in this format."""
        return (_ONIX_IDENTITY,) if self.format == "onix" else IDENTITIES

    def link(self) -> tuple[str, int]:
        """The template of the commonest link that holds the vendor's id, and in how many records; "" without one."""
        found = self._links[self.identity()].most_common(1)
        return found[0] if found else ("", 0)

    def add(self, seen: Seen) -> None:
        """Count one record."""
        for identity, value in seen.ids.items():
            if value:
                self.present[identity] += 1
                self._ids[identity].add(value)
        if seen.deleted:
            self.deletes += 1
            return
        if seen.record is None:
            self.left_out[seen.reason] += 1
            self.partials += seen.rule == PARTIAL.rule
            return
        self.records += 1
        self.media[str(media_of(seen.record))] += 1
        language = seen.record.at("008", 35, 38)
        self.languages[language if _LANGUAGE.fullmatch(language) else "none"] += 1
        self.local.update(dict.fromkeys((each.tag for each in seen.record if _is_local(each.tag)), 1))
        for identity, templates in _templates(seen):
            self._links[identity].update(templates)


def survey(files: tuple[File, ...], house: House) -> Survey:
    """Look through every record; `house` is neutral."""
    found = Survey(files[0].envelope.format, files[0].envelope.sender)
    for file in files:
        for frame in frames_in_file(file):
            found.read += 1
            seen = _seen(frame, file.envelope, house) if frame.complete else None
            if seen is None:
                found.unreadable += 1
                continue
            found.encodings[_encoding(frame.raw, file.envelope, seen.issues)] += 1
            found.add(seen)
    return found


def frames_in_file(file: File) -> Iterator[Frame]:
    """The frames of one file of a delivery."""
    with file.path.open("rb") as stream:
        yield from frames_of(stream, file.envelope)


def _seen(frame: Frame, envelope: Envelope, house: House) -> Seen | None:
    """One record; None for what cannot be read."""
    return _product(frame.raw, envelope, house) if envelope.format == "onix" else _record(frame.raw, envelope)


def _record(raw: bytes, envelope: Envelope) -> Seen | None:
    read: Parsed | Unreadable = READERS[envelope.format].parse(raw, envelope)
    if isinstance(read, Unreadable):
        return None
    ids = {identity: vendor_id_of(read.record, identity) for identity in IDENTITIES}
    return Seen(ids, read.record, read.record.at("LDR", 5) == "d", read.issues)


def _product(raw: bytes, envelope: Envelope, house: House) -> Seen | None:
    done = refine(raw, envelope, house)
    if done.outcome == Outcome.QUARANTINED and not done.vendor_id:
        return None
    deleted = done.outcome == Outcome.DELETED
    return Seen({_ONIX_IDENTITY: done.vendor_id}, done.record, deleted, reason=done.reason, rule=done.rule)


def _encoding(raw: bytes, envelope: Envelope, issues: tuple[Issue, ...]) -> str:
    """The encoding that was found; with what the leader says where that is another."""
    if envelope.format != "marc21":
        return envelope.encoding.lower()
    lie = next((each for each in issues if each.rule == "S02" and each.value in DECLARED.values()), None)
    if lie is not None:
        return f"{lie.after}, where LDR/09 says {lie.value}"
    if raw.isascii() and b"\x1b" not in raw:
        return "ASCII"
    return "UTF-8" if raw[9:10] == b"a" else "MARC-8"


def _is_local(tag: str) -> bool:
    """True for tags that MARC 21 leaves to local use: those with a 9 (but 490), and those with letters."""
    return bool(_TAG.fullmatch(tag)) and ("9" in tag or not tag.isdigit()) and tag != "490"


def _templates(seen: Seen) -> Iterator[tuple[str, list[str]]]:
    """For each identity the links of the record with {vendor_id} where its id stands, in their order."""
    urls = [url.strip() for each in seen.record or () if each.tag == "856" for url in each.all("u")]
    urls = [url for url in urls if not _PICTURE.search(url)]
    for identity, value in seen.ids.items():
        if len(value) >= _SHORTEST and urls:
            found = dict.fromkeys(_template(url, value) for url in urls if value in url)
            yield identity, [each for each in found if each]


def _template(url: str, value: str) -> str:
    """The link as a template for `links: resource`; "" where it makes none."""
    secure = re.sub(r"^http://", "https://", _PROXY.sub("", url), flags=re.IGNORECASE)
    try:
        return _TEMPLATE.validate_python(secure.replace("{", "%7B").replace("}", "%7D").replace(value, "{vendor_id}"))
    except ValidationError:
        return ""
