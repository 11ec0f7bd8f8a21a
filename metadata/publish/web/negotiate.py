"""What a request prefers: a language, a media type; and whether it has the answer already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

LANGUAGES = ("fi", "sv", "en")


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


def tagged(request: Request, response: Response) -> Response:
    """The response with an ETag of its content, or 304 when the request has it (RFC 9110 §13.1.2)."""
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"  # may be kept, must be asked again
    response.headers["Vary"] = "Accept, Accept-Language"
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if response.status_code == 200 and (tag in known or "*" in known):
        kept = {name: response.headers[name] for name in ("ETag", "Cache-Control", "Vary")}
        return Response(status_code=304, headers=kept)
    return response
