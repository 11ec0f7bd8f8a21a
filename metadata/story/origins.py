"""Where each field and subfield of a published record comes from, and what was left out of it, in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, select

from metadata.store.tables import delivery
from transforms.merge.members import Source
from transforms.merge.policy import MergePolicy
from transforms.merge.provenance import Came, LeftOut, Merged, Part, Way, unpacked
from transforms.record import Record

NO_NAMES: Mapping[int, str] = MappingProxyType({})


class Origins:
    """Tells the provenance of a merged record in words of a language (fi, sv, en); `deliveries`: their names by id."""

    def __init__(
        self, merged: Merged, policy: MergePolicy, language: str, deliveries: Mapping[int, str] = NO_NAMES
    ) -> None:
        self.merged, self._policy, self._language, self._deliveries = merged, policy, language, deliveries

    @classmethod
    def of(cls, connection: Connection, row: Row[Any], policy: MergePolicy, language: str) -> Origins:
        """The provenance of one version of a title, as it is stored."""
        merged = unpacked(Record.unpack(row.record), row.provenance)
        return cls(merged, policy, language, _deliveries(connection, _sources(merged)))

    def fields(self) -> list[dict[str, Any]]:
        """Each field with where it comes from, the leader first."""
        leader = f"=LDR  {self.merged.record.leader.replace(' ', chr(92))}"
        rows = [{"tag": "LDR", "field": leader, **self._came(self.merged.leader)}]
        pairs = zip(self.merged.record.fields, self.merged.came, strict=True)
        return rows + [{"tag": field.tag, "field": str(field), **self._came(came)} for field, came in pairs]

    def left_out(self) -> list[dict[str, Any]]:
        """Each field, or part of one, of a member that is not in the record, and why."""
        return [self._left(each) for each in sorted(self.merged.left_out, key=lambda each: each.field.tag)]

    def _left(self, each: LeftOut) -> dict[str, Any]:
        return {
            "field": str(each.field),
            "part": each.is_part,
            **self._source(each.source),
            **self._way(each.way),
            "why": each.why,
            "reason": self._policy.reason_of(each.why, self._language),
        }

    def _came(self, came: Came) -> dict[str, Any]:
        return {
            **self._source(came.source),
            **self._way(came.way),
            "also": [self._source(each) for each in dict.fromkeys(came.also) if each != came.source],
            "parts": [self._part(each) for each in came.parts],
        }

    def _part(self, part: Part) -> dict[str, Any]:
        return {"path": part.path, **self._source(part.source), **self._way(part.way)}

    def _source(self, source: Source) -> dict[str, Any]:
        return {
            "from": source.vendor,
            "vendor_id": source.vendor_id,
            "version": source.version,
            "delivery": self._deliveries.get(source.delivery, ""),
        }

    def _way(self, way: Way) -> dict[str, Any]:
        strategy, rule = self._policy.words_of(way.strategy, way.rule, self._language)
        return {"strategy": way.strategy, "rule": way.rule, "how": strategy, "what": rule}


def _sources(merged: Merged) -> Iterable[Source]:
    for each in (merged.leader, *merged.came):
        yield each.source
        yield from each.also
        yield from (part.source for part in each.parts)
    yield from (each.source for each in merged.left_out)


def _deliveries(connection: Connection, sources: Iterable[Source]) -> Mapping[int, str]:
    wanted = {each.delivery for each in sources if each.delivery}
    query = select(delivery.c.id, delivery.c.name).where(delivery.c.id.in_(wanted))
    return {row.id: row.name for row in connection.execute(query)} if wanted else {}


def differences(before: str, after: str) -> list[dict[str, str]]:
    """What one version of a record has and the other has not, by tag; values are those of `Record.pack`."""
    old, new = (_lines(text) for text in (before, after))
    rows = [{"change": "out", "field": text} for text in old if text not in new]
    rows += [{"change": "in", "field": text} for text in new if text not in old]
    return sorted(rows, key=lambda row: (row["field"][1:4] != "LDR", row["field"][1:4], row["change"] == "in"))


def _lines(text: str) -> list[str]:
    """The lines of a packed record, without the lengths in its leader."""
    if not text:
        return []
    record = Record.unpack(text)
    neutral = record.put_at("LDR", 0, "00000").put_at("LDR", 12, "00000")
    return str(neutral).splitlines()
