"""When the outcome of a record turns: every gate, field and rule that asks for a day tells it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, parsed, product_xml, tables
from transforms.formats.frame import Envelope
from transforms.formats.marc21 import to_iso2709
from transforms.record import FIELD_END, Outcome
from transforms.refine import House, Refined, refine
from transforms.validate import RuleSet, load_rules
from transforms.validate.examples import example_record

ROOT = Path(__file__).parents[2]
ENVELOPE = parsed(product_xml())[1]
VENDOR = replace(PROFILE, vendor="onix-publisher", territory="FI", linked=True)
FIRST, LAST = date(2026, 11, 1), date(2027, 4, 30)


@cache
def rules() -> RuleSet:
    return load_rules(ROOT / "schemas" / "rules", tables=tables)


def on(day: date, raw: str, envelope: Envelope = ENVELOPE) -> Refined:
    """The outcome on a day."""
    profile = replace(VENDOR, identity="001") if envelope.format == "marc21" else VENDOR
    return refine(raw.encode(), envelope, House(replace(profile, entered=f"{day:%y%m%d}"), tables(), rules()))


def restriction(start: str = "", end: str = "") -> str:
    days = (start and f"<StartDate>{start}</StartDate>") + (end and f"<EndDate>{end}</EndDate>")
    return (
        "<SalesRights><SalesRightsType>01</SalesRightsType><Territory><RegionsIncluded>WORLD</RegionsIncluded>"
        f"</Territory><SalesRestriction><SalesRestrictionType>09</SalesRestrictionType>{days}</SalesRestriction>"
        "</SalesRights>"
    )


def cover(role: str, day: str) -> str:
    told = f"<ContentDate><ContentDateRole>{role}</ContentDateRole><Date>{day}</Date></ContentDate>"
    return (
        "<SupportingResource><ResourceContentType>01</ResourceContentType><ContentAudience>00</ContentAudience>"
        "<ResourceMode>03</ResourceMode><ResourceVersion><ResourceForm>02</ResourceForm>"
        f"<ResourceLink>https://x.example/{day}.jpg</ResourceLink>{told}</ResourceVersion></SupportingResource>"
    )


def licence(day: str, role: str = "14") -> str:
    told = f"<EpubLicenseDate><EpubLicenseDateRole>{role}</EpubLicenseDateRole><Date>{day}</Date></EpubLicenseDate>"
    return (
        "<EpubLicense><EpubLicenseName>CC BY 4.0</EpubLicenseName><EpubLicenseExpression>"
        "<EpubLicenseExpressionType>02</EpubLicenseExpressionType><EpubLicenseExpressionLink>"
        f"https://creativecommons.org/licenses/by/4.0/</EpubLicenseExpressionLink></EpubLicenseExpression>{told}"
        "</EpubLicense>"
    )


def announced(day: str) -> str:
    """Forthcoming, expected on a day: 263."""
    return (
        "<PublishingStatus>02</PublishingStatus><PublishingDate><PublishingDateRole>01</PublishingDateRole>"
        f"<Date>{day}</Date></PublishingDate>"
    )


def test_a_product_without_days_never_turns() -> None:
    done = on(FIRST, product_xml())
    assert (done.outcome, done.turns_on) == (Outcome.CANDIDATE, "")


@pytest.mark.parametrize(
    ("xml", "outcome", "turns"),
    [
        (product_xml(publishing=restriction(end="20261223")), Outcome.FILTERED, "2026-12-24"),
        (product_xml(publishing=restriction(start="20261224")), Outcome.CANDIDATE, "2026-12-24"),
        (product_xml(publishing=restriction(start="20261224"), title=""), Outcome.QUARANTINED, "2026-12-24"),
        (product_xml(collateral=cover("14", "20261224")), Outcome.CANDIDATE, "2026-12-24"),
        (product_xml(collateral=cover("15", "20261224")), Outcome.CANDIDATE, "2026-12-25"),
        (product_xml(licence("20261224")), Outcome.CANDIDATE, "2026-12-24"),
        (product_xml(licence("20261224", "15")), Outcome.CANDIDATE, "2026-12-25"),
        (product_xml(publishing=announced("20261224")), Outcome.CANDIDATE, "2026-12-01"),
        (product_xml(publishing=announced("20261105")), Outcome.CANDIDATE, "2026-12-01"),
        (
            product_xml(publishing=restriction(start="20270301"), collateral=cover("15", "20261224")),
            Outcome.CANDIDATE,
            "2026-12-25",
        ),
    ],
)
def test_whoever_asks_for_a_day_tells_when_the_outcome_turns(xml: str, outcome: Outcome, turns: str) -> None:
    done = on(FIRST, xml)
    assert (done.outcome, done.turns_on) == (outcome, turns)
    assert said(on(date.fromisoformat(turns) - timedelta(days=1), xml)) == said(done)


@pytest.mark.parametrize(
    ("month", "on_day", "turns", "stays"),
    [
        ("2612", FIRST, "2026-12-01", True),  # X15: the link is active already
        ("2612", date(2026, 12, 1), "2027-01-01", True),  # D23: an expected month that is past goes
        ("2612", date(2027, 1, 1), "", False),
        ("2611", FIRST, "2026-12-01", True),
    ],
)
def test_an_expected_month_turns_twice(month: str, on_day: date, turns: str, stays: bool) -> None:
    done = on(on_day, marc("008 261101s2026    fi ||||eo|||||||||1|fin||", f"263 ## $a {month}"), Envelope("marc21"))
    assert done.record is not None and done.record.has("263") == stays
    assert done.turns_on == turns


def test_a_year_that_is_too_far_ahead_turns() -> None:
    done = on(FIRST, marc("008 261101s2031    fi ||||eo|||||||||1|fin||"), Envelope("marc21"))
    assert done.turns_on == "2029-01-01" and "F09" in {each.rule for each in done.issues}


def marc(*lines: str) -> str:
    """An e-book of a vendor in ISO 2709, with further fields."""
    fields = ("001 v1", "007 cr||||||||||||", "245 00 $a Meri", "338 ## $a verkkoaineisto $b cr $2 rdacarrier", *lines)
    written = to_iso2709(example_record(("LDR 00000nam a22000008i 4500", *fields)))
    assert isinstance(written, bytes)
    return written.decode()


def said(done: Refined) -> object:
    """What the store keeps of it, but for the day of entry, which a renewal keeps as it was first."""
    record = "" if done.record is None else done.record.pack()
    entered = record.find(f"{FIELD_END}008")
    text = record if entered < 0 else record[: entered + 4] + record[entered + 10 :]
    return done.outcome, done.reason, done.rule, text, done.issues


DAYS = st.dates(FIRST, LAST).map(lambda day: f"{day:%Y%m%d}")
PRODUCTS = st.builds(
    lambda rights, publishing, covers, licences: product_xml(
        "".join(licences), publishing="".join((publishing, *rights)), collateral="".join(covers)
    ),
    st.lists(
        st.builds(restriction, st.just("") | DAYS, st.just("") | DAYS).filter(lambda each: "Date>" in each), max_size=2
    ),
    st.just("") | DAYS.map(announced),
    st.lists(st.builds(cover, st.sampled_from(["14", "15"]), DAYS), max_size=2),
    st.lists(st.builds(licence, DAYS, st.sampled_from(["14", "15"])), max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(xml=PRODUCTS, days=st.tuples(st.dates(FIRST, LAST), st.dates(FIRST, LAST)).map(sorted))
def test_what_is_made_anew_on_each_day_on_which_it_turns_is_as_if_made_on_the_last(xml: str, days: list[date]) -> None:
    begin, end = days
    done = on(begin, xml)
    while done.turns_on and date.fromisoformat(done.turns_on) <= end:
        turning = date.fromisoformat(done.turns_on)
        assert turning > begin
        begin, done = turning, on(turning, xml)
    wanted = on(end, xml)
    assert said(done) == said(wanted)
    assert done.turns_on == wanted.turns_on
