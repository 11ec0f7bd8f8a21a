from __future__ import annotations

from transforms.merge.stamp import Link, content_hash, stamp, tombstone, with_links
from transforms.record import Field, Record

TITLE, CREATED, STAMPED = "KAB01J00000000000000000000001", "2026-11-22T01:02:03Z", "2026-12-01T07:00:00Z"
F008 = "000000s2026    fi |||| o|||||||||1|fin||"
RECORD = Record.of(
    Field("001", "urn:isbn:1"),
    Field("003", "E-KOKOAJA"),
    Field("005", "20260101000000.0"),
    Field("008", F008),
    Field.data("035", "  ", "a", "(EKOKOAJA)1"),
    Field.data("040", "  ", "a", "FI-EMAT"),
    Field.data("245", "10", "a", "Valot"),
    Field.data("500", "  ", "a", "Huomautus."),
    Field.data("856", "42", "u", "https://kannet.example/1.jpg"),
    leader="01234nam a2200345 i 4500",
)


def test_stamp_writes_our_number_agency_and_dates() -> None:
    made = stamp(RECORD, TITLE, "FI-EMAT", CREATED, STAMPED)
    assert [str(each) for each in made][:4] == [
        f"=001  {TITLE}",
        "=003  FI-EMAT",
        "=005  20261201070000.0",
        f"=008  261122{F008[6:].replace(' ', chr(92))}",
    ]
    assert made.leader == "00000cam a2200000 i 4500"
    assert made.fields[4:] == RECORD.fields[4:]


def test_stamping_again_changes_nothing() -> None:
    once = stamp(RECORD, TITLE, "FI-EMAT", CREATED, STAMPED)
    assert stamp(once, TITLE, "FI-EMAT", CREATED, STAMPED) == once


def test_tombstone_is_a_stub_with_leader_status_d() -> None:
    made = tombstone(RECORD, TITLE, "FI-EMAT", CREATED, STAMPED)
    assert [each.tag for each in made] == ["001", "003", "005", "008", "035", "040", "245"]
    assert made.at("LDR", 5) == "d"


def test_links_to_the_resource_stand_before_related_ones() -> None:
    made = with_links(
        RECORD, [Link("https://a.example/1", "Lainaa: A"), Link("https://b.example/1", "B", "FI-Mallila")]
    )
    assert [str(each) for each in made.all("856")] == [
        "=856  40$uhttps://a.example/1$yLainaa: A$71",
        "=856  40$uhttps://b.example/1$yB$71$5FI-Mallila",
        "=856  42$uhttps://kannet.example/1.jpg",
    ]


def test_hash_does_not_see_what_a_run_writes() -> None:
    rerun = stamp(RECORD, TITLE, "FI-EMAT", CREATED, STAMPED).put_at("LDR", 5, "n")
    assert content_hash(rerun) == content_hash(RECORD)


def test_hash_sees_every_other_change() -> None:
    changes = [
        RECORD.put_at("008", 15, "sw"),
        RECORD.put_at("LDR", 6, "i"),
        RECORD.put(Field.data("245", "10", "a", "Valo")),
        RECORD.drop("856"),
        RECORD.swap(RECORD.first("500"), Field.data("500", "0 ", "a", "Huomautus.")),
    ]
    assert len({content_hash(RECORD), *map(content_hash, changes)}) == len(changes) + 1
