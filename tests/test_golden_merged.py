"""Titles of several vendors, from their bytes to the record of the title and where each field of it comes from.

A case of sample_records/merged has a file of each vendor, which holds that vendor's records of one title, and what is
expected: expected.mrk, the record as the view of all titles links it; expected-<ISIL>.mrk of the `libraries` of its
case.yml; expected.txt, its provenance as `emat explain` tells it. `make golden` writes them anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rich.console import Console

from metadata.cli.story import show_record
from metadata.libraries import load_libraries
from metadata.payload import frames_of, open_files
from metadata.references import References, tables_of
from metadata.story.origins import Origins
from metadata.vendors import load_vendors
from tests.test_golden import MERGED, ROOT, WRITE, house_with, told
from transforms.merge.decisions import Decided, Forbidden, SetField
from transforms.merge.members import Member
from transforms.merge.merge import merge
from transforms.merge.policy import MergePolicy, load_merge_policy
from transforms.merge.provenance import Merged
from transforms.merge.stamp import Link, with_links
from transforms.record import Outcome, Record
from transforms.refine import refine
from transforms.validate.examples import example_record

SCHEMAS = ROOT / "schemas"
CASES = sorted(path.parent for path in MERGED.glob("*/case.yml"))
VENDORS, _ = load_vendors(SCHEMAS)


@cache
def policy() -> MergePolicy:
    return load_merge_policy(SCHEMAS, tables_of(References(SCHEMAS)))


def members(case: Path, work: Path) -> Iterator[Member]:
    """The records of the files of a case, refined."""
    for source in sorted(case.glob("*.xml")):
        vendor = source.stem
        house = house_with(vendor, ())
        profile = dict(told(case).get("profiles", {})).get(vendor, {})
        house = replace(house, profile=replace(house.profile, **profile))
        for file in open_files(source, work).files:
            with file.path.open("rb") as stream:
                for frame in frames_of(stream, file.envelope):
                    done = refine(frame.raw, file.envelope, house)
                    assert done.outcome == Outcome.CANDIDATE, (source, done.reason)
                    assert done.record is not None
                    flaws = tuple((each.rule, str(each.level)) for each in done.issues if not each.fixed)
                    yield Member(vendor, done.vendor_id, VENDORS[vendor].rank, done.record, done.media, flaws=flaws)


def decided(case: Path) -> Decided:
    """What people decided about the title, by `decided:` of the case."""
    said: Mapping[str, list[dict[str, Any]]] = told(case).get("decided", {})
    fields = {each["number"]: example_record(each["fields"]).fields for each in said.get("set", ())}
    return Decided(
        tuple(
            SetField(str(each["number"]), each["tag"], tuple(field.value for field in fields[each["number"]]))
            for each in said.get("set", ())
        ),
        tuple(
            Forbidden(str(each["number"]), each["vendor"], each["tag"], each.get("code", ""))
            for each in said.get("forbidden", ())
        ),
    )


def linked(merged: Merged, offers: list[Member], isil: str = "") -> Record:
    """The record as a view links it: that of all titles, or a library's."""
    library = load_libraries(SCHEMAS)[0][isil] if isil else None
    wanted = set(VENDORS) if library is None else {each.name for each in library.acquires.collections}
    swedish = merged.record.value("040", "b") == "swe"
    links = []
    for each in sorted(offers, key=lambda each: (each.vendor, each.vendor_id)):
        own = VENDORS[each.vendor].links
        template = own.resource if library is None else library.links.get(each.vendor, own.resource)
        text = own.label if library is None else library.link_text
        url = template.replace("{vendor_id}", quote(each.vendor_id, safe=""))
        links += [Link(url, text.sv if swedish else text.fi, isil)] if each.vendor in wanted else []
    return with_links(merged.record, links)


def provenance(merged: Merged) -> str:
    """Where each field comes from and what was left out, as `emat explain` tells it."""
    out, told_of = StringIO(), Origins(merged, policy(), "en")
    story = {
        "record": told_of.fields(),
        "left_out": told_of.left_out(),
        "outdated": merged.outdated,
        "quality": {"issues": []},
    }
    show_record(Console(file=out, width=120), story)
    return out.getvalue().lstrip()


def made(case: Path, work: Path) -> dict[str, str]:
    """The expected files of a case, as they come out now."""
    offers = list(members(case, work))
    assert len({each.vendor for each in offers}) > 1
    merged = merge(offers, policy(), decided(case))
    views = {f"expected-{isil}.mrk": linked(merged, offers, isil) for isil in told(case).get("libraries", ())}
    records = {"expected.mrk": linked(merged, offers), **views}
    return {name: f"{record}\n" for name, record in records.items()} | {"expected.txt": provenance(merged)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_becomes_the_title_that_was_reviewed(case: Path, tmp_path: Path) -> None:
    found = made(case, tmp_path)
    if WRITE:
        for name, text in found.items():
            (case / name).write_text(text, "utf-8")
    kept = {path.name: path.read_text("utf-8") for path in case.glob("expected*")}
    assert kept.keys() == found.keys(), "review these, then keep them with `make golden`"
    for name, text in found.items():
        assert text.splitlines() == kept[name].splitlines(), name


def test_every_vendor_of_books_is_in_a_case() -> None:
    assert {path.stem for path in MERGED.glob("*/*.xml")} == VENDORS.keys() - {"film-service"}
