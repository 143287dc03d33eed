"""What `channels` writes to the audit log."""

from parvis.say import Say

WORDS: dict[str, Say] = {}
