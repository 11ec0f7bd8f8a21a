"""OAI-PMH 2.0 provider: arguments, tokens, envelope, verbs. It knows no web framework and no store."""
