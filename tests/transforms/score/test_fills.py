"""Fill facts: what a record has of what it ought to have, by media."""

from __future__ import annotations

from transforms.record import Field, Record
from transforms.score.fills import FILLS, fills_of

BARE = Record.of(Field("001", "1"), Field.data("245", "00", "a", "Talo"))
YSO = "http://www.yso.fi/onto/yso/p5131"


def has(record: Record, media: str = "ebook", *, linked: bool = False) -> set[str]:
    return set(fills_of(record, media, linked=linked)[0])


def applies(media: str, *fields: Field) -> set[str]:
    return set(fills_of(BARE.add(*fields), media)[1])


def test_a_bare_record_has_nothing() -> None:
    assert has(BARE) == set()
    assert has(Record.of()) == set()


def test_every_fact_can_be_had() -> None:
    book = BARE.add(
        Field("008", "261122s2026    fi ||||jo|||||||||1|fin||"),
        Field.data("020", "  ", "a", "978-952-19-0001-3"),
        Field.data("035", "  ", "a", "(VENDORA)1"),
        Field.data("084", "  ", "a", "85.22", "2", "ykl"),
        Field.data(
            "100", "1 ", "a", "Malli, Matti,", "e", "kirjoittaja.", "0", "http://urn.fi/URN:NBN:fi:au:finaf:000000001"
        ),
        Field.data("300", "  ", "a", "1 verkkoaineisto (9 h 41 min)"),
        Field.data("341", "0 ", "a", "auditory", "b", "structuralNavigation", "2", "sapdv"),
        Field.data("347", "  ", "a", "äänitiedosto", "b", "MP3"),
        Field.data("520", "  ", "a", "Talo palaa."),
        Field.data("650", " 7", "a", "rakkaus", "2", "yso/fin", "0", YSO),
        Field.data("650", " 7", "a", "kärlek", "2", "yso/swe", "0", YSO),
        Field.data("856", "42", "3", "Kansikuva", "u", "https://v.example/1.jpg"),
        Field.data("856", "40", "u", "https://v.example/1"),
    )
    found = fills_of(book, "eaudiobook")
    assert set(found[0]) == set(found[1]) == set(FILLS)


def test_an_access_mode_alone_tells_no_accessibility() -> None:
    new = BARE.add(Field("008", "261122s2026    fi ||||eo|||||||||1|fin||"))
    assert "accessibility" not in has(new.add(Field.data("341", "0 ", "a", "textual", "2", "sapdv")))
    assert "accessibility" in has(new.add(Field.data("341", "0 ", "a", "textual", "b", "index", "2", "sapdv")))
    assert "accessibility" in has(new.add(Field.data("532", "8 ", "a", "WCAG v2.1--WCAG level AA.")))


def test_a_magazine_ought_to_have_no_isbn_and_a_book_no_duration() -> None:
    assert not {"isbn", "contributor", "role", "ykl", "duration"} & applies("magazine")
    assert "duration" not in applies("ebook")
    assert "duration" in applies("film")
    assert not {"link", "format", "cover"} & applies("print")
    assert applies("no such media") == applies("other")


def test_an_audience_is_asked_of_what_is_for_children() -> None:
    assert "audience_juvenile" not in applies("ebook", Field.data("084", "  ", "a", "84.2", "2", "ykl"))
    signs = (
        Field.data("084", "  ", "a", "85.22", "2", "ykl"),
        Field.data("655", " 7", "a", "x", "2", "slm/fin", "0", "http://urn.fi/URN:NBN:fi:au:slm:s1181"),
        Field.data("072", " 7", "a", "YFB", "2", "thema"),
    )
    for each in signs:
        assert "audience_juvenile" in applies("ebook", each)
        assert "audience_juvenile" not in has(BARE.add(each))
        assert "audience_juvenile" in has(BARE.add(each, Field.data("521", "1 ", "a", "Ikäsuositus: 3-6")))
    assert "audience_juvenile" not in applies("ebook", Field.data("084", "  ", "a", "85.22", "2", "sab"))
    assert "audience_juvenile" not in applies("ebook", Field.data("072", " 7", "a", "FY", "2", "thema"))


def test_accessibility_is_asked_since_the_duty_began() -> None:
    def published(dates: str) -> bool:
        return "accessibility" in applies("ebook", Field("008", f"261122{dates}fi ||||eo|||||||||1|fin||"))

    assert published("s2026    ")
    assert not published("s2025    "), "a year alone does not tell"
    assert published("e20250628")
    assert not published("e20250627")
    assert not published("s20uu    ")


def test_a_wrong_isbn_is_none() -> None:
    assert "isbn" not in has(BARE.add(Field.data("020", "  ", "a", "978-952-19-0001-4")))
    assert "isbn" not in has(BARE.add(Field.data("020", "  ", "z", "978-952-19-0001-3")))


def test_a_number_of_a_union_catalogue_traces_no_vendor() -> None:
    for number in ("(FI-MELINDA)012345678", "123", "(VENDORA)", "(OCoLC)1"):
        assert "vendor_id" not in has(BARE.add(Field.data("035", "  ", "a", number)))


def test_a_role_is_wanted_of_everybody_an_authority_of_somebody() -> None:
    known = Field.data("100", "1 ", "a", "Malli, Matti", "4", "aut", "0", "(FI-ASTERI-N)000000001")
    unknown = Field.data("700", "1 ", "a", "Malli, Maija", "0", "(DE-588)1")
    assert {"contributor", "role", "kanto"} <= has(BARE.add(known))
    assert has(BARE.add(known, unknown)) & {"contributor", "role", "kanto"} == {"contributor", "kanto"}
    assert has(BARE.add(unknown)) == {"contributor"}


def test_a_meeting_has_its_role_in_j() -> None:
    assert "role" in has(BARE.add(Field.data("711", "2 ", "a", "Kokous", "j", "järjestäjä")))
    assert "role" not in has(BARE.add(Field.data("711", "2 ", "a", "Kokous", "e", "jaosto")))


def test_twins_are_wanted_of_every_concept() -> None:
    fin = Field.data("650", " 7", "a", "rakkaus", "2", "yso/fin", "0", YSO)
    swe = Field.data("650", " 7", "a", "kärlek", "2", "yso/swe", "0", YSO.replace("http:", "https:"))
    other = Field.data("651", " 7", "a", "Helsinki", "2", "yso/fin", "0", "http://www.yso.fi/onto/yso/p94137")
    assert has(BARE.add(fin)) == {"subject_uri"}
    assert has(BARE.add(fin, swe)) == {"subject_uri", "twin"}
    assert has(BARE.add(fin, swe, other)) == {"subject_uri"}


def test_the_genre_that_every_e_book_has_is_no_subject() -> None:
    genre = Field.data("655", " 7", "a", "e-kirjat", "2", "slm/fin", "0", "http://urn.fi/URN:NBN:fi:au:slm:s889")
    assert has(BARE.add(genre)) == set()


def test_a_link_is_made_at_publication_or_stands_in_the_record() -> None:
    assert "link" in has(BARE, linked=True)
    assert "link" not in has(BARE)
    for bad in ("http://v.example/1", "v.example/1", "https://v.example/1.jpg"):
        assert "link" not in has(BARE.add(Field.data("856", "40", "u", bad)))
    assert "link" not in has(BARE.add(Field.data("856", "42", "u", "https://v.example/1")))


def test_durations_stand_in_300_306_and_008() -> None:
    film = Record.of(Field("008", "261122s2024    fi 102 e     |o   vlfin||"), leader="00000ngm a22000002i 4500")
    assert "duration" in has(film, "film")
    assert "duration" not in has(film.put_at("008", 18, "---"), "film")
    assert "duration" in has(BARE.add(Field.data("306", "  ", "a", "094100")), "eaudiobook")
    assert "duration" not in has(BARE.add(Field.data("306", "  ", "a", "000000")), "eaudiobook")
    assert "duration" in has(BARE.add(Field.data("300", "  ", "a", "1 onlineresurs (9 tim 4 min)")), "eaudiobook")
    assert "duration" not in has(BARE.add(Field.data("300", "  ", "a", "1 verkkoaineisto (3 tiedostoa)")), "eaudiobook")


def test_an_empty_field_is_none() -> None:
    assert has(BARE.add(Field("520", "  \x1fa"), Field("100", "1 \x1fa"))) == set()
