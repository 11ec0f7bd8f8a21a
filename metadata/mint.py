"""Permanent title ids: a UUIDv7 in one short typable form with a check character (house.md §10).

27 characters of Crockford's base 32 (no I, L, O, U): 26 for the 128 bits and one check character
(ISO 7064, hybrid system over the same alphabet). Ids are minted once and looked up for ever.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from uuid import UUID

from stdnum.iso7064 import mod_37_36

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 27
Mint = Callable[[], str]
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": "", " ": ""})


def mint_title_id() -> str:
    """A new title id (RFC 9562 UUIDv7: milliseconds since 1970, then random bits)."""
    millis, noise = time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10), "big")
    bits = millis << 80 | 0x7 << 76 | (noise >> 68 & 0xFFF) << 64 | 0b10 << 62 | noise & (1 << 62) - 1
    return encode(UUID(int=bits))


def encode(uuid: UUID) -> str:
    """The typable form of a UUID."""
    digits = "".join(ALPHABET[uuid.int >> shift & 31] for shift in range(125, -1, -5))
    return digits + str(mod_37_36.calc_check_digit(digits, ALPHABET))


def normalise_id(text: str) -> str:
    """A title id as a person may have typed it (small letters, hyphens, O for 0); "" when it cannot be one."""
    typed = text.strip().upper().translate(_MISREAD)
    if len(typed) != LENGTH or any(each not in ALPHABET for each in typed):
        return ""
    return typed if mod_37_36.is_valid(typed, ALPHABET) else ""
