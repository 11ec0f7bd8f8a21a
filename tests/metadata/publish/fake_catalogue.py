"""A catalogue in memory: the whole history of each view, so that any publication can be read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from metadata.publish.catalogue import EVERYTHING, NO_METADATA, Entry, Metadata, Page, Span
from metadata.store.families import Family
from transforms.formats.marcxml import to_marcxml
from transforms.formats.oai_dc import oai_dc
from transforms.merge.works_758 import UNKNOWN, OfWork
from transforms.record import Field, Record

DOMAIN = "kirjasto.example.org"
CHANGED = "2026-11-22T19:00:00Z"


def title_id(number: int) -> str:
    return f"{number:027d}"


def ebook(number: int, name: str = "Kirja") -> Record:
    return Record.of(
        Field("001", title_id(number)),
        Field("008", f"{'260101s2026    fi':<23}{'o':<12}fin c"),
        Field.data("020", "  ", "a", "9789511234562"),
        Field.data("100", "1 ", "a", "Meikäläinen, Maija,", "e", "kirjoittaja."),
        Field.data("245", "10", "a", f"{name} {number} :", "b", "tarina <&>", "c", "Maija Meikäläinen."),
        Field.data("264", " 1", "a", "Helsinki :", "b", "Kustantaja,", "c", "2026."),
        Field.data("520", "  ", "a", "Kuvaus kirjasta."),
        Field.data("650", " 7", "a", "merenkulku", "2", "yso/fin"),
        Field.data("655", " 7", "a", "e-kirjat", "2", "slm/fin"),
        Field.data("856", "40", "u", f"https://aggregator.example.org/{number}", "y", "Lainaa"),
    )


def stub(number: int) -> Record:
    return Record.of(
        Field("001", title_id(number)),
        Field.data("245", "00", "a", "Poistettu."),
        leader="00000dam a22000002i 4500",
    )


@dataclass
class FakeView:
    name: str
    publication: int
    told: tuple[Entry, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    stored: Mapping[str, Record] = field(default_factory=dict)
    about: bytes = b""  # of every title

    def _selected(self, span: Span) -> list[Entry]:
        def in_set(entry: Entry) -> bool:
            return any(f"{each}:".startswith(f"{span.set}:") for each in (*entry.sets, *entry.left))

        return sorted(
            each
            for each in self.told
            if span.start <= each.datestamp <= (span.until or "9999") and (not span.set or in_set(each))
        )

    def count(self, span: Span) -> int:
        return len(self._selected(span))

    def page(self, span: Span, after: str, limit: int, form: str = "") -> Page:
        found = [each for each in self._selected(span) if " ".join(each[:2]) > after][:limit]
        metadata = [self.metadata(each.title_id, form) if form and not each.deleted else NO_METADATA for each in found]
        last = " ".join(found[-1][:2]) if found else after
        return Page(list(zip(found, metadata, strict=True)), last)

    def entry(self, title_id: str) -> Entry | None:
        return next((each for each in self.told if each.title_id == title_id), None)

    def entries_of(self, title_ids: Sequence[str]) -> Mapping[str, Entry]:
        return {each.title_id: each for each in self.told if each.title_id in title_ids}

    def entries(self, span: Span = EVERYTHING) -> Iterator[Entry]:
        return iter(self._selected(span))

    def live(self) -> list[str]:
        return sorted(each.title_id for each in self.told if not each.deleted)

    def metadata(self, title_id: str, form: str) -> Metadata:
        record = self.stored[title_id]
        return Metadata(to_marcxml(record).encode() if form == "marcxml" else oai_dc(record), self.about)

    def digest(self) -> str:
        return hashlib.sha256(repr((self.name, self.told, self.stored)).encode()).hexdigest()

    def record(self, title_id: str) -> Record | None:
        return self.stored.get(title_id)

    def records(self, title_ids: Sequence[str]) -> Mapping[str, Record]:
        return {each: self.stored[each] for each in title_ids if each in self.stored}

    def sets(self) -> Sequence[tuple[str, str]]:
        return self.names


@dataclass
class FakeCatalogue:
    history: dict[str, list[FakeView]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    families: dict[tuple[str, str], Family] = field(default_factory=dict)
    places: dict[str, OfWork] = field(default_factory=dict)

    def publish(self, view: FakeView) -> None:
        self.history.setdefault(view.name, []).append(view)

    def forget(self, name: str, publication: int) -> None:
        self.history[name] = [each for each in self.history[name] if each.publication != publication]

    def names(self) -> Sequence[str]:
        return list(self.history)

    def view(self, name: str, publication: int | None = None) -> FakeView | None:
        kept = self.history.get(name, [])
        if publication is None:
            return kept[-1] if kept else None
        return next((each for each in kept if each.publication == publication), None)

    def at_hand(self) -> FakeCatalogue | None:
        return self

    def redirect(self, title_id: str) -> str | None:
        return self.merged.get(title_id)

    def earliest(self) -> str:
        return "2026-01-01T00:00:00Z"

    def family(self, level: str, id: str) -> Family | None:
        return self.families.get((level, id))

    def of_works(self, title_ids: Iterable[str]) -> Mapping[str, OfWork]:
        return {each: self.places.get(each, UNKNOWN) for each in title_ids}

    def changed(self) -> str:
        return CHANGED


SETS = (
    ("collection", "Collections"),
    ("collection:aggregator", "Aggregator & Co"),
    ("collection:aggregator:basic", "Basic"),
    ("collection:aggregator:film", "Film"),
    ("type:ebook", "E-books"),
)


def entry(number: int, deleted: bool = False, left: tuple[str, ...] = ()) -> Entry:
    """Titles come in threes of one second, every third from the next day on."""
    day, second = divmod(number // 3, 5)
    return Entry(
        f"2026-03-{day + 1:02d}T12:00:{second:02d}Z",
        title_id(number),
        deleted,
        ("type:ebook",) if left else ("collection:aggregator:basic", "type:ebook"),
        left,
    )


def sample(name: str = "all", publication: int = 1, count: int = 50) -> FakeView:
    """A view of `count` titles: every seventh deleted, every eleventh gone from its collection."""
    entries = [
        entry(each, each % 7 == 3, ("collection:aggregator:basic",) if each % 11 == 5 else ()) for each in range(count)
    ]
    records = {each.title_id: (stub if each.deleted else ebook)(number) for number, each in enumerate(entries)}
    return FakeView(name, publication, tuple(entries), SETS, records)


def sample_catalogue(count: int = 50) -> FakeCatalogue:
    catalogue = FakeCatalogue()
    catalogue.publish(sample("all", count=count))
    catalogue.publish(sample("FI-Abc", count=min(count, 20)))
    catalogue.publish(FakeView("FI-Empty", 1))
    return catalogue
