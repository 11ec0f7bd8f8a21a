"""Names as KANTO writes them, and back into the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.enrich.name_forms import Life, in_form, is_asked, is_dated, life_in, life_of, name_of
from transforms.record import Field
from transforms.validate.examples import example_record


def field(line: str) -> Field:
    (found,) = example_record([line]).fields
    return found


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("100 1# $a Canth, Minna, $d 1844-1897, $e kirjoittaja. $4 aut", "Canth, Minna, 1844-1897"),
        ("100 1# $a Canth, Minna $d 1844–1897.", "Canth, Minna, 1844-1897"),
        ("700 1# $a Esimerkki, A.  B., $e lukija.", "Esimerkki, A. B."),
        ("700 1# $a Esimerkki, A.B.", "Esimerkki, A. B."),
        ("700 1# $a Esimerkki, Anna.", "Esimerkki, Anna"),
        ("100 0# $a Voltaire, $d 1694-1778.", "Voltaire, 1694-1778"),
        ("100 0# $a Kustaa $b III, $c Ruotsin kuningas, $d 1746-1792.", "Kustaa III, Ruotsin kuningas, 1746-1792"),
        ("100 1# $a Malli, M. $q (Matti), $d 1950-", "Malli, M. (Matti), 1950-"),
        ("100 1# $a Esimerkki, Anna $c (runoilija), $e lukija.", "Esimerkki, Anna (runoilija)"),
        ("110 1# $a Suomi. $b Eduskunta, $e kustantaja.", "Suomi. Eduskunta"),
        ("110 1# $a Suomi $b Eduskunta", "Suomi. Eduskunta"),
        ("710 2# $a Otava (yhtiö), $e kustantaja. $4 pbl", "Otava (yhtiö)"),
        ("711 2# $a Mallipäivät $d (2019 : $c Helsinki)", "Mallipäivät (2019 : Helsinki)"),
        ("700 1# $e lukija.", ""),
    ],
)
def test_a_name_is_written_as_kanto_does(line: str, name: str) -> None:
    assert name_of(field(line)) == name


@pytest.mark.parametrize(
    ("dates", "life"),
    [
        ("1844-1897.", Life("1844", "1897")),
        ("1957-", Life("1957")),
        ("1957–,", Life("1957")),
        ("s. 1957", Life("1957")),
        ("f. 1957", Life("1957")),
        ("1957", Life("1957")),
        ("-1897", Life("", "1897")),
        ("1800-luku", Life()),
        ("", Life()),
    ],
)
def test_years_are_read_in_every_form(dates: str, life: Life) -> None:
    assert life_of(Field.data("100", "1 ", "a", "Canth, Minna,", "d", dates)) == life


def test_years_of_a_label_are_those_at_its_end() -> None:
    assert life_in("Esimerkki, Anna (runoilija), 1970-2020") == Life("1970", "2020")
    assert life_in("Esimerkki, Anna") == Life()


@pytest.mark.parametrize(
    ("mine", "other", "agrees", "contradicts"),
    [
        (Life("1957"), Life("1957", "2020"), True, False),
        (Life("1957", "2019"), Life("1957", "2020"), False, True),
        (Life("1957"), Life("1958"), False, True),
        (Life(), Life("1957"), False, False),
        (Life("", "2020"), Life("", "2020"), False, False),
    ],
)
def test_two_lives_agree_by_the_year_of_birth(mine: Life, other: Life, agrees: bool, contradicts: bool) -> None:
    assert (mine.agrees(other), mine.contradicts(other)) == (agrees, contradicts)
    assert (other.agrees(mine), other.contradicts(mine)) == (agrees, contradicts)


@pytest.mark.parametrize(
    ("before", "label", "after"),
    [
        ("100 1# $a M., N., $d 1957-, $e lukija.", "Malli, Mia, 1957-", "100 1# $a Malli, Mia, $d 1957-, $e lukija."),
        ("100 1# $a Malli, Matti, $d 1957-.", "Malli, Matti, 1957-2020", "100 1# $a Malli, Matti, $d 1957-2020."),
        ("100 1# $a Malli, M., $c Sir, $d 1957-", "Malli, Matti, 1957-", "100 1# $a Malli, M., $c Sir, $d 1957-"),
        ("100 1# $a Malli, M., $d 1957-", "Malli, Matti (runoilija), 1957-", "100 1# $a Malli, M., $d 1957-"),
        ("100 1# $a Malli, M., $d 1957-", "Malli, Matti", "100 1# $a Malli, M., $d 1957-"),
        ("100 1# $a Malli, M., $d 1957-", "Matti, 1957-", "100 1# $a Malli, M., $d 1957-"),
        ("100 0# $a Matti, $d 1957-", "Malli, Matti, 1957-", "100 0# $a Matti, $d 1957-"),
        ("710 2# $a Malli", "Mallit", "710 2# $a Malli"),
    ],
)  # fmt: skip
def test_another_form_is_written_where_its_parts_are_plain(before: str, label: str, after: str) -> None:
    assert in_form(field(before), label) == field(after)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("100 1# $a Malli, Matti", True),
        ("700 1# $a Malli, Matti. $t Saaren valot.", False),
        ("600 14 $a Malli, Matti.", True),
        ("600 10 $a Malli, Matti.", False),
        ("600 17 $a Malli, Matti. $2 fast", False),
        ("600 17 $a Malli, Matti. $2 finaf", True),
        ("720 ## $a Malli, Matti", False),
        ("650 #7 $a mallit $2 yso/fin", False),
    ],
)
def test_names_that_another_file_vouches_for_are_left_alone(line: str, asked: bool) -> None:
    assert is_asked(field(line)) is asked


def test_a_meeting_has_no_life() -> None:
    assert not is_dated(field("711 2# $a Mallipäivät $d (2019 : $c Helsinki)"))


TEXT = st.text(alphabet="aB ,.-–()1957", max_size=12)


@given(st.lists(st.tuples(st.sampled_from("abcdeq"), TEXT), max_size=6), TEXT)
def test_whatever_stands_in_a_field_it_has_a_name_and_keeps_its_other_parts(
    pairs: list[tuple[str, str]], label: str
) -> None:
    each = Field("100", "1 ").with_subfields(pairs)
    assert name_of(each) == " ".join(name_of(each).split())
    made = in_form(each, label)
    assert made.codes == each.codes
    assert made.drop("a", "d") == each.drop("a", "d")
