"""Resumption tokens: where a walk over a list stands, signed, so that nothing is kept on the server.

A token is good for one view and one verb only, and as long as its publication is kept; it outlives restarts.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import NamedTuple

from metadata.publish.catalogue import Span

VERSION = "3"
_SIGNATURE = 32  # bytes of HMAC-SHA256
_LONGEST = 1024  # characters


class Walk(NamedTuple):
    """A walk over one list of one publication, after `cursor` of `total` entries."""

    publication: int
    prefix: str
    span: Span
    after: str  # behind the last entry given: `Page.after`
    cursor: int
    total: int
    deleted: int  # of those given
    begun: str  # when the first page was asked for: "2026-11-22T01:02:03Z"


def encode(walk: Walk, door: str, key: bytes) -> str:
    """The token of a walk at a door ("<view> <verb>"), in base64url without padding."""
    parts = (
        VERSION,
        walk.publication,
        walk.prefix,
        *walk.span,
        walk.after,
        walk.cursor,
        walk.total,
        walk.deleted,
        walk.begun,
    )
    payload = "|".join(map(str, parts)).encode()  # no part can hold "|": all are checked or our own
    return urlsafe_b64encode(_sign(payload, door, key) + payload).decode().rstrip("=")


def decode(token: str, door: str, key: bytes) -> Walk | None:
    """The walk that a token stands for; None when it is not ours, was changed, or belongs to another door."""
    if len(token) > _LONGEST or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    signature, payload = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not hmac.compare_digest(signature, _sign(payload, door, key)):
        return None
    walk = _unpacked(payload.decode())
    return walk if walk and encode(walk, door, key) == token else None  # one walk has one spelling


def _sign(payload: bytes, door: str, key: bytes) -> bytes:
    return hmac.digest(key, door.encode() + b"\n" + payload, "sha256")


def _unpacked(payload: str) -> Walk | None:
    version, *parts = payload.split("|")
    if version != VERSION:  # signed by another release
        return None
    publication, prefix, start, until, group, after, cursor, total, deleted, begun = parts
    return Walk(
        int(publication),
        prefix,
        Span(start, until, group),
        after,
        int(cursor),
        int(total),
        int(deleted),
        begun,
    )
