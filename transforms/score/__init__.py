"""Scores: how good a record is as a number, for vendors, trends and comparison with others (quality-rules.md §6-§8).

Pure functions of a record, its media and what the rules said of it. Nothing here changes a record or withholds one.
"""
