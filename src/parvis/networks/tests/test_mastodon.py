"""Mastodon against the recorded answers of a real server."""

from parvis.networks.kinds.mastodon import Kind
from parvis.networks.tests.contract import SendingContract


class TestMastodon(SendingContract):
    kind = Kind
