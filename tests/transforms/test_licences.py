"""Creative Commons licences by address and name."""

from __future__ import annotations

import pytest

from transforms.licences import code_in_text, code_of_address


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/BY-NC-ND/3.0/deed.fi", "CC BY-NC-ND 3.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "CC PDM 1.0"),
        ("https://creativecommons.org/", ""),
        ("https://a.example/licenses/by/4.0/", ""),
    ],
)
def test_code_of_address(address: str, code: str) -> None:
    assert code_of_address(address) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lisenssi: cc-by-sa 4.0.", "CC BY-SA 4.0"),
        ("CC0 1.0", "CC0 1.0"),
        ("CC 0 1.0", "CC0 1.0"),
        ("CC BY", ""),
        ("", ""),
    ],
)
def test_code_in_text(text: str, code: str) -> None:
    assert code_in_text(text) == code
