"""What a catalogue tells of expressions and works, and of its own age: read as the current publication left it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from metadata.store import families, publications, works
from metadata.store.families import Family
from metadata.store.store import Reader
from transforms.merge.works_758 import UNKNOWN, OfWork


class StoredFamilies:
    """The part of a catalogue that is no view. Safe to share among threads."""

    _store: Reader

    def family(self, level: str, id: str) -> Family | None:
        """An expression (E) or a work (W)."""
        with self._store.read() as connection:
            return families.family(connection, level, id)

    def of_works(self, title_ids: Iterable[str]) -> Mapping[str, OfWork]:
        """The work and expression of titles; UNKNOWN of those that have none."""
        wanted = list(title_ids)
        with self._store.read() as connection:
            places = works.places(connection, wanted)
        found = {each: OfWork(place.work_id, place.expression_id) for each, place in places.items()}
        return {each: found.get(each, UNKNOWN) for each in wanted}

    def changed(self) -> str:
        """When the current publication was made; "" before the first."""
        with self._store.read() as connection:
            return publications.current(connection)[1]
