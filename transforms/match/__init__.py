"""Which source records are one title: keys, decisions that explain themselves, and clusters."""
