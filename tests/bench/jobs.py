"""The jobs that are measured, each in a process of its own: `python -m tests.bench.jobs NAME FILE`.

A job prepares (imports, tables, records that are held), then returns what is timed. Prints one JSON object:
records, CPU seconds of the timed part (with the programs that it calls), peak memory of the process in MB.
"""

from __future__ import annotations

import hashlib
import json
import logging
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pymarc
from pymarc.marcxml import map_xml, record_to_xml

from tests.bench import comparator, normalisation, onix, rules
from tests.bench.apart import peak
from tests.bench.corpus import ENVELOPE, records_of
from transforms.formats import READERS, marc21, marcxml

Timed = Callable[[], int]  # returns the number of records
CATMANDU = "Catmandu MARC to MARCXML with a four-line fix"
FOUR_LINES = """\
marc_set(003,"FI-BENCH")
marc_remove(029)
marc_replace_all(245a,"\\s*/$","")
marc_add(040,a,"FI-BENCH",d,"FI-BENCH")
"""


def read(path: Path, format_name: str) -> Timed:
    reader = READERS[format_name]

    def timed() -> int:
        with path.open("rb") as stream:
            envelope = reader.open(stream)
            return sum(1 for frame in reader.frames(stream, envelope) if reader.parse(frame.raw, envelope))

    return timed


def pymarc_reads_iso(path: Path) -> Timed:
    def timed() -> int:
        with path.open("rb") as stream:
            return sum(1 for _ in pymarc.MARCReader(stream))

    return timed


def pymarc_reads_xml(path: Path) -> Timed:
    def timed() -> int:
        count = 0

        def take(record: pymarc.Record) -> None:
            nonlocal count
            count += 1

        map_xml(take, str(path))
        return count

    return timed


def write_iso(path: Path) -> Timed:
    held = list(records_of(path))
    return lambda: sum(1 for record in held if marc21.to_iso2709(record))


def write_xml(path: Path) -> Timed:
    held = list(records_of(path))
    return lambda: sum(1 for record in held if marcxml.to_marcxml(record).encode())


def pymarc_writes_iso(path: Path) -> Timed:
    held = [record.to_pymarc() for record in records_of(path)]
    return lambda: sum(1 for record in held if record.as_marc())


def pymarc_writes_xml(path: Path) -> Timed:
    held = [record.to_pymarc() for record in records_of(path)]
    return lambda: sum(1 for record in held if record_to_xml(record, namespace=True))


def chain(path: Path) -> Timed:
    """Refine (all stages, all rules of the house), match keys and features, MARCXML and ISO 2709 out; garbage is looked
    for as seldom as in a worker.
    """
    from metadata.convert import neutral_house
    from metadata.garbage import seldom_collected
    from metadata.keying import Keying
    from metadata.settings import shipped
    from transforms.match.policy import load_match_policy
    from transforms.refine import refine

    house, keying = neutral_house(), Keying(load_match_policy(shipped("schemas")), "")

    @seldom_collected()
    def timed() -> int:
        count = 0
        with path.open("rb") as stream:
            for frame in marc21.frames(stream, ENVELOPE):
                done = refine(frame.raw, ENVELOPE, house)
                if done.record is None:
                    raise SystemExit(f"a clean record was withheld: {done.rule} {done.reason}")
                keying.of(done.record, done.media, "")
                marcxml.to_marcxml(done.record).encode()
                marc21.to_iso2709(done.record)
                count += 1
        return count

    return timed


def scores(path: Path) -> Timed:
    """All scores of records that are refined already, with what the rules said of them."""
    from metadata.convert import neutral_house
    from metadata.settings import shipped
    from transforms.refine import refine
    from transforms.score.measures import Measures
    from transforms.score.score import score_of
    from transforms.tables import Tables

    house, schemas = neutral_house(), shipped("schemas")
    measures = Measures.load(schemas, Tables.load(schemas), 2026)
    held = []
    with path.open("rb") as stream:
        for frame in marc21.frames(stream, ENVELOPE):
            done = refine(frame.raw, ENVELOPE, house)
            if done.record is not None:
                held.append((done.record, done.media, done.issues))
    return lambda: sum(1 for record, media, issues in held if score_of(record, media, issues, measures))


def rules_stage(path: Path, more: int = 0) -> Timed:
    """The rules of the house, all stages of a single record, over normalised records; `more` rules on absent tags."""
    held = rules.held(path)
    judge = rules.rule_set(held, more, path.parent)
    rules.warm(judge, held)
    return lambda: sum(1 for record, media in held if judge.check(record, media, rules.SOURCE))


def catmandu(path: Path) -> Timed:
    """Catmandu as a user would call it, its start included, to MARCXML; what it finds fault with it leaves out."""
    fix, out = path.parent / "four-lines.fix", path.with_suffix(".catmandu.xml")
    fix.write_text(FOUR_LINES, "ascii")
    command = ["catmandu", "convert", "MARC", "--type", "RAW", "to", "MARC", "--type", "XML", "--fix", str(fix)]

    def timed() -> int:
        with path.open("rb") as stream, out.open("wb") as sink:
            subprocess.run(command, stdin=stream, stdout=sink, check=True)
        return _count(out, b"</marc:record>")

    return timed


def _count(path: Path, mark: bytes) -> int:
    content = path.read_bytes()
    path.unlink()
    return content.count(mark)


def frozen_chain(path: Path) -> Timed:
    def timed() -> int:
        with path.open("rb") as stream:
            return sum(1 for record in pymarc.MARCReader(stream) if comparator.chain(record))

    return timed


def frame_and_hash(path: Path) -> Timed:
    """What an unchanged delivery costs before the store is asked: opened, cut into ranges, read, each record hashed."""
    from metadata.payload import frames_in, open_payload

    def timed() -> int:
        count = 0
        for part in open_payload(path, path.parent / "unpacked").ranges:
            for frame in frames_in(part):
                hashlib.sha256(frame.raw).digest()
                count += 1
        return count

    return timed


JOBS: dict[str, Callable[[Path], Timed]] = {
    "read ISO 2709": lambda path: read(path, "marc21"),
    "read ISO 2709, pymarc": pymarc_reads_iso,
    "read MARCXML": lambda path: read(path, "marcxml"),
    "read MARCXML, pymarc": pymarc_reads_xml,
    "write ISO 2709": write_iso,
    "write ISO 2709, pymarc": pymarc_writes_iso,
    "write MARCXML": write_xml,
    "write MARCXML, pymarc": pymarc_writes_xml,
    "refine chain": chain,
    "normalise": normalisation.steps,
    "scores": scores,
    "rules": rules_stage,
    "rules, ten more on absent tags": lambda path: rules_stage(path, 10),
    CATMANDU: catmandu,
    "frozen comparator": frozen_chain,
    "frame and hash": frame_and_hash,
    onix.TO_RECORD: onix.to_records,
    onix.NULL_PARSE: onix.null_parse,
}


def main(name: str, path: str) -> None:
    logging.getLogger("pymarc").disabled = True
    timed = JOBS[name](Path(path))
    start = _cpu()
    records = timed()
    cpu = _cpu() - start
    print(json.dumps({"records": records, "cpu": cpu, "peak": peak()}))


def _cpu() -> float:
    """CPU seconds of this process and of the programs that it has called."""
    called = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + called.ru_utime + called.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:])
