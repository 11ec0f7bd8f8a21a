"""What titles look like: their first letter, and whether every word has a capital."""

from __future__ import annotations

OPENING = "\"'“‘”’«»([¡¿"
CASED = 0x530  # Latin, Greek and Cyrillic lie below: other scripts have no case that matters here
SHORTEST = 3  # letters of a word that is looked at
FEWEST = 4  # words


def first_letter(title: str) -> int:
    """The place of a first letter that should be a capital; -1 where there is none: "iPad", "e-kirja", "3 siskoa"."""
    text = title[1:]
    start = len(text) - len(text.lstrip(OPENING))
    first = text[start : start + 1]
    if not first.islower() or ord(first) >= CASED:
        return -1
    word = text[start:].split(" ", 1)[0]
    if any(map(str.isupper, word)) or (not word[:4].replace("-", "'").isalpha() and len(word) > 1):
        return -1
    return start + 1


def is_capitalised(title: str) -> bool:
    """False for a title whose first letter is lower case and should not be."""
    return title[:1].isupper() or first_letter(f"a{title}") < 0


def has_lower_word(title: str) -> bool:
    """True unless all of at least four words begin with a capital, as in English headlines."""
    count = 0
    for word in title.split():
        if len(word) >= SHORTEST and word[0].isalpha():
            if word[0].islower():
                return True
            count += 1
    return count < FEWEST or title.isupper()
