"""Web addresses of 856: their canonical form, what in them belongs to a visit or a library, and whose host it is.

Pure text work: nothing is looked up or opened. An address that cannot be taken apart stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transforms.wordlists import Find

PERSISTENT = frozenset({"urn.fi", "www.urn.fi", "doi.org", "dx.doi.org", "hdl.handle.net"})  # of nobody's alone
_PROXY_HOST = re.compile(r"(?:^|[.-])(?:ez|lib|web)?-?proxy\d{0,2}[.-]|\.idm\.oclc\.org$", re.IGNORECASE)
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
_PROXY_TARGET = ("url", "qurl")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_WEB = ("http://", "https://")
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]{0,200}", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host in lower case; "" where there is none."""
    return _parts(url)[1]


def _parts(url: str) -> tuple[str, str, str]:
    """Scheme, host without user and port in lower case, and what follows it; "" for what is not there."""
    scheme, mark, rest = url.strip().partition("://")
    if not mark or not scheme.isalpha():
        return "", "", url
    end = min((place for each in "/?#" if (place := rest.find(each)) >= 0), default=len(rest))
    host = rest[:end].rpartition("@")[2].partition(":")[0].lower()
    return scheme.lower(), host, rest[end:]


def is_picture(url: str) -> bool:
    """True for an address whose path ends like the file of a picture."""
    return url.partition("?")[0].partition("#")[0].lower().endswith(_PICTURES)


def is_local(url: str, parameter: Find) -> bool:
    """True for a proxy's address, and for one with a parameter of a visit or of a library."""
    return is_proxy(host_of(url)) or without_local(url, parameter) != url


def is_proxy(host: str) -> bool:
    """True for the host of a library's proxy."""
    return ("proxy" in host or "oclc" in host) and _PROXY_HOST.search(host) is not None


def without_local(url: str, parameter: Find) -> str:
    """The address behind a proxy's log-in, without parameters that belong to a visit or to a library."""
    if "?" not in url and ";" not in url:
        return url
    target = _proxied(url)
    if target != url:
        return without_local(target, parameter) if len(target) < len(url) else url
    head, mark, fragment = url.partition("#")
    path, question, query = head.partition("?")
    path = _SESSION_PATH.sub("", path)
    pairs = query.split("&") if query else []
    kept = [each for each in pairs if not parameter(_decoded(each.partition("=")[0]))]
    if len(kept) < len(pairs):
        question, query = ("?", "&".join(kept)) if kept else ("", "")
    return f"{path}{question}{query}{mark}{fragment}"


def _proxied(url: str) -> str:
    """What stands behind "…/login?url=" at a proxy's host."""
    if not is_proxy(host_of(url)):
        return url
    query = url.partition("?")[2]
    for name in _PROXY_TARGET:
        place = f"&{query}".find(f"&{name}=")
        if place >= 0:
            raw = query[place + len(name) + 1 :]
            target = raw if raw.startswith(_WEB) else _decoded(raw.partition("&")[0])
            return target if target.startswith(_WEB) else url
    return url


def _decoded(text: str) -> str:
    """Percent-encoded text as it is meant; bytes that are no UTF-8 show as U+FFFD."""
    if "%" not in text:
        return text
    return _PERCENT.sub(lambda each: bytes([int(each[1], 16)]), text.encode()).decode("utf-8", "replace")


def canonical(url: str, parameter: Find) -> str:
    """A form in which two addresses of one page are equal: host in lower case, https, no visit, no last slash."""
    scheme, host, rest = _parts(without_local(url.strip(), parameter))
    scheme = "https" if scheme == "http" else scheme
    return f"{scheme}://{host}{rest.rstrip('/')}" if host else url


def is_known(host: str, hosts: Collection[str]) -> bool:
    """True for one of the hosts, a host beside it ("kannet.a.example" beside "lainaamo.a.example"), or a resolver."""
    if host in PERSISTENT or host in hosts:
        return True
    return any(host.endswith(f".{_domain(each)}") or host == _domain(each) for each in hosts)


@lru_cache(maxsize=1024)
def _domain(host: str) -> str:
    """The part of a host that one owner has: its last two names, three where the second last is short ("co.uk")."""
    names = host.split(".")
    wide = len(names) > 2 and len(names[-2]) <= 3 and len(names[-1]) == 2
    return ".".join(names[-3:] if wide else names[-2:])
