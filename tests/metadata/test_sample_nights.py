"""The bundled samples, night by night; again, and with two workers."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from feeds import SAMPLES, Make, dump, everything, home_in, report, states, title_of, tree

from metadata import payload, pipeline
from metadata.home import Home
from metadata.reports import NightReport
from metadata.samples import nights, play, sample_servers
from transforms.record import Outcome, Record

VENDORS = ("film-service", "marc-aggregator", "nordic-platform", "onix-audiobooks", "onix-publisher")
GONE = {  # vendor id → the only vendor that had it
    "fi.example.revontuli.1007": "onix-publisher",
    "fi.example.aaniranta.a006": "onix-audiobooks",
    "urn:isbn:9789527999738": "marc-aggregator",
    "NH000109": "nordic-platform",
    "fs-000014": "film-service",
    "fs-000029": "film-service",
}
ACQUIRES = {
    "FI-Mallila": {"onix-publisher", "onix-audiobooks", "film-service"},
    "FI-Exempel": {"marc-aggregator", "onix-publisher", "nordic-platform"},
}
TOGETHER = (  # e-ISBNs of one title, by the vendors that have it
    {"marc-aggregator": "urn:isbn:9789527999028", "onix-audiobooks": "fi.example.aaniranta.a001"},
    {"onix-publisher": "fi.example.revontuli.1002", "onix-audiobooks": "fi.example.aaniranta.a001"},
    {"marc-aggregator": "urn:isbn:9789179990602", "onix-audiobooks": "fi.example.aaniranta.a021"},
    {"nordic-platform": "NH000106", "onix-audiobooks": "fi.example.aaniranta.a021"},
    {"nordic-platform": "NH000139", "onix-audiobooks": "fi.example.aaniranta.a005"},
    {"nordic-platform": "NH000121", "onix-publisher": "fi.example.revontuli.1022"},
    {"marc-aggregator": "urn:isbn:9781799900627", "onix-audiobooks": "fi.example.aaniranta.a030"},
)


def case(vendor: str, number: int) -> dict[str, Any]:
    return dict(yaml.safe_load((SAMPLES / vendor / f"night-{number}" / "case.yml").read_text("utf-8")))


def play_all(home: Home) -> list[NightReport]:
    done = []
    with sample_servers(home):
        for number in nights(home.settings.samples):
            play(home, number)
            done.append(pipeline.run(home))
    return done


@pytest.fixture(scope="module")
def sample_nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, list[NightReport]]:
    home = home_in(tmp_path_factory.mktemp("samples") / "data")
    return home, play_all(home)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("vendor", VENDORS)
def test_sample_nights_end_as_their_case_files_say(
    sample_nights: tuple[Home, list[NightReport]], vendor: str, number: int
) -> None:
    counts, expected = report(sample_nights[1][number - 1], vendor).counts, case(vendor, number)["expected"]
    withdrawn = counts["deleted"] + counts["absent"]
    found = {each: counts[each] for each in ("read", "candidate", "unchanged", "quarantined")}
    assert {**found, "deleted": withdrawn} == {each: expected[each] for each in (*found, "deleted")}
    assert counts["filtered"] == sum(expected["filtered"].values())


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_read_is_the_sum_of_the_outcomes(sample_nights: tuple[Home, list[NightReport]], number: int) -> None:
    for each in sample_nights[1][number - 1].vendors:
        assert each.counts["read"] == sum(each.counts[outcome] for outcome in Outcome) > 0


def test_the_poisoned_sample_is_held_and_nothing_else_waits(sample_nights: tuple[Home, list[NightReport]]) -> None:
    home, reports = sample_nights
    assert {name for name, state in states(home).items() if state != "committed"} == {"aggregator-20261103.mrc"}
    assert states(home)["aggregator-20261103.mrc"] == "held"
    assert [each.vendor for each in reports[1].vendors if not each.is_sound] == ["marc-aggregator"]


def test_withdrawn_titles_are_tombstones_where_they_were_and_only_there(
    sample_nights: tuple[Home, list[NightReport]],
) -> None:
    home, _ = sample_nights
    catalogue = home.catalogue()
    dead = {name: dead_titles(home, name) for name in catalogue.names()}
    titles = {each: title_of(home, vendor, each) for each, vendor in GONE.items()}
    pappan = title_of(home, "onix-publisher", "fi.example.revontuli.1010")
    assert dead["all"] == set(titles.values())
    gone = {isil: {titles[each] for each in GONE if GONE[each] in has} for isil, has in ACQUIRES.items()}
    assert dead["FI-Mallila"] == {pappan, *gone["FI-Mallila"]}
    assert dead["FI-Exempel"] == gone["FI-Exempel"]


@pytest.mark.parametrize("pair", TOGETHER, ids=lambda pair: " ".join(pair.values()))
def test_what_several_vendors_have_is_one_title(
    sample_nights: tuple[Home, list[NightReport]], pair: dict[str, str]
) -> None:
    home, _ = sample_nights
    assert len({title_of(home, vendor, vendor_id) for vendor, vendor_id in pair.items()}) == 1


def test_two_formats_of_one_vendor_are_one_title(sample_nights: tuple[Home, list[NightReport]]) -> None:
    pair = ("fi.example.revontuli.1030", "fi.example.revontuli.1031")  # EPUB and PDF, each with its ISBN
    assert len({title_of(sample_nights[0], "onix-publisher", each) for each in pair}) == 1


def test_updates_of_single_blocks_change_these_blocks_only(sample_nights: tuple[Home, list[NightReport]]) -> None:
    home, _ = sample_nights
    view = home.catalogue().view("all")
    assert view is not None
    described = view.record(title_of(home, "onix-audiobooks", "fi.example.aaniranta.a002"))
    reread = view.record(title_of(home, "onix-audiobooks", "fi.example.aaniranta.a013"))
    assert described is not None
    assert reread is not None
    assert "kun muut kääntyvät pois" in described.value("520", "a")
    assert (described.value("300", "a"), described.value("511", "a")) == (
        "1 verkkoaineisto (1 h 52 min)",
        "Lukija: Sanna Näyte.",
    )
    assert (reread.value("306", "a"), reread.value("511", "a")) == ("062105", "Lukija: Matti Malli.")
    assert reread.value("520", "a").startswith("Kesä maalla")


FORMS = (  # titles that are one work in two forms, and what the first one says of the other
    (("onix-publisher", "fi.example.revontuli.1001"), ("onix-audiobooks", "fi.example.aaniranta.a001"), "E-äänikirja:"),
    (("onix-audiobooks", "fi.example.aaniranta.a025"), ("nordic-platform", "NH000107"), "E-kirja:"),
    (("nordic-platform", "NH000107"), ("onix-audiobooks", "fi.example.aaniranta.a025"), "E-ljudbok:"),
    (("marc-aggregator", "urn:isbn:9789527999714"), ("onix-audiobooks", "fi.example.aaniranta.a035"), "E-äänikirja:"),
)


@pytest.mark.parametrize(("one", "other", "form"), FORMS)
def test_titles_in_several_forms_link_each_other(
    sample_nights: tuple[Home, list[NightReport]], one: tuple[str, str], other: tuple[str, str], form: str
) -> None:
    links = {each["w"]: each["i"] for each in published(sample_nights[0], *one).all("776") if each.has("w")}
    back = {each["w"] for each in published(sample_nights[0], *other).all("776")}
    assert links[f"(FI-EMAT){title_of(sample_nights[0], *other)}"] == form
    assert f"(FI-EMAT){title_of(sample_nights[0], *one)}" in back


def test_the_print_that_one_vendor_tells_another_vendors_form_tells_too(
    sample_nights: tuple[Home, list[NightReport]],
) -> None:
    told = published(sample_nights[0], "onix-audiobooks", "fi.example.aaniranta.a001").all("776")
    assert ["Painettu:", "978-952-7999-50-9"] in [[each["i"], each["z"]] for each in told]


def test_magazines_have_the_issn_that_links_their_media(sample_nights: tuple[Home, list[NightReport]]) -> None:
    assert published(sample_nights[0], "nordic-platform", "NH000133").value("022", "l") == "0039-5552"


def published(home: Home, vendor: str, vendor_id: str) -> Record:
    view = home.catalogue().view("all")
    assert view is not None
    record = view.record(title_of(home, vendor, vendor_id))
    assert record is not None
    return record


def dead_titles(home: Home, name: str) -> set[str]:
    view = home.catalogue().view(name)
    assert view is not None
    return {each.title_id for each in view.entries() if each.deleted}


def test_playing_and_running_again_changes_nothing(sample_nights: tuple[Home, list[NightReport]]) -> None:
    home, _ = sample_nights
    before = everything(home)
    again = play_all(home)
    assert everything(home) == before
    assert [each.published.counts for each in again] == [{}, {}]


@pytest.mark.long
def test_two_workers_give_the_same_as_one(
    open_home: Make, sample_nights: tuple[Home, list[NightReport]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "RANGE", 9_000)
    two = open_home(workers=2)
    play_all(two)
    without = {"delivery": {"mtime"}}  # the samples are copied anew
    assert dump(two, without) == dump(sample_nights[0], without)
    assert tree(two.settings.files) == tree(sample_nights[0].settings.files)
