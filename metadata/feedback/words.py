"""The texts of the reports (schemas/feedback.yml), and how a language writes numbers, shares and dates."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field

from metadata.delivery_names import Names, load_delivery_names
from metadata.errors import ConfigError
from metadata.gate.check import Check
from metadata.gate.words import GateTexts, load_gate_texts
from metadata.vendors import Vendor, Words
from metadata.yaml_files import Strict, load_model
from transforms.record import Issue

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
HARD = "\N{NO-BREAK SPACE}"
_CATALOGUED = {"fin": "fi", "swe": "sv"}

Limit = Annotated[int, Field(ge=1, le=1_000_000)]


class Limits(Strict):
    """How much is told."""

    runs: Limit
    ids: Limit
    asked: Limit
    mended: Limit
    poor: Limit
    bars: Limit
    sheet: Limit


class Feedback(Strict):
    """schemas/feedback.yml."""

    limits: Limits
    ours: frozenset[str]
    levels: dict[str, Words]
    states: dict[str, Words]
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]  # as English writes them
    texts: dict[str, Words]


class Texts(NamedTuple):
    """What the reports say in their own words and in those of the gates, and what they call deliveries."""

    feedback: Feedback
    gates: GateTexts
    names: Names


def load_texts(schemas: Path) -> Texts:
    """The texts and limits of the reports. Raises ConfigError."""
    told = load_model(schemas / "feedback.yml", Feedback)
    return Texts(told, load_gate_texts(schemas), load_delivery_names(schemas))


def language_of(vendor: Vendor) -> str:
    """The language to write to a vendor in: that of its cataloguing; Finnish for one that catalogues in several."""
    return _CATALOGUED.get(vendor.cataloguing_language, "fi")


class Wording:
    """The texts in one language. Called with a key of `texts:`, and the values that fill its places."""

    def __init__(self, texts: Texts, language: str, timezone: str = "Europe/Helsinki") -> None:
        self.feedback, self._gates, self._names = texts
        self.language = language
        self._zone = ZoneInfo(timezone)

    def __call__(self, key: str, **values: object) -> str:
        """A text, filled in; the values are put in as they are. Raises ConfigError for a text that is missing."""
        if key not in self.feedback.texts:
            raise ConfigError(f"feedback.yml: texts: {key} is missing")
        return self.feedback.texts[key][self.language].format(**values)

    def counted(self, key: str, number: int) -> str:
        """A number with its noun: "1 tietue", "1 234 tietuetta"."""
        return self(f"{key}_one" if number == 1 else f"{key}_many", n=self.number(number))

    def named(self, kind: str, key: str) -> str:
        """A level or state by its name; the key itself where none is written."""
        known: dict[str, Words] = getattr(self.feedback, kind)
        return known[key][self.language] if key in known else key

    def delivery(self, name: str) -> str:
        """What a delivery is called that is stored under this name."""
        return self._names.called(name, self.language)

    def gate(self, check: Check) -> str:
        """What a tripped gate found, as a sentence; only its key where no sentence is written (any more)."""
        known = check.key.partition(".")[0] in self._gates.checks or check.key.startswith("fill.")
        return self._gates.sentence(check, self.language) if known else check.key

    def outcome(self, issue: Issue) -> str:
        """What a mended value became: the new value, or in words that it is gone or was cleaned."""
        return issue.after or self("mended" if issue.stage == "raw" else "gone")

    def field(self, name: str) -> str:
        """A key field of the fill rates, with a capital."""
        fields = self._gates.fields
        text = fields[name][self.language] if name in fields else name
        return text[:1].upper() + text[1:]

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as the language writes it: 1234.5 is "1 234,5" in Finnish and Swedish."""
        english = f"{value:,.{decimals}f}"
        return english if self.language == "en" else english.replace(",", HARD).replace(".", ",")

    def share(self, value: float) -> str:
        """A share of 0-1 in per cent, with a decimal where it would otherwise look like all or nothing."""
        rounded = round(100 * value)
        decimals = 1 if (rounded == 100 and value < 1) or (rounded == 0 and value > 0) else 0
        shown = min(max(100 * value, 0.1), 99.9) if decimals else 100 * value
        return self.number(shown, decimals) + ("%" if self.language == "en" else f"{HARD}%")

    def date(self, at: str) -> str:
        """The day of a time of the store (ISO 8601 in UTC) where the vendor is; "" for none."""
        if not at:
            return ""
        day = datetime.fromisoformat(at).astimezone(self._zone)
        if self.language == "en":
            return f"{day.day} {self.feedback.months[day.month - 1]} {day.year}"
        return f"{day.day}.{day.month}.{day.year}"

    def short_date(self, at: str) -> str:
        """The day without its year: "1.11.", "1 Nov"."""
        day = datetime.fromisoformat(at).astimezone(self._zone)
        return (
            f"{day.day} {self.feedback.months[day.month - 1][:3]}"
            if self.language == "en"
            else f"{day.day}.{day.month}."
        )
