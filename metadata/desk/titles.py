"""Titles by a search: an id, a vendor's id, an ISBN or other identifier, a creator's family name, the first words.

What is found is what the index of matching holds (transforms/match/keys.py), so that it is found at once among a
million; words in the middle of a title are in none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from metadata.desk.asked import Asked, Elsewhere, Facts
from metadata.match_policy import match_policy
from metadata.mint import normalise_id
from metadata.store import arrivals, search, titles
from metadata.store.publications import latest_versions
from transforms.formats import oai_dc
from transforms.match.folding import fold
from transforms.match.keys import WORDS, isbn13, significant
from transforms.match.titles import forms_of
from transforms.record import Field, Record

MOST = 50  # titles that are shown
LOOKED_AT = 400  # records that an index gives
LANGUAGES = (("fin",), ("swe",), ("eng",))  # in which the words of numbers are known
LONGEST = 300  # characters of what is looked for


class Hit(NamedTuple):
    """A title that was found, or a record that has none yet."""

    title: str  # "" for a record without one
    name: str
    media: str
    language: str
    status: str
    vendors: Sequence[str]
    record: tuple[str, str]  # vendor and id of a record without a title


def facts(asked: Asked) -> Facts:
    """What was found. Raises Elsewhere for the id of a title."""
    looked_for = asked.query.get("q", "").strip()[:LONGEST]
    title_id = normalise_id(looked_for)
    if title_id and titles.title_states(asked.connection, [title_id]):
        raise Elsewhere(f"/titles/{title_id}")
    ids = list(dict.fromkeys(_found(asked, looked_for))) if looked_for else []
    hits = _hits(asked, ids)
    return {"q": looked_for, "hits": hits[:MOST], "more": len(hits) > MOST or len(ids) >= LOOKED_AT}


def _found(asked: Asked, text: str) -> Iterator[int]:
    """Ids of source records: by identifiers, and only where these find nothing by words."""
    vendor, _, vendor_id = text.partition(":")
    vendors = arrivals.vendors(asked.connection)
    exact = search.having_key(asked.connection, _identifiers(asked, text), LOOKED_AT)
    exact += search.having_id(asked.connection, vendors, text)
    if vendor in vendors:
        exact += search.having_id(asked.connection, [vendor], vendor_id)
    yield from exact or _by_words(asked, text)


def _identifiers(asked: Asked, text: str) -> set[str]:
    """What the text may be as the value of a key: as it stands, and in the canonical form of each type it is one of."""
    types = match_policy(asked.home.settings.schemas).identifiers
    found = {text, isbn13(text), *(each.parse(text) or "" for each in types)} - {""}
    return found | {each.zfill(14) for each in found if each.isdigit() and len(each) < 14}


def _by_words(asked: Asked, text: str) -> Iterator[int]:
    """Titles that begin with these words, and those of creators of whose name they are."""
    policy = match_policy(asked.home.settings.schemas)
    title = Field.data("245", "00", "a", text)
    forms = {forms_of(title, languages, policy).full for languages in LANGUAGES}  # numbers in figures, no article
    for form in sorted(forms):
        if beginning := " ".join(significant(form, policy)[:WORDS]):
            yield from search.beginning_with(asked.connection, "title", beginning, LOOKED_AT)
    words = significant(fold(text), policy)
    if not words:
        return
    family, rest = words[0], " ".join(words[1:WORDS])
    yield from search.beginning_with(asked.connection, "name-title", f"{family}|{rest}", LOOKED_AT)
    if len(words) > 1:  # the given name may stand first
        yield from search.beginning_with(asked.connection, "name-title", f"{words[-1]}|", LOOKED_AT)


def _hits(asked: Asked, ids: Sequence[int]) -> list[Hit]:
    """Titles by name, then records that are not published yet."""
    rows = titles.source_rows(asked.connection, ids)
    wanted = list(dict.fromkeys(rows[each].title_id for each in ids if each in rows and rows[each].title_id))
    states = titles.title_states(asked.connection, wanted)
    versions = latest_versions(asked.connection, wanted) if wanted else {}
    vendors = search.vendors_of(asked.connection, wanted)
    found = [_hit(each, versions.get(each), states[each].status, vendors[each]) for each in wanted]
    found.sort(key=lambda each: (each.status != "live", each.name.casefold(), each.title))
    alone = (row for row in rows.values() if not row.title_id)
    return found + [Hit("", "", "", "", "", [row.vendor], (row.vendor, row.vendor_id)) for row in alone]


def _hit(title_id: str, version: Any, status: str, vendors: Sequence[str]) -> Hit:
    name = oai_dc.title(Record.unpack(version.record)) if version else ""
    media, language = (version.media, version.language) if version else ("", "")
    return Hit(title_id, name, media, language, status, vendors, ("", ""))
