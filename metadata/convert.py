"""Any vendor file to MARC without a store: what `emat convert` does, streaming, everything accounted for."""

from __future__ import annotations

import base64
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from metadata.errors import ConfigError
from metadata.garbage import seldom_collected
from metadata.payload import File, RefusedFileError, broken_at, check_format, frames_of, left_out, open_files
from metadata.settings import shipped
from transforms.enrich import load_enrichment
from transforms.formats import WRITERS, Writer
from transforms.formats.frame import Frame
from transforms.formats.marc21 import TooLong
from transforms.profile import Profile
from transforms.record import Field, Outcome
from transforms.refine import House, Refined, refine
from transforms.tables import Tables
from transforms.validate import RuleSet, load_rules

COUNTED = {
    Outcome.CANDIDATE: "converted",
    Outcome.DELETED: "deleted",
    Outcome.FILTERED: "filtered",
    Outcome.QUARANTINED: "quarantined",
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """What is to be converted, and how."""

    inputs: list[Path]
    source: str
    target: str
    house: House


@dataclass(slots=True)
class Converted:
    """Flat counts, what went wrong with whole files, and what was left out of archives."""

    counts: dict[str, int] = field(default_factory=lambda: {"read": 0, **dict.fromkeys(COUNTED.values(), 0)})
    troubles: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def as_json(self) -> str:
        """The counts as a JSON object."""
        return json.dumps(self.counts)


def neutral_house(vendor: str = "", upto: str = "validate") -> House:
    """What records are refined with: a vendor's file, or a neutral profile that selects nothing away."""
    schemas = shipped("schemas")
    profile = Profile()
    if vendor:
        from metadata.libraries import load_consortium  # pydantic: only where a YAML file is read
        from metadata.vendors import load_vendor

        profile = load_vendor(schemas / "vendors" / f"{vendor}.yml").profile(load_consortium(schemas).isil)
    tables = Tables.load(schemas)
    rules = load_rules(schemas / "rules", profile.allow, tables=lambda: tables)
    return House(profile, tables, rules, upto, enrichment=load_enrichment(schemas))


def rules_left_out(rules: RuleSet) -> list[str]:
    """A line for each rule that could not be read: what it would have found is not told."""
    return [f"{each} (the rule is left out)" for each in rules.errors]


@seldom_collected()
def convert_files(
    conversion: Conversion, out: Path | None, rejects: Path | None = None, counts: Path | None = None
) -> Converted:
    """Convert all inputs into one output (stdout without `out`); what could not be used goes to `rejects`.

    `counts` gets the counts at the end, whatever became of the inputs. Raises ConfigError when a file would be written
    over an input, or two into one.
    """
    keep_inputs(conversion.inputs, out, rejects, counts)
    done, house = Converted(troubles=rules_left_out(conversion.house.rules)), conversion.house
    writer = WRITERS[conversion.target]
    with ExitStack() as stack:
        sink = cast("BinaryIO", stack.enter_context(out.open("wb")) if out else sys.stdout.buffer)
        bin_ = stack.enter_context(rejects.open("w", encoding="utf-8")) if rejects else None
        told = stack.enter_context(counts.open("w", encoding="utf-8")) if counts else None
        sink.write(writer.head)
        for path, position, frame, refined in _all_refined(conversion, done):
            result, piece = _written(refined, writer)
            done.counts["read"] += 1
            done.counts[COUNTED[result.outcome]] += 1
            sink.write(piece)
            if bin_ and result.outcome == Outcome.QUARANTINED:
                bin_.write(_reject(path, position, frame, result, house) + "\n")
        sink.write(writer.tail)
        if told:
            sink.flush()  # nothing is counted that could not be written
            told.write(done.as_json() + "\n")
    return done


def keep_inputs(inputs: Iterable[Path], *outputs: Path | None) -> None:
    """Raise ConfigError when an output is one of the inputs, which opening it would empty, or another output."""
    places = {each.resolve(): "over the input" for each in inputs}
    for each in outputs:
        if each is None or each.is_char_device():  # whatever goes to /dev/null or a terminal may go there together
            continue
        if taken := places.get(each.resolve()):
            raise ConfigError(f"{each}: the output would be written {taken}")
        places[each.resolve()] = "over another output"


def _written(result: Refined, writer: Writer) -> tuple[Refined, bytes]:
    """The record in the target format; one that is too long for it is quarantined."""
    if result.outcome != Outcome.CANDIDATE or result.record is None:
        return result, b""
    piece = writer.write(result.record)
    if isinstance(piece, TooLong):
        return result._replace(outcome=Outcome.QUARANTINED, rule="S20", reason=piece.reason), b""
    return result, piece


def _all_refined(conversion: Conversion, done: Converted) -> Iterator[tuple[Path, int, Frame, Refined]]:
    """Every record of every input, with its file and its ordinal there."""
    for path in conversion.inputs:
        for position, (frame, result) in enumerate(refined_in(path, conversion, done)):
            yield path, position, frame, result


def refined_in(path: Path, conversion: Conversion, done: Converted) -> Iterator[tuple[Frame, Refined]]:
    """Every frame of a delivery with its outcome; a tail without an end is quarantined."""
    with tempfile.TemporaryDirectory() as work:
        try:
            files, ignored, broken = open_files(path, Path(work), check_format(conversion.source))
        except RefusedFileError as refused:
            done.troubles.append(f"{path.name}: {refused}")
            return
        if broken:
            done.troubles.append(f"{path.name}: {broken}")
        if ignored:
            done.remarks.append(f"{path.name}: left out: {left_out(ignored)}")
        for file in files:
            for frame, result in _refined_file(file, conversion.house):
                if not frame.complete:
                    done.troubles.append(f"{path.name}: {result.reason}")
                yield frame, result


def _refined_file(file: File, house: House) -> Iterator[tuple[Frame, Refined]]:
    with file.path.open("rb") as stream:
        for frame in frames_of(stream, file.envelope):
            if frame.complete:
                yield frame, _numbered(refine(frame.raw, file.envelope, house))
            else:
                yield frame, Refined(Outcome.QUARANTINED, rule="S01", reason=broken_at(frame, file.name))


def _numbered(result: Refined) -> Refined:
    """A converted record keeps the vendor's own number in 001: there is no title whose id could stand there."""
    if result.record is None or result.record.has("001") or not result.vendor_id:
        return result
    return result._replace(record=result.record.add(Field("001", result.vendor_id)))


def _reject(path: Path, position: int, frame: Frame, result: Refined, house: House) -> str:
    content = {
        "vendor": house.profile.vendor,
        "delivery": path.name,
        "position": position,
        "rule": result.rule,
        "slug": house.rules.slug(result.rule),
        "message": result.reason,
        "payload": base64.b64encode(frame.raw).decode(),
    }
    return json.dumps(content, ensure_ascii=False)
