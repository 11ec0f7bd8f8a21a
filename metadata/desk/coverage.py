"""Which share of each vendor's records and headings carries shared identifiers, as sent and as refined.

Counting reads every record. `emat report coverage` and the DAG `watch` keep what they counted; a small store is
counted here, once for each state of its ledger.
"""

from __future__ import annotations

from typing import Any

from metadata import coverage
from metadata.desk.asked import Asked, Facts
from metadata.store import deliveries, nights

_LAST: dict[str, dict[str, Any]] = {}  # what was counted here last, by the state of the store
SMALL = 1_000  # live records that are counted while somebody waits


def facts(asked: Asked) -> Facts:
    """The pages of all vendors, and as of when; none where nothing was counted yet and there is much to count."""
    found = coverage.kept(asked.home) or _counted(asked) or {"at": "", "vendors": {}}
    texts = coverage.load_texts(asked.home.settings.schemas)
    vendors = asked.home.vendors[0]
    names = {each: vendors[each].title[asked.lang] if each in vendors else each for each in sorted(found["vendors"])}
    pages = [(names[each], coverage.page_of(each, found["vendors"][each], texts, asked.lang)) for each in names]
    return {"at": found["at"], "covered": pages}


def _counted(asked: Asked) -> dict[str, Any] | None:
    live = sum(int(each.counts.get("live", 0)) for each in nights.last_commits(asked.connection).values())
    if live > SMALL:
        return None
    mark = f"{asked.home.store.url} {deliveries.newest_entry(asked.connection)} {asked.home.today}"
    if mark not in _LAST:
        counted = {each.vendor: each.as_json() for each in coverage.coverage(asked.home)}
        _LAST.clear()
        _LAST[mark] = {"at": asked.home.clock(), "vendors": counted}
    return _LAST[mark]
