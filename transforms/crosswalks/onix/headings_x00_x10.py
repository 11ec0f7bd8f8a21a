"""A name as a field: X00 of a person, X10 of a body, with its marks (finnish-marc.md §1.2)."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, pairwise

from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.name_identifiers import Links
from transforms.crosswalks.onix.names import Name
from transforms.record import Field


@lru_cache(maxsize=1024)  # the same people come again and again
def heading(
    hundreds: str,
    name: Name,
    terms: tuple[str, ...] = (),
    codes: tuple[str, ...] = (),
    links: Links = (),
    ind2: str = " ",
) -> Field:
    """100, 110, 600, 610, 700 or 710: name, addition, years, $e and $4, identifiers.

    A comma before each text but the first, a numeral and one in brackets, a full stop behind the last:
    "$aEsimerkki, Anna,$ekirjoittaja.$4aut".
    """
    around = (("a", name.heading), ("b", name.number), ("c", name.addition), ("d", name.years))
    texts = [*((code, text) for code, text in around if text), *(("e", term) for term in terms)]
    pairs = [
        (code, text if text.endswith((",", "-")) or after.startswith("(") or mark == "b" else f"{text},")
        for (code, text), (mark, after) in pairwise(texts)
    ]
    code, last = texts[-1]
    pairs.append((code, last if last.endswith((")", ",")) else full_stop(last)))
    pairs += (("4", code) for code in codes)
    pairs += links
    if name.is_body:
        return Field.data(f"{hundreds}10", f"2{ind2}", *chain.from_iterable(pairs))
    return Field.data(f"{hundreds}00", f"{'1' if ',' in name.heading else '0'}{ind2}", *chain.from_iterable(pairs))
