"""`emat convert`, `validate`, `match`: work on files, without a store."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from metadata.cli.options import Format, Language, Output, Quiet, console, loading, say, say_json
from metadata.cli.plain import PlainCommand

if TYPE_CHECKING:
    from rich.table import Table


class Target(StrEnum):
    """Formats that records are written in."""

    MARC21 = "marc21"
    MARCXML = "marcxml"
    JSON = "json"
    LINE = "line"


class Source(StrEnum):
    """Formats that records are read from."""

    AUTO = "auto"
    MARC21 = "marc21"
    MARCXML = "marcxml"
    JSON = "json"
    ONIX = "onix"


class Upto(StrEnum):
    """The last stage to run."""

    READ = "read"
    CONVERT = "convert"
    NORMALISE = "normalise"
    ENRICH = "enrich"
    VALIDATE = "validate"


class Report(StrEnum):
    """How issues are listed."""

    TABLE = "table"
    NDJSON = "ndjson"


Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        help="Files of MARC or ONIX, packed or plain; - is standard input.",
        exists=True,
        dir_okay=False,
        allow_dash=True,
    ),
]
Out = Annotated[
    Path | None, typer.Option("-o", "--output", help="Where to write; else (and for -) stdout.", show_default=False)
]
From = Annotated[Source, typer.Option("--from", help="Format of the input.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for name, command in (("convert", convert), ("validate", validate), ("match", match)):
        app.command(name, cls=PlainCommand)(command)


def convert(
    inputs: Inputs,
    to: Annotated[Target, typer.Option(help="Format of the output.")],
    source: From = Source.AUTO,
    vendor: Annotated[str, typer.Option(help="Vendor whose file to go by; else a neutral profile.")] = "",
    out: Out = None,
    upto: Annotated[Upto, typer.Option(help="The last stage to run.")] = Upto.VALIDATE,
    rejects: Annotated[Path | None, typer.Option(help="File for what could not be used, one JSON a line.")] = None,
    counts: Annotated[Path | None, typer.Option(help="File for the counts.")] = None,
    quiet: Quiet = False,
) -> int:
    """Convert vendor files to MARC, without a store.

    Exit code 1 when a file is refused or broken off, or a rule cannot be read.
    """
    with loading():
        from metadata.convert import Conversion, convert_files, neutral_house

        house = neutral_house(vendor, upto.value)
    sink = None if str(out) == "-" else out
    done = convert_files(Conversion(inputs, source.value, to.value, house), sink, rejects, counts)
    for line in (*done.troubles, *([] if quiet else done.remarks)):
        say(f"emat: {line}", err=True)
    if not quiet:
        say(", ".join(f"{key} {value}" for key, value in done.counts.items()), err=True)
    return 1 if done.troubles else 0


def validate(
    inputs: Inputs,
    source: From = Source.AUTO,
    report: Annotated[Report, typer.Option("--format", help="How issues are listed.")] = Report.TABLE,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what the rules can mend and write all records to OUT.")
    ] = False,
    out: Out = None,
    lang: Annotated[Language, typer.Option(help="Language of the messages.")] = Language.EN,
) -> int:
    """List the issues of records by the rules of schemas/rules. Nothing is withheld.

    Exit code 1 when a rule cannot be read: the others run.
    """
    with loading():
        from metadata.convert import neutral_house, rules_left_out
        from metadata.validate import as_ndjson, findings, rewrite

    if fix != (out is not None):
        raise typer.BadParameter("--fix needs -o OUT, and -o is for --fix")
    if str(out) == "-":
        raise typer.BadParameter("the issues go to stdout; name a file for the records with -o")
    rules = neutral_house().rules
    form, words = source.value, lang.value
    listed = findings(inputs, form, words, rules) if out is None else rewrite(inputs, form, out, words, rules)
    if report is Report.NDJSON:
        for each in listed:
            typer.echo(as_ndjson(each))
    else:
        console().print(_table(listed))
    left_out = rules_left_out(rules)
    for line in left_out:
        say(f"emat: {line}", err=True)
    return 1 if left_out else 0


def _table(listed: Iterable[dict[str, Any]]) -> Table:
    """Findings for people: the columns of the contract but the slug."""
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    columns = ("record", "rule", "level", "path", "value", "fixed", "message")
    table = Table(*columns, box=box.SIMPLE_HEAD, show_edge=False)
    for each in listed:
        table.add_row(*(escape(str(each[name])) for name in columns))
    return table


def match(
    left: Annotated[Path, typer.Argument(metavar="A", exists=True, dir_okay=False, help="A file of one record.")],
    right: Annotated[Path, typer.Argument(metavar="B", exists=True, dir_okay=False, help="A file of one record.")],
    output: Format = Output.TEXT,
) -> int:
    """Would these two records be one title? With the evidence and what speaks against it."""
    with loading():
        from metadata.compare import compare_files

    decision = compare_files(left, right)
    content = {
        "decision": decision.decision,
        "level": decision.level,
        "tier": decision.tier,
        "score": decision.score,
        "evidence": [each._asdict() for each in decision.evidence],
        "vetoes": [each._asdict() for each in decision.vetoes],
        "profile": decision.profile,
    }
    if output is Output.JSON:
        say_json(content)
        return 0
    say(f"{decision.decision} ({decision.tier}, score {decision.score})")
    for each in decision.evidence:
        say(f"  {each.field}: {each.reason} {each.score}")
    for veto in decision.vetoes:
        say(f"  veto {veto.reason}: {veto.left!r} against {veto.right!r}")
    return 0
