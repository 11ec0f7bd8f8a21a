"""The verbs that give titles: GetRecord, ListIdentifiers, ListRecords.

A list is counted once, when it begins, and read from place to place in one publication: exact size, nothing twice,
nothing lost, no empty page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from metadata.publish.catalogue import NO_METADATA, Entry, Metadata, View
from metadata.publish.oai_pmh import tokens
from metadata.publish.oai_pmh.arguments import TOKEN, Fault, span
from metadata.publish.oai_pmh.envelope import GUIDELINES, Frame, element, frame, guided
from metadata.publish.oai_pmh.exchange import CC0, Answer, Ask, Reply
from metadata.publish.oai_pmh.formats import FORMATS, formats_of
from metadata.publish.oai_pmh.tokens import Walk

_TITLE_ID = re.compile(r"[0-9A-Z]{27}")
# Of the metadata of every title, as the guidelines for rights expressions (OAI 2005, §2.1) have it.
_RIGHTS = guided("about", "rights", f"{GUIDELINES}/rights/", f'<rightsReference ref="{CC0}"/>\n').encode()
NOTHING = Fault("noRecordsMatch", "nothing matches from, until and set")
_NO_SUCH_SET = Fault("noRecordsMatch", "there is no such set in this view")
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
    if prefix not in formats_of(ask.view.name):
        return _no_format(ask, prefix)
    entry = found(ask, ask.arguments["identifier"])
    if entry is None:
        return Fault("idDoesNotExist", "no title of this view has this identifier")
    metadata = NO_METADATA if entry.deleted else ask.view.metadata(entry.title_id, FORMATS[prefix].form)
    record = _records(frame(entry, ask.settings.domain), [(entry, metadata)])
    return Answer((b"<GetRecord>\n", *record, b"</GetRecord>\n"), ask.moment)


def list_entries(ask: Ask) -> Reply:
    """One page of ListIdentifiers (§4.3) or ListRecords (§4.5), begun or resumed."""
    began = _resumed(ask) if TOKEN in ask.arguments else _begun(ask)
    if isinstance(began, Fault):
        return began
    view, walk = began
    verb, domain = ask.arguments["verb"], ask.settings.domain
    form = FORMATS[walk.prefix].form if verb == "ListRecords" else ""
    entries, after = view.page(walk.span, walk.after, ask.settings.page_size, form)
    if not entries:
        return _BAD_TOKEN
    content, gone = list[bytes](), 0
    written = _records if form else _headers
    for _, some in groupby(entries, _alike):
        alike = list(some)
        around = frame(alike[0][0], domain, walk.span.set)
        gone += len(alike) if around.deleted else 0
        content += written(around, alike)
    onward = walk._replace(after=after, cursor=walk.cursor + len(entries), deleted=walk.deleted + gone)
    page = (f"<{verb}>\n".encode(), *content, _token(ask, walk, onward).encode(), f"</{verb}>\n".encode())
    # The whole list speaks of the moment it began: who next asks "from" the responseDate of any page misses
    # nothing that was published during the walk.
    return Answer(page, walk.begun, onward)


def nothing_given(ask: Ask) -> Walk:
    """The walk over a list that has nothing, which is a harvest as well: nothing is new."""
    return Walk(ask.view.publication, ask.arguments["metadataPrefix"], span(ask.arguments), "", 0, 0, 0, ask.moment)


def _begun(ask: Ask) -> tuple[View, Walk] | Fault:
    prefix, wanted = ask.arguments["metadataPrefix"], span(ask.arguments)
    if prefix not in formats_of(ask.view.name):
        return _no_format(ask, prefix)
    if wanted.set and (fault := _no_set(ask, wanted.set)):
        return fault
    total = ask.view.count(wanted)
    if not total:
        return NOTHING
    return ask.view, Walk(ask.view.publication, prefix, wanted, "", 0, total, 0, ask.moment)


def _no_set(ask: Ask, wanted: str) -> Fault | None:
    """What is wrong with a set. One that there is not is not looked for: made-up ones would fill memory and log."""
    known = [spec for spec, _ in ask.view.sets()]
    if not known:
        return Fault("noSetHierarchy", "this view has no sets")
    return None if wanted in known else _NO_SUCH_SET


def _resumed(ask: Ask) -> tuple[View, Walk] | Fault:
    walk = tokens.decode(ask.arguments[TOKEN], _door(ask), ask.settings.key)
    if walk is None:
        return _BAD_TOKEN
    is_current = walk.publication == ask.view.publication
    view = ask.view if is_current else ask.catalogue.view(ask.view.name, walk.publication)
    return (view, walk) if view else _BAD_TOKEN


def _door(ask: Ask) -> str:
    return f"{ask.view.name} {ask.arguments['verb']}"


def _no_format(ask: Ask, prefix: str) -> Fault:
    known = ", ".join(formats_of(ask.view.name))
    return Fault("cannotDisseminateFormat", f"{prefix[:60]} is not one of {known}")


def _alike(told: tuple[Entry, Metadata]) -> tuple[object, ...]:
    """What an entry says beside the title id."""
    return told[0][0], told[0][2:]


def _headers(around: Frame, alike: Sequence[tuple[Entry, Metadata]]) -> list[bytes]:
    """The `header` elements of entries that stand alike, in pieces."""
    before, behind = around.before, around.behind
    return [piece for entry, _ in alike for piece in (before, entry.title_id.encode(), behind)]


def _records(around: Frame, alike: Sequence[tuple[Entry, Metadata]]) -> list[bytes]:
    """Their `record` elements; what is deleted, or left the set that is listed, has no metadata and no about."""
    before = b"<record>\n" + around.before
    if around.deleted:
        return _headers(Frame(True, before, around.behind + b"</record>\n"), alike)
    found, behind, end = list[bytes](), around.behind + b"<metadata>", _RIGHTS + b"</record>\n"
    for entry, (xml, about) in alike:
        found += before, entry.title_id.encode(), behind, xml, b"</metadata>\n", about, end
    return found


def _token(ask: Ask, walk: Walk, onward: Walk) -> str:
    """The resumptionToken element behind a page: empty behind the last, absent when one page holds all."""
    size = f' completeListSize="{walk.total}" cursor="{walk.cursor}"'
    if onward.cursor >= walk.total:
        return element(TOKEN, "", size) if walk.cursor else ""
    expires = datetime.fromisoformat(walk.begun) + timedelta(days=ask.settings.token_days)
    text = tokens.encode(onward, _door(ask), ask.settings.key)
    return element(TOKEN, text, f' expirationDate="{expires:%Y-%m-%dT%H:%M:%SZ}"{size}')
