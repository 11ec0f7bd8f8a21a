"""What becomes of something held when a person has answered, or nobody has.

An answer is carried out once, however often this is called; one that came too late is told and changes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from metadata import decisions, pipeline
from metadata.acquisitions.feeds import is_list
from metadata.approval.waiting import Held, waiting
from metadata.decisions import PUBLICATION
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.store import deliveries

APPROVE, REJECT = "approve", "reject"
_COMMITTED = "committed"


class Answer(NamedTuple):
    """A person's word; an empty verdict: nobody gave one in time."""

    verdict: str = ""
    reason: str = ""
    actor: str = ""


class Outcome(NamedTuple):
    """What became of it, in words, and who is to be told."""

    told: str
    state: str  # of the delivery now; of a publication published, rejected or held
    vendor: str = ""  # whose records have changed: publishing follows; the id of a list stands for all lists
    ask_again: bool = False  # it is held, and no longer for what the person was asked about


def carry_out(home: Home, held: Held, answer: Answer) -> Outcome:
    """Do what was answered. Raises ConfigError for an answer without a reason or a name."""
    if not answer.verdict:
        return _unanswered(home, held)
    if not answer.reason.strip() or not answer.actor.strip():
        raise ConfigError("a decision needs a reason and the name of who decides: answer again, with both")
    return _publication(home, held, answer) if held.kind == PUBLICATION else _delivery(home, held, answer)


def _unanswered(home: Home, held: Held) -> Outcome:
    if any(each.thing == held.thing for each in waiting(home)):
        return Outcome("nobody answered in time: nothing is decided, it stays held and is asked about again", "held")
    return Outcome(f"nobody answered; meanwhile {_settled(home, held)}", _state(home, held))


def _delivery(home: Home, held: Held, answer: Answer) -> Outcome:
    name, vendor = _named(home, held)
    if not _is_ours(home, held, answer):
        if (now := _now(home, held)) is None:
            return Outcome(f"{name}: {_settled(home, held)}; this answer changed nothing", _state(home, held))
        if now.seen != held.seen:
            return Outcome(f"{name} is held for other reasons now than those that were asked about", "held", "", True)
        if answer.verdict == REJECT:
            decisions.reject(home, held.number, answer.reason, answer.actor)
            return Outcome(f"{name} is rejected by {answer.actor}: {answer.reason}", "rejected")
        decisions.approve(home, held.number, answer.reason, answer.actor)
    elif _state(home, held) == "held":
        pipeline.process(home, held.number)  # an earlier try wrote the word down and got no further
    return _came_of(home, held, answer, name, vendor)


def _came_of(home: Home, held: Held, answer: Answer, name: str, vendor: str) -> Outcome:
    state = _state(home, held)
    if state == _COMMITTED:
        return Outcome(f"{name} is approved by {answer.actor}: {answer.reason}", state, vendor)
    if state == "rejected":
        return Outcome(f"{name} is rejected by {answer.actor}: {answer.reason}", state)
    why = decisions.story(home, held.thing)["reason"]
    return Outcome(f"{name} is approved, but {state} all the same: {why}", state, "", state == "held")


def _publication(home: Home, held: Held, answer: Answer) -> Outcome:
    now = _now(home, held)
    if now is None:
        return Outcome(f"{_settled(home, held)}; this answer changed nothing", "published")
    if (now.number, now.seen) != (held.number, held.seen):
        return Outcome("other titles would go now than those that were asked about", "held", "", True)
    decide = decisions.reject_publication if answer.verdict == REJECT else decisions.approve_publication
    done = decide(home, answer.reason, answer.actor)
    if done.held:
        return Outcome(f"the publication is held all the same: {done.held}", "held", "", True)
    verb = "rejected" if answer.verdict == REJECT else "approved"
    return Outcome(f"{verb} by {answer.actor}: {answer.reason}; publication {done.seq} is current", "published")


def _now(home: Home, held: Held) -> Held | None:
    """The same thing as it is held now; None when it is not."""
    return next((each for each in waiting(home) if each.thing == held.thing), None)


def _is_ours(home: Home, held: Held, answer: Answer) -> bool:
    """True if an earlier try gave this very answer: it is carried out, or is an approval that waits to be."""
    story = decisions.story(home, held.thing)
    if not story["decisions"]:
        return False
    last = story["decisions"][-1]
    waits = answer.verdict == APPROVE and not last["used"]
    return (last["verdict"], last["reason"], last["actor"]) == answer and (story["state"] != "held" or waits)


def _named(home: Home, held: Held) -> tuple[str, str]:
    with home.store.read() as connection:
        delivery = deliveries.load(connection, held.number)
    return f"{delivery.name} of {'list' if is_list(delivery.vendor) else 'vendor'} {delivery.vendor}", delivery.vendor


def _state(home: Home, held: Held) -> str:
    if held.kind == PUBLICATION:
        return "held" if _now(home, held) else "published"
    with home.store.read() as connection:
        entry = deliveries.state_of(connection, held.number)
    return entry.state if entry else ""


def _settled(home: Home, held: Held) -> str:
    """What happened to it in the meantime, by whom."""
    if held.kind == PUBLICATION:
        return "no publication is held any more"
    story = decisions.story(home, held.thing)
    said = f" ({story['decisions'][-1]['actor']}: {story['decisions'][-1]['reason']})" if story["decisions"] else ""
    return f"it is {story['state']}{said}"
