"""Access for the scores, as facts: link (a sound 856 to the resource), cover, accessibility,
licence (540 with $u or $f), persistent_id (856 to a resolver).

`linked` stands for the link that publication makes from the vendor's template (normalise/links_856.py drops others).
"""

from __future__ import annotations

from transforms.score.groups import Groups, Words, subfield, subfields

RESOURCE = frozenset("01 8")  # 856 ind2 that library systems take for the resource itself
RELATED = "2"
ASSISTANCE = ("\x1fb", "\x1fc", "\x1fd", "\x1fe")  # of 341; an access mode alone is nothing special (rule Y01)
COVERS = ("kansi", "omslag", "cover")  # 856 $3
PERSISTENT = ("//urn.fi/", "//doi.org/", "//hdl.handle.net/")
SECURE = ("https://", "http://urn.fi/", "http://www.urn.fi/")  # the resolver of URNs speaks plain http
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def add_access(words: Words, groups: Groups, linked: bool) -> None:
    """Add what 341, 532, 540 and 856 say."""
    if linked:
        words.add("link")
    for value in groups.get("856", ()):
        _add_856(words, value)
    if "532" in groups or any(mark in value for value in groups.get("341", ()) for mark in ASSISTANCE):
        words.add("accessibility")
    if "540" in groups and any("\x1fu" in value or "\x1ff" in value for value in groups["540"]):
        words.add("licence")


def _add_856(words: Words, value: str) -> None:
    """One link: a cover, or a link to the resource that is sound (X02, X03, X08)."""
    urls = subfields(value, "\x1fu")
    if value[1:2] == RELATED:
        if urls and _is_cover(value, urls):
            words.add("cover")
    elif value[:1] == "4" and value[1:2] in RESOURCE:
        for url in urls:
            if is_sound(url):
                words.add("link")
                if any(mark in url for mark in PERSISTENT):
                    words.add("persistent_id")


def is_sound(url: str) -> bool:
    """True for an absolute https address (X02) without blanks that is no picture (X08)."""
    if not url.lower().startswith(SECURE) or " " in url or "." not in url:
        return False
    return not is_picture(url)


def is_picture(url: str) -> bool:
    """True if the path of an address ends like a picture's."""
    return url.partition("?")[0].partition("#")[0].lower().endswith(PICTURES)


def _is_cover(value: str, urls: list[str]) -> bool:
    label = subfield(value, "\x1f3").casefold()
    return any(each in label for each in COVERS) or any(map(is_picture, urls))
