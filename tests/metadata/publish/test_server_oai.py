"""What the doors of an installation say of themselves over OAI-PMH."""

from __future__ import annotations

from pathlib import Path

from feeds import book, night
from lxml import etree
from oai_door import OAI
from starlette.testclient import TestClient
from web_client import BASE

from metadata.home import Home
from metadata.publish.server import create_server

DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def asked(home: Home, path: str) -> etree._Element:
    with TestClient(create_server(home), base_url=BASE) as client:
        return etree.fromstring(client.get(path).content)


def test_a_library_view_is_called_by_the_library_in_its_language(home: Home, synthetic: Path) -> None:
    night(home, "alpha", "1.mrc", book("a1"))
    name = home.consortium.name
    assert asked(home, "/oai?verb=Identify").findtext(f".//{OAI}repositoryName") == name.en
    assert asked(home, "/oai/lib/FI-One?verb=Identify").findtext(f".//{OAI}repositoryName") == f"FI-One: {name.fi}"


def test_sets_are_named_in_the_language_of_the_view_and_described_in_the_others(home: Home) -> None:
    night(home, "alpha", "1.mrc", book("a1"))
    for path, own, others in (
        ("/oai", "Language: Finnish", {"fi": "Kieli: suomi", "sv": "Språk: finska"}),
        ("/oai/lib/FI-One", "Kieli: suomi", {"sv": "Språk: finska", "en": "Language: Finnish"}),
    ):
        sets = {each.findtext(f"{OAI}setSpec"): each for each in asked(home, f"{path}?verb=ListSets").iter(f"{OAI}set")}
        found = sets["lang:fin"]
        assert found.findtext(f"{OAI}setName") == own
        assert {str(each.get(LANG)): each.text for each in found.iter(f"{DC}title")} == others
