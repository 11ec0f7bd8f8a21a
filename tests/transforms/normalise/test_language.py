"""041: one field, one code in a subfield, and what is heard or read in a film where it belongs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from transforms.normalise import STEPS, Context
from transforms.record import Record

Make = Callable[..., Context]
Lines = Callable[..., Record]


@pytest.mark.parametrize(
    ("media", "before", "after"),
    [
        ("eaudiobook", ["041 0# $a fin"], ["=041  0\\$dfin"]),
        ("eaudiobook", ["041 0# $a fin $d swe"], ["=041  0\\$afin$dswe"]),
        ("film", ["041 1# $a fin $b swe"], ["=041  1\\$dfin$jswe"]),
        ("film", ["041 0# $a fin", "041 1# $j swe $j eng"], ["=041  1\\$dfin$jswe$jeng"]),
        ("ebook", ["041 0# $a fin", "041 ## $h eng"], ["=041  0\\$afin$heng"]),
        ("ebook", ["041 1# $a finswe $h engfre"], ["=041  1\\$afin$aswe$heng$hfre"]),
        ("ebook", ["041 0# $a finxyz"], ["=041  0\\$afinxyz"]),
        ("ebook", ["041 0# $a fin", "041 07 $a fi $2 iso639-1"], ["=041  0\\$afin", "=041  07$afi$2iso639-1"]),
    ],
)
def test_languages(media: str, before: list[str], after: list[str], context: Make, record: Lines) -> None:
    mended = STEPS["language"](record(*before), context(media))
    assert [str(each) for each in mended.all("041")] == after
    assert STEPS["language"](mended, context(media)) == mended
