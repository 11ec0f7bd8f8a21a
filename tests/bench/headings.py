"""Headings drawn from the third-party records by a fixed seed, reconciled and printed, for a person to read.

`python tests/bench/headings.py INDEX [COUNT]`; INDEX is an index of vocabularies (`emat vocabularies refresh`).
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from metadata.convert import neutral_house
from metadata.errors import EmatError
from metadata.payload import frames_of, open_files
from metadata.unpack.limits import RefusedFileError
from metadata.vocabularies.index import Index
from transforms.enrich.subjects import Change, changes_of
from transforms.normalise import Context
from transforms.record import Record
from transforms.refine import House, refine

MARC = Path(__file__).parents[3] / "shared" / "data" / "marc"
SEED, COUNT = 20261128, 200


def records(folder: Path, house: House) -> Iterator[tuple[Record, str]]:
    """Every record that can be read, normalised, with its media."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        with TemporaryDirectory() as work:
            try:
                for file in open_files(path, Path(work)).files:
                    with file.path.open("rb") as stream:
                        for frame in frames_of(stream, file.envelope):
                            done = refine(frame.raw, file.envelope, house)
                            if done.record is not None:
                                yield done.record, done.media
            except (EmatError, RefusedFileError):
                continue


def drawn(index: Path, count: int = COUNT) -> list[Change]:
    """So many distinct headings with what the policy says of them, always the same ones."""
    house = neutral_house()
    tables = replace(house.tables, vocabulary=Index(index))
    found: dict[tuple[str, str, str], Change] = {}
    for record, media in records(MARC, replace(house, tables=tables, upto="normalise")):
        for change in changes_of(record, Context(house.profile, media, tables)):
            if change.answer.situation != "no-match" or change.field.tag != "653":  # keywords in any language
                found.setdefault((change.field.tag, change.field.value, change.text), change)
    every = [found[key] for key in sorted(found)]
    return random.Random(SEED).sample(every, min(count, len(every)))


def main() -> None:
    """Print them, one a line."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else COUNT
    for each in drawn(Path(sys.argv[1]), count):
        became = " | ".join(map(str, each.became)) or "stays"
        candidates = ", ".join(f"{one.labels.get('fin')} {one.uri}" for one in each.answer.candidates)
        print(f"{each.field}  [{each.text}]\n    {each.answer.result} {each.answer.situation}: {became} {candidates}")


if __name__ == "__main__":
    main()
