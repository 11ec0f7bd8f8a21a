"""One record through all stages; every way ends in one outcome."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tests import shipped
from transforms.formats import READERS, WRITERS
from transforms.formats.frame import Envelope
from transforms.media import Media
from transforms.profile import Profile
from transforms.record import Field, Outcome, Record
from transforms.refine import STAGES, House, Refined, refine, vendor_id_of
from transforms.tables import Tables
from transforms.validate import RuleSet

VENDOR = Profile(vendor="aggregator", source="AGG", isil="FI-XXX", entered="261101")
EBOOK = Record.of(
    Field("001", "a-1"),
    Field("008", "260101s2026    fi |||| o|||||||||1|fin||"),
    Field.data("020", "  ", "a", "9789527999127"),
    Field.data("245", "00", "a", "Valot"),
    Field.data("338", "  ", "a", "verkkoaineisto", "b", "cr", "2", "rdacarrier"),
)
UNIMARC = Record.of(
    Field("001", "u-1"),
    Field.data("100", "  ", "a", "19961119d1996    ||||0itac50      ba"),
    Field.data("101", "  ", "a", "ita"),
    Field.data("200", "1 ", "a", "L'altra faccia"),
)


@cache
def loaded() -> tuple[Tables, RuleSet]:
    return shipped.tables(), shipped.rules()


def refined(record: Record, profile: Profile = VENDOR, upto: str = "validate") -> Refined:
    piece = WRITERS["json"].write(record)
    assert isinstance(piece, bytes)
    return refine(piece, Envelope("json"), House(profile, *loaded(), upto))


def product(body: str, profile: Profile = VENDOR) -> Refined:
    raw = f"<Product><RecordReference>p-1</RecordReference>{body}</Product>".encode()
    envelope = Envelope("onix", element="Product", head=b"<w>", tail=b"</w>", release="3.0")
    return refine(raw, envelope, House(profile, *loaded()))


def test_a_good_record_is_a_candidate_with_the_vendors_id() -> None:
    result = refined(EBOOK)
    assert (result.outcome, result.vendor_id, result.media, result.rule) == (Outcome.CANDIDATE, "a-1", "ebook", "")
    assert result.record is not None
    assert [str(each) for each in result.record.all("020", "035")] == [
        "=020  \\\\$a978-952-7999-12-7",
        "=035  \\\\$a(AGG)a-1",
    ]
    assert result.trace


def test_the_same_bytes_give_the_same_result() -> None:
    assert refined(EBOOK) == refined(EBOOK)


@pytest.mark.parametrize(
    ("record", "profile", "outcome", "reason"),
    [
        pytest.param(EBOOK.put_at("LDR", 5, "d"), VENDOR, "deleted", "LDR/05 is d", id="leader status d"),
        pytest.param(EBOOK.put_at("LDR", 5, "d"), Profile(), "candidate", "", id="status d without a vendor"),
        pytest.param(EBOOK.drop("001"), VENDOR, "quarantined", "no 001", id="no id"),
        pytest.param(EBOOK.drop("001"), Profile(), "candidate", "", id="no id and no vendor"),
        pytest.param(EBOOK.drop("245"), VENDOR, "quarantined", "title", id="no title"),
        pytest.param(EBOOK.drop("245"), Profile(), "candidate", "", id="no title and no vendor"),
        pytest.param(
            EBOOK,
            replace(VENDOR, media=frozenset({Media.FILM})),
            "filtered",
            "media-not-selected: ebook",
            id="not selected",
        ),
        pytest.param(EBOOK.drop("008", "338"), VENDOR, "filtered", "media-not-selected: print", id="print"),
        pytest.param(EBOOK.drop("008", "338"), Profile(), "candidate", "", id="print without a vendor"),
        pytest.param(EBOOK.put_at("LDR", 6, "z"), VENDOR, "filtered", "media-not-selected: other", id="authority"),
        pytest.param(UNIMARC, VENDOR, "quarantined", "UNIMARC", id="UNIMARC"),
        pytest.param(UNIMARC, Profile(), "candidate", "", id="UNIMARC without a vendor"),
    ],
)
def test_every_record_has_one_outcome(record: Record, profile: Profile, outcome: str, reason: str) -> None:
    result = refined(record, profile)
    assert result.outcome == outcome
    assert reason in result.reason
    assert bool(result.reason) == (outcome != "candidate")
    assert bool(result.rule) == (outcome == "quarantined")


def test_bytes_that_are_no_record_are_quarantined() -> None:
    result = refine(b"{no json", Envelope("json"), House(VENDOR, *loaded()))
    assert (result.outcome, result.rule, result.record) == (Outcome.QUARANTINED, "S01", None)


def test_a_fault_of_ours_quarantines_only_its_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(raw: bytes, envelope: Envelope) -> Record:
        raise KeyError("a table without a row")

    monkeypatch.setitem(READERS, "json", READERS["json"]._replace(parse=stumble))  # type: ignore[arg-type]
    result = refined(EBOOK)
    assert (result.outcome, result.rule) == (Outcome.QUARANTINED, "R00")
    assert "KeyError" in result.reason


@pytest.mark.parametrize(
    ("upto", "isbn", "issues"), [("read", "9789527999127", 0), ("normalise", "978-952-7999-12-7", 0)]
)
def test_stages_after_the_last_one_asked_for_do_not_run(upto: str, isbn: str, issues: int) -> None:
    result = refined(EBOOK.put_at("LDR", 18, " "), upto=upto)
    assert result.record is not None
    assert result.record.value("020", "a") == isbn
    assert len(result.issues) == issues


def test_stages_are_in_the_order_of_the_design() -> None:
    assert STAGES == ("read", "convert", "normalise", "enrich", "validate")


@pytest.mark.parametrize(
    ("identity", "expected"), [("001", "a-1"), ("020$a", "9789527999127"), ("035$a", ""), ("RecordReference", "")]
)
def test_vendor_id_is_where_the_vendor_file_says(identity: str, expected: str) -> None:
    assert vendor_id_of(EBOOK, identity) == expected


def test_an_onix_delete_is_known_by_its_reference() -> None:
    result = product("<NotificationType>05</NotificationType>")
    assert (result.outcome, result.vendor_id) == (Outcome.DELETED, "p-1")


def test_an_onix_product_without_a_title_is_quarantined() -> None:
    result = product(
        "<NotificationType>03</NotificationType><DescriptiveDetail><ProductComposition>00</ProductComposition>"
        "<ProductForm>ED</ProductForm><ProductFormDetail>E101</ProductFormDetail></DescriptiveDetail>"
    )
    assert (result.outcome, result.rule, result.vendor_id) == (Outcome.QUARANTINED, "S03", "p-1")


def test_onix_that_is_not_well_formed_is_quarantined() -> None:
    assert product("<Open>").rule == "O01"


def test_a_record_that_fails_by_our_fault_keeps_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("transforms.refine.vote", fail)
    result = refined(EBOOK, replace(VENDOR, identity="020$a"))
    assert (result.outcome, result.rule, result.vendor_id) == (Outcome.QUARANTINED, "R00", "9789527999127")
    monkeypatch.setattr("transforms.refine.vendor_id_of", fail)
    assert refined(EBOOK).vendor_id == "a-1", "by its bytes"
    monkeypatch.setattr("transforms.crosswalks.onix.convert", fail)
    monkeypatch.setattr("transforms.crosswalks.onix.gate", fail)
    assert (product("").rule, product("").vendor_id) == ("R00", "p-1")
