"""The lists of schemas/crosswalks: what their codes mean, and that they fit the code that stands on them."""

from __future__ import annotations

from pathlib import Path

import onixcheck
import pytest
from lxml import etree

from transforms.crosswalks.onix.gate import BLOCK_UPDATE, LEAVES_AS_IS, PARTIAL
from transforms.onix_lists import OnixLists, Verdict
from transforms.record import Outcome

WITHDRAWN = {"VB", "VC", "VD", "VE", "VG", "VH", "DG", "DH"}  # of list 7, which 2.1 had: cassettes, downloads
LISTS = OnixLists(Path(__file__).parents[2] / "schemas" / "crosswalks")


@pytest.mark.parametrize(
    ("form", "kind", "refused", "needs"),
    [
        ("AJ", "audio", "", ""),
        ("AZ", "audio", "", "digital-sound"),
        ("EC", "electronic", "", ""),
        ("DG", "electronic", "", ""),
        ("DB", "", "form-not-e-material", ""),
        ("VA", "video", "", "online-video"),
        ("VZ", "video", "", "online-video"),
        ("VO", "", "form-not-e-material", ""),
        ("LB", "", "form-is-licence", ""),
        ("AC", "", "form-not-e-material", ""),
        ("BC", "", "form-not-e-material", ""),
        ("??", "", "form-not-e-material", ""),
    ],
)
def test_a_form_is_looked_up_whole_and_by_its_first_letter(form: str, kind: str, refused: str, needs: str) -> None:
    assert LISTS.forms.use(form) == (kind, refused, needs)


def test_signs_are_beginnings_of_details_and_whole_contents() -> None:
    signs = LISTS.forms.evidence["digital-sound"]
    assert signs.told_by((), ("A103",))
    assert signs.told_by((), ("A212",))
    assert signs.told_by(("02",), ())
    assert not signs.told_by(("10",), ("A101", "B221")), "a compact disc"


def test_genres_are_whole_uris_and_subjects_beginnings() -> None:
    comic = next(each for each in LISTS.forms.narrower["ebook-unknown"] if each.case == "ebook-comic").signs
    assert comic.told_by_subjects([("93", "XAK")])
    assert comic.told_by_subjects([("D1", "http://urn.fi/URN:NBN:fi:au:slm:s356")])
    assert not comic.told_by_subjects([("D1", "http://urn.fi/URN:NBN:fi:au:slm:s3561"), ("93", "XR"), ("66", "XA")])


def test_verdicts_are_outcomes_and_the_code_knows_their_reasons() -> None:
    verdicts = LISTS.gate.notifications
    assert {each.outcome for each in verdicts.values()} <= set(Outcome)
    assert verdicts["04"] == Verdict(*PARTIAL)
    assert verdicts["12"] == Verdict(*BLOCK_UPDATE)
    filtered = {each.reason for each in verdicts.values() if each.outcome == Outcome.FILTERED}
    assert filtered | set(LISTS.gate.held.values()) == LEAVES_AS_IS
    assert LEAVES_AS_IS.isdisjoint({*LISTS.gate.not_here.values(), *LISTS.gate.restrictions.values()})


def test_the_lists_of_editeur_are_known_whole() -> None:
    gate = LISTS.gate
    folders = Path(onixcheck.__file__).parent / "schema" / "xsd3.1"
    lists = etree.parse(folders / "ONIX_BookProduct_CodeLists.xsd")

    def codes(number: int) -> set[str]:
        path = f"//*[@name='List{number}']//*[local-name()='enumeration']/@value"
        return {str(each) for each in lists.xpath(path)}  # type: ignore[union-attr]  # attributes

    told = (gate.known, gate.withdrawn, gate.unclear)
    assert {code for each in told for code in each.availability} == codes(65)
    statuses = {*(code for each in told for code in each.statuses), *gate.forthcoming, *gate.cancelled, *gate.held}
    assert statuses | gate.not_here.keys() == codes(64) | codes(68)
    assert LISTS.forms.known_contents == codes(81)
    assert gate.notifications.keys() == codes(1) | {"12", "13", "14"}, "blocks of supply, which came later"
    assert gate.for_sale | gate.not_for_sale | gate.unknown == codes(46)
    assert gate.restrictions.keys() <= codes(71)
    assert LISTS.forms.compositions.keys() <= codes(2)
    assert {code for each in LISTS.forms.illustrations.values() for code in each} <= codes(25)
    assert LISTS.forms.illustrated.keys() == codes(152)
    assert {code for code in LISTS.forms.forms if len(code) == 2} - WITHDRAWN <= codes(150)


def test_codes_are_in_one_part_of_a_list_only() -> None:
    gate = LISTS.gate
    statuses = [*gate.forthcoming, *gate.cancelled, *gate.held, *gate.withdrawn.statuses, *gate.unclear.statuses]
    statuses += gate.known.statuses
    assert len(statuses) == len(set(statuses))
    assert gate.withdrawn.availability.isdisjoint(gate.unclear.availability)
    assert gate.for_sale.isdisjoint(gate.not_for_sale | gate.unknown)


def test_a_missing_list_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="onix_forms"):
        _ = OnixLists(tmp_path).forms
