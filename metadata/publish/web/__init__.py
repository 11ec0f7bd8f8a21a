"""The web app that serves what is published: OAI-PMH, titles, files. Public and read only."""
