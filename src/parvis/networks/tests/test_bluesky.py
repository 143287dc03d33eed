"""Bluesky against the recorded answers of a real server."""

from parvis.networks.kinds.bluesky import Kind
from parvis.networks.tests.contract import SendingContract


class TestBluesky(SendingContract):
    kind = Kind
    found_by_key = {"find_publish", "find_reply"}
