"""What libraries harvest: publications, OAI-PMH, files, and the web app that serves them."""
