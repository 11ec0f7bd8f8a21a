"""Resumption tokens: replayed, changed, foreign and forgotten ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from fake_catalogue import FakeView, sample
from oai_assertions import holds
from oai_door import NOW, OAI, SITE, Door, errors, identifiers, oai

from metadata.publish.oai_pmh import tokens
from metadata.publish.oai_pmh.exchange import Request


def first_token(door: Door, **arguments: str) -> str:
    arguments = {"verb": "ListRecords", "metadataPrefix": "marc21", **arguments}
    return str(door.ask(**arguments).findtext(f".//{OAI}resumptionToken"))


@holds("T8")
def test_token_is_short_and_url_safe(door: Door) -> None:
    token = first_token(door, set="collection:aggregator:basic", from_="2026-01-01", until="2026-12-31")
    assert token.replace("-", "").replace("_", "").isalnum()
    assert len(token) < 400


@holds("T1", "T6")
def test_replayed_token_gives_equal_bytes_also_later_and_after_a_restart(door: Door) -> None:
    query = urlencode({"verb": "ListRecords", "resumptionToken": first_token(door)}).encode()
    once = door.send(Request("GET", query)).body
    restarted = Door(door.catalogue)
    restarted.now = NOW + timedelta(hours=5)
    assert restarted.send(Request("GET", query)).body == once


def test_walk_speaks_of_the_moment_it_began(door: Door) -> None:
    token = first_token(door)
    door.now = NOW + timedelta(hours=1)
    page = door.ask(verb="ListRecords", resumptionToken=token)
    assert page.findtext(f"{OAI}responseDate") == "2026-11-22T18:10:01Z"


@holds("T5")
def test_expiration_is_days_away_and_does_not_move(door: Door) -> None:
    pages = door.walk(verb="ListRecords", metadataPrefix="marc21")
    dates = {each.get("expirationDate") for page in pages for each in page.iter(f"{OAI}resumptionToken") if each.text}
    assert dates == {"2026-11-29T18:10:01Z"}


@holds("R17", "T8")
def test_token_is_refused_when_any_character_is_changed(door: Door) -> None:
    token = first_token(door)
    for place in range(len(token)):
        other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert errors(door.ask(verb="ListRecords", resumptionToken=other)) == ["badResumptionToken"]


@pytest.mark.parametrize("change", ["{}=", "{}\n", " {}", "{}A", "{}=="])
def test_token_has_one_spelling(door: Door, change: str) -> None:
    token = change.format(first_token(door))
    assert errors(door.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


@holds("R17")
def test_token_of_another_verb_view_or_key_is_refused(door: Door) -> None:
    token = first_token(door)
    assert errors(door.ask(verb="ListIdentifiers", resumptionToken=token)) == ["badResumptionToken"]
    library = Door(door.catalogue, "FI-Abc")
    assert errors(library.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]
    rekeyed = Door(door.catalogue, site=replace(SITE, key=b"other"))
    assert errors(rekeyed.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


def test_token_of_another_release_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "VERSION", "0")
    token = first_token(door)
    monkeypatch.undo()
    assert errors(door.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


def test_refused_token_tells_every_view_the_same(door: Door) -> None:
    token = first_token(door)
    library = Door(door.catalogue, "FI-Abc")
    forged, foreign = (
        library.ask(verb="ListRecords", resumptionToken=each).findtext(f".//{OAI}error") for each in ("junk", token)
    )
    assert forged == foreign


@holds("T6", "L5", "T4")
def test_walk_stays_with_its_publication_when_others_follow(door: Door) -> None:
    pages = door.walk(verb="ListIdentifiers", metadataPrefix="marc21")
    seen = identifiers(next(pages))
    for number in range(2, 9):
        door.catalogue.publish(sample(publication=number, count=50 - 5 * number))
        seen += identifiers(next(pages))
    assert seen == [oai(each) for each in range(50)]
    assert len(door.ids()) == 10


@holds("T7")
def test_token_of_a_forgotten_publication_is_refused(door: Door) -> None:
    token = first_token(door)
    door.catalogue.publish(FakeView("all", 2))
    assert errors(door.ask(verb="ListRecords", resumptionToken=token)) == []
    door.catalogue.forget("all", 1)
    assert errors(door.ask(verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


@holds("T1")
def test_the_token_before_is_as_good_as_the_last(door: Door) -> None:
    tokens, pages = [first_token(door)], []
    while tokens[-1]:
        page = door.ask(verb="ListRecords", resumptionToken=tokens[-1])
        pages.append(identifiers(page))
        tokens.append(page.findtext(f".//{OAI}resumptionToken") or "")
    again = [identifiers(door.ask(verb="ListRecords", resumptionToken=each)) for each in reversed(tokens[:-1])]
    assert again == pages[::-1]
    assert len(pages) > 5


@holds("T7")
@pytest.mark.parametrize("arguments", [{}, {"set": "collection"}, {"from": "2026-03-02"}, {"until": "2026-03-03"}])
def test_no_token_is_answered_with_no_records_match(door: Door, arguments: dict[str, str]) -> None:
    token = first_token(door, **arguments)
    for number, count in enumerate((40, 3, 0), start=2):
        door.catalogue.publish(sample(publication=number, count=count))
        while token:
            page = door.ask(verb="ListRecords", resumptionToken=token)
            assert errors(page) == []
            token = page.findtext(f".//{OAI}resumptionToken") or ""
