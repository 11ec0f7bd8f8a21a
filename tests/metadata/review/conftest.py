"""An installation whose vendors are judged by a few rules made for these tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from metadata.home import Home


def rule(number: str, slug: str, level: str, select: str, wanted: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An entry of a rule file."""
    told = {"fi": "{value} ei kelpaa", "sv": "{value} duger inte", "en": "{value} will not do"}
    made: dict[str, Any] = {
        "id": number,
        "slug": slug,
        "level": level,
        "stage": "norm",
        "select": select,
        "assert": wanted,
    }
    if not select:
        del made["select"]
    return {**made, "message": told, "source": ["CN"], **more}


RULES = [
    rule("Z01", "no-small-letter", "error", "245$a", {"matches": "[a-zäö]"}, review=True),
    rule("Z02", "forbidden-note", "fatal", "500$a", {"equals": "ok"}),
    rule("Z03", "subject-good", "error", "653$a", {"equals": "hyvä"}, fix={"set": {"value": "hyvä"}}),
    rule(
        "Z04",
        "mark-missing",
        "error",
        "",
        {"path": "009", "exists": True},
        fix={"set": {"tag": "009", "value": "made"}},
    ),
]


@pytest.fixture
def home(open_home: Callable[..., Home], own_schemas: Path) -> Home:
    """An empty installation of the synthetic vendors, with no rules but these and those about decisions."""
    for each in (own_schemas / "rules").glob("*.yml"):
        if each.stem not in ("aliases", "decisions"):
            each.unlink()
    (own_schemas / "rules" / "test.yml").write_text(yaml.safe_dump({"rules": RULES}, allow_unicode=True), "utf-8")
    return open_home(schemas=own_schemas)
