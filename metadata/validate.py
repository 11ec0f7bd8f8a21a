"""What `emat validate` does: the record-level rules over files, nothing withheld, every record kept in its order."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from metadata.convert import keep_inputs
from metadata.errors import ConfigError, SourceError
from metadata.payload import File, RefusedFileError, broken_at, check_format, frames_of, open_files
from transforms.formats import READERS, WRITERS, Writer
from transforms.formats.frame import Envelope, Frame, Parsed, Unreadable
from transforms.formats.marc21 import TooLong
from transforms.formats.xml_frames import parse_frame
from transforms.media import media_of
from transforms.record import LEADER, Issue, Level, Record
from transforms.validate import RuleSet

Finding = dict[str, Any]


def findings(paths: Iterable[Path], source: str, language: str, rules: RuleSet) -> Iterator[Finding]:
    """The issues of every record, none mended; what reading it had to mend before."""
    for path in paths:
        for position, _, read in _records(path, source):
            if isinstance(read, Unreadable):
                yield _unreadable(read, path, position, rules, language)
                continue
            found = rules.check(read.record, str(media_of(read.record))).issues
            for issue in (*(each._replace(fixed=False) for each in read.issues), *found):
                yield _finding(issue, read.record, path, position, rules, language)


def rewrite(paths: list[Path], source: str, out: Path, language: str, rules: RuleSet) -> list[Finding]:
    """Mend what rules can mend; `out` has every record, in order, in the format of the input.

    A record that cannot be read, or not be written any more, is copied as it stands. Raises ConfigError.
    """
    if len(paths) != 1:
        raise ConfigError("--fix takes one input file")
    (path,) = paths
    keep_inputs(paths, out)
    listed: list[Finding] = []
    writer: Writer | None = None
    with out.open("wb") as sink:
        for position, (raw, envelope), read in _records(path, source):
            if writer is None:
                writer = WRITERS[envelope.format]
                sink.write(writer.head)
            if writer is not WRITERS[envelope.format]:
                raise ConfigError(f"{path.name}: --fix takes files of one format")
            if isinstance(read, Unreadable):
                listed.append(_unreadable(read, path, position, rules, language))
                sink.write(_copied(raw, envelope))
                continue
            given = read.record
            mended, issues, _ = rules.fix(given, str(media_of(given)))
            listed += [_finding(each, given, path, position, rules, language) for each in (*read.issues, *issues)]
            piece = writer.write(mended)
            sink.write(raw if isinstance(piece, TooLong) else piece)
        sink.write(writer.tail if writer else b"")
    return listed


def _copied(raw: bytes, envelope: Envelope) -> bytes:
    """A record that cannot be read, in the prefix, encoding and lines of the output, so that it spoils no other one."""
    if envelope.format == "json":
        return b" ".join(raw.splitlines()) + b"\n"
    if envelope.format == "marc21":
        return raw
    element = parse_frame(raw, envelope)
    if not isinstance(element, Unreadable):
        return etree.tostring(element, encoding="utf-8", with_tail=False) + b"\n"
    try:
        return raw.decode(envelope.encoding).encode() + b"\n"
    except UnicodeDecodeError:
        return raw + b"\n"


def _records(path: Path, source: str) -> Iterator[tuple[int, tuple[bytes, Envelope], Parsed | Unreadable]]:
    """Position, raw bytes with their envelope, and what is read of every frame of a MARC file.

    Raises SourceError for a file that cannot be read, ConfigError for ONIX.
    """
    with tempfile.TemporaryDirectory() as work:
        try:
            files, _, broken = open_files(path, Path(work), check_format(source))
        except RefusedFileError as refused:
            raise SourceError(f"{path.name}: {refused}") from None
        if broken:
            raise SourceError(f"{path.name}: {broken}")
        if any(file.envelope.format not in READERS for file in files):
            raise ConfigError(f"{path.name}: validate takes MARC; convert ONIX first (emat convert)")
        frames = ((file.envelope, frame) for file in files for frame in _frames(file))
        for position, (envelope, frame) in enumerate(frames):
            yield position, (frame.raw, envelope), _parsed(frame, envelope)


def _frames(file: File) -> Iterator[Frame]:
    with file.path.open("rb") as stream:
        yield from frames_of(stream, file.envelope)


def _parsed(frame: Frame, envelope: Envelope) -> Parsed | Unreadable:
    if not frame.complete:
        return Unreadable("S01", broken_at(frame))
    return READERS[envelope.format].parse(frame.raw, envelope)


def _finding(issue: Issue, record: Record, path: Path, position: int, rules: RuleSet, language: str) -> Finding:
    return {
        "record": record.control_number or f"{path.name} #{position}",
        "rule": issue.rule,
        "slug": issue.slug,
        "level": str(issue.level),
        "path": issue.path,
        "value": issue.value,
        "fixed": issue.fixed,
        "message": rules.message(issue, language),
    }


def _unreadable(read: Unreadable, path: Path, position: int, rules: RuleSet, language: str) -> Finding:
    issue = Issue(read.rule, rules.slug(read.rule), Level.FATAL, "LDR", read.reason)
    return _finding(issue, Record(LEADER, ()), path, position, rules, language)


def as_ndjson(finding: Finding) -> str:
    """One finding as a line of JSON; its keys stay in the order of the contract."""
    return json.dumps(finding, ensure_ascii=False)
