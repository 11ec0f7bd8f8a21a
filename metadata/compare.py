"""What `emat match` does: would the records of two files be one title?"""

from __future__ import annotations

from pathlib import Path

from metadata.convert import Conversion, Converted, neutral_house, refined_in
from metadata.errors import SourceError
from metadata.match_policy import match_policy
from metadata.settings import shipped
from transforms.match.decision import Compared, Decision, decide
from transforms.media import Media, media_of
from transforms.record import Record


def compare_files(left: Path, right: Path) -> Decision:
    """Match two single-record files in any format. Raises SourceError when one holds no usable record."""
    policy = match_policy(shipped("schemas"))
    house = neutral_house()
    sides = []
    for path in (left, right):
        done = Converted()
        found = refined_in(path, Conversion([path], "auto", "marc21", house), done)
        record = next((result.record for _, result in found if result.record is not None), None)
        if record is None:
            raise SourceError("; ".join(done.troubles) or f"{path.name}: there is no record to compare in it")
        sides.append(Compared.of(record, _told_media(record), policy))
    return decide(sides[0], sides[1], policy)


def _told_media(record: Record) -> str:
    """The media of a record, "" for a fragment of text that has no field to say whether it is online."""
    media = media_of(record)
    return "" if media == Media.PRINT and not record.has("007", "008", "337", "338") else str(media)
