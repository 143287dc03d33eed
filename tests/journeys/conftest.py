"""Journeys go against the real servers."""

from tests.real.servers import bluesky, mastodon, wordpress

__all__ = ["bluesky", "mastodon", "wordpress"]
