"""The store: deliveries and their ledger, source records, titles, publications, decisions. SQLAlchemy Core."""
