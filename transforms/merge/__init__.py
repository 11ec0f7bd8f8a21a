"""One record from several: fields chosen by vendor rank and the policy of schemas/merge.yml, with their provenance."""
