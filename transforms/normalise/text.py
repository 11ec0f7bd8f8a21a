"""Text: NFC, no control or invisible characters, single blanks; no HTML where vendors paste it.

Coded fields (00X) are left alone. A record that needs nothing is passed after one look at its whole text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from unicodedata import is_normalized, normalize

from transforms.normalise.context import Context
from transforms.record import FIELD_END, SUBFIELD, Field, Record

Steps = tuple[Callable[[str], str], ...]

HTML_FIELDS = frozenset({"245", "490", "505", "520"})

# C0 and C1 controls but the delimiters of ISO 2709, blanks but the common one, soft hyphen, zero-width.
_ODD = re.compile("[\x00-\x1c\x7f-\xa0\xad\u1680\u180e\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1c\x7f-\x84\x86-\x9f\xad\u180e\u200b-\u200d\u2060\ufeff]")
_LEADING_BLANK = re.compile(f"{SUBFIELD}. ")
_BARE = re.compile(f"{SUBFIELD}.?[ {SUBFIELD}{FIELD_END}]")  # no text behind a code, or a blank first

_MOJIBAKE = re.compile("[\u00c2\u00c3][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(
    r"</?(p|br|li|ul|ol|dl|dt|dd|div|h[1-6]|tr|td|th|thead|tbody|tfoot|table|hr|blockquote|section|article|center"
    r"|figure|figcaption|pre|b|i|u|s|em|strong|strike|del|ins|span|a|q|sub|sup|small|big|font|img|script|style|iframe)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INLINE = frozenset(
    ("b", "i", "u", "s", "em", "strong", "strike", "del", "ins", "span", "a", "q", "sub", "sup", "small", "big", "font")
)
_UNSEEN = re.compile(r"<(script|style)(?=[\s>])", re.IGNORECASE)  # what is inside no reader sees
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")}
_MOST_LAYERS = 20  # of escaping inside escaping; deeper is no vendor's mistake


def text(record: Record, _: Context) -> Record:
    """Clean every data field: "Äiti\\u00a0 &amp; poika " becomes "Äiti & poika" (in 245)."""
    whole = bodies(record.fields)
    if is_clean(whole):
        return record
    signs = [sign for sign in _SIGNS if sign(whole)]
    if not signs:
        return record
    cleaned = tuple([each if each.tag[:2] == "00" else _clean_field(each, signs) for each in record.fields])
    return record if cleaned == record.fields else Record(record.leader, cleaned)


def bodies(fields: Iterable[Field]) -> str:
    """The subfields of the data fields as one text, each field closed by its terminator; for a first look."""
    return FIELD_END.join([each.value[2:] for each in fields if each.tag >= "010"]) + FIELD_END


def is_clean(whole: str) -> bool:
    """A quick look at the `bodies` of a record: True if no value in them is empty, untrimmed, or not plain NFC text.

    It may be wrong in one way only: False for text that is clean after all.
    """
    if "  " in whole or " \x1f" in whole or " \x1e" in whole or has_html(whole):
        return False
    if _BARE.search(whole) or whole.startswith(FIELD_END) or FIELD_END * 2 in whole:
        return False
    if not whole.replace(SUBFIELD, "").replace(FIELD_END, "").isprintable():
        return False
    return whole.isascii() or not (may_have_mojibake(whole) or not is_normalized("NFC", whole))


def is_plain(value: str) -> bool:
    """The same of the value of one field, with its indicators."""
    body = value[2:]
    if not body.isascii():
        return is_clean(body + FIELD_END)
    if not body or "  " in body or " \x1f" in body or "<" in body or "&" in body or body[-1:] in (" ", SUBFIELD):
        return False
    return body[-2:-1] != SUBFIELD and _BARE.search(body) is None and body.replace(SUBFIELD, "").isprintable()


def is_trimmed(value: str) -> bool:
    """True if the text has no outer blank and no two blanks together."""
    return "  " not in value and value == value.strip(" ")


def is_plain_text(value: str) -> bool:
    """A quick look at one value: True for one that cleaning leaves as it is, HTML aside. False says nothing."""
    if not (is_trimmed(value) and value.isprintable()):
        return False
    return value.isascii() or not (may_have_mojibake(value) or not is_normalized("NFC", value))


def trim(value: str) -> str:
    """Without outer blanks, with single ones inside."""
    return " ".join(value.split())


def may_be_untrimmed(whole: str) -> bool:
    """True if a subfield in these `bodies` is untrimmed."""
    return "  " in whole or " \x1f" in whole or " \x1e" in whole or _LEADING_BLANK.search(whole) is not None


def is_printable(value: str) -> bool:
    """True if there is no control or invisible character and no blank but the common one."""
    return _ODD.search(value) is None


def has_html(value: str) -> bool:
    """True if there is an HTML tag or a character entity."""
    tagged = "<" in value and (_TAG.search(value) is not None or _without_comments(value) is not value)
    return tagged or ("&" in value and _ENTITY.search(value) is not None)


def has_mojibake(value: str) -> bool:
    """True for pairs like "Ã¤" that UTF-8 read as Windows-1252 leaves, and for U+FFFD, which hides a loss."""
    return "\ufffd" in value or _MOJIBAKE.search(value) is not None


def may_have_mojibake(whole: str) -> bool:
    """A quick first look for `has_mojibake`."""
    return "Ã" in whole or "Â" in whole or "â€" in whole or "\ufffd" in whole


def repair_mojibake(value: str) -> str:
    """Undo UTF-8 read as Windows-1252 ("Ã¤iti" → "äiti"), where the whole value turns back into UTF-8."""
    if not _MOJIBAKE.search(value):
        return value
    try:
        repaired = b"".join(map(_cp1252, value)).decode("utf-8")
    except UnicodeError:
        return value
    return value if SUBFIELD in repaired or _MOJIBAKE.search(repaired) else repaired


def clean(value: str) -> str:
    """One value without invisible characters, in NFC, with single blanks."""
    if is_plain_text(value):
        return value
    if not is_printable(value):
        value = _INVISIBLE.sub("", value)
    value = value if value.isascii() else normalize("NFC", value)
    return trim(value)


def strip_html(value: str) -> str:
    """Without HTML tags, entities decoded once."""
    return _TAG.sub(_break, _without_comments(_ENTITY.sub(lambda entity: unescape(entity[0]), value)))


def parted(value: str, marks: str) -> tuple[str, str]:
    """A text and the one of these marks that stands at its end: "340 s. :" is "340 s." and ":"; "" where none does."""
    text = value.rstrip()
    return (text[:-1].rstrip(), text[-1]) if text and text[-1] in marks else (value, "")


def plain(value: str) -> str:
    """Text without HTML, decoded until nothing is left to decode; as it came where that does not end."""
    return _settle(value, (clean, strip_html))


def _without_comments(value: str) -> str:
    """A blank for each HTML comment and script. By hand: a pattern takes for ever over many that do not end."""
    value = _without_scripts(value)
    kept, place = [], 0
    while (start := value.find("<!--", place)) >= 0 and (end := value.find("-->", start + 4)) >= 0:
        kept.append(value[place:start])
        place = end + 3
    return " ".join((*kept, value[place:])) if kept else value


def _without_scripts(value: str) -> str:
    kept, place = [], 0
    while (begun := _UNSEEN.search(value, place)) and (end := _ENDS[begun[1].lower()].search(value, begun.end())):
        kept.append(value[place : begun.start()])
        place = end.end()
    return " ".join((*kept, value[place:])) if kept else value


def _settle(value: str, steps: Steps) -> str:
    """Run the steps until they change nothing: undoing one layer of escaping may bring another to light.

    A value that does not settle is left as it came, so that a second run leaves it too; rules report it.
    """
    result = value
    for _ in range(_MOST_LAYERS):
        before = result
        for step in steps:
            result = step(result)
        if result == before:
            return result
    return value


def _is_unprintable(whole: str) -> bool:
    return not is_printable(whole)


def _is_decomposed(whole: str) -> bool:
    return not (whole.isascii() or is_normalized("NFC", whole))


_OF_TEXT: Steps = (repair_mojibake, clean)
_OF_HTML: Steps = (*_OF_TEXT, strip_html)
_SIGNS = (may_be_untrimmed, _is_unprintable, has_html, _is_decomposed, may_have_mojibake)  # that cleaning is needed


def _clean_field(each: Field, signs: Sequence[Callable[[str], bool]]) -> Field:
    """The field cleaned if it shows one of the signs that the record as a whole shows."""
    body = each.value[2:] + FIELD_END
    for sign in signs:
        if sign(body):
            break
    else:
        return each
    steps = _OF_HTML if each.tag in HTML_FIELDS else _OF_TEXT
    return each.with_subfields([(code, _cleaned(value, steps)) for code, value in each.subfields])


def _cleaned(value: str, steps: Steps) -> str:
    """The value cleaned; at once where nothing but its blanks and its Unicode form may be wrong, as nearly always."""
    if value.isprintable() and not (steps is _OF_HTML and has_html(value)):
        if value.isascii():
            return trim(value)
        composed = normalize("NFC", value)
        if not (may_have_mojibake(value) or may_have_mojibake(composed)):
            return trim(composed)
    return _settle(value, steps)


def _break(tag: re.Match[str]) -> str:
    """Nothing for a tag inside a word, a blank for one that ends a line."""
    return "" if (tag[1] or "").lower() in _INLINE else " "


def _cp1252(character: str) -> bytes:
    """Windows-1252, where its five gaps stand for the control characters of Latin-1."""
    code = ord(character)
    return bytes((code,)) if 0x80 <= code <= 0x9F else character.encode("cp1252")
