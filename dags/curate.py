"""A librarian's decisions about titles and records, each with a form of its own: `curate__merge`, `curate__split` …

A decision goes above all that vendors say, for good or until it is taken back with `curate__undo`. It is kept with the
reason and your name, and names the records that the title has, so that it holds whatever becomes of ids.

- **decide** writes it down. Its log, and *XCom*, tell the number of the decision, the titles concerned as they were,
  and what follows. Red: something in the form is wrong; the log says what, and nothing was decided.
- **take_effect** makes anew what the decision is about; then `publish` follows by itself.
- **tell_held** is pink (skipped) but where a gate holds what would follow: then `approve` asks a person.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from airflow.sdk import DAG, Param, get_current_context, task

from dags.parts.decided import follow, tell
from dags.parts.installation import installation
from dags.parts.people import person
from metadata import curating
from metadata.review import Word
from metadata.settings import load_settings
from metadata.vendors import load_vendors

vendors, _ = load_vendors(load_settings(Path()).schemas)

ID = r"[0-9A-Za-z](?:[- ]?[0-9A-Za-z]){26}"  # as people may type it; the check character is looked at by the task
RECORD = r"[a-z0-9][a-z0-9-]*:.*\S"
NAMED = "By its id, as pages and lists show it, or by one of its records as “vendor:vendor-id”."

REASON = Param(
    None,
    type="string",
    minLength=1,
    pattern=r"\S",
    title="Reason",
    description_md="Why. Kept with the decision, together with your name.",
)


def _text(title: str, pattern: str, help_text: str) -> Param:
    return Param(None, type="string", pattern=pattern, title=title, description_md=help_text)


def _lines(title: str, pattern: str, at_least: int, help_text: str) -> Param:
    items = {"type": "string", "pattern": pattern}
    return Param(None, type="array", items=items, minItems=at_least, title=title, description_md=help_text)


TITLE = _text("Title", rf"^\s*(?:{ID}|{RECORD})\s*$", NAMED)
A_RECORD = _text("Record", rf"^\s*{RECORD}\s*$", "As “vendor:vendor-id”, for example “film-service:tt0012”.")


class Action(NamedTuple):
    """One DAG: its name for people, what it does in a sentence, and its form."""

    name: str
    description: str
    form: dict[str, Param]


ACTIONS: dict[str, Action] = {
    "merge": Action(
        "Merge titles",
        "Make one title of several, whatever speaks against it",
        {
            "titles": _lines(
                "Titles",
                rf"^\s*(?:{ID}|{RECORD})?\s*$",
                2,
                f"Two or more, one on a line. {NAMED} The one that was published longest keeps its id; the others lead"
                " to it.",
            )
        },
    ),
    "split": Action(
        "Split a title",
        "Part records from a title for good",
        {
            "title": TITLE,
            "off": _lines(
                "Records that go",
                rf"^\s*(?:{RECORD})?\s*$",
                1,
                "One on a line, as “vendor:vendor-id”. They become a title of their own; the others keep the id.",
            ),
        },
    ),
    "suppress": Action(
        "Suppress a title",
        "Publish a title no more, whichever vendor offers it",
        {"title": TITLE},
    ),
    "set_field": Action(
        "Set a field of a title",
        "Set the fields of a tag in a title, above all that its records say",
        {
            "title": TITLE,
            "field": _text(
                "Field",
                r"^\s*(?:LDR|[0-9]{3}) .*\S",
                "As it is to be: “245 10 $a Title / $c Author.” (“#” is a blank indicator). It takes the place of all"
                " fields of this tag; “653 -” takes them out.",
            ),
        },
    ),
    "forbid_field": Action(
        "Forbid a field of a vendor",
        "Take a field or subfield from no record of a vendor in a title",
        {
            "title": TITLE,
            "vendor": Param(
                None,
                type="string",
                enum=list(vendors) or [""],
                values_display={each.id: f"{each.title.en} ({each.id})" for each in vendors.values()},
                title="Vendor",
                description_md="Whose field it is.",
            ),
            "field": _text(
                "Field", r"^\s*[0-9](?:[0-9]{2}|XX)(?:\$[0-9a-z])?\s*$", "“520”, “6XX” for all of a class, “245$c”."
            ),
        },
    ),
    "correct_record": Action(
        "Correct a record",
        "Set a field of one vendor's record, before it is merged with others",
        {
            "record": A_RECORD,
            "field": _text(
                "Field",
                r"^\s*[0-9A-Z]{3}(?:\[(?:[0-9]+|\+)\])? .*\S",
                "As it is to be: “245 10 $a Title”; of several “700[1] 1# $a Malli, Matti” is the second, “655[+]” one"
                " more, and “653[0] -” takes the first out. It stays while the vendor's own field is as it is now.",
            ),
        },
    ),
    "suppress_issue": Action(
        "Suppress an issue",
        "Let a rule pass for one record, up to a day",
        {
            "record": A_RECORD,
            "rule": _text(
                "Rule", r"^\s*[A-Za-z][0-9]{2}\s*$", "As “I02”; the pages of deliveries and of quarantine name it."
            ),
            "until": Param(
                None,
                type=["null", "string"],
                format="date",
                title="Until",
                description_md="The last day; then the rule counts again. Without one: a year from today.",
            ),
        },
    ),
    "release": Action(
        "Release from quarantine",
        "Let withheld records through as they are, for good",
        {
            "numbers": _lines(
                "Numbers",
                r"^\s*[0-9]{0,18}\s*$",
                1,
                "Of the records, as the page of quarantine shows them; one on a line.",
            )
        },
    ),
    "undo": Action(
        "Take a decision back",
        "What was decided about titles or records counts no more",
        {
            "decision": Param(
                None,
                type="integer",
                minimum=1,
                title="Decision",
                description_md="Its number, as the page of the title and the run that made it tell it.",
            )
        },
    ),
}


def curate_dag(action: str, told: Action) -> DAG:
    """The DAG of one action."""
    with DAG(
        f"curate__{action}",
        dag_display_name=told.name,
        description=told.description,
        doc_md=f"# {told.name}\n\n{told.description}.\n\n{__doc__}",
        schedule=None,
        catchup=False,
        params={**told.form, "reason": REASON},
        tags={"librarian", "curate"},
        default_args={"owner": "metadata"},
    ) as made:

        @task(multiple_outputs=False)
        def decide() -> dict[str, Any]:
            """Write the decision down; returns its number, the titles concerned as they were, and what follows."""
            form = get_current_context()["params"]
            with installation() as home:
                return tell(curating.curate(home, action, form, Word(form["reason"], person())))

        follow(decide())
    return made


globals().update({made.dag_id: made for made in (curate_dag(*each) for each in ACTIONS.items())})
