"""Pages of the charter: reading, writing, signing, and what the public reads."""
