"""The calendar: the one door to the day of the run, for whatever lets an answer depend on it.

Who asks whether a day has come gets an answer that is true for the day of the run only; the calendar notes when it
will be another. So a record knows until when its outcome holds (`turns_on`), and no gate, field or rule can ask without
its being noted. A calendar is of one record.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

UNKNOWN = "000000"  # yymmdd, as Profile.entered where no day is told


class Asks(StrEnum):
    """What asks for a day; each has its words in schemas/story.yml."""

    RESTRICTION = "restriction"  # on sales, in ONIX
    RESOURCE = "resource"  # days of a cover, a sample or a trailer
    LICENCE = "licence"  # days of an open one
    MONTH = "month"  # in which a title is expected or becomes free: 263, 506 $g
    YEAR = "year"  # of publication, too far ahead
    LEVEL = "level"  # of encoding, of a title that was announced


class Calendar:
    """The day of the run, and the least future day on which an answer that was given would be another."""

    __slots__ = ("today", "turns_by", "turns_on")

    def __init__(self, today: str = "") -> None:
        """`today`: yyyymmdd; "" where nobody knows the day: then everything has begun, and nothing is over."""
        self.today = today
        self.turns_on = ""  # yyyy-mm-dd; "" where no future day was asked for
        self.turns_by = ""  # what asked for it

    @classmethod
    def of(cls, entered: str) -> Calendar:
        """That of a day as Profile.entered is written: yymmdd, zeros for no day."""
        return cls("" if entered in ("", UNKNOWN) else f"20{entered}")

    @property
    def knows_day(self) -> bool:
        """False where nobody knows the day of the run."""
        return self.today != ""

    def has_begun(self, start: str, asks: Asks) -> bool:
        """True from a day, month or year on, given as digits (yyyymmdd, yyyymm, yyyy); "": it always has."""
        if not self.today or self.today[: len(start)] >= start:
            return True
        self._note(_first_day(start), asks)
        return False

    def is_over(self, end: str, asks: Asks) -> bool:
        """True after a day, month or year, given as digits; "": it never is."""
        if not self.today or not end:
            return False
        if self.today[: len(end)] > end:
            return True
        self._note(_day_after(end), asks)
        return False

    def _note(self, day: str, asks: Asks) -> None:
        """From this day (yyyy-mm-dd) on an answer is another; "" for a day that never comes."""
        if day and (not self.turns_on or day < self.turns_on):
            self.turns_on, self.turns_by = day, str(asks)


NO_DAY = Calendar()  # where nobody knows the day: it has nothing to note


@lru_cache(maxsize=1024)  # the days of a feed come again and again
def _first_day(digits: str) -> str:
    """The first day of a day, month or year; of one that the calendar does not have the next one; "" for no date."""
    try:
        return date.fromisoformat(_dashed(digits, "01")).isoformat()
    except ValueError:
        return _day_after(digits)


@lru_cache(maxsize=1024)
def _day_after(digits: str) -> str:
    """The day after a day, month or year; "" where that is no date or the last one that there is."""
    try:
        year, month = int(digits[:4]), int(digits[4:6] or 12)  # months beyond 12 are no date: read_date gives none
        follows = date(year + month // 12, month % 12 + 1, 1)
        if len(digits) <= len("yyyymm"):
            return follows.isoformat()
        last = follows - timedelta(days=1)
        return (date(year, month, min(int(digits[6:8]), last.day)) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _dashed(digits: str, missing: str) -> str:
    """yyyy-mm-dd of digits, with what is missing of month and day."""
    return f"{digits[:4]}-{digits[4:6] or missing}-{digits[6:8] or missing}"
