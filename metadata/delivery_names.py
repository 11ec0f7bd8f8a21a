"""What people call a delivery: a file by its name, a renewal, which is none, in the reader's language.

Stored is the English name, "renewal 3"; whatever names a delivery to people goes through here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from metadata.vendors.parts import Words
from metadata.yaml_files import Strict, load_model

LANGUAGES = ("fi", "sv", "en")
_RENEWAL = re.compile("renewal ([1-9][0-9]*)")


class Names(Strict):
    """schemas/deliveries.yml."""

    renewal: Words

    def called(self, name: str, language: str) -> str:
        """The name of a delivery as it is stored, in a language."""
        found = _RENEWAL.fullmatch(name)
        return self.renewal[language].format(number=found[1]) if found else name

    def in_each(self, name: str) -> str | dict[str, str]:
        """The same by language, for a sentence that is told in each; the name alone where it is that of a file."""
        return {each: self.called(name, each) for each in LANGUAGES} if _RENEWAL.fullmatch(name) else name


@lru_cache(maxsize=4)
def load_delivery_names(schemas: Path) -> Names:
    """The names. Raises ConfigError."""
    return load_model(schemas / "deliveries.yml", Names)
