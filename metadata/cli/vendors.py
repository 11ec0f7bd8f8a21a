"""`emat vendors`: check the vendor files, begin a new one from a sample delivery, and give their JSON Schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import Format, Output, Quiet, console, say, say_json

if TYPE_CHECKING:
    from metadata.vendors.check import Checked
    from metadata.vendors.draft import Draft

vendors = typer.Typer(help="The vendor files.", no_args_is_help=True)
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Vendors, or paths of vendor files; else all.")]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="What the vendor is to be called: small letters, digits and dashes.")
]
Sample = Annotated[
    Path,
    typer.Option(
        "--from",
        exists=True,
        dir_okay=False,
        help="A delivery as the vendor sent it: MARC 21, MARCXML or ONIX, packed or not.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(vendors, name="vendors")


@vendors.command("check")
def check(names: Names = None, output: Format = Output.TEXT, quiet: Quiet = False) -> int:
    """Read vendor files, rules and suppressions; a fault is told with file, line and nearest valid key, exit code 1.

    A level or a suppression that has run out is one too: the rule's own level counts, and somebody should look.
    """
    from datetime import UTC, datetime

    from metadata.exceptions import faults_of
    from metadata.settings import named_connections, shipped
    from metadata.vendors.check import Checked, Known, check_files, files_of
    from transforms.identifiers import IdentifierTypes
    from transforms.tables import Tables
    from transforms.validate import load_rules

    schemas = shipped("schemas")
    loaded = load_rules(schemas / "rules")
    rules = {each.id: each.level for each in loaded.rules.values()}
    has_lists = (schemas / "codes").is_dir()
    known = Known(
        rules,
        named_connections(),
        datetime.now(UTC).date(),
        lambda: Tables.load(schemas) if has_lists else None,
        IdentifierTypes(schemas / "codes") if has_lists else (),
    )
    checked = check_files(files_of(schemas, names or []), files_of(schemas, []), known)
    if not names:
        others = {"rules": list(loaded.errors), "suppress": faults_of(schemas, rules, known.today)}
        checked += [Checked(name, faults=faults) for name, faults in others.items() if faults]
    if output is Output.JSON:
        say_json(_as_json(checked))
    else:
        _say(checked, quiet)
    return 1 if any(each.faults for each in checked) else 0


def _as_json(checked: list[Checked]) -> dict[str, Any]:
    return {
        "vendors": [each.name for each in checked if not each.faults],
        "refused": {each.name: "\n".join(each.faults) for each in checked if each.faults},
        "warnings": {each.name: each.warnings for each in checked if each.warnings},
    }


def _say(checked: list[Checked], quiet: bool) -> None:
    """What is sound to stdout, what is not to stderr."""
    for each in checked:
        if each.vendor and not each.faults and not quiet:
            made = f"{each.vendor.format.kind}, {each.vendor.delivery}"
            say(f"{each.name}: {each.vendor.title.en} ({made})")
        for fault in each.faults:
            say(fault, err=True)
        for warning in () if quiet else each.warnings:
            say(warning, err=True)


@vendors.command("schema")
def schema() -> int:
    """Print the JSON Schema of a vendor file, as it lies in schemas/vendor.schema.json for editors."""
    from metadata.vendors.schema import vendor_schema

    typer.echo(vendor_schema(), nl=False)
    return 0


@vendors.command("new")
def new(
    name: Name,
    sample: Sample,
    folder: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            file_okay=False,
            help="Folder for the file; else schemas/vendors, where every night takes up what lies there.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    output: Format = Output.TEXT,
    quiet: Quiet = False,
) -> int:
    """Draft a vendor file from a sample delivery; what only a person can know is marked in it."""
    from metadata.settings import shipped
    from metadata.vendors.draft import draft_vendor, place_for

    schemas = shipped("schemas")
    path = place_for(name, folder or schemas / "vendors", force)
    draft = draft_vendor(name, sample, schemas)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(draft.text, "utf-8")
    if output is Output.JSON:
        say_json({"file": str(path), "sample": str(sample), "found": draft.found, "fill_in": draft.to_fill_in})
    elif not quiet:
        _show(draft, path, sample, is_live=folder is None)
    return 0


def _show(draft: Draft, path: Path, sample: Path, is_live: bool) -> None:
    """What was found, and what to do next."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from metadata.vendors.check import FILL_IN

    table = Table(box=box.SIMPLE, show_header=False, show_edge=False, title=escape(sample.name), title_justify="left")
    for name, told in draft.found.items():
        table.add_row(name, escape(_words(told)))
    out = console()
    out.print(table)
    later = "" if is_live else "   # once it lies in schemas/vendors"
    lines = ", ".join(map(str, draft.to_fill_in))
    for line in (
        f"\nwritten: {path}",
        f"Next: put in what only you can know, where “{FILL_IN}” stands (lines {lines}), and see that all is right:",
        f"  emat vendors check {path}",
        f"  emat convert {sample} --vendor {path.stem} --to line{later}",
    ):
        out.print(line, markup=False, soft_wrap=True)


def _words(told: Any) -> str:
    """A number, or several with their names."""
    if isinstance(told, dict):
        return ", ".join(f"{name} ({_words(value)})" for name, value in told.items())
    return ", ".join(told) if isinstance(told, list) else str(told)
