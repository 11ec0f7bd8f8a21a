"""What a vendor is told: the issues of its records, counts, a letter and a page of charts.

Reads the store and writes files; changes nothing in the store.
"""
