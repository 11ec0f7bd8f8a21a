"""The words of the question: schemas/approval.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from metadata.vendors import Words
from metadata.yaml_files import Strict, load_model

LANGUAGES = ("fi", "sv", "en")


class ApprovalTexts(Strict):
    """schemas/approval.yml."""

    held: dict[str, Words]  # by what is held: file, renewal, list or publication
    answers: dict[str, Words]  # likewise
    words: dict[str, Words]
    samples: dict[str, Words]
    counts: dict[str, Words]

    def all_of(self, key: str) -> str:
        """A word in the three languages, beside each other."""
        return beside(self.words[key])


def beside(words: Words) -> str:
    """A word in the three languages; once where they have the same one."""
    return " · ".join(dict.fromkeys(words[language] for language in LANGUAGES))


@lru_cache(maxsize=4)
def load_approval_texts(schemas: Path) -> ApprovalTexts:
    """The texts of a schemas folder. Raises ConfigError."""
    return load_model(schemas / "approval.yml", ApprovalTexts)
