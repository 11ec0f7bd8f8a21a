"""022 $l: the ISSN that links the media of a serial, by the table of the ISSN International Centre."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from transforms.enrich.issn_l import ISSN_L, URN, issn_l
from transforms.enrich.lookups import keys_of_texts, lookups_of
from transforms.normalise import Context
from transforms.record import Record
from transforms.vocabulary import Concept

MakeContext = Callable[..., Context]
MakeRecord = Callable[..., Record]

# Dance research: printed 0264-2875, which links both, online 1750-0095
PRINTED, ONLINE = "0264-2875", "1750-0095"
ELSEWHERE = Concept("urn:ISSN:0039-5552", "local", "concept", {}, {})


class Table:
    """The table, of one serial."""

    def concept(self, uri: str) -> Concept | None:
        known = {each.uri: each for each in (Concept(URN + PRINTED, ISSN_L, "serial", {}, {}), ELSEWHERE)}
        return known.get(uri)

    def named(self, vocabulary: str, language: str, label: str) -> tuple[Concept, ...]:
        return ()

    def matching(self, uri: str, vocabulary: str) -> tuple[Concept, ...]:
        found = self.concept(URN + PRINTED)
        return (found,) if found and (uri, vocabulary) == (URN + ONLINE, ISSN_L) else ()

    def is_whole(self, vocabulary: str, kind: str = "") -> bool:
        return vocabulary == ISSN_L


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([f"022 ## $a {ONLINE}"], [f"022 ## $a {ONLINE} $l {PRINTED}"], id="of-the-online-one"),
        pytest.param([f"022 ## $a {PRINTED}"], [f"022 ## $a {PRINTED} $l {PRINTED}"], id="its-own"),
        pytest.param(
            [f"022 0# $a {ONLINE} $y 1750-0094"], [f"022 0# $a {ONLINE} $l {PRINTED} $y 1750-0094"], id="behind-a"
        ),
        pytest.param([f"022 ## $a {ONLINE} $l {ONLINE}"], [f"022 ## $a {ONLINE} $l {PRINTED}"], id="table-goes-first"),
        pytest.param([f"022 ## $a {ONLINE} $l {PRINTED}"], [f"022 ## $a {ONLINE} $l {PRINTED}"], id="there-already"),
        pytest.param(["022 ## $a 2345-6787 $l 2345-6787"], ["022 ## $a 2345-6787 $l 2345-6787"], id="unknown"),
        pytest.param(["022 ## $a 0264-2874"], ["022 ## $a 0264-2874"], id="check-digit"),
        pytest.param(["022 ## $a 0039-5552"], ["022 ## $a 0039-5552"], id="known-by-another-vocabulary"),
        pytest.param(
            [f"776 08 $i Painettu: $x {PRINTED}"],
            [f"022 ## $l {PRINTED}", f"776 08 $i Painettu: $x {PRINTED}"],
            id="only-its-print-is-told",
        ),
        pytest.param(
            ["022 ## $y 1750-0094", f"776 08 $x {PRINTED}"], ["022 ## $y 1750-0094", f"776 08 $x {PRINTED}"], id="wrong"
        ),
    ],
)
@pytest.mark.parametrize("media", ["magazine", "audiomagazine"])
def test_the_table_gives_the_linking_issn(
    context: MakeContext, record: MakeRecord, media: str, lines: list[str], expected: list[str]
) -> None:
    around = context(media, Table())
    done = issn_l(record(*lines), around)
    assert done == record(*expected)
    assert issn_l(done, around) is done


def test_a_book_has_no_issn_of_its_own(context: MakeContext, record: MakeRecord) -> None:
    book = record(f"022 ## $a {ONLINE}", f"776 08 $x {PRINTED}")
    assert issn_l(book, context("ebook", Table())) is book


def test_the_samples_are_in_the_excerpt(context: MakeContext, record: MakeRecord) -> None:
    done = issn_l(record("776 08 $i Tryckt: $t Suomen Kuvalehti $x 0039-5552"), context("magazine"))
    assert done.value("022", "l") == "0039-5552"


def test_what_is_asked_is_known_to_a_refresh(record: MakeRecord) -> None:
    asked = lookups_of(record(f"022 ## $a {ONLINE} $l {PRINTED}", "776 08 $x 0039-5552 $z 978-952-7999-50-9"))
    assert asked == keys_of_texts((URN + ONLINE, "urn:ISSN:0039-5552"))
