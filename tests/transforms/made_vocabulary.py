"""A vocabulary made for tests: invented concepts, whole or in part, asked as the real ones are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from transforms.vocabulary import Concept, Excerpt

YSO, SLM, YSA = "http://www.yso.fi/onto/yso/", "http://urn.fi/URN:NBN:fi:au:slm:", "http://www.yso.fi/onto/ysa/"


class Made(Excerpt):
    """These concepts, as if nothing were missing of the vocabularies that are said to be whole."""

    def __init__(self, concepts: Iterable[Concept], whole: Iterable[str] = ("yso", "slm")) -> None:
        super().__init__(Path())
        self._paths = {}
        for each in concepts:
            self._read[each.vocabulary] = (*self._read.get(each.vocabulary, ()), each)
        self._whole = frozenset(whole)

    def is_whole(self, vocabulary: str, kind: str = "") -> bool:
        return vocabulary in self._whole and (not kind or any(each.kind == kind for each in self._of(vocabulary)))


def concept(uri: str, fin: str = "", swe: str = "", eng: str = "", **more: object) -> Concept:
    """An invented concept: YSO's by default, a genre by the URI of SLM, with other labels in Finnish (`other`)."""
    vocabulary = "slm" if uri.startswith(SLM) else "ysa" if uri.startswith(YSA) else "yso"
    kind = str(more.pop("kind", "genre" if vocabulary == "slm" else "concept"))
    other = more.pop("other", ())
    labels = {language: text for language, text in (("fin", fin), ("swe", swe), ("eng", eng)) if text}
    others = {"fin": tuple(other)} if isinstance(other, tuple) and other else {}
    return Concept(uri, vocabulary, kind, labels, others, **more)  # type: ignore[arg-type]


CATS = concept(f"{YSO}p900001", "kissat", "katter", "cats", other=("mirrit", "kollit"))
DOGS = concept(f"{YSO}p900002", "koirat", "hundar", other=("haukut",))
BANK = concept(f"{YSO}p900003", "pankit (laitokset)", "banker (institut)")
SHOAL = concept(f"{YSO}p900004", "pankit (matalikot)", "bankar")
RING = concept(f"{YSO}p900005", "sormukset (korut)", "ringar (smycken)")
PEACE = concept(f"{YSO}p900006", "rauha", "fred")
PEACE_OF_MIND = concept(f"{YSO}p900007", "rauha (mielentila)", "sinnesfrid")
ODE = concept(f"{YSO}p900014", "oodit", "oden")
HYMN = concept(f"{YSO}p900015", "hymnit", "hymner", other=("oodit (laulut)",))  # to be none of the odes
SAUNA = concept(f"{YSO}p900008", "saunat", all_labels=True)  # no Swedish label
TOWN = concept(f"{YSO}p900010", "Keksilä", "Hittby", kind="place")
AGE = concept(f"{YSO}p900011", "kivikausi", "stenåldern", kind="time")
TOWN_OR_LAKE = (
    concept(f"{YSO}p900012", "Järvilä", "Insjö", kind="place"),
    concept(f"{YSO}p900013", "Järvilä", "Insjöby", kind="place"),
)
OLD = concept(f"{YSO}p900020", "hevoiset", "ök", deprecated=True, successors=(f"{YSO}p900021",))
OLDER = concept(f"{YSO}p900022", "ratsut", "springare", deprecated=True, successors=(f"{YSO}p900020",))
NEW = concept(f"{YSO}p900021", "hevoset", "hästar")
SPLIT = concept(f"{YSO}p900023", "eläimet", "djur", deprecated=True, successors=(f"{YSO}p900001", f"{YSO}p900002"))
GONE = concept(f"{YSO}p900024", "yksisarviset", "enhörningar", deprecated=True)
CIRCLE = (
    concept(f"{YSO}p900025", "munat", "ägg", deprecated=True, successors=(f"{YSO}p900026",)),
    concept(f"{YSO}p900026", "kanat", "höns", deprecated=True, successors=(f"{YSO}p900025",)),
)
NOVELS = concept(f"{SLM}s975", "kertomataide", "berättarkonst", matches=(f"{YSO}p900031",), all_labels=True)
ABOUT_NOVELS = concept(f"{YSO}p900031", "kertomataide", "berättarkonst")
FILMS = concept(f"{SLM}s900032", "filmit", "filmar", matches=(f"{YSO}p900033",))
ABOUT_FILMS = concept(f"{YSO}p900033", "filmit", "filmar")
BALLADS = concept(f"{SLM}s900034", "laulelmat", "visor")
CAFE = concept(f"{YSO}p900040", "cafét", "kaféer")
FALSE_FRIEND = concept(f"{YSO}p900041", "veljet", "brother")
BROTHER = concept(f"{YSO}p900042", "siskokset", "syskon", "brother")
THESAURUS = (
    concept(f"{YSA}Y900050", "kissaeläimet", matches=(f"{YSO}p900001",)),
    concept(f"{YSA}Y900051", "laulelmarunot", matches=(f"{SLM}s900034",)),
    concept(f"{YSA}Y900052", "eläinlajit", matches=(f"{YSO}p900001", f"{YSO}p900002")),
    concept(f"{YSA}Y900053", "Keksilän pitäjä", kind="concept", matches=(f"{YSO}p900010",)),
)
MUSA = Concept(
    "http://www.yso.fi/onto/musa/p900060", "musa", "concept", {"fin": "laulelmat", "swe": "visor"}, {}, (BALLADS.uri,)
)
OLD_SONGS = concept(f"{YSA}Y900054", "lyyriset laulut", matches=(f"{SLM}s900034",))
SONGS = Concept(  # leads to YSA alone, as MUSA does
    "http://www.yso.fi/onto/musa/p900061",
    "musa",
    "concept",
    {"fin": "laulurunot"},
    {},
    (),
    OLD_SONGS.uri,
    deprecated=True,
)
ROUND = tuple(  # each in the place of the other
    Concept(f"http://www.yso.fi/onto/{source}/p90007{n}", source, "concept", {"fin": "kehälaulut"}, {}, (), other)
    for n, source, other in (
        (0, "musa", "http://www.yso.fi/onto/kaunokki/p900071"), (1, "kaunokki", "http://www.yso.fi/onto/musa/p900070"),
    )
)  # fmt: skip
EVERYTHING = (
    CATS, DOGS, BANK, SHOAL, RING, PEACE, PEACE_OF_MIND, ODE, HYMN, SAUNA, TOWN, AGE, *TOWN_OR_LAKE, OLD, OLDER, NEW,
    SPLIT, GONE, *CIRCLE, NOVELS, ABOUT_NOVELS, FILMS, ABOUT_FILMS, BALLADS, CAFE, FALSE_FRIEND, BROTHER, *THESAURUS,
    MUSA, OLD_SONGS, SONGS, *ROUND,
)  # fmt: skip
WHOLE = Made(EVERYTHING)
PART = Made(EVERYTHING, whole=())
EMPTY = Made((), whole=())
