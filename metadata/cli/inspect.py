"""`emat explain`: a title's story for people and machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import DataDir, Format, Output, console, home_of, say_json

if TYPE_CHECKING:
    from rich.console import Console


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("explain")(explain)


def explain(
    name: Annotated[str, typer.Argument(metavar="ID", help="A title id, or vendor:vendor-id of one of its records.")],
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
) -> int:
    """A title's story: members, what each stage changed, which rules fired, where each field comes from."""
    from metadata.story import explain as tell

    story = tell(home_of(data_dir), name)
    if output is Output.JSON:
        say_json(story)
    else:
        show(console(), story)
    return 0


def show(out: Console, story: dict[str, Any]) -> None:
    """The story as text."""
    out.print(f"title {story['title']}  {story['status']}, first seen {story['created']}", style="bold")
    if story["redirect_to"]:
        out.print(f"merged into {story['redirect_to']}")
    for each in story["members"]:
        _show_member(out, each)
    for each in story["doubtful"]:
        reasons = ", ".join(f"{veto['reason']} ({veto['left']} / {veto['right']})" for veto in each["vetoes"])
        out.print(f"not joined with {each['record']}: same {' '.join(each['key'])}, but {reasons}", markup=False)
    if story["record"]:
        out.print("\nThe record, and where each field comes from", style="bold")
    width = max((len(each["from"]) for each in story["record"]), default=0)
    for each in story["record"]:
        out.print(f"  {each['from']:<{width}}  {each['field']}", markup=False, soft_wrap=True)
    out.print("\nPublications", style="bold")
    for each in story["publications"]:
        out.print(f"  {each['publication']} of {each['at']}: {'deleted' if each['deleted'] else 'published'}")
    for each in story["offers"]:
        does = "withdraws it from" if each["gone"] else "offers it in"
        out.print(f"  {each['publication']}: {each['vendor']} {does} {each['collection']}")


def _show_member(out: Console, each: dict[str, Any]) -> None:
    out.print(f"\n{each['label']}", style="bold", markup=False)
    for state in each["states"]:
        out.print(f"  delivery {state}")
    if each["deleted"]:
        out.print(f"  deleted: {each['reason']}", markup=False)
    for change in each["changes"]:
        out.print(
            f"  {change['step']}: {change['before'] or '(none)'} → {change['after'] or '(dropped)'}",
            markup=False,
            soft_wrap=True,
        )
    for issue in each["issues"]:
        mended = "mended" if issue["fixed"] else "stays"
        out.print(
            f"  {issue['rule']} {issue['level']} {issue['path']} {mended}: {issue['message']}",
            markup=False,
            soft_wrap=True,
        )
