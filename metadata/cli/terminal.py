"""The console of tables and progress: texts reach it with what vendors put into them."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from metadata.cli.visible import visible


class Terminal(Console):
    """A console that shows control characters instead of obeying them."""

    def render_str(self, text: str, **options: Any) -> Text:
        """A text with its markup."""
        return super().render_str(visible(text), **options)
