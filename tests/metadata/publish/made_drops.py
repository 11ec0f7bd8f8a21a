"""Views in memory, publication after publication, and a consumer that reads their files with pymarc."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymarc
from fake_catalogue import ebook, stub, title_id

from metadata.publish.catalogue import Entry, Metadata, Page, Span
from metadata.publish.files import Current, write_files
from metadata.publish.files.policy import FilesPolicy, Shapes, load_files_policy
from transforms.formats.marcxml import to_marcxml
from transforms.record import Field, Record

POLICY = load_files_policy(Path(__file__).parents[3] / "schemas")
DAYS_ONLY = {"small": 0, "share": 100.0}  # fulls by the calendar alone
Changes = Mapping[int, Record | None]  # by number of the title; None: it goes


def policy(**parts: Mapping[str, Any]) -> FilesPolicy:
    """The shipped policy with other values: `policy(part={"records": 2})`."""
    given = POLICY.model_dump()
    return FilesPolicy.model_validate({**given, **{name: {**given[name], **new} for name, new in parts.items()}})


@dataclass
class MadeView:
    name: str
    publication: int
    stands: dict[str, tuple[str, Record, bool]] = field(default_factory=dict)  # id → datestamp, record, deleted

    def page(self, span: Span, after: str, limit: int, form: str = "") -> Page:
        found = [
            (Entry(at, each, deleted, (), ()), Metadata(b"" if deleted else to_marcxml(record).encode()))
            for each, (at, record, deleted) in sorted(self.stands.items())
            if each > after and span.start <= at <= (span.until or "9999")
        ]
        return Page(found[:limit], found[:limit][-1][0].title_id if found else after)

    def count(self, span: Span) -> int:
        return len(self.page(span, "", len(self.stands)).entries)

    def live(self) -> list[str]:
        return sorted(each for each, (_, _, deleted) in self.stands.items() if not deleted)

    def records(self, ids: Sequence[str]) -> dict[str, Record]:
        return {each: self.stands[each][1] for each in ids if each in self.stands}


@dataclass
class Published:
    """Every view at every publication."""

    history: list[tuple[str, dict[str, MadeView]]] = field(default_factory=list)  # at, views by name

    def publish(self, at: str, **changes: Changes) -> None:
        """The next publication: what changes in each view."""
        before = self.history[-1][1] if self.history else {}
        views = {}
        for name in dict.fromkeys((*before, *changes)):
            stands = dict(before[name].stands) if name in before else {}
            for number, record in changes.get(name, {}).items():
                stands[title_id(number)] = (at, record or stub(number), record is None)
            views[name] = MadeView(name, len(self.history) + 1, stands)
        self.history.append((at, views))

    def until(self, publication: int) -> Published:
        """The history as it was then."""
        return Published(self.history[:publication])

    def names(self) -> Sequence[str]:
        return list(self.history[-1][1])

    def view(self, name: str, publication: int | None = None) -> MadeView | None:
        return self.history[(publication or len(self.history)) - 1][1].get(name)

    def current(self) -> Current:
        return Current(len(self.history), self.history[-1][0])

    def write(self, folder: Path, by: FilesPolicy = POLICY, shapes: Shapes | None = None) -> list[str]:
        return write_files(self, self.current, folder, by, shapes or {})  # type: ignore[arg-type]

    def state(self, name: str) -> dict[str, list[str]]:
        """The live records of a view as text by id."""
        view = self.view(name)
        assert view is not None
        return {each: fields(view.stands[each][1]) for each in view.live()}


def day(number: int, hour: int = 4) -> str:
    return f"2026-11-{number:02}T{hour:02}:00:00Z"


def book(number: int, name: str = "Kirja") -> Record:
    return ebook(number, name)


def long(number: int) -> Record:
    """Too long for ISO 2709."""
    return book(number).add(*(Field.data("500", "  ", "a", f"{each}x" * 2000) for each in range(40)))


def fields(record: Record | pymarc.Record) -> list[str]:
    """All fields as text; the leader's status first."""
    made = record if isinstance(record, Record) else Record.from_pymarc(record)
    return [made.leader[5], *map(str, made.fields)]


def manifest(folder: Path, path: str) -> dict[str, Any]:
    return dict(json.loads((folder / path).read_text("utf-8")))


def index(folder: Path) -> dict[str, list[str]]:
    """The manifests of each view."""
    found = json.loads((folder / "index.json").read_text("utf-8"))
    return {each["view"]: each["manifests"] for each in found["views"]}


def names(folder: Path, view: str = "all") -> list[str]:
    """The drops of a view as the index lists them: "full/20261101T040000Z"."""
    return [each.removeprefix(f"{view}/").removesuffix("/manifest.json") for each in index(folder)[view]]


def read(drop: Path, each: Mapping[str, Any]) -> list[Any]:
    """What is in a file: records of pymarc, or ids."""
    raw = gzip.decompress((drop / each["name"]).read_bytes())
    if each["format"] == "ids":
        return raw.decode("ascii").splitlines()
    if each["format"] == "marc21":
        return list(pymarc.MARCReader(raw, permissive=False))
    return list(pymarc.parse_xml_to_array(io.BytesIO(raw)))  # type: ignore[no-untyped-call]


class Consumer:
    """A library system: takes a full drop, then deltas, in one format, with deletes as stubs or as ids."""

    def __init__(self, folder: Path, format_name: str, deletes: str) -> None:
        self.folder, self.format, self.deletes = folder, format_name, deletes
        self.has: dict[str, list[str]] = {}

    def take(self, path: str) -> dict[str, Any]:
        """Load a drop; a full one replaces everything."""
        told, drop = manifest(self.folder, path), (self.folder / path).parent
        if told["kind"] == "full":
            self.has = {}
        for each in told["files"]:
            content = read(drop, each)
            assert len(content) == each["records"] + each["deletes"]
            if each["format"] == self.format and each["records"]:
                self.has |= {record["001"].data: fields(record) for record in content}
            elif each["deletes"] and each["format"] == "ids" and self.deletes == "ids":
                self._remove(content)
            elif each["deletes"] and each["format"] == self.format and self.deletes == "stubs":
                assert all(record.leader[5] == "d" for record in content)
                self._remove([record["001"].data for record in content])
        return told

    def _remove(self, ids: Sequence[str]) -> None:
        for each in ids:
            self.has.pop(each, None)  # a title that came and went between two drops

    def follow(self, path: str) -> None:
        """Load a drop and every delta that the manifests lead to."""
        following: str | None = path
        while following:
            following = self.take(following)["next"]
