"""506 and 540: what is open to everybody."""

from __future__ import annotations

import pytest

from tests.transforms.crosswalks.onix.onix_builder import converted, text

BY = "https://creativecommons.org/licenses/by/4.0/"
OPEN = "0\\$aAineisto on vapaasti saatavissa.$fUnrestricted online access$2star"


def expression(address: str, kind: str = "01") -> str:
    return (
        f"<EpubLicenseExpression><EpubLicenseExpressionType>{kind}</EpubLicenseExpressionType>"
        f"<EpubLicenseExpressionLink>{address}</EpubLicenseExpressionLink></EpubLicenseExpression>"
    )


def licence(*inside: str, name: str = "") -> str:
    name = name and f"<EpubLicenseName>{name}</EpubLicenseName>"
    return f"<EpubLicense>{name}{''.join(inside)}</EpubLicense>"


STATEMENT = text("Avoin julkaisu", "20")


@pytest.mark.parametrize(
    ("xml", "collateral", "lines"),
    [
        (licence(expression(BY)), "", [OPEN, f"\\\\$aCC BY 4.0$u{BY}"]),
        (
            licence(expression(BY), name="Creative Commons Nimeä 4.0"),
            "",
            [OPEN, f"\\\\$aCreative Commons Nimeä 4.0$u{BY}"],
        ),
        (licence(name="CC BY-SA 4.0"), "", [OPEN, "\\\\$aCC BY-SA 4.0"]),
        (licence(expression(f"{BY}legalcode", "02"), expression(BY)), "", [OPEN, f"\\\\$aCC BY 4.0$u{BY}"]),
        (licence(expression(f"{BY}legalcode", "02")), "", [OPEN, f"\\\\$aCC BY 4.0$u{BY}legalcode"]),
        (
            licence(expression("https://creativecommons.org/publicdomain/zero/1.0/")),
            "",
            [OPEN, "\\\\$aCC0 1.0$uhttps://creativecommons.org/publicdomain/zero/1.0/"],
        ),
        (licence(expression(BY, "03")), "", []),
        (licence(expression("https://kustantaja.example/ehdot"), name="Käyttöehdot"), "", []),
        (
            licence(expression("https://kustantaja.example/avoin"), name="Avoin lisenssi"),
            STATEMENT,
            [OPEN, "\\\\$aAvoin lisenssi$uhttps://kustantaja.example/avoin"],
        ),
        (licence(expression("javascript:alert(1)")), STATEMENT, [OPEN]),
        (licence(), "", []),
        ("", STATEMENT, [OPEN]),
        ("", text("Avoin", "20", audience="02"), []),
        (
            "<EpubUsageConstraint><EpubUsageType>00</EpubUsageType><EpubUsageStatus>01</EpubUsageStatus></EpubUsageConstraint>",
            "",
            [],
        ),
        ("", "", []),
    ],
)
def test_open_licences(xml: str, collateral: str, lines: list[str]) -> None:
    assert converted(xml, collateral=collateral).lines("506", "540") == lines


def test_the_name_of_a_licence_in_the_language_of_cataloguing() -> None:
    told = {"eng": "Attribution", "fin": "Nimeä"}
    names = (f'<EpubLicenseName language="{each}">{name}</EpubLicenseName>' for each, name in told.items())
    assert converted(licence(*names, expression(BY))).record.value("540", "a") == "Nimeä"


@pytest.mark.parametrize(
    ("role", "day", "is_open"),
    [
        ("14", "20260101", True),
        ("14", "20260102", False),
        ("14", "2027", False),
        ("14", "?", True),
        ("15", "20260101", True),
        ("15", "20251231", False),
        ("15", "2025", False),
        ("24", "2025120120260101", True),
        ("24", "2025120120251231", False),
        ("24", "soon", True),
        ("99", "20270101", True),
    ],
)
@pytest.mark.parametrize("collateral", ["", STATEMENT])
def test_a_licence_opens_nothing_before_and_behind_its_days(
    role: str, day: str, is_open: bool, collateral: str
) -> None:
    style = ' dateformat="05"' if len(day) == 4 else ""
    told = f"<EpubLicenseDateRole>{role}</EpubLicenseDateRole><Date{style}>{day}</Date>"
    xml = licence(expression(BY), f"<EpubLicenseDate>{told}</EpubLicenseDate>")
    made = converted(xml, collateral=collateral)  # on the first of January 2026
    assert (made.record.has("506"), made.record.has("540")) == (is_open, is_open)
