"""The tables of the store. A change here needs a migration in metadata/store/migrations.

Text compares by its bytes on every database: order keys and ids may not stand in the order of a language.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
    true,
)

from metadata.store.acquisition_tables import acquisition as acquisition
from metadata.store.acquisition_tables import acquisition_fault as acquisition_fault
from metadata.store.columns import metadata as metadata
from metadata.store.columns import text as _text
from metadata.store.match_tables import expression as expression
from metadata.store.match_tables import match_edge as match_edge
from metadata.store.match_tables import match_key as match_key
from metadata.store.match_tables import match_limit as match_limit
from metadata.store.match_tables import match_lost as match_lost
from metadata.store.match_tables import match_side as match_side
from metadata.store.match_tables import matching as matching
from metadata.store.match_tables import work as work
from metadata.store.renewal_scope_table import renewal_scope as renewal_scope
from metadata.store.run_tables import run_tie as run_tie
from metadata.store.standing_tables import history as history
from metadata.store.standing_tables import rendering as rendering
from metadata.store.standing_tables import standing as standing
from metadata.store.watch_tables import link_check as link_check
from metadata.store.watch_tables import vocabulary_look as vocabulary_look
from metadata.store.watch_tables import watch_fact as watch_fact

_NOT_FETCHED = text("sha256 = ''")

delivery = Table(  # every file a vendor has given: of one name several, each of another content than the one before
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vendor", _text(42), nullable=False),
    Column("name", _text(), nullable=False),  # as the vendor named it
    Column("order_key", _text(), nullable=False),  # the vendor's own sequence or time; compares as text
    Column("size", BigInteger().with_variant(Integer, "sqlite"), nullable=False),  # bytes; -1: not told
    Column("mtime", _text(), nullable=False),  # ISO 8601 in UTC; "": not told
    Column("sha256", _text(64), nullable=False),  # "" until it is fetched
    Column("path", _text(), nullable=False),  # inside the data folder
    Column("mark", _text(), nullable=False, server_default=""),  # ETag or the like
    Column("kind", _text(12), nullable=False, server_default="file"),  # file, or renewal: what was stored, made anew
    Index("delivery_vendor", "vendor", "id"),
    Index("delivery_order", "vendor", "order_key", "id"),
    Index("delivery_name", "vendor", "name", "id"),
    Index(  # of one name at most one is still to come
        "delivery_expected",
        "vendor",
        "name",
        unique=True,
        sqlite_where=_NOT_FETCHED,
        postgresql_where=_NOT_FETCHED,
    ),
)

look = Table(  # the last look at a vendor's source
    "look",
    metadata,
    Column("vendor", _text(42), primary_key=True),
    Column("at", _text(), nullable=False),
    Column("upto", _text(), nullable=False),  # what a good look has brought all of; "" before the first
    Column("error", _text(), nullable=False),  # "": the look went well
)

ledger = Table(  # append-only; the last entry of a delivery is its state
    "ledger",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("state", _text(16), nullable=False),
    Column("at", _text(), nullable=False),
    Column("reason", _text(), nullable=False, default=""),
    Column("actor", _text(), nullable=False, default=""),
    Column("counts", JSON, nullable=False, default=dict),
    Index("ledger_delivery", "delivery_id", "id"),
    Index("ledger_state", "state", "id"),
    Index("ledger_at", "at"),
)

envelope = Table(  # what a file said of all its records, so that the raw bytes of one can be read again alone
    "envelope",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", _text(64), nullable=False, unique=True),  # of the content, which may be too long for an index
    Column("content", _text(), nullable=False),  # JSON
)

source_record = Table(  # the newest version of every vendor record; deleted ones stay
    "source_record",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vendor", _text(42), nullable=False),
    Column("vendor_id", _text(), nullable=False),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),  # of the raw bytes
    Column("made_with", _text(16), nullable=False),  # version of mapping, rules and vendor file
    Column("order_key", _text(), nullable=False),  # of the delivery it came with
    Column("deleted", Boolean, nullable=False, default=False),
    Column("reason", _text(), nullable=False, default=""),  # why it was deleted
    Column("media", _text(16), nullable=False),
    Column("collection", _text(), nullable=False),
    Column("raw", LargeBinary, nullable=False),  # zstd
    Column("record", _text(), nullable=False),  # Record.pack()
    Column("issues", JSON, nullable=False),
    Column("rules", _text(16), nullable=False, server_default=""),  # version of the rules that judged it
    Column("judged", LargeBinary),  # a bit for each rule of that set: it had its say
    Column("score", Float),  # 0-100, quality-rules.md §6; NULL: not made since there are scores
    Column("completeness", Float),
    Column("tt", Float),  # TT-FI, points
    Column("sr", Float),  # SR-FI, 0-100
    Column("fills", BigInteger, nullable=False, server_default="0"),  # key fields it has: metadata/fill_marks.py
    Column("envelope_id", Integer),
    Column("title_id", _text(32)),
    Column("changed", Boolean, nullable=False, default=True),  # since the last publication
    UniqueConstraint("vendor", "vendor_id"),
    Index("source_record_hash", "sha256"),
    Index("source_record_live", "vendor", "deleted"),
    Index("source_record_changed", "changed"),
    Index("source_record_title", "title_id"),
    Index("source_record_delivery", "delivery_id"),
)

lookup = Table(  # what a source record asked of the vocabularies: transforms/enrich/lookups.py
    "lookup",
    metadata,
    Column("source_id", ForeignKey("source_record.id"), primary_key=True),
    Column("key", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Index("lookup_key", "key"),
)

title = Table(  # permanent ids; never deleted, never re-used
    "title",
    metadata,
    Column("id", _text(32), primary_key=True),
    Column("status", _text(8), nullable=False),  # live, deleted, redirect
    Column("created", _text(), nullable=False),
    Column("redirect_to", _text(32)),
    Column("base_id", Integer),  # the source record whose description it was last published with
    Column("expression_id", _text(32)),
    Index("title_redirect_to", "redirect_to"),
    Index("title_expression", "expression_id"),
)

title_event = Table(  # what befell titles, expressions and works, in order
    "title_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("level", _text(1), nullable=False),  # P, E or W
    Column("kind", _text(8), nullable=False),  # metadata/titles/events.py
    Column("title_id", _text(32), nullable=False),
    Column("other_id", _text(32), nullable=False),  # the other title of it; "": there is none
    Column("actor", _text(), nullable=False),  # the person who decided it; "": nobody did
    Column("reason", _text(), nullable=False),  # of that person; else the records that came or went
    Column("seq", Integer, nullable=False),  # of the publication
    Index("title_event_title", "title_id"),
    Index("title_event_other", "other_id"),
)

title_number = Table(  # the numbers of a title as it was last merged: by these it is linked with its other forms
    "title_number",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("kind", _text(8), primary_key=True),  # isbn or issn
    Column("value", _text(16), primary_key=True),
    Column("own", Boolean, nullable=False),  # else a record of it names it as that of another form
    Index("title_number_value", "value"),
)

title_link = Table(  # what a title says of other forms because others say so, and who does
    "title_link",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("other_id", _text(32), primary_key=True),  # the title in another form; "": the number of a printed book
    Column("kind", _text(8), primary_key=True),
    Column("value", _text(16), primary_key=True),  # the number that links them
    Column("because", _text(12), nullable=False),  # transforms/merge/other_forms.py; passed: of a printed book
    Column("source_id", ForeignKey("source_record.id"), nullable=False),  # the record that says so
    Index("title_link_value", "value"),
)

member = Table(  # which source record belonged to which title, and since and until which publication
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", ForeignKey("source_record.id"), nullable=False),
    Column("title_id", ForeignKey("title.id"), nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer),
    Column("evidence", JSON, nullable=False),
    Index("member_source", "source_id"),
    Index("member_title", "title_id"),
)

publication = Table(
    "publication",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", _text(), nullable=False),  # the datestamp, ISO 8601 in UTC; strictly increasing
    Column("counts", JSON, nullable=False),
    Column("kept", Boolean, nullable=False, server_default=true()),  # views can still be read as they were then
)

version = Table(  # a title's neutral record as of a publication
    "version",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("seq", ForeignKey("publication.seq"), primary_key=True),
    Column("deleted", Boolean, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("media", _text(16), nullable=False),
    Column("language", _text(3), nullable=False),
    Column("record", _text(), nullable=False),  # without links and without our 001, 003, 005
    Column("provenance", JSON, nullable=False),  # transforms/merge/provenance.py; once, a list of vendors by field
    Index("version_seq", "seq"),
)

offer = Table(  # which vendor offers a title in which collection, as of a publication
    "offer",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("vendor", _text(42), primary_key=True),
    Column("vendor_id", _text(), primary_key=True),
    Column("seq", ForeignKey("publication.seq"), primary_key=True),
    Column("collection", _text(), nullable=False),
    Column("gone", Boolean, nullable=False),
    Index("offer_seq", "seq"),
)

view_profile = Table(  # what a view selects and how it links, as of a publication
    "view_profile",
    metadata,
    Column("view", _text(), primary_key=True),
    Column("seq", ForeignKey("publication.seq"), primary_key=True),
    Column("profile", JSON, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("vendor", _text(42), nullable=False),
    Column("vendor_id", _text(), nullable=False),
    Column("rule", _text(8), nullable=False),
    Column("message", _text(), nullable=False),
    Column("payload", LargeBinary, nullable=False),  # zstd
    Column("made_with", _text(16), nullable=False, server_default=""),  # what withheld it
    Column("envelope_id", Integer),
    Column("state", _text(12), nullable=False, server_default="open"),  # open, cured, released or superseded
    UniqueConstraint("delivery_id", "position"),
    Index("quarantine_state", "state", "vendor", "rule"),
    Index("quarantine_record", "vendor", "vendor_id"),
)

gate_check = Table(  # what the gate saw, also when it passed
    "gate_check",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("key", _text(24), primary_key=True),
    Column("value", Float, nullable=False),
    Column("limit", Float, nullable=False),
    Column("verdict", _text(8), nullable=False),
    Column("baseline", Float),  # what is usual, where the limit depends on it
    Column("samples", JSON, nullable=False, server_default="[]"),  # a few records that show what was found
)

gate_decision = Table(  # a person's word on a held delivery; valid once
    "gate_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("delivery_id", ForeignKey("delivery.id"), nullable=False),
    Column("verdict", _text(8), nullable=False),  # approve, reject
    Column("reason", _text(), nullable=False),
    Column("actor", _text(), nullable=False),
    Column("at", _text(), nullable=False),
    Column("used", Boolean, nullable=False, default=False),
    Column("gates", JSON, nullable=False, server_default="[]"),  # the checks that it lets pass; none: all
)

publication_check = Table(  # what the publication's own gate saw, view by view; held while it is not yet current
    "publication_check",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # of the publication, made or to be made
    Column("view", _text(), primary_key=True),
    Column("at", _text(), nullable=False),
    Column("value", Float, nullable=False),  # share of the view's titles that would go
    Column("limit", Float, nullable=False),
    Column("baseline", Float, nullable=False),  # the view's titles
    Column("verdict", _text(8), nullable=False),
    Column("titles", JSON, nullable=False),  # that would go, where it is held: a decision is about these
    Column("samples", JSON, nullable=False),
)

publication_decision = Table(  # a person's word on a held publication: an approval is valid once, a rejection stands
    "publication_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("titles", JSON, nullable=False),  # that may go, or that stay; of a rejection those that are still to stay
    Column("verdict", _text(8), nullable=False),  # approve, reject
    Column("reason", _text(), nullable=False),
    Column("actor", _text(), nullable=False),
    Column("at", _text(), nullable=False),
    Column("used", Boolean, nullable=False, default=False),
)

review_item = Table(  # what a person is asked; one queue for all kinds
    "review_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", _text(12), nullable=False),  # match, record, heading
    Column("subject", _text(), nullable=False),  # what it is about, by vendors' ids: the same for ever
    Column("left_id", ForeignKey("source_record.id"), nullable=False),
    Column("right_id", ForeignKey("source_record.id")),  # the other record of a pair
    Column("rule", _text(8), nullable=False, server_default=""),
    Column("found", JSON, nullable=False),
    Column("since", _text(), nullable=False),
    Column("state", _text(12), nullable=False),  # open, decided, or gone: it no longer asks
    UniqueConstraint("kind", "subject"),
    Index("review_item_state", "state", "kind"),
    Index("review_item_left", "left_id"),
    Index("review_item_right", "right_id"),
)

decision = Table(  # what people decided; kept for ever and replayed on every run
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", _text(12), nullable=False),  # match, suppress, edit, release, heading
    Column("subject", _text(), nullable=False),  # "vendor:id", or a pair of them with a line feed between; "vendor:"
    Column("verdict", _text(12), nullable=False),
    Column("value", JSON, nullable=False),
    Column("reason", _text(), nullable=False),
    Column("actor", _text(), nullable=False),
    Column("at", _text(), nullable=False),
    Column("undone", _text(), nullable=False, server_default=""),  # when and by whom it was taken back
    Index("decision_subject", "kind", "subject"),
)

rule_set = Table(  # which rules a version of the catalogue holds, in the order of the bits of `judged`
    "rule_set",
    metadata,
    Column("version", _text(16), primary_key=True),
    Column("rules", JSON, nullable=False),
)

rule_count = Table(  # what each rule said of the records of a committed delivery
    "rule_count",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("rule", _text(8), primary_key=True),
    Column("fired", Integer, nullable=False),  # findings, mended or not
    Column("fixed", Integer, nullable=False),
    Column("suppressed", Integer, nullable=False),
    Column("records", Integer, nullable=False),  # records with a finding
    Column("passed", Integer, nullable=False),  # records it had something to judge in, and nothing to find
    Column("na", Integer, nullable=False),  # records it had nothing to judge in
)

score_summary = Table(  # the scores of a vendor's live records, after a committed delivery
    "score_summary",
    metadata,
    Column("delivery_id", ForeignKey("delivery.id"), primary_key=True),
    Column("metric", _text(24), primary_key=True),  # score, completeness, tt, sr
    Column("records", Integer, nullable=False),
    Column("mean", Float, nullable=False),
    Column("median", Float, nullable=False),
    Column("p10", Float, nullable=False),
    Column("share80", Float, nullable=False),  # of the records, with 80 or more
)

title_quality = Table(  # what the rules say of a merged title, and with what it was merged
    "title_quality",
    metadata,
    Column("title_id", ForeignKey("title.id"), primary_key=True),
    Column("made_with", _text(16), nullable=False),
    Column("issues", JSON, nullable=False),
    Column("score", Float),
)
