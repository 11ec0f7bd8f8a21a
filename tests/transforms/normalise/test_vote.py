"""The vote on the media of a vendor's record: words of AACR2 and of vendors say that a text is online."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.transforms.normalise.conftest import TABLES
from transforms.media import Media
from transforms.normalise.vote import vote
from transforms.profile import Profile
from transforms.record import Record

Lines = Callable[..., Record]


@pytest.mark.parametrize(
    ("line", "media"),
    [
        ("245 00 $a Valot $h [Elektroninen aineisto] :", Media.EBOOK),
        ("245 00 $a Valot $h [electronic resource] /", Media.EBOOK),
        ("245 00 $a Valot $h [Äänikirja]", Media.EAUDIOBOOK),
        ("245 00 $a Valot $h [teksti]", Media.PRINT),
        ("245 00 $a Electronic resource", Media.PRINT),
        ("300 ## $a 1 e-kirja (312 s.)", Media.EBOOK),
        ("300 ## $a 1 ressource en ligne (250 p.)", Media.EBOOK),
        ("300 ## $a 312 s.", Media.PRINT),
    ],
)
def test_words_for_what_is_online(line: str, media: Media, record: Lines) -> None:
    assert vote(record("LDR 00000nam a22000002i 4500", line), Profile(), TABLES.steps.evidence) is media


@pytest.mark.parametrize("extent", ["1 slide", "2 filmstrips", "1 videocassette", "1 videokasetti"])
def test_what_is_projected_from_a_carrier_is_no_streaming_film(extent: str, record: Lines) -> None:
    given = record("LDR 00000ngm a22000002i 4500", f"300 ## $a {extent}")
    assert vote(given, Profile(), TABLES.steps.evidence) is Media.OTHER
