"""The course of titles as views see it, against a model that plays the publications one by one."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from metadata.publish.history import Moment, Offer, Profile, Stand, packed, profile_of, stand, telling, unpacked

TITLE = "T"
COLLECTIONS = ("a", "b", "c")
_moments = st.lists(
    st.tuples(
        st.sampled_from(("ebook", "film")),
        st.sampled_from(("fin", "swe", "   ")),
        st.sampled_from(("j", " ")),
        st.lists(st.tuples(st.sampled_from(COLLECTIONS), st.integers(0, 3), st.integers(1, 9)), max_size=4),
    ),
    min_size=1,
    max_size=5,
)
_profiles = st.lists(
    st.fixed_dictionaries(
        {
            "collections": st.none() | st.lists(st.sampled_from(COLLECTIONS)),
            "titles": st.sampled_from(([], [TITLE])),
            "only": st.sampled_from(({}, {TITLE: ["b"]})),
            "except": st.sampled_from(([], [], [TITLE])),
            "media": st.sampled_from(([], ["ebook"])),
            "languages": st.sampled_from(([], ["swe"])),
            "audiences": st.sampled_from(([], ["j"])),
            "links": st.sampled_from(({}, {"a": ["x", "", ""]}, {"a": ["y", "", ""], "b": ["z", "", ""]})),
            "shows": st.sampled_from(({}, {"agency": "FI-X"})),
        }
    ),
    max_size=4,
)
_seqs = st.lists(st.integers(1, 12), unique=True, min_size=5, max_size=5).map(sorted)


def course(seqs: list[int], plain: list[Any]) -> list[Moment]:
    return [
        Moment(seq, media, language, audience, tuple(Offer(c, c, number, since) for c, number, since in sorted(offers)))
        for seq, (media, language, audience, offers) in zip(seqs, plain, strict=False)
    ]


def shown(moment: Moment | None, profile: Profile | None) -> Any:
    """What the view shows at one publication, told without `stand`."""
    if moment is None or profile is None or TITLE in profile.without:
        return None
    named = TITLE in profile.titles
    wanted = all(
        not some or value in some
        for value, some in (
            (moment.media, profile.media),
            (moment.language, profile.languages),
            (moment.audience, profile.audiences),
        )
    )
    only = profile.only.get(TITLE, COLLECTIONS)
    offers = [
        each
        for each in moment.offers
        if (named and each.vendor in only)
        or (wanted and (profile.collections is None or each.collection in profile.collections))
    ]
    if not offers:
        return None
    linked: dict[str, Any] = {}
    for each in offers:
        linked.setdefault(each.vendor, (each.number, each.since, profile.links.get(each.vendor)))
    sets = {f"collection:{each.collection}" for each in offers} | {f"vendor:{each.vendor}" for each in offers}
    sets |= {"new:2026-01", f"type:{moment.media}"} | (
        {f"lang:{moment.language}"} if moment.language.strip() else set()
    )
    return linked, sets, dict(profile.shows)


def played(moments: list[Moment], profiles: list[Profile]) -> Stand | None:
    now, since, first, been = None, 0, 0, set[str]()
    for seq in range(1, 13):
        moment = next((each for each in reversed(moments) if each.seq <= seq), None)
        profile = next((each for each in reversed(profiles) if each.since <= seq), None)
        after = shown(moment, profile)
        if after != now:
            now, since, first = after, seq, first or seq
            been |= after[1] if after else set()
    if not first:
        return None
    if now is None:
        return Stand(True, since, (), (), tuple(sorted(been)), first)
    offers = tuple((vendor, now[0][vendor][0]) for vendor in sorted(now[0]))
    return Stand(False, since, offers, tuple(sorted(now[1])), tuple(sorted(been - now[1])), first)


@given(_moments, _profiles, _seqs, _seqs)
def test_a_course_stands_as_publication_by_publication_would_have_it(
    plain: list[Any], kept: list[dict[str, Any]], moment_seqs: list[int], profile_seqs: list[int]
) -> None:
    moments = course(moment_seqs, plain)
    profiles = [profile_of(seq, each) for seq, each in zip(profile_seqs, kept, strict=False)]
    assert stand(moments, profiles, "new:2026-01", TITLE) == played(moments, profiles)


@given(_moments, _profiles, _seqs, _seqs, st.sampled_from(("", TITLE)))
def test_law_profiles_that_say_the_same_of_a_title_count_as_one(
    plain: list[Any], kept: list[dict[str, Any]], moment_seqs: list[int], profile_seqs: list[int], title_id: str
) -> None:
    moments = course(moment_seqs, plain)
    profiles = [profile_of(seq, each) for seq, each in zip(profile_seqs, kept, strict=False)]
    told = telling(profiles, title_id)
    assert stand(moments, told, "new:2026-01", title_id) == stand(moments, profiles, "new:2026-01", title_id)


def test_a_list_that_names_other_titles_every_night_tells_nothing_of_the_others() -> None:
    plain = {"collections": ["a"], "except": [], "links": {"a": ["x", "", ""]}}
    profiles = [profile_of(seq, {**plain, "titles": [str(seq), TITLE] if seq > 5 else [str(seq)]}) for seq in range(9)]
    assert [each.since for each in telling(profiles)] == [0]
    assert [each.since for each in telling(profiles, TITLE)] == [0, 6]
    assert [each.since for each in telling(profiles, "3")] == [0, 3, 4]


@given(_moments, _seqs)
def test_a_course_is_kept_as_it_is(plain: list[Any], seqs: list[int]) -> None:
    moments = tuple(course(seqs, plain))
    assert unpacked(packed(moments)) == moments


def test_a_view_that_does_not_have_a_change_does_not_move() -> None:
    one = Offer("alpha", "alpha", 0, 1)
    two = Offer("beta", "beta", 1, 2)
    moments = [Moment(1, "ebook", "fin", " ", (one,)), Moment(2, "ebook", "fin", " ", (one, two))]
    plain = {"titles": [], "except": [], "links": {}}
    there = stand(moments, [profile_of(1, {"collections": ["alpha"], **plain})], "new:2026-01")
    whole = stand(moments, [profile_of(1, {"collections": None, **plain})], "new:2026-01")
    assert there is not None
    assert whole is not None
    assert (there.since, whole.since) == (1, 2)


def test_a_language_that_is_no_code_makes_no_set() -> None:
    every = [profile_of(1, {"collections": None, "titles": [], "except": [], "links": {}})]
    for language in ("fin", "åäö", "f n", "", "|||"):
        there = stand([Moment(1, "ebook", language, " ", (Offer("alpha", "alpha", 0, 1),))], every, "new:2026-01")
        assert there is not None
        assert [each for each in there.sets if each.startswith("lang")] == (["lang:fin"] if language == "fin" else [])
