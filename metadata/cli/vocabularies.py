"""`emat vocabularies`: bring new versions of YSO, SLM, YKL … into the index, and tell what is in it."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from metadata.cli.options import DataDir, Format, Output, Quiet, console, home_of, say, say_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from metadata.home import Home
    from metadata.vocabularies.ask import Answer
    from metadata.vocabularies.declared import Declared

vocabularies = typer.Typer(help="The vocabularies that headings are looked up in.", no_args_is_help=True)
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="yso, slm …; else all.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(vocabularies, name="vocabularies")


@vocabularies.command("refresh")
def refresh(
    names: Names = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from", exists=True, file_okay=False, help="Take dumps from this folder, not from their sources."
        ),
    ] = None,
    incremental: Annotated[
        bool, typer.Option("--incremental", help="Ask Finto for what has changed since; no dumps.")
    ] = False,
    agreed: Annotated[bool, typer.Option("--yes", help="Take it however much would change.")] = False,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
    quiet: Quiet = False,
) -> int:
    """Look for new versions and let them count; what fails or shrank is told, and the old one counts on (exit 1)."""
    from metadata.cli.vocabularies_shown import refreshed_as_json, show_refreshed
    from metadata.vocabularies.tend import tend

    if incremental and folder:
        raise typer.BadParameter("--incremental asks Finto; --from takes dumps: one of them")
    home = home_of(data_dir, new=True)
    with console(stderr=True).status("vocabularies") as status:
        done, records = tend(
            home,
            names or (),
            folder=folder,
            agreed=agreed,
            incremental=incremental,
            progress=lambda name: None if quiet else status.update(f"{name}: looking for a new version"),
        )
    if output is Output.JSON:
        say_json(refreshed_as_json(done, records))
    else:
        show_refreshed(done, records, quiet)
    home.close()
    return 1 if any(each.state in ("failed", "refused") for each in done.vocabularies.values()) else 0


@vocabularies.command("list")
def list_loaded(data_dir: DataDir = None, output: Format = Output.TEXT) -> int:
    """What is in the index: version, when it was loaded, concepts, labels, size of its dumps, licence."""
    from metadata.cli.vocabularies_shown import show_versions
    from metadata.vocabularies.index import Index

    path = home_of(data_dir, new=True).shelf.current()
    versions = [] if path is None else [each for each in Index(path).versions().values() if each.loaded]
    if output is Output.JSON:
        say_json([each._asdict() for each in versions])
    elif path and versions:
        show_versions(versions, path)
    else:
        say("no dump is loaded: headings are looked up in the excerpt that is shipped")
    return 0


@vocabularies.command("show")
def show(
    what: Annotated[str, typer.Argument(metavar="URI|LABEL", help="A concept, or a label in any language.")],
    online: Annotated[bool, typer.Option("--online", help="Ask Finto as well.")] = False,
    names: Annotated[
        list[str] | None, typer.Option("--in", metavar="NAME", help="Ask only this vocabulary of Finto's.")
    ] = None,
    data_dir: DataDir = None,
    output: Format = Output.TEXT,
) -> int:
    """What is known of a concept: in the index and, if asked for, in Finto today (exit 1: nothing, or no answer)."""
    from metadata.cli.vocabularies_shown import concepts_as_json, show_concepts
    from metadata.vocabularies.ask import known_here
    from metadata.vocabularies.refresh import open_index

    home = home_of(data_dir, new=True)
    with tempfile.TemporaryDirectory() as work, closing(open_index(home.shelf, Path(work))) as index:
        here = known_here(index, what)
    answers = _answers(home, what, names or ()) if online else {}
    if output is Output.JSON:
        say_json(concepts_as_json(here, answers))
    else:
        show_concepts(what, here, answers)
    failed = any(each.failed for each in answers.values())
    return 0 if not failed and (here or any(each.concepts for each in answers.values())) else 1


def _answers(home: Home, what: str, names: list[str] | tuple[()]) -> Mapping[str, Answer]:
    """What the services say by vocabulary. Raises ConfigError for an unknown name."""
    from metadata.vocabularies.ask import asked_online
    from metadata.vocabularies.declared import load_declared, wanted_of

    declared: list[Declared] = wanted_of(load_declared(home.settings.schemas), names)
    return dict(asked_online(declared, what, home.connect))
