"""The OAI-PMH 2.0 provider: a request in, a response out, over one view of the catalogue.

Pure but for the catalogue it reads and the clock it is given; it knows no web framework.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from metadata.publish.catalogue import Catalogue, View
from metadata.publish.oai_pmh import envelope
from metadata.publish.oai_pmh.arguments import Fault, checked, pairs
from metadata.publish.oai_pmh.describe import identify, list_formats, list_sets
from metadata.publish.oai_pmh.exchange import Answer, Ask, Reply, Request, Response, Served, Settings, address
from metadata.publish.oai_pmh.lists import NOTHING, get_record, list_entries, nothing_given

Clock = Callable[[], datetime]
LAG = timedelta(seconds=10)
"""An answer speaks of a moment ago. A publication is dated just before it is committed: whoever is answered between the
two, and asks next from that answer's responseDate, must still be given it."""

VERBS: Mapping[str, Callable[[Ask], Reply]] = {
    "Identify": identify,
    "ListMetadataFormats": list_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_entries,
    "ListRecords": list_entries,
}
_PLAIN = ("Content-Type", "text/plain; charset=utf-8")


def handle(request: Request, name: str, catalogue: Catalogue, settings: Settings, clock: Clock) -> Response:
    """Answer one OAI-PMH 2.0 request to the view `name`; `clock` gives aware datetimes.

    OAI-PMH errors come with status 200; 404 is an unknown view, 405 a method other than GET and POST.
    """
    if request.method not in ("GET", "POST"):
        return Response(405, (("Allow", "GET, POST"), _PLAIN), b"OAI-PMH takes GET and POST.\n")
    view = catalogue.view(name)
    if view is None:
        return Response(404, (_PLAIN,), b"There is no such view.\n")
    moment = f"{clock().astimezone(UTC) - LAG:%Y-%m-%dT%H:%M:%SZ}"
    arguments = checked(pairs(b"&".join((request.query, request.body))))
    if isinstance(arguments, tuple):
        return _sent(request, _refused(settings, view, {}, arguments, moment))
    ask = Ask(arguments, view, catalogue, settings, moment)
    reply = VERBS[arguments["verb"]](ask)
    if isinstance(reply, Fault):
        walk = nothing_given(ask) if reply == NOTHING else None
        sent = _sent(request, _refused(settings, view, arguments, (reply,), moment))
    else:
        walk = reply.walk
        sent = _sent(request, _document(settings, view, arguments, reply))
    return sent._replace(served=Served(name, arguments["verb"], walk)) if walk else sent


def _refused(settings: Settings, view: View, echo: Mapping[str, str], faults: tuple[Fault, ...], moment: str) -> bytes:
    return _document(settings, view, echo, Answer((envelope.errors(faults),), moment))


def _document(settings: Settings, view: View, echo: Mapping[str, str], answer: Answer) -> bytes:
    return envelope.document(address(settings.base_url, view.name), echo, answer.moment, answer.content)


def _sent(request: Request, body: bytes) -> Response:
    headers = (("Content-Type", "text/xml; charset=utf-8"), ("Vary", "Accept-Encoding"))
    if not accepts_gzip(request.accept_encoding):
        return Response(200, headers, body)
    # Without a time stamp, so that equal answers are equal bytes.
    return Response(200, (*headers, ("Content-Encoding", "gzip")), gzip.compress(body, compresslevel=5, mtime=0))


def accepts_gzip(header: str) -> bool:
    """True if an Accept-Encoding header names gzip and does not refuse it with q=0 (RFC 9110 §12.5.3)."""
    for coding in header.lower().split(","):
        name, *parameters = (part.strip() for part in coding.split(";"))
        if name in ("gzip", "x-gzip"):
            return not any(part.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for part in parameters)
    return False
