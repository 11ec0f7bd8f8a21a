"""A title's story as text, for `emat explain` and `emat preview`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

Told = Mapping[str, Any]


def show(out: Console, story: Told) -> None:
    """The story as text."""
    out.print(f"title {story['title']}  {story['status']}, first seen {story['created']}", style="bold")
    if story["name"]:
        _line(out, story["name"])
    if story["redirect_to"]:
        out.print(f"merged into {story['redirect_to']}")
    for each in story["former"]:
        out.print(f"{each} was merged into this one")
    for each in story["members"]:
        _show_member(out, each)
    for each in story["doubtful"]:
        _line(out, f"not joined with {each['record']}: same {' '.join(each['key'])}, but {'; '.join(each['against'])}")
    for each in story["links"]:
        told = f"another form: {each['title']}, {each['because']}" if each["title"] else "printed:"
        number = f" {each['number']}" if each["number"] else ""
        _line(out, f"{told}{number}, says {each['said_by']}")
    _show_family(out, story["work"])
    show_record(out, story)
    _show_publications(out, story)


def _show_family(out: Console, family: Told) -> None:
    if family["work"]:
        _line(out, f"work {family['work']}, expression {family['expression']}")
    for each in family["sisters"]:
        what = "of the same expression" if each["same_expression"] else "of the same work"
        _line(out, f"  {what}: {each['title']} {each['name']} ({each['media']}, {each['language']})")


def _line(out: Console, text: str) -> None:
    out.print(text, markup=False, soft_wrap=True)


def show_record(out: Console, story: Told) -> None:
    """The record with where each field comes from, and what was left out."""
    if not story["record"]:
        return
    out.print("\nThe record, and where each field comes from", style="bold")
    width = max(len(each["from"]) for each in story["record"])
    for each in story["record"]:
        also = f", also {', '.join(other['from'] for other in each['also'])}" if each["also"] else ""
        _line(out, f"  {each['from']:<{width}}  {each['field']}   ({_how(each)}{also})")
        for part in each["parts"]:
            _line(out, f"  {'':<{width}}    {part['path']} from {part['from']} ({_how(part)})")
    for issue in story["quality"]["issues"]:
        _show_issue(out, issue)
    if story["left_out"]:
        out.print("\nWhat was left out, and why", style="bold")
    for each in story["left_out"]:
        part = " (these subfields only)" if each["part"] else ""
        _line(out, f"  {each['from']:<{width}}  {each['field']}{part}   {each['reason']} ({_how(each)})")
    for key in story["outdated"]:
        out.print(f"decision {key} no longer fits what the records say")


def _how(each: Told) -> str:
    return f"{each['what']}: {each['how']}" if each["what"] else str(each["how"])


def _show_publications(out: Console, story: Told) -> None:
    out.print("\nPublications", style="bold")
    for each in story["publications"]:
        out.print(f"  {each['publication']} of {each['at']}: {'deleted' if each['deleted'] else 'published'}")
        for row in each["differences"]:
            _line(out, f"    {'-' if row['change'] == 'out' else '+'} {row['field']}")
    for each in story["offers"]:
        does = "withdraws it from the collection" if each["gone"] else "offers it in the collection"
        out.print(f"  {each['publication']}: {each['vendor']} {does} {each['collection']}")


def _show_member(out: Console, each: Told) -> None:
    from metadata.story.belonging import untold

    out.print(f"\n{each['label']}", style="bold", markup=False)
    _line(out, f"  delivery {', '.join(each['states'])}")
    if each["deleted"]:
        out.print(f"  deleted: {each['reason']}", markup=False)
    if each["again"]:
        _line(out, f"  {each['again']}")
    if told := _joined(each["joined"]):
        _line(out, f"  {told}")
    for other in untold(each):
        if other["decision"] == "match":
            _line(out, f"  one with {other['with']} {_weighed(other)}: {'; '.join(other['words'])}")
        else:
            _line(out, f"  with {other['with']} by another record only")
    show_changes(out, each["changes"])
    for issue in each["issues"]:
        _show_issue(out, issue)


def _joined(joined: Told) -> str:
    """How a record came to its title; "" where that was not written down."""
    match joined.get("by"):
        case "alone":
            return "joined with no other record"
        case "person":
            return f"joined with {joined['with']} by a person"
        case "match":
            return f"joined with {joined['with']} {_weighed(joined)}: {'; '.join(joined['words'])}"
    return ""


def _weighed(pair: Told) -> str:
    return f"({pair['tier']}, {pair['score']:.2f})"


def _show_issue(out: Console, issue: Told) -> None:
    mended = "mended" if issue["fixed"] else "accepted" if issue["suppressed"] else "stays"
    _line(out, f"  {issue['rule']} {issue['level']} {issue['path']} {mended}: {issue['message']}")


def show_changes(out: Console, changes: list[dict[str, Any]]) -> None:
    """Every change in the order it was made, under the words of the step or rules that made it."""
    heading = ""
    for change in changes:
        by = f"{change['step']} {' '.join(change['by'])}".rstrip()
        number = f"{change['number']}. " if change["number"] else ""
        if (told := f"{number}{change['text']} ({by})") != heading:
            out.print(f"  {told}", markup=False, soft_wrap=True)
            heading = told
        out.print(
            f"    {change['before'] or '(none)'} → {change['after'] or '(dropped)'}", markup=False, soft_wrap=True
        )
