"""001 and 035: the vendor's control number, and those of registered sources."""

from __future__ import annotations

from collections.abc import Callable

from transforms.normalise import Context
from transforms.normalise.control_001 import control_001
from transforms.record import Record

UUID = "1c5b0d4e-6f7a-4b8c-9d0e-1f2a3b4c5d6e"
Make = Callable[..., Context]
Lines = Callable[..., Record]


def test_control_number_moves_to_035(context: Make, record: Lines) -> None:
    given = record("001 123", "003 FI-ZZZ", "005 20260101000000.0", "035 ## $a (B)9", "245 00 $a Valot")
    mended = control_001(given, context())
    assert mended == record("035 ## $a (B)9", "035 ## $a (VENDORA)123", "245 00 $a Valot")


def test_control_number_in_035_already_is_not_repeated(context: Make, record: Lines) -> None:
    mended = control_001(record("001 123", "035 ## $a (VENDORA)123"), context())
    assert mended == record("035 ## $a (VENDORA)123")


def test_numbers_of_registered_sources_get_their_registered_form(context: Make, record: Lines) -> None:
    given = record(f"001 {UUID}", "035 ## $a (ocolc)ocm00012345 $z (LIBRIS)Not one", "035 ## $a (VENDORB)abc")
    mended = control_001(given, context(source="OverDrive"))
    mended_035 = (
        "035 ## $a (OCoLC)12345 $z (LIBRIS)Not one",
        "035 ## $a (VENDORB)abc",
        f"035 ## $a (OverDrive){UUID.upper()}",
    )
    assert mended == record(*mended_035)
    assert control_001(record(f"001 {UUID}", *mended_035), context(source="OverDrive")) == mended


def test_control_number_without_a_vendor_takes_the_source_from_003(context: Make, record: Lines) -> None:
    mended = control_001(record("001 123", "003 FI-ZZZ"), context(vendor="", source="LOCAL"))
    assert mended.value("035", "a") == "(FI-ZZZ)123"
