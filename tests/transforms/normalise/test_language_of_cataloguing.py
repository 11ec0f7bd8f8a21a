"""A record catalogued in one language through a profile of the other: no constant of the first is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import shipped
from transforms.normalise import Context, normalise
from transforms.record import Record
from transforms.validate import SOURCE, Terms

TABLES = shipped.tables()
RULES = shipped.rules()
Make = Callable[..., Context]
Lines = Callable[..., Record]

FIN = [
    "LDR 00000nim a22000002i 4500",
    "001 1",
    "008 261122s2026    fi ||n|eo||||||f#|||fin||".replace("#", " "),
    "040 ## $a FI-XXX $b fin $e rda",
    "041 0# $d fin",
    "100 1# $a Esimerkki, Anna, $e kirjoittaja. $4 aut",
    "245 10 $a Saaren valot / $c Anna Esimerkki ; lukija: Matti Malli.",
    "250 ## $a Lyhentämätön.",
    "264 #1 $a [Kustannuspaikka tuntematon] : $b [kustantaja tuntematon], $c 2026.",
    "300 ## $a 1 verkkoaineisto (9 h 41 min)",
    "306 ## $a 094100",
    "336 ## $a puhe $b spw $2 rdacontent",
    "337 ## $a tietokonekäyttöinen $b c $2 rdamedia",
    "338 ## $a verkkoaineisto $b cr $2 rdacarrier",
    "344 ## $a digitaalinen",
    "347 ## $a äänitiedosto $b MP3",
    "500 ## $a Sisällön luomisessa on käytetty tekoälyä.",
    "506 1# $a Edellyttää kirjaston lainausoikeutta. $f Online access with authorization $2 star",
    "511 0# $a Lukija: Matti Malli.",
    "521 8# $a Ikäraja: 12.",
    "546 ## $a Puhuttu suomeksi.",
    "700 1# $a Malli, Matti, $e lukija. $4 nrt",
    "776 08 $i E-kirja: $z 978-952-19-0001-3",
    "776 08 $i Painettu: $z 978-952-19-0003-7",
    "856 42 $3 Kansikuva $u https://vendor-a.example/covers/1.jpg",
]
SWE = {
    "040$b": ["swe"],
    "100$e": ["författare."],
    "250$a": ["Oförkortad."],
    "264$a": ["[Utgivningsort okänd] :"],
    "264$b": ["[utgivare okänd],"],
    "300$a": ["1 onlineresurs (9 h 41 min)"],
    "336$a": ["tal"],
    "337$a": ["dator"],
    "338$a": ["onlineresurs"],
    "344$a": ["digital"],
    "347$a": ["ljudfil"],
    "500$a": ["Innehållet har skapats med hjälp av artificiell intelligens."],
    "506$a": ["Kräver lånerätt på biblioteket."],
    "511$a": ["Inläsare: Matti Malli."],
    "521$a": ["Åldersgräns: 12."],
    "546$a": ["Tal på finska."],
    "700$e": ["inläsare."],
    "776$i": ["E-bok:", "Tryckt:"],
    "856$3": ["Omslagsbild"],
}


def finished(record: Record, context: Context) -> Record:
    made, _ = normalise(record, context)
    return RULES.fix(made, context.media, SOURCE, Terms(profile=context.profile)).record


def told(record: Record) -> dict[str, list[str]]:
    return {each: [value for field in record.all(each[:3]) for value in field.all(each[4:])] for each in SWE}


def constants(language: str, other: str) -> set[str]:
    """Every constant of a language that the other writes otherwise, as it begins: "Lukija: "."""
    words, twins = TABLES.words[language], TABLES.words[other]
    found = {text.partition("{}")[0] for key, text in words.items() if text != twins[key]}
    found |= {each[language] for each in TABLES.rda_terms.values() if each[language] != each[other]}
    labels = TABLES.cataloguing.roles.labels.values()
    found |= {each[language] for each in labels if each[language] and each[language] != each[other]}
    return {each for each in found if len(each) > 4}


def test_from_finnish_to_swedish(context: Make, record: Lines) -> None:
    made = finished(record(*FIN), context("eaudiobook", language="swe"))
    assert told(made) == SWE
    values = [
        value for each in made for code, value in each.subfields if code != "0" and each.tag not in ("245", "655")
    ]
    assert not {value for value in values if value.rstrip(".:,") in constants("fin", "swe")}
    assert not {value for value in values for each in constants("fin", "swe") if value.startswith(f"{each} ")}


def test_from_finnish_to_swedish_and_back(context: Make, record: Lines) -> None:
    swedish = finished(record(*FIN), context("eaudiobook", language="swe"))
    back = finished(swedish, context("eaudiobook", language="fin"))
    assert told(back) == told(finished(record(*FIN), context("eaudiobook", language="fin")))


@pytest.mark.parametrize(
    ("code", "unit"), [("fin", "1 verkkoaineisto"), ("swe", "1 onlineresurs"), ("eng", "1 verkkoaineisto")]
)
def test_by_record_follows_040_or_008(code: str, unit: str, context: Make, record: Lines) -> None:
    line = f"008 261122s2026    fi ||||eo|||||||||1|{code}||"
    for stated, wanted in (([], unit), (["040 ## $a FI-XXX $b swe"], "1 onlineresurs")):
        given = record(line, *stated, "300 ## $a verkkoaineisto")
        assert normalise(given, context("ebook", language="by_record"))[0].value("300", "a") == wanted
