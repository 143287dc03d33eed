"""Pages of conversations: the inbox, one conversation, what was promised."""
