"""Names from outside, made fit to be shown and kept. They are never used as paths."""

from __future__ import annotations

import hashlib
import unicodedata

LONGEST = 255  # characters


def safe_name(name: str) -> str:
    """The name without control, format (right-to-left override) and lone surrogate characters, of ≤ 255 characters.

    A changed name ends in a part of the hash of the given one, so that two names never become one.
    """
    clean = "".join(each for each in name if unicodedata.category(each)[0] not in "CZ" or each == " ").strip()
    if clean == name and 0 < len(name) <= LONGEST:
        return name
    tail = "~" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return clean[: LONGEST - len(tail)] + tail
