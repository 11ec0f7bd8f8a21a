"""A vendor whose deliveries lie in a bucket, and what it delivers on each night."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

from feeds import SHIPPED, book, mrc
from s3_server import BUCKET, KEY, SECRET

from transforms.record import Field, Record

CLOUD = "cloud-shelf"
BY_KEYS = f"s3://{KEY}:{SECRET}@"
RECORDS = 2_500  # of its first delivery: refining it takes seconds, so that a worker can be killed at it
SPARED = ("film-service", "onix-audiobooks")  # they are fetched and read as others are
VENDOR = """\
title: {{fi: "Pilvihylly", sv: "Molnhyllan", en: "Cloud shelf"}}
contact: "metadata@cloud.example"
schedule: "50 2 * * *"
fetch:
  kind: s3
  bucket: "{bucket}"
  prefix: "out"
  endpoint: "http://127.0.0.1:{port}"
  connection: "cloud_shelf"
  private_addresses: true
  pattern: "*.mrc"
  order_by: name
format: {{kind: marc21}}
delivery: delta
absence_means: nothing
source: "CLOUD"
texts: {{summary: true}}
select: {{media: [ebook, eaudiobook]}}
links: {{resource: "https://cloud.example/{{vendor_id}}", label: {{fi: "Pilvi", sv: "Moln", en: "Cloud"}}}}
expect: {{max_deletes: 1.0, max_changed: 1.0, max_drop: 1.0, max_errors: 1.0, cumulative: 1.0}}
rank: 30
"""


def with_vendor(target: Path, port: int) -> Path:
    """The shipped schemas and one vendor more; of the samples one vendor of each kind is enough."""
    shutil.copytree(SHIPPED, target)
    for each in SPARED:
        (target / "vendors" / f"{each}.yml").unlink()
    (target / "vendors" / f"{CLOUD}.yml").write_text(VENDOR.format(bucket=BUCKET, port=port), "utf-8")
    return target


def shelf(first: int, last: int, title: str) -> bytes:
    """A delivery from the cloud: books that have nothing in common, so that comparing them takes no time."""
    return mrc(*(own_book(number, title) for number in range(first, last)))


def own_book(number: int, title: str) -> Record:
    """A book with words and an author of its own."""
    word = "".join(chr(ord("a") + int(each, 16)) for each in sha256(str(number).encode()).hexdigest()[:24])
    made = book(f"c{number}", f"{word[:8].capitalize()} {word[8:16]} {title}")
    name = f"{word[16:].capitalize()}, {word[:6].capitalize()},"
    return made.drop("100").add(Field.data("100", "1 ", "a", name, "e", "kirjoittaja."))


NIGHTS = {1: ("out/1.mrc", shelf(0, RECORDS, "Pilvi")), 2: ("out/2.mrc", shelf(0, 50, "Sade"))}  # of the cloud
