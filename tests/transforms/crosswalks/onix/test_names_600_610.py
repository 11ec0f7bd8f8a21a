"""Names as subjects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, converted

DATES = (
    '<SubjectDate><SubjectDateRole>50</SubjectDateRole><Date dateformat="05">1834</Date></SubjectDate>'
    '<SubjectDate><SubjectDateRole>51</SubjectDateRole><Date dateformat="05">1872</Date></SubjectDate>'
)
KANTO = (
    "<NameIdentifier><NameIDType>01</NameIDType><IDTypeName>KANTO</IDTypeName>"
    "<IDValue>000000001</IDValue></NameIdentifier>"
)


def about(xml: str) -> str:
    return f"<NameAsSubject>{xml}</NameAsSubject>"


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        ("<PersonNameInverted>Kivi, Aleksis</PersonNameInverted>" + DATES, ["14$aKivi, Aleksis,$d1834-1872."]),
        (
            KANTO + "<PersonNameInverted>Malli, Matti</PersonNameInverted>",
            ["14$aMalli, Matti.$0http://urn.fi/URN:NBN:fi:au:finaf:000000001"],
        ),
        ("<KeyNames>Platon</KeyNames>", ["04$aPlaton."]),
        ("<CorporateName>Marimekko</CorporateName>", ["24$aMarimekko."]),
        (
            "<NameType>07</NameType><PersonNameInverted>Holmes, Sherlock</PersonNameInverted>",
            ["14$aHolmes, Sherlock$c(fiktiivinen hahmo)"],
        ),
        ("<PersonName>useita</PersonName>", []),
        ("", []),
    ],
)
def test_a_name_as_subject(xml: str, lines: list[str]) -> None:
    assert converted(about(xml)).lines("600", "610") == lines


def test_a_fictional_character_in_swedish() -> None:
    xml = about("<NameType>07</NameType><PersonNameInverted>Holmes, Sherlock</PersonNameInverted>")
    assert converted(xml, replace(PROFILE, language="swe")).record.value("600", "c") == "(fiktiv gestalt)"


def test_persons_come_before_bodies_and_each_once() -> None:
    body, person = about("<CorporateName>Malli</CorporateName>"), about("<KeyNames>Platon</KeyNames>")
    assert [field.tag for field in converted(body + person + person).record.all("6XX")][:2] == ["600", "610"]
