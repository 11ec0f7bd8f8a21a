"""`emat libraries`: check the library files, begin a new one, tell how one stands, and what a change to it would do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import DataDir, Format, Output, Quiet, console, home_of, say, say_json

if TYPE_CHECKING:
    from rich.console import Console

    from metadata.libraries.check import Around, Checked

libraries = typer.Typer(help="The library files.", no_args_is_help=True)
Names = Annotated[
    list[str] | None, typer.Argument(metavar="ISIL", help="Libraries, or paths of library files; else all.")
]
Code = Annotated[str, typer.Argument(metavar="ISIL", help="The library's code (ISO 15511).")]
SHOWN = 20  # missing titles and lines that people are shown; machines get all


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(libraries, name="libraries")


@libraries.command("check")
def check(names: Names = None, output: Format = Output.TEXT, quiet: Quiet = False) -> int:
    """Read library files; a fault is told with file, line and the nearest valid key, and exit code 1."""
    from metadata.libraries.check import Checked, check_library, files_of
    from metadata.settings import shipped

    schemas = shipped("schemas")
    around = _around(schemas)
    checked = [check_library(path, around) for path in files_of(schemas, names or [])]
    if not names:
        checked += [Checked(f"ils/{name}", faults=why.splitlines()) for name, why in around.known.refused.items()]
    if output is Output.JSON:
        say_json(_as_json(checked))
    else:
        _say(checked, quiet)
    return 1 if any(each.faults for each in checked) else 0


def _around(schemas: Path) -> Around:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from metadata.libraries import load_consortium, load_known
    from metadata.libraries.check import Around
    from metadata.settings import named_connections
    from metadata.vendors import load_vendors

    vendors, refused = load_vendors(schemas)
    today = datetime.now(UTC).astimezone(ZoneInfo(load_consortium(schemas).timezone)).date()
    return Around(load_known(schemas), vendors, frozenset(refused), named_connections(), today)


def _as_json(checked: list[Checked]) -> dict[str, Any]:
    return {
        "libraries": [each.name for each in checked if not each.faults],
        "refused": {each.name: "\n".join(each.faults) for each in checked if each.faults},
        "warnings": {each.name: each.warnings for each in checked if each.warnings},
    }


def _say(checked: list[Checked], quiet: bool) -> None:
    """What is sound to stdout, what is not to stderr."""
    for each in checked:
        if each.library and not each.faults and not quiet:
            taken, lists = len(each.library.acquires.collections), len(each.library.acquisitions)
            made = f"{each.library.system.title}; collections {taken}, lists {lists}"
            say(f"{each.name}: {each.library.name.en} ({made})")
        for fault in each.faults:
            say(fault, err=True)
        for warning in () if quiet else each.warnings:
            say(warning, err=True)


@libraries.command("schema")
def schema(
    ils: Annotated[bool, typer.Option("--ils", help="That of a library system (schemas/ils).")] = False,
) -> int:
    """Print the JSON Schema of a library file, as it lies in schemas/library.schema.json for editors."""
    from metadata.libraries.schema import ils_schema, library_schema

    typer.echo(ils_schema() if ils else library_schema(), nl=False)
    return 0


@libraries.command("new")
def new(
    isil: Code,
    ils: Annotated[str, typer.Option("--ils", help="Its library system, a file of schemas/ils.")] = "generic",
    folder: Annotated[
        Path | None,
        typer.Option("-o", "--output", file_okay=False, help="Folder; else schemas/libraries.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    quiet: Quiet = False,
) -> int:
    """Draft the file of a library; what only a person can know is marked in it."""
    from metadata.libraries import load_known
    from metadata.libraries.draft import draft_library, place_for
    from metadata.settings import shipped
    from metadata.vendors import load_vendors

    schemas = shipped("schemas")
    path = place_for(isil, folder or schemas / "libraries", force)
    draft = draft_library(isil, ils, load_vendors(schemas)[0], load_known(schemas))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(draft.text, "utf-8")
    if not quiet:
        say(f"written: {path}")
        say(f"Next: fill in lines {', '.join(map(str, draft.to_fill_in))}, and see that all is right:")
        say(f"  emat libraries check {path}")
    return 0


@libraries.command("show")
def show(isil: Code, data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """How a library stands: what it acquires, what its lists brought, what is not there yet, what ends soon."""
    from metadata.libraries.told import standing

    told = standing(home_of(data_dir), isil)
    if output is Output.JSON:
        say_json(told)
    else:
        _show(console(), told)
    return 0


@libraries.command("preview")
def preview(
    isil: Code,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", exists=True, dir_okay=False, help="A changed copy, of the same name; else the file itself."
        ),
    ] = None,
    samples: Annotated[int, typer.Option("--samples", min=0, help="Titles that are shown of each kind.")] = 5,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
) -> int:
    """What a changed file would do to its view: titles that come and go, records that change. Writes nothing."""
    from metadata.libraries.preview import preview as look

    told = look(home_of(data_dir), isil, file, samples)
    if output is Output.JSON:
        say_json(told)
    else:
        _show_preview(console(), told)
    return 0


def _show_preview(out: Console, told: dict[str, Any]) -> None:
    """The preview as text."""
    numbers = ", ".join(f"{name} {told[name]}" for name in ("comes", "goes", "changes", "stays"))
    out.print(f"{told['library']} against publication {told['publication']}: titles: {numbers}", style="bold")
    if told["profile"]:
        out.print(f"the file says otherwise: {', '.join(told['profile'])}", markup=False, soft_wrap=True)
    for name in ("comes", "goes"):
        for each in told["samples"][name]:
            out.print(f"  {name}: {each['id']} {each['title']}", markup=False, soft_wrap=True)
    for each in told["samples"]["changes"]:
        out.print(f"  changes: {each['id']} {each['title']}", markup=False, soft_wrap=True)
        for field in each["fields"]:
            for sign, key, style in (("-", "before", "red"), ("+", "after", "green")):
                if field[key]:
                    out.print(f"    {sign} {field[key]}", markup=False, soft_wrap=True, style=style)
    for names in told["missing"][:SHOWN]:
        out.print(f"  acquired, and not there yet: {' = '.join(names)}", markup=False, soft_wrap=True)
    _more(out, told["missing"])


def _show(out: Console, told: dict[str, Any]) -> None:
    """The same for people."""

    def line(text: str, style: str = "") -> None:
        out.print(text, markup=False, soft_wrap=True, style=style)

    line(f"{told['isil']}: {told['name']['en']}", "bold")
    line(f"collections: {', '.join(told['collections']) or 'none'}; single titles: {told['titles']}")
    for each in told["lists"]:
        line(f"list {each['list']} ({each['format']}) from {each['from']}: {each['lines']} lines count")
        if newest := each.get("newest"):
            reason = f": {newest['reason']}" if newest["reason"] else ""
            line(f"  {newest['delivery']}: {newest['state']} {newest['at']}{reason}")
            for fault in each["unusable"][:SHOWN]:
                line(f"  line {fault['line']}: {fault['message']}: {fault['content']}", "yellow")
            _more(out, each["unusable"])
    for each in told["licences"]:
        line(each["told"], "yellow")
    for each in told["missing"][:SHOWN]:
        where = f" ({each['list']}, line {each['line']})" if "list" in each else ""
        line(f"acquired, and not there yet: {' = '.join(each['names'])}{where}")
    _more(out, told["missing"])
    harvest, files = told["system"]["harvest"], told["system"]["files"]
    line(f"{told['system']['name']}: {harvest['address']}, metadataPrefix {harvest['prefix']}")
    line(f"  files: {', '.join(files['formats'])}; deletions as {' and '.join(files['deletes'])}")
    for note in told["system"]["notes"]:
        line(f"  – {note}")


def _more(out: Console, found: list[Any]) -> None:
    if (more := len(found) - SHOWN) > 0:
        out.print(f"  … and {more} more; --format json lists all")
