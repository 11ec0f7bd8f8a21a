"""Text for terminals: marks that would command a terminal are shown, for what vendors send may have them in it."""

from __future__ import annotations

_PICTURES = 0x2400  # U+2400-241F picture the control characters U+0000-001F
_KEPT = "\n\t"

_SHOWN = {code: chr(_PICTURES + code) for code in range(0x20) if chr(code) not in _KEPT}
_SHOWN |= {0x7F: "\u2421"}
_SHOWN |= {code: f"\\x{code:02x}" for code in range(0x80, 0xA0)}  # C1, which some terminals obey
_SHOWN |= {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}  # turn the order round


def visible(text: str) -> str:
    """The text with control characters as pictures; ends of lines and tabulators stay."""
    return text.translate(_SHOWN)
