"""Which source records are one title: keys, decisions that explain themselves, and clusters.

`features` and `keys` are made of a record once and stored; `blocking` finds the pairs worth comparing, `decision`
answers for each (`vetoes`, `score`), `edges` keeps the best, `clusters` joins them. `kinship` is about works.
"""
