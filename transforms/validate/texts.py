"""What is wrong with a text for readers: prices and addresses in it, capitals, a cut end. Tests of one text; pure."""

from __future__ import annotations

import re

SHORTEST, LONGEST = 60, 4_000  # characters of a summary
CAPITALS = 0.5  # share of the letters
FEW_LETTERS = 20  # a shorter text is not judged by its capitals
_CUT = ("...", "…")
_HUNDREDTHS = re.compile(r"[0-9][.,][0-9]{2}")
_AMOUNT = re.compile(
    r"(?:(?:€|£|\$|\b(?:EUR|SEK|USD|GBP))\s?[0-9]{1,4}[.,][0-9]{2}(?![0-9]))"
    r"|(?<![0-9.,])[0-9]{1,4}[.,][0-9]{2}\s?(?:€|£|(?:EUR|euroa|SEK|USD|GBP|kr|NOK|DKK)\b)",
    re.IGNORECASE,
)
_ADDRESS = ("http://", "https://", "www.", "@")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"\b(?:puh|puhelin|tel|tfn|telefon|phone)\b[.:]?\s{0,3}\+?[0-9(]|\+358[ 0-9]{6}", re.IGNORECASE)


def has_price(text: str) -> bool:
    """True for an amount of money with its hundredths, "12,90 €": round sums may belong to a story."""
    return _HUNDREDTHS.search(text) is not None and _AMOUNT.search(text) is not None


def has_address(text: str) -> bool:
    """True for a web or mail address or a telephone number."""
    lowered = text.lower()
    if any(each in lowered for each in _ADDRESS[:3]) or ("@" in lowered and _MAIL.search(text)):
        return True
    return any(each in lowered for each in ("puh", "tel", "tfn", "phone", "+358")) and _PHONE.search(text) is not None


def is_sound_summary(text: str) -> bool:
    """True for a summary of 60 to 4,000 characters, not in capitals, not cut, without price, address and telephone."""
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST or text.endswith(_CUT):
        return False
    return not (is_shouted(text) or has_address(text) or has_price(text))


def is_shouted(text: str) -> bool:
    """True if more than half of the letters are capitals."""
    start = text[:400]  # the rest is like the beginning
    letters = sum(map(str.isalpha, start))
    return letters >= FEW_LETTERS and sum(map(str.isupper, start)) > CAPITALS * letters
