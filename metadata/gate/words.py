"""What a gate says to people in Finnish, Swedish and English: the sentences of schemas/gates.yml with their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from metadata.gate.check import Check
from metadata.vendors.parts import Words
from metadata.yaml_files import Strict, load_model

LANGUAGES = ("fi", "sv", "en")
_MOST_DIGITS = 4  # behind the comma, where value and limit would look the same with fewer


class Sentence(Words):
    """What is said of one check, and the rule of group B that it belongs to."""

    rule: str
    unit: Literal["number", "share"]


class GateTexts(Strict):
    """All texts of the gates."""

    checks: dict[str, Sentence]
    fields: dict[str, Words]
    verdicts: dict[str, Words]
    words: dict[str, Words]

    def of(self, key: str, has_baseline: bool = True) -> tuple[Sentence, str]:
        """The sentence for a check, and what {name} stands for: of "fill.isbn" the field, of "publication.x" x."""
        kind, _, name = key.partition(".")
        return self.checks["fill_drop" if kind == "fill" and has_baseline else kind], name

    def rule(self, key: str) -> str:
        """The rule of group B that a check belongs to: "B01"."""
        return self.of(key)[0].rule

    def sentence(self, check: Check, language: str) -> str:
        """What a check found, as a plain sentence in "fi", "sv" or "en", beginning with a small letter."""
        sentence, name = self.of(check.key, check.baseline is not None)
        baseline, unit = check.baseline or 0.0, sentence.unit
        digits = _digits(check.value, check.limit) if unit == "share" else 0
        usual_unit = "share" if sentence is self.checks.get("fill_drop") else "number"
        return sentence[language].format(
            value=written(check.value, unit, language, digits),
            limit=written(check.limit, unit, language, digits),
            baseline=written(baseline, usual_unit, language, digits if usual_unit == "share" else 0),
            name=self.fields[name][language] if name in self.fields else name,
        )

    def told(self, checks: Iterable[Check], language: str = "en") -> str:
        """What several checks found, in one line."""
        return "; ".join(self.sentence(each, language) for each in checks)


@lru_cache(maxsize=4)
def load_gate_texts(schemas: Path) -> GateTexts:
    """The texts of a schemas folder. Raises ConfigError."""
    return load_model(schemas / "gates.yml", GateTexts)


def _digits(value: float, limit: float) -> int:
    """So many decimals of a percentage that value and limit do not look the same when they are not."""
    digits = 0 if all(abs(each * 100 - round(each * 100)) < 0.05 for each in (value, limit)) else 1
    while value != limit and f"{value:.{digits}%}" == f"{limit:.{digits}%}" and digits < _MOST_DIGITS:
        digits += 1
    return digits


def written(value: float, unit: str, language: str, digits: int = 0) -> str:
    """A number as the language writes it: 12.5% and 1,234 in English, 12,5 % and 1 234 in Finnish and Swedish."""
    text = f"{value * 100:,.{digits}f}" if unit == "share" else f"{round(value):,}"
    if language == "en":
        return f"{text}%" if unit == "share" else text
    text = text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return f"{text}\N{NO-BREAK SPACE}%" if unit == "share" else text
