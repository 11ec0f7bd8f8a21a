"""link_checks: whether vendors' links still lead somewhere: a part of them each night, politely, blocking nothing.

sample   which links are asked after tonight                 host    asks one host, as its robots.txt and pace allow
night    asks all hosts, and keeps what they said            found   what is told of links that were broken on two days

The rest is metadata/store/link_checks.py. Thresholds and pace stand in schemas/watch.yml under `links:`.
"""
