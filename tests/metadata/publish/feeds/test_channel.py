"""What feeds call things: every kind of material has a name in every language."""

from __future__ import annotations

import pytest
from fake_catalogue import FakeCatalogue
from feed_client import SITE, channel_of, view_of

from metadata.publish.feeds.channel import MARC, page_of
from transforms.media import Media


@pytest.mark.parametrize("language", MARC)
def test_everything_has_a_name_in_every_language(language: str) -> None:
    channel = channel_of(FakeCatalogue())
    view = view_of([], "FI-Xyz")
    channel = type(channel)(**{**vars(channel), "languages": {"FI-Xyz": language}})
    names = [channel.media_name(view, media, "media") for media in Media]
    names += [channel.media_name(view, media, "medium") for media in Media]
    names += [channel.text(view, key) for key in ("new", "by_media", "by_language", "every")]
    assert all(names)
    assert channel.language_name(view, "fin") == {"fi": "suomi", "sv": "finska", "en": "Finnish"}[language]


def test_what_has_no_name_is_called_by_its_code() -> None:
    channel, view = channel_of(FakeCatalogue()), view_of([], "FI-Xyz")
    assert (channel.name(view), channel.language(view), channel.language_name(view, "q-q")) == ("FI-Xyz", "fi", "q-q")
    assert (channel.media_name(view, "q-q"), channel.media_name(view, "<b>", "medium")) == ("q-q", "<b>")


def test_the_page_of_a_title_is_that_of_the_view() -> None:
    assert page_of(SITE, view_of([]), "1") == f"{SITE}/titles/1"
    assert page_of(SITE, view_of([], "FI-A/b"), "1") == f"{SITE}/titles/1?view=FI-A%2Fb"
