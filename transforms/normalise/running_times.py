"""Running times as 300 tells them in words and 306 codes them. Pure; nothing here guesses at a rounded time."""

from __future__ import annotations

import re
from typing import NamedTuple

_HOURS = re.compile(r"([0-9]{1,3}) ?(?:h|hrs?|hours?|t|tim|timmar|timme|tunti|tuntia)(?![^\W\d_])", re.IGNORECASE)
_MINUTES = re.compile(
    r"([0-9]{1,4}) ?(?:min|mins|minutes?|minuuttia|minuutti|minuter|minut)(?![^\W\d_])\.?"
    r"(?:,? ?([0-9]{1,2}) ?(?:s|sec|sek|seconds?|sekuntia|sekunder)(?![^\W\d_]))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<![0-9:])([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])(?![0-9:])")
_ABOUT = re.compile(r"\b(?:noin|n\.|ca|cirka|circa|approx\w{0,10}|about|yli|över|over)(?!\w)", re.IGNORECASE)
TIME_WORDS = frozenset({
    "h", "hr", "hrs", "hour", "hours", "t", "tim", "timmar", "timme", "tunti", "tuntia",
    "min", "mins", "minute", "minutes", "minuuttia", "minuutti", "minuter", "minut",
    "s", "sec", "sek", "second", "seconds", "sekuntia", "sekunti", "sekunder", "and", "ja", "och",
})  # fmt: skip
LONGEST = 100 * 3600  # seconds that 306 has no room for
_HHMMSS = re.compile(r"([0-9]{2})([0-5][0-9])([0-5][0-9])")


class Duration(NamedTuple):
    """A running time as told."""

    seconds: int
    to_the_minute: bool  # False: whole hours only, perhaps rounded


def spoken(text: str) -> Duration | None:
    """The time that a text tells once and surely: "(9 h 41 min)"; None for none, for several and for "noin 3 h"."""
    clock = _CLOCK.findall(text)
    hours, minutes = _HOURS.findall(text), _MINUTES.findall(text)
    if len(clock) + max(len(hours), len(minutes)) != 1 or _ABOUT.search(text):
        return None
    if clock:
        h, m, s = map(int, clock[0])
        return Duration(h * 3600 + m * 60 + s, True)
    minute, second = minutes[0] if minutes else ("0", "")
    total = sum(map(int, hours)) * 3600 + int(minute) * 60 + int(second or 0)
    return Duration(total, bool(minutes)) if total else None


def without_about(text: str) -> str:
    """ "n. 9 h 41 min" without the word that says that the time is not exact."""
    return _ABOUT.sub("", text, count=1).strip()


def coded(text: str) -> int | None:
    """306 $a in seconds; None where it is not HHMMSS."""
    found = _HHMMSS.fullmatch(text)
    return None if found is None else int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])


def hhmmss(seconds: int) -> str:
    """A time as 306 $a has it: 34860 as "094100"."""
    return f"{seconds // 3600:02}{seconds // 60 % 60:02}{seconds % 60:02}"


def agree(seconds: int, told: Duration, tolerance: int) -> bool:
    """True if a time is the told one, give or take `tolerance` seconds; whole hours stand for what they begin too."""
    difference = abs(seconds - told.seconds)
    return difference <= tolerance or (not told.to_the_minute and difference < 3600)
