"""Identify: who answers, from when on, and which views stand beside."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fake_catalogue import DOMAIN, FakeCatalogue, sample_catalogue
from feeds import SHIPPED
from lxml import etree
from oai_assertions import holds
from oai_door import OAI, SITE, Door, checked, oai

from metadata.libraries import load_consortium
from metadata.publish.oai_pmh.exchange import CC0, Called, Request

GUIDELINES = "http://www.openarchives.org/OAI/2.0/"
FRIENDS = f"{{{GUIDELINES}friends/}}baseURL"
EMAIL = re.compile(r"[^@\s+:]{2,}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
VIEWS = {"all": "https://oai.example.org/oai", "FI-Abc": "https://oai.example.org/oai/lib/FI-Abc"}


def told(root: etree._Element) -> dict[str, str | None]:
    return {etree.QName(each).localname: each.text for each in root.iterfind(f"{OAI}Identify/*")}


@holds("I1", "I2", "I7")
def test_identify_is_one_answer_of_protocol_2_0_that_keeps_deletions(door: Door) -> None:
    response = door.send(Request("GET", b"verb=Identify"))
    root = checked(response.body)
    assert response.status == 200
    assert [etree.QName(each).localname for each in root] == ["responseDate", "request", "Identify"]
    assert (told(root)["protocolVersion"], told(root)["deletedRecord"]) == ("2.0", "persistent")


@holds("I3")
@pytest.mark.parametrize("view", VIEWS)
def test_base_url_is_the_one_of_the_view(door: Door, view: str) -> None:
    root = Door(door.catalogue, view).ask(verb="Identify")
    assert told(root)["baseURL"] == root.findtext(f"{OAI}request") == VIEWS[view]


@holds("I4")
@pytest.mark.parametrize("email", [SITE.admin_email, load_consortium(SHIPPED).admin_email])
def test_somebody_can_be_written_to(door: Door, email: str) -> None:
    site = replace(SITE, admin_email=email)
    found = Door(door.catalogue, site=site).ask(verb="Identify").findtext(f".//{OAI}adminEmail") or ""
    assert EMAIL.fullmatch(found)


@holds("I5")
def test_datestamps_have_seconds(door: Door) -> None:
    found = told(door.ask(verb="Identify"))
    assert found["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["earliestDatestamp"] or "")


@holds("I6")
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_earlier_than_the_earliest_datestamp(door: Door, view: str) -> None:
    door = Door(door.catalogue, view)
    earliest = told(door.ask(verb="Identify"))["earliestDatestamp"] or ""
    pages = door.walk(verb="ListIdentifiers", metadataPrefix="marc21")
    assert earliest <= min(str(each.text) for page in pages for each in page.iter(f"{OAI}datestamp"))


@holds("I8")
def test_identifiers_are_those_of_one_domain(door: Door) -> None:
    body = door.send(Request("GET", b"verb=Identify")).body
    assert body.count(f'<oai-identifier xmlns="{GUIDELINES}oai-identifier"'.encode()) == 1
    assert f"<repositoryIdentifier>{DOMAIN}</repositoryIdentifier>".encode() in body
    assert f"<sampleIdentifier>{oai(0)}</sampleIdentifier>".encode() in body


@holds("I9")
def test_children_stand_in_order(door: Door) -> None:
    assert list(told(door.ask(verb="Identify"))) == [
        "repositoryName",
        "baseURL",
        "protocolVersion",
        "adminEmail",
        "earliestDatestamp",
        "deletedRecord",
        "granularity",
        "compression",
        "description",
    ]
    assert told(door.ask(verb="Identify"))["repositoryName"] == "E-material & more"


def test_every_description_is_valid(door: Door, oai_schema: etree.XMLSchema) -> None:
    for view in (*VIEWS, "FI-Empty"):
        oai_schema.assertValid(Door(door.catalogue, view).ask(verb="Identify"))


def test_friends_are_the_library_views_and_stand_only_at_the_whole() -> None:
    whole = Door(sample_catalogue()).ask(verb="Identify")
    assert [each.text for each in whole.iter(FRIENDS)] == [
        "https://oai.example.org/oai/lib/FI-Abc",
        "https://oai.example.org/oai/lib/FI-Empty",
    ]
    assert not list(Door(sample_catalogue(), "FI-Abc").ask(verb="Identify").iter(FRIENDS))


def test_an_installation_without_libraries_and_records_is_identified() -> None:
    catalogue = FakeCatalogue()
    catalogue.publish(sample_catalogue(0).history["all"][0])
    root = Door(catalogue).ask(verb="Identify")
    assert not list(root.iter(FRIENDS))
    assert re.search(rf">oai:{re.escape(DOMAIN)}:[0-9A-Z]{{27}}<", etree.tostring(root, encoding="unicode"))


def test_the_licence_and_the_name_are_told_in_the_language_of_the_view(door: Door) -> None:
    door.site = replace(SITE, views={"all": Called("E-aineistot <&>", "fi")})
    root = door.ask(verb="Identify")
    dc = "{http://purl.org/dc/elements/1.1/}"
    assert root.findtext(f".//{dc}rights") == CC0
    title = root.find(f".//{dc}title")
    assert title is not None
    assert (title.text, title.get("{http://www.w3.org/XML/1998/namespace}lang")) == ("E-aineistot <&>", "fi")
    assert told(root)["repositoryName"] == "E-aineistot <&>"
