"""Numbers of the trade and of serials: GTIN (EAN, UPC), ISSN, ISMN."""

from __future__ import annotations

from transforms.identifiers.digits import compact, gs1_check_digit, is_digits
from transforms.identifiers.isbn import MUSIC

SERIAL = "977"  # GS1 prefix of serials


def is_gtin(digits: str, *lengths: int) -> bool:
    """True for so many digits with the check digit of GS1, which is the same for every length."""
    return len(digits) in lengths and is_digits(digits) and gs1_check_digit(digits[:-1]) == digits[-1]


def parse_gtin8(text: str) -> str | None:
    """GTIN-8 (EAN-8)."""
    digits = compact(text)
    return digits if is_gtin(digits, 8) else None


def parse_gtin13(text: str) -> str | None:
    """GTIN-13 (EAN-13): 13 digits."""
    digits = compact(text)
    return digits if is_gtin(digits, 13) else None


def parse_gtin14(text: str) -> str | None:
    """GTIN-14: 14 digits."""
    digits = compact(text)
    return digits if is_gtin(digits, 14) else None


def parse_upc(text: str) -> str | None:
    """UPC-A (GTIN-12): 12 digits; the 13 of an EAN that begins with a nought are the same number."""
    digits = compact(text)
    digits = digits[1:] if len(digits) == 13 and digits[0] == "0" else digits
    return digits if is_gtin(digits, 12) else None


def parse_issn(text: str) -> str | None:
    """ISSN as NNNN-NNNC (ISO 3297)."""
    digits = compact(text)
    if len(digits) != 8 or not is_digits(digits[:7]) or _issn_check_digit(digits[:7]) != digits[7]:
        return None
    return f"{digits[:4]}-{digits[4:]}"


def looks_like_issn(text: str) -> bool:
    """True for eight characters that could be an ISSN, right or wrong, with or without the word before them."""
    digits = compact(text).removeprefix("ISSN").removeprefix(":")
    return len(digits) == 8 and is_digits(digits[:7]) and (digits[7] == "X" or is_digits(digits[7]))


def issn_of_ean(text: str) -> str | None:
    """The ISSN that an EAN of 977 stands for; two or five digits of an issue may follow."""
    digits = compact(text)
    if len(digits) not in (13, 15, 18) or not digits.startswith(SERIAL) or not is_gtin(digits[:13], 13):
        return None
    return parse_issn(digits[3:10] + _issn_check_digit(digits[3:10]))


def parse_ismn(text: str) -> str | None:
    """ISMN as 13 digits (ISO 10957); the older form M-… is the same number with 979-0 in the place of M."""
    digits = compact(text).replace(".", "")
    digits = MUSIC + digits[1:] if len(digits) == 10 and digits[0] == "M" else digits
    return digits if digits.startswith(MUSIC) and is_gtin(digits, 13) else None


def hyphenate_ismn(digits: str) -> str:
    """`hyphenate_ismn("9790559900012")` is "979-0-55990-001-2"."""
    from stdnum import ismn  # only here: it is slow to import

    return str(ismn.format(digits))


def _issn_check_digit(digits: str) -> str:
    from stdnum import issn  # only here: it is slow to import

    return str(issn.calc_check_digit(digits))
