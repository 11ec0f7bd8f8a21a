"""Crosswalks: another format's record becomes a MARC 21 record, one function per MARC field."""
