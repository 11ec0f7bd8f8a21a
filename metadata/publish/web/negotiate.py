"""What a request prefers: a language, a media type; and whether it has the answer already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

LANGUAGES = ("fi", "sv", "en")
HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"  # RFC 9110 §5.6.7
KEPT = ("ETag", "Last-Modified", "Cache-Control", "Vary", "Content-Location")  # headers of a 304


def preferences(header: str) -> list[str]:
    """The values of an Accept or Accept-Language header, best first, without the refused (RFC 9110 §12.4)."""
    weighed = []
    for place, item in enumerate(header.lower().split(",")):
        value, *parameters = (part.strip() for part in item.split(";"))
        quality = next((_quality(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
        if value and quality > 0:
            weighed.append((-quality, place, value))
    return [value for _, _, value in sorted(weighed)]


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def language(request: Request) -> str:
    """The language of a page: ?lang=, else the best of Accept-Language, else Finnish."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    wanted = (each.partition("-")[0] for each in preferences(request.headers.get("accept-language", "")))
    return next((each for each in wanted if each in LANGUAGES), LANGUAGES[0])


def suffix(accept: str, types: Mapping[str, Sequence[str]]) -> str:
    """The suffix whose media types the Accept header likes best; "" for a page, which is also the default."""
    for wanted in preferences(accept):
        if wanted in ("text/html", "application/xhtml+xml", "*/*", "text/*"):
            return ""
        for name, known in types.items():
            if wanted in known:
                return name
    return ""


def tagged(request: Request, response: Response, modified: str = "", tag: str = "") -> Response:
    """The response with an ETag of its content, or 304 when the request has it (RFC 9110 §13.1.2, §13.1.3).

    `modified`: when the content changed, as "2026-11-22T01:02:03Z"; it becomes Last-Modified. `tag`: what changes with
    the content, where that is not at hand.
    """
    tag = f'"{tag or hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"  # may be kept, must be asked again
    response.headers["Vary"] = "Accept, Accept-Language"
    changed = datetime.fromisoformat(modified) if modified else None
    if changed:
        response.headers["Last-Modified"] = changed.strftime(HTTP_DATE)
    if response.status_code == 200 and _is_known(request, tag, changed):
        kept = {name: response.headers[name] for name in KEPT if name in response.headers}
        return Response(status_code=304, headers=kept)
    return response


def _is_known(request: Request, tag: str, changed: datetime | None) -> bool:
    """True if the request names this content; the date counts only where it names no ETag."""
    if "if-none-match" in request.headers:
        known = [each.strip().removeprefix("W/") for each in request.headers["if-none-match"].split(",")]
        return tag in known or "*" in known
    with suppress(ValueError):  # what is no date says nothing
        since = datetime.strptime(request.headers.get("if-modified-since", ""), HTTP_DATE).replace(tzinfo=UTC)
        return changed is not None and changed <= since
    return False
