"""Webhook: a notice as JSON to one address, signed, so that its receiver knows whom it is from.

The connection `notices_webhook` has the address in its extra `url` and the secret as its password:

    {"password": "…", "extra": {"url": "https://chat.example.org/hooks/1", "language": "fi"}}

Headers and signature are those of Standard Webhooks (spec 1.0.0): `webhook-id`, `webhook-timestamp` and
`webhook-signature`, which is "v1," and the Base64 of HMAC-SHA256 over "id.timestamp.body". A secret that begins with
`whsec_` is Base64 behind that. Without a secret nothing is signed.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from metadata.connections import NONE, Connect, UnsetConnectionError
from metadata.errors import ConfigError, SourceError
from metadata.fetch.addresses import parsed, shown
from metadata.fetch.budget import Budget
from metadata.fetch.client import Client
from metadata.notices.notice import Build, Notice, as_text, subject_of
from metadata.notices.words import LANGUAGES, Texts
from metadata.sources import Limits, Source

CONNECTION = "notices_webhook"
LIMITS = Limits(per_second=10, max_seconds=60, retries=3)
_SECRET = "whsec_"  # noqa: S105  # how secrets of Standard Webhooks begin


class Hook(NamedTuple):
    """Where notices go, and how they are signed."""

    url: str
    key: bytes  # b"": not signed
    language: str


def hook_of(connect: Connect) -> Hook | None:
    """The webhook of an installation; None where none is set. Raises ConfigError, which quotes no secret."""
    try:
        found = connect(CONNECTION)
    except UnsetConnectionError:
        return None
    url, language = found.extra.get("url", ""), found.extra.get("language", "fi")
    try:
        parsed(url)
    except SourceError as error:
        raise ConfigError(f"the connection {CONNECTION!r}: its extra 'url' is {error}") from None
    if language not in LANGUAGES:
        raise ConfigError(f"the connection {CONNECTION!r}: its extra 'language' is not one of {', '.join(LANGUAGES)}")
    return Hook(url, _key(found.password), language)


def send(
    build: Build, roles: frozenset[str], connect: Connect, texts: Texts, now: str, budget: Budget | None = None
) -> bool:
    """Tell the webhook; False where there is none, or nothing to tell. What can pass is tried again, under one id.

    Raises ConfigError, and SourceError when the receiver does not take it.
    """
    hook = hook_of(connect)
    notice = build(roles, hook.language) if hook else None
    if hook is None or notice is None:
        return False
    body = body_of(notice, now, texts.say("foot", hook.language, connection=CONNECTION))
    headers = signed(body, hook.key, now)
    budget = budget or Budget(LIMITS)
    where = shown(hook.url)
    source = Source(private_addresses=True, limits=budget.limits)  # who sets a connection may name a house of its own
    with closing(Client(hook.url, source, NONE, budget)) as client:
        status = budget.retrying(f"webhook {where}", lambda: client.post(hook.url, body, headers))
    if not 200 <= status < 300:
        raise SourceError(f"webhook {where}: the receiver says {status}")
    return True


def body_of(notice: Notice, now: str, foot: str) -> bytes:
    """The notice as JSON: kind, language, at, subject, text and data."""
    told: dict[str, Any] = {
        "kind": notice.kind,
        "language": notice.language,
        "at": now,
        "subject": subject_of(notice),
        "text": as_text(notice, foot),
        "data": dict(notice.data),
    }
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def signed(body: bytes, key: bytes, now: str) -> Mapping[str, str]:
    """The headers of a body; its id is the same for the same body and time, so that a second one is known."""
    when = str(int(datetime.fromisoformat(now).timestamp()))
    name = f"msg_{sha256(when.encode() + body).hexdigest()[:24]}"
    headers = {"Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": when}
    if key:
        mark = hmac.digest(key, f"{name}.{when}.".encode() + body, sha256)
        headers["webhook-signature"] = f"v1,{b64encode(mark).decode()}"
    return headers


def _key(secret: str) -> bytes:
    if not secret.startswith(_SECRET):
        return secret.encode()
    try:
        return b64decode(secret.removeprefix(_SECRET), validate=True)
    except NoBase64:
        raise ConfigError(f"the connection {CONNECTION!r}: its secret is not {_SECRET} and Base64") from None
