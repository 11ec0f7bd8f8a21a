"""020 and 022: own, foreign, wrong and doubtful numbers."""

from __future__ import annotations

import pytest

from tests.transforms.crosswalks.onix.onix_builder import FORM, HEAD, REFERENCE, converted, identifier, related

NOTIFIED = f"{REFERENCE}<NotificationType>03</NotificationType>"
BUNDLE = (
    "<ProductForm>SG</ProductForm>"
    "<ProductPart><PrimaryPart/><ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527995006</IDValue>"
    "</ProductIdentifier><ProductForm>ED</ProductForm><ProductFormDetail>E101</ProductFormDetail></ProductPart>"
    "<ProductPart><ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527995013</IDValue>"
    "</ProductIdentifier><ProductForm>ED</ProductForm><ProductFormDetail>E107</ProductFormDetail></ProductPart>"
)


@pytest.mark.parametrize(
    ("identifiers", "lines"),
    [
        (identifier("02", "9521083212"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("02", "9521083212") + identifier("15", "9789521083211"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("03", "9789521083211"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("03", "9789521083211") + identifier("15", "9789521083211"), ["\\\\$a978-952-10-8321-1$qEPUB"]),
        (identifier("15", "9789521083212"), ["\\\\$z9789521083212$qEPUB"]),
        (identifier("15", ""), []),
        (
            identifier("24", "9789179985004") + identifier("15", "9789521083211"),
            ["\\\\$a978-952-10-8321-1$qEPUB", "\\\\$a978-91-7998-500-4$qEPUB$qyhteiskustantaja"],
        ),
    ],
)
def test_isbn(identifiers: str, lines: list[str]) -> None:
    assert converted(head=NOTIFIED + identifiers).lines("020", "024") == lines


def test_one_field_for_each_format_of_a_good_number_and_one_for_a_bad_one() -> None:
    form = f"{FORM}<ProductFormDetail>E107</ProductFormDetail>"
    assert converted(form=form).lines("020") == ["\\\\$a978-952-7999-01-1$qEPUB", "\\\\$a978-952-7999-01-1$qPDF"]
    bad = converted(form=form, head=NOTIFIED + identifier("15", "9789521083212"))
    assert bad.lines("020") == ["\\\\$z9789521083212$qEPUB$qPDF"]


def test_parts_of_a_bundle_have_their_own_number_and_format() -> None:
    made = converted(form=BUNDLE, head=NOTIFIED + identifier("03", "6417825055551"))
    assert made.lines("020") == ["\\\\$a978-952-7995-00-6$qEPUB", "\\\\$a978-952-7995-01-3$qPDF"]


def test_a_wrong_check_digit_is_told() -> None:
    made = converted(head=NOTIFIED + identifier("15", "9789521083212"))
    (issue,) = [each for each in made.issues if each.rule == "I02"]
    assert (issue.value, issue.fixed, issue.after) == ("9789521083212", True, "020 $z")


def test_a_product_without_identifier_is_reported() -> None:
    assert ("O03", "") in converted(head=NOTIFIED).found


def test_an_isbn_and_a_gtin_that_differ_are_reported_and_kept_apart() -> None:
    made = converted(head=HEAD + identifier("03", "9789521083211"))
    assert made.found == [("O16", "9789521083211")]
    assert made.lines("020") == ["\\\\$a978-952-7999-01-1$qEPUB", "\\\\$z978-952-10-8321-1$qEPUB"]


@pytest.mark.parametrize(("relation", "form"), [("13", ""), ("13", "BC"), ("06", "BB")])
def test_defect_23_a_print_isbn_is_never_in_020(relation: str, form: str) -> None:
    made = converted(related=related(relation, "9789527999011", form))
    assert made.lines("020") == []
    assert made.lines("776") == ["08$iPainettu:$z978-952-7999-01-1"]


def test_an_e_book_related_by_13_does_not_make_its_isbn_that_of_print() -> None:
    assert converted(related=related("13", "9789527999011", "ED")).lines("020") == ["\\\\$a978-952-7999-01-1$qEPUB"]


@pytest.mark.parametrize(
    ("value", "line", "rules"),
    [("9777995000001", "\\\\$a7995-0000", []), ("9777995000002", "\\\\$y9777995000002", ["I09"])],
)
def test_issn(value: str, line: str, rules: list[str]) -> None:
    made = converted(head=HEAD + identifier("34", value))
    assert made.lines("022") == [line]
    assert [rule for rule, _ in made.found] == rules
