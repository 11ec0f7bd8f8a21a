"""Our structure checks beside a plain reading of the Avram schema that our tables restate: every difference is known.

Reads the third-party data of the shared folder, if it is there; nothing of it is kept.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from transforms.formats.frame import Parsed
from transforms.formats.marc21 import frames, open_marc21, parse
from transforms.record import Field, Record
from transforms.validate.structure import CHECKS, Schema

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data"
AVRAM = SHARED / "schemas" / "avram" / "marc21-bibliographic.json"
RECORDS = SHARED / "marc" / "_aggregate" / "shared_distinct_bibs_utf8.mrc"
ABSENT = "shared/data is not present: the third-party test data is not part of the project"
COMPARED = {
    "field_defined": "field",
    "subfield_defined": "subfield",
    "subfield_repeatable": "repeated",
    "indicator": "indicator",
    "coded_value_anywhere": "code",
}


class Fault(NamedTuple):
    """What one of the two says of a field: what is wrong, where, and how it reads."""

    what: str
    tag: str
    place: str  # "$a#3" code and number of a subfield, "^1", "/06", ""
    value: str
    kind: str  # LDR/06-07, and for 006 and 007 the first character


def ours(schema: Schema, field: Field, kind: str) -> Iterator[Fault]:
    for name, what in COMPARED.items():
        for value, part, at in CHECKS[name](schema, field, kind) or ():
            if what == "code":
                for number, each in enumerate(value, at):
                    yield Fault(what, field.tag, f"/{number:02}", each, kind + field.value[:1])
            else:
                yield Fault(
                    what, field.tag, f"{part}#{at}" if part.startswith("$") else part, value if part else "", kind
                )


def theirs(avram: dict[str, Any], field: Field, kind: str) -> Iterator[Fault]:
    spec = avram.get(field.tag)
    if spec is None:
        yield Fault("field", field.tag, "", "", kind)
        return
    if field.tag in ("LDR", "006", "007", "008"):
        for at in codes_wrong(spec, field, kind):
            yield Fault("code", field.tag, f"/{at:02}", field.value[at], kind + field.value[:1])
    if field.is_control or field.tag == "LDR":
        return
    for number, given in enumerate((field.ind1, field.ind2), 1):
        allowed = spec[f"indicator{number}"]
        if ("codes" in allowed and given not in allowed["codes"]) or (
            "pattern" in allowed and not re.fullmatch(allowed["pattern"], given)
        ):
            yield Fault("indicator", field.tag, f"^{number}", given, kind)
    known = {code: each["repeatable"] for keys, each in spec["subfields"].items() for code in expanded(keys)}
    known |= {code: each["repeatable"] for code, each in spec["subfields"].items() if len(code) == 1}
    seen: set[str] = set()
    for at, (code, value) in enumerate(field.subfields):
        if code not in known:
            yield Fault("subfield", field.tag, f"${code}#{at}", value, kind)
        elif code in seen and not known[code]:
            yield Fault("repeated", field.tag, f"${code}#{at}", value, kind)
        seen.add(code)


def expanded(keys: str) -> list[str]:
    """ "a" or "a-z"."""
    return [chr(each) for each in range(ord(keys[0]), ord(keys[-1]) + 1)]


def codes_wrong(spec: dict[str, Any], field: Field, kind: str) -> Iterator[int]:
    types = spec.get("types", {})
    name = {"006": group(field.value[:1] + ("m" if field.value[:1] != "s" else "s")), "007": f"007{field.value[:1]}"}
    positions = spec.get("positions", {}) | types.get(name.get(field.tag, group(kind)), {}).get("positions", {})
    for each in positions.values():
        start, end = each["start"], each["end"] + 1
        size = len(next(iter(each["codes"]))) if "codes" in each else end - start
        for at in range(start, min(end, len(field.value) - size + 1), size):
            code = field.value[at : at + size]
            if ("codes" in each and code not in each["codes"]) or (
                "pattern" in each and not re.fullmatch(each["pattern"], code)
            ):
                yield from range(at, at + size)


def group(kind: str) -> str:
    type_, level = kind[:1], kind[1:2]
    if type_ in ("a", "t"):
        return "CR" if level in "bis" else "BK"
    if type_ == "s":
        return "CR"
    return next(
        (
            name
            for types, name in (("m", "CF"), ("ef", "MP"), ("cdij", "MU"), ("p", "MX"), ("gkor", "VM"))
            if type_ and type_ in types
        ),
        "",
    )


@pytest.fixture(scope="module")
def records() -> list[Record]:
    if not RECORDS.exists() or not AVRAM.exists():
        pytest.skip(ABSENT)
    with RECORDS.open("rb") as stream:
        envelope = open_marc21(stream)
        parsed = [parse(frame.raw, envelope) for frame in frames(stream, envelope)]
    return [each.record for each in parsed if isinstance(each, Parsed)]


# Why one of the two speaks and the other does not, in the order in which it is asked: the corrections that the first
# lines of the tables name, the Finnish overlay, and what a plain reading of the schema cannot tell.
CORRECTED = {
    ("subfield", "017"): "i8",
    ("subfield", "022"): "lm",
    ("subfield", "222"): "b8",
    ("subfield", "242"): "n",
    ("subfield", "542"): "k8",
    ("indicator", "028"): "6",
    ("indicator", "046"): "_123",
    ("indicator", "588"): "_01",
    ("indicator", "740"): "0123456789",
}


def reason(fault: Fault, is_ours: bool, schema: Schema) -> str:
    """Why only one of the two says this; "" where nothing explains it."""
    what, tag, place, value, _ = fault
    spec = schema.spec(tag)
    if what == "code":
        return code_reason(fault, schema)
    if any(overlay.tags.fullmatch(tag) for overlay in schema.finnish if overlay.defines) and tag not in schema.fields:
        return "the Finnish overlay defines the tag"
    if tag == "880":
        return "880 is judged as the field that it is linked to"
    if is_ours:
        return ""
    code = place[1:2]
    if spec is not None and spec.obsolete:
        return "obsolete fields are defined, and told as such"
    if what == "subfield" and code in schema.superseded.get(tag, ""):
        return "obsolete subfields are defined, and told as such"
    if what == "subfield" and any(
        code in overlay.spec.subfields for overlay in schema.finnish if overlay.widens and overlay.tags.fullmatch(tag)
    ):
        return "the Finnish overlay defines the subfield"
    if (code if what == "subfield" else value.replace(" ", "_")) in CORRECTED.get((what, tag), ()):
        return "corrected to current MARC 21"
    if (what, tag, place, value) == ("indicator", "084", "^1", "9"):
        return "084 9# is the Finnish class of fiction genre"
    return ""


def code_reason(fault: Fault, schema: Schema) -> str:
    _, tag, place, value, kind = fault
    at = int(place[1:])
    layout = schema.fixed.find(tag, kind[2:], kind[:2], every=True)
    element = next((each for each in layout.elements if each.start <= at < each.end), None) if layout else None
    if element is None:
        return ""
    if (tag, at) == ("007", 0):
        return "a category that does not exist has no type in the schema"
    if element.codes == {" ", "|"}:
        return "undefined positions hold blank or fill"
    if tag == "006":
        return "006/01-17 has the codes of 008/18-34"
    if element.form:
        return "dates have patterns of their own"
    if (tag, element.start) in (("008", 15), ("008", 35)):
        return "country and language are held against the code lists"
    if value == "|":
        return "fill was added where it was missing"
    if element.unit == 3:
        return "a range of numbers is no code of the schema"
    return ""


def compare(records: list[Record], schema: Schema) -> tuple[int, Counter[str], list[Fault]]:
    """How often the two agree on a fault, why they do not, and what nothing explains."""
    avram = json.loads(AVRAM.read_text("utf-8"))["fields"]
    both, reasons, unexplained = 0, Counter[str](), []
    for record in records:
        kind = record.leader[6:8]
        for field in (Field("LDR", record.leader), *record):
            mine, other = set(ours(schema, field, kind)), set(theirs(avram, field, kind))
            both += len(mine & other)
            for fault in mine ^ other:
                why = reason(fault, fault in mine, schema)
                reasons[why] += 1
                if not why:
                    unexplained.append(fault)
    return both, reasons, unexplained


SCHEMA = Schema.load(ROOT / "schemas" / "marc21")


def test_every_difference_from_the_plain_reading_is_a_correction(records: list[Record]) -> None:
    both, _, unexplained = compare(records[::8], SCHEMA)
    assert unexplained == []
    assert both > 2_000


@pytest.mark.long
def test_every_difference_is_a_correction_in_all_records(records: list[Record]) -> None:
    both, reasons, unexplained = compare(records, SCHEMA)
    assert unexplained == []
    assert both > 25_000
    assert len(reasons) == 13, reasons
