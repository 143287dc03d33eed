"""The real servers, for the tests of this folder."""

from tests.real.servers import bluesky, imap, mail, mastodon, nats, postgres, wordpress

__all__ = ["bluesky", "imap", "mail", "mastodon", "nats", "postgres", "wordpress"]
