"""ResourceSync documents as ANSI/NISO Z39.99-2017 has them."""

from __future__ import annotations

from typing import Any

from lxml import etree

from transforms.formats.resourcesync import (
    Change,
    Described,
    Resource,
    capability_list,
    change_list,
    resource_list,
    source_description,
)

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "rs": "http://www.openarchives.org/rs/terms/"}
AT = "2026-11-22T01:02:03Z"
FILE = Resource("https://a.example/files/a&b.gz", AT, 17, "ab" * 32, "application/gzip")
UP = "https://a.example/up.xml"


def tree(document: bytes) -> Any:
    return etree.fromstring(document)


def texts(document: bytes, path: str) -> list[str]:
    return [str(each) for each in tree(document).xpath(path, namespaces=NAMES)]


def test_every_document_is_a_sitemap_with_its_capability_first() -> None:
    documents = {
        "description": source_description(UP, [UP]),
        "capabilitylist": capability_list(UP, UP, [Described(UP, "resourcelist")]),
        "resourcelist": resource_list(UP, AT, [FILE]),
        "changelist": change_list(UP, AT, []),
    }
    for capability, document in documents.items():
        assert tree(document).tag == f"{{{NAMES['s']}}}urlset"
        assert texts(document, "/s:urlset/rs:md/@capability") == [capability]


def test_a_source_is_described_to_people_and_leads_to_its_sets() -> None:
    document = source_description("https://a.example/", ["https://a.example/1.xml", "https://a.example/2.xml"])
    assert texts(document, "/s:urlset/rs:ln[@rel='describedby']/@href") == ["https://a.example/"]
    assert texts(document, "//s:url/rs:md/@capability") == ["capabilitylist"] * 2
    assert texts(document, "//s:loc/text()") == ["https://a.example/1.xml", "https://a.example/2.xml"]


def test_a_list_leads_up() -> None:
    for document in (resource_list(UP, AT, []), change_list(UP, AT, []), capability_list(UP, UP, [])):
        assert texts(document, "/s:urlset/rs:ln[@rel='up']/@href") == [UP]


def test_a_resource_has_what_proves_it() -> None:
    document = resource_list(UP, AT, [FILE])
    assert texts(document, "/s:urlset/rs:md/@at") == [AT]
    assert texts(document, "//s:loc/text()") == ["https://a.example/files/a&b.gz"]
    assert texts(document, "//s:lastmod/text()") == [AT]
    assert texts(document, "//s:url/rs:md/@*") == [f"sha-256:{'ab' * 32}", "17", "application/gzip"]


def test_changes_tell_what_and_when_and_a_deleted_file_nothing_else() -> None:
    document = change_list(
        UP, AT, [Change(FILE.uri, "created", AT, FILE), Change(FILE.uri, "deleted", "2026-11-23T00:00:00Z")]
    )
    assert texts(document, "/s:urlset/rs:md/@from") == [AT]
    assert texts(document, "//s:url/rs:md/@change") == ["created", "deleted"]
    assert texts(document, "//s:url/rs:md/@datetime") == [AT, "2026-11-23T00:00:00Z"]
    assert texts(document, "//s:url[2]/rs:md/@hash | //s:url[2]/s:lastmod") == []
