"""How a published record is shown to one library: pure, as all of transforms."""
