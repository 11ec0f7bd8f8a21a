"""Web addresses of 856: their canonical form, what in them belongs to a visit or a library, and whose host it is.

Pure text work: nothing is looked up or opened. An address that cannot be taken apart stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

if TYPE_CHECKING:
    from transforms.wordlists import Find

PERSISTENT = frozenset({"urn.fi", "www.urn.fi", "doi.org", "dx.doi.org", "hdl.handle.net"})  # of nobody's alone
_PROXY_HOST = re.compile(r"(?:^|[.-])(?:ez|lib|web)?-?proxy\d{0,2}[.-]|\.idm\.oclc\.org$", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)(?:[?#].*)?", re.IGNORECASE)
_PROXY_TARGET = ("url", "qurl")
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]{0,200}", re.IGNORECASE)


def host_of(url: str) -> str:
    """The host in lower case; "" where there is none."""
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""


def is_picture(url: str) -> bool:
    """True for an address that ends like the file of a picture."""
    return _PICTURE.search(url) is not None


def is_local(url: str, parameter: Find) -> bool:
    """True for a proxy's address, and for one with a parameter of a visit or of a library."""
    return bool(_PROXY_HOST.search(host_of(url))) or without_local(url, parameter) != url


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
    kept = [each for each in pairs if not parameter(unquote(each.partition("=")[0]))]
    if len(kept) < len(pairs):
        question, query = ("?", "&".join(kept)) if kept else ("", "")
    return f"{path}{question}{query}{mark}{fragment}"


def _proxied(url: str) -> str:
    """What stands behind "…/login?url=" at a proxy's host."""
    try:
        parts = urlsplit(url)
        if not _PROXY_HOST.search(parts.hostname or ""):
            return url
        for name in _PROXY_TARGET:
            mark, place = f"{name}=", parts.query.find(f"{name}=")
            if parts.query.startswith(mark) or (place > 0 and parts.query[place - 1] == "&"):
                raw = parts.query[place + len(mark) :] + (f"#{parts.fragment}" if parts.fragment else "")
                target = raw if raw.startswith(("http://", "https://")) else parse_qs(parts.query)[name][0]
                return target if target.startswith(("http://", "https://")) else url
    except (ValueError, KeyError):
        pass
    return url


def canonical(url: str, parameter: Find) -> str:
    """A form in which two addresses of one page are equal: host in lower case, https, no visit, no last slash."""
    try:
        parts = urlsplit(without_local(url.strip(), parameter))
    except ValueError:
        return url
    scheme = "https" if parts.scheme.lower() in ("http", "https") else parts.scheme.lower()
    return urlunsplit((scheme, parts.netloc.lower(), parts.path.rstrip("/"), parts.query, parts.fragment))


def is_known(host: str, hosts: Collection[str]) -> bool:
    """True for one of the hosts, a host beside it ("kannet.a.example" beside "lainaamo.a.example"), or a resolver."""
    if host in PERSISTENT or host in hosts:
        return True
    return any(host.endswith(f".{_domain(each)}") or host == _domain(each) for each in hosts)


def _domain(host: str) -> str:
    """The part of a host that one owner has: its last two names, three where the second last is short ("co.uk")."""
    names = host.split(".")
    wide = len(names) > 2 and len(names[-2]) <= 3 and len(names[-1]) == 2
    return ".".join(names[-3:] if wide else names[-2:])
