"""A dry run: the work of a real one in a folder and a transaction of its own, and all of it taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from metadata import renewal
from metadata.home import Home
from metadata.payload import RefusedFileError
from metadata.previews.effect import Refined, Sight, effect, nothing, rolled_back
from metadata.previews.titles import would_publish
from metadata.refine_file import refine_file
from metadata.rerun import lists, marks
from metadata.rerun.work import Work
from metadata.store import deliveries

OF_DRY = ("dry run", "")  # why and by whom, in a ledger that is taken back


def dry(home: Home, works: Sequence[Work], samples: int | None, override: str = "") -> dict[str, Any]:
    """What the wish would do: `vendors`, for each what metadata/previews/effect.py tells, and `titles`."""
    with work_folder(home) as folder:
        refined = {each.vendor: _refined(home, each, folder / each.vendor) for each in works}
        with rolled_back(home, samples, override) as sight:
            told = {
                each.vendor: {"left_out": each.left_out, **_told(sight, each, refined[each.vendor])} for each in works
            }
            return {"vendors": told, "titles": would_publish(sight)}


@contextmanager
def work_folder(home: Home) -> Iterator[Path]:
    """A folder that is gone afterwards."""
    home.settings.work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="dry-", dir=home.settings.work) as name:
        yield Path(name)


_Facts = dict[str, Any]  # counts and sender; "unreadable": why the file cannot be read


def _refined(home: Home, work: Work, folder: Path) -> _Facts:
    """Refine outside of the transaction, so that nobody waits for it; rows go into the folder."""
    if work.is_list or work.start != "refine":
        return {}
    folder.mkdir()
    if work.delivery:
        try:
            return refine_file(home, _delivery(home, work.delivery), folder) | {"parts": _parts(folder)}
        except RefusedFileError as refused:
            return {"unreadable": str(refused)}
    counts = renewal.refine_ids(home, work.vendor, work.chosen.records, work.chosen.withheld, folder, "dry run")
    return {"counts": dict(counts), "sender": "", "parts": _parts(folder)}


def _parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.rows"))


def _delivery(home: Home, number: int) -> deliveries.Delivery:
    with home.store.read() as connection:
        return deliveries.load(connection, number)


def _told(sight: Sight, work: Work, facts: _Facts) -> dict[str, Any]:
    if work.is_list:
        return lists.effect(sight, work.delivery)
    if work.start != "refine":
        return _marked(sight, work)
    if "unreadable" in facts:
        name = deliveries.load(sight.connection, work.delivery).name
        return {"delivery": name, "read": 0, **nothing(), "would_be": "unreadable", "reason": facts["unreadable"]}
    number = work.delivery
    if number:
        deliveries.note(sight.connection, number, "fetched", sight.home.clock(), reason=OF_DRY[0])  # as a real one does
    elif work.chosen:
        number = renewal.begin_chosen(sight.home, sight.connection, work.vendor, work.chosen, OF_DRY)
    else:
        return {"delivery": "", "read": 0, **nothing()}
    delivery = deliveries.load(sight.connection, number)
    return effect(sight, Refined(delivery, facts["counts"], facts["sender"], facts["parts"]))


def _marked(sight: Sight, work: Work) -> dict[str, Any]:
    """Titles made anew: the records stay as they are, what comes of it stands under `titles`."""
    marks.put(sight.connection, work.start, work.chosen.records)
    told = {"delivery": "", "read": len(work.chosen.records), **nothing()}
    return {**told, "would_be": "committed"} if work.chosen.records else told
