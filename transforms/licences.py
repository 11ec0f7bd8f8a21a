"""Creative Commons licences by address and by name: "CC BY 4.0", as 540 $f writes them ($2 cc)."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"creativecommons\.org/(licenses|publicdomain)/(by(?:-nc)?(?:-nd|-sa)?|zero|mark)/([1-4]\.[0-9])", re.IGNORECASE
)
_NAME = re.compile(r"\bCC[ -]?(BY(?:-NC)?(?:-ND|-SA)?|0)[ -]([1-4]\.[0-9])\b", re.IGNORECASE)
_PUBLIC = {"zero": "CC0", "mark": "CC PDM"}


def code_of_address(address: str) -> str:
    """The code of the licence at an address: ".../licenses/by/4.0/" is "CC BY 4.0"; "" for other addresses."""
    found = _ADDRESS.search(address)
    if found is None:
        return ""
    kind = found[2].lower()
    return f"{_PUBLIC.get(kind, f'CC {kind.upper()}')} {found[3]}"


def code_in_text(text: str) -> str:
    """The code of a licence that a text names: "Lisenssi: cc-by-sa 4.0" has "CC BY-SA 4.0"; "" where there is none."""
    found = _NAME.search(text)
    if found is None:
        return ""
    return f"CC0 {found[2]}" if found[1] == "0" else f"CC {found[1].upper()} {found[2]}"
