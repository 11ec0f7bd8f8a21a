"""What the web app is told when it is made; it reads no environment itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from starlette.requests import HTTPConnection

from metadata.publish.oai_pmh.exchange import Called, Settings
from transforms.tables import Tables

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.\-]+)(?::\d{1,5})?")


class PageNames(NamedTuple):
    """What pages call things in their language: fi, sv or en."""

    site: Mapping[str, str] = MappingProxyType({})
    libraries: Mapping[str, Mapping[str, str]] = MappingProxyType({})  # by ISIL
    links: Mapping[str, Mapping[str, str]] = MappingProxyType({})  # by the Finnish or Swedish text of a link (856 $y)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Who publishes, from where, and how much a request may ask."""

    repository_name: str
    admin_email: str
    domain: str  # of the OAI identifiers
    key: bytes  # signs resumption tokens; must outlive restarts
    files: Path  # folder of the file drops, with index.json
    base_url: str = ""  # of the site; "": as the request's Host says, if it is allowed
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    page_size: int = 100
    max_requests: int = 200  # at once; more are told to come back
    seconds: float = 30.0  # until an answer begins
    body_seconds: float = 10.0  # until the body of a request is there
    threads: int = 4  # that answer at the same time; more would wait for each other, a page is work and not waiting
    views: Mapping[str, Called] = field(default_factory=dict)  # how they are called
    set_name: Callable[[str, str], str] | None = None  # (setSpec, language) → name
    names: PageNames = field(default_factory=PageNames)
    tables: Tables = field(kw_only=True)  # the code lists and vocabularies that pages read

    def oai(self, base_url: str) -> Settings:
        """The settings of the OAI-PMH provider at this base URL."""
        return Settings(
            base_url,
            self.repository_name,
            self.admin_email,
            self.domain,
            self.key,
            page_size=self.page_size,
            views=self.views,
            set_name=self.set_name,
        )


def base_url(request: HTTPConnection, settings: WebSettings) -> str:
    """The site's URL without a final slash; "" when the request's Host is not on the allow-list."""
    if settings.base_url:
        return settings.base_url.rstrip("/")
    host = request.headers.get("host", "")
    found = _HOST.fullmatch(host)
    allowed = found is not None and found["name"].lower() in settings.allowed_hosts
    return f"{request.scope['scheme']}://{host}" if allowed else ""
