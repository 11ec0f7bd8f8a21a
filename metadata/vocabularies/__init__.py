"""Vocabularies: SKOS dumps of Finto and others → one compact index, built once and only read by those who refine."""
