"""A store with many published titles for the benchmark of serving: titles, how they stand, records, profiles of views.

Titles are of the corpus, each under its own id; vendors, collections and media have the skew of a consortium. Four
fifths come with the first publication; with each that follows some more, while some change and some are deleted.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from metadata.mint import encode
from metadata.publish.catalogue import ALL
from metadata.publish.rendering import rendered
from metadata.publish.standing import Now, put_standings
from metadata.settings import load_settings
from metadata.store import publications, standings
from metadata.store.store import Store, open_store
from metadata.store.tables import title
from tests.bench.corpus import build, records_of

SEED = 20261101
DISTINCT = 2_000  # records of the corpus; titles beyond repeat them
PUBLICATIONS = 12
FIRST = 0.8  # of the titles come with the first publication
CHANGED, DELETED = 0.02, 0.004  # of the titles so far, with each that follows
BATCH = 2_000
BEGUN = datetime.fromisoformat("2026-11-01T04:00:00+00:00")
ISIL = "FI-BENCH"
VENDORS = ("aggregator", "audiobooks", "nordic", "publisher", "platform", "films")
COLLECTIONS = tuple(f"{vendor}:{kind}" for vendor in VENDORS for kind in ("basic", "more"))  # twelve
MEDIA, SHARES = ("ebook", "eaudiobook", "album", "film"), (62, 34, 3, 1)
OFFERS = (70, 22, 8)  # titles with one, two and three vendors
LANGUAGES, SPOKEN = ("fin", "swe", "eng", "ger", "rus"), (60, 12, 22, 3, 3)
AUDIENCES, READERS = "ejd", (75, 20, 5)  # 008/22

Samples = Sequence[dict[str, Any]]  # records of the corpus, rendered as the store keeps them


def isil(number: int) -> str:
    """The ISIL of a library."""
    return f"FI-Bench{number:03}"


def fill(folder: Path, titles: int, views: int) -> None:
    """Make the store in a data folder."""
    samples = _samples()
    dice = random.Random(SEED)
    store = open_store(load_settings(folder, {}))
    so_far = 0
    for seq in range(1, PUBLICATIONS + 1):
        upto = titles if seq == PUBLICATIONS else int(titles * (FIRST + (1 - FIRST) * (seq - 1) / (PUBLICATIONS - 1)))
        _publish(store, seq, range(so_far, upto), samples, dice)
        if seq == 1:
            _profiles(store, views, dice)
        so_far = upto
    store.close()


def _samples() -> Samples:
    with tempfile.TemporaryDirectory() as name:
        records = list(records_of(build(Path(name), DISTINCT).ematerial))
    return [rendered(each, "261101")._asdict() for each in records]


def _publish(store: Store, seq: int, new: range, samples: Samples, dice: random.Random) -> None:
    with store.write() as connection:
        publications.add(connection, seq, f"{BEGUN + timedelta(days=seq - 1):%Y-%m-%dT%H:%M:%SZ}")
        _put(connection, seq, new, samples, dice, new=True)
        if seq > 1:
            again = dice.sample(range(new.start), int(new.start * CHANGED))
            gone = int(new.start * DELETED)
            _put(connection, seq, again[gone:], samples, dice)
            _put(connection, seq, again[:gone], samples, dice, deleted=True)


def _put(
    connection: Connection,
    seq: int,
    numbers: Sequence[int],
    samples: Samples,
    dice: random.Random,
    new: bool = False,
    deleted: bool = False,
) -> None:
    for some in _batches(numbers):
        if new:
            rows = [{"id": _title_id(each), "status": "live", "created": "2026-11-01T04:00:00Z"} for each in some]
            connection.execute(insert(title), rows)
        put_standings(connection, seq, [_now(seq, each, deleted) for each in some])
        if not deleted:
            kept = [{"title_id": _title_id(each), "seq": seq, **samples[each * 7 % len(samples)]} for each in some]
            standings.put_renderings(connection, kept)


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))


@lru_cache(maxsize=2 * BATCH)  # each is asked for by three tables, one after the other
def _title_id(number: int) -> str:
    """Ids as they are minted: in order of time, then random."""
    noise = random.Random(number).getrandbits(62)
    return encode(UUID(int=(1_793_000_000_000 + number) << 80 | 0x7 << 76 | 0b10 << 62 | noise))


def _now(seq: int, number: int, deleted: bool) -> Now:
    """How a title stands; it keeps its vendors, medium, language and readers."""
    dice = random.Random(number * 31)
    language, readers = dice.choices(LANGUAGES, SPOKEN)[0], dice.choices(AUDIENCES, READERS)[0]
    count = dice.choices((1, 2, 3), OFFERS)[0]
    offers = {
        (vendor, f"{vendor}-{number}"): f"{vendor}:{dice.choice(('basic', 'more'))}"
        for vendor in dice.sample(VENDORS, count)
    }
    media = dice.choices(MEDIA, SHARES)[0]
    return Now(_title_id(number), seq, media, language, readers, None if deleted else offers)


def _profiles(store: Store, views: int, dice: random.Random) -> None:
    """The view of every title, and libraries with three to eight of the twelve collections."""
    with store.write() as connection:
        publications.add_profile(connection, ALL, 1, _profile(ALL, None))
        for number in range(views):
            taken = dice.sample(COLLECTIONS, dice.randint(3, 8))
            publications.add_profile(connection, isil(number), 1, _profile(isil(number), sorted(taken)))


def _profile(view: str, collections: list[str] | None) -> dict[str, Any]:
    host = "example.org" if view == ALL else f"{view.lower()}.example.org"
    links = {each: [f"https://{host}/{each}/{{vendor_id}}", "Lainaa e-kirja", "Låna e-bok"] for each in VENDORS}
    return {"collections": collections, "titles": [], "except": [], "links": links}
