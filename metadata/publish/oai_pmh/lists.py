"""The verbs that give titles: GetRecord, ListIdentifiers, ListRecords.

A list is counted once, when it begins, and read by key (datestamp, title id) from one publication: exact
size, nothing twice, nothing lost, no empty page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from metadata.publish.catalogue import Entry, View
from metadata.publish.oai_pmh import tokens
from metadata.publish.oai_pmh.arguments import TOKEN, Fault, span
from metadata.publish.oai_pmh.envelope import element, header, status
from metadata.publish.oai_pmh.exchange import Answer, Ask, Reply
from metadata.publish.oai_pmh.formats import FORMATS
from metadata.publish.oai_pmh.tokens import Walk

_TITLE_ID = re.compile(r"[0-9A-Z]{27}")
_BAD_TOKEN = Fault("badResumptionToken", "not a token of this list, or its publication is no longer kept; begin again")


def found(ask: Ask, identifier: str) -> Entry | None:
    """The entry with this OAI identifier in the view that is asked; None when there is none."""
    prefix = f"oai:{ask.settings.domain}:"
    title_id = identifier.removeprefix(prefix)
    if not identifier.startswith(prefix) or not _TITLE_ID.fullmatch(title_id):
        return None
    return ask.view.entry(title_id)


def get_record(ask: Ask) -> Reply:
    """GetRecord (OAI-PMH 2.0 §4.1); a deleted title gives its header."""
    prefix = ask.arguments["metadataPrefix"]
    if prefix not in FORMATS:
        return _no_format(prefix)
    entry = found(ask, ask.arguments["identifier"])
    if entry is None:
        return Fault("idDoesNotExist", "no title of this view has this identifier")
    walk = Walk(ask.view.publication, prefix, span({}), ("", ""), 0, 1, ask.moment)
    return Answer((b"<GetRecord>\n", *_records(ask, ask.view, walk, [entry]), b"</GetRecord>\n"), ask.moment)


def list_entries(ask: Ask) -> Reply:
    """One page of ListIdentifiers (§4.3) or ListRecords (§4.5), begun or resumed."""
    began = _resumed(ask) if TOKEN in ask.arguments else _begun(ask)
    if isinstance(began, Fault):
        return began
    view, walk = began
    entries = view.page(walk.span, walk.after if walk.cursor else None, ask.settings.page_size)
    if not entries:
        return _BAD_TOKEN
    verb = ask.arguments["verb"]
    content = _records(ask, view, walk, entries) if verb == "ListRecords" else _headers(ask, walk, entries)
    page = (f"<{verb}>\n".encode(), *content, _token(ask, walk, entries).encode(), f"</{verb}>\n".encode())
    # The whole list speaks of the moment it began: who next asks "from" the responseDate of any page misses
    # nothing that was published during the walk.
    return Answer(page, walk.begun)


def _begun(ask: Ask) -> tuple[View, Walk] | Fault:
    prefix, wanted = ask.arguments["metadataPrefix"], span(ask.arguments)
    if prefix not in FORMATS:
        return _no_format(prefix)
    if wanted.set and not ask.view.sets():
        return Fault("noSetHierarchy", "this view has no sets")
    total = ask.view.count(wanted)
    if not total:
        return Fault("noRecordsMatch", "nothing matches from, until and set")
    return ask.view, Walk(ask.view.publication, prefix, wanted, ("", ""), 0, total, ask.moment)


def _resumed(ask: Ask) -> tuple[View, Walk] | Fault:
    walk = tokens.decode(ask.arguments[TOKEN], _door(ask), ask.settings.key)
    view = ask.catalogue.view(ask.view.name, walk.publication) if walk else None
    return (view, walk) if view and walk else _BAD_TOKEN


def _door(ask: Ask) -> str:
    return f"{ask.view.name} {ask.arguments['verb']}"


def _no_format(prefix: str) -> Fault:
    return Fault("cannotDisseminateFormat", f"{prefix[:60]} is not one of {', '.join(FORMATS)}")


def _headers(ask: Ask, walk: Walk, entries: Sequence[Entry]) -> Iterator[bytes]:
    return (header(each, ask.settings.domain, walk.span.set).encode() for each in entries)


def _records(ask: Ask, view: View, walk: Walk, entries: Sequence[Entry]) -> Iterator[bytes]:
    live = [each.title_id for each in entries if not status(each, walk.span.set)[0]]
    metadata = FORMATS[walk.prefix].render(view, live) if live else {}
    shown = frozenset(live)
    for entry, top in zip(entries, _headers(ask, walk, entries), strict=True):
        yield b"<record>\n" + top
        if entry.title_id in shown:  # a live title without metadata is our fault, and fails
            yield b"<metadata>" + metadata[entry.title_id] + b"</metadata>\n"
        yield b"</record>\n"


def _token(ask: Ask, walk: Walk, entries: Sequence[Entry]) -> str:
    """The resumptionToken element behind a page: empty behind the last, absent when one page holds all."""
    given = walk.cursor + len(entries)
    size = f' completeListSize="{walk.total}" cursor="{walk.cursor}"'
    if given >= walk.total:
        return element(TOKEN, "", size) if walk.cursor else ""
    last = entries[-1]
    onward = walk._replace(after=(last.datestamp, last.title_id), cursor=given)
    expires = datetime.fromisoformat(walk.begun) + timedelta(days=ask.settings.token_days)
    text = tokens.encode(onward, _door(ask), ask.settings.key)
    return element(TOKEN, text, f' expirationDate="{expires:%Y-%m-%dT%H:%M:%SZ}"{size}')
