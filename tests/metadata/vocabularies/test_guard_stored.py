"""The guard and the renewal ask the store what its records have asked for, in either database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feeds import book, night
from postgresql import BOTH
from refreshing import NOW, SLM

from metadata.connections import NONE
from metadata.home import Home
from metadata.store import lookups
from metadata.vocabularies.refresh import Look, Refreshed, refresh, renew_asked, used_in
from transforms.record import Field

DATABASES = BOTH
GENRES = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<%ss518> a skos:Concept ; skos:prefLabel "romaanit"@fi, "romaner"@sv .
<%ss27> a skos:Concept ; skos:prefLabel "novellit"@fi, "noveller"@sv .
"""


@pytest.fixture
def home(open_home: Callable[..., Home], synthetic: Path) -> Home:
    return open_home(schemas=synthetic)


def look(home: Home, dumps: Path, told: str, agreed: bool = False) -> Refreshed:
    (dumps / "slm-skos.ttl").write_text(told.replace("%s", SLM), "utf-8")
    return refresh(Look(home.shelf, NOW, lambda _: NONE, ("slm",), dumps, agreed, used=lambda: used_in(home)))


def genre(number: str, label: str) -> Field:
    return Field.data("655", " 7", "a", label, "2", "slm/fin", "0", SLM + number)


def test_headings_of_stored_records_count_and_only_their_records_are_renewed(
    home: Home, dumps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "PAGE", 3)  # so that keys come in several pages
    look(home, dumps, GENRES)
    novels = [book(f"n-{number}", f"Kirja {number}").add(genre("s518", "romaanit")) for number in range(3)]
    stories = [book(f"t-{number}", f"Kertomus {number}").add(genre("s27", "novellit")) for number in range(2)]
    night(home, "beta", "1.mrc", [*novels, *stories])
    renamed = GENRES.replace('"novellit"', '"lyhytproosa"')
    refused = look(home, dumps, renamed)
    assert refused.vocabularies["slm"].reason == "2 of 5 headings in use (40.0%) would go or change"
    assert len(refused.asked) == 0
    taken = look(home, dumps, renamed, agreed=True)
    assert renew_asked(home, taken.asked) == 2
    assert renew_asked(home, refused.asked) == 0
