"""How long content items are: in 505, and the whole by its parts where that is certain (300, 306, 008/18-20)."""

from __future__ import annotations

import pytest

from tests.transforms.crosswalks.onix.onix_builder import AUDIO, FILM, FORM, Converted, converted, extent, title

MUSIC = AUDIO + "<ProductContentType>03</ProductContentType>"


def item(number: str, name: str, duration: str = "", runs: str = "", more: str = "") -> str:
    told = f"<AVDuration>{duration}</AVDuration>" if duration else ""
    named = title(name, level="04") if name else ""
    return (
        f"<ContentItem><LevelSequenceNumber>{number}</LevelSequenceNumber>"
        f"<AVItem><AVItemType>03</AVItemType>{runs}{told}</AVItem>{named}{more}</ContentItem>"
    )


def run(start: str, end: str) -> str:
    end = end and f"<EndTime>{end}</EndTime>"
    return f"<TimeRun><StartTime>{start}</StartTime>{end}</TimeRun>"


def heard(*items: str, form: str = AUDIO, detail: str = "") -> Converted:
    return converted(detail, form=form, contents="".join(items))


def test_parts_tell_how_long_they_are_and_make_the_whole() -> None:
    made = heard(item("1", "Meri", "0000312"), item("2", "Ranta", "001000050"))
    assert made.lines("505") == ["0\\$aMeri (3 min 12 s) -- Ranta (1 h)."]
    assert made.record.value("300", "a") == "1 verkkoaineisto (1 h 3 min)"
    assert made.record.value("306", "a") == "010312"
    assert made.found == []


def test_a_film_is_as_long_as_its_parts() -> None:
    assert heard(item("2", "B", "0003000"), item("1", "A", "0003000"), form=FILM).record.value("008")[18:21] == "060"


def test_runs_tell_as_a_duration_does() -> None:
    runs = run("0000000", "0000100") + run("0000200", "0000230")
    assert heard(item("1", "Meri", runs=runs)).lines("505") == ["0\\$aMeri (1 min 30 s)."]
    assert heard(item("1", "Meri", runs=run("0000000", ""))).lines("505") == ["0\\$aMeri."]


@pytest.mark.parametrize(
    "items",
    [
        [item("1", "Meri", "0000312")],  # one part may be a sample of the whole
        [item("1", "Meri", "0000312"), item("2", "Ranta")],
        [item("1", "Meri", "0000312"), item("3", "Ranta", "0000312")],
        [item("2", "Meri", "0000312"), item("3", "Ranta", "0000312")],
        [item("1", "Meri", "0000312"), item("1", "Ranta", "0000312")],
        [item("1.1", "Meri", "0000312"), item("1.2", "Ranta", "0000312")],
        [item("1", "Meri", "9995959"), item("2", "Ranta", "9995959")],
    ],
)
def test_no_whole_is_made_of_what_may_not_be_all_parts(items: list[str]) -> None:
    made = heard(*items)
    assert made.record.value("300", "a") == "1 verkkoaineisto"
    assert not made.lines("306")


def test_parts_of_parts_are_not_counted_twice() -> None:
    items = [item("1", "A", "0003000"), item("1.1", "a", "0003000"), item("2", "B", "0003000")]
    assert heard(*items).record.value("306", "a") == "010000"


def test_what_the_product_tells_of_itself_goes_before_its_parts() -> None:
    made = heard(item("1", "A", "0003000"), item("2", "B", "0003000"), detail=extent("09", "00105", "15"))
    assert made.record.value("306", "a") == "010500"


@pytest.mark.parametrize("duration", ["0312", "0006000", "0000060", "3 min", "0000000", "٠٠٠٠٣١٢"])
def test_a_duration_of_another_form_is_told_and_left_out(duration: str) -> None:
    made = heard(item("1", "Meri", duration), item("2", "Ranta", "0000312"))
    assert made.lines("505") == ["0\\$aMeri -- Ranta (3 min 12 s)."]
    assert made.found == [("D07", duration)]
    assert not made.lines("306")


def test_a_run_that_ends_before_it_starts_is_told() -> None:
    assert heard(item("1", "Meri", runs=run("0000200", "0000100"))).found == [("D07", "0000200–0000100")]


def test_a_part_without_a_title_is_told_by_its_kind_and_number() -> None:
    kind = "<ComponentTypeName>Luku</ComponentTypeName><ComponentNumber>1</ComponentNumber>"
    assert heard(item("1", "", "0000312", more=kind), form=FORM).lines("505") == ["0\\$aLuku 1 (3 min 12 s)."]


def test_the_number_of_a_part_is_told_with_its_title_and_alone() -> None:
    first = item("1", "Meri").replace("<TitleText>", "<PartNumber>Osa 1.</PartNumber><TitleText>")
    second = item("2", "Meri").replace("<TitleText>Meri</TitleText>", "<PartNumber>Osa 2</PartNumber>")
    assert heard(first, second).lines("505") == ["0\\$aMeri. Osa 1 -- Osa 2."]


@pytest.mark.parametrize(("form", "line"), [(MUSIC, "Meri / Noora Näyte."), (AUDIO, "Meri.")])
def test_who_plays_a_track_is_told_of_music(form: str, line: str) -> None:
    player = "<Contributor><ContributorRole>E06</ContributorRole><PersonName>Noora Näyte</PersonName></Contributor>"
    assert heard(item("1", "Meri", more=player), form=form).lines("505") == [f"0\\$a{line}"]
