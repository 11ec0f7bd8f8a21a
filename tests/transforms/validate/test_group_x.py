"""Group X: levels, addresses, and the derivations of links and terms of access."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import shipped
from tests.transforms.validate.derived import TODAY, VENDOR, is_settled, lines, made, records, tables
from transforms.calendar import Calendar
from transforms.profile import NEUTRAL, Profile
from transforms.record import Issue, Level, Record
from transforms.validate import Terms
from transforms.validate.addresses import canonical, host_of, is_known, is_local, without_local
from transforms.validate.examples import example_record
from transforms.validate.overhaul import at_update
from transforms.validate.view import Around

RULE_SET = shipped.rules()
RULES = RULE_SET.rules

LEVELS = {
    "X01": "E enr", "X02": "E norm", "X03": "E norm", "X04": "W set", "X05": "E norm", "X06": "W norm",
    "X07": "W norm", "X08": "E norm", "X09": "W norm", "X10": "W enr", "X11": "E set", "X12": "W norm",
    "X13": "I enr", "X14": "W norm", "X15": "W enr",
}  # fmt: skip

TITLE = "https://vendor-a.example/title/1"


def test_levels_and_stages_are_those_of_the_catalogue() -> None:
    told = {rule: f"{each.level[0].upper()} {each.stage}" for rule, each in RULES.items() if rule in LEVELS}
    assert told == LEVELS


def judged(rule: str, *shown: str, profile: Profile = VENDOR, today: str = TODAY) -> bool | None:
    return RULE_SET.judge(rule, example_record(shown), Around("ebook", profile), Calendar.of(today))


def test_a_template_of_the_vendor_makes_the_link() -> None:
    bare = "245 00 $a Saaren valot"
    assert judged("X01", bare) is False
    assert judged("X01", bare, profile=replace(VENDOR, linked=True)) is True
    assert judged("X01", f"856 41 $u {TITLE}", profile=NEUTRAL) is True
    assert judged("X01", f"856 42 $u {TITLE}", profile=NEUTRAL) is False


def test_a_deleted_title_needs_no_link() -> None:
    assert judged("X01", "LDR 00000dam a22000002i 4500", "245 00 $a Saaren valot") is None


def test_hosts_are_asked_for_only_where_the_vendor_file_names_them() -> None:
    assert judged("X12", "856 40 $u https://other.example/1", profile=NEUTRAL) is None
    assert judged("X12", "856 40 $u https://other.example/1") is False
    assert judged("X12", "856 42 $u https://kannet.vendor-a.example/1.jpg") is True


def test_a_coming_title_with_a_link_is_told_until_its_month() -> None:
    shown = ("263 ## $a 2703", f"856 40 $u {TITLE}")
    assert [judged("X15", *shown, today=day) for day in ("261122", "270228", "270301", "")] == [
        False,
        False,
        True,
        True,
    ]
    assert judged("X15", "263 ## $a 2703", profile=NEUTRAL) is None
    assert judged("X15", "506 1# $g 20280101", f"856 40 $u {TITLE}") is False


def test_urn_links_are_asked_for_by_a_switch_alone() -> None:
    assert judged("X13", f"856 40 $u {TITLE}") is None
    assert judged("X13", f"856 40 $u {TITLE}", profile=replace(VENDOR, switches={"urn_links": "on"})) is False


@pytest.mark.parametrize(
    ("name", "shown", "expected"),
    [
        ("link_indicators", [f"856 ## $u {TITLE}"], [f"=856  40$u{TITLE}"]),
        ("link_indicators", [f"856 4# $3 Sisällysluettelo $u {TITLE}"], [f"=856  42$3Sisällysluettelo$u{TITLE}"]),
        ("link_indicators", ["856 0# $u mailto:a@vendor-a.example"], ["=856  00$umailto:a@vendor-a.example"]),
        ("link_indicators", [f"856 43 $u {TITLE}"], None),
        ("shared_link", [f"856 40 $u {TITLE}?id=1&utm_source=a&libraryId=9"], [f"=856  40$u{TITLE}?id=1"]),
        ("shared_link", [f"856 40 $u {TITLE};jsessionid=A1?id=1"], None),
        ("related_links", [f"856 40 $u {TITLE}/cover.PNG?w=1"], [f"=856  42$3Kansikuva$u{TITLE}/cover.PNG?w=1"]),
        ("related_links", [f"856 4# $u {TITLE} $y Ääninäyte"], [f"=856  42$3Näyte$u{TITLE}$yÄäninäyte"]),
        ("related_links", [f"856 40 $u {TITLE} $y Kannattaa lukea"], None),
        ("labelled_links", [f"856 40 $u {TITLE} $7 1"], [f"=856  40$u{TITLE}$yLainaa: Toimittaja A$71"]),
        ("labelled_links", [f"856 42 $u {TITLE}"], None),
        ("labelled_links", [f"856 40 $u {TITLE} $5 FI-YYY"], None),
        ("access_status", [f"856 40 $u {TITLE} $y Lainaa"], [f"=856  40$u{TITLE}$yLainaa$71"]),
        ("cc_licence", ["540 ## $a CC BY-NC 4.0"], ["=540  \\\\$aCC BY-NC 4.0$fCC BY-NC 4.0$2cc"]),
        ("cc_licence", ["540 ## $a Kaikki oikeudet pidätetään."], "NA"),
        ("cc_licence", ["540 ## $a CC BY 4.0 $f CC BY 4.0"], ["=540  \\\\$aCC BY 4.0$fCC BY 4.0$2cc"]),
        ("terms_506", ["506 0# $a Vapaa."], None),
        ("terms_506", ["540 ## $u https://creativecommons.org/licenses/by/4.0/"], None),
    ],
)  # fmt: skip
def test_derivation(name: str, shown: list[str], expected: list[str] | str | None) -> None:
    """None: the record stays as it is; NA: there is nothing to judge."""
    if name == "shared_link" and expected is None:
        expected = [f"=856  40$u{TITLE}?id=1"]
    wanted = [str(each) for each in example_record(shown).fields] if expected is None else expected
    assert lines(name, *shown) == (None if wanted == "NA" else wanted)


def test_links_to_one_page_become_one_with_what_each_says() -> None:
    other = "856 40 $u http://VENDOR-A.example/title/1/ $z Vain kirjaston asiakkaille $y Lainaa"
    assert lines("links_once", f"856 40 $u {TITLE}", other) == [
        f"=856  40$u{TITLE}$zVain kirjaston asiakkaille$yLainaa"
    ]


@pytest.mark.parametrize(
    "other",
    [
        f"856 42 $u {TITLE}",
        f"856 40 $3 Osa 2 $u {TITLE}",
        f"856 40 $u {TITLE} $5 FI-YYY",
        f"856 40 $u {TITLE} $u {TITLE}/2",
        f"856 40 $u {TITLE} $q application/pdf",
    ],
    ids=["role", "material", "owner", "two addresses", "format"],
)
def test_links_that_differ_in_more_than_words_stay_apart(other: str) -> None:
    first = f"856 40 $u {TITLE} $q application/epub+zip"
    made_of = lines("links_once", first, other)
    assert made_of is not None and len(made_of) == 2


def test_an_open_title_gets_no_terms_of_lending() -> None:
    added = lines("terms_506", "245 00 $a Saaren valot")
    assert added is not None and added[-1].startswith("=506  1\\$aEdellyttää")
    assert lines("terms_506", f"856 40 $u {TITLE} $7 0") == [f"=856  40$u{TITLE}$70"]
    assert lines("terms_506", "245 00 $a Saaren valot", profile=NEUTRAL) == ["=245  00$aSaaren valot"]


def test_a_cover_gets_no_text_for_lending() -> None:
    cover = example_record(["336 ## $b txt", f"856 40 $u {TITLE}/1.jpg"])
    record = RULE_SET.fix(cover, "ebook", ("norm",), Terms(calendar=Calendar.of(TODAY), profile=VENDOR)).record
    assert [str(each) for each in record.all("856")] == [f"=856  42$3Kansikuva$u{TITLE}/1.jpg"]


PARAMETER = tables().lists.link_parameters


@pytest.mark.parametrize(
    ("url", "shared"),
    [
        (f"{TITLE}?a=1#part", f"{TITLE}?a=1#part"),
        (f"{TITLE}?utm_campaign=x#part", f"{TITLE}#part"),
        ("https://proxy.library-a.example/login?url=https://b.example/x?y=1&z=2", "https://b.example/x?y=1&z=2"),
        ("https://proxy.library-a.example/login?qurl=https%3a%2f%2fb.example%2fx", "https://b.example/x"),
        ("https://proxy.library-a.example/login?url=javascript:1", "https://proxy.library-a.example/login?url=javascript:1"),
        ("https://[broken/login?url=https://b.example", "https://[broken/login?url=https://b.example"),
    ],
)  # fmt: skip
def test_what_belongs_to_a_library_is_taken_out(url: str, shared: str) -> None:
    assert without_local(url, PARAMETER) == shared


def test_a_proxied_host_is_local_though_nobody_can_tell_its_target() -> None:
    assert is_local("https://www-b-example.ezproxy.library-a.example/x", PARAMETER)
    assert not is_local("https://b.example/proxy/x", PARAMETER)


def test_hosts() -> None:
    assert host_of("HTTPS://User@Vendor-A.example:8443/x") == "vendor-a.example"
    assert host_of("vendor-a.example/x") == host_of("mailto:a@b.example") == ""
    assert is_known("urn.fi", ()) and is_known("kannet.a.example", {"lainaamo.a.example"})
    assert not is_known("a.co.uk", {"b.co.uk"}) and not is_known("evil-a.example", {"a.example"})


def test_a_canonical_address_keeps_what_tells_pages_apart() -> None:
    assert canonical("http://A.example/X/", PARAMETER) == canonical("https://a.example/X", PARAMETER)
    assert canonical("https://a.example/x?id=1", PARAMETER) != canonical("https://a.example/x?id=2", PARAMETER)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z.]{1,20}/[a-z]{0,5}\?[a-z_=&%;:/?#]{0,40}", fullmatch=True))
def test_addresses_are_taken_apart_without_fail_and_once(url: str) -> None:
    shared = without_local(url, PARAMETER)
    assert without_local(shared, PARAMETER) == shared
    assert isinstance(canonical(url, PARAMETER), str)


WORDS = [
    TITLE, f"{TITLE}/", f"{TITLE}/cover.jpg", f"{TITLE}?utm_source=a", "http://vendor-a.example/title/1", "Lainaa",
    "Kansikuva", "Näyte", "https://proxy.library-a.example/login?url=https://vendor-a.example/title/1", "1", "0",
    "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "Online access with authorization", "Open Access",
]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["access_status", "cc_licence", "labelled_links", "link_indicators", "links_once", "related_links", "shared_link",
     "terms_506"],
)  # fmt: skip
def test_a_derivation_is_idempotent_and_never_fails(name: str) -> None:
    @settings(max_examples=100, deadline=None)
    @given(records("506", "540", "856", words=WORDS, codes="afguyz3572"))
    def law(record: Record) -> None:
        if name in ("link_indicators", "shared_link"):
            record = record.keep(lambda each: each.tag == "856")
        if name == "cc_licence":
            record = record.keep(lambda each: each.tag == "540")
        assert is_settled(name, record)

    law()


@settings(max_examples=100, deadline=None)
@given(records("856", words=WORDS, codes="uyz37"))
def test_no_page_is_lost_when_links_are_united(record: Record) -> None:
    def pages(each: Record) -> set[str]:
        return {canonical(url, PARAMETER) for link in each.all("856") for url in link.all("u")}

    united = made("links_once", record)
    assert united is None or pages(united) == pages(record)


def test_a_withdrawn_title_that_is_still_published_is_told() -> None:
    record = example_record(["245 00 $a Saaren valot"])
    withdrawn = Issue("O12", "withdrawn", Level.WARNING, "PublishingDetail/PublishingStatus", "07")
    gone = withdrawn._replace(path="ProductSupply/SupplyDetail/ProductAvailability", value="40")
    assert [(each.rule, each.value) for each in at_update(record, record, [withdrawn], True)] == [("X11", "07")]
    assert at_update(record, record, [gone], True) == []
