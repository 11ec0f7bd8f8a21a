"""Envelopes as text, so that the store keeps with a record's raw bytes how they are to be read again, alone."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from transforms.formats.frame import Envelope
from transforms.formats.onix import Dialects, alone, portable


@lru_cache(maxsize=64)
def written(envelope: Envelope) -> str:
    """An envelope as JSON."""
    return msgspec.json.encode(envelope).decode()


@lru_cache(maxsize=64)
def read(text: str) -> Envelope:
    """The envelope that `written` wrote."""
    return msgspec.json.decode(text, type=Envelope)


def kept(raw: bytes, envelope: Envelope, dialects: Dialects) -> tuple[bytes, Envelope]:
    """The bytes of a record as they are kept, and the envelope that they are read in again.

    An ONIX product that cannot be read without its message is written anew as one that can.
    """
    if envelope.format != "onix":
        return raw, envelope
    portable_raw = portable(raw, envelope, dialects)
    return portable_raw, envelope if portable_raw == raw else alone(envelope)
