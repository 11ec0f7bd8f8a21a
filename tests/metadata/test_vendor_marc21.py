"""`marc21: {allow: …}` of a vendor file: what it takes, and that it reaches the records."""

from __future__ import annotations

from pathlib import Path

import pytest
from feeds import vendor_yaml

from metadata.errors import ConfigError
from metadata.vendors import load_vendor


def written(folder: Path, allow: str) -> Path:
    path = folder / "alpha.yml"
    path.write_text(f"{vendor_yaml('alpha')}\nmarc21:\n  allow: {allow}\n", "utf-8")
    return path


def test_what_a_vendor_allows_is_in_its_profile(tmp_path: Path) -> None:
    vendor = load_vendor(written(tmp_path, '["591$a|b", "9XX", "XXX$9"]'))
    assert vendor.profile("FI-XXX").allow == ("591$a|b", "9XX", "XXX$9")


@pytest.mark.parametrize("wrong", ["XXX", "59", "591$", "591$ab", "59x", "591$a|", "591^1"])
def test_what_allows_nothing_or_everything_is_refused_with_its_place(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ConfigError, match=r"alpha\.yml:\d+.*allow"):
        load_vendor(written(tmp_path, f'["{wrong}"]'))


def test_what_a_vendor_promises_is_in_its_profile(tmp_path: Path) -> None:
    path = tmp_path / "alpha.yml"
    path.write_text(f'{vendor_yaml("alpha")}\nmarc21: {{promises: ["520", "264$b"]}}\n', "utf-8")
    assert load_vendor(path).profile("FI-XXX").promises == ("520", "264$b")


@pytest.mark.parametrize("wrong", ["5XX", "52", "264$", "264$ab", "264$a|b"])
def test_a_promise_is_of_one_tag_or_subfield(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "alpha.yml"
    path.write_text(f'{vendor_yaml("alpha")}\nmarc21: {{promises: ["{wrong}"]}}\n', "utf-8")
    with pytest.raises(ConfigError, match=r"alpha\.yml:\d+.*promises"):
        load_vendor(path)
