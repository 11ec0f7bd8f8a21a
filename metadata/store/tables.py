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
from metadata.store.gate_tables import gate_check as gate_check
from metadata.store.gate_tables import gate_decision as gate_decision
from metadata.store.gate_tables import publication_check as publication_check
from metadata.store.gate_tables import publication_decision as publication_decision
from metadata.store.match_tables import expression as expression
from metadata.store.match_tables import match_edge as match_edge
from metadata.store.match_tables import match_key as match_key
from metadata.store.match_tables import match_limit as match_limit
from metadata.store.match_tables import match_lost as match_lost
from metadata.store.match_tables import match_side as match_side
from metadata.store.match_tables import matching as matching
from metadata.store.match_tables import work as work
from metadata.store.quality_tables import rule_count as rule_count
from metadata.store.quality_tables import rule_set as rule_set
from metadata.store.quality_tables import score_summary as score_summary
from metadata.store.quality_tables import title_quality as title_quality
from metadata.store.renewal_scope_table import renewal_scope as renewal_scope
from metadata.store.review_tables import decision as decision
from metadata.store.review_tables import review_item as review_item
from metadata.store.run_tables import run_tie as run_tie
from metadata.store.standing_tables import history as history
from metadata.store.standing_tables import rendering as rendering
from metadata.store.standing_tables import standing as standing
from metadata.store.watch_tables import link_check as link_check
from metadata.store.watch_tables import vocabulary_look as vocabulary_look
from metadata.store.watch_tables import watch_fact as watch_fact

_NOT_FETCHED = text("sha256 = ''")
_TURNS = text("turns_on IS NOT NULL")

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
    Column("turns_on", _text(10)),  # next day (yyyy-mm-dd) on which its outcome may be another
    UniqueConstraint("vendor", "vendor_id"),
    Index("source_record_hash", "sha256"),
    Index("source_record_live", "vendor", "deleted"),
    Index("source_record_changed", "changed"),
    Index("source_record_title", "title_id"),
    Index("source_record_delivery", "delivery_id"),
    Index("source_record_turns", "vendor", "turns_on", sqlite_where=_TURNS, postgresql_where=_TURNS),
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
    Column("turns_on", _text(10)),  # next day (yyyy-mm-dd) on which its outcome may be another
    UniqueConstraint("delivery_id", "position"),
    Index("quarantine_state", "state", "vendor", "rule"),
    Index("quarantine_record", "vendor", "vendor_id"),
    Index("quarantine_turns", "vendor", "turns_on", sqlite_where=_TURNS, postgresql_where=_TURNS),
)
