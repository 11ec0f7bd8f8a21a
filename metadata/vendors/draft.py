"""`emat vendors new`: a vendor file drafted from a sample delivery, commented, and sound as it stands.

What the sample shows is filled in and its numbers are told; what only a person can know is marked with an arrow.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from metadata.errors import ConfigError, SourceError
from metadata.libraries import load_consortium
from metadata.payload import File, RefusedFileError, open_files
from metadata.rows import row_of
from metadata.tally import count
from metadata.vendors import Vendor, load_vendor
from metadata.vendors.check import FILL_IN
from metadata.vendors.survey import Survey, frames_in_file, survey
from metadata.vendors.values import FILL_NAMES, Slug
from transforms.normalise import E_MEDIA
from transforms.profile import Profile
from transforms.record import Outcome
from transforms.refine import House, Refined, refine
from transforms.tables import Tables
from transforms.validate import load_rules

_COMMENT = 41  # column where comments begin
_OURS = ("vendor_id", "link")  # key fields that we write ourselves: every record has them
_SLACK = 10  # percentage points that a sound delivery may be worse than the sample
_BYSTANDER = 10  # per cent: a language of fewer records does not decide that of cataloguing
_PACKED = (".gz", ".bz2", ".xz", ".zst")
_SLUG: TypeAdapter[str] = TypeAdapter(Slug)


@dataclass(slots=True)
class Draft:
    """A vendor file that is not written yet, and what it was drafted from."""

    name: str
    text: str
    found: dict[str, Any] = field(default_factory=dict)  # numbers of the sample, for tables and machines

    @property
    def to_fill_in(self) -> list[int]:
        """The lines that a person has to look at."""
        return [number for number, line in enumerate(self.text.splitlines(), 1) if FILL_IN in line]


def draft_vendor(name: str, sample: Path, schemas: Path) -> Draft:
    """Draft the file of a vendor from one of its deliveries, read twice: as sent, then as the draft would refine it.

    Raises SourceError for a file without any record.
    """
    with tempfile.TemporaryDirectory() as work:
        files = _opened(sample, Path(work))
        house = House(Profile(), Tables.load(schemas), load_rules(schemas / "rules"))
        found = survey(files, house)
        if not found.records:
            raise SourceError(f"{sample.name}: of {found.read} records none is one to draft from")
        lines = list(_lines(name, sample.name, found))
        vendor = _loaded(name, lines, Path(work))
        house = House(vendor.profile(load_consortium(schemas).isil), house.tables, house.rules)
        counts = _counted(files, house)
    text = "\n".join([*lines, *_expect(counts, vendor), *_rank()]) + "\n"
    return Draft(name, text, _told(found, counts))


def place_for(name: str, folder: Path, force: bool) -> Path:
    """Where the file of a new vendor goes. Raises ConfigError for a name that is none, or for one that is taken."""
    try:
        _SLUG.validate_python(name)
    except ValidationError:
        raise ConfigError(f"{name!r} is no name for a vendor: small letters, digits and dashes") from None
    path = folder / f"{name}.yml"
    if path.exists() and not force:
        raise ConfigError(f"{path} is there already; --force writes over it")
    return path


def _opened(sample: Path, work: Path) -> tuple[File, ...]:
    try:
        return open_files(sample, work).files
    except RefusedFileError as refused:
        raise SourceError(f"{sample.name}: {refused}") from None


def _loaded(name: str, lines: list[str], work: Path) -> Vendor:
    path = work / f"{name}.yml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return load_vendor(path)


def _counted(files: tuple[File, ...], house: House) -> Counter[str]:
    """What the gate would be told of the sample."""
    counts: Counter[str] = Counter()
    position = 0
    for file in files:
        for frame in frames_in_file(file):
            done = Refined(Outcome.QUARANTINED, rule="S01")
            if frame.complete:
                done = refine(frame.raw, file.envelope, house)
            count(counts, row_of(frame.raw, position, hashlib.sha256(frame.raw).digest(), done, file.envelope))
            position += 1
    return counts


def _lines(name: str, sample: str, found: Survey) -> Iterator[str]:
    """The file down to its links."""
    link, linked = found.link()
    yield "# yaml-language-server: $schema=../vendor.schema.json"
    yield f"# Drafted by `emat vendors new` from {_plain(sample)}. An arrow marks what only a person can know."
    yield _key(f"title: {{fi: {_text(name)}, sv: {_text(name)}, en: {_text(name)}}}", FILL_IN)
    yield _key('contact: "metadata@example.org"', f"{FILL_IN}: whom to write to")
    yield _key('about: {fi: "", sv: "", en: ""}', f"{FILL_IN}: what it is, what its feed looks like")
    yield _key('trouble: {fi: "", sv: "", en: ""}', f"{FILL_IN}: what usually goes wrong, and what helps")
    yield _key('schedule: "15 2 * * *"', "every night at 2.15")
    yield 'timezone: "Europe/Helsinki"'
    yield _key(
        f'fetch: {{kind: folder, path: "{name}", pattern: {_text(_pattern(sample))}, order_by: {_order(sample)}}}',
        f"{FILL_IN}: folder, http, ftp, sftp, s3 or oai",
    )
    yield _key(f"format: {{kind: {found.format}, encoding: detect}}", f"found: {_listed(found.encodings)}")
    yield from _delivery(found)
    if found.format == "onix" and found.sender:
        yield _key(f"sender: {_text(found.sender)}", "of the ONIX header; another sender holds the delivery")
    yield _key(f'identity: "{found.identity()}"', _identities(found))
    yield _key(f'source: "{name.upper()}"', f"{FILL_IN}: code for 035 $a")
    yield _key(f"cataloguing_language: {_cataloguing(found)}", _shares(found.languages))
    yield _key("texts: {summary: false, covers: false}", f"{FILL_IN}: what the licence lets us publish")
    yield f'collections: {{default: "{name}"}}'
    yield _key(f"select: {{media: [{', '.join(_media(found))}]}}", f"found: {_listed(found.media)}")
    yield _key("normalise: {drop: []}", _local(found))
    yield "links:"
    resource = _text(link or "https://example.org/{vendor_id}")
    yield _key(f"  resource: {resource}", f"as in {linked} of {found.records} records" if link else FILL_IN)
    label = ", ".join(f"{code}: {_text(f'{verb}: {name}')}" for code, verb in _LABELS.items())
    yield _key(f"  label: {{{label}}}", FILL_IN)


_LABELS = {"fi": "Lainaa", "sv": "Låna", "en": "Borrow"}


def _delivery(found: Survey) -> Iterator[str]:
    if found.deletes or found.partials:
        seen = f"{found.deletes} deletes" if found.deletes else f"{found.partials} partial updates"
        yield _key("delivery: delta", f"{seen} in the sample: only what changed is sent")
        yield "absence_means: nothing"
        return
    yield _key("delivery: full", f"{FILL_IN}: no deletes in the sample, so it looks whole")
    yield _key("absence_means: nothing", f"{FILL_IN}: delete, if what is left out is withdrawn")


def _expect(counts: Counter[str], vendor: Vendor) -> Iterator[str]:
    """What a delivery such as the sample passes, with some slack."""
    read = counts["read"]
    errors, unreadable = counts["quarantined"] + counts["with_error"], counts["unreadable"]
    yield "expect:"
    yield _key(f"  min_records: {max(1, read * 85 // 100)}", f"85 % of the {read} in the sample")
    if errors * 20 > read:
        yield _key(f"  max_errors: {_ceiling(errors, read)}", f"{errors} in the sample: talk to the vendor")
    if unreadable * 200 > read:
        yield _key(f"  max_unreadable: {_ceiling(unreadable, read)}", f"{unreadable} in the sample: talk to the vendor")
    if vendor.delivery == "delta":
        yield _key("  max_changed: 1.0", "a delta feed is made of changes")
    yield _key('  cadence: "1d"', f"{FILL_IN}: how often deliveries come")
    yield '  grace: "12h"'
    floors = {name: int(rate * 100) - _SLACK for name, rate in _rates(counts).items() if name not in _OURS}
    fill = ", ".join(f"{name}: {floor / 100}" for name, floor in floors.items() if floor > 0)
    yield _key(f"  fill: {{{fill}}}", f"{_SLACK} points under the sample")


def _rates(counts: Counter[str]) -> dict[str, float]:
    """The share of the sample's records that have a key field, of those that ought to."""
    return {name: counts[f"fill:{name}"] / ought for name in FILL_NAMES if (ought := counts[f"of:{name}"])}


def _rank() -> Iterator[str]:
    yield _key("rank: 10", f"{FILL_IN}: whose word counts more in merging")


def _ceiling(part: int, whole: int) -> float:
    """The share and the slack, as hundredths."""
    return min(100, -(-part * 100 // whole) + _SLACK) / 100


def _key(text: str, comment: str) -> str:
    return f"{text:<{_COMMENT - 1}} # {comment}" if len(text) < _COMMENT else f"{text}  # {comment}"


def _text(text: str) -> str:
    """A text in quotes that YAML reads as it is."""
    return json.dumps(_plain(text), ensure_ascii=False)


def _plain(text: str) -> str:
    return "".join(each for each in text if each.isprintable())


def _pattern(sample: str) -> str:
    """*.mrc, *.xml.gz: by the end of the sample's name."""
    path = Path(sample)
    packed = path.suffix if path.suffix.lower() in _PACKED else ""
    inner = path.with_suffix("") if packed else path
    return re.sub(r"[^\w.*-]", "?", f"*{inner.suffix}{packed}")


def _order(sample: str) -> str:
    """By name where the name tells a date or a number."""
    return "name" if re.search(r"\d{6}|\d{4}-\d\d", sample) else "time"


def _cataloguing(found: Survey) -> str:
    swedish, rest = found.languages["swe"], found.records - found.languages["swe"]
    if swedish * 100 <= _BYSTANDER * found.records:
        return "fin"
    return "swe" if rest * 100 <= _BYSTANDER * found.records else "by_record"


def _media(found: Survey) -> list[str]:
    """The e-media of the sample."""
    return sorted(found.media.keys() & E_MEDIA, key=lambda each: (-found.media[each], each))


def _identities(found: Survey) -> str:
    told = (f"{each} in {found.present[each]}, {found.unique(each)} different" for each in found.candidates())
    return f"of {found.read}: {'; '.join(told)}"


def _local(found: Survey) -> str:
    tags = found.recurring()
    if tags:
        return f"local fields in every record; to leave them out: drop: {json.dumps(tags)}"
    return f"local fields in some records: {_listed(found.local)}" if found.local else "no local fields"


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(f"{_plain(name)} {number}" for name, number in numbers.most_common(5))


def _shares(numbers: Counter[str]) -> str:
    whole = max(1, numbers.total())
    return ", ".join(f"{name} {number * 100 // whole} %" for name, number in numbers.most_common(5))


def _told(found: Survey, counts: Counter[str]) -> dict[str, Any]:
    """The numbers of the sample."""
    return {
        "format": found.format,
        "encoding": dict(found.encodings.most_common()),
        "sender": found.sender,
        "read": found.read,
        "records": found.records,
        "deletes": found.deletes,
        "unreadable": found.unreadable,
        "left out": dict(found.left_out.most_common()),
        "identity": {each: {"in": found.present[each], "different": found.unique(each)} for each in found.candidates()},
        "media": dict(found.media.most_common()),
        "languages": dict(found.languages.most_common()),
        "with errors": counts["with_error"] + counts["quarantined"],
        "fill": {name: round(rate, 3) for name, rate in _rates(counts).items()},
        "local fields": found.recurring(),
        "link": found.link()[0],
    }
