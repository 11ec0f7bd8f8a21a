"""Invented records to score, and the measures of the house."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import shipped
from transforms.record import Field, Record
from transforms.score.measures import Measures

SCHEMAS = Path(__file__).parents[3] / "schemas"
YSO = "http://www.yso.fi/onto/yso/"
SLM = "http://urn.fi/URN:NBN:fi:au:slm:"
KANTO = "http://urn.fi/URN:NBN:fi:au:finaf:"


def twins(tag: str, number: str, fin: str, swe: str) -> tuple[Field, Field]:
    """One concept of YSO, or of SLM in 655, in both languages."""
    name, base = ("slm", SLM) if tag == "655" else ("yso", YSO)
    return (
        Field.data(tag, " 7", "a", fin, "2", f"{name}/fin", "0", base + number),
        Field.data(tag, " 7", "a", swe, "2", f"{name}/swe", "0", base + number),
    )


@pytest.fixture(scope="session")
def measures() -> Measures:
    """schemas/scores.yml in the year 2026."""
    return Measures.load(SCHEMAS, shipped.tables(), 2026)


@pytest.fixture
def good_book() -> Record:
    """An e-book that lacks nothing but its work; ids are invented."""
    return Record.of(
        Field("001", "1"),
        Field("006", "m|||||o||d||||||||"),
        Field("007", "cr||||||||||||"),
        Field("008", "261122s2026    fi ||||eo|||||||||1|fin||"),
        Field.data("020", "  ", "a", "978-952-19-0001-3", "q", "EPUB"),
        Field.data("035", "  ", "a", "(VENDORA)1"),
        Field.data("040", "  ", "a", "FI-XXX", "b", "fin", "e", "rda"),
        Field.data("041", "0 ", "a", "fin"),
        Field.data("084", "  ", "a", "84.2", "2", "ykl"),
        Field.data("100", "1 ", "a", "Malli, Maija,", "e", "kirjoittaja.", "0", KANTO + "000000001"),
        Field.data("245", "10", "a", "Mallien talo /", "c", "Maija Malli."),
        Field.data("264", " 1", "a", "Helsinki :", "b", "Mallikustannus,", "c", "2026."),
        Field.data("300", "  ", "a", "1 verkkoaineisto (312 sivua)"),
        Field.data("336", "  ", "a", "teksti", "b", "txt", "2", "rdacontent"),
        Field.data("337", "  ", "a", "tietokonekäyttöinen", "b", "c", "2", "rdamedia"),
        Field.data("338", "  ", "a", "verkkoaineisto", "b", "cr", "2", "rdacarrier"),
        Field.data("341", "0 ", "a", "textual", "b", "tableOfContents", "2", "sapdv"),
        Field.data("347", "  ", "a", "tekstitiedosto", "b", "EPUB"),
        Field.data("506", "1 ", "a", "Vain kirjaston asiakkaille."),
        Field.data("520", "  ", "a", "Malli muuttaa taloon, jossa kaikki on mallillaan."),
        *twins("650", "p1", "talot", "hus"),
        *twins("650", "p2", "mallit", "modeller"),
        *twins("650", "p3", "muutto", "flyttning"),
        *twins("655", "s518", "romaanit", "romaner"),
        Field.data("856", "42", "3", "Kansikuva", "u", "https://vendor-a.example/1.jpg"),
        Field.data("856", "40", "u", "https://vendor-a.example/1", "y", "Lainaa"),
    )


@pytest.fixture
def poor_book() -> Record:
    """What a careless platform sends: a title, somebody's name, a keyword."""
    return Record.of(
        Field("001", "2"),
        Field("008", "261122s2026    xxu||||  |||||||||||eng||"),
        Field.data("245", "00", "a", "TALO"),
        Field.data("653", "  ", "a", "Fiction"),
        Field.data("700", "1 ", "a", "Malli, Maija"),
        leader="00000nam a22000007a 4500",
    )


@pytest.fixture
def audiobook() -> Record:
    """An e-audiobook with a reader, a duration and one Finnish subject."""
    return Record.of(
        Field("006", "m|||||o||h||||||||"),
        Field("007", "sr|uunnnnnuneu"),
        Field("008", "261122s2024    fi ||n|eo||||||f |||fin||"),
        Field.data("020", "  ", "a", "978-952-19-0020-4", "q", "MP3"),
        Field.data("035", "  ", "a", "(VENDORA)3"),
        Field.data("040", "  ", "a", "FI-XXX", "b", "fin", "e", "rda"),
        Field.data("041", "0 ", "d", "fin"),
        Field.data("100", "1 ", "a", "Malli, Maija,", "e", "kirjoittaja.", "0", KANTO + "000000001"),
        Field.data("245", "10", "a", "Mallien talo /", "c", "Maija Malli ; lukija: Matti Malli."),
        Field.data("264", " 1", "a", "Helsinki :", "b", "Mallikustannus,", "c", "2023."),
        Field.data("300", "  ", "a", "1 verkkoaineisto (9 h 41 min)"),
        Field.data("306", "  ", "a", "094100"),
        Field.data("336", "  ", "a", "puhe", "b", "spw", "2", "rdacontent"),
        Field.data("337", "  ", "a", "tietokonekäyttöinen", "b", "c", "2", "rdamedia"),
        Field.data("338", "  ", "a", "verkkoaineisto", "b", "cr", "2", "rdacarrier"),
        Field.data("347", "  ", "a", "äänitiedosto", "b", "MP3"),
        Field.data("650", " 7", "a", "talot", "2", "yso/fin", "0", YSO + "p1"),
        Field.data("700", "1 ", "a", "Malli, Matti,", "e", "lukija."),
        leader="00000nim a22000002i 4500",
    )


@pytest.fixture
def film() -> Record:
    """A streaming film with cast, EIDR and subtitles, and nobody with a role."""
    return Record.of(
        Field("006", "m|||||o||c||||||||"),
        Field("007", "cr||||||||||||"),
        Field("007", "vz|||||||"),
        Field("008", "261122s2024    fi 102 e     |o   vlfin||"),
        Field.data("024", "7 ", "a", "10.5240/AAAA-BBBB-CCCC-DDDD-EEEE-F", "2", "eidr"),
        Field.data("035", "  ", "a", "(VENDORC)7"),
        Field.data("041", "0 ", "d", "fin", "j", "swe"),
        Field.data("245", "00", "a", "Mallisatama"),
        Field.data("264", " 1", "b", "Mallituotanto,", "c", "2024."),
        Field.data("300", "  ", "a", "1 verkkoaineisto (1 h 42 min)"),
        Field.data("336", "  ", "a", "kaksiulotteinen liikkuva kuva", "b", "tdi", "2", "rdacontent"),
        Field.data("337", "  ", "a", "tietokonekäyttöinen", "b", "c", "2", "rdamedia"),
        Field.data("338", "  ", "a", "verkkoaineisto", "b", "cr", "2", "rdacarrier"),
        *twins("655", "s1175", "elokuvat", "filmer"),
        Field.data("700", "1 ", "a", "Ohjaaja, Outi"),
        leader="00000ngm a22000002i 4500",
    )


@pytest.fixture
def magazine() -> Record:
    """An e-magazine with an ISSN; it has no author, no ISBN and no duration, and needs none."""
    return Record.of(
        Field("006", "m|||||o||d||||||||"),
        Field("007", "cr||||||||||||"),
        Field("008", "261122c20119999fi mr poo||||||   a0fin||"),
        Field.data("022", "  ", "a", "2345-6787"),
        Field.data("035", "  ", "a", "(VENDORE)90"),
        Field.data("040", "  ", "a", "FI-XXX", "b", "fin", "e", "rda"),
        Field.data("041", "0 ", "a", "fin"),
        Field.data("245", "00", "a", "Mallilehti."),
        Field.data("264", " 1", "a", "Helsinki :", "b", "Mallimedia,", "c", "2011-"),
        Field.data("300", "  ", "a", "1 verkkoaineisto"),
        Field.data("336", "  ", "a", "teksti", "b", "txt", "2", "rdacontent"),
        Field.data("337", "  ", "a", "tietokonekäyttöinen", "b", "c", "2", "rdamedia"),
        Field.data("338", "  ", "a", "verkkoaineisto", "b", "cr", "2", "rdacarrier"),
        Field.data("347", "  ", "a", "tekstitiedosto", "b", "PDF"),
        *twins("655", "s50", "verkkolehdet", "elektroniska tidskrifter"),
        leader="00000nas a22000002i 4500",
    )
