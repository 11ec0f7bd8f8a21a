"""Which source records are one title: keys, decisions that explain themselves, and clusters.

`features` and `keys` are made of a record once and stored; `blocking` finds the pairs worth comparing, `decision`
answers for each (`vetoes`, `score`), `edges` keeps the best, `clusters` joins them. `kinship` is about works.

Nothing here depends on the order of arrival, nor on records that share no key: what is computed for a component is what
a run over everything finds for it. To add a kind of key: a reader and a line in `keys.KINDS`; a veto: a function and a
line in `vetoes.VETOES`, its place in schemas/match.yml and its words in schemas/review.yml.
"""
