"""What is done to one record, in order: read · convert · normalise · enrich · validate. Ends in exactly one Outcome.

Pure: the same bytes, envelope and House give the same result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from transforms.calendar import NO_DAY, Calendar
from transforms.enrich import enrich
from transforms.enrich.name_doubts import with_name_doubts
from transforms.enrich.remarks import mended, with_doubts
from transforms.exceptions import NONE, Excepted, Exceptions, edited, remarks, suppressed
from transforms.formats import READERS, onix
from transforms.formats.frame import Envelope, Parsed, Unreadable
from transforms.formats.plain_id import plain_id
from transforms.media import Media, is_unimarc, media_of
from transforms.normalise import Context, Plan, Trace, normalise
from transforms.normalise.unicode_form import decomposed
from transforms.normalise.vote import vote
from transforms.profile import Profile
from transforms.record import Issue, Level, Outcome, Record
from transforms.tables import Tables
from transforms.validate import SOURCE, RuleSet, Terms

STAGES = ("read", "convert", "normalise", "enrich", "validate")
ENRICH = "enrich "  # before the name of a step of enrichment in a trace
LONGEST_ID = 255  # characters of a vendor's id: what any database can index
PHYSICAL = frozenset({Media.PRINT, Media.OTHER})


@dataclass(frozen=True, slots=True)
class House:
    """What every record of a vendor is refined with."""

    profile: Profile
    tables: Tables
    rules: RuleSet
    upto: str = "validate"  # the last of STAGES to run
    onix_schemas: Path | None = None  # EDItEUR's XSDs; with them every product is held against them
    enrichment: Plan | None = None  # the order of schemas/enrich.yml; without it nothing is added
    exceptions: Exceptions = field(default_factory=dict)  # what people decided about single records
    chosen: Mapping[str, str] = field(default_factory=dict)  # and what headings mean (transforms/enrich/chosen.py)

    def runs(self, stage: str) -> bool:
        """True if this stage is to be done."""
        return STAGES.index(stage) <= STAGES.index(self.upto)


class Refined(NamedTuple):
    """The end of one record's way through the stages."""

    outcome: Outcome
    vendor_id: str = ""
    record: Record | None = None
    media: str = ""
    issues: tuple[Issue, ...] = ()
    trace: Trace = ()  # the record before and after each step that changed it, "by hand" and "rules" among them
    rule: str = ""  # of a quarantined record
    reason: str = ""  # why it was filtered, deleted or quarantined
    judged: int = 0  # a bit for each rule that had something to judge
    turns_on: str = ""  # the next day (yyyy-mm-dd) on which all this might be another; "": no day was asked for
    turns_by: str = ""  # what asked for it (transforms/calendar.py, Asks)


def refine(raw: bytes, envelope: Envelope, house: House) -> Refined:
    """Take the raw bytes of one record (or ONIX product) to its outcome.

    A fault of ours in one record quarantines that record (rule R00); the others go on. What is quarantined keeps its
    id where that can be told: what is published under it must not be taken for absent. Up to the day
    that it `turns_on` the outcome is the same as today.
    """
    read, calendar = Refined(Outcome.QUARANTINED), Calendar.of(house.profile.entered)
    try:
        if envelope.format == "onix":
            read = _read_onix(raw, envelope, house, calendar)
        else:
            read = _read_marc(raw, envelope, house)
        done = _refine(read, house, calendar)
    except Exception as error:  # noqa: BLE001  # one record must not stop the others: see CONTRIBUTING
        reason = f"a fault of ours: {type(error).__name__}: {error}"
        done = Refined(Outcome.QUARANTINED, read.vendor_id, rule="R00", reason=reason)
    if done.outcome == Outcome.QUARANTINED and not done.vendor_id:
        done = done._replace(vendor_id=plain_id(raw, envelope.format, house.profile.identity))
    return done._replace(turns_on=calendar.turns_on, turns_by=calendar.turns_by) if calendar.turns_on else done


def _refine(read: Refined, house: House, calendar: Calendar) -> Refined:
    """What follows when a record is read."""
    if len(read.vendor_id) > LONGEST_ID and house.profile.vendor:
        reason = f"its id has {len(read.vendor_id)} characters, {LONGEST_ID} are allowed: {read.vendor_id[:40]}…"
        return Refined(Outcome.QUARANTINED, read.vendor_id[:LONGEST_ID], rule="S04", reason=reason)
    if read.outcome != Outcome.CANDIDATE or read.record is None:
        return read
    media = Media(read.media or vote(read.record, house.profile, house.tables.steps.evidence))
    if not _is_selected(media, house.profile):
        return read._replace(outcome=Outcome.FILTERED, record=None, media="", reason=f"media-not-selected: {media}")
    read = read._replace(media=str(media))
    context = context_of(read, house, calendar)
    for stage in (_normalised, _enriched, _validated):
        read = stage(read, house, context)
    return _written(read, house.profile)


def _is_selected(media: Media, profile: Profile) -> bool:
    """True if the vendor file asks for this media; without one everything is, without a selection e-material."""
    if profile.media or not profile.vendor:
        return media in profile.media or not profile.media
    return media not in PHYSICAL


def _read_onix(raw: bytes, envelope: Envelope, house: House, calendar: Calendar) -> Refined:
    """read and convert for ONIX: a product becomes a MARC record at the door."""
    from transforms.crosswalks import onix as crosswalk  # only here: MARC does not wait for its fifty modules

    product = onix.parse(raw, envelope, house.tables.onix, house.onix_schemas)
    if isinstance(product, Unreadable):
        return Refined(Outcome.QUARANTINED, rule=product.rule, reason=product.reason)
    vendor_id = product.text("RecordReference")
    gate = crosswalk.gate(product, house.profile, house.tables, calendar)
    if gate.outcome == Outcome.QUARANTINED:
        words = house.rules.message(Issue(gate.rule, gate.reason, Level.FATAL), "en").rstrip()
        return Refined(gate.outcome, vendor_id, rule=gate.rule, reason=words)
    if gate.outcome != Outcome.CANDIDATE:
        return Refined(gate.outcome, vendor_id, rule=gate.rule, reason=gate.reason)
    record, issues = crosswalk.convert(product, envelope, house.profile, house.tables, calendar)
    told = house.tables.onix.naming_lists(product.issues + issues)
    return Refined(Outcome.CANDIDATE, vendor_id, record, str(media_of(record)), issues=told)


def _read_marc(raw: bytes, envelope: Envelope, house: House) -> Refined:
    """read for MARC: parse, find the vendor's id, and see whether it is a delete."""
    parsed = READERS[envelope.format].parse(raw, envelope)
    if isinstance(parsed, Unreadable) and not house.profile.vendor and envelope.format == "marc21":
        parsed = _lenient(raw, parsed)
    if isinstance(parsed, Unreadable):
        return Refined(Outcome.QUARANTINED, rule=parsed.rule, reason=parsed.reason)
    record = parsed.record
    if is_unimarc(record):
        if house.profile.vendor:
            return Refined(Outcome.QUARANTINED, rule="S01", reason="UNIMARC, not MARC 21: title in 200, no 245")
        parsed = parsed._replace(issues=(*parsed.issues, _doubtful("UNIMARC, not MARC 21")))
    vendor_id = vendor_id_of(record, house.profile.identity)
    if not vendor_id and house.profile.vendor:
        reason = f"no {house.profile.identity}: the record cannot be traced to the vendor"
        return Refined(Outcome.QUARANTINED, rule="S04", reason=reason, record=record)
    if record.at("LDR", 5) == "d" and house.profile.vendor:
        return Refined(Outcome.DELETED, vendor_id, reason="LDR/05 is d")
    return Refined(Outcome.CANDIDATE, vendor_id, record, issues=parsed.issues)


def _lenient(raw: bytes, refused: Unreadable) -> Parsed | Unreadable:
    """For a person who converts a file without a vendor's: what pymarc makes of a record that we refuse to guess at."""
    from transforms.formats.pymarc_edge import read_lenient  # only here: it is slow to import and rarely needed

    record = read_lenient(raw)
    return refused if record is None else Parsed(record, (_doubtful(refused.reason),))


def _doubtful(reason: str) -> Issue:
    """A record that a vendor's delivery would have quarantined."""
    return Issue("S01", "unparsable-record", Level.FATAL, "LDR", reason)


def vendor_id_of(record: Record, identity: str) -> str:
    """The vendor's id from the field that the vendor file names: "001" or "035$a"."""
    tag, _, code = identity.partition("$")
    return record.value(tag, code).strip()


def _normalised(read: Refined, house: House, context: Context) -> Refined:
    if not house.runs("normalise") or read.record is None:
        return read
    record, trace = normalise(read.record, context)
    return read._replace(record=record, trace=trace) if trace else read


def context_of(read: Refined, house: House, calendar: Calendar = NO_DAY) -> Context:
    """What is known around a record; what a person chose for it alone goes before what holds for all of its vendor."""
    own = house.exceptions.get(read.vendor_id, NONE).chosen
    chosen = {**house.chosen, **own} if own else house.chosen
    return Context(house.profile, read.media, house.tables, chosen, calendar=calendar)


def _enriched(read: Refined, house: House, context: Context) -> Refined:
    """enrich: identifiers that everyone shares, where they are certain."""
    if house.enrichment is None or not house.runs("enrich") or read.record is None:
        return read
    record, trace = enrich(read.record, context, house.enrichment)
    if not trace:
        return read
    told = tuple((f"{ENRICH}{name}", before, after) for name, before, after in trace)
    issues = tuple(
        one for name, before, _ in trace if name == "subjects" for one in mended(before, context, house.rules.rules)
    )
    return read._replace(record=record, trace=read.trace + told, issues=read.issues + issues)


def _validated(read: Refined, house: House, context: Context) -> Refined:
    """validate: rules mend what they can; an unmended fatal issue withholds the record (house.md §10)."""
    if not house.runs("validate") or read.record is None:
        return read
    said, levels = house.exceptions.get(read.vendor_id, NONE), house.profile.levels
    found = suppressed(_weighed(read.issues, levels), said)
    read = _judged(read._replace(issues=found), read.record, house, said, context)
    fatal = house.rules.withholds(read.issues) if house.profile.vendor else None
    if fatal is None:
        return read
    return read._replace(outcome=Outcome.QUARANTINED, rule=fatal.rule, reason=house.rules.message(fatal, "en"))


def _written(done: Refined, profile: Profile) -> Refined:
    """The finished record in the Unicode form of the vendor file: the last thing of all, for rules work in NFC."""
    if profile.switches.get("unicode_form") != "melinda" or done.record is None:
        return done
    return done._replace(record=decomposed(done.record))


def _judged(read: Refined, record: Record, house: House, said: Excepted, context: Context) -> Refined:
    """What the rules make of a record, with the fields that a person set in place; none of these do they touch.

    What stands for a field of the vendor's is there before them, what stands for one that they made behind them.
    """
    as_sent = read.trace[0][1] if read.trace else record
    early = edited(record, [each for each in said.edits if not each.late])
    terms = Terms(house.profile.levels, said.suppressed, early.kept, context.calendar, house.profile)
    record, issues, judged = house.rules.fix(early.record, read.media, SOURCE, terms, vendors=as_sent)
    trace = (*read.trace, ("by hand", read.record or record, early.record), ("rules", early.record, record))
    late = edited(record, [each for each in said.edits if each.late])
    if late.record is not record:
        trace = (*trace, ("by hand", record, late.record))
        terms = terms._replace(kept=early.kept | late.kept)
        mended = tuple(each for each in issues if each.fixed)
        record, still, again = house.rules.fix(late.record, read.media, SOURCE, terms)
        issues, judged = mended + still, judged | again
    issues = with_name_doubts(with_doubts(issues, record, context), record, context)
    told = read.issues + issues + remarks(said, early.outdated + late.outdated, terms.levels)
    return read._replace(record=record, issues=told, judged=judged, trace=_without_nothing(trace))


def _without_nothing(trace: Trace) -> Trace:
    """The entries that changed something."""
    return tuple(each for each in trace if each[1] is not each[2])


def _weighed(issues: tuple[Issue, ...], levels: Mapping[str, Level]) -> tuple[Issue, ...]:
    """What was found in reading and converting, at the levels of the vendor file."""
    return tuple(each._replace(level=levels.get(each.rule, each.level)) for each in issues) if levels else issues
