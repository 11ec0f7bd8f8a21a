"""Initial articles: how many characters of a title filing skips, by schemas/codes/nonfiling_articles.csv."""

from __future__ import annotations

from transforms.cataloguing import Articles

OPENING = "\"'“‘”’«»([-¡¿"  # marks before the first word: skipped with an article
LONGEST = 40  # characters that are looked at


def not_filed(title: str, articles: Articles) -> int | None:
    """Characters before the first word that files: `not_filed("The end", english)` is 4; None where it is doubtful."""
    text = title.lstrip(OPENING)
    lowered = text[:LONGEST].lower()
    if not lowered.startswith(articles.starts):
        return 0
    article = next(each for each in articles.all if lowered.startswith(each.start))
    following = lowered[len(article.start) :].lstrip().split(" ", 1)[0].rstrip(",.:;!?")
    if following in article.not_before or not article.is_certain:
        return None
    return min(9, len(title) - len(text) + article.length)
